"""Real AI packages: a reader's components are found, the output is valid, and nothing of the code is run."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from archives import ARCHIVES, unpacked

from aibom.bom.validate import validate

pytestmark = pytest.mark.package_index
WATCHED = Path(__file__).with_name("watched_scan.py")

# What a reader finds in the source, as (kind, name).
NAMED = {
    "gpt-researcher": {
        ("model", "gpt-4o"),
        ("model", "sentence-transformers/all-MiniLM-L6-v2"),
        ("model", "text-embedding-3-small"),
        ("service", "Azure OpenAI"),
        ("service", "Ollama"),
        ("service", "Tavily"),
        ("library", "langchain"),
        ("library", "langgraph"),
    },
    "open-interpreter": {
        ("model", "claude-3-5-sonnet-20241022"),
        ("model", "gpt-4o"),
        ("model", "vikhyatk/moondream2"),
        ("service", "Anthropic"),
        ("library", "anthropic"),
        ("library", "litellm"),
    },
    "aider-chat": {
        ("model", "BAAI/bge-small-en-v1.5"),
        ("model", "claude-3-opus-20240229"),
        ("model", "gpt-4o-mini"),
        ("model", "whisper-1"),
        ("service", "OpenRouter"),
        ("library", "litellm"),
        ("library", "llama-index-core"),
    },
}


@cache
def audited(name: str, folder: Path) -> tuple[dict[str, Any], bytes, dict[str, Any]]:
    """What the watched audit saw, its BOM and its SARIF."""
    tree = unpacked(name, folder / "tree")
    out = folder / "out"
    out.mkdir()
    done = subprocess.run(
        [sys.executable, str(WATCHED), str(tree), str(out)], capture_output=True, text=True, check=True, timeout=300
    )
    bom = (out / "real" / "bom.cdx.json").read_bytes()
    return json.loads(done.stdout.splitlines()[-1]), bom, json.loads((out / "real" / "findings.sarif").read_bytes())


@pytest.fixture(scope="session", params=sorted(ARCHIVES))
def audit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Any]:
    folder = tmp_path_factory.getbasetemp() / request.param
    (folder / "tree").mkdir(parents=True, exist_ok=True)
    return request.param, audited(request.param, folder)


def kinds_and_names(bom: bytes) -> set[tuple[str, str]]:
    document = json.loads(bom)
    found = set()
    for one in (*document["components"], *document.get("services", ())):
        kind = next(entry["value"] for entry in one["properties"] if entry["name"] == "aibom:kind")
        found.add((kind, one["name"]))
    return found


def test_nothing_is_run_imported_or_sent(audit: tuple[str, Any]) -> None:
    _, (watched, _, _) = audit
    assert watched == {"code": 0, "seen": []}


def test_the_bom_is_valid(audit: tuple[str, Any]) -> None:
    _, (_, bom, _) = audit
    assert validate(bom) == []


def test_what_a_reader_finds_is_named(audit: tuple[str, Any]) -> None:
    name, (_, bom, _) = audit
    assert NAMED[name] - kinds_and_names(bom) == set()


def test_every_place_exists_in_the_tree(audit: tuple[str, Any], tmp_path_factory: pytest.TempPathFactory) -> None:
    name, (_, bom, sarif) = audit
    (tree,) = (tmp_path_factory.getbasetemp() / name / "tree").iterdir()
    lengths: dict[str, int] = {}
    places = [
        (place["location"], place.get("line", 1))
        for one in json.loads(bom)["components"]
        for place in one.get("evidence", {}).get("occurrences", ())
    ]
    for result in sarif["runs"][0]["results"]:
        physical = result["locations"][0]["physicalLocation"]
        if not physical["artifactLocation"]["uri"].endswith("bom.cdx.json"):
            places.append((physical["artifactLocation"]["uri"], physical["region"]["startLine"]))
    assert places
    for path, line in places:
        if path not in lengths:
            lengths[path] = (tree / path).read_bytes().count(b"\n") + 1
        assert 1 <= line <= lengths[path], (path, line)
