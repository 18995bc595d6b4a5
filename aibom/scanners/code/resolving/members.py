"""Attributes: of modules, classes, objects of the tree, literals, and of what outside packages made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from aibom.scanners.code.facts import Binding, CallRef, Class, Map, Name, Opaque
from aibom.scanners.code.resolving.annotations import typed
from aibom.scanners.code.resolving.assigned import added, asks_itself, assigned, modules_of
from aibom.scanners.code.resolving.beans import by_name
from aibom.scanners.code.resolving.keyed_values import keyed, texts_named
from aibom.scanners.code.resolving.model_members import kept_member
from aibom.scanners.code.resolving.modules import Module, join_scope
from aibom.scanners.code.resolving.names import elements
from aibom.scanners.code.resolving.script_environment import script_variable
from aibom.scanners.code.resolving.settings.bound_classes import bound_member
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Package,
    Symbol,
    any_known,
    distinct,
)

_THROUGH = frozenset(("value", "name", "Value", "default"))  # `Model.GPT4.value` of an enum
_HOLDERS = frozenset(("context", "deps"))  # `runtime.context` of `Runtime[Context]`, `ctx.deps` of `RunContext[Deps]`
_LISTS = frozenset(("glob", "rglob", "iterdir"))  # methods of a path that list what lies in it
_SELF = ("self", "this", "cls")
_OWN_NAME = "__name__"
_ENUMERATED = "value"  # of a member of an enumeration that is a record
_BOUND = ("jvm", "dotnet")  # whose frameworks fill members from settings
_MAX_BESIDE = 60  # files of one package of Go
_GETTERS = ("get", "is")
_MAX_BASES = 8
_MAX_HEIRS = 24


def member(ev: Follower, value: Abstract, name: str, line: int) -> Abstracts:
    """The values of `value.name`."""
    match value:
        case Symbol():
            return symbol_member(ev, value, name, line)
        case Instance():
            return object_member(ev, value, name) or ((value,) if name in _HOLDERS or name == _ENUMERATED else ())
        case Definition() if name == _OWN_NAME:
            return (_named(ev, value),)
        case Definition() if value.kind == "class":
            return class_member(ev, value, name)
        case Package():
            return ev.exported(value.path, name)
        case Data():
            told = elements(ev, (value,)) if name == "*" else keyed(ev, value, name)
            return told or ((value,) if name == _ENUMERATED else ())
        case Const():
            if name in _LISTS:
                return (Symbol("pathlib", f"Path().{name}"),)
            return (value,) if name in _THROUGH else ()
        case Lost():
            told = script_variable(ev, value.expression, name, value.path)
            return told or (Lost(f"{value.expression}.{name}", value.path, value.line, value.why),)
    return ()


def _named(ev: Follower, value: Definition) -> Const:
    """What a function or class says that it is called."""
    module = ev.modules[value.path]
    declared = module.functions[value.scope] if value.kind == "function" else module.classes[value.scope]
    return Const(declared.name, value.path, declared.line)


def symbol_member(ev: Follower, value: Symbol, name: str, line: int = 0) -> Abstracts:
    """An attribute of an outside thing; constants of the catalogue become literals."""
    if name == "*":
        return (value,)
    path = f"{value.path}.{name}" if value.path else name
    if value.made is None:
        constant = ev.catalogue.constant(value.module, path)
        if constant is not None:
            return (Const(constant, "", 0, name),)
    if name in _OF_CLASSES and value.path.endswith("()"):
        return ()
    if value.module == "dotenv" and value.path.endswith("config().parsed") and value.made is not None:
        near = value.made.env.path
        return script_variable(ev, "process.env", name, near) or (Lost(f"process.env.{name}", near, line),)
    return kept_member(ev, value, name, line) or (Symbol(value.module, path, value.made),)


_OF_CLASSES = ("__class__", _OWN_NAME)


def class_member(ev: Follower, cls: Definition, name: str) -> Abstracts:
    """A class attribute, enum member, nested class or method; its own before those of its bases."""
    return distinct(_from_above(ev, cls, name, 0, set()))


def _from_above(ev: Follower, cls: Definition, name: str, depth: int, seen: set[Definition]) -> list[Abstract]:
    """A member of a class, else of those that it derives from, each of them asked once."""
    found = _own_member(ev, cls, name)
    seen.add(cls)
    if found or depth > _MAX_BASES:
        return found
    for base in bases(ev, cls):
        if isinstance(base, Symbol):
            found.append(Symbol(base.module, f"{base.path}.{name}"))
        elif isinstance(base, Definition) and base not in seen:
            found += _from_above(ev, base, name, depth + 1, seen)
    return found


def _own_member(ev: Follower, cls: Definition, name: str) -> list[Abstract]:
    module = ev.modules[cls.path]
    full = join_scope(cls.scope, name)
    found: list[Abstract] = []
    for binding in module.bound(name, cls.scope):
        found += field(ev, module, binding)
    if full in module.functions:
        found.append(Definition(cls.path, "function", full))
    if full in module.classes:
        found.append(Definition(cls.path, "class", full))
    if not found and module.group == "go":  # methods of a type may stand in any file of its package
        files = ev.beside(cls.path)[:_MAX_BESIDE]
        found += (Definition(one, "function", full) for one in files if full in ev.modules[one].functions)
    return found


def field(ev: Follower, module: Module, binding: Binding) -> Abstracts:
    """The value of a class-level field; one without a value is an object of its annotation."""
    env = Env(module.path, binding.scope)
    if isinstance(binding.value, Opaque) and not binding.value.text:
        named = by_name(ev, binding.name, binding.annotation, module.path) if module.group == "jvm" else ()
        return named or (typed(ev, binding.annotation, env, binding.line) if binding.annotation else ())
    values = ev.evaluate(binding.value, env)
    if binding.annotation and isinstance(binding.value, CallRef) and not any_known(values):
        values = typed(ev, binding.annotation, env, binding.line) or values
    return tuple(v._replace(name=binding.name) if isinstance(v, Const | Data) and not v.name else v for v in values)


def bases(ev: Follower, cls: Definition) -> Abstracts:
    """What a class derives from, directly."""
    key = (cls.path, cls.scope)
    if key not in ev.bases:
        ev.bases[key] = ()  # a class that derives from itself has no base
        ev.bases[key] = _bases(ev, cls)
    return ev.bases[key]


def _bases(ev: Follower, cls: Definition) -> Abstracts:
    module = ev.modules[cls.path]
    declared: Class = module.classes[cls.scope]
    scope = cls.scope.rpartition(".")[0]
    found: list[Abstract] = []
    for base in declared.bases:
        found += ev.evaluate(base, Env(cls.path, scope))
    # JavaScript of old derives from functions as well; nothing is known of their members.
    return tuple(v for v in found if not isinstance(v, Definition) or (v.kind == "class" and v != cls))


def outside_bases(ev: Follower, cls: Definition) -> list[Symbol]:
    """The outside classes that a class of the tree derives from, through classes of the tree."""
    return list(islice((base for base in _above(ev, cls) if isinstance(base, Symbol)), MAX_OUTSIDE))


MAX_OUTSIDE = 6


def ancestors(ev: Follower, cls: Definition) -> list[Definition]:
    """The classes of the tree that a class derives from."""
    return list(islice((base for base in _above(ev, cls) if isinstance(base, Definition)), _MAX_BASES))


def _above(ev: Follower, cls: Definition) -> Iterator[Abstract]:
    """What a class derives from, itself or through classes of the tree, each once."""
    pending: list[tuple[Abstract, int]] = [(cls, 0)]
    seen: set[Abstract] = set()
    while pending:
        one, depth = pending.pop()
        if one in seen:
            continue
        if depth:
            seen.add(one)
            yield one
        if isinstance(one, Definition) and depth <= _MAX_BASES:
            pending += ((base, depth + 1) for base in reversed(bases(ev, one)))


def object_member(
    ev: Follower, thing: Instance, name: str, depth: int = 0, heir: Definition | None = None
) -> Abstracts:
    """An attribute of an object: what its methods assign, what its constructor was given, its class's default. Of a
    part of an object that a base makes the `heir` is the class of the whole."""
    return ev.whole(_object_member, thing, name, depth, heir)


def _object_member(ev: Follower, thing: Instance, name: str, depth: int, heir: Definition | None) -> Abstracts:
    name = _gotten(ev, thing.cls, name)
    if not _declares(ev, thing.cls, name):
        return (_of_heirs(ev, thing.cls, name) if depth == 0 else ()) or _of_outside(ev, thing, name)
    found = list(assigned(ev, thing, name, heir))
    if not any_known(found):
        found += _given(ev, thing, name)
    known = any_known(found)
    if not known:
        found += _filled(ev, thing.cls, name) or _property(ev, thing, class_member(ev, thing.cls, name))
    found += added(ev, thing, name, found)
    if depth == 0 and found and all(_is_open(ev, v) for v in found):
        return distinct([*found, *_of_heirs(ev, thing.cls, name)])
    if not any(map(_tells, found)):
        bound = bound_member(ev, thing.cls, name)
        bound = bound or (_of_heirs(ev, thing.cls, name) if depth == 0 else ())
        found = [*bound, *(v for v in found if isinstance(v, Symbol | Instance) or not bound)]
    settled = (known or any_known([v for v in found if not _inherited(v, name)])) and not all(map(_is_empty, found))
    if settled or depth > _MAX_BASES:
        return distinct(found)
    whole = heir or (thing.cls if any(asks_itself(ev, one, name) for one in ancestors(ev, thing.cls)) else None)
    for base in bases(ev, thing.cls):
        if isinstance(base, Definition) and base.kind == "class":
            found += object_member(ev, Instance(base, thing.made), name, depth + 1, whole)
        elif isinstance(base, Symbol):
            found += symbol_member(ev, Symbol(base.module, base.path + "()", thing.made), name)
    return distinct(found)


def _gotten(ev: Follower, cls: Definition, name: str) -> str:
    """The field that a getter gives which nobody wrote: Lombok's `getModel()`, Java's of a property of Kotlin."""
    prefix = next((one for one in _GETTERS if name.startswith(one)), "")
    rest = name.removeprefix(prefix)
    if not prefix or not rest[:1].isupper() or ev.modules[cls.path].group != "jvm":
        return name
    field_name = rest[0].lower() + rest[1:]
    held = written_members(ev, cls, (name, field_name))
    return field_name if held == [field_name] else name


def _is_empty(value: Abstract) -> bool:
    """Whether a value of a member is the nothing that methods or subclasses replace: `None`, `""`, `[]`."""
    if isinstance(value, Data):
        return not (value.value.pairs if isinstance(value.value, Map) else value.value.items)
    return isinstance(value, Const) and not value.value


def _tells(value: Abstract) -> bool:
    return isinstance(value, Data | Definition | Const) and not _is_empty(value)


def _filled(ev: Follower, cls: Definition, name: str) -> Abstracts:
    """What a file of settings says of a member of an options class, before the class's own default."""
    return bound_member(ev, cls, name) if ev.modules[cls.path].group in _BOUND else ()


