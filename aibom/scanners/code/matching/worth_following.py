"""Which of the values that stand somewhere are worth following to the components that they hold."""

from __future__ import annotations

from aibom.scanners.code.facts import Map, Name, Opaque, Seq, Value, key_name
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Definition, Site, Symbol


def nearest(things: Abstracts, path: str) -> list[Abstract]:
    """Of several classes of one name, as projects of a solution have them, those that lie nearest to a file."""
    most = max((shared_folders(one.path, path) for one in things if isinstance(one, Definition)), default=0)
    return [one for one in things if not isinstance(one, Definition) or shared_folders(one.path, path) == most]


def entries(value: Map | Seq) -> list[tuple[object, Value]]:
    """The values of a mapping by their keys, "" where a key is computed, or those of a list, whose keys are None."""
    if isinstance(value, Map):
        return [("" if isinstance(key, Opaque) else key_name(key), item) for key, item in value.pairs]
    return [(None, item) for item in value.items]


def is_only_named(thing: Abstract) -> bool:
    """Whether something is only named, an outside function or class: it is found where its name stands."""
    return isinstance(thing, Symbol) and thing.made is None


def may_carry(value: Value, role: str) -> bool:
    """Whether an argument of an unknown call may carry a component."""
    return not isinstance(value, Map) or role in ("tools", "model", "data", "store")


def is_beside(resolver: Resolver, value: Name, role: str, site: Site) -> bool:
    """Whether a function of Go is handed to no AI library beside the tools, and is none: `wrap(tools, onEvent)`."""
    if role != "tools" or resolver.modules[site.env.path].group != "go":
        return False
    given = resolver.evaluate(value, site.env)
    if not any(isinstance(one, Definition) and one.kind == "function" for one in given):
        return False
    called = (one.module for one in resolver.callee(site) if isinstance(one, Symbol))
    return not any(resolver.catalogue.imported_package("go", module) is not None for module in called)
