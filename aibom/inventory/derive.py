"""Facts that only the whole inventory can tell: what is imported and not declared, or declared and not imported, and
in which trust zone a service runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aibom.core.json import Json
from aibom.inventory.trust import zone_of
from aibom.model.component import Component
from aibom.model.kinds import Kind


def derive(components: Sequence[Component]) -> tuple[Component, ...]:
    """The components with their trust zone, and with `declared: false` and `imported: false` stated where the tree
    shows it (shadow AI).

    A library counts as undeclared only when some manifest of its ecosystem was read, and as not imported only
    when code of its ecosystem imports other catalogued libraries; otherwise the fact stays unstated.
    """
    libraries = [one for one in components if one.kind is Kind.LIBRARY]
    with_manifest = {one.origin for one in libraries if one.facts.get("declared") is True}
    with_code = {one.origin for one in libraries if one.facts.get("imported") is True}
    return tuple(
        _derived(one, with_manifest, with_code) if one.kind is Kind.LIBRARY else _placed(one) for one in components
    )


def _placed(component: Component) -> Component:
    zone = zone_of(component)
    if not zone:
        return component
    return replace(component, facts=dict(sorted({**component.facts, "trust_zone": zone}.items())))


def _derived(library: Component, with_manifest: set[str], with_code: set[str]) -> Component:
    stated: dict[str, Json] = {}
    facts = library.facts
    if facts.get("imported") is True and "declared" not in facts and library.origin in with_manifest:
        stated["declared"] = False
    is_ai = facts.get("ai_role") is not None
    if is_ai and facts.get("direct") is True and "imported" not in facts and library.origin in with_code:
        stated["imported"] = False
    return replace(library, facts=dict(sorted({**facts, **stated}.items()))) if stated else library
