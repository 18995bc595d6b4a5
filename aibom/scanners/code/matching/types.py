"""What the matcher's parts hand to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from aibom.catalog.entries import Signature
from aibom.core.json import Json
from aibom.core.left_out import leave_out, within
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Definition, Site, Symbol

TREE = "<tree>"  # the pseudo module of classes that the scanned tree itself defines
UNLISTED = "unlisted"  # the pseudo module of what frameworks have in common that the catalogue does not list


class Hit(NamedTuple):
    """One place where a signature matches: a call, or a decorated function or subclass (`target`)."""

    signature: Signature
    symbol: Symbol
    site: Site
    line: int
    target: Definition | None = None
    confidence: float = 0.9

    @property
    def path(self) -> str:
        return self.site.env.path

    @property
    def name(self) -> str:
        """The dotted name of what is called, as it goes into evidence."""
        path = self.symbol.path.removesuffix("()").replace("()", "")
        return f"{self.symbol.module}.{path}" if path else self.symbol.module


class Found(NamedTuple):
    """A component that a value holds, the facts the code tells of it, and where its name is written."""

    subject: Subject
    facts: Mapping[str, Json]
    places: tuple[tuple[str, int], ...] = ()

    def __hash__(self) -> int:
        return hash(self.subject)


MENTIONED = 0.3  # the confidence of what tests name
# The kinds of what is followed in a role.
ROLE_KINDS: dict[str, tuple[str, ...]] = {
    "model": ("model",),
    "fallback": ("model",),
    "base": ("model",),
    "tools": ("tool", "agent"),
    "handler": (),
    "kernel": (),  # whose tools and models linking.kernels finds
    "agents": ("agent",),
    "nodes": ("agent", "model", "tool", "prompt", "dataset", "service"),
    "data": ("dataset", "service"),
    "train": ("dataset",),
    "rows": ("dataset",),  # of what is written again: as "train", but without what is only read around it
    "eval": ("dataset",),
    "store": ("service",),
    "service": ("service",),
    "prompt": ("prompt",),
    "prompts": ("prompt",),  # those that the methods of a class make
    "servers": ("tool",),
}
OF_VALUE = "components of one value"
# Roles in the plural.
_CALLED = {"model": "models", "prompt": "prompts", "data": "data sets", "store": "stores", "service": "services"}
MAX_FOUND = 200  # components that one value may hold


def doc_facts(doc: str) -> dict[str, Json]:
    """The description that a docstring gives: its first sentence."""
    return {"description": doc.split(". ")[0][:200]} if doc else {}


def unique_places(found: Iterable[Found]) -> list[Found]:
    """The first of each subject and place, at most MAX_FOUND: one subject may be written in several places."""
    seen: dict[tuple[object, ...], Found] = {}
    for one in found:
        seen.setdefault((one.subject, one.places), one)
    return list(within(tuple(seen.values()), MAX_FOUND, OF_VALUE))


def unique(found: Iterable[Found]) -> list[Found]:
    """The first of each subject, at most MAX_FOUND."""
    return list(within(_first_of_each(found), MAX_FOUND, OF_VALUE))


def in_role(found: Iterable[Found], role: str, path: str) -> tuple[Found, ...]:
    """The same of what a call is given in a role; that there are more, or may be, is noted."""
    what, each = f"{_CALLED.get(role, role)} of one call", _first_of_each(found)
    if len(each) == MAX_OPTIONS:  # as many values as are followed
        leave_out(MAX_OPTIONS, what, path)
    return tuple(within(each, MAX_FOUND, what, path))


def _first_of_each(found: Iterable[Found]) -> tuple[Found, ...]:
    seen: dict[Subject, Found] = {}
    for one in found:
        seen.setdefault(one.subject, one)
    return tuple(seen.values())


def of_its_class(signature: Signature, found: list[Found]) -> list[Found]:
    """The models of the class that a call asks for, where its client has several: `llm.embed(...)`."""
    if signature.kind == "model" or not signature.model_class:
        return found
    own = [one for one in found if one.facts.get("model_class") == signature.model_class]
    return own + [one for one in found if one.subject.kind is not Kind.MODEL] if own else found
