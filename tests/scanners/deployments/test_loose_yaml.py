"""YAML of no known form that runs something, and files that scripts write with here-documents."""

from __future__ import annotations

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

SERVED = RelationKind.SERVED_BY
TASK = """\
envs:
  MODEL_NAME: Qwen/Qwen2.5-7B-Instruct
run: |
  echo starting
  vllm serve $MODEL_NAME --port 8000
"""
PIPELINE = """\
review:
  image: python:3.12
  services:
    - name: ollama/ollama:0.3
      alias: llm
  script:
    - ollama pull llama3.2
"""


def test_a_task_runs_a_server_with_its_variables() -> None:
    seen = deployed({"serve.yaml": TASK})
    assert edges(seen, SERVED) == {("Qwen/Qwen2.5-7B-Instruct", "vLLM")}
    assert lines(seen, "service", "vLLM") == {5}


def test_a_pipeline_of_any_ci_pulls_models() -> None:
    seen = deployed({".gitlab-ci.yml": PIPELINE})
    assert names(seen, "service") == {"Ollama"}
    assert lines(seen, "model", "llama3.2") == {7}


def test_settings_name_images_under_any_key() -> None:
    seen = deployed({"Pulumi.dev.yaml": "config:\n  acme:chat.image: ghcr.io/open-webui/open-webui:main\n"})
    assert lines(seen, "service", "Open WebUI") == {2}


SCRIPT = """\
#!/bin/bash
cat <<EOF > server.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: server}
spec:
  template:
    spec:
      containers:
        - name: server
          image: ${REGISTRY}/vllm:arm64
          command: ["/bin/sh", "-c"]
          args: ["vllm serve meta-llama/Llama-3.2-1B-Instruct"]
EOF
kubectl apply -f server.yaml
cat > Modelfile <<'END'
FROM mistral:7b
SYSTEM "You answer briefly."
END
sudo tee /etc/systemd/system/llm.service <<UNIT
[Service]
ExecStart=/usr/bin/llama-server -hf Qwen/Qwen3-4B-GGUF
UNIT
"""


def test_files_that_a_script_writes_are_read() -> None:
    seen = deployed({"install.sh": SCRIPT})
    assert edges(seen, SERVED) >= {
        ("meta-llama/Llama-3.2-1B-Instruct", "vLLM"),
        ("mistral:7b", "Ollama"),
        ("Qwen/Qwen3-4B-GGUF", "llama.cpp"),
    }
    assert lines(seen, "model", "meta-llama/Llama-3.2-1B-Instruct") == {13}
    assert lines(seen, "model", "mistral:7b") == {17}


TASK_OF_LISTS = """\
type: service
image: ghcr.io/huggingface/text-generation-inference:latest
env:
  - MODEL_ID=acme/writer-13B
commands:
  - text-generation-launcher --port 80
"""


def test_variables_may_stand_in_a_list() -> None:
    seen = deployed({"serve.dstack.yml": TASK_OF_LISTS})
    assert ("acme/writer-13B", "Text Generation Inference") in edges(seen, RelationKind.SERVED_BY)


def test_what_a_workflow_falls_back_to_and_what_its_inputs_default_to() -> None:
    workflow = """\
on:
  workflow_dispatch:
    inputs:
      judge_model:
        default: 'gpt-4o-mini'
jobs:
  eval:
    runs-on: ubuntu-latest
    env:
      CHAT_MODEL: ${{ github.event_name == 'push' && inputs.chat || 'gemini-2.5-flash' }}
      OTHER_MODEL: ${{ inputs.other }}
    steps:
      - run: make eval
"""
    seen = deployed({".github/workflows/eval.yml": workflow})
    assert (lines(seen, "model", "gpt-4o-mini"), lines(seen, "model", "gemini-2.5-flash")) == ({5}, {10})
    assert names(seen, "model") == {"gpt-4o-mini", "gemini-2.5-flash"}


def test_a_model_in_an_archive() -> None:
    dockerfile = (
        "FROM ubuntu:24.04\nRUN wget https://files.example.com/models/embeddings/mpnet-base-v2.zip && unzip *.zip\n"
    )
    seen = deployed({"Dockerfile": dockerfile})
    assert lines(seen, "model", "mpnet-base-v2") == {2}


FOLDED = """\
type: task
env:
  - MODEL_ID=org/Berth-7B
commands:
  - pip install trl
  - python sft.py
    --model_name_or_path $MODEL_ID
    --dataset_name org/tides
"""


def test_a_folded_command_keeps_its_lines() -> None:
    seen = deployed({"train.dstack.yml": FOLDED})
    assert lines(seen, "model", "org/Berth-7B") == {3, 7}
    assert lines(seen, "dataset", "org/tides") == {8}


def test_variables_of_a_chart_stand_in_a_list_without_an_image() -> None:
    values = """\
env:
- name: OPENAI_MODEL
  value: mistral-7b-instruct-v0.2
- name: GREETING
  value: hello
image:
  pullPolicy: Always
"""
    seen = deployed({"charts/chat/examples/local.yaml": values})
    assert names(seen, "model") == {"mistral-7b-instruct-v0.2"}
    assert lines(seen, "model", "mistral-7b-instruct-v0.2") == {3}
    assert names(deployed({"ui/labels.yaml": "env:\n- name: GREETING_URL\n  value: hello\n"}), "service") == set()


CLOUD_INIT = """\
#cloud-config
write_files:
  - path: /etc/systemd/system/tei.service
    content: |
      [Service]
      ExecStart=/usr/bin/docker run ghcr.io/huggingface/text-embeddings-inference:1.5 --model-id intfloat/e5-large
  - path: /etc/motd
    content: |
      ollama pull llama2
      Welcome.
runcmd:
  - [sh, -c, "ollama pull phi4:14b"]
"""


def test_files_that_a_machine_writes_when_it_starts_are_read_for_themselves() -> None:
    seen = deployed({"cloud-init.yaml": CLOUD_INIT})
    assert names(seen, "model") == {"intfloat/e5-large", "phi4:14b"}
    assert lines(seen, "model", "intfloat/e5-large") == {6}
    assert "Text Embeddings Inference" in names(seen, "service")


def test_steps_of_azures_pipelines() -> None:
    steps = "steps:\n- bash: hf download BAAI/bge-m3 --local-dir ./m\n- pwsh: ollama pull llama3.2\n- note: hf download a/b\n"
    assert set(deployed({"azure-pipelines.yml": steps}).named("model")) == {"BAAI/bge-m3", "llama3.2"}


SWAP = """\
macros:
  "server": /app/llama-server --port ${PORT} -ngl 99
models:
  "coder":
    cmd: |
      ${server} -hf unsloth/Qwen2.5-Coder-7B-Instruct-GGUF:Q4_K_M
      --ctx-size 32768
  "other":
    cmd: ${unknown} -hf org/none
"""


def test_parts_of_commands_that_a_file_keeps_once() -> None:
    seen = deployed({"llama-swap.yaml": SWAP})
    assert names(seen, "model") == {"unsloth/Qwen2.5-Coder-7B-Instruct-GGUF"}
    assert names(seen, "service") == {"llama.cpp"}