def _of_heirs(ev: Follower, cls: Definition, name: str) -> Abstracts:
    """What the subclasses of a class, and theirs, say of a member that it leaves open."""
    return ev.whole(_told_by_heirs, cls, name)


def _told_by_heirs(ev: Follower, cls: Definition, name: str) -> Abstracts:
    found: list[Abstract] = []
    for heir in heirs_of(ev, cls):
        if _says(ev, heir, name):
            found += object_member(ev, Instance(heir), name, _MAX_BASES)
    return distinct([one for one in found if not isinstance(one, Lost) and getattr(one, "value", one) is not None])


def heirs_of(ev: Follower, cls: Definition) -> list[Definition]:
    """The classes of the tree that derive from a class, the nearest first."""
    found = [cls]
    for above in found:
        for heir in ev.heirs.get(above.scope.rpartition(".")[2], ()) if len(found) <= _MAX_HEIRS else ():
            if heir not in found and above in bases(ev, heir):
                found.append(heir)
    return found[1:]


def _is_open(ev: Follower, value: Abstract) -> bool:
    """Whether a method gives nothing itself: `raise NotImplementedError`, `...`, an abstract method."""
    return (
        isinstance(value, Definition)
        and value.kind == "function"
        and not ev.modules[value.path].functions[value.scope].returns
    )


