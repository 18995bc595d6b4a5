"""Models that Terraform is given by a variable: led to what a default, a file of values or a caller says, else unknown.

foundation_model = var.chat_model     of a resource that sets up a model or an agent
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.infrastructure.terraform_knowledge import at_address, declared
from aibom.scanners.configs.sight import Sight

_OPEN = "terraform-expression"  # origin of the end of a link that stands for what an expression gives
_EXPRESSION = re.compile(
    r"\s*\"?(?P<name>[A-Za-z_][\w-]*)\"?\s*[=:]\s*(?P<value>(?:var|local|data|module|each|aws_\w+|try|coalesce|lookup)"
    r"[.(][^#{}]{1,200}?)\s*,?\s*(?:#.*|//.*)?\Z"
)
_NAMED = re.compile(r"\A(?:\$\{)?(?P<of>var|local)\.(?P<name>\w+)\}?\Z")
_RESOURCE = re.compile(r"(?:aws|awscc|google|azurerm|azapi)_")
_FILES = (".tf", ".tfvars", ".hcl", ".tf.json")


def expression_of(row: str) -> tuple[str, str] | None:
    """The name and the expression of an attribute that is no text: `("foundation_model", "var.chat_model")`."""
    match = _EXPRESSION.match(row) if len(row) < 400 else None
    return (match["name"], match["value"]) if match is not None else None


def given_by(user: Subject | None, expression: str, line: int, sight: Sight) -> Link:
    """That a user is given the model that an expression stands for."""
    return sight.link(
        user, RelationKind.USES_MODEL, Subject(kind=Kind.MODEL, name=expression, origin=_OPEN, scope=sight.path), line
    )


def with_given(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with what users are given by variables led to the models that these have."""
    kept = list(sightings)
    known, addresses = _Known(one for one in kept if isinstance(one, Observation)), declared(kept)
    for one in kept:
        if not isinstance(one, Link) or one.target.origin != _OPEN:
            yield one
            continue
        found = known.behind(one.target)
        addressed = at_address(posixpath.dirname(one.target.scope), one.target.name, addresses)
        if not found and (addressed is None or addressed.kind is not Kind.MODEL):
            line = one.evidence.line if one.evidence is not None and one.evidence.line else 1
            yield Sight(one.target.scope).unread("model", line, one.target.name)
        elif one.source is not None:
            yield from (replace(one, target=model) for model in found)


class _Known:
    """The models that a folder's variables and locals have by themselves, and those that callers of modules give."""

    def __init__(self, models: Iterable[Observation]) -> None:
        self._own: dict[tuple[str, str], list[Subject]] = defaultdict(list)
        self._given: dict[str, list[tuple[str, Subject]]] = defaultdict(list)
        for one in models:
            folder = posixpath.dirname(one.evidence.path)
            holder, _, name = one.evidence.symbol.rpartition(".")
            if one.subject.kind is not Kind.MODEL or not one.evidence.path.endswith(_FILES) or _RESOURCE.match(holder):
                continue
            if name == "default" or holder == "locals":
                key = f"local.{name}" if holder == "locals" else f"var.{holder}"
                self._own[folder, key].append(one.subject)
            else:
                self._given[f"var.{name}"].append((folder, one.subject))

    def behind(self, end: Subject) -> list[Subject]:
        """The models of a variable of the folder; of one that only callers set, what those of other folders give."""
        match = _NAMED.match(end.name)
        key = f"{match['of']}.{match['name']}" if match is not None else ""
        folder = posixpath.dirname(end.scope)
        own = self._own.get((folder, key), [])
        return list(dict.fromkeys(own or [one for caller, one in self._given.get(key, ()) if caller != folder]))
