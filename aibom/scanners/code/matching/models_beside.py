"""The models that other signatures of one call name: a client's own beside that of the library which wraps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aibom.scanners.code.matching.hit_places import HitPlaces
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.types import Abstract, Const, Symbol


def models_beside(hits: HitPlaces, hit: Hit) -> list[Hit]:
    """The other models that the call of a hit is."""
    return [one for one in hits.at(hit.path, hit.site.call) if one.signature.kind == "model" and one != hit]


def named_beside(beside: list[Hit], thing: Abstract, yields: Callable[[Hit], Iterable[Found]]) -> list[Found]:
    """The model that another signature of the same call names at the same place, with its provider."""
    if not beside or not isinstance(thing, Const | Symbol):
        return []
    if isinstance(thing, Symbol):  # a constant of a library that is named for a model
        return [one for hit in beside for one in yields(hit)] if thing.made is None else []
    return [one for hit in beside for one in yields(hit) if (thing.path, thing.line) in one.places]
