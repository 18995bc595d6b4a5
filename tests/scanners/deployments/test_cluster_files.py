"""Kubernetes manifests, Helm charts, gateways in front of services, and workflows."""

from __future__ import annotations

import pytest
from deployed import deployed, edges, facts, lines, names

from aibom.model.kinds import RelationKind

VLLM = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: chat
spec:
  template:
    metadata:
      labels: {app: chat}
    spec:
      volumes:
        - name: weights
          hostPath: {path: /mnt/models}
      containers:
        - name: server
          image: vllm/vllm-openai:v0.8.5
          args: ["--model", "Qwen/Qwen2.5-7B-Instruct", "--api-key", "$(KEY)"]
          env:
            - name: HUGGING_FACE_HUB_TOKEN
              valueFrom: {secretKeyRef: {name: hf, key: token}}
---
apiVersion: v1
kind: Service
metadata: {name: chat-svc}
spec:
  selector: {app: chat}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: front
  annotations:
    nginx.ingress.kubernetes.io/auth-type: basic
    nginx.ingress.kubernetes.io/limit-rps: "5"
spec:
  rules:
    - http:
        paths:
          - backend:
              service: {name: chat-svc, port: {number: 80}}
"""
APP = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          image: acme/web:1.0
          env:
            - {name: LLM_URL, value: "http://chat-svc.default.svc.cluster.local:8000/v1"}
            - {name: CHAT_MODEL, value: gpt-4o-mini}
"""


@pytest.mark.parametrize("words", ["serve, Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct"])
def test_arguments_may_repeat_the_end_of_the_image_s_own_command(words: str) -> None:
    deployment = VLLM.partition("---")[0].replace('"--model", "Qwen/Qwen2.5-7B-Instruct"', words)
    seen = deployed({"k8s/vllm.yaml": deployment})
    assert edges(seen, RelationKind.SERVED_BY) == {("Qwen/Qwen2.5-7B-Instruct", "vLLM")}
    assert names(seen, "model") == {"Qwen/Qwen2.5-7B-Instruct"}


def test_a_deployment_its_service_and_its_ingress() -> None:
    seen = deployed({"k8s/vllm.yaml": VLLM, "k8s/app.yaml": APP})
    assert ("Qwen/Qwen2.5-7B-Instruct", "vLLM") in edges(seen, RelationKind.SERVED_BY)
    assert ("", "vLLM") in edges(seen, RelationKind.CALLS_SERVICE)
    assert ("vLLM", "Hugging Face") in edges(seen, RelationKind.CALLS_SERVICE)
    vllm = facts(seen, "service", "vLLM")
    assert (vllm["authenticated"], vllm["rate_limited"]) == (True, True)
    assert 32 in lines(seen, "service", "vLLM")
    assert seen.one("container", "docker.io/vllm/vllm-openai").facts["mounts"] == ["/mnt/models"]
    assert "gpt-4o-mini" in names(seen, "model")


def test_an_ingress_without_limits_is_told() -> None:
    text = VLLM.replace('    nginx.ingress.kubernetes.io/limit-rps: "5"\n', "")
    assert facts(deployed({"v.yaml": text}), "service", "vLLM")["rate_limited"] is False


def test_inference_services() -> None:
    text = """\
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llama}
spec:
  predictor:
    model:
      modelFormat: {name: huggingface}
      args:
        - --model_name=llama3
        - --model_id=meta-llama/Llama-3.1-8B-Instruct
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: iris}
spec:
  predictor:
    sklearn:
      storageUri: gs://acme-models/iris/1
"""
    seen = deployed({"isvc.yaml": text})
    assert edges(seen, RelationKind.SERVED_BY) == {
        ("meta-llama/Llama-3.1-8B-Instruct", "KServe"),
        ("gs://acme-models/iris/1", "KServe"),
    }


def test_config_maps_name_models_and_secrets_only_names() -> None:
    text = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  EMBEDDING_MODEL: BAAI/bge-m3\n---\n"
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n"
        "  OPENAI_API_KEY: sk-proj-9f8e7d6c5b4a3f2e1d0c9b8a\n"
    )
    seen = deployed({"config.yaml": text})
    assert names(seen, "model") == {"BAAI/bge-m3"}
    assert names(seen, "service") == {"OpenAI"}
    assert "sk-proj" not in repr(seen)


def test_definitions_and_other_yaml_are_not_read() -> None:
    text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  image: qdrant/qdrant\n"
    assert not deployed({"crd.yaml": text, "data.yaml": "image: qdrant/qdrant\nmodel: gpt-4o\n"}).observations


