"""The one merge pass: groups observations by identity and finds the component that a link means."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from aibom.inventory.identity import Identity, identify
from aibom.inventory.nearest import Nearest
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject

Base = tuple[str, str, str, str]


class Groups:
    """Observations by identity; a sighting without variant joins the nearest variant of its base."""

    def __init__(self, observations: Iterable[Observation]) -> None:
        self._members: dict[Identity, list[Observation]] = defaultdict(list)
        self._variants: dict[Base, list[Identity]] = defaultdict(list)
        self._places: dict[Base, Nearest] = {}
        undecided: list[tuple[Identity, Observation]] = []
        for observation in observations:
            identity = identify(observation.subject, observation.facts)
            if identity.variant is None:
                undecided.append((identity, observation))
            else:
                self._add(identity, observation)
        homes = [(self._nearest(identity, obs.evidence.path) or identity, obs) for identity, obs in undecided]
        for identity, observation in homes:
            self._add(identity, observation)
        self._join_hosted()
        self._places.clear()  # what was undecided counts from now on

    def _join_hosted(self) -> None:
        """A name of the hub's form that the same place says to be served by somebody is that model: `model:
        "meta-llama/Llama-3.3-70B"` of a client of Together's."""
        for base, variants in self._variants.items():
            hub = next((one for one in variants if one.variant == "hf"), None)
            if base[0] is not Kind.MODEL or hub is None or len(variants) == 1:
                continue
            places = {
                (seen.evidence.path, seen.evidence.line): one
                for one in variants
                for seen in self._members[one]
                if one is not hub and seen.facts.get("hosted") is True
            }
            kept: list[Observation] = []
            for seen in self._members[hub]:
                served = places.get((seen.evidence.path, seen.evidence.line)) if _is_named_only(seen) else None
                if served is None:
                    kept.append(seen)
                else:
                    subject = self._members[served][0].subject
                    facts = {key: value for key, value in seen.facts.items() if key == "usage"}
                    self._members[served].append(replace(seen, subject=subject, facts=facts))
            self._members[hub] = kept
            if not kept:
                del self._members[hub]
                variants.remove(hub)

    def _add(self, identity: Identity, observation: Observation) -> None:
        if identity not in self._members:
            self._variants[identity.base].append(identity)
        self._members[identity].append(observation)

    def _nearest(self, identity: Identity, path: str) -> Identity | None:
        """The variant of the same base that was seen nearest to path; the larger variant among equals."""
        base = identity.base
        found = self._variants.get(base)
        if not found or len(found) == 1:
            return found[0] if found else None
        if base not in self._places:
            self._places[base] = Nearest((one, seen.evidence.path) for one in found for seen in self._members[one])
        return self._places[base].of(path)

    def find(self, subject: Subject, near: Evidence | None) -> Identity:
        """The identity that a link's end means; itself when nothing of its base was observed."""
        wanted = identify(subject, {})
        if wanted in self._members:
            return wanted
        return self._nearest(wanted, near.path if near else "") or wanted

    def items(self) -> list[tuple[Identity, list[Observation]]]:
        """All groups, in a stable order."""
        return sorted(self._members.items(), key=lambda item: tuple(part or "" for part in item[0]))

    def __contains__(self, identity: Identity) -> bool:
        return identity in self._members


def _is_named_only(seen: Observation) -> bool:
    """Whether nothing but its name tells that a model is the hub's."""
    return seen.evidence.line is not None and "revision" not in seen.facts and seen.facts.get("hosted") is not True


def distance(one: str, other: str) -> int:
    """Steps between the folders of two paths."""
    left, right = (posixpath.dirname(path).split("/") for path in (one, other))
    common = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        common += 1
    return len(left) + len(right) - 2 * common
