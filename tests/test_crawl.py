"""Running the scanners: what is remembered, what a defect costs, and that two processes say the same as one."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from aibom import side_by_side
from aibom.core.left_out import within
from aibom.core.reader import SourceFile
from aibom.crawl import crawl, quiet
from aibom.model.codec import decode_sightings, encode_sightings
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Sighting, Subject, Unknown
from aibom.scanners.base import Tree
from aibom.sources.cache import Cache
from aibom.sources.listing import Listing, list_tree


class WordScanner:
    """Sees a model for every line of a text file; counts what it reads."""

    def __init__(self, name: str = "words", suffix: str = ".txt") -> None:
        self.name, self._suffix, self.read_paths = name, suffix, list[str]()

    def wants(self, path: str) -> bool:
        return path.endswith(self._suffix)

    def read(self, file: SourceFile) -> str:
        self.read_paths.append(file.path)
        text = file.read(10_000).decode()
        if "defect" in text:
            raise ZeroDivisionError(text)
        return text

    def join(self, records: Mapping[str, str], tree: Tree) -> Iterable[Sighting]:
        for path, text in records.items():
            if "late" in text:
                raise IndexError(text)
            for line, name in enumerate(text.split(), 1):
                yield Observation(subject=Subject(kind=Kind.MODEL, name=name), evidence=Evidence(path=path, line=line))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    (folder / "a.txt").write_text("gpt-4o\n")
    (folder / "b.txt").write_text("claude-sonnet\n")
    return folder


def listed(tree: Path) -> Listing:
    return list_tree(tree, keep_ignored=lambda _: False)


def names(sightings: Iterable[Sighting]) -> list[str]:
    return [one.subject.name for one in sightings if isinstance(one, Observation)]


def run(scanner: WordScanner, tree: Path, folder: Path) -> list[Sighting]:
    cache = Cache(folder, day=1)
    found = crawl((scanner,), listed(tree), quiet, cache)
    cache.close()
    return found.sightings


def test_an_unchanged_tree_is_not_read_again(tree: Path, tmp_path: Path) -> None:
    first, second = WordScanner(), WordScanner()
    assert names(run(first, tree, tmp_path / "cache")) == ["gpt-4o", "claude-sonnet"]
    assert names(run(second, tree, tmp_path / "cache")) == ["gpt-4o", "claude-sonnet"]
    assert (first.read_paths, second.read_paths) == (["a.txt", "b.txt"], [])


def test_a_change_is_seen_and_only_its_scanners_work(tree: Path, tmp_path: Path) -> None:
    (tree / "c.md").write_text("gemini\n")

    def both() -> tuple[list[str], list[list[str]]]:
        scanners = (WordScanner(), WordScanner("notes", ".md"))
        cache = Cache(tmp_path / "cache", day=1)
        found = crawl(scanners, listed(tree), quiet, cache)
        cache.close()
        return names(found.sightings), [one.read_paths for one in scanners]

    both()
    (tree / "b.txt").write_text("mistral-large\n")
    assert both() == (["gpt-4o", "mistral-large", "gemini"], [["a.txt", "b.txt"], []])


def test_nothing_secret_is_stored(tree: Path, tmp_path: Path) -> None:
    secret = "sk-proj-" + "Zk3" * 16
    (tree / "a.txt").write_text(f"https://u:{secret}@models.acme.example/v1?token={secret}\n")
    run(WordScanner(), tree, tmp_path / "cache")
    (database,) = (tmp_path / "cache").glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(database)) as connection:
        stored = b"".join(zlib.decompress(row[0]) for row in connection.execute("SELECT value FROM entry"))
    assert b"models.acme.example" in stored
    assert secret.encode() not in stored
    assert database.stat().st_mode & 0o077 == 0


def test_a_file_that_moves_is_another_file(tree: Path, tmp_path: Path) -> None:
    run(WordScanner(), tree, tmp_path / "cache")
    (tree / "b.txt").rename(tree / "c.txt")
    scanner = WordScanner()
    found = run(scanner, tree, tmp_path / "cache")
    assert [one.evidence.path for one in found if isinstance(one, Observation)] == ["a.txt", "c.txt"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_text_of_wide_characters_is_read_like_any_other(encoding: str, tree: Path) -> None:
    (tree / "a.txt").write_bytes("gpt-4o\n".encode(encoding))
    assert {"gpt-4o", "claude-sonnet"} == {
        one.subject.name
        for one in crawl([WordScanner()], listed(tree), quiet, None).sightings
        if isinstance(one, Observation)
    }


def test_a_defect_costs_one_file_and_is_shown(tree: Path, tmp_path: Path) -> None:
    (tree / "a.txt").write_text("defect\n")
    found = run(WordScanner(), tree, tmp_path / "cache")
    assert names(found) == ["claude-sonnet"]
    (unknown,) = [one for one in found if isinstance(one, Unknown)]
    assert unknown.path == "a.txt"
    assert "ZeroDivisionError" in unknown.reason


def test_a_defect_in_joining_is_shown_for_every_file_and_not_remembered(tree: Path, tmp_path: Path) -> None:
    (tree / "a.txt").write_text("late\n")
    for _ in range(2):
        found = run(WordScanner(), tree, tmp_path / "cache")
        assert [one.path for one in found if isinstance(one, Unknown)] == ["a.txt", "b.txt"]


def test_a_file_that_cannot_be_read_is_unknown_again_in_the_next_run(tree: Path, tmp_path: Path) -> None:
    os.mkfifo(tree / "pipe.txt")
    for _ in range(2):
        found = run(WordScanner(), tree, tmp_path / "cache")
        assert [one.path for one in found if isinstance(one, Unknown)] == ["pipe.txt"]


def test_two_processes_say_the_same_as_one(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "c.md").write_text("gemini\n")
    scanners = (WordScanner(), WordScanner("notes", ".md"))
    alone = crawl(scanners, listed(tree), quiet, None)
    monkeypatch.setattr(side_by_side, "PARALLEL_FILES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    together = (WordScanner(), WordScanner("notes", ".md"))
    found = crawl(together, listed(tree), quiet, None)
    assert (found.sightings, found.files_read) == (alone.sightings, alone.files_read)
    assert together[0].read_paths != ["a.txt", "b.txt"]  # the other process read one of them


def test_a_scanner_that_is_run_alone_shares_its_reading(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = crawl((WordScanner(),), listed(tree), quiet, None)
    monkeypatch.setattr(side_by_side, "PARALLEL_FILES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    scanner = WordScanner()
    assert crawl((scanner,), listed(tree), quiet, None).sightings == alone.sightings
    assert scanner.read_paths == ["a.txt"]  # the other process read the rest


def test_two_processes_remember_what_one_would(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "c.md").write_text("gemini\n")
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    for least, read in ((1, None), (10**6, [])):
        monkeypatch.setattr(side_by_side, "PARALLEL_FILES", least)
        cache, scanners = Cache(tmp_path / "cache", day=1), (WordScanner(), WordScanner("notes", ".md"))
        found = crawl(scanners, listed(tree), quiet, cache)
        cache.close()
        assert names(found.sightings) == ["gpt-4o", "claude-sonnet", "gemini"]
        assert read is None or [one.read_paths for one in scanners] == [[], []]


def test_a_process_that_dies_costs_nothing(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    class Dying(WordScanner):
        def read(self, file: SourceFile) -> str:
            if os.getpid() != parent:
                os._exit(9)
            return super().read(file)

    monkeypatch.setattr(side_by_side, "PARALLEL_FILES", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = crawl((Dying(), WordScanner("notes", ".md")), listed(tree), quiet, None)
    assert names(found.sightings) == ["gpt-4o", "claude-sonnet"]


@pytest.mark.parametrize("where", ["read", "join"])
def test_what_a_bound_leaves_out_is_told_in_every_run(where: str, tree: Path, tmp_path: Path) -> None:
    class FirstLine(WordScanner):
        def read(self, file: SourceFile) -> str:
            text = super().read(file)
            return "".join(within(text.split("\n"), 1, "lines")) if where == "read" else text

        def join(self, records: Mapping[str, str], tree: Tree) -> Iterable[Sighting]:
            for path, text in records.items():
                list(within(text.split("\n"), 1, "lines", path))
            return super().join(records, tree)

    (tree / "b.txt").write_text("o3")
    for _ in range(2):
        found = run(FirstLine(), tree, tmp_path / "cache")
        told = [(one.path, one.reason) for one in found if isinstance(one, Unknown)]
        assert told == [("a.txt", "more than 1 lines: only the first 1 were read")]


def test_links_out_of_the_tree_are_told(tree: Path) -> None:
    for name, target in (("far.md", "../far.md"), ("logo.png", "../logo.png"), ("shared", "..")):
        (tree / name).symlink_to(target)
    found = crawl((WordScanner("notes", ".md"),), listed(tree), quiet, None)
    told = [one.path for one in found.sightings if isinstance(one, Unknown)]
    assert told == ["far.md", "shared"]


def test_sightings_survive_the_cache() -> None:
    sightings: list[Sighting] = [
        Observation(
            subject=Subject(kind=Kind.TOOL, name="search", origin="mcp", version="1", scope="a.py"),
            evidence=Evidence(path="a.py", line=None, symbol="x", confidence=0.5),
            facts={"env_names": ["A"], "pinned": None, "command": {"unresolved": "x()"}},
        ),
        Unknown(topic="file", path="b", reason="large", line=3, expression="y"),
    ]
    assert decode_sightings(encode_sightings(sightings)) == sightings


def scan_counted(tree: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[set[str], list[str]]:
    """The names that a scan finds, and the files of which the code scanners made facts or looked for imports."""
    from aibom.scanners.code.scanner import CodeScanner

    read: list[str] = []
    original = CodeScanner.read
    monkeypatch.setattr(CodeScanner, "read", lambda self, file: read.append(file.path) or original(self, file))
    cache = Cache(cache_folder, day=1)
    found = crawl((CodeScanner("python"),), listed(tree), quiet, cache)
    cache.close()
    monkeypatch.undo()
    return {one.subject.name for one in found.sightings if isinstance(one, Observation)}, sorted(read)


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    tree = tmp_path / "chat"
    tree.mkdir()
    code = "from openai import OpenAI\nfrom names import MODEL\nOpenAI().responses.create(model=MODEL)\n"
    (tree / "chat.py").write_text(code)
    (tree / "names.py").write_text('PREFIX = "gpt"\nMODEL = PREFIX + "-4o"\n')
    (tree / "invoices.py").write_text("import json\n\n\ndef total(rows):\n    return sum(rows)\n")
    return tree


def test_a_change_in_ordinary_code_costs_that_file_only(
    chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = scan_counted(chat, tmp_path / "cache", monkeypatch)
    (chat / "invoices.py").write_text("import json\n\n\ndef total(rows):\n    return sum(rows) + 1\n")
    second, read = scan_counted(chat, tmp_path / "cache", monkeypatch)
    assert "gpt-4o" in first
    assert (second, read) == (first, ["invoices.py"])


def test_a_change_in_a_file_that_others_lead_to_is_seen(
    chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan_counted(chat, tmp_path / "cache", monkeypatch)
    (chat / "names.py").write_text('PREFIX = "o3"\nMODEL = PREFIX + "-mini"\n')
    changed, _ = scan_counted(chat, tmp_path / "cache", monkeypatch)
    assert "o3-mini" in changed
    assert "gpt-4o" not in changed


def test_an_import_that_makes_an_ordinary_file_a_caller_is_seen(
    chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "from openai import OpenAI\n\n\ndef ask(model):\n    return OpenAI().responses.create(model=model)\n"
    (chat / "chat.py").write_text(code)
    scan_counted(chat, tmp_path / "cache", monkeypatch)
    (chat / "invoices.py").write_text("from chat import ask\n\nNAME = 'gpt'\nask(NAME + '-4.1')\n")
    changed, _ = scan_counted(chat, tmp_path / "cache", monkeypatch)
    assert "gpt-4.1" in changed


def test_a_file_that_begins_to_speak_of_ai_is_seen(chat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan_counted(chat, tmp_path / "cache", monkeypatch)
    (chat / "invoices.py").write_text("import anthropic\n\nclient = anthropic.Anthropic()\n")
    changed, _ = scan_counted(chat, tmp_path / "cache", monkeypatch)
    assert "anthropic" in changed
