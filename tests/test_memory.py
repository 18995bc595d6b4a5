"""Each part of the keys under which conclusions are remembered: when it changes, nothing old is given out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from aibom import memory
from aibom.core.reader import SourceFile
from aibom.memory import Memory, Watched
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Sighting, Subject
from aibom.pipeline import remembered
from aibom.pipeline.remembered import remembered_document, remembered_inventory
from aibom.pipeline.scanning import scan_tree
from aibom.scanners.base import Tree
from aibom.sources.cache import Cache
from aibom.sources.listing import list_tree

SEEN: list[Sighting] = [
    Observation(subject=Subject(kind=Kind.MODEL, name="gpt-4o"), evidence=Evidence(path="chat.py", line=1))
]


class Chats:
    """Wants chat.py, is concerned by prompts, and opens or asks what a test lets it."""

    def __init__(self, name: str = "chats", asks: Callable[[Tree], object] = lambda tree: None) -> None:
        self.name, self._asks = name, asks

    def wants(self, path: str) -> bool:
        return path == "chat.py"

    def concerns(self, path: str) -> bool:
        return path.startswith("prompts/")

    def read(self, file: SourceFile) -> str:
        return file.read(1000).decode()

    def join(self, records: Mapping[str, str], tree: Tree) -> Iterable[Sighting]:
        self._asks(tree)
        return SEEN


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    (folder / "prompts").mkdir(parents=True)
    (folder / "chat.py").write_text("gpt-4o")
    (folder / "names.py").write_text("PREFIX = 'gpt'")
    (folder / "prompts" / "system.txt").write_text("You are a clerk.")
    return folder


def opened(tree: Path) -> tuple[Memory, Watched, list]:
    listing = list_tree(tree, keep_ignored=lambda _: True)
    found = Memory(Cache(tree.parent / "cache", day=1), listing)
    return found, Watched(listing), found.wanted([Chats()])["chats"]


def keep(tree: Path, scanner: Chats) -> None:
    found, watched, files = opened(tree)
    scanner.join({}, watched)
    assert found.keep(scanner, files, {"chat.py": "gpt-4o"}, set(), watched, SEEN)
    assert recalled(tree, scanner)


def recalled(tree: Path, scanner: Chats) -> bool:
    found, _, files = opened(tree)
    conclusion = found.conclusion(scanner, files)
    return conclusion is not None and conclusion.sightings() == SEEN


CHANGES: dict[str, tuple[Callable[[Tree], object], Callable[[Path], object], bool]] = {
    "the content of a wanted file": (lambda _: 0, lambda tree: (tree / "chat.py").write_text("o3"), False),
    "a path that concerns": (lambda _: 0, lambda tree: (tree / "prompts" / "more.txt").write_text(""), False),
    "a folder": (lambda _: 0, lambda tree: ((tree / "docs").mkdir(), (tree / "docs" / "a.md").write_text("")), False),
    "an opened file": (lambda t: t.file("names.py"), lambda tree: (tree / "names.py").write_text("A = 'o3'"), False),
    "an opened file that goes": (lambda t: t.file("names.py"), lambda tree: (tree / "names.py").unlink(), False),
    "a path that was asked for": (lambda t: t.exists("env.py"), lambda tree: (tree / "env.py").write_text(""), False),
    "a name that was asked for": (lambda t: t.listed.named("e.py"), lambda tree: (tree / "e.py").write_text(""), False),
    "all paths": (lambda t: list(t.listed), lambda tree: (tree / "notes.md").write_text(""), False),
    "a file that nobody asked for": (lambda _: 0, lambda tree: (tree / "notes.md").write_text(""), True),
    "a file that nobody opened": (lambda _: 0, lambda tree: (tree / "names.py").write_text("A = 'o3'"), True),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_conclusion_rests_on(what: str, tree: Path) -> None:
    asks, change, still = CHANGES[what]
    scanner = Chats(asks=asks)
    keep(tree, scanner)
    change(tree)
    assert recalled(tree, scanner) is still


def test_the_scanner_counts(tree: Path) -> None:
    keep(tree, Chats())
    assert not recalled(tree, Chats("models"))


def test_whether_git_ignores_a_file_counts(tree: Path) -> None:
    subprocess.run(["git", "init", "-q", tree], check=True)
    keep(tree, Chats())
    (tree / ".git" / "info" / "exclude").write_text("chat.py\n")
    assert not recalled(tree, Chats())


def test_the_tool_counts_in_every_key(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(tree, Chats())
    monkeypatch.setattr(memory, "tool_digest", lambda: b"another")
    assert not recalled(tree, Chats())


def test_the_part_of_a_file_that_counts_rests_on_scanner_tool_and_content(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {memory._gist_key(Chats(), b"1"), memory._gist_key(Chats("models"), b"1"), memory._gist_key(Chats(), b"2")}
    monkeypatch.setattr(memory, "tool_digest", lambda: b"another")
    assert len(keys | {memory._gist_key(Chats(), b"1")}) == 4


@pytest.mark.parametrize("changed", ["basis", "beside", "tool"])
def test_what_an_inventory_rests_on(changed: str, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache, inventory, made = Cache(tree.parent / "cache", day=1), scan_tree(tree), list[int]()

    def make(basis: bytes, beside: tuple[object, ...]) -> None:
        remembered_inventory(cache, basis, beside, lambda: made.append(1) or inventory)

    make(b"1", ("invoices",))
    make(b"1", ("invoices",))
    assert len(made) == 1
    if changed == "tool":
        monkeypatch.setattr(remembered, "tool_digest", lambda: b"another")
    make(b"2" if changed == "basis" else b"1", ("orders",) if changed == "beside" else ("invoices",))
    assert len(made) == 2


@pytest.mark.parametrize("changed", ["inventory", "specification", "tool"])
def test_what_a_document_rests_on(changed: str, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    cache, inventory, made = Cache(tree.parent / "cache", day=1), scan_tree(tree), list[int]()

    def make(shown: object, version: str) -> None:
        data = b'{"timestamp": "2026-03-01T00:00:00Z"}'
        remembered_document(cache, shown, version, datetime(2026, 3, 1, tzinfo=UTC), lambda: made.append(1) or data)

    make(inventory, "1.6")
    make(inventory, "1.6")
    assert len(made) == 1
    (tree / "chat.py").write_text("import openai\n")
    if changed == "tool":
        monkeypatch.setattr(remembered, "tool_digest", lambda: b"another")
    make(scan_tree(tree) if changed == "inventory" else inventory, "1.7" if changed == "specification" else "1.6")
    assert len(made) == 2
