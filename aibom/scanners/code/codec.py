"""ModuleFacts as JSON bytes and back, for the cache.

Each fact is a JSON array of its fields; a Value begins with a number that tells its type. The form is private to
one VERSION: a cache entry of another version, or a damaged one, reads as None and counts as a miss.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import orjson

from aibom.scanners.code.facts import (
    Binding,
    Call,
    CallRef,
    Class,
    Directive,
    Either,
    FuncRef,
    Function,
    Import,
    Item,
    Lit,
    Map,
    Member,
    ModuleFacts,
    Name,
    Opaque,
    Param,
    Problem,
    Seq,
    Template,
    Value,
)

VERSION = 1
_VALUES = (Lit, Name, CallRef, Item, Member, FuncRef, Opaque, Template, Seq, Either, Map)
_TAGS = {kind: tag for tag, kind in enumerate(_VALUES)}


_DEFAULTS: dict[type, tuple[Any, ...]] = {
    kind: tuple(kind._field_defaults[name] for name in kind._fields if name in kind._field_defaults)
    for kind in (Import, Binding, Call, ModuleFacts)
}


def to_json(facts: ModuleFacts) -> bytes:
    """The facts as compact JSON. Raises TypeError when values are nested deeper than 200 levels."""
    return orjson.dumps([VERSION, facts], default=_plain)


def from_json(data: bytes) -> ModuleFacts | None:
    """The facts that to_json wrote; None when the bytes are anything else."""
    try:
        version, row = orjson.loads(data)
        return _module(row) if version == VERSION else None
    except (ValueError, TypeError, IndexError, KeyError, RecursionError):
        return None


def _plain(fact: Any) -> Any:
    """A fact as a plain tuple: values with their tag, other facts without the fields that have their default."""
    kind = type(fact)
    tag = _TAGS.get(kind)
    if tag is not None:
        return (tag, *fact)
    defaults = _DEFAULTS.get(kind, ())
    kept = len(fact)
    for default in reversed(defaults):
        if fact[kept - 1] != default:
            break
        kept -= 1
    return tuple(fact[:kept])


def _leaf(kind: Any) -> Callable[[list[Any]], Value]:
    def read(row: list[Any]) -> Value:
        _, content, line = row
        return cast("Value", kind(content, line))

    return read


def _many(kind: Any) -> Callable[[list[Any]], Value]:
    def read(row: list[Any]) -> Value:
        _, items, line = row
        return cast("Value", kind(_values(items), line))

    return read


def _item(row: list[Any]) -> Value:
    _, base, key, line = row
    return Item(_value(base), _value(key), line)


def _member(row: list[Any]) -> Value:
    _, base, path, line = row
    return Member(_value(base), path, line)


def _map(row: list[Any]) -> Value:
    _, pairs, line = row
    return Map(tuple([(None if key is None else _value(key), _value(item)) for key, item in pairs]), line)


_READERS: tuple[Callable[[list[Any]], Value], ...] = (
    _leaf(Lit),
    _leaf(Name),
    _leaf(CallRef),
    _item,
    _member,
    _leaf(FuncRef),
    _leaf(Opaque),
    _many(Template),
    _many(Seq),
    _many(Either),
    _map,
)


def _value(row: list[Any]) -> Value:
    tag: int = row[0]
    return _READERS[tag](row)


def _values(rows: list[Any]) -> tuple[Value, ...]:
    return tuple([_READERS[row[0]](row) for row in rows])


def _binding(row: list[Any]) -> Binding:
    name, scope, value, line, *rest = row
    return Binding(name, scope, _value(value), line, *rest)


def _call(row: list[Any]) -> Call:
    callee, receiver, args, kwargs, line, end_line, scope, *rest = row
    if len(rest) == 3:
        rest[2] = tuple(rest[2])
    return Call(
        callee,
        None if receiver is None else _value(receiver),
        _values(args) if args else (),
        tuple([(key, _value(value)) for key, value in kwargs]) if kwargs else (),
        line,
        end_line,
        scope,
        *rest,
    )


def _param(row: list[Any]) -> Param:
    name, default, annotation, line = row
    return Param(name, None if default is None else _value(default), annotation, line)


def _function(row: list[Any]) -> Function:
    name, scope, params, decorators, returns, doc, line, end_line = row
    read = tuple([_param(param) for param in params])
    return Function(name, scope, read, _values(decorators), _values(returns), doc, line, end_line)


def _class(row: list[Any]) -> Class:
    name, scope, bases, decorators, doc, line, end_line = row
    return Class(name, scope, _values(bases), _values(decorators), doc, line, end_line)


def _plain_fact(kind: Any) -> Callable[[list[Any]], Any]:
    return lambda row: kind(*row)


def _export(row: list[Any]) -> tuple[str, Value]:
    name, value = row
    return name, _value(value)


_FIELDS: dict[str, Callable[[list[Any]], Any]] = {
    "imports": _plain_fact(Import),
    "bindings": _binding,
    "calls": _call,
    "functions": _function,
    "classes": _class,
    "exports": _export,
    "directives": _plain_fact(Directive),
    "problems": _plain_fact(Problem),
}


def _module(row: list[Any]) -> ModuleFacts:
    parts: list[Any] = []
    for name, part in zip(ModuleFacts._fields, row, strict=False):
        read = _FIELDS.get(name)
        parts.append(tuple([read(fact) for fact in part]) if read else part)
    return ModuleFacts(*parts)
