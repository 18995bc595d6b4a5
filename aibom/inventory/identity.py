"""Which sightings name the same thing.

An identity has two parts. The *base* is what a name means everywhere (kind, normalised name, and for local
names the file they belong to). The *variant* tells apart things that share the base: the version of a
package, the tag of an image, the provider of a model, the command of an MCP server. A sighting without a
variant (an import has no version) belongs to the variant that stands nearest to it in the tree.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import fold
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject

_PEP503 = re.compile(r"[-_.]+")
# Kinds whose names are looked up in one place of the world, so that the origin is part of the base.
_ORIGIN_IN_BASE = frozenset({Kind.LIBRARY, Kind.CONTAINER, Kind.FILE, Kind.APPLICATION})


class Identity(NamedTuple):
    """A base that is shared and a variant (None = not told) that is not."""

    kind: Kind
    origin: str
    scope: str
    name: str
    variant: str | None

    @property
    def base(self) -> tuple[str, str, str, str]:
        """The part that all variants share."""
        return (self.kind, self.origin, self.scope, self.name)


def identify(subject: Subject, facts: Mapping[str, Json]) -> Identity:
    """The identity of what a sighting names."""
    return Identity(
        kind=subject.kind,
        origin=subject.origin if subject.kind in _ORIGIN_IN_BASE else "",
        scope=subject.scope,
        name=_normal_name(subject),
        variant=_variant(subject, facts),
    )


def _normal_name(subject: Subject) -> str:
    if subject.kind is Kind.LIBRARY and subject.origin == "pypi":
        return _PEP503.sub("-", subject.name).lower()
    if subject.origin == "file" or subject.kind is Kind.FILE:
        return posixpath.normpath(subject.name.replace("\\", "/"))
    if subject.kind in (Kind.LIBRARY, Kind.CONTAINER, Kind.PROMPT):
        return subject.name
    return fold(subject.name)


def _variant(subject: Subject, facts: Mapping[str, Json]) -> str | None:
    if subject.kind is Kind.LIBRARY:
        return subject.version
    if subject.kind is Kind.CONTAINER:
        digest = facts.get("digest")
        return "@".join(part for part in (subject.version, digest) if isinstance(part, str)) or None
    if subject.kind is Kind.TOOL and subject.origin == "mcp":
        return _launch(facts)
    if subject.kind in (Kind.MODEL, Kind.DATASET):
        return subject.origin or None
    return None


def _launch(facts: Mapping[str, Json]) -> str | None:
    """What an MCP server runs or where it is reached: two servers of one name that differ in it are two."""
    for name in ("package", "command"):
        value = facts.get(name)
        if isinstance(value, str):
            return value
    endpoints = facts.get("endpoints")
    return str(endpoints[0]) if isinstance(endpoints, list | tuple) and endpoints else None
