"""The TOML reader: values, lines of members, and its bounds."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.toml import parse_toml, parse_toml_with_lines

PYPROJECT = b'''\
# comment with [brackets] and "quotes"
[project]
name = "ragbot"
description = """
dependencies = [ "not-this" ]
"""
dependencies = [
  "torch>=2.1",  # gpu
  "qdrant-client[fastembed] ; python_version < '3.12'", "httpx",
]
optional-dependencies.eval = ["ragas"]

[tool.uv.sources]
torch = { index = "pytorch", "marker.x" = [1, 2] }

[[tool.uv.index]]
name = "pytorch"
url = "https://download.pytorch.org/whl/cu121"

[[tool.uv.index]]
name = "internal"
released = 2024-05-01
ratio = 1.5
'''


def test_lines_of_members() -> None:
    document = parse_toml_with_lines(PYPROJECT, "pyproject.toml")
    assert document.line_at("project", "dependencies") == 7
    assert [document.line_at("project", "dependencies", index) for index in range(3)] == [8, 9, 9]
    assert document.line_at("project", "optional-dependencies", "eval", 0) == 11
    assert document.line_at("tool", "uv", "sources", "torch", "marker.x", 1) == 14
    assert document.line_at("tool", "uv", "index", 1, "ratio") == 23


def test_values_are_those_of_tomllib_with_dates_as_text() -> None:
    expected = tomllib.loads(PYPROJECT.decode())
    expected["tool"]["uv"]["index"][1]["released"] = "2024-05-01"
    assert parse_toml(PYPROJECT, "pyproject.toml") == expected


def test_crlf_and_byte_order_mark() -> None:
    document = parse_toml_with_lines(b"\xef\xbb\xbf[a]\r\n\r\nb = 1\r\n", "a.toml")
    assert document.line_at("a", "b") == 3


def test_syntax_error_has_a_line() -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_toml(b'[a]\nb = "x"\nb = "y"\n', "a.toml")
    assert caught.value.line == 3


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 50_000, "a = " + "{a=" * 5_000, ".".join(["a"] * 5_000) + " = 1", '"a".' * 60 + "a = 1"],
)
def test_hostile_nesting_is_refused(text: str) -> None:
    with pytest.raises(LimitError):
        parse_toml(text.encode(), "a.toml")


def test_numbers_that_json_cannot_hold_are_text_or_refused() -> None:
    assert parse_toml(b"a = inf\nb = 99999999999999999999", "a.toml") == {"a": "inf", "b": "99999999999999999999"}
    with pytest.raises(UnreadableError):
        parse_toml(b"a = " + b"9" * 5000, "a.toml")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_files_never_surprise(data: st.DataObject) -> None:
    text = bytearray(PYPROJECT)
    for _ in range(data.draw(st.integers(0, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 127))
    try:
        document = parse_toml_with_lines(bytes(text), "m.toml")
    except UnreadableError:
        return
    assert document.line_at("project", "dependencies") <= text.count(b"\n") + 1
