"""The tools that a base class of the project makes of the classes that derive from it.

`class DeskTool(BaseModel): @classmethod def as_tool(cls): return types.Tool(name="Desk" + cls.__name__)` stands for
one tool a subclass, which has the name that the subclass gives.
"""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.locate import located, written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.run_by_heirs import last_heirs
from aibom.scanners.code.resolving.types import Const, Definition, Site
from aibom.scanners.code.spelling import spell

_OWN_NAME = re.compile(r"\b(?:cls|self\.__class__)\.__name__\b")
_PLACE = re.compile(r"\{(?:cls|self\.__class__)\.__name__\}")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]{0,80}")


def tools_of_heirs(resolver: Resolver, hit: Hit, site: Site) -> list[tuple[str, Definition]]:
    """The classes that a method of their base makes a tool of, each with the tool's name; empty for all other calls."""
    module = resolver.modules[site.env.path]
    if hit.signature.kind != "tool" or hit.target is not None or site.call < 0 or module.group != "python":
        return []
    call = module.call(site.call)
    cls = module.enclosing_class(call.scope)
    locators = [one for one in hit.signature.name if one != "="]
    values = [value for locator in locators for value, _ in written(resolver, locator, site)]
    if cls is None or not any(_OWN_NAME.search(spell(value, module.facts.calls)) for value in values):
        return []
    told = [one for locator in locators for one in located(resolver, locator, site)]
    forms = [str(one.value) for one in told if isinstance(one, Const) and _PLACE.search(str(one.value))]
    heirs = dict.fromkeys(last_heirs(resolver, Definition(site.env.path, "class", cls)))
    return [(_named(forms, resolver.modules[heir.path].classes[heir.scope].name), heir) for heir in heirs]


def _named(forms: list[str], own: str) -> str:
    """The name of the class put where the base says it, else that of the class itself."""
    names = (_PLACE.sub(own, form) for form in forms)
    return next((name for name in names if _IDENTIFIER.fullmatch(name)), own)
