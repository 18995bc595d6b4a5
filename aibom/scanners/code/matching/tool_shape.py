"""What a tool that a project makes by itself looks like, in any language and whatever it is written as.

A model chooses a tool by what it is told of it, so that whoever writes one says the same four things: its name, what
it does, what it takes, and how it is run. They are members of a class, methods that return them (Go, Rust, Java,
Ruby, PHP), or keys of a mapping. Here is the one list of the words for them; what counts as a tool is decided by
aibom.scanners.code.matching.own.classes for classes, by aibom.scanners.code.matching.tools for mappings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import CallRef, Lit, Map, Value, key_name
from aibom.scanners.code.resolving.members import class_member, object_member, written_members
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Definition, Env, Instance, Lost, Symbol

_LETTERS, _WORDS = 12, 3  # a description has more than a label has
_TRANSLATED = re.compile(r"(?:I18n\.)?(?:t|translate|__|trans|gettext)\(")
_MAX_MADE = 6  # places where objects of one type are made
_DENSE = 4  # letters of a script that needs few


def _spellings(*names: str) -> tuple[str, ...]:
    """How languages spell members: `input_schema`, `inputSchema`, `InputSchema`, `INPUT_SCHEMA`, `getInputSchema`."""
    found: dict[str, None] = {}
    for name in names:
        first, *rest = name.split()
        pascal = "".join(word.capitalize() for word in (first, *rest))
        camel = first + pascal[len(first) :]
        snake = "_".join((first, *rest))
        found |= dict.fromkeys((snake, camel, pascal, snake.upper(), f"get{pascal}", f"get_{snake}"))
    return tuple(found)


_NAMES = _spellings("name", "tool name")
_DESCRIPTIONS = (*_spellings("description", "tool description"), "describe")
_INPUTS = _spellings("parameters", "input schema", "args schema", "params schema", "parameters schema", "tool schema")
_SCHEMAS = (*_INPUTS, *_spellings("schema", "json schema", "definition"))  # in a mapping these may be of an answer
# What a tool that somebody else describes says of itself: `Tool(one.name, one.description, one.inputSchema)`.
TOLD_BY_IT = frozenset((*_NAMES, *_DESCRIPTIONS, *_SCHEMAS))
# Methods that answer all of it with one record: `func (t *grep) Info() ToolInfo`.
_RECORDS = _spellings(
    *("info", "tool info", "definition", "tool definition", "function definition", "declaration"),
    *("spec", "tool spec", "schema", "tool schema", "metadata", "signature"),
)
_WRAPPERS = ("function", "toolSpec")  # keys under which a record has what it says
_VERBS = ("call", "execute", "run", "invoke", "handle", "perform", "process")
_RUNS = (
    *_spellings(*_VERBS, *(f"{verb} async" for verb in _VERBS)),
    *(f"_{verb}" for verb in _VERBS),
    *(f"a{verb}" for verb in _VERBS),
    *("forward", "__call__", "__invoke", "InvokableRun"),
)
# Keys under which a mapping has what runs the tool that it describes.
RUNS = tuple("execute handler run invoke call handle callback func function fn action".split())
_KEYS = {
    "named": frozenset(("name",)),
    "described": frozenset(("description",)),
    "takes": frozenset((*_INPUTS, "function_declarations")),
    "runs": frozenset(("execute", "generate", "handler", "invoke", "run")),
}


# Keys under which a mapping has what a tool takes: what is described there are its parameters.
TAKES = frozenset((*_INPUTS, "properties"))


class Shape(NamedTuple):
    """Which of the four things a mapping says."""

    named: bool
    described: bool
    takes: bool
    runs: bool


def keys_of(data: Data) -> frozenset[object]:
    """The plain keys of a mapping; empty when it is none."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    return frozenset(key_name(key) for key, _ in pairs if key is not None)


def mapping_shape(keys: Iterable[object]) -> Shape:
    """What a mapping of these keys says of a tool."""
    known = frozenset(keys)
    return Shape(**{part: bool(words & known) for part, words in _KEYS.items()})


def takes_input(resolver: Resolver, cls: Definition) -> bool:
    """Whether a class of the tree, with those it derives from, says what it takes."""
    return _has(resolver, cls, _SCHEMAS)


def runs(resolver: Resolver, cls: Definition) -> bool:
    """Whether it is run by a method that is called so."""
    return _has(resolver, cls, _RUNS)


def is_described(resolver: Resolver, cls: Definition) -> bool:
    """Whether a class says what it is for, in a sentence, or in one that is translated."""
    things = [one for name in _DESCRIPTIONS for one in object_member(resolver, Instance(cls), name)]
    if any(is_sentence(text.value) for text in _texts(resolver, things)):
        return True
    return any(
        isinstance(one, Lost) and bool(_TRANSLATED.match(one.expression)) for one in given_back(resolver, things)
    )


