"""Licence names as people write them become SPDX expressions, where that is sure."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.licence_names import normal_licence
from aibom.bom.licences import is_expression, spdx_ids
from aibom.catalog import licences


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("The MIT License (MIT)", "MIT"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("(MIT OR gpl-3.0)", "MIT OR GPL-3.0-only"),
        ("MPL-2.0 OR Apache 2.0", "MPL-2.0 OR Apache-2.0"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("cc-by-nc-4.0", "CC-BY-NC-4.0"),
        ("Apache-2.0 with LLVM-exception", "Apache-2.0 WITH LLVM-exception"),
        ("License :: OSI Approved :: MIT License", "MIT"),
    ],
)
def test_names_that_are_sure(written: str, meant: str) -> None:
    assert normal_licence(written) == meant


@pytest.mark.parametrize("written", ["BSD License", "llama3", "other", "SEE LICENSE IN LICENSE", "MIT, Apache 2.0"])
def test_names_that_are_not_sure_stay(written: str) -> None:
    assert normal_licence(written) == written


def test_an_ambiguous_classifier_keeps_its_name() -> None:
    assert normal_licence("License :: OSI Approved :: BSD License") == "BSD License"


def test_the_table_names_real_licences_by_folded_keys() -> None:
    table = orjson.loads(licences.DATA.read_bytes())
    assert all(licences.folded(key) == key for key in table["names"])
    assert all(is_expression(value) for value in table["names"].values())
    assert set(table["classifiers"].values()) <= spdx_ids()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_normal_is_stable(text: str) -> None:
    once = normal_licence(text)
    assert normal_licence(once) == once
