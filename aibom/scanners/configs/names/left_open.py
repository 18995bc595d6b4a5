"""Values that are a variable of the environment and nothing else: what they name is known where the program runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Unknown

# `${MODEL}`, `${env:MODEL}`, `${oc.env:MODEL}`, `$MODEL`, `os.environ/MODEL`, `env.MODEL`, `{env:MODEL}`,
# `%env(MODEL)%`
_VARIABLE = re.compile(
    r"(?:\$?\{(?:(?:oc\.)?env[:.]|ENV:)(?://)?|\$\{|\$|os\.environ/|env\.|%env\((?:\w+:)*)"
    r"(?P<name>[A-Z][A-Z0-9_]{1,80})[})]?%?"
)


def variable_of(text: str) -> str:
    """The variable that a value stands for, "" where it says something itself or has a default."""
    match = _VARIABLE.fullmatch(text.strip()) if len(text) < 120 else None
    return match["name"] if match is not None else ""


def without_set(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings less the unknown models whose variable a file of the tree sets, which tells the model; what two
    readers of a file say is said once."""
    kept = list(sightings)
    set_ = {one.evidence.symbol for one in kept if isinstance(one, Observation) and one.subject.kind is Kind.MODEL}
    told: set[Unknown] = set()
    for one in kept:
        known = isinstance(one, Unknown) and one.topic == "model" and variable_of(one.expression) in set_
        if not known and not (isinstance(one, Unknown) and one in told):
            yield one
        told.update((one,) if isinstance(one, Unknown) else ())
