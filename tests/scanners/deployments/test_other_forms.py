"""Nix, Nomad, supervisord, dotfiles, Ansible, Akash, Taskfiles: forms beside containers and clusters."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

NIX = """{ config, ... }:
{
  services.ollama = {
    enable = true;
    loadModels = [ "llama3.2:3b" "deepseek-r1:1.5b" ];
  };
  services.open-webui.enable = true;
  services.qdrant.enable = false;
}
"""
NOMAD = """job "ollama" {
  group "ollama" {
    task "serve" {
      config {
        image = "ollama/ollama:0.3.14"
      }
      env {
        OLLAMA_KEEP_ALIVE = "5m"
      }
    }
    task "pull" {
      config {
        command = "curl"
        args = ["-X", "POST", "http://localhost:11434/api/pull", "-d", "{\\"name\\": \\"granite3.1-dense:2b\\"}"]
      }
    }
  }
}
"""


def test_services_that_nix_enables() -> None:
    seen = deployed({"hosts/desk/configuration.nix": NIX})
    assert names(seen, "service") == {"Ollama", "Open WebUI"}
    assert names(seen, "model") == {"llama3.2:3b", "deepseek-r1:1.5b"}
    assert ("llama3.2:3b", "Ollama") in edges(seen, RelationKind.SERVED_BY)


def test_tasks_of_nomad_and_arguments_of_a_bake_file() -> None:
    seen = deployed({"jobs/ollama.nomad.hcl": NOMAD})
    assert names(seen, "service") == {"Ollama"}
    assert names(seen, "model") == {"granite3.1-dense:2b"}
    bake = 'target "default" {\n  args = {\n    MODEL_NAME = "meta-llama/Llama-3.1-8B-Instruct"\n  }\n}\n'
    assert lines(deployed({"docker-bake.hcl": bake}), "model", "meta-llama/Llama-3.1-8B-Instruct") == {3}


def test_programs_of_supervisord() -> None:
    text = (
        "[program:vllm]\ncommand=python -m vllm.entrypoints.openai.api_server --model Qwen/Qwen2.5-7B-Instruct\n"
        '[program:ui]\ncommand=streamlit run app.py\nenvironment=EMBEDDING_MODEL="BAAI/bge-m3",PORT="1"\n'
    )
    seen = deployed({"docker/supervisord.conf": text})
    assert names(seen, "model") == {"Qwen/Qwen2.5-7B-Instruct", "BAAI/bge-m3"}
    assert names(seen, "service") == {"vLLM"}


def test_what_a_shell_reads_when_it_starts() -> None:
    seen = deployed(
        {
            ".zshrc": 'alias chat="ollama run llama3.2"\n',
            ".envrc": "export OPENAI_MODEL=gpt-4o-mini\n",
            "fish/config.fish": "set -gx ANTHROPIC_MODEL claude-sonnet-4-20250514\n",
        }
    )
    assert names(seen, "model") == {"llama3.2", "gpt-4o-mini", "claude-sonnet-4-20250514"}


def test_ansible_with_templates_and_a_taskfile() -> None:
    tasks = (
        "- name: Run\n  community.docker.docker_container:\n    name: '{{ name }}'\n"
        "    image: ghcr.io/open-webui/open-webui:main\n"
    )
    assert names(deployed({"roles/ui/tasks/main.yml": tasks}), "service") == {"Open WebUI"}
    taskfile = "version: '3'\ntasks:\n  model:\n    cmds:\n      - ollama pull mistral-nemo\n"
    assert lines(deployed({"Taskfile.yml": taskfile}), "model", "mistral-nemo") == {5}


def test_a_manifest_of_akash_has_its_arguments_apart() -> None:
    text = (
        'version: "2.0"\nservices:\n  llm:\n    image: vllm/vllm-openai:v0.6.3\n    command: [bash, "-c"]\n'
        "    args:\n      - vllm serve meta-llama/Llama-3.1-8B-Instruct --port 8000\n"
    )
    assert names(deployed({"deploy.yaml": text}), "model") == {"meta-llama/Llama-3.1-8B-Instruct"}


ARGO = """apiVersion: argoproj.io/v1alpha1
kind: Workflow
spec:
  arguments:
    parameters:
      - {name: model, value: "mistralai/Mistral-7B-v0.1"}
  templates:
    - name: main
      container:
        image: acme/trainer:1
        command: [python, train.py]
        args: ["--model_name_or_path", "{{workflow.parameters.model}}"]
"""


def test_parameters_of_argo() -> None:
    assert lines(deployed({"train.yaml": ARGO}), "model", "mistralai/Mistral-7B-v0.1") == {12}


def test_lists_of_weights_that_another_script_downloads() -> None:
    text = (
        "#!/bin/bash\nCHECKPOINT_MODELS=(\n"
        '    "https://huggingface.co/stabilityai/sdxl-vae/resolve/main/sdxl_vae.safetensors"\n)\n'
        'MIRRORS=("https://huggingface.co/acme/other/resolve/main/x.safetensors")\n'
    )
    seen = deployed({"provisioning.sh": text})
    assert names(seen, "model") == {"stabilityai/sdxl-vae"}
    assert lines(seen, "model", "stabilityai/sdxl-vae") == {3}


def test_the_voice_of_piper() -> None:
    text = "services:\n  voice:\n    image: rhasspy/wyoming-piper:1.5\n    command: --voice en_US-lessac-medium\n"
    assert names(deployed({"compose.yml": text}), "model") == {"en_US-lessac-medium"}


def test_a_task_of_nomad_may_start_a_shell() -> None:
    task = 'image = "ollama/ollama"\n entrypoint = ["/bin/sh", "-c"]\n args = ["ollama pull granite3.1-dense:8b"]'
    job = f'job "llm" {{\n group "g" {{\n task "pull" {{\n config {{\n {task}\n }}\n }}\n }}\n}}\n'
    seen = deployed({"jobs/pull.nomad.hcl": job})
    assert names(seen, "model") == {"granite3.1-dense:8b"}
