"""What the methods of a class assign to the attributes of its objects, and add to them."""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Value
from aibom.scanners.code.resolving.added import added_items, first_of
from aibom.scanners.code.resolving.annotations import typed
from aibom.scanners.code.resolving.grown_texts import made_longer, makes_longer
from aibom.scanners.code.resolving.growth import Growth
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.text_parts import is_gathered, named_parts
from aibom.scanners.code.resolving.types import (
    ANY_SCOPE,
    MAX_FRAMES,
    NO_CALL,
    Abstract,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Frame,
    Instance,
    any_known,
    frames,
)

_CONSTRUCTORS = ("__init__", "__post_init__", "constructor")
_SELF = ("self", "this", "cls")
_MAX_FILES = 40  # of one package


def assigned(ev: Follower, thing: Instance, name: str, heir: Definition | None) -> list[Abstract]:
    """`self.name = value` in any method; in the constructor the parameters are those of the object's call. What a base
    asks of the object itself (`self.tools = self.get_tools()`) is what the class of the whole object answers."""
    found: list[Abstract] = []
    longer: list[tuple[Value, str, Env]] = []
    below = thing.cls.scope + "."
    spellings = (f"self.{name}", f"this.{name}", f"cls.{name}")
    for module, spelling in ((m, one) for m in modules_of(ev, thing.cls) for one in spellings):
        for binding in module.bindings.get(spelling, ()):
            if not binding.scope.startswith(below):
                continue
            if makes_longer(binding.value, spelling):
                longer.append((binding.value, spelling, Env(module.path, binding.scope)))
                continue
            last = binding.scope.rpartition(".")[2]
            frame = None
            if thing.made is not None and last in _CONSTRUCTORS and frames(thing.made.env) < MAX_FRAMES:
                frame = Frame(binding.scope, thing.made.env, thing.made.call)
            if heir is not None and _is_of_itself(module, binding.value):
                entered = frame or Frame(ANY_SCOPE, Env(module.path, binding.scope), NO_CALL)
                frame = entered._replace(own=heir)
            env = Env(module.path, binding.scope, frame)
            values = ev.evaluate(binding.value, env)
            found += (v._replace(name=name) if isinstance(v, Const | Data) and not v.name else v for v in values)
            if binding.annotation and not any_known(values):
                found += typed(ev, binding.annotation, env, binding.line)
    return [*found, *(one for value, spelling, env in longer for one in made_longer(ev, value, spelling, found, env))]


def asks_itself(ev: Follower, cls: Definition, name: str) -> bool:
    """Whether a class sets a member to what a method or another member of the same object gives."""
    module = ev.modules[cls.path]
    bound = (one for spelling in _SELF for one in module.bindings.get(f"{spelling}.{name}", ()))
    return any(_is_of_itself(module, one.value) for one in bound)


def _is_of_itself(module: Module, value: Value) -> bool:
    path = module.call(value.call).callee if isinstance(value, CallRef) else getattr(value, "path", "")
    return path.startswith(("self.", "this."))


def added(ev: Follower, thing: Instance, name: str, found: list[Abstract]) -> list[Abstract]:
    """What any method adds to a list, or to a text for a model, that the object holds."""
    lists = any(isinstance(v, Data) for v in found)
    if not lists and not (is_gathered(name) and any(isinstance(v, Const) for v in found)):
        return []
    below = thing.cls.scope + "."
    growths = [
        (module.path, growth)
        for module in modules_of(ev, thing.cls)
        for spelling in _SELF
        for growth in first_of(
            [one for one in module.grown.get(f"{spelling}.{name}", ()) if one.scope.startswith(below)], module
        )
    ]
    placed = [(growth, Env(path, growth.scope)) for path, growth in growths]
    if lists:
        return [v for growth, place in placed for v in added_items(ev, growth, place) if isinstance(v, Data)]
    return [*named_parts(v for growth, place in placed for v in ev.evaluate(growth.value, place))]


def _of_class(module: Module, name: str, below: str) -> list[Growth]:
    return [one for one in module.grown.get(name, ()) if one.scope.startswith(below)]


def modules_of(ev: Follower, cls: Definition) -> list[Module]:
    """The files in which methods of a class stand: in Go any of its package's."""
    own = ev.modules[cls.path]
    return (
        [own, *(ev.modules[path] for path in ev.beside(cls.path) if path != cls.path)][:_MAX_FILES]
        if own.group == "go"
        else [own]
    )
