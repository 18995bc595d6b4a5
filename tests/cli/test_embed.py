"""`aibom embed`: a BOM in a wheel, read back by importlib.metadata and installed by pip."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import sys
import zipfile
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runner import ROOT, Result, aibom

sys.path.insert(0, str(ROOT / "tests" / "exchange"))
from wheels import FILES, INFO, record_of, write_wheel

BOM = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": []}'
NAME = "helpdesk_agent-2.0-py3-none-any.whl"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("bom.cdx.json").write_bytes(BOM)
    return write_wheel(tmp_path / NAME)


def embed(*more: str | Path, wheel: str | Path = NAME) -> Result:
    return aibom("embed", wheel, "bom.cdx.json", *more)


def test_importlib_metadata_reads_it_back(wheel: Path) -> None:
    result = embed()
    assert result.code == 0, result.err
    distribution = PathDistribution(zipfile.Path(wheel, f"{INFO}/"))
    listed = {str(one): one for one in distribution.files or ()}
    sbom = listed[f"{INFO}/sboms/bom.cdx.json"]
    assert distribution.read_text("sboms/bom.cdx.json") == BOM.decode()
    assert sbom.hash is not None
    assert (sbom.hash.mode, sbom.size) == ("sha256", len(BOM))
    assert sbom.hash.value == base64.urlsafe_b64encode(hashlib.sha256(BOM).digest()).decode().rstrip("=")


def test_record_lists_every_member_and_all_else_stays(wheel: Path) -> None:
    before = {one.filename: one for one in zipfile.ZipFile(wheel).infolist()}
    embed()
    with zipfile.ZipFile(wheel) as archive:
        rows = list(csv.reader(io.StringIO(archive.read(f"{INFO}/RECORD").decode())))
        assert sorted(row[0] for row in rows) == sorted(archive.namelist())
        assert archive.infolist()[-1].filename == f"{INFO}/RECORD"
        for name, data in FILES.items():
            one = archive.getinfo(name)
            assert archive.read(name) == data
            assert (one.date_time, one.external_attr, one.compress_type) == (
                before[name].date_time, before[name].external_attr, before[name].compress_type
            )  # fmt: skip


def test_the_same_bytes_each_time(wheel: Path) -> None:
    embed("-o", "first.whl")
    embed("-o", "second.whl")
    embed()
    embed(wheel=wheel)  # once more: it is there already
    assert Path("first.whl").read_bytes() == Path("second.whl").read_bytes() == wheel.read_bytes()


def test_pip_installs_it(wheel: Path) -> None:
    from pip._internal.cli.main import main

    embed()
    arguments = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", "--target", "site")
    assert main([*arguments, str(wheel)]) == 0
    assert (Path("site") / INFO / "sboms" / "bom.cdx.json").read_bytes() == BOM


def test_another_bom_is_replaced_only_when_asked(wheel: Path) -> None:
    embed()
    Path("bom.cdx.json").write_bytes(BOM.replace(b": 1,", b": 2,"))
    assert "--replace" in embed().err
    assert embed("--replace").code == 0
    with zipfile.ZipFile(wheel) as archive:
        assert b'"version": 2' in archive.read(f"{INFO}/sboms/bom.cdx.json")
        assert len(set(archive.namelist())) == len(archive.namelist()) == len(FILES) + 2


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ({"extra": {f"{INFO}/RECORD.jws": b"{}"}}, "signed"),
        ({"extra": {"helpdesk/extra.py": b""}}, "does not hold the files"),
        ({"extra": {"other-1.0.dist-info/METADATA": b""}}, "exactly one"),
        ({"extra": {"../../etc/cron.d/x": b""}}, "odd archive"),
        ({"record": record_of({**FILES, "helpdesk/__init__.py": b"another"})}, "is not what RECORD says"),
        ({"record": b"\xff"}, "RECORD that cannot be read"),
        ({"record": b"a,b\n"}, "RECORD that cannot be read"),
        ({"files": {name: data for name, data in FILES.items() if not name.endswith("WHEEL")}}, "is missing"),
    ],
)  # fmt: skip
def test_odd_wheels_are_refused_and_left_alone(wheel: Path, how: dict[str, bytes], word: str) -> None:
    write_wheel(wheel, **how)  # type: ignore[arg-type]
    before = wheel.read_bytes()
    result = embed()
    assert (result.code, word in result.err) == (2, True), result.err
    assert wheel.read_bytes() == before
    assert sorted(one.name for one in wheel.parent.iterdir()) == ["bom.cdx.json", NAME]


def test_a_truncated_wheel_and_other_files(wheel: Path) -> None:
    whole = wheel.read_bytes()
    for data in (whole[: len(whole) // 2], b"", b"MZ" + whole, b"PK\x03\x04"):
        wheel.write_bytes(data)
        result = embed()
        assert (result.code, len(result.err.splitlines())) == (2, 1)
    assert embed(wheel="gone.whl").code == 2
    assert embed(wheel=".").code == 2
    wheel.write_bytes(whole)
    Path("bom.cdx.json").write_bytes(b"[]")
    assert "not a CycloneDX BOM" in embed().err
    assert wheel.read_bytes() == whole


@pytest.mark.parametrize("name", ["../evil", "", "a/b", "x" * 200, ".hidden"])
def test_names_stay_in_the_folder(wheel: Path, name: str) -> None:
    assert "plain name" in embed("--name", name).err


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=6))
def test_mutated_wheels(wheel: Path, at: int, inserted: bytes) -> None:
    whole = write_wheel(wheel).read_bytes()
    wheel.write_bytes(whole[: at % len(whole)] + inserted + whole[at % len(whole) + len(inserted) :])
    result = embed("-o", "made.whl")
    assert result.code in (0, 2)
    assert "defect" not in result.err
