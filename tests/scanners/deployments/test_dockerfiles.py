"""Dockerfiles: stages, arguments, commands, and what they download."""

from __future__ import annotations

from deployed import deployed, edges, facts, lines, names

from aibom.model.kinds import RelationKind

FILE = """\
# syntax=docker/dockerfile:1
ARG CUDA=12.4.1
ARG BASE=nvidia/cuda:${CUDA}-runtime-ubuntu22.04
FROM --platform=$BUILDPLATFORM python:3.12-slim AS build
RUN pip install vllm \\
    # the comment is no command
    && echo done
FROM build AS weights
COPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/
RUN huggingface-cli download BAAI/bge-m3 --revision 5617a9f61b028005a4858fdac845db406aefb181
FROM ${BASE}
ARG MODEL=Qwen/Qwen2.5-7B-Instruct
ENV MODEL_NAME=${MODEL} \\
    OPENAI_API_KEY="sk-proj-9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c"
RUN <<EOF
wget https://huggingface.co/TheBloke/Mistral-7B-GGUF/resolve/main/mistral-7b.Q4_K_M.gguf
EOF
ENTRYPOINT ["python3", "-m", "vllm.entrypoints.openai.api_server"]
CMD ["--model", "Qwen/Qwen2.5-7B-Instruct", "--trust-remote-code"]
"""


def test_stages_arguments_and_copies() -> None:
    seen = deployed({"Dockerfile": FILE})
    assert names(seen, "container") == {
        "docker.io/library/python",
        "ghcr.io/astral-sh/uv",
        "docker.io/nvidia/cuda",
    }
    assert seen.one("container", "docker.io/nvidia/cuda").subject.version == "12.4.1-runtime-ubuntu22.04"
    assert lines(seen, "container", "docker.io/library/python") == {4}


def test_the_command_that_serves() -> None:
    seen = deployed({"Dockerfile": FILE})
    assert facts(seen, "service", "vLLM") == {
        "service_type": "inference-server",
        "self_hosted": True,
        "authenticated": False,
        "image": "docker.io/nvidia/cuda",
    }
    served = [one for one in seen.observations if one.subject.name == "Qwen/Qwen2.5-7B-Instruct" and one.uses]
    assert {"trust_remote_code": True} in [dict(use.args) for one in served for use in one.uses]
    assert ("Qwen/Qwen2.5-7B-Instruct", "vLLM") in edges(seen, RelationKind.SERVED_BY)


def test_downloads_are_models() -> None:
    seen = deployed({"Dockerfile": FILE})
    bge = seen.one("model", "BAAI/bge-m3")
    assert (bge.facts["revision"], bge.evidence.line) == ("5617a9f61b028005a4858fdac845db406aefb181", 10)
    assert lines(seen, "model", "TheBloke/Mistral-7B-GGUF") == {16}


def test_keys_in_the_file_are_named_only() -> None:
    seen = deployed({"Dockerfile": FILE})
    assert facts(seen, "service", "OpenAI")["literal_secrets"] == ["OPENAI_API_KEY"]
    assert "sk-proj" not in repr(seen)


def test_code_in_a_command() -> None:
    text = (
        "FROM python:3.12\n"
        'RUN python -c "from sentence_transformers import SentenceTransformer as S; '
        "SentenceTransformer('all-MiniLM-L6-v2')\"\n"
    )
    assert names(deployed({"Dockerfile": text}), "model") == {"all-MiniLM-L6-v2"}


def test_sizes_of_whisper_that_an_image_takes_along() -> None:
    code = 'from faster_whisper import WhisperModel; WhisperModel("small"); WhisperModel("acme/whisper-med")'
    seen = deployed({"Dockerfile": f"FROM python:3.12\nRUN python3 -c '{code}'\n"})
    assert names(seen, "model") == {"whisper-small", "acme/whisper-med"}


def test_an_image_is_no_model_and_a_base_is_no_service() -> None:
    seen = deployed({"gpu.Dockerfile": "FROM pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime\nCMD python train.py\n"})
    assert names(seen, "model") == names(seen, "service") == set()
    assert seen.one("container", "docker.io/pytorch/pytorch").facts["ai_related"] is True


def test_other_files_are_not_read_as_dockerfiles() -> None:
    seen = deployed({"Dockerfile.md": FILE, "src/dockerfile.py": FILE, ".dockerignore": "models\n"})
    assert not seen.observations


def test_what_a_build_adds_from_an_address() -> None:
    text = """\
FROM debian:12
ARG FILE=gemma-2-2b-it-Q4_K_M.gguf
ADD --chmod=644 https://huggingface.co/acme/gemma-2-2b-it-GGUF/resolve/main/${FILE} /models/
ADD https://example.org/tool.tar.gz /opt/
ADD models/left.txt /models/
"""
    seen = deployed({"Dockerfile": text})
    assert names(seen, "model") == {"acme/gemma-2-2b-it-GGUF"}
    assert lines(seen, "model", "acme/gemma-2-2b-it-GGUF") == {3}
