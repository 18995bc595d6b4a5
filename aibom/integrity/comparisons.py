"""What is stated of a model or data set in a tree, held against its files: lock, what lies beside them, hub."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from aibom.core.errors import AibomError
from aibom.core.json import Json
from aibom.integrity.digests import DigestMemo
from aibom.integrity.folder import Folder, hub_snapshot, open_directly, open_folder, signatures_beside
from aibom.integrity.local_sources import readable_expectations
from aibom.integrity.lock import DEFAULT_NAME, LockEntry, is_inner_path
from aibom.integrity.verify import hash_folder
from aibom.model.component import Component
from aibom.model.expectation import ComparedFile, Expectation, FileState, Published, Publisher
from aibom.model.sighting import Unknown

MAX_LISTED = 50


@dataclass(slots=True, kw_only=True)
class Comparisons:
    """Compares the components of one tree; each place is compared once. `publisher` None: no hub is asked.

    `unknowns` gathers what could not be read or asked.
    """

    root: Path
    entries: tuple[LockEntry, ...]
    memo: DigestMemo
    publisher: Publisher | None = None
    unknowns: list[Unknown] = field(default_factory=list)
    _done: dict[tuple[str, str], list[ComparedFile]] = field(default_factory=dict)
    _read: dict[tuple[str, bool], tuple[Folder, list[Expectation]]] = field(default_factory=dict)
    _published: dict[str, Published] = field(default_factory=dict)

    def entry_of(self, path: str) -> LockEntry | None:
        """The lock's entry of this path, or of a folder that holds it."""
        fitting = [one for one in self.entries if path == one.path or path.startswith(one.path.rstrip("/") + "/")]
        return max(fitting, key=lambda one: len(one.path), default=None)

    def facts_of(self, component: Component, files: Sequence[str]) -> dict[str, Json]:
        """`integrity.*` and `hub.*` of a component; `files` are the paths of its files in the tree."""
        entry = self.entry_of(component.name)
        compared = [*(self._locked(entry) if entry else ()), *self._beside(component.name, files)]
        facts: dict[str, Json] = {}
        if self.publisher is not None and (asked := self._repository(component, entry)):
            compared += self._at_hub(component, *asked)
            facts |= self._published[asked[0]].facts
        if compared or entry:
            facts |= stated(compared)
        return facts

    def _locked(self, entry: LockEntry) -> list[ComparedFile]:
        place = self._inside(entry.path)
        if place is None:
            return []
        if (key := ("lock", entry.path)) not in self._done:
            self._done[key] = self._hashed(self._folder(place, entry.files), [entry.expectation()])
        return self._done[key]

    def _beside(self, path: str, files: Sequence[str]) -> list[ComparedFile]:
        """By checksum lists, Croissant, DVC and a hub client's notes. Such a source need not name every file."""
        place = self._inside(path)
        whole = place is not None and place.is_dir()
        around = path if whole else posixpath.dirname(files[0] if files else path)
        place = self._inside(around)
        if place is None or not place.is_dir():
            return []
        folder, expectations = self._sources(place, around, whole)
        if not whole:
            names = {posixpath.relpath(one, around or ".") for one in files or (path,)}
            folder, expectations = _only(folder, expectations, names)
        compared = self._hashed(folder, expectations, around)
        return [one for one in compared if one.state is not FileState.UNCHECKED]

    def _sources(self, place: Path, around: str, whole: bool) -> tuple[Folder, list[Expectation]]:
        if (around, whole) not in self._read:
            folder = self._folder(place, ()) if whole else open_directly(place)
            expectations, problems = readable_expectations(folder)
            for problem in problems:
                where = posixpath.join(around, problem.path)
                self._unknown("file", where, f"what it states of files cannot be read ({problem.why})")
            self._read[around, whole] = folder, expectations
        return self._read[around, whole]

    def _repository(self, component: Component, entry: LockEntry | None) -> tuple[str, str, str, str] | None:
        """Place, kind, repository and commit of what the hub should have published."""
        if entry is not None and entry.source.startswith("hf:"):
            return entry.path, entry.kind, entry.source.removeprefix("hf:"), entry.commit
        return hub_snapshot(component.name)

    def _at_hub(self, component: Component, path: str, kind: str, repository: str, commit: str) -> list[ComparedFile]:
        place = self._inside(path)
        if place is None or self.publisher is None:
            self._published.setdefault(path, Published())
            return []
        if path in self._published:
            return self._done["hub", path]
        answer = self._published[path] = self.publisher(repository, kind, commit)
        compared: list[ComparedFile] = []
        if answer.expectation is None:
            self._unknown(kind, path, f"the hub says nothing of {repository}: {answer.problem}")
        else:
            compared = self._hashed(self._folder(place, ()), [answer.expectation])
            if not commit and any(one.state is not FileState.MATCHED for one in compared):
                why = f"its files are not those of {repository}'s default branch now; lock it with its commit"
                self._unknown(kind, path, why)
                compared = []
        self._done["hub", path] = compared
        return compared

    def _hashed(self, folder: Folder, expectations: Sequence[Expectation], path: str = "") -> list[ComparedFile]:
        try:
            return list(hash_folder(folder, expectations, always=(), memo=self.memo).compared)
        except AibomError as error:
            self._unknown("file", path, f"what is stated of its files cannot be read ({error})")
            return []

    def _folder(self, place: Path, named: Iterable[str]) -> Folder:
        """The files of a place without lock and signatures, which are about it, unless the lock names them."""
        beside = [path for path in signatures_beside(place) if path.name not in set(named)]
        return open_folder(place, ignored=(self.root / DEFAULT_NAME, *beside))

    def _inside(self, path: str) -> Path | None:
        """The place of a path in the tree; None for what is not there or leads out of it."""
        if path and not is_inner_path(path):
            return None
        place = (self.root / path).resolve()
        return self.root / path if place.exists() and place.is_relative_to(self.root.resolve()) else None

    def _unknown(self, topic: str, path: str, reason: str) -> None:
        self.unknowns.append(Unknown(topic=topic, path=path, reason=reason[:300]))


def _only(folder: Folder, expectations: Iterable[Expectation], names: set[str]) -> tuple[Folder, list[Expectation]]:
    kept = [
        replace(one, files={path: one.files[path] for path in names if path in one.files})
        for one in expectations
        if not names.isdisjoint(one.files)
    ]
    files = tuple(one for one in folder.files if one.path in names) if kept else ()
    return replace(folder, files=files), kept


def stated(compared: Sequence[ComparedFile]) -> dict[str, Json]:
    """The facts that comparisons come to; `integrity.sources` are those who stated something."""
    bad = [one for one in compared if one.state not in (FileState.MATCHED, FileState.UNCHECKED)]
    states = {one.state for one in compared}
    state = (
        "substituted"
        if FileState.SUBSTITUTED in states
        else "differs"
        if bad
        else "unchecked"
        if FileState.UNCHECKED in states or not states
        else "matched"
    )
    facts: dict[str, Json] = {"integrity.state": state}
    if bad:
        facts["integrity.differences"] = sorted({f"{one.path}: {one.state} ({one.source})" for one in bad})[:MAX_LISTED]
    if compared:
        facts["integrity.sources"] = sorted({one.source for one in compared})[:MAX_LISTED]
    return facts