def _declares(ev: Follower, cls: Definition, name: str) -> bool:
    """Whether a class of the tree or one that it derives from says anything of a member; most say nothing of most."""
    key = (cls.path, cls.scope, name)
    if key not in ev.declared:
        above = ancestors(ev, cls)
        many = len(above) >= _MAX_BASES
        ev.declared[key] = many or _says(ev, cls, name) or any(_says(ev, base, name) for base in above)
    return ev.declared[key]


def _says(ev: Follower, cls: Definition, name: str) -> bool:
    return ev.modules[cls.path].group in _BOUND or _writes(ev, cls, name)


def written_members(ev: Follower, cls: Definition, names: Iterable[str]) -> list[str]:
    """Those of some members that a class of the tree, or one that it derives from, may have in its code."""
    above = ancestors(ev, cls)
    many = len(above) >= _MAX_BASES
    return [name for name in names if many or any(_writes(ev, one, name) for one in (cls, *above))]


def _writes(ev: Follower, cls: Definition, name: str) -> bool:
    full = join_scope(cls.scope, name)
    for module in modules_of(ev, cls):
        if name in module.bindings or full in module.functions or full in module.classes:
            return True
        if any(f"{one}.{name}" in module.bindings or f"{one}.{name}" in module.grown for one in _SELF):
            return True
    return False


