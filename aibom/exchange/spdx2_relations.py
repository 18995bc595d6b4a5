"""Relationships of SPDX 2 to the dependency graph of CycloneDX and to `contains` of components."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aibom.bom.properties import RELATION_PREFIX
from aibom.exchange.losses import take
from aibom.exchange.spdx2_write import NOT_SAID

# Relationships that say "the second needs the first".
_BACKWARDS = frozenset(
    "DEPENDENCY_OF BUILD_DEPENDENCY_OF DEV_DEPENDENCY_OF OPTIONAL_DEPENDENCY_OF PROVIDED_DEPENDENCY_OF"
    " TEST_DEPENDENCY_OF RUNTIME_DEPENDENCY_OF PREREQUISITE_FOR".split()
)
_FORWARDS = frozenset({"DEPENDS_ON", "HAS_PREREQUISITE", "DYNAMIC_LINK", "STATIC_LINK"})


def take_relations(
    rest: dict[str, Any],
    packages: Iterable[dict[str, Any]],
    components: Mapping[str, dict[str, Any]],
    refs: Mapping[str, str],
) -> tuple[list[dict[str, Any]], list[str]]:
    """The dependency graph, and the SPDXIDs that the document describes. What is taken is gone from `rest` and the
    packages; `components` (by SPDXID) gain what they contain."""
    edges: dict[str, set[str]] = {}
    contains: dict[str, set[str]] = {}
    described = dict.fromkeys(one for one in take(rest, "documentDescribes") or () if one in refs)
    listed = take(rest, "relationships")
    left = []
    for one in listed if isinstance(listed, list) else ():
        source, kind, target = _triple(one)
        if kind in ("DESCRIBES", "DESCRIBED_BY"):
            about = target if kind == "DESCRIBES" else source
            if about in refs:
                described[about] = None
        elif not _edge(source, kind, target, refs, edges, contains):
            left.append(one)
            continue
        if isinstance(one, dict) and one.get("comment"):
            left.append({"comment": one["comment"]})
    if left:
        rest["relationships"] = left
    _files(packages, refs, contains)
    for source, targets in contains.items():
        _add_relations(components[source], "contains", sorted(refs[target] for target in targets))
    return [
        {"ref": ref} | ({"dependsOn": sorted(targets)} if targets else {}) for ref, targets in sorted(edges.items())
    ], list(described)


def _files(packages: Iterable[dict[str, Any]], refs: Mapping[str, str], contains: dict[str, set[str]]) -> None:
    for package in packages:
        files = take(package, "hasFiles")
        held = {one for one in files if one in refs} if isinstance(files, list) else set()
        if isinstance(files, list) and len(held) < len(set(files)):
            package["hasFiles"] = [one for one in files if one not in held]
        if held:
            contains.setdefault(package["SPDXID"], set()).update(held)


def _edge(
    source: str,
    kind: str,
    target: str,
    refs: Mapping[str, str],
    edges: dict[str, set[str]],
    contains: dict[str, set[str]],
) -> bool:
    if kind in _BACKWARDS or kind == "CONTAINED_BY":
        source, target = target, source
    if source not in refs:
        return False
    if kind in ("CONTAINS", "CONTAINED_BY") and target in refs:
        contains.setdefault(source, set()).add(target)
        return True
    if kind not in _FORWARDS and kind not in _BACKWARDS:
        return False
    if target in refs:
        edges.setdefault(refs[source], set()).add(refs[target])
    elif target == "NONE":
        edges.setdefault(refs[source], set())
    return target in refs or target in ("NONE", NOT_SAID)


def _triple(one: Any) -> tuple[str, str, str]:
    if not isinstance(one, dict):
        return "", "", ""
    source, kind, target = (one.get(k) for k in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
    return str(source or ""), str(kind or "").upper().replace("-", "_"), str(target or "")


def _add_relations(component: dict[str, Any], kind: str, refs: list[str]) -> None:
    properties = component.setdefault("properties", [])
    name = f"{RELATION_PREFIX}{kind}"
    stated = {one.get("value") for one in properties if isinstance(one, dict) and one.get("name") == name}
    properties += [{"name": name, "value": ref} for ref in refs if ref not in stated]
