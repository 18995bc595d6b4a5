"""The version of a component, and which of two is the newer one in the order of its ecosystem."""

from __future__ import annotations

from aibom.bom.facts import ComponentFacts
from aibom.bom.purls import split_purl
from aibom.core.versions import compare

# Facts that say which version it is, the most telling first; `package` is the purl that a tool is started from.
VERSION_FACTS = ("version", "revision", "tag", "package")


def version_of(component: ComponentFacts) -> str | None:
    """The version, revision, tag, or version of the package that is run; None when none is told."""
    for name in VERSION_FACTS:
        if text := version_fact(component, name):
            return text
    return None


def version_fact(component: ComponentFacts, name: str) -> str:
    """One of VERSION_FACTS as text, "" when it is not told."""
    value = component.values.get(name)
    if not isinstance(value, str):
        return ""
    if name == "package":
        purl = split_purl(value)
        return purl.version if purl else ""
    return value


def ecosystem_of(component: ComponentFacts) -> str:
    """The purl type in whose order its versions stand; "" when it has none."""
    for name in ("purl", "package"):
        text = component.values.get(name)
        purl = split_purl(text) if isinstance(text, str) else None
        if purl is not None:
            return purl.type
    ecosystem = component.values.get("ecosystem")
    return ecosystem if isinstance(ecosystem, str) else ""


def version_change(old: ComponentFacts, new: ComponentFacts) -> tuple[str, str] | None:
    """(class, fact) of the first version fact that differs: `upgraded`, `downgraded`, or `version-changed` when the
    order cannot be told. None when both are of the same version, if only by its order (1.0 and 1.0.0)."""
    for name in VERSION_FACTS:
        before, after = version_fact(old, name), version_fact(new, name)
        if before == after:
            continue
        ecosystem = ecosystem_of(new)
        order = compare(before, after, ecosystem) if ecosystem_of(old) == ecosystem else None
        if order == 0:
            continue
        return ("version-changed" if order is None else "upgraded" if order < 0 else "downgraded"), name
    return None