def _of_outside(ev: Follower, thing: Instance, name: str) -> Abstracts:
    """A member that only bases of outside packages can have."""
    outside = outside_bases(ev, thing.cls)
    found: list[Abstract] = [Symbol(base.module, f"{base.path}.{name}") for base in outside]
    for base in outside:
        found += symbol_member(ev, Symbol(base.module, base.path + "()", thing.made), name)
    return distinct(found)


def _inherited(value: Abstract, name: str) -> bool:
    """Whether a value is only the attribute of that name of an outside base, which may set it or not (`ABC.model`)."""
    return isinstance(value, Symbol) and value.made is None and value.path.rpartition(".")[2] == name


def _given(ev: Follower, thing: Instance, name: str) -> list[Abstract]:
    """The constructor's argument for a field (dataclass, pydantic, record)."""
    module = ev.modules[thing.cls.path]
    if name not in module.fields.get(thing.cls.scope, ()):
        return []
    sites = (thing.made,) if thing.made is not None else ev.callers(thing.cls)
    found: list[Abstract] = []
    for site in sites:
        call = ev.modules[site.env.path].call(site.call)
        for key, value in call.kwargs:
            if key == name:
                found += ev.evaluate(value, site.env)
            elif key == "**":
                for spread in ev.evaluate(value, site.env):
                    found += keyed(ev, spread, name) if isinstance(spread, Data) else ()
        position = _field_position(module, thing.cls.scope, name)
        if position < len(call.args):
            found += ev.evaluate(call.args[position], site.env)
    if thing.made is None and found:
        found += class_member(ev, thing.cls, name)
    return found


def _field_position(module: Module, scope: str, name: str) -> int:
    return module.fields[scope].index(name)


def _property(ev: Follower, thing: Instance, values: Abstracts) -> Abstracts:
    """A property is what its getter returns; another method stays a method, bound to its object."""
    found: list[Abstract] = []
    for value in values:
        if isinstance(value, Definition) and value.kind == "function":
            module = ev.modules[value.path]
            function = module.functions[value.scope]
            if any(isinstance(d, Name) and d.path.endswith("property") for d in function.decorators):
                for result in function.returns:
                    found += texts_named(ev.evaluate(result, Env(value.path, value.scope)), function.name)
                continue
            value = value._replace(owner=thing)
        found.append(value)
    return tuple(found)
