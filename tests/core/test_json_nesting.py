"""Counting how deep JSON is nested without parsing it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core import json as core_json
from aibom.core.errors import LimitError
from aibom.core.json import nesting, parse_json

VALUES = st.recursive(
    st.none() | st.integers() | st.text('ab[]{}"\\\n', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text('k"[}\\', max_size=4), inner, max_size=4),
    max_leaves=30,
)


def depth(value: Any) -> int:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if items is None else 1 + max(map(depth, items), default=0)


@settings(max_examples=150, deadline=None)
@given(VALUES, st.integers(1, 40))
def test_brackets_in_strings_do_not_count(value: Any, piece: int) -> None:
    many = [value, [[]] * core_json.MAX_DEPTH]  # fewer brackets than the limit are not looked at
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_json, "_PIECE", piece)
        assert nesting(json.dumps(many).encode()) == depth(many)


def test_deep_nesting_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(LimitError, match="nested deeper than 200 levels"):
        parse_json(b"[" * 100_000 + b"]" * 100_000, "deep.json")


@pytest.mark.parametrize("piece", [b"[", b'"', b'"[', b'\\"', b'"[[', b'[{"'])
def test_hostile_bytes_end_soon(piece: bytes) -> None:
    assert nesting(piece * 300_000) >= 0
