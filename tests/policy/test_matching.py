"""Globs, regular expressions, versions, licences, durations."""

from __future__ import annotations

import fnmatch
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.versions import compare, version_key
from aibom.policy.durations import before, parse_day, parse_duration
from aibom.policy.globs import glob_test, regex_test
from aibom.policy.licences import parse_licence, satisfied


@pytest.mark.parametrize(
    ("glob", "fitting", "other"),
    [
        ("hf:google/*", ["hf:google/gemma-2b", "hf:google/"], ["hf:googleX/gemma", "HF:google/gemma"]),
        ("*.gguf", ["m.gguf", "models/m.gguf"], ["m.gguf2", "gguf"]),
        ("pkg:npm/*server*@?.0", ["pkg:npm/mcp-server-x@1.0", "pkg:npm/server@2.0"], ["pkg:npm/server@10.0"]),
        ("a*b*c", ["abc", "aXbYc", "abbcc"], ["acb", "ab"]),
        ("gpt-?", ["gpt-4"], ["gpt-", "gpt-4o"]),
        (r"what\?", ["what?"], ["whatX"]),
        (r"5\*x", ["5*x"], ["55x"]),
        ("[a-z]+", ["[a-z]+"], ["a"]),
        ("*", ["", "anything\nat all"], []),
        ("", [""], ["x"]),
    ],
)
def test_globs(glob: str, fitting: list[str], other: list[str]) -> None:
    test = glob_test([glob])
    assert [text for text in fitting if not test(text)] == []
    assert [text for text in other if test(text)] == []


def test_several_globs_and_none() -> None:
    assert glob_test(["hf:a/*", "file:*.gguf", "exact"])("file:x.gguf") is True
    assert glob_test(["hf:a/*", "file:*.gguf", "exact"])("exactly") is False
    assert glob_test([])("") is False


@given(st.text(alphabet="ab*?", max_size=8), st.text(alphabet="ab", max_size=10))
def test_globs_agree_with_the_plain_definition(glob: str, text: str) -> None:
    assert glob_test([glob])(text) is fnmatch.fnmatchcase(text, glob)


def test_a_hostile_value_costs_linear_time() -> None:
    test = glob_test(["*a*a*a*a*a*a*a*a*b"])
    start = time.process_time()
    assert test("a" * 200_000) is False
    assert time.process_time() - start < 1


def test_regular_expressions_are_re2() -> None:
    assert regex_test("^[0-9a-f]{40}$")("5c38ec7c405ec4b44b94cc5a9bb96e735b38267a") is True
    assert regex_test("^[0-9a-f]{4}$")("5c38\n") is False
    assert regex_test("a.b")("x\ud800a-b") is True
    for refused in ("(?=x)", r"(a)\1", "(", "x{5000}"):
        with pytest.raises(ValueError):
            regex_test(refused)


@pytest.mark.parametrize(
    ("left", "right", "ecosystem", "expected"),
    [
        ("1.10", "1.9", "pypi", 1),
        ("1.0.dev1", "1.0a1", "pypi", -1),
        ("1!0.1", "99", "pypi", 1),
        ("1.0", "1.0.0", "pypi", 0),
        ("1.0.0-rc.1", "1.0.0", "npm", -1),
        ("1.0.0-1", "1.0.0-alpha", "npm", -1),
        ("1.0.0+build5", "1.0.0", "cargo", 0),
        ("v0.3.0", "0.2.9", "golang", 1),
        ("1.2.3.4", "1.2.3", "nuget", 1),
        ("latest", "1.0", "docker", None),
        ("1.0", "", "npm", None),
        ("9" * 300, "1", "npm", None),
    ],
)
def test_version_order(left: str, right: str, ecosystem: str, expected: int | None) -> None:
    assert compare(left, right, ecosystem) == expected
    reverse = compare(right, left, ecosystem)
    assert reverse == (None if expected is None else -expected)


@given(st.text(max_size=30), st.sampled_from(["pypi", "npm", "maven", ""]))
def test_any_text_has_a_version_key_or_none(text: str, ecosystem: str) -> None:
    key = version_key(text, ecosystem)
    assert key is None or not key < key


def is_mit(name: str) -> bool:
    return name == "MIT"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-3.0-only AND (MIT OR Apache-2.0)", False),
        ("(MIT OR Apache-2.0) AND MIT", True),
        ("mit or GPL-2.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0 OR MIT", True),
        ("NOASSERTION", None),
        ("NOASSERTION OR MIT", True),
        ("NOASSERTION AND GPL-3.0-only", False),
        ("MIT AND", None),
        ("(MIT", None),
        ("MIT Apache-2.0", None),
        ("", None),
        ("()", None),
        ("(MIT OR ISC) WITH X", None),
    ],
)
def test_licence_expressions(expression: str, expected: bool | None) -> None:
    assert satisfied(expression, is_mit) is expected


@given(st.text(alphabet="MIT ANDORWH()", max_size=60))
def test_licence_parser_never_fails(text: str) -> None:
    parse_licence(text)
    assert satisfied(text, is_mit) in (True, False, None)


def test_a_long_chain_of_licences_needs_no_recursion() -> None:
    chain = " OR ".join(["X"] * 500)
    assert satisfied(chain, is_mit) is False
    assert satisfied("(" * 1500 + "MIT" + ")" * 1500, is_mit) is True


def test_durations_and_days() -> None:
    assert parse_duration("90d") == timedelta(days=90)
    assert parse_duration("0d") == timedelta()
    assert parse_duration("2w") == timedelta(days=14)
    assert parse_duration("1y") == timedelta(days=365)
    assert [parse_duration(text) for text in ("90", "d", "-1d", "3m", "")] == [None] * 5
    assert parse_day("2026-02-03T10:00:00Z") == date(2026, 2, 3)
    assert [parse_day(value) for value in ("2026-02-30", "2026-02-03X", 5, None, "")] == [None] * 5
    assert before(date(1, 1, 5), timedelta(days=30)) == date.min
