"""Identity without version: what must stay the same does, and what differs differs."""

from __future__ import annotations

import pytest

from aibom.bom.identity import identity_of
from aibom.bom.purls import split_purl
from aibom.core.json import Json


@pytest.mark.parametrize(
    ("purl", "identity"),
    [
        ("pkg:pypi/torch@2.6.0", "pkg:pypi/torch"),
        ("pkg:PyPI/Sentence_Transformers", "pkg:pypi/sentence-transformers"),
        ("pkg:npm/%40langchain/core@0.3.1", "pkg:npm/@langchain/core"),
        ("pkg:npm/@langchain/core@0.3.1", "pkg:npm/@langchain/core"),
        ("pkg:deb/debian/curl@7.50?arch=i386&distro=jessie", "pkg:deb/debian/curl"),
        ("pkg:docker/acme/bot@sha256:ab?repository_url=ghcr.io", "pkg:docker/acme/bot?repository_url=ghcr.io"),
        (
            "pkg:golang/github.com/sashabaranov/go-openai@v1.2.3#chat",
            "pkg:golang/github.com/sashabaranov/go-openai#chat",
        ),
        ("pkg:generic/weights@feature/x", "pkg:generic/weights"),
    ],
)
def test_purl_without_version(purl: str, identity: str) -> None:
    assert identity_of({"kind": "library", "name": "x", "purl": purl}) == identity


def test_a_data_set_and_a_model_of_one_hub_name_are_two() -> None:
    purl = "pkg:huggingface/acme/reviews"
    model, dataset = ({"kind": kind, "name": "acme/reviews", "purl": purl} for kind in ("model", "dataset"))
    assert identity_of(model) != identity_of(dataset)


@pytest.mark.parametrize("purl", ["", "torch", "pkg:", "pkg:pypi", "pkg:pypi/", "pkg://", "http://pypi.org/x"])
def test_what_is_no_purl(purl: str) -> None:
    assert split_purl(purl) is None


def test_without_purl_the_source_decides() -> None:
    assert identity_of({"kind": "model", "name": "gpt-4o", "source": "openai:gpt-4o"}) == "model:openai:gpt-4o"


def test_without_both_the_origin_and_name_decide() -> None:
    assert identity_of({"kind": "service", "name": "OpenAI"}, "openai") == "service:openai:OpenAI"
    unreadable: dict[str, Json] = {"kind": "model", "name": "m", "source": {"unresolved": "pick()"}}
    assert identity_of(unreadable) == "model::m"


def test_local_names_belong_to_their_file_whatever_the_line() -> None:
    def tool(path: str, line: int) -> dict[str, Json]:
        return {"kind": "tool", "name": "search", "evidence": [{"path": path, "line": line}]}

    assert identity_of(tool("a.py", 3)) == identity_of(tool("a.py", 30))
    assert identity_of(tool("a.py", 3)) != identity_of(tool("b.py", 3))
