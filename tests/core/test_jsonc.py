"""JSON with comments: what is taken, on which line it stands, and where reading ends."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.jsonc import parse_jsonc

SETTINGS = b"""\
// Settings of the editor
{
  "editor.tabSize": 4, /* four
                          blanks */
  "servers": {
    "github": {"command": "npx"},  // started on demand
    "url": "https://host/a//b /* no comment */",
  },
  "list": [
    1,
    {"deep": true},
  ],
}
"""


def test_reads_comments_and_trailing_commas_with_lines() -> None:
    document = parse_jsonc(SETTINGS, "settings.json")
    value: Any = document.value
    assert value["servers"] == {"github": {"command": "npx"}, "url": "https://host/a//b /* no comment */"}
    assert value["list"] == [1, {"deep": True}]
    assert document.line == 2
    assert document.line_at("editor.tabSize") == 3
    assert document.line_at("servers", "github") == 6
    assert document.line_at("list", 1, "deep") == 11
    assert document.line_of(value["servers"], "url") == 7


def test_repeated_keys_are_told_and_the_last_counts() -> None:
    document = parse_jsonc(b'{"a": 1,\n "b": {"a": 1},\n "a": 2}', "x.json")
    assert document.value == {"a": 2, "b": {"a": 1}}
    assert document.duplicates == (("a", 3),)


@pytest.mark.parametrize("text", ["", "  \n", "// only a comment", "/* one */"])
def test_nothing_is_null(text: str) -> None:
    assert parse_jsonc(text.encode(), "x.json").value is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"a": 1\n "b": 2}', 2),
        ('{"a": "no end\n}', 1),
        ('{"a" 1}', 1),
        ("{a: 1}", 1),
        ('{"a": }', 1),
        ("{,}", 1),
        ("[1,,2]", 1),
        ('{"a": 01}', 1),
        ('{"a": nul}', 1),
        ('{"a": "\\x"}', 1),
        ('{"a": 1} 2', 1),
        ('{\n\n"a": [1', 3),
        ('{"a": 1} /* no end', 1),
        ('{"a": 1]', 1),
        ("{'a': 1}", 1),
    ],
)
def test_broken_documents_are_unreadable_at_a_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError) as caught:
        parse_jsonc(text.encode(), "x.json")
    assert (caught.value.path, caught.value.line) == ("x.json", line)


def test_depth_is_bounded_without_recursion() -> None:
    deep = b"[" * 100_000 + b"]" * 100_000
    with pytest.raises(LimitError, match="nested deeper"):
        parse_jsonc(deep, "deep.json")
    assert parse_jsonc(b"[" * 150 + b"]" * 150, "deep.json").value is not None


def test_encodings_and_odd_values() -> None:
    assert parse_jsonc('{"ä": "ß"}'.encode("utf-16"), "x.json").value == {"ä": "ß"}
    assert parse_jsonc(b'\xef\xbb\xbf{"a": "tab\there"}', "x.json").value == {"a": "tab\there"}
    assert parse_jsonc(b'["\\ud83d\\ude00", "\\ud800x"]', "x.json").value == ["😀", "�x"]
    assert parse_jsonc(b"[1e999, -5, 1.5e3, 123456789012345678901234567890]", "x.json").value == [
        "1e999",
        -5,
        1500.0,
        1.2345678901234568e29,
    ]


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES, st.sampled_from([None, 2]))
def test_reads_all_json_as_json(value: Any, indent: int | None) -> None:
    assert parse_jsonc(json.dumps(value, indent=indent).encode(), "x.json").value == value


@given(st.integers(0, len(SETTINGS) - 1), st.integers(0, 255), st.integers(0, len(SETTINGS)))
def test_damaged_documents_raise_only_unreadable(at: int, byte: int, end: int) -> None:
    data = bytearray(SETTINGS)
    data[at] = byte
    with contextlib.suppress(UnreadableError):
        parse_jsonc(bytes(data[:end]), "x.json")
