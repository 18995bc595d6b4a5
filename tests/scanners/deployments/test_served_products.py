"""Launch commands of model servers: the product, its models, and how it is protected, each with its line."""

from __future__ import annotations

import pytest
from deployed import deployed, edges, facts, lines, names

from aibom.model.kinds import RelationKind

DIGEST = "sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("line", "product", "model"),
    [
        ("vllm serve Qwen/Qwen2.5-7B-Instruct --port 8000", "vLLM", "Qwen/Qwen2.5-7B-Instruct"),
        (
            "python3 -u -m vllm.entrypoints.openai.api_server --model=Qwen/Qwen2.5-7B-Instruct",
            "vLLM",
            "Qwen/Qwen2.5-7B-Instruct",
        ),
        (
            "text-generation-launcher --model-id HuggingFaceH4/zephyr-7b-beta",
            "Text Generation Inference",
            "HuggingFaceH4/zephyr-7b-beta",
        ),
        ("text-embeddings-router --model-id BAAI/bge-m3", "Text Embeddings Inference", "BAAI/bge-m3"),
        ("./llama-server -m models/qwen2.5-7b.Q4_K_M.gguf --port 8080", "llama.cpp", "models/qwen2.5-7b.Q4_K_M.gguf"),
        ("llama-server -hf ggml-org/gemma-3-4b-it-GGUF:Q4_K_M", "llama.cpp", "ggml-org/gemma-3-4b-it-GGUF"),
        (
            "python -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V2-Lite",
            "SGLang",
            "deepseek-ai/DeepSeek-V2-Lite",
        ),
        ("lmdeploy serve api_server internlm/internlm2_5-7b-chat", "LMDeploy", "internlm/internlm2_5-7b-chat"),
        ("ollama run mistral-nemo:12b", "Ollama", "mistral-nemo:12b"),
        ("litellm --model ollama/codellama --port 4000", "LiteLLM", "codellama"),
        ("trtllm-serve meta-llama/Llama-3.1-8B-Instruct", "TensorRT-LLM", "meta-llama/Llama-3.1-8B-Instruct"),
        ("python -m fastchat.serve.model_worker --model-path lmsys/vicuna-7b-v1.5", "FastChat", "lmsys/vicuna-7b-v1.5"),
        ("infinity_emb v2 --model-id michaelfeil/bge-small-en-v1.5", "Infinity", "michaelfeil/bge-small-en-v1.5"),
        ("mlflow models serve -m models:/churn/3 --port 5001", "MLflow", "models:/churn/3"),
        ("tabby serve --model StarCoder-1B --device cuda", "Tabby", "StarCoder-1B"),
    ],
)
def test_commands_in_a_script(line: str, product: str, model: str) -> None:
    seen = deployed({"scripts/serve.sh": f"#!/bin/sh\n\n{line}\n"})
    assert (model, product) in edges(seen, RelationKind.SERVED_BY)
    assert lines(seen, "model", model) == {3}
    assert facts(seen, "service", product)["self_hosted"] is True


@pytest.mark.parametrize(
    "line",
    [
        "serve -s build",
        "litellm",
        "echo ollama pull llama3",
        "# vllm serve a/b",
        "docker pull ollama/ollama",
        "npm run serve",
    ],
)
def test_what_only_looks_like_a_launch(line: str) -> None:
    seen = deployed({"run.sh": f"{line}\n"})
    assert not names(seen, "model")
    assert not names(seen, "service")


def test_a_repository_of_models_is_no_model() -> None:
    seen = deployed({"run.sh": "tritonserver --model-repository=/srv/models\n"})
    assert (names(seen, "service"), names(seen, "model")) == ({"Triton Inference Server"}, set())


def test_ray_serve_needs_an_application() -> None:
    assert "Ray Serve" in names(deployed({"start.sh": "serve run chatbot.app:deployment\n"}), "service")


def served(arguments: str, extra: str = "") -> dict[str, object]:
    text = f"services:\n  llm:\n    image: vllm/vllm-openai:v0.8.5\n    command: {arguments}\n{extra}"
    return facts(deployed({"docker-compose.yml": text}), "service", "vLLM")