CHART = {
    "chart/Chart.yaml": (
        "apiVersion: v2\nname: rag\ndependencies:\n"
        "  - name: qdrant\n    version: 1.0.0\n"
        "  - name: postgresql\n    version: 1.0.0\n"
    ),
    "chart/values.yaml": (
        "image:\n  repository: vllm/vllm-openai\n  tag: v0.8.5\nmodel: Qwen/Qwen2.5-7B-Instruct\n"
        "embeddings:\n  image: ghcr.io/huggingface/text-embeddings-inference:1.6\n"
    ),
    "chart/templates/deployment.yaml": """\
{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "rag.name" . }}
spec:
  template:
    spec:
      {{- with .Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: vllm
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default "latest" }}"
          args: ["--model", "{{ .Values.model }}"]
{{- end }}
""",
}


def test_charts_with_values_templates_and_dependencies() -> None:
    seen = deployed(CHART)
    assert {"vLLM", "Qdrant", "Text Embeddings Inference"} == names(seen, "service")
    assert ("Qwen/Qwen2.5-7B-Instruct", "vLLM") in edges(seen, RelationKind.SERVED_BY)
    template = [one for one in seen.observations if one.evidence.path.endswith("deployment.yaml")]
    assert {one.subject.version for one in template if one.subject.kind == "container"} == {"v0.8.5"}
    assert {one.evidence.line for one in template if one.subject.kind == "container"} == {15}
    assert not seen.unknowns


NGINX = """\
upstream llm {
    server vllm:8000;
}
server {
    listen 443 ssl;
    access_log /var/log/nginx/llm.log;
    location /v1/ {
        auth_basic "models";
        auth_basic_user_file /etc/nginx/htpasswd;
        limit_req zone=perip burst=5;
        proxy_pass http://llm;
    }
    location /vectors/ {
        access_log off;
        proxy_pass http://qdrant:6333;
    }
}
"""
COMPOSE = (
    "services:\n  vllm:\n    image: vllm/vllm-openai\n    command: --model a/b\n  qdrant:\n    image: qdrant/qdrant\n"
)


def test_nginx_in_front_of_services() -> None:
    seen = deployed({"docker-compose.yml": COMPOSE, "nginx/nginx.conf": NGINX})
    at_gateway = [one for one in seen.observations if one.evidence.path == "nginx/nginx.conf"]
    told = {
        (one.subject.name, name, value, one.evidence.line) for one in at_gateway for name, value in one.facts.items()
    }
    assert told == {
        ("vLLM", "authenticated", True, 8),
        ("vLLM", "rate_limited", True, 10),
        ("vLLM", "request_logging", True, 6),
        ("Qdrant", "rate_limited", False, 15),
        ("Qdrant", "request_logging", False, 14),
    }


def test_caddy_in_front_of_services() -> None:
    caddy = (
        "{$LLM_HOST} {\n    basic_auth {\n        team $2a$14$x\n"
        "    }\n    reverse_proxy vllm:8000\n}\n:8010 {\n"
        "    reverse_proxy qdrant:6333\n}\n"
    )
    seen = deployed({"docker-compose.yml": COMPOSE, "Caddyfile": caddy})
    told = {
        (one.subject.name, name) for one in seen.observations if one.evidence.path == "Caddyfile" for name in one.facts
    }
    assert told == {("vLLM", "authenticated"), ("vLLM", "rate_limited"), ("Qdrant", "rate_limited")}


def test_a_gateway_of_something_else_tells_nothing() -> None:
    seen = deployed({"nginx.conf": NGINX})
    assert not seen.observations


WORKFLOW = """\
name: review
on: [pull_request]
env:
  OPENAI_MODEL: gpt-4o-mini
jobs:
  review:
    runs-on: ubuntu-latest
    services:
      vectors:
        image: qdrant/qdrant:v1.12.0
    steps:
      - uses: actions/checkout@v4
        with: {ref: main}
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
          claude_args: |
            --model claude-sonnet-4-20250514
            --max-turns 5
      - uses: actions/ai-inference@v1
        with:
          model: openai/gpt-4.1
      - name: Pull
        env:
          MISTRAL_API_KEY: ${{ secrets.MISTRAL_API_KEY }}
        run: |
          echo start
          ollama pull llama3.2
"""


def test_workflows() -> None:
    seen = deployed({".github/workflows/review.yml": WORKFLOW})
    assert names(seen, "model") == {"gpt-4o-mini", "claude-sonnet-4-20250514", "gpt-4.1", "llama3.2"}
    assert lines(seen, "model", "llama3.2") == {28}
    assert lines(seen, "model", "claude-sonnet-4-20250514") == {18}
    assert {"Anthropic", "GitHub Models", "Mistral AI", "Qdrant", "Ollama"} <= names(seen, "service")


def test_plain_workflows_tell_nothing() -> None:
    text = (
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
        "    steps:\n      - uses: actions/checkout@v4\n"
        "      - run: make model-tests\n"
    )
    assert not deployed({".github/workflows/ci.yml": text}).observations


