"""`aibom graph`: places, neighbourhoods, and one sentence for what cannot be done."""

from __future__ import annotations

from pathlib import Path

import pytest
from runner import ROOT, aibom

BOM = ROOT / "samples" / "rag-agent.expected" / "bom.cdx.json"


def test_both_languages_go_to_a_file(tmp_path: Path) -> None:
    for form, start in (("mermaid", "flowchart LR\n"), ("dot", "digraph aibom {\n")):
        place = tmp_path / f"graph.{form}"
        result = aibom("graph", BOM, "--to", form, "-o", place)
        assert result.code == 0
        assert place.read_text().startswith(start)
        assert "libraries are not drawn" in result.err


def test_a_neighbourhood_by_name() -> None:
    result = aibom("graph", BOM, "--to", "mermaid", "--from", "gpt-4o", "--depth", "1")
    assert result.code == 0
    assert "gpt-4o" in result.out
    assert "handbook-files" not in result.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "gpt-9"), "gpt-9"),
        (("--from", "status-page"), "service:mcp/status-page"),
        (("--max-nodes", "0"), "--max-nodes"),
    ],
)
def test_what_cannot_be_drawn_is_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    result = aibom("graph", BOM, "--to", "dot", *arguments)
    assert result.code == 2
    assert words in result.err
    assert result.err.count("\n") == 1
