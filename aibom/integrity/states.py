"""What the tree's own lock file and signatures say of the model files in it, as facts for the BOM.

A signature in the tree is compared with the files and can be found invalid; it is `verified` only by
`aibom model verify` with an expected signer, since what a tree says of its own signer proves nothing.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from aibom.core.errors import AibomError
from aibom.core.json import Json
from aibom.integrity.compare import compare
from aibom.integrity.folder import open_folder
from aibom.integrity.lock import DEFAULT_NAME, MAX_BYTES, LockEntry, read_lock
from aibom.integrity.signatures.check import check_signature
from aibom.integrity.verify import hash_folder, read_file
from aibom.model.component import Component, Inventory
from aibom.model.expectation import ComparedFile, FileState, SignatureState
from aibom.model.kinds import Kind
from aibom.model.sighting import Unknown

_SIGNATURES = ("model.sig", "model.sigstore.json", "claims.jsonl")
MAX_LISTED = 50


def add_states(inventory: Inventory, root: Path) -> Inventory:
    """The inventory with `integrity.state`, `integrity.differences` and `signature.state` of what lies in the tree."""
    unknowns = list(inventory.unknowns)
    entries: tuple[LockEntry, ...] = ()
    if (root / DEFAULT_NAME).is_file():
        try:
            entries = read_lock(read_file(root / DEFAULT_NAME, "the lock file", MAX_BYTES), DEFAULT_NAME)
        except AibomError as error:
            unknowns.append(Unknown(topic="file", path=DEFAULT_NAME, reason=f"the lock cannot be used ({error})"[:300]))
    components = [_with_states(one, root, entries) if _is_local(one) else one for one in inventory.components]
    return replace(inventory, components=tuple(components), unknowns=tuple(sorted(set(unknowns), key=_order)))


def _order(unknown: Unknown) -> tuple[str, int, str, str, str]:
    return (unknown.path, unknown.line or 0, unknown.topic, unknown.reason, unknown.expression)


def _is_local(component: Component) -> bool:
    return component.origin == "file" and component.kind in (Kind.MODEL, Kind.DATASET)


def _with_states(component: Component, root: Path, entries: tuple[LockEntry, ...]) -> Component:
    place = root / component.name
    if not place.exists():
        return component
    facts: dict[str, Json] = dict(component.facts)
    entry = _entry(component.name, entries)
    if entry is not None:
        facts |= _integrity(root, entry)
    facts["signature.state"] = str(_signature(place))
    return replace(component, facts=dict(sorted(facts.items())))


def _entry(name: str, entries: tuple[LockEntry, ...]) -> LockEntry | None:
    """The entry of this path, or of a folder that holds it."""
    fitting = [one for one in entries if name == one.path or name.startswith(one.path.rstrip("/") + "/")]
    return max(fitting, key=lambda one: len(one.path), default=None)


def _integrity(root: Path, entry: LockEntry) -> Mapping[str, Json]:
    place = root / entry.path
    if posixpath.isabs(entry.path) or ".." in entry.path.split("/") or not place.exists():
        return {"integrity.state": "unchecked"}
    result = hash_folder(open_folder(place, ignored=(root / DEFAULT_NAME, *_beside(place))), [])
    compared = compare(entry.expectation(), result.found)
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
        facts["integrity.differences"] = sorted(_line(one) for one in bad)[:MAX_LISTED]
    return facts


def _line(one: ComparedFile) -> str:
    return f"{one.path}: {one.state}"


def _beside(place: Path) -> list[Path]:
    names = [place / name for name in _SIGNATURES] if place.is_dir() else [place.with_name(place.name + ".sig")]
    return [path for path in names if path.is_file()]


def _signature(place: Path) -> SignatureState:
    found = _beside(place)
    if not found:
        return SignatureState.UNSIGNED
    try:
        return check_signature(place, found[0], None).state
    except AibomError:
        return SignatureState.UNCHECKED
