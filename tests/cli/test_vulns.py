"""`aibom vulns`, and --vulns of scan, audit and check, as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from runner import aibom

from aibom.bom.validate import validate

sys.path.insert(0, str(Path(__file__).parents[1] / "enrichers"))
from advisories import MORE, TORCH, write_zip

LOCK = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "torch"
version = "2.5.1"
source = { registry = "https://pypi.org/simple" }

[[package]]
name = "requests"
version = "2.32.3"
source = { registry = "https://pypi.org/simple" }
"""


@pytest.fixture(autouse=True)
def _a_fixed_day(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795694400")  # 2026-11-26T12:00:00Z
    monkeypatch.setenv("AIBOM_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "helpdesk"
    folder.mkdir()
    (folder / "uv.lock").write_text(LOCK)
    (folder / "requirements.txt").write_text("numpy>=1.26\n")
    return folder


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "vulns.sqlite"
    made = aibom("vulns", "import", write_zip(tmp_path / "all.zip", [*TORCH, *MORE]), "--db", path)
    assert made.code == 0, made.err
    assert "9 advisories, 1 of them withdrawn, 6 packages" in made.err
    return path


def scanned(project: Path, db: Path, *options: str | Path) -> tuple[dict[str, Any], Any]:
    bom = project.parent / "bom.cdx.json"
    result = aibom("scan", project, "-o", bom, "--vulns", db, *options)
    return json.loads(bom.read_bytes()), result


def audit_properties(component: dict[str, Any]) -> dict[str, str]:
    return {p["name"]: p["value"] for p in component["properties"] if p["name"].startswith("aibom:audit.")}


def test_the_bom_says_what_was_looked_up_and_the_vdr_what_was_found(project: Path, db: Path, tmp_path: Path) -> None:
    vdr = tmp_path / "vdr.cdx.json"
    bom, result = scanned(project, db, "--vdr", vdr)
    assert result.code == 0
    assert (
        "Packages as of 2026-11-20: 1 vulnerable (1 vulnerabilities), 1 without known vulnerability, 1 not audited"
        in result.err
    )
    states = {c["name"]: audit_properties(c) for c in bom["components"]}
    assert states["torch"] == {"aibom:audit.state": "audited"}
    assert states["numpy"] == {
        "aibom:audit.state": "not-audited",
        "aibom:audit.reason": "its version is not known, only the range >=1.26 is declared",
    }
    assert "vulnerabilities" not in bom
    assert b"CVE-" not in (tmp_path / "bom.cdx.json").read_bytes()
    document = json.loads(vdr.read_bytes())
    assert validate(document) == []
    found = {item["id"]: item for item in document["vulnerabilities"]}
    serial = bom["serialNumber"].removeprefix("urn:uuid:")
    assert found["CVE-2025-32434"]["affects"] == [{"ref": f"urn:cdx:{serial}/1#pkg%3Apypi%2Ftorch%402.5.1"}]
    assert found["CVE-2025-32434"]["ratings"][0]["method"] == "CVSSv4"
    assert found["CVE-2025-32434"]["cwes"] == [502]


def test_on_request_the_vulnerabilities_stand_in_the_bom(project: Path, db: Path) -> None:
    for version in ("1.5", "1.6", "1.7"):
        bom, _ = scanned(project, db, "--embed-vulnerabilities", "--spec-version", version)
        assert validate(bom) == []
        assert "CVE-2025-32434" in {item["id"] for item in bom["vulnerabilities"]}
    states = {c["name"]: audit_properties(c).get("aibom:audit.state") for c in bom["components"]}
    assert states == {"torch": "vulnerable", "requests": "clean", "numpy": "not-audited"}


def findings(*arguments: str | Path) -> set[tuple[str, str]]:
    result = aibom("check", *arguments, "--json", "-", "--fail-on", "never", "--policy", "strict")
    assert result.code == 0, result.err
    return {(one["rule"], one["component"]) for one in json.loads(result.out)["findings"]}


def test_a_bom_is_judged_by_its_vdr_or_by_looking_up_again(project: Path, db: Path, tmp_path: Path) -> None:
    vdr, bom = tmp_path / "vdr.cdx.json", tmp_path / "bom.cdx.json"
    scanned(project, db, "--vdr", vdr)
    alone, with_vdr, again = findings(bom), findings(bom, "--vex", vdr), findings(bom, "--vulns", db)
    assert ("AIB505", "torch") not in alone
    assert ("AIB515", "numpy") in alone
    assert {("AIB505", "torch"), ("AIB515", "numpy")} <= with_vdr
    assert {rule for rule in with_vdr if rule[0] in ("AIB505", "AIB514", "AIB515", "AIB506")} == {
        rule for rule in again if rule[0] in ("AIB505", "AIB514", "AIB515", "AIB506")
    }


def test_audit_judges_what_it_found(project: Path, db: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = aibom("audit", project, "--out", out, "--vulns", db)
    assert result.code == 1
    assert "AIB505" in result.out
    assert (out / "vdr.cdx.json").is_file()


def test_a_vdr_about_another_bom_is_told_and_left_out(project: Path, db: Path, tmp_path: Path) -> None:
    vdr = tmp_path / "vdr.cdx.json"
    scanned(project, db, "--vdr", vdr)
    (project / "requirements.txt").write_text("")
    scanned(project, db)
    result = aibom("check", tmp_path / "bom.cdx.json", "--vex", vdr)
    assert "is about another BOM" in result.err
    assert "AIB505" not in result.out


def test_vex_takes_a_vulnerability_away_until_it_ends(project: Path, db: Path, tmp_path: Path) -> None:
    scanned(project, db)
    vex = tmp_path / "torch.vex.json"
    statement = {
        "vulnerability": {"name": "GHSA-53q9-r3pm-6pq6"},
        "products": [{"@id": "pkg:pypi/torch"}],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "aibom:vex:expires": "2026-12-31",
    }
    vex.write_text(
        json.dumps({"@context": "https://openvex.dev/ns/v0.2.0", "author": "ml-platform", "statements": [statement]})
    )
    bom = tmp_path / "bom.cdx.json"
    assert ("AIB505", "torch") not in findings(bom, "--vulns", db, "--vex", vex)
    ended = findings(bom, "--vulns", db, "--vex", vex, "--as-of", "2027-01-01")
    assert ("AIB505", "torch") in ended
    assert "AIB920" in {rule for rule, _ in ended}


@pytest.mark.parametrize("damage", ["missing", "text", "older", "stale"])
def test_a_database_that_cannot_be_used_leaves_nothing_clean(
    project: Path, db: Path, tmp_path: Path, damage: str
) -> None:
    options: list[str] = []
    if damage == "missing":
        db.unlink()
    elif damage == "text":
        db.write_text("no database")
    elif damage == "older":
        data = bytearray(db.read_bytes())
        data[60:64] = bytes(4)  # user_version of the file's header
        db.write_bytes(data)
    else:
        options = ["--max-db-age", "1", "--refuse-stale"]
    bom, result = scanned(project, db, *options)
    assert result.code == 2
    assert "aibom vulns" in result.err
    assert {audit_properties(c).get("aibom:audit.state") for c in bom["components"]} == {"not-audited"}
    assert "AIB517" in {rule for rule, _ in findings(tmp_path / "bom.cdx.json")}


def test_a_stale_database_is_a_finding(project: Path, db: Path, tmp_path: Path) -> None:
    _, result = scanned(project, db, "--max-db-age", "3")
    assert result.code == 0
    assert "(stale)" in result.err
    assert "AIB516" in {rule for rule, _ in findings(tmp_path / "bom.cdx.json")}


def test_status(db: Path) -> None:
    result = aibom("vulns", "status", "--db", db)
    assert result.code == 0
    assert "Current as of 2026-11-20" in result.out
    assert aibom("vulns", "status", "--db", db, "--max-db-age", "3").code == 1
    told = json.loads(aibom("vulns", "status", "--db", db, "--json", "-").out)
    assert told["packages"] == {"Maven": 1, "PyPI": 3, "npm": 2}
    assert aibom("vulns", "status", "--db", db.with_name("none.sqlite")).code == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["vulns", "import", "nowhere"], "There is no file or folder nowhere"),
        (["vulns", "update", "--url", "http://mirror.example/all.zip"], "over https only"),
        (["vulns", "watch", "none.json"], "There is no vulnerability database"),
        (["scan", ".", "-o", "x.json", "--vdr", "y.json"], "--vdr says nothing without --vulns"),
        (["check", "x.json", "--vex", "none.vex.json", "--vulns", "v"], "There is no file x.json"),
        (["vulns", "import", ".", "--as-of", "2031-01-01"], "lies in the future"),
    ],
)
def test_wrong_arguments_are_told_in_one_sentence(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = aibom(*arguments)
    assert result.code == 2
    assert words in result.err


def test_watch_tells_each_change_once(project: Path, db: Path, tmp_path: Path) -> None:
    scanned(project, db)
    bom = tmp_path / "bom.cdx.json"
    first = aibom("vulns", "watch", bom, "--db", db)
    assert first.code == 1
    assert [line.split()[:3] for line in first.out.splitlines()] == [["NEW", "critical", "CVE-2025-32434"]]
    again = aibom("vulns", "watch", bom, "--db", db)
    assert (again.code, again.out) == (0, "")
    aibom("vulns", "import", write_zip(tmp_path / "new.zip", MORE), "--db", db)
    gone = json.loads(aibom("vulns", "watch", bom, "--db", db, "--json", "-").out)["changes"]
    assert {(one["change"], one["component"]) for one in gone} == {("retracted", "pkg:pypi/torch")}


class _Mirror(BaseHTTPRequestHandler):
    files: ClassVar[dict[str, tuple[str, bytes]]] = {}
    asked: ClassVar[list[tuple[str, int]]] = []

    def do_GET(self) -> None:
        etag, body = self.files.get(self.path, ("", b""))
        code = 404 if not etag else 304 if self.headers.get("If-None-Match") == etag else 200
        self.asked.append((self.path, code))
        self.send_response(code)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body) if code == 200 else 0))
        self.end_headers()
        if code == 200:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mirror() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Mirror)
    _Mirror.files, _Mirror.asked = {}, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_update_fetches_only_what_changed(tmp_path: Path, mirror: str) -> None:
    db, url = tmp_path / "vulns.sqlite", f"{mirror}/{{ecosystem}}/all.zip"
    pypi = write_zip(tmp_path / "p.zip", TORCH).read_bytes()
    npm = write_zip(tmp_path / "n.zip", [MORE[2]]).read_bytes()
    _Mirror.files = {"/PyPI/all.zip": ('"p1"', pypi), "/npm/all.zip": ('"n1"', npm)}
    update = ("vulns", "update", "--db", db, "--url", url, "--ecosystem", "PyPI", "--ecosystem", "npm")
    assert "2 sources, 2 changed" in aibom(*update).err
    assert "2 sources, 0 changed" in aibom(*update).err
    assert [code for _, code in _Mirror.asked] == [200, 200, 304, 304]
    assert "Current as of 2026-11-26" in aibom("vulns", "status", "--db", db).out
    before = db.read_bytes()
    del _Mirror.files["/npm/all.zip"]
    failed = aibom(*update)
    assert failed.code == 2
    assert "answers 404" in failed.err
    assert db.read_bytes() == before


