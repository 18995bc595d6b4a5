"""What a lock file and signatures say of the models and data in a tree, as facts for the BOM.

A signature in the tree is compared with the files and can be found invalid; it is `verified` only against an expected
signer that was named from outside, since what a tree says of its own signer proves nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from aibom.core.errors import AibomError
from aibom.core.json import Json
from aibom.integrity.comparisons import Comparisons
from aibom.integrity.digests import DigestMemo
from aibom.integrity.folder import open_folder
from aibom.integrity.local import is_local
from aibom.integrity.lock import DEFAULT_NAME, MAX_BYTES, LockEntry, read_lock
from aibom.integrity.signatures.expected import ExpectedSigners
from aibom.integrity.signed_places import SignedPlaces
from aibom.integrity.verify import read_file
from aibom.model.component import Component, Inventory
from aibom.model.expectation import Publisher
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Unknown

# A data file beyond this is not hashed unless something is stated of it.
MAX_DATA = 2 << 30


@dataclass(slots=True, kw_only=True)
class _Tree:
    root: Path
    memo: DigestMemo
    signed: SignedPlaces
    comparisons: Comparisons
    files: Mapping[str, tuple[str, ...]]


def add_states(
    inventory: Inventory, root: Path, signers: ExpectedSigners | None = None, publisher: Publisher | None = None
) -> Inventory:
    """The inventory with `integrity.*` and `signature.*` of what lies in the tree. Each file is read at most once,
    and not at all where its scanner has hashed it. With `publisher` a hub is asked about what it published.

    Raises UsageError when signers are expected and the library that checks signatures is not installed.
    """
    unknowns = list(inventory.unknowns)
    entries: tuple[LockEntry, ...] = ()
    if (root / DEFAULT_NAME).is_file():
        try:
            entries = read_lock(read_file(root / DEFAULT_NAME, "the lock file", MAX_BYTES), DEFAULT_NAME)
        except AibomError as error:
            unknowns.append(Unknown(topic="file", path=DEFAULT_NAME, reason=f"the lock cannot be used ({error})"[:300]))
    local = [one for one in inventory.components if is_local(one)]
    memo = DigestMemo()
    signed = SignedPlaces(root, signers, memo)
    memo.also = _all_algorithms(entries) | signed.algorithms(one.name for one in local)
    _seed(memo, inventory, root)
    comparisons = Comparisons(root=root, entries=entries, memo=memo, publisher=publisher)
    tree = _Tree(root=root, memo=memo, signed=signed, comparisons=comparisons, files=_files(inventory))
    components = [_with_states(one, tree) if is_local(one) else one for one in inventory.components]
    unknowns += comparisons.unknowns
    return replace(inventory, components=tuple(components), unknowns=tuple(sorted(set(unknowns), key=_order)))


def _order(unknown: Unknown) -> tuple[str, int, str, str, str]:
    return (unknown.path, unknown.line or 0, unknown.topic, unknown.reason, unknown.expression)


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
    files = tree.files.get(component.ref, ())
    if not any((tree.root / path).exists() for path in (component.name, *files)):
        return component
    facts: dict[str, Json] = dict(component.facts) | tree.comparisons.facts_of(component, files)
    entry = tree.comparisons.entry_of(component.name)
    named = (entry.name, entry.source) if entry is not None else ()
    signedness = tree.signed.state_of(component.name, files, *named)
    facts["signature.state"] = str(signedness.state)
    facts |= {f"signature.{name}": text for name in ("signer", "reason") if (text := getattr(signedness, name))}
    if component.kind is Kind.DATASET and "hashes" not in facts:
        facts |= _hashes(component.name, tree)
    return replace(component, facts=dict(sorted(facts.items())))


def _hashes(path: str, tree: _Tree) -> dict[str, Json]:
    """The SHA-256 of a data set that is one file; nothing of what is too large or cannot be read."""
    place = tree.root / path
    if not place.is_file() or place.is_symlink() or place.stat().st_size > MAX_DATA:
        return {}
    (found,) = open_folder(place).hashes(lambda _: ("sha256",), tree.memo)
    return {"hashes": [f"SHA-256:{found.hashes['sha256']}"]} if "sha256" in found.hashes else {}
