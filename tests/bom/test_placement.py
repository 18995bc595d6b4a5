"""The ladder: every finding gets the best place that the BOM knows."""

from __future__ import annotations

from dataclasses import replace

import bom_samples
from bom_samples import BROWSER, CHAT, EMBEDDER, OPENAI, ROOT, TORCH

from aibom.bom.placement import locations_of
from aibom.model.component import Component, Inventory, Relation
from aibom.model.finding import Location
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence

BARE = Component(ref="library:pypi/numpy", kind=Kind.LIBRARY, name="numpy")


def places(sample: Inventory, ref: str) -> tuple[Location, ...]:
    return locations_of(bom_samples.read_back(sample), ref)


def test_own_evidence_with_lines_comes_first() -> None:
    assert places(bom_samples.of(EMBEDDER), EMBEDDER.ref) == (
        Location(path="bot/index.py", line=14),
        Location(path="bot/settings.py", line=7),
    )


def test_a_library_is_put_right_in_its_manifest_and_a_model_in_code() -> None:
    assert places(bom_samples.of(TORCH), TORCH.ref)[0] == Location(path="uv.lock", line=812)
    both = (
        Evidence(path="a.toml", line=1, technique=Technique.MANIFEST),
        Evidence(path="bot/chat.py", line=31),
    )
    assert places(bom_samples.of(replace(CHAT, evidence=both)), CHAT.ref)[0] == Location(path="bot/chat.py", line=31)


def test_a_line_beats_no_line() -> None:
    both = (Evidence(path="a.py"), Evidence(path="z.py", line=9))
    assert places(bom_samples.of(replace(CHAT, evidence=both)), CHAT.ref) == (Location(path="z.py", line=9),)
    without = replace(CHAT, evidence=(Evidence(path="weights/m.bin"),))
    assert places(bom_samples.of(without), CHAT.ref) == (Location(path="weights/m.bin", line=1),)


def test_then_the_nearest_that_leads_to_it() -> None:
    edges = (
        Relation(source=CHAT.ref, kind=RelationKind.SERVED_BY, target=OPENAI.ref),
        Relation(source=OPENAI.ref, kind=RelationKind.DEPENDS_ON, target=BARE.ref),
    )
    bare_service = replace(OPENAI, evidence=())
    assert places(bom_samples.of(CHAT, bare_service, BARE, relations=edges), BARE.ref) == (
        Location(path="bot/chat.py", line=31),
    )


def test_then_the_root_and_then_the_top_manifest() -> None:
    assert places(bom_samples.of(BARE), BARE.ref) == (Location(path="pyproject.toml", line=1),)
    rootless = replace(bom_samples.of(BARE, TORCH, BROWSER), root=replace(ROOT, evidence=()))
    assert places(rootless, BARE.ref) == (Location(path=".mcp.json", line=1),)


def test_at_last_the_line_of_the_bom() -> None:
    sample = replace(bom_samples.of(BARE), root=replace(ROOT, evidence=()))
    (place,) = places(sample, BARE.ref)
    written = bom_samples.written(sample).decode().splitlines()
    assert place.in_bom
    assert BARE.ref in written[place.line - 1]


def test_an_unknown_ref_has_a_place_too() -> None:
    assert places(bom_samples.of(BARE), "library:pypi/gone") == (Location(path="", in_bom=True),)
