"""The wheel carries the rules and schemas, and works far away from the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_policies_and_schemas(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for source in (
        *ROOT.glob("policies/**/*.yaml"),
        *ROOT.glob("schemas/*.json"),
        *ROOT.glob("third_party/cytoscape/*"),
    ):
        assert f"aibom/_data/{source.relative_to(ROOT).as_posix()}" in names
    for source in (*ROOT.glob("aibom/catalog/**/*.json"), *ROOT.glob("aibom/reports/html/assets/*")):
        assert source.relative_to(ROOT).as_posix() in names


def test_the_installed_wheel_audits_outside_of_the_checkout(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    zipfile.ZipFile(wheel).extractall(site)
    # The dependencies are those of this environment; its own aibom is an editable install that a plain path
    # entry does not bring along.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    sample = tmp_path / "rag-agent"
    shutil.copytree(ROOT / "samples" / "rag-agent", sample)
    python = home / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import aibom; print(aibom.__file__)"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(site))
    done = subprocess.run(
        [python, "-m", "aibom", "audit", str(sample), "--fail-on", "never", "--html", "report.html"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "aibom-out" / "bom.cdx.json").stat().st_size > 10_000
    assert (tmp_path / "aibom-out" / "findings.sarif").is_file()
    assert "Cytoscape Consortium" in (tmp_path / "report.html").read_text()
