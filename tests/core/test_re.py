"""Patterns are compiled when they are first used, and every one that the tool has can be compiled."""

from __future__ import annotations

import importlib
import pkgutil
import re as standard
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import aibom
from aibom.core import re
from aibom.core.re import Waiting


def test_a_pattern_answers_as_a_compiled_one_does() -> None:
    waiting, compiled = re.compile(r"gpt-(\d)", re.IGNORECASE), standard.compile(r"gpt-(\d)", standard.IGNORECASE)
    text = "GPT-4 and gpt-3"
    assert waiting.findall(text) == compiled.findall(text) == ["4", "3"]
    assert waiting.sub("x", text) == compiled.sub("x", text)
    assert [one.span() for one in waiting.finditer(text)] == [(0, 5), (10, 15)]
    assert (waiting.pattern, waiting.flags, waiting.groups) == (compiled.pattern, compiled.flags, compiled.groups)


def test_a_pattern_waits_until_it_is_asked() -> None:
    wrong = re.compile("(")
    assert wrong.pattern == "("
    with pytest.raises(standard.error):
        wrong.match("x")


def test_a_pattern_has_no_more_than_a_compiled_one() -> None:
    with pytest.raises(AttributeError):
        _ = re.compile("x").matches  # type: ignore[attr-defined]


def test_every_pattern_of_the_tool_can_be_compiled() -> None:
    found = list(_patterns())
    assert len(found) > 900
    for pattern in found:
        assert pattern.flags is not None


def _patterns() -> Iterator[Any]:
    for module in pkgutil.walk_packages(aibom.__path__, "aibom."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in [name for name in sys.modules if name.startswith("aibom.")]:
        yield from (value for value in vars(sys.modules[name]).values() if isinstance(value, Waiting))
