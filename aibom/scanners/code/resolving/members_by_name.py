"""Modules and their members that are chosen by a name: `import_module(name)`, `getattr(models, name)`,
`models.__dict__[name]`."""

from __future__ import annotations

from aibom.scanners.code.facts import Call
from aibom.scanners.code.resolving.shared_state import is_kept
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Env,
    Follower,
    Instance,
    Lost,
    Package,
    Symbol,
    distinct,
)

_NAMESPACE = "__dict__"


def attribute(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What `getattr(base, name)` gives, for all names that are known."""
    names = ev.evaluate(call.args[1], env)
    return _members(ev, ev.evaluate(call.args[0], env), names, call.line) if any(_texts(names)) else ()


def loaded(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The modules that a program imports by names which it puts together: `import_module(f"models.{name}")`."""
    names = [v.value for v in ev.evaluate(call.args[0], env) if isinstance(v, Const) and not v.partial]
    modules = {name: ev.places.locate("python", name, env.path) for name in names if isinstance(name, str) and name}
    return tuple(Symbol(name, "") if path is None else Package(path) for name, path in modules.items())


def of_namespace(ev: Follower, base: Abstract, keys: Abstracts) -> Abstracts:
    """What `base[key]` gives where base is the dictionary of a module or of a program's options (`vars(args)`)."""
    if not isinstance(base, Symbol):
        return ()
    if ev.catalogue.is_namespace(base.module, base.path) or is_kept(base):
        return _members(ev, (base,), keys, 0)
    if base.path.rpartition(".")[2] != _NAMESPACE:
        return ()
    module = base._replace(path=base.path.removesuffix(_NAMESPACE).removesuffix("."))
    return _members(ev, (module,), keys, 0)


def _members(ev: Follower, base: Abstracts, names: Abstracts, line: int) -> Abstracts:
    known = tuple(v for v in base if isinstance(v, Symbol | Instance | Package))
    found = [v for name in _texts(names) for v in ev.members(known, name, line)]
    return distinct([v for v in found if not isinstance(v, Lost)])


def _texts(values: Abstracts) -> list[str]:
    known = [v.value for v in values if isinstance(v, Const) and not v.partial]
    return [text for text in known if isinstance(text, str) and text.isidentifier()]
