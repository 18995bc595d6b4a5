"""The cache: what went in comes out, and whatever is wrong with its file is a miss."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from aibom.sources import cache
from aibom.sources.cache import Cache, cache_dir, key_of


def store_once(folder: Path, day: int, entries: dict[bytes, bytes], used: list[bytes] | None = None) -> None:
    store = Cache(folder, day=day)
    store.put(entries, used=used or [])
    store.close()


def stored(folder: Path, keys: Iterable[bytes]) -> dict[bytes, bytes]:
    store = Cache(folder, day=9)
    found = store.get(keys)
    store.close()
    return found


KEY, OTHER = key_of("app/main.py", b"import openai"), key_of("app/other.py", b"")


def database(folder: Path) -> Path:
    (path,) = folder.glob("*.sqlite")
    return path


def test_what_went_in_comes_out_in_the_next_run(tmp_path: Path) -> None:
    store_once(tmp_path, 1, {KEY: b"facts"})
    assert stored(tmp_path, [KEY, OTHER]) == {KEY: b"facts"}


def test_the_boundaries_of_key_parts_count() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")


def test_many_keys_are_asked_in_batches(tmp_path: Path) -> None:
    store = Cache(tmp_path, day=1)
    entries = {key_of(str(number)): str(number).encode() for number in range(2000)}
    store.put(entries)
    assert store.get(entries) == entries


@pytest.mark.parametrize("junk", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_corrupt_file_is_a_miss_and_is_rebuilt(tmp_path: Path, junk: bytes) -> None:
    store_once(tmp_path, 1, {KEY: b"facts"})
    database(tmp_path).write_bytes(junk)
    assert stored(tmp_path, [KEY]) == {}
    store_once(tmp_path, 1, {KEY: b"again"})
    assert stored(tmp_path, [KEY]) == {KEY: b"again"}


def test_a_corrupt_entry_is_a_miss(tmp_path: Path) -> None:
    store_once(tmp_path, 1, {KEY: b"facts", OTHER: b"more"})
    with contextlib.closing(sqlite3.connect(database(tmp_path))) as connection, connection:
        connection.execute("UPDATE entry SET value = x'00' WHERE key = ?", (KEY,))
    assert KEY not in stored(tmp_path, [KEY, OTHER])


def test_a_folder_that_cannot_be_written_means_no_cache(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = Cache(blocked, day=1)
    store.put({KEY: b"facts"})
    assert store.get([KEY]) == {}


def test_the_least_recently_used_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_BYTES", 60)
    keys = [key_of(str(day)) for day in range(3)]
    for day, key in enumerate(keys):
        store_once(tmp_path, day, {key: b"x" * 10}, used=keys[:1])
    assert set(stored(tmp_path, keys)) >= {keys[0], keys[2]}
    monkeypatch.setattr(cache, "MAX_BYTES", 20)
    store_once(tmp_path, 4, {OTHER: b"y"})
    assert set(stored(tmp_path, [*keys, OTHER])) == {OTHER}


def test_the_place_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AIBOM_CACHE_DIR", str(tmp_path / "elsewhere"))
    assert cache_dir() == tmp_path / "elsewhere"


def test_a_relative_place_for_caches_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AIBOM_CACHE_DIR")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")  # XDG Base Directory Specification: to be ignored
    assert cache_dir() == Path.home() / ".cache" / "aibom"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_dir() == tmp_path / "aibom"
