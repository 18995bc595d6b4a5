"""Mappings that JavaScript builds of pairs or of a schema: `new Map([["fast", "gpt-4o"]])`, what zod's `parse` gives.

Settings are often declared with their defaults, and read of the environment in one step: `z.object({ MODEL:
z.string().default("gpt-4o") }).parse(process.env)`, or `createEnv({ server: { ... } })` of T3 (env.t3.gg).
"""

from __future__ import annotations

from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Name, Seq, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Data, Env, Follower, Symbol

_PARSERS = frozenset(("parse", "safeParse", "parseAsync"))
_OBJECTS = frozenset(("object", "strictObject", "looseObject", "z.object", "z.strictObject", "z.looseObject"))
_PARTS = ("server", "client", "shared")
_MAX_STEPS = 12  # methods that are chained to a field
_ROW = 2  # a key and a value


def declared(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """The mapping that a call builds; None when it builds none that is known."""
    if call.callee in ("Map", "Object.fromEntries"):
        return _of_pairs(ev, call, env) if call.args else (Data(Map((), call.line), env),)
    if call.callee == "Set":
        return tuple(one for given in call.args[:1] for one in ev.evaluate(given, env) if isinstance(one, Data)) or None
    if call.callee == "createEnv" and call.args and isinstance(call.args[0], Map):
        sides = [item for key, item in call.args[0].pairs if key_name(key) in _PARTS and isinstance(item, Map)]
        return tuple(Data(_defaults(ev.modules[env.path], side), env) for side in sides) or None
    receiver, _, method = call.callee.rpartition(".")
    if method not in _PARSERS:
        return None
    base = ev.evaluate(call.receiver if call.receiver is not None else Name(receiver, call.line), env)
    if call.receiver is not None and receiver:
        base = ev.members(base, receiver, call.line)
    parsed = [one for schema in base if isinstance(schema, Symbol) for one in _of_schema(ev, schema)]
    if parsed and call.args:  # what is checked has what it has, and else the defaults
        parsed = [*(one for one in ev.evaluate(call.args[0], env) if isinstance(one, Data)), *parsed]
    if method == "safeParse":
        parsed = [Data(Map(((Lit("data", call.line), one.value),), call.line), one.env) for one in parsed]
    return tuple(parsed) or None


def _of_pairs(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    lists = [one for given in call.args[:1] for one in ev.evaluate(given, env)]
    found = []
    for rows in lists:
        items = rows.value.items if isinstance(rows, Data) and isinstance(rows.value, Seq) else ()
        pairs = tuple((row.items[0], row.items[1]) for row in items if isinstance(row, Seq) and len(row.items) == _ROW)
        if pairs and isinstance(rows, Data):
            found.append(Data(Map(pairs, call.line), rows.env))
    return tuple(found) or None


def _of_schema(ev: Follower, schema: Symbol) -> list[Data]:
    """What an object of a schema has by default; nothing for what is no object of zod's."""
    if schema.made is None or schema.module.partition("/")[0] != "zod":
        return []
    module = ev.modules[schema.made.env.path]
    call = module.call(schema.made.call)
    for _ in range(_MAX_STEPS):
        if call.callee.rpartition(".")[2] in _OBJECTS and call.args and isinstance(call.args[0], Map):
            defaults = _defaults(module, call.args[0])
            return [Data(defaults, schema.made.env)] if defaults.pairs else []
        if not isinstance(call.receiver, CallRef):
            return []
        call = module.call(call.receiver.call)
    return []


def _defaults(module: Module, fields: Map) -> Map:
    """The defaults of fields: `z.string().min(1).default("gpt-4o").describe("...")`."""
    found = [(key, default) for key, item in fields.pairs if (default := _default(module, item)) is not None]
    return Map(tuple(found), fields.line)


def _default(module: Module, value: Value) -> Value | None:
    for _ in range(_MAX_STEPS):
        if not isinstance(value, CallRef):
            return None
        call = module.call(value.call)
        if call.callee.rpartition(".")[2] in ("default", "catch", "prefault") and call.args:
            return call.args[0]
        if call.receiver is None:
            return None
        value = call.receiver
    return None
