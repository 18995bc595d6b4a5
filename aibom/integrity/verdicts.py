"""States in an inventory what the analysis of weight files says: how far it came, its verdict, its signals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import BinaryIO, Protocol

from aibom.catalog.pickle_names import PickleNames
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.reader import SourceFile
from aibom.model.component import Component, Inventory
from aibom.model.inspection import Inspection, Signal, Status, worst_status
from aibom.model.kinds import Kind, RelationKind

MAX_SIGNALS = 50


class Files(Protocol):
    """The listing that an inventory was made of."""

    def exists(self, path: str) -> bool: ...

    def file(self, path: str) -> SourceFile: ...


def add_verdicts(inventory: Inventory, files: Files, names: PickleNames | None = None) -> Inventory:
    """The inventory with `scan.status`, `scan.verdict` and `scan.signals` of each weight file, and of each model the
    worst of its files. A file that is only pointed at keeps what its scanner said."""
    found: dict[str, Inspection] = {}
    for one in inventory.components:
        if one.kind is Kind.FILE and one.origin == "file" and files.exists(one.name) and not _is_pointer(one):
            found[one.ref] = _inspected(files.file(one.name), names)
    contained: dict[str, list[Inspection]] = {}
    for relation in inventory.relations:
        if relation.kind is RelationKind.CONTAINS and relation.target in found:
            contained.setdefault(relation.source, []).append(found[relation.target])
    stated = {ref: [one] for ref, one in found.items()} | contained
    components = tuple(_with_facts(one, stated[one.ref]) if one.ref in stated else one for one in inventory.components)
    return replace(inventory, components=components)


def _is_pointer(component: Component) -> bool:
    return component.facts.get("formats") == ["lfs-pointer"]


def _inspected(file: SourceFile, names: PickleNames | None) -> Inspection:
    from aibom.integrity.model_scan import inspect_file  # loaded only where there are weights

    try:
        with file.open() as stream:
            return inspect_file(_descriptor(stream), file.path, names=names, digest=False)
    except UnreadableError as error:
        signal = Signal(id="not-readable", message=error.why, status=Status.ERROR)
        return Inspection(status=Status.ERROR, signals=(signal,))


def _descriptor(stream: BinaryIO) -> int:
    return stream.fileno()


def _with_facts(component: Component, inspections: Iterable[Inspection]) -> Component:
    known = list(inspections)
    signals = sorted({signal.id for one in known for signal in one.signals})
    status = worst_status((signal for one in known for signal in one.signals), Status.NOT_APPLICABLE)
    status = max((status, *(one.status for one in known)), key=lambda one: one.rank)
    facts: dict[str, Json] = dict(component.facts)
    facts["scan.status"] = str(status)
    verdicts = [one.verdict for one in known if one.verdict is not None]
    if verdicts:
        facts["scan.verdict"] = str(max(verdicts, key=lambda one: one.rank))
    if signals:
        facts["scan.signals"] = list(signals[:MAX_SIGNALS])
    return replace(component, facts=dict(sorted(facts.items())))
