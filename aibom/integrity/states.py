"""What a lock file and signatures say of the models and data in a tree, as facts for the BOM.

A signature in the tree is compared with the files and can be found invalid; it is `verified` only against an expected
signer that was named from outside, since what a tree says of its own signer proves nothing.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from aibom.core.errors import AibomError
from aibom.core.json import Json
from aibom.integrity.compare import compare
from aibom.integrity.digests import DigestMemo
from aibom.integrity.folder import open_folder, signatures_beside
from aibom.integrity.lock import DEFAULT_NAME, MAX_BYTES, LockEntry, read_lock
from aibom.integrity.signatures.expected import ExpectedSigners
from aibom.integrity.signed_places import SignedPlaces
from aibom.integrity.verify import hash_folder, read_file
from aibom.model.component import Component, Inventory
from aibom.model.expectation import ComparedFile, FileState
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Unknown

MAX_LISTED = 50


@dataclass(slots=True, kw_only=True)
class _Tree:
    """The tree with what was read of it; `locked` are the facts of a lock's entries that were compared already."""

    root: Path
    entries: tuple[LockEntry, ...]
    memo: DigestMemo
    signed: SignedPlaces
    files: Mapping[str, tuple[str, ...]]
    locked: dict[str, Mapping[str, Json]] = field(default_factory=dict)


def add_states(inventory: Inventory, root: Path, signers: ExpectedSigners | None = None) -> Inventory:
    """The inventory with `integrity.*` and `signature.*` of what lies in the tree. Each file is read at most once,
    and not at all where its scanner has hashed it.

    Raises UsageError when signers are expected and the library that checks signatures is not installed.
    """
    unknowns = list(inventory.unknowns)
    entries: tuple[LockEntry, ...] = ()
    if (root / DEFAULT_NAME).is_file():
        try:
            entries = read_lock(read_file(root / DEFAULT_NAME, "the lock file", MAX_BYTES), DEFAULT_NAME)
        except AibomError as error:
            unknowns.append(Unknown(topic="file", path=DEFAULT_NAME, reason=f"the lock cannot be used ({error})"[:300]))
    local = [one for one in inventory.components if _is_local(one)]
    memo = DigestMemo()
    signed = SignedPlaces(root, signers, memo)
    memo.also = _all_algorithms(entries) | signed.algorithms(one.name for one in local)
    _seed(memo, inventory, root)
    tree = _Tree(root=root, entries=entries, memo=memo, signed=signed, files=_files(inventory))
    components = [_with_states(one, tree) if _is_local(one) else one for one in inventory.components]
    return replace(inventory, components=tuple(components), unknowns=tuple(sorted(set(unknowns), key=_order)))


def _order(unknown: Unknown) -> tuple[str, int, str, str, str]:
    return (unknown.path, unknown.line or 0, unknown.topic, unknown.reason, unknown.expression)


def _is_local(component: Component) -> bool:
    return component.origin == "file" and component.kind in (Kind.MODEL, Kind.DATASET)


def _all_algorithms(entries: tuple[LockEntry, ...]) -> frozenset[str]:
    return frozenset(name for entry in entries for file in entry.files.values() for name in file.hashes)


def _seed(memo: DigestMemo, inventory: Inventory, root: Path) -> None:
    """What the scanners hashed; of a pointer they state the hash of something else."""
    for one in inventory.components:
        listed = one.facts.get("hashes")
        if one.kind is not Kind.FILE or one.origin != "file" or one.facts.get("formats") == ["lfs-pointer"]:
            continue
        if isinstance(listed, list) and len(listed) == 1 and str(listed[0]).startswith("SHA-256:"):
            memo.seed(os.fsencode(root / one.name), {"sha256": str(listed[0]).removeprefix("SHA-256:")})


def _files(inventory: Inventory) -> dict[str, tuple[str, ...]]:
    """The paths of each model's files, by its bom-ref."""
    names = {one.ref: one.name for one in inventory.components if one.kind is Kind.FILE and one.origin == "file"}
    found: dict[str, list[str]] = {}
    for relation in inventory.relations:
        if relation.kind is RelationKind.CONTAINS and relation.target in names:
            found.setdefault(relation.source, []).append(names[relation.target])
    return {ref: tuple(sorted(paths)) for ref, paths in found.items()}


def _with_states(component: Component, tree: _Tree) -> Component:
    if not (tree.root / component.name).exists():
        return component
    facts: dict[str, Json] = dict(component.facts)
    entry = _entry(component.name, tree.entries)
    if entry is not None:
        if entry.path not in tree.locked:
            tree.locked[entry.path] = _integrity(tree, entry)
        facts |= tree.locked[entry.path]
    named = (entry.name, entry.source) if entry is not None else ()
    signedness = tree.signed.state_of(component.name, tree.files.get(component.ref, ()), *named)
    facts["signature.state"] = str(signedness.state)
    facts |= {f"signature.{name}": text for name in ("signer", "reason") if (text := getattr(signedness, name))}
    return replace(component, facts=dict(sorted(facts.items())))


def _entry(name: str, entries: tuple[LockEntry, ...]) -> LockEntry | None:
    """The entry of this path, or of a folder that holds it."""
    fitting = [one for one in entries if name == one.path or name.startswith(one.path.rstrip("/") + "/")]
    return max(fitting, key=lambda one: len(one.path), default=None)


def _integrity(tree: _Tree, entry: LockEntry) -> Mapping[str, Json]:
    place = tree.root / entry.path
    if posixpath.isabs(entry.path) or ".." in entry.path.split("/") or not place.exists():
        return {"integrity.state": "unchecked"}
    beside = [path for path in signatures_beside(place) if path.name not in entry.files]
    folder = open_folder(place, ignored=(tree.root / DEFAULT_NAME, *beside))
    result = hash_folder(folder, [entry.expectation()], memo=tree.memo)
    return stated(compare(entry.expectation(), result.found))


def stated(compared: list[ComparedFile]) -> dict[str, Json]:
    """The facts that a comparison comes to."""
    bad = [one for one in compared if one.state not in (FileState.MATCHED, FileState.UNCHECKED)]
    states = {one.state for one in compared}
    state = (
        "substituted"
        if FileState.SUBSTITUTED in states
        else "differs"
        if bad
        else "unchecked"
        if FileState.UNCHECKED in states
        else "matched"
    )
    facts: dict[str, Json] = {"integrity.state": state}
    if bad:
        facts["integrity.differences"] = sorted(f"{one.path}: {one.state}" for one in bad)[:MAX_LISTED]
    return facts