def test_an_open_server_asks_for_no_credentials() -> None:
    assert served("--model Qwen/Qwen2.5-7B-Instruct")["authenticated"] is False


def test_a_key_on_the_command_line_or_in_the_environment() -> None:
    assert served("--model Qwen/Qwen2.5-7B-Instruct --api-key $KEY")["authenticated"] is True
    assert served("--model a/b", "    environment:\n      - VLLM_API_KEY\n")["authenticated"] is True


def test_request_logging() -> None:
    assert "request_logging" not in served("--model a/b")
    assert served("--model a/b --disable-log-requests")["request_logging"] is False
    assert served("--model a/b --enable-log-requests")["request_logging"] is True


def test_the_line_of_what_protects() -> None:
    text = (
        "services:\n  llm:\n    image: vllm/vllm-openai\n"
        "    command:\n      - --model\n      - a/b\n"
        "      - --api-key\n      - ${KEY}\n"
    )
    seen = deployed({"compose.yml": text})
    told = [one.evidence.line for one in seen.observations if "authenticated" in one.facts]
    assert told == [7]


def test_security_flags_are_kept_with_the_use() -> None:
    line = "vllm serve Qwen/Qwen2.5-7B --revision 0a1b2c3 --trust-remote-code --quantization awq"
    line += " --api-key 3f9d8c7b6a5e4d3c\n"
    seen = deployed({"serve.sh": line})
    model = next(one for one in seen.observations if one.subject.kind == "model")
    assert dict(model.uses[0].args) == {
        "api_key": True,
        "quantization": "awq",
        "revision": "0a1b2c3",
        "trust_remote_code": True,
    }
    assert (model.facts["revision"], model.facts["quantisation"]) == ("0a1b2c3", "awq")
    assert "3f9d8c7b" not in repr(seen)


def test_products_with_settings_of_their_own() -> None:
    def compose(image: str, **env: str) -> str:
        settings = "".join(f"      {name}: '{value}'\n" for name, value in env.items())
        return f"services:\n  x:\n    image: {image}\n    environment:\n      A: b\n{settings}"

    def authenticated(image: str, name: str, **env: str) -> object:
        return facts(deployed({"compose.yml": compose(image, **env)}), "service", name).get("authenticated")

    assert authenticated("qdrant/qdrant", "Qdrant") is False
    assert authenticated("qdrant/qdrant", "Qdrant", QDRANT__SERVICE__API_KEY="${K}") is True
    assert (
        authenticated("semitechnologies/weaviate", "Weaviate", AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED="true") is False
    )
    assert authenticated("semitechnologies/weaviate", "Weaviate", AUTHENTICATION_APIKEY_ENABLED="true") is True
    assert authenticated("ghcr.io/open-webui/open-webui:main", "Open WebUI", WEBUI_AUTH="False") is False
    assert authenticated("pgvector/pgvector:pg17", "pgvector", POSTGRES_HOST_AUTH_METHOD="trust") is False
    assert authenticated("ghcr.io/berriai/litellm:main", "LiteLLM") is None
    assert authenticated("ghcr.io/berriai/litellm:main", "LiteLLM", LITELLM_MASTER_KEY="${K}") is True


def test_models_in_the_environment_of_a_server() -> None:
    text = (
        "services:\n  e:\n"
        "    image: ghcr.io/huggingface/text-embeddings-inference:1.6\n"
        "    environment:\n      MODEL_ID: BAAI/bge-m3\n"
    )
    seen = deployed({"compose.yml": text})
    assert facts(seen, "model", "BAAI/bge-m3")["model_class"] == "embedding"


def test_mirrored_images_are_known_by_their_path() -> None:
    text = f"services:\n  q:\n    image: registry.example.com/mirror/qdrant/qdrant:v1@{DIGEST}\n"
    assert names(deployed({"compose.yml": text}), "service") == {"Qdrant"}


def test_a_nim_image_carries_its_model() -> None:
    seen = deployed({"compose.yml": "services:\n  n:\n    image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.3\n"})
    assert ("meta/llama-3.1-8b-instruct", "NVIDIA NIM") in edges(seen, RelationKind.SERVED_BY)


