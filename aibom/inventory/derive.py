"""Facts that only the whole inventory can tell: what is imported and not declared, or declared and not imported, in
which trust zone a service runs, when a model ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from aibom.catalog.retirements import retirement_of
from aibom.core.json import Json
from aibom.inventory.look_alikes import with_look_alikes
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
    derived = [
        _derived(one, with_manifest, with_code) if one.kind is Kind.LIBRARY else _placed(one) for one in components
    ]
    return with_look_alikes(derived)


def _placed(component: Component) -> Component:
    stated: dict[str, Json] = dict(_retirement(component))
    if zone := zone_of(component):
        stated["trust_zone"] = zone
    return replace(component, facts=dict(sorted({**component.facts, **stated}.items()))) if stated else component


def _retirement(component: Component) -> Iterator[tuple[str, Json]]:
    """What is known of the end of a hosted model. Only dates: whether they have passed is asked when it is judged."""
    found = retirement_of(component.origin, component.name) if component.kind is Kind.MODEL else None
    for name, value in found._asdict().items() if found else ():
        if value:
            yield f"retirement.{name}", value


def _derived(library: Component, with_manifest: set[str], with_code: set[str]) -> Component:
    stated: dict[str, Json] = {}
    facts = library.facts
    if facts.get("imported") is True and "declared" not in facts and library.origin in with_manifest:
        stated["declared"] = False
    is_ai = facts.get("ai_role") is not None
    if is_ai and facts.get("direct") is True and "imported" not in facts and library.origin in with_code:
        stated["imported"] = False
    return replace(library, facts=dict(sorted({**facts, **stated}.items()))) if stated else library