def test_an_update_that_is_cut_changes_nothing(tmp_path: Path, mirror: str) -> None:
    db = tmp_path / "vulns.sqlite"
    whole = write_zip(tmp_path / "p.zip", TORCH).read_bytes()
    _Mirror.files = {"/all.zip": ('"1"', whole)}
    assert aibom("vulns", "update", "--db", db, "--url", f"{mirror}/all.zip").code == 0
    _Mirror.files = {"/all.zip": ('"2"', whole[: len(whole) // 2])}
    before = db.read_bytes()
    assert aibom("vulns", "update", "--db", db, "--url", f"{mirror}/all.zip").code == 2
    assert db.read_bytes() == before


def test_the_second_opinion_tells_every_difference(project: Path, db: Path) -> None:
    pytest.importorskip("pip_audit")
    _, result = scanned(project, db, "--auditor", "pip-audit")
    assert result.code == 0
    assert "pip-audit: 2 Python packages asked, 1 vulnerabilities named by both, 0 differences" in result.err


def test_start_up_is_quick() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    seconds = []
    for _ in range(3):
        before = os.times()
        subprocess.run(
            [sys.executable, "-m", "aibom", "vulns", "--help"], env=environment, check=True, capture_output=True
        )
        after = os.times()
        seconds.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(seconds) < 0.6  # of CPU; 0.1 s on an idle core, the figure itself is in benchmarks/vulnerabilities.md


def test_records_that_lack_fields_are_told(tmp_path: Path) -> None:
    source = write_zip(
        tmp_path / "all.zip", [*TORCH, {"id": "GHSA-bare"}, {"modified": "2026-01-01T00:00:00Z", "id": ""}]
    )
    result = aibom("vulns", "import", source, "--db", tmp_path / "db.sqlite")
    assert result.code == 0
    assert "skipped: all.zip: 0005-.json: no advisory (no usable id)" in result.err
