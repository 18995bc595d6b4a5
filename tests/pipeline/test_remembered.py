"""An unchanged tree gives its inventory and document again, and never those of another."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from aibom.model.codec import decode_inventory, encode_inventory
from aibom.model.component import Inventory
from aibom.pipeline.scanning import scan_tree
from aibom.pipeline.writing import write_bom
from aibom.sources.cache import Cache

CODE = (
    "from openai import OpenAI\n\nclient = OpenAI()\n"
    "# aibom: ignore[AIB101] reviewed in March\n"
    "client.responses.create(model='gpt-4o', input='Sum up the invoices')\n"
    "client.responses.create(model=chosen(), input='Sum up the invoices')\n"
)
DAY = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "invoices"
    folder.mkdir()
    (folder / "app.py").write_text(CODE)
    (folder / "requirements.txt").write_text("openai==1.2.3\n")
    return folder


def scanned(tree: Path, cache: Cache | None) -> tuple[Inventory, bytes]:
    inventory = scan_tree(tree, cache=cache)
    return inventory, write_bom(inventory, spec_version="1.6", moment=DAY, cache=cache)


def opened(tree: Path) -> Cache:
    return Cache(tree.parent / "cache", day=1)


def test_an_inventory_is_the_same_after_its_codec(tree: Path) -> None:
    inventory = scan_tree(tree)
    assert inventory.unknowns
    assert inventory.remarks
    assert decode_inventory(encode_inventory(inventory)) == inventory


def test_an_unchanged_tree_is_neither_merged_nor_written_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = scanned(tree, opened(tree))

    def never(*_args: object, **_options: object) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr("aibom.inventory.build.build_inventory", never)
    monkeypatch.setattr("aibom.bom.write.build_document", never)
    assert scanned(tree, opened(tree)) == first


def test_a_remembered_document_has_the_time_of_its_own_scan(tree: Path) -> None:
    inventory, first = scanned(tree, opened(tree))
    later = DAY.replace(year=2027)
    again = write_bom(inventory, spec_version="1.6", moment=later, cache=opened(tree))
    assert again == write_bom(inventory, spec_version="1.6", moment=later)
    assert again != first


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.py", CODE.replace("gpt-4o", "gpt-4.1")),
        ("requirements.txt", "openai==1.2.4\n"),
        ("aibom.yaml", "components:\n  - match: {name: gpt-4o}\n    facts: {owner: billing}\n"),
        ("notes.md", "# Invoices\n"),
    ],
)
def test_what_changes_is_seen(tree: Path, path: str, text: str) -> None:
    before = scanned(tree, opened(tree))
    (tree / path).write_text(text)
    after = scanned(tree, opened(tree))
    assert after == scanned(tree, None)
    assert after != before


def test_entries_that_are_no_inventories_are_misses(tree: Path) -> None:
    expected = scanned(tree, opened(tree))
    with sqlite3.connect(next((tree.parent / "cache").glob("*.sqlite"))) as connection:
        connection.execute("UPDATE entry SET value = x'789c030000000001'")  # nothing, compressed
    assert scanned(tree, opened(tree)) == expected
