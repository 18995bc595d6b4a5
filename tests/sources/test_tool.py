"""What of the tool is part of every key of the cache."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from aibom.sources import tool

PROJECT = tomllib.loads(Path(__file__).parents[2].joinpath("pyproject.toml").read_text())["project"]
# Of the packages that aibom needs, those that no remembered conclusion rests on.
BESIDE = {"click", "cvss", "huggingface-hub", "rich", "spdx-tools"}
PARTS = ("3.12.1", ["orjson-3.11.0.dist-info"], ["crawl.py 100 1"])


def test_every_package_is_a_parser_or_known_to_be_none() -> None:
    needed = {re.split(r"[<>=]", each)[0].replace("_", "-").lower() for each in PROJECT["dependencies"]}
    assert needed == tool.PARSERS | BESIDE
    assert not tool.PARSERS & BESIDE


@pytest.mark.parametrize(
    "changed",
    [
        ("3.12.2", *PARTS[1:]),
        (PARTS[0], ["orjson-3.11.1.dist-info"], PARTS[2]),
        (*PARTS[:2], ["crawl.py 100 2"]),
        (PARTS[0], [*PARTS[1], *PARTS[2]], []),
    ],
    ids=["Python", "a parser", "a file of the tool", "boundaries"],
)
def test_each_part_counts(changed: tuple[str, list[str], list[str]]) -> None:
    assert tool.digest_of(*changed) != tool.digest_of(*PARTS)


def test_the_digest_is_made_of_this_python_its_parsers_and_our_files(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []
    monkeypatch.setattr(tool, "digest_of", lambda *parts: given.extend(parts) or b"")
    tool.tool_digest.__wrapped__()
    python, parsers, files = given
    assert python == sys.version
    assert {tool._package(name) for name in parsers} == tool.PARSERS
    assert any(line.startswith("scanners/code/gate.py ") for line in files)
    assert any(line.startswith("catalog/catalogue.json ") for line in files)


def test_parsers_are_told_with_their_versions_by_the_folder_that_holds_them(tmp_path: Path) -> None:
    for name in ("tree_sitter-0.26.1.dist-info", "tree_sitter", "PyYAML-6.0.3.egg-info", "requests-2.32.0.dist-info"):
        (tmp_path / name).mkdir()
    assert tool.installed([str(tmp_path / "none"), str(tmp_path)]) == [
        "PyYAML-6.0.3.egg-info",
        "tree_sitter-0.26.1.dist-info",
    ]


def test_a_file_of_the_tool_counts_by_name_size_and_time(tmp_path: Path) -> None:
    file = tmp_path / "scanners" / "gate.py"
    file.parent.mkdir()
    seen = [tool.files_of(tmp_path)]
    for text, moment in (("A = 1\n", 1), ("A = 1\n", 2), ("A = 11\n", 2)):
        file.write_text(text)
        os.utime(file, ns=(moment, moment))
        seen.append(tool.files_of(tmp_path))
    file.rename(tmp_path / "gate.py")
    seen.append(tool.files_of(tmp_path))
    assert len({tuple(each) for each in seen}) == len(seen)
