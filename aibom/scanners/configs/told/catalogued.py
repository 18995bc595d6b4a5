"""Models that a register of what there is names: mentioned, so that the BOM counts what it does not list.

Their confidence is that of a form alone: whatever is told of such a model anywhere else in the tree is told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aibom.core.json import Json
from aibom.core.left_out import pass_over, within
from aibom.core.lined import Lined
from aibom.model.by_form import CONFIDENCE, plain_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.registers import Register
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_NAMES = ("model", "model_name", "modelName", "model_id", "modelId", "id", "name")
_LISTS = (("models",), ("llms",), ("model", "list"), ("model", "names"), ("model", "choices"), ("model", "options"))
_MAX_ENTRIES = 2_000


def listed_in(place: Place) -> Iterator[Register]:
    """What one mapping has under a key that lists models: too many to be used are at least mentioned."""
    for key, value in place.table.items():
        if isinstance(value, list | Mapping) and {words_of(key)[-1:], words_of(key)[-2:]}.intersection(_LISTS):
            yield value


def passed_over(registers: Iterable[Register], document: Lined) -> None:
    """Notes the registers that name no model: what stands in them is not known."""
    for register in registers:
        if next(_models(register, document), None) is None:
            pass_over(f"{len(register)} entries alike that were taken for a list of what there is")


def catalogued(
    registers: Iterable[Register], told: Iterable[Sighting], document: Lined, sight: Sight
) -> Iterator[Observation]:
    """The models of the registers of one document that it does not tell otherwise, each once."""
    seen = [one.subject for one in told if isinstance(one, Observation)]
    names = {plain_name(one.name) for one in seen if one.kind is Kind.MODEL}
    for register in registers:
        for text, named, line in _models(register, document):
            if plain_name(text) not in names:
                names.add(plain_name(text))
                yield mentioned(sight.model(named, line, "", confidence=CONFIDENCE))


def mentioned(seen: Observation) -> Observation:
    """A model that is named among others and not used."""
    return replace(seen, facts={**seen.facts, "usage": "mentioned"}, uses=())


def _models(register: Register, document: Lined) -> Iterator[tuple[str, Named, int]]:
    """The models that the entries are, each by the first of its names that is one's."""
    rows: list[tuple[str | int, Json]]
    rows = [*(register.items() if isinstance(register, Mapping) else enumerate(register))]
    for key, entry in within(rows, _MAX_ENTRIES, "entries of a register"):
        for text, holder, at in (*_itself(key, entry, register), *_members(entry)):
            if (named := known_model(text)) is not None:
                yield text, named, document.line_of(holder, at)
                break


def _itself(key: str | int, entry: Json, register: Register) -> Iterator[tuple[str, Json, str | int]]:
    text = key if isinstance(key, str) else entry
    if isinstance(text, str):
        yield text, register, key


def _members(entry: Json) -> Iterator[tuple[str, Json, str | int]]:
    for name in _NAMES if isinstance(entry, Mapping) else ():
        if isinstance(entry, Mapping) and isinstance(text := entry.get(name), str):
            yield text, entry, name
