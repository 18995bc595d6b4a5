"""Image references, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.scanners.image_names import parse_image

DIGEST = "sha256:" + "9a" * 32


@pytest.mark.parametrize(
    ("text", "name", "tag", "digest"),
    [
        ("redis", "docker.io/library/redis", None, None),
        ("postgres:16-alpine", "docker.io/library/postgres", "16-alpine", None),
        ("qdrant/qdrant:v1.12.4", "docker.io/qdrant/qdrant", "v1.12.4", None),
        ("docker.io/qdrant/qdrant", "docker.io/qdrant/qdrant", None, None),
        (f"vllm/vllm-openai@{DIGEST}", "docker.io/vllm/vllm-openai", None, DIGEST),
        (f"vllm/vllm-openai:v0.8.5@{DIGEST}", "docker.io/vllm/vllm-openai", "v0.8.5", DIGEST),
        (
            "ghcr.io/huggingface/text-generation-inference:3.0",
            "ghcr.io/huggingface/text-generation-inference",
            "3.0",
            None,
        ),
        ("localhost:5000/team/rag:dev", "localhost:5000/team/rag", "dev", None),
        ("nvcr.io/nvidia/tritonserver:24.10-py3", "nvcr.io/nvidia/tritonserver", "24.10-py3", None),
        ("${REGISTRY}/opea/vllm:${TAG}", "docker.io/opea/vllm", "${TAG}", None),
        ("${REGISTRY:-opea}/retriever:1.2", "docker.io/library/retriever", "1.2", None),
        ("docker://ollama/ollama:0.5.4", "docker.io/ollama/ollama", "0.5.4", None),
    ],
)
def test_parts_of_a_reference(text: str, name: str, tag: str | None, digest: str | None) -> None:
    image = parse_image(text)
    assert image is not None
    assert (image.name, image.tag, image.digest) == (name, tag, digest)


@pytest.mark.parametrize(
    "text", ["", "${IMAGE}", "Upper/Case", "a b", "repo@sha256:short", "http://example.org/x", ":tag"]
)
def test_what_is_no_reference(text: str) -> None:
    assert parse_image(text) is None


def test_an_open_tag_is_not_known() -> None:
    image = parse_image("ghcr.io/berriai/litellm:${LITELLM_TAG}")
    assert image is not None
    assert not image.tag_is_known


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_none(text: str) -> None:
    image = parse_image(text)
    assert image is None or image.name.startswith(f"{image.host}/")
