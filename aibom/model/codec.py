"""Sightings and inventories as JSON bytes and back, for the cache of scans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from aibom.model.component import Component, Inventory, Relation, ScanSummary
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Remark, Sighting, Subject, Unknown, Use


def encode_sightings(sightings: Iterable[Sighting]) -> bytes:
    """One JSON array; each sighting is tagged by the first letter of its type."""
    return orjson.dumps([[type(one).__name__[0], one] for one in sightings])


def decode_sightings(data: bytes) -> list[Sighting]:
    """What encode_sightings wrote; ValueError, KeyError or TypeError when the bytes are not that."""
    return [_sighting(tag, row) for tag, row in orjson.loads(data)]


def encode_inventory(inventory: Inventory) -> bytes:
    """One JSON object, whose members are those of the inventory."""
    return orjson.dumps(inventory)


def decode_inventory(data: bytes) -> Inventory:
    """What encode_inventory wrote; ValueError, KeyError or TypeError when the bytes are not that."""
    row = orjson.loads(data)
    summary = row["summary"]
    return Inventory(
        root=_component(row["root"]),
        components=tuple(map(_component, row["components"])),
        relations=tuple(
            Relation(source=r["source"], kind=RelationKind(r["kind"]), target=r["target"], inferred=r["inferred"])
            for r in row["relations"]
        ),
        unknowns=tuple(map(_unknown, row["unknowns"])),
        summary=ScanSummary(
            **{**summary, "notes": tuple(summary["notes"]), "audit": tuple((a, b) for a, b in summary["audit"])}
        ),
        remarks=tuple(map(_remark, row["remarks"])),
    )


def _component(row: Mapping[str, Any]) -> Component:
    return Component(
        ref=row["ref"],
        kind=Kind(row["kind"]),
        name=row["name"],
        origin=row["origin"],
        version=row["version"],
        purl=row["purl"],
        facts=row["facts"],
        evidence=tuple([one for one in map(_evidence, row["evidence"]) if one is not None]),
        uses=_uses(row["uses"]),
    )


def _uses(rows: Iterable[Mapping[str, Any]]) -> tuple[Use, ...]:
    return tuple([Use(path=u["path"], line=u["line"], symbol=u["symbol"], args=u["args"]) for u in rows])


def _remark(row: Mapping[str, Any]) -> Remark:
    return Remark(
        path=row["path"],
        line=row["line"],
        last=row["last"],
        verb=row["verb"],
        call=row["call"],
        rules=tuple(row["rules"]),
        text=row["text"],
    )


def _sighting(tag: str, row: Mapping[str, Any]) -> Sighting:
    if tag == "O":
        return _observation(row)
    if tag == "R":
        return _remark(row)
    return _link(row) if tag == "L" else _unknown(row)


def _subject(row: Mapping[str, Any] | None) -> Subject | None:
    if row is None:
        return None
    return Subject(
        kind=Kind(row["kind"]),
        name=row["name"],
        origin=row["origin"],
        version=row["version"],
        scope=row["scope"],
    )


def _evidence(row: Mapping[str, Any] | None) -> Evidence | None:
    if row is None:
        return None
    return Evidence(
        path=row["path"],
        line=row["line"],
        symbol=row["symbol"],
        technique=Technique(row["technique"]),
        confidence=row["confidence"],
    )


def _observation(row: Mapping[str, Any]) -> Observation:
    subject, evidence = _subject(row["subject"]), _evidence(row["evidence"])
    if subject is None or evidence is None:
        raise ValueError("an observation without subject or evidence")
    return Observation(subject=subject, evidence=evidence, facts=row["facts"], uses=_uses(row["uses"]))


def _link(row: Mapping[str, Any]) -> Link:
    target = _subject(row["target"])
    if target is None:
        raise ValueError("a link without target")
    return Link(
        source=_subject(row["source"]),
        kind=RelationKind(row["kind"]),
        target=target,
        evidence=_evidence(row["evidence"]),
        tentative=row["tentative"],
    )


def _unknown(row: Mapping[str, Any]) -> Unknown:
    return Unknown(
        topic=row["topic"],
        path=row["path"],
        reason=row["reason"],
        line=row["line"],
        expression=row["expression"],
    )
