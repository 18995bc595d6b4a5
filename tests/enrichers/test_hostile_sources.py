"""Archives, KEV and EPSS files that somebody damaged: read as far as they go, or refused with a sentence."""

from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path

import pytest
from advisories import TORCH, write_zip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import UsageError
from aibom.core.vers import vers_test
from aibom.enrichers.vulnerabilities import collect
from aibom.enrichers.vulnerabilities.collect import records_of
from aibom.enrichers.vulnerabilities.exploited import read_epss, read_kev


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_archive_is_refused_or_its_records_are_told(folder: Path, changes: list[tuple[float, int]]) -> None:
    whole = write_zip(folder / "whole.zip", TORCH).read_bytes()
    data = bytearray(whole)
    for place, value in changes:
        data[int(place * len(data))] = value
    path = folder / "all.zip"
    path.write_bytes(data)
    with contextlib.suppress(UsageError):
        for record in records_of(path):
            assert (record.advisory is None) is bool(record.problem)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60) | st.text(alphabet='cve,eps#\n01."CVE-', max_size=60).map(str.encode))
def test_damaged_scores_are_read_or_refused(folder: Path, data: bytes) -> None:
    path = folder / "scores"
    for content in (data, b"\x1f\x8b" + data, b"cve,epss\n" + data, b'{"vulnerabilities":' + data):
        path.write_bytes(content)
        for read in (read_kev, read_epss):
            with contextlib.suppress(UsageError):
                assert read(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet="vers:pyinm/<>=!|*. 0129abc%", max_size=40), st.text(max_size=10))
def test_any_text_is_a_range_or_none(text: str, version: str) -> None:
    for one in (text, f"vers:pypi/{text}", f"vers:maven/{text}"):
        test = vers_test(one)
        if test is not None:
            assert test(version) in (True, False)


def test_a_member_that_unpacks_to_too_much_is_told_and_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "MAX_RECORD", 1024 * 1024)
    path = folder / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.json", b"[" + b" " * 50_000_000)
        archive.writestr("good.json", json.dumps(TORCH[0]))
    bomb, good = records_of(path)
    assert bomb.problem == "larger than 1 MiB"
    assert good.advisory is not None


def test_links_in_a_checkout_are_not_followed(folder: Path) -> None:
    checkout = folder / "checkout"
    checkout.mkdir()
    (folder / "outside.json").write_text(json.dumps(TORCH[0]))
    (checkout / "link.json").symlink_to(folder / "outside.json")
    assert list(records_of(checkout)) == []
