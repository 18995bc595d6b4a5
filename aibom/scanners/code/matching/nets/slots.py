"""What calls, mappings and classes are given, as pairs of a member's plain name and a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, FuncRef, Lit, Map, Name, Seq, Value, key_name
from aibom.scanners.code.matching.nets.words import plain_key, says_something
from aibom.scanners.code.resolving.modules import Module, join_scope

Slots = list[tuple[str, Value]]
MAX_SLOTS = 24
_MAKERS = frozenset(("__init__", "constructor", "new", "New", "initialize", "__construct"))
_SELVES = frozenset(("self", "cls"))
_OWN = ("self.", "this.")
_TYPE = re.compile(r"[A-Z]\w*")
_SUFFIX = "Attribute"  # what C# leaves out where one is used


def parameters(modules: Iterable[Module]) -> dict[str, tuple[str, ...]]:
    """What the functions and classes of the tree take, in order, by their last names."""
    found: dict[str, tuple[str, ...]] = {}
    for module in modules:
        for cls, fields in module.fields.items():
            names = tuple(plain_key(name) for name in fields)
            last = cls.rpartition(".")[2]
            found.setdefault(last, names)
            found.setdefault(last.removesuffix(_SUFFIX), names)
        for function in module.facts.functions:
            names = tuple(plain_key(one.name) for one in function.params if one.name not in _SELVES)
            outer = function.scope.rpartition(".")[2]
            if function.name in _MAKERS and outer and names:
                found[outer] = found[outer.removesuffix(_SUFFIX)] = names
            else:
                found.setdefault(function.name, names)
    return found


def given(call: Call, called: str, params: Mapping[str, tuple[str, ...]]) -> Slots:
    """What a call is given, by the names of the parameters where these are known."""
    names = params.get(called.rstrip("!").rpartition(".")[2], ())
    slots: Slots = [(names[at] if at < len(names) else "", value) for at, value in enumerate(call.args)]
    slots += [(plain_key(key), value) for key, value in call.kwargs]
    for value in call.args:
        slots += pairs_of(value) if isinstance(value, Map) else []
    return slots[:MAX_SLOTS]


def pairs_of(value: Map) -> Slots:
    """The members of a mapping."""
    found = ((key_name(key), item) for key, item in value.pairs[:MAX_SLOTS] if key is not None)
    return [(plain_key(name), item) for name, item in found if isinstance(name, str)]


def members_of(module: Module) -> dict[str, Slots]:
    """The texts that the classes of a file hold: as fields, as members of `self`, as what methods without arguments
    return."""
    found: dict[str, Slots] = {}
    for one in module.facts.bindings:
        if one.form == "field" and one.scope in module.classes:
            found.setdefault(one.scope, []).append((plain_key(one.name), one.value))
        elif one.name.startswith(_OWN) and one.scope.rpartition(".")[0] in module.classes:
            found.setdefault(one.scope.rpartition(".")[0], []).append((plain_key(one.name), one.value))
    for function in module.facts.functions:
        plain = all(one.name in _SELVES for one in function.params)
        if plain and len(function.returns) == 1 and function.scope in module.classes:
            found.setdefault(function.scope, []).append((plain_key(function.name), function.returns[0]))
    return found


def typed_items(module: Module) -> dict[int, str]:
    """The class of what a list is made of, where its type alone says so: `Deed[] All = { new("..."), ... }`."""
    found: dict[int, str] = {}
    for one in module.facts.bindings:
        if isinstance(one.value, Seq) and one.annotation:
            named = _TYPE.findall(one.annotation)
            found.update((item.call, named[-1]) for item in one.value.items if isinstance(item, CallRef) and named)
    return found


def written(module: Module, known: Set[tuple[str, int]] = frozenset()) -> Iterator[tuple[str, str, Value]]:
    """All values in which entries may stand, with what they are called and the scope that they stand in; what the
    calls at `known` places are given is not looked at."""
    for one in module.facts.bindings:
        yield one.name, one.scope, one.value
    for call in module.facts.calls:
        if (module.path, call.line) in known:
            continue
        for value in call.args:
            yield call.callee, call.scope, value
        for key, value in call.kwargs:
            yield key, call.scope, value
    for function in module.facts.functions:
        scope = join_scope(function.scope, function.name)
        for value in function.returns:
            yield function.name, scope, value
    for name, value in module.facts.exports:
        yield name, "", value


def works(slots: Slots) -> bool:
    """Whether anything that is given runs or is a schema: a function, a mapping, what a call gives, a dotted name."""
    return any(_is_work(value) for _, value in slots)


def _is_work(value: Value) -> bool:
    if isinstance(value, Name):
        return not value.path.isupper() and value.path not in ("None", "nil", "null", "true", "false")
    return isinstance(value, FuncRef | CallRef | Map)


def text_of(value: Value | None) -> str:
    """The text of a literal; "" where it is none."""
    return value.value if isinstance(value, Lit) and isinstance(value.value, str) else ""


def sentence_in(slots: Slots, words: frozenset[str]) -> tuple[str, str] | None:
    """The first sentence that stands under one of some words, or by its place alone."""
    texts = ((key, text_of(value)) for key, value in slots if not key or key in words)
    return next((one for one in texts if one[1] and says_something(one[1])), None)