def test_kong_in_front_of_services() -> None:
    kong = """\
_format_version: "3.0"
services:
  - name: chat
    url: http://vllm:8000
    plugins:
      - name: key-auth
    routes:
      - name: r
        plugins:
          - {name: rate-limiting, config: {minute: 10}}
  - name: vectors
    url: http://qdrant:6333
"""
    seen = deployed({"docker-compose.yml": COMPOSE, "kong.yml": kong})
    told = {
        (one.subject.name, name, value, one.evidence.line)
        for one in seen.observations
        if one.evidence.path == "kong.yml"
        for name, value in one.facts.items()
    }
    assert told == {
        ("vLLM", "authenticated", True, 6),
        ("vLLM", "rate_limited", True, 10),
        ("Qdrant", "rate_limited", False, 12),
    }


def test_envoy_in_front_of_services() -> None:
    envoy = """\
static_resources:
  listeners:
    - filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                http_filters:
                  - name: envoy.filters.http.jwt_authn
                  - name: envoy.filters.http.local_ratelimit
  clusters:
    - name: llm
      load_assignment:
        endpoints:
          - lb_endpoints:
              - endpoint: {address: {socket_address: {address: vllm, port_value: 8000}}}
"""
    seen = deployed({"docker-compose.yml": COMPOSE, "envoy.yaml": envoy})
    vllm = [one for one in seen.observations if one.evidence.path == "envoy.yaml"]
    assert {(name, one.evidence.line) for one in vllm for name in one.facts} == {
        ("authenticated", 8),
        ("rate_limited", 9),
    }


def test_traefik_in_front_of_services() -> None:
    text = COMPOSE.replace(
        "command: --model a/b\n",
        "command: --model a/b\n    labels:\n      - traefik.http.routers.llm.middlewares=guard\n"
        "      - traefik.http.middlewares.guard.basicauth.users=team:$$apr1$$x\n",
    )
    vllm = facts(deployed({"docker-compose.yml": text}), "service", "vLLM")
    assert (vllm["authenticated"], vllm["rate_limited"]) == (True, False)


def test_a_file_of_traefik_and_a_provider_behind_nginx() -> None:
    dynamic = """\
http:
  routers:
    llm: {rule: "Host(`llm.example.com`)", service: vllm, middlewares: [safe]}
  services:
    vllm:
      loadBalancer:
        servers:
          - url: http://llm:8000
  middlewares:
    safe: {chain: {middlewares: [guard, limit]}}
    guard:
      basicAuth: {users: ["team:x"]}
    limit:
      rateLimit: {average: 10}
"""
    compose = "services:\n  llm:\n    image: vllm/vllm-openai:v0.6\n    command: --model a/b\n"
    nginx = "server {\n  location /v1/ {\n    proxy_pass https://api.openai.com/v1/;\n  }\n}\n"
    seen = deployed({"docker-compose.yml": compose, "dynamic.yml": dynamic, "nginx.conf": nginx})
    told = facts(seen, "service", "vLLM")
    assert (told["authenticated"], told["rate_limited"]) == (True, True)
    assert {12, 14} <= lines(seen, "service", "vLLM")
    assert lines(seen, "service", "OpenAI") == {3}


KUSTOMIZATION = """\
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
configMapGenerator:
- name: desk
  literals:
  - DESK_MODEL=gpt-4o-mini
secretGenerator:
- name: keys
  literals: [ANTHROPIC_API_KEY=changeme]
patches:
- target: {kind: Deployment, name: vllm}
  patch: |-
    - op: replace
      path: /spec/template/spec/containers/0/args
      value: ["--model", "Qwen/Qwen2.5-7B-Instruct"]
- patch: |-
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: desk}
    spec:
      template:
        spec:
          containers:
          - name: desk
            env:
            - {name: EMBEDDING_MODEL, value: text-embedding-3-small}
"""


def test_what_kustomize_generates_and_patches() -> None:
    seen = deployed({"overlay/kustomization.yaml": KUSTOMIZATION})
    assert names(seen, "model") == {"gpt-4o-mini", "Qwen/Qwen2.5-7B-Instruct", "text-embedding-3-small"}
    assert lines(seen, "model", "gpt-4o-mini") == {6}
    assert lines(seen, "model", "Qwen/Qwen2.5-7B-Instruct") == {15}
    assert "Anthropic" in names(seen, "service")
    assert ("Qwen/Qwen2.5-7B-Instruct", "vLLM") in edges(seen, RelationKind.SERVED_BY)


def test_where_kserve_mounts_a_model_is_none() -> None:
    text = (
        "apiVersion: serving.kserve.io/v1alpha1\nkind: ServingRuntime\nmetadata: {name: vllm-cpu}\nspec:\n  containers:\n"
        "    - name: kserve-container\n      image: vllm/vllm-openai:v0.9\n      args: [--model, PATH]\n"
    )
    seen = deployed({"runtime.yaml": text.replace("PATH", "/mnt/models")})
    assert not names(seen, "model")
    assert [(one.topic, one.line) for one in seen.unknowns] == [("model", 8)]
    assert names(deployed({"runtime.yaml": text.replace("PATH", "/mnt/models/Qwen/Qwen3-4B")}), "model") == {
        "Qwen/Qwen3-4B"
    }
