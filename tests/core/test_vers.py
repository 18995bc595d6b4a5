"""Ranges in the vers notation."""

from __future__ import annotations

import pytest

from aibom.core.vers import vers_test


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("vers:pypi/*", "0 1.0 weird", ""),
        ("vers:npm/1.2.3", "1.2.3", "1.2.4"),
        ("vers:pypi/>=1.0|<2.0", "1.0 1.9.post1 2.0rc1", "0.9 2.0 weird"),
        ("vers:pypi/<1.0|>=2.0|<3", "0.1 2.0 2.9", "1.0 1.5 3"),
        ("vers:npm/>=2.0.0", "2.0.0 99.0.0", "1.9.9"),
        ("vers:npm/<=2.0.0|!=1.5.0", "1.4.0 2.0.0", "1.5.0 2.0.1"),
        ("vers:npm/!=1.5.0", "1.4.0", "1.5.0"),
        ("vers:maven/>=1.0|<=1.0-rc9|2.0", "2 1.0", "1.5-SNAPSHOT.x"),
    ],
)
def test_ranges(text: str, inside: str, outside: str) -> None:
    test = vers_test(text)
    assert test is not None
    assert [version for version in inside.split() if not test(version)] == []
    if "maven" not in text:
        assert [version for version in outside.split() if test(version)] == []


@pytest.mark.parametrize("text", ["", "1.0", "vers:pypi", "vers:/1.0", "vers:pypi/>=weird", "vers:pypi/>=1||2"])
def test_what_is_no_range(text: str) -> None:
    assert vers_test(text) is None
