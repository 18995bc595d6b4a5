"""Broken and hostile deployment files: bounded, never a crash, never silence."""

from __future__ import annotations

import time

import pytest
from deployed import deployed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reached import unreached
from test_bicep_containers import CONTAINERS
from test_cluster_files import CHART, COMPOSE, KUSTOMIZATION, NGINX, VLLM, WORKFLOW
from test_compose_files import STACK
from test_devcontainers import CONTAINER
from test_dockerfiles import FILE
from test_hosting_files import DEPLOY
from test_hosting_files import TASK as TASKS
from test_loose_yaml import TASK
from test_models_by_words import TASKS as PULLED
from test_other_forms import ARGO, NIX, NOMAD
from test_shared_variables import HELMFILE
from test_shell_reading import SCRIPT

KONG = """_format_version: "3.0"
services:
- name: chat
  url: http://vllm:8000
  plugins: [{name: key-auth}]
  routes: [{name: chat, plugins: [{name: rate-limiting}]}]
"""
ENVOY = """static_resources:
  clusters:
  - name: chat
    load_assignment:
      endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: vllm, port_value: 8000}}}}]}]
"""
TRAEFIK = """http:
  routers: {chat: {rule: "Host(`chat`)", service: chat, middlewares: [users]}}
  middlewares: {users: {basicAuth: {users: [a]}}}
  services: {chat: {loadBalancer: {servers: [{url: "http://vllm:8000"}]}}}
"""
SAMPLES = {
    "skills/ask/SKILL.md": "---\nname: ask\n---\nRun `gemini -m gemini-2.5-pro -p review`.\n",
    ".devcontainer/devcontainer.json": CONTAINER,
    "helmfile.yaml": HELMFILE,
    "Jenkinsfile": "steps { sh 'ollama pull qwen2.5:7b' }\n",
    "task.yaml": TASK,
    "kong.yaml": KONG,
    "envoy.yaml": ENVOY,
    "traefik/dynamic.yml": TRAEFIK,
    "Dockerfile": FILE,
    "docker-compose.yml": STACK,
    "k8s.yaml": VLLM,
    "chart/values.yaml": CHART["chart/values.yaml"],
    "chart/templates/d.yaml": CHART["chart/templates/deployment.yaml"],
    "chart/Chart.yaml": CHART["chart/Chart.yaml"],
    "nginx.conf": NGINX,
    "Caddyfile": "a {\n reverse_proxy qdrant:6333\n}\n",
    ".github/workflows/w.yml": WORKFLOW,
    "run.sh": SCRIPT,
    "Makefile": "M ?= x\nup:\n\tollama pull $(M)\n",
    ".vscode/tasks.json": PULLED,
    ".claude/settings.json": '{"hooks": {"Stop": [{"hooks": [{"command": "claude -p hello --model claude-sonnet-4-5"}]}]}}',
    "package.json": '{"scripts": {"a": "ollama pull llama3"}}',
    "main.tf": 'resource "helm_release" "o" {\n  chart = "ollama"\n  values = [<<E\nimage: a/b:c\nE\n]\n}\n',
    "x.service": "[Service]\nEnvironment=A=b\nExecStart=ollama serve\n",
    ".env": "OLLAMA_TAG=1\nOPENAI_API_KEY=x\n",
    "main.bicep": CONTAINERS,
    "task-definition.json.tpl": TASKS,
    "kustomization.yaml": KUSTOMIZATION,
    "deploy.sh": DEPLOY,
    "argo.yaml": ARGO,
    "configuration.nix": NIX,
    "ollama.nomad.hcl": NOMAD,
}
PIECES = st.sampled_from(
    [
        b"\0",
        b"\xff\xfe",
        b"\n",
        b"{{",
        b"}}",
        b"${",
        b"[",
        b"{",
        b'"',
        b"'",
        b": ",
        b"&a ",
        b"*a",
        b"\\\n",
        b"<<EOF\n",
        b"- ",
    ]
)


def test_every_reader_is_reached_by_a_sample() -> None:
    folders = ("scanners/deployments/forms", "scanners/deployments/gateways", "scanners/deployments/commands")
    assert unreached(folders, lambda: [deployed({path: text}) for path, text in SAMPLES.items()]) == set()


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_mutated_samples_do_not_crash(path: str, data: st.DataObject) -> None:
    content = SAMPLES[path].encode()
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content = content[:start] + data.draw(PIECES) + content[end:]
    deployed({path: content, "docker-compose.override.yml": COMPOSE})


BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("docker-compose.yml", BOMB + "services: {}\n"),
        ("docker-compose.yml", "services:\n" + "".join(f"{' ' * n}a:\n" for n in range(2, 400))),
        ("k8s.yaml", "apiVersion: v1\nkind: Pod\nimage:\n" + BOMB),
    ],
)
def test_bombs_are_refused_and_reported(path: str, text: str) -> None:
    seen = deployed({path: text})
    assert [one.topic for one in seen.unknowns] == ["file"]


def test_large_files_cost_little() -> None:
    files = {
        "Dockerfile": "FROM a\n" + "RUN echo \\\n" * 100_000,
        "run.sh": "ollama pull x; " * 50_000,
        "nginx.conf": "location { " * 50_000,
        "docker-compose.yml": "services:\n" + "".join(f"  s{n}:\n    image: a:{n}\n" for n in range(3_000)),
        "values.yaml": "".join(f"k{n}: v\n" for n in range(20_000)),
        "chart/templates/x.yaml": "apiVersion: v1\nkind: Pod\nimage: x\n" + "{{ if " * 20_000,
        "Caddyfile": "reverse_proxy " + "a " * 100_000,
        "run.ps1": "\n " * 100_000,
        "run.bat": "\n " * 100_000,
    }
    for path, text in files.items():
        started = time.process_time()
        deployed({path: text})
        assert time.process_time() - started < 5, path


def test_circular_references_come_to_an_end() -> None:
    one = "services:\n  a:\n    extends: {file: docker-compose.b.yml, service: a}\n"
    two = "services:\n  a:\n    extends: {file: docker-compose.yml, service: a}\n"
    deployed({"docker-compose.yml": one, "docker-compose.b.yml": two})
    deployed({"Dockerfile": "FROM a AS a\nFROM a\nARG X=${X}\nENV Y=${Y}\nFROM ${X}\n"})