def test_docker_run_is_a_workload() -> None:
    text = (
        "docker run -d --gpus all -p 8080:80 -v /data:/data \\\n"
        "  -e HF_TOKEN=$HF_TOKEN \\\n"
        "  ghcr.io/huggingface/text-generation-inference:3.0 \\\n"
        "  --model-id mistralai/Mistral-7B-Instruct-v0.3\n"
    )
    seen = deployed({"deploy.sh": text})
    assert ("mistralai/Mistral-7B-Instruct-v0.3", "Text Generation Inference") in edges(seen, RelationKind.SERVED_BY)
    assert lines(seen, "container", "ghcr.io/huggingface/text-generation-inference") == {3}
    assert "Hugging Face" in names(seen, "service")


def test_flags_of_docker_that_stand_alone_take_no_image() -> None:
    seen = deployed({"deploy.sh": "docker run -d --publish-all --quiet qdrant/qdrant:v1.12.0\n"})
    assert lines(seen, "container", "docker.io/qdrant/qdrant") == {1}


def test_training_and_evaluation_commands() -> None:
    text = (
        "accelerate launch train.py --model_name_or_path google/gemma-2-2b \\\n"
        "  --dataset_name HuggingFaceH4/ultrachat_200k --output_dir out/model\n"
        "lm_eval --model hf --model_args pretrained=EleutherAI/pythia-160m,dtype=float --tasks hellaswag\n"
    )
    seen = deployed({"train.sh": text})
    assert names(seen, "model") == {"google/gemma-2-2b", "EleutherAI/pythia-160m"}
    assert names(seen, "dataset") == {"HuggingFaceH4/ultrachat_200k", "hellaswag"}


def test_downloads_and_requests() -> None:
    text = (
        "huggingface-cli download allenai/c4 --repo-type dataset\n"
        "git clone https://huggingface.co/openai/whisper-tiny\n"
        'curl https://api.openai.com/v1/chat/completions -H \'x: y\' -d \'{"model": "gpt-4o-mini", "messages": []}\'\n'
        "claude -p 'fix the tests' --model claude-sonnet-4-20250514\n"
    )
    seen = deployed({"tools/fetch.sh": text})
    assert names(seen, "dataset") == {"allenai/c4"}
    assert names(seen, "model") == {"openai/whisper-tiny", "gpt-4o-mini", "claude-sonnet-4-20250514"}
    assert {"OpenAI", "Anthropic"} <= names(seen, "service")


def test_makefiles_package_scripts_and_units() -> None:
    makefile = "MODEL ?= llama3.2\n\nup:\n\t@ollama pull $(MODEL)\n\t-docker run --rm qdrant/qdrant:v1.12.0\n"
    package = (
        '{"name": "x", "scripts": {\n "dev": "next dev",\n "models": "ollama pull nomic-embed-text && ollama serve"\n}}'
    )
    unit = (
        "[Unit]\nDescription=LLM\n[Service]\n"
        "Environment=HF_TOKEN=abc\n"
        "ExecStart=/usr/bin/llama-server \\\n"
        "  -m /models/phi-4.gguf --api-key ${KEY}\n"
    )
    seen = deployed({"Makefile": makefile, "package.json": package, "llm.service": unit})
    assert names(seen, "model") == {"llama3.2", "nomic-embed-text", "/models/phi-4.gguf"}
    assert lines(seen, "model", "nomic-embed-text") == {3}
    assert lines(seen, "model", "/models/phi-4.gguf") == {6}
    assert facts(seen, "service", "llama.cpp")["authenticated"] is True


def test_the_voice_that_a_server_of_coqui_speaks_with() -> None:
    service = "  tts:\n    image: ghcr.io/coqui-ai/tts\n    entrypoint: [python3, TTS/server/server.py]\n"
    command = "    command: [--model_name, tts_models/en/vctk/vits]\n"
    seen = deployed({"compose.yaml": f"services:\n{service}{command}"})
    assert edges(seen, RelationKind.SERVED_BY) == {("tts_models/en/vctk/vits", "Coqui TTS")}


