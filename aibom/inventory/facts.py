"""How the facts of several sightings of one component become one set of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aibom.bom.licence_names import normal_licence
from aibom.core.json import Json
from aibom.model.sighting import Observation

# One sighting that says so is enough.
_ANY_TRUE = frozenset(
    {"declared", "imported", "installed", "direct", "tracked", "self_hosted", "privileged", "hosted", "authenticated"}
)
# One sighting that denies it spoils the whole.
_ALL_TRUE = frozenset({"pinned", "disabled"})
_SCOPES = ("runtime", "peer", "optional", "build", "test", "dev")
_USAGES = ("used", "declared", "installed", "ancestor", "mentioned")
# Both give way to any place that says nothing of how it uses the model.
_NAMED_ONLY = frozenset({"ancestor", "mentioned"})


def merge_facts(observations: Iterable[Observation]) -> dict[str, Json]:
    """All facts, sorted by name. Lists are united; of differing values the best evidence decides, and among
    equals the first path."""
    merged: dict[str, Json] = {}
    lists: dict[str, list[Json]] = {}
    ordered = sorted(observations, key=_rank)
    for observation in ordered:
        for name, value in observation.facts.items():
            if name in merged and _is_list(merged[name]) and _is_list(value):
                lists.setdefault(name, [merged[name]]).append(value)
            else:
                merged[name] = _combine(name, merged[name], value) if name in merged else value
    merged |= {name: _united(parts) for name, parts in lists.items()}
    if merged.get("usage") in _NAMED_ONLY and _is_used_elsewhere(ordered):
        del merged["usage"]
    if "licences" in merged:
        merged["licences"] = _normal(merged["licences"])
    return dict(sorted(merged.items()))


def _is_used_elsewhere(observations: list[Observation]) -> bool:
    """Whether a file that does not only mention it names it too: what tests show may be used all the same."""
    shown = {one.evidence.path for one in observations if "usage" in one.facts}
    return any("usage" not in one.facts and one.evidence.path not in shown for one in observations)


def _normal(licences: Json) -> Json:
    """SPDX expressions where the names are known for certain."""
    if not isinstance(licences, list | tuple):
        return licences
    return _united([[normal_licence(one) if isinstance(one, str) else one for one in licences]])


def _rank(observation: Observation) -> tuple[float, str, int]:
    evidence = observation.evidence
    return (-evidence.confidence, evidence.path, evidence.line or 0)


def _combine(name: str, old: Json, new: Json) -> Json:
    if name in _ANY_TRUE:
        return bool(old) or bool(new)
    if name in _ALL_TRUE:
        return bool(old) and bool(new)
    if name == "scope":
        return min((old, new), key=lambda scope: _position(_SCOPES, scope))
    if name == "usage":
        return min((old, new), key=lambda usage: _position(_USAGES, usage))
    return new if old is None or _is_unresolved(old) else old


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)


def _united(parts: Iterable[Json]) -> Json:
    items = {str(item): item for part in parts if isinstance(part, list | tuple) for item in part}
    return [items[key] for key in sorted(items)]


def _is_unresolved(value: Json) -> bool:
    return isinstance(value, Mapping) and "unresolved" in value


def _position(order: tuple[str, ...], value: Json) -> int:
    return order.index(value) if isinstance(value, str) and value in order else len(order)
