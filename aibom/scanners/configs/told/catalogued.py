"""Models that a register of what there is names: mentioned, so that the BOM counts what it does not list.

Their confidence is that of a form alone: whatever is told of such a model anywhere else in the tree is told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aibom.core.json import Json
from aibom.core.left_out import pass_over, within
from aibom.core.lined import Lined
from aibom.model.by_form import CONFIDENCE
from aibom.model.sighting import Observation
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.registers import Register
from aibom.scanners.configs.sight import Sight

_NAMES = ("model", "model_name", "modelName", "model_id", "modelId", "id", "name")
_MAX_ENTRIES = 2_000


def catalogued(registers: Iterable[Register], document: Lined, sight: Sight) -> Iterator[Observation]:
    """The models of the registers of one document, each once."""
    told: set[str] = set()
    for register in registers:
        models = [(text, line, named) for text, line in _named(register, document) if (named := known_model(text))]
        if not models:
            pass_over(f"{len(register)} entries alike that were taken for a list of what there is")
        for text, line, named in models:
            if text not in told:
                told.add(text)
                seen = sight.model(named, line, "", confidence=CONFIDENCE)
                yield replace(seen, facts={**seen.facts, "usage": "mentioned"}, uses=())


def _named(register: Register, document: Lined) -> Iterator[tuple[str, int]]:
    """What the entries may be called: their keys, and the members that name a thing."""
    rows = list(register.items()) if isinstance(register, Mapping) else [("", one) for one in register]
    for key, entry in within(rows, _MAX_ENTRIES, "entries of a register"):
        if isinstance(register, Mapping):
            yield key, document.line_of(register, key)
        if isinstance(entry, Mapping):
            yield from ((text, document.line_of(entry, name)) for name, text in _texts(entry))


def _texts(entry: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    return ((name, text) for name in _NAMES if isinstance(text := entry.get(name), str) and text)
