"""The use records of a hit: which security-relevant arguments it is given, spelt as in the source."""

from __future__ import annotations

from aibom.core.json import Json
from aibom.model.sighting import Use, unresolved
from aibom.scanners.code.facts import Value
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env, Lost, Symbol
from aibom.scanners.code.spelling import spell


def use_of(resolver: Resolver, hit: Hit) -> Use:
    """The use that a hit is; arguments that are not given are null."""
    args: dict[str, Json] = {}
    for argument in hit.signature.args:
        locator, _, position = argument.partition("|")  # `repo_or_dir|0` may also stand first, without its name
        name = locator.lstrip("^.")
        given = _given(resolver, hit, (locator, position)) if hit.site.call >= 0 else None
        args[name] = None if given is None else _spelt(resolver, *given)
    return Use(path=hit.path, line=hit.line, symbol=hit.name, args=args)


def _given(resolver: Resolver, hit: Hit, locators: tuple[str, ...]) -> tuple[Value, Env] | None:
    """The first value that is written at one of the places."""
    for locator in locators:
        for value, env in written(resolver, locator, hit.site) if locator else ():
            return value, env
    return None


def _spelt(resolver: Resolver, value: Value, env: Env) -> Json:
    values = resolver.evaluate(value, env)
    if len(values) != 1:
        return unresolved(spell(value, resolver.modules[env.path].facts.calls))
    match values[0]:
        case Const() if not values[0].partial:
            text = values[0].value
            return text[:500] if isinstance(text, str) else text
        case Symbol():
            path = values[0].path
            return (
                f"{values[0].module}.{path}".rstrip(".") if "()" not in path else unresolved(path.replace("()", "(…)"))
            )
        case Data():
            return unresolved(spell(value, resolver.modules[env.path].facts.calls))
        case Lost():
            return unresolved(values[0].expression[:200])
    return unresolved(spell(value, resolver.modules[env.path].facts.calls))