def test_the_rest_of_an_images_own_command_is_its_arguments() -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: chat}\nspec:\n  containers:\n    - name: chat\n"
    args = "      args: [serve, Qwen/Qwen3-8B, --max-model-len, '4096']\n"
    seen = deployed({"k8s/chat.yaml": f"{pod}      image: vllm/vllm-openai:v0.9\n{args}"})
    assert seen.named("model") == ["Qwen/Qwen3-8B"]
    assert not deployed({"k8s/chat.yaml": f"{pod}      image: acme/shop:v0.9\n{args}"}).named("model")


@pytest.mark.parametrize(
    "fetch",
    [
        "hf download Qwen/Qwen3-0.6B --local-dir /models/qwen",
        "huggingface-cli download --local-dir=/models/qwen/ Qwen/Qwen3-0.6B",
        "git clone https://huggingface.co/Qwen/Qwen3-0.6B /models/qwen",
    ],
)
def test_a_folder_that_a_model_was_downloaded_into_is_that_model(fetch: str) -> None:
    file = f'FROM python:3.12\nRUN {fetch}\nCMD ["vllm", "serve", "/models/qwen"]\n'
    seen = deployed({"Dockerfile": file})
    assert names(seen, "model") == {"Qwen/Qwen3-0.6B"}
    assert ("Qwen/Qwen3-0.6B", "vLLM") in edges(seen, RelationKind.SERVED_BY)
    other = deployed({"Dockerfile": file.replace('"/models/qwen"', '"/models/llama"')})
    assert ("Qwen/Qwen3-0.6B", "vLLM") not in edges(other, RelationKind.SERVED_BY)


def test_a_server_of_single_files_serves_no_whole_repository_of_the_hub() -> None:
    file = (
        "services:\n  chat:\n    image: acme/chat:1\n    environment:\n"
        "      OPENAI_API_BASE_URL: http://llama:8080/v1\n      EMBEDDING_MODEL: %s\n"
        "  llama:\n    image: ghcr.io/ggml-org/llama.cpp:server\n    command: -m /m.gguf\n"
    )
    plain = deployed({"compose.yaml": file % "sentence-transformers/all-MiniLM-L6-v2"})
    assert not [one for one in edges(plain, RelationKind.SERVED_BY) if one[0].startswith("sentence")]
    made = deployed({"compose.yaml": file % "nomic-ai/nomic-embed-text-v1.5-GGUF"})
    assert ("nomic-ai/nomic-embed-text-v1.5-GGUF", "llama.cpp") in edges(made, RelationKind.SERVED_BY)


def test_each_address_of_a_list_is_a_server_that_is_asked() -> None:
    file = (
        "services:\n  ui:\n    image: ghcr.io/open-webui/open-webui:main\n    environment:\n"
        "      OPENAI_API_BASE_URLS: %s\n"
        "  a:\n    image: vllm/vllm-openai:v0.6.3\n    command: --model Qwen/Qwen2.5-7B-Instruct\n"
        "  b:\n    image: ghcr.io/ggml-org/llama.cpp:server\n    command: -m /models/m.gguf\n"
    )
    asked = edges(deployed({"compose.yaml": file % '"http://b:8080/v1;http://a:8000/v1"'}), RelationKind.CALLS_SERVICE)
    assert {("Open WebUI", "vLLM"), ("Open WebUI", "llama.cpp")} <= asked
    one = edges(deployed({"compose.yaml": file % "http://b:8080/v1"}), RelationKind.CALLS_SERVICE)
    assert ("Open WebUI", "vLLM") not in one


def test_the_name_of_a_database_is_no_address() -> None:
    file = (
        "services:\n  litellm:\n    image: ghcr.io/berriai/litellm:main\n    environment: {%s}\n"
        "  db:\n    image: postgres:16\n    environment: {%s}\n"
    )
    seen = deployed({"compose.yaml": file % ("DB_HOST: db", "POSTGRES_DB: litellm")})
    assert edges(seen, RelationKind.CALLS_SERVICE) == set()
    asked = deployed({"compose.yaml": file % ("DB_HOST: db", "LITELLM_HOST: litellm")})
    assert edges(asked, RelationKind.CALLS_SERVICE) != set()
