"""Where documents go: never over the tree that is scanned, into pipes too, and mistakes cost no scan."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from runner import aibom

CALL = 'from openai import OpenAI\n\nOpenAI().chat.completions.create(model="gpt-4o-mini", messages=[])\n'


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "ask.py").write_text(CALL)
    monkeypatch.chdir(tmp_path)
    return folder


def names(bom: Path) -> set[str]:
    return {one["name"] for one in json.loads(bom.read_bytes())["components"]}


@pytest.mark.parametrize("command", ["scan", "audit", "drift"])
def test_a_file_of_the_tree_is_never_replaced(command: str, shop: Path) -> None:
    assert aibom("scan", shop, "-o", "bom.json").code == 0
    given = {
        "scan": ("scan", shop, "-o", shop / "ask.py"),
        "audit": ("audit", shop, "--html", shop / "ask.py"),
        "drift": ("drift", shop, "bom.json", "--json", shop / "ask.py"),
    }
    result = aibom(*given[command])
    assert result.code == 2
    assert "ask.py is a file of the tree that is scanned, and no BOM or report" in result.err
    assert (shop / "ask.py").read_text() == CALL


def test_reports_in_the_tree_are_written_again_and_not_scanned(shop: Path) -> None:
    reports = ("--json", "--html", "--markdown", "--junit")
    options = [part for name in reports for part in (name, str(shop / f"report.{name[2:]}"))]
    assert aibom("audit", shop, "--out", shop / "build", *options).code == 0
    first = (shop / "build" / "bom.cdx.json").read_bytes()
    again = aibom("audit", shop, "--out", shop / "build", *options)
    assert again.code == 0, again.err
    assert json.loads(first)["serialNumber"] == json.loads((shop / "build/bom.cdx.json").read_bytes())["serialNumber"]


def test_a_page_of_ours_is_no_unread_file(shop: Path) -> None:
    assert aibom("audit", shop, "--html", shop / "report.html").code == 0
    assert aibom("scan", shop, "-o", "bom.json").code == 0
    properties = json.loads(Path("bom.json").read_bytes())["metadata"]["properties"]
    assert "aibom:unknown" not in {one["name"] for one in properties}


def test_an_output_folder_with_sources_is_scanned_all_the_same(shop: Path) -> None:
    (shop / "src").mkdir()
    (shop / "ask.py").rename(shop / "src" / "ask.py")
    assert aibom("audit", shop, "--out", shop / "src").code == 0
    assert "gpt-4o-mini" in names(shop / "src" / "bom.cdx.json")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--policy", "bayseline"), "No policy 'bayseline'"),
        (("--exceptions", "none.yaml"), "none.yaml"),
        (("--baseline", "none.sarif"), "There is no file none.sarif"),
        (("--json", "-", "--html", "-"), "name the same place"),
        (("--out", ""), "--out is empty"),
        (("--out", "shop/ask.py"), "--out wants a folder"),
    ],
)
def test_a_mistake_is_told_before_the_scan(options: tuple[str, ...], words: str, shop: Path) -> None:
    result = aibom("audit", shop, *options)
    assert (result.code, words in result.err) == (2, True), result.err
    assert not Path("aibom-out").exists()


def test_an_empty_name_is_no_folder(shop: Path) -> None:
    result = aibom("scan", shop, "-o", "")
    assert (result.code, "is empty; name a file" in result.err) == (2, True)


def test_a_baseline_that_no_report_tells_of_is_refused(shop: Path) -> None:
    assert aibom("audit", shop).code == 0
    bom, sarif = "aibom-out/bom.cdx.json", "aibom-out/findings.sarif"
    assert "--baseline needs a report" in aibom("check", bom, "--baseline", sarif).err
    assert aibom("check", bom, "--baseline", sarif, "--sarif", "new.sarif").code == 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_pipes_are_read_and_written(shop: Path) -> None:
    assert aibom("scan", shop, "-o", "bom.json").code == 0
    os.mkfifo("given")
    feeding = threading.Thread(target=lambda: Path("given").write_bytes(Path("bom.json").read_bytes()))
    feeding.start()
    result = aibom("diff", "given", "bom.json")  # as `aibom diff <(git show HEAD:bom.json) bom.json`
    feeding.join()
    assert (result.code, "Changes: none" in result.out) == (0, True), result.err
    command = [sys.executable, "-m", "aibom", "scan", str(shop), "-o", "/dev/stdout"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout)["bomFormat"] == "CycloneDX"


def test_a_reader_that_goes_away_is_no_finding(shop: Path) -> None:
    assert aibom("scan", shop, "-o", "bom.json").code == 0
    command = [sys.executable, "-m", "aibom", "score", "bom.json", "--profile", "g7-2026"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writing)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


@pytest.mark.skipif(not Path("/proc/self/task").exists() or (os.cpu_count() or 1) < 2, reason="wants /proc, two cores")
def test_a_cancelled_scan_leaves_neither_file_nor_process(shop: Path) -> None:
    for number in range(1_600):  # enough for two processes
        (shop / f"ask{number}.py").write_text(f"TOPIC = {number}\n{CALL}" * 5)
    Path("out").mkdir()
    command = [sys.executable, "-m", "aibom", "scan", str(shop), "-o", "out/bom.json", "--no-cache"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
    while running.poll() is None and not children.read_text().strip():
        time.sleep(0.02)
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=60)
    assert (running.returncode, told.strip()) == (2, "aibom: Interrupted; no file was left half written.")
    assert not list(Path("out").iterdir())
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
