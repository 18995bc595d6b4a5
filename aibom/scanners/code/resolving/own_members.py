"""What `self`, `this` and `cls` mean: the object and the class around."""

from __future__ import annotations

from aibom.scanners.code.facts import Name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.run_by_heirs import heir_of
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Site,
    distinct,
)

_SPREAD = ("go", "rust")  # languages whose methods may stand apart from their type


def declared_beside(ev: Follower, module: Module, scope: str) -> Definition | None:
    """The type of a method that stands in another file than the type: Go's packages, Rust's `impl` blocks."""
    if module.group not in _SPREAD or "." not in scope:
        return None
    found = ev.unbound(module, scope.partition(".")[0])
    return next((one for one in found if isinstance(one, Definition) and one.kind == "class"), None)


def _is_told(value: Abstract) -> bool:
    """Whether a field of a class holds more than the nothing that a method replaces: `_instance = None`."""
    return not isinstance(value, Lost) and not (isinstance(value, Const) and value.value is None)


def own_member(ev: Follower, cls: Definition, head: str, rest: str, env: Env, name: Name) -> Abstracts:
    """`self.x.y`: an attribute of the enclosing class's object."""
    if head == "cls" and rest == "__name__":
        return ()  # of whichever class derives from it
    if head == "cls":
        found = ev.members((cls,), rest, name.line)
        return (
            found if any(map(_is_told, found)) else distinct([*found, *ev.members((Instance(cls),), rest, name.line)])
        )
    if (heir := heir_of(ev, cls, env)) is not None:
        return ev.members((Instance(heir),), rest, name.line)
    made = None
    if env.frame is not None and env.frame.scope.startswith(cls.scope + "."):
        for target in ev.callee(Site(env.frame.env, env.frame.call)):
            owner = getattr(target, "owner", None)
            made = owner.made if owner is not None else made
    return ev.members((Instance(cls, made),), rest, name.line)
