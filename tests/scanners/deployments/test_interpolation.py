"""Variables in texts, by the rules that compose and shells share."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.scanners.deployments.commands.interpolate import interpolate, is_resolved

VALUES = {"MODEL": "qwen2.5:7b", "TAG": "v1.2", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("ollama pull $MODEL", "ollama pull qwen2.5:7b"),
        ("qdrant/qdrant:${TAG}", "qdrant/qdrant:v1.2"),
        ("qdrant/qdrant:${VERSION:-v1.0}", "qdrant/qdrant:v1.0"),
        ("${EMPTY:-fallback}", "fallback"),
        ("${EMPTY-fallback}", ""),
        ("${TAG:+tagged}", "tagged"),
        ("${NOTHING:+tagged}", ""),
        ("${A:-${B:-${TAG}}}", "v1.2"),
        ("${HOST:?must be set}", "${HOST}"),
        ("$HOST/models", "${HOST}/models"),
        ("cost: $$5", "cost: $5"),
        ("${NAME##*/}", "${NAME##*/}"),
        ("$(date) ${", "$(date) ${"),
        ("no variables", "no variables"),
    ],
)
def test_values_and_defaults(text: str, result: str) -> None:
    assert interpolate(text, VALUES) == result


def test_a_shells_process_id_stays() -> None:
    assert interpolate("kill $$", VALUES, escape=False) == "kill $$"


def test_what_is_left_is_not_resolved() -> None:
    assert is_resolved("meta-llama/Llama-3.1-8B")
    assert not any(is_resolved(text) for text in ("${MODEL}", "$1", "`cat name`", "{{ .Values.model }}"))


@given(st.text(alphabet="${}:-?+ABc=_ \n", max_size=200))
def test_any_text_comes_to_an_end(text: str) -> None:
    assert isinstance(interpolate(text, {"A": "${A}", "B": "$A$A"}), str)


def test_hostile_text_costs_little() -> None:
    started = time.process_time()
    for text in ("${A:-" * 4_000, "$" * 20_000, "${" * 10_000 + "}" * 10_000, "$A" * 9_000):
        interpolate(text, {"A": "x" * 100})
    assert time.process_time() - started < 2