def class_name(resolver: Resolver, cls: Definition) -> str:
    """The name that a class gives to what it is, written out beside it; "" when none is."""
    things = (one for name in _NAMES for one in class_member(resolver, cls, name))
    return next((str(text.value) for text in _texts(resolver, things) if text.path == cls.path), "")


def own_name(resolver: Resolver, cls: Definition) -> str:
    """The name that a class of tools or agents gives to what it is, by itself or in its record."""
    return _made_name(resolver, cls) or class_name(resolver, cls) or record_name(resolver, cls)


def _made_name(resolver: Resolver, cls: Definition) -> str:
    """The one name that the objects of a type of Go are made with, also within what it embeds:
    `&Bash{Base: base.Tool{ToolName: "bash"}}`."""
    if resolver.modules[cls.path].group != "go":
        return ""
    sites = resolver.makers(cls)[:_MAX_MADE]
    calls = [resolver.modules[one.env.path].call(one.call) for one in sites]
    inner = [
        resolver.modules[site.env.path].call(value.call)
        for site, call in zip(sites, calls, strict=True)
        for _, value in call.kwargs
        if isinstance(value, CallRef)
    ]
    fields = (field for call in (*calls, *inner) for field in call.kwargs)
    names = {str(value.value) for name, value in fields if name in _NAMES and isinstance(value, Lit)}
    return next(iter(names)) if len(names) == 1 else ""


def record_name(resolver: Resolver, cls: Definition) -> str:
    """The name in the one record that a class answers of itself, where a sentence stands beside it."""
    written = written_members(resolver, cls, _RECORDS)
    things = (one for name in written for one in class_member(resolver, cls, name))
    for record in (_record(resolver, thing) for thing in given_back(resolver, things)):
        if any(is_sentence(text) for text in _told(resolver, record, _DESCRIPTIONS)):
            return next(_told(resolver, record, _NAMES), "")
    return ""


def _record(resolver: Resolver, thing: Abstract) -> list[tuple[str, Value, Env]]:
    """What a mapping has, or an object was made with, by name."""
    if isinstance(thing, Data) and isinstance(thing.value, Map):
        keyed = [(key_name(key), item) for key, item in thing.value.pairs]
        inner = next((item for name, item in keyed if name in _WRAPPERS and isinstance(item, Map)), None)
        if inner is not None:
            return _record(resolver, Data(inner, thing.env))
        return [(name, item, thing.env) for name, item in keyed if isinstance(name, str)]
    if isinstance(thing, Symbol | Instance) and thing.made is not None:
        call = resolver.modules[thing.made.env.path].call(thing.made.call)
        return [(name, value, thing.made.env) for name, value in call.kwargs]
    return []


def _told(resolver: Resolver, record: list[tuple[str, Value, Env]], names: tuple[str, ...]) -> Iterator[str]:
    """The texts that a record has under some names."""
    found = [(value, env) for wanted in names for name, value, env in record if name == wanted]
    given = (one for value, env in found for one in resolver.evaluate(value, env))
    return (str(one.value) for one in _texts(resolver, given))


def _has(resolver: Resolver, cls: Definition, names: tuple[str, ...]) -> bool:
    """Whether a class has one of some members, or may have it of an outside base; what Go embeds hands on little."""
    found = (one for name in names for one in class_member(resolver, cls, name))
    return any(resolver.modules[cls.path].group != "go" or not isinstance(one, Symbol) for one in found)


def _texts(resolver: Resolver, things: Iterable[Abstract]) -> Iterator[Const]:
    """The texts among the values of a member, and those that a method returns which is one."""
    given = given_back(resolver, things)
    yield from (one for one in given if isinstance(one, Const) and isinstance(one.value, str) and one.value)


def given_back(resolver: Resolver, things: Iterable[Abstract]) -> Iterator[Abstract]:
    """The values of a member, and what a method returns which is one."""
    for thing in things:
        if isinstance(thing, Definition) and thing.kind == "function":
            env = Env(thing.path, thing.scope)
            returns = resolver.modules[thing.path].functions[thing.scope].returns
            yield from (one for value in returns for one in resolver.evaluate(value, env))
        else:
            yield thing


def is_sentence(text: object) -> bool:
    """Whether a text says more than a label does."""
    if not isinstance(text, str):
        return False
    if not text.isascii():
        return len(text) > _DENSE
    return len(text.split()) >= _WORDS or (" " in text and len(text) > _LETTERS)
