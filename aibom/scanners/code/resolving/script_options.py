"""Command line options of JavaScript: what commander, yargs and Node's own `parseArgs` give when nobody says otherwise.

program.option("-m, --model <name>", "model to ask", "gpt-4o-mini")     program.opts().model
yargs(argv).option("model", { default: "gpt-4o-mini" }).parse()         argv.model
parseArgs({ options: { model: { type: "string", default: "..." } } })   values.model
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Call, FuncRef, Lit, Map, Value, key_name
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Data, Env, Follower

_ASKING = frozenset(("opts", "optsWithGlobals", "parse", "parseSync"))
_DECLARING = frozenset(("option", "requiredOption"))
_FLAG = re.compile(r"--([a-z][\w-]*)")
_DASHED = re.compile(r"-(\w)")
_MAX_OPTIONS = 60


def parsed_options(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """The options that a call reads, as a mapping of their defaults; None for other calls."""
    method, module = call.callee.rpartition(".")[2], ev.modules[env.path]
    if method == "parseArgs" and call.args and isinstance(call.args[0], Map):
        declared = next((item for key, item in call.args[0].pairs if key_name(key) == "options"), None)
        values = Map(tuple(_of_mapping(declared)), call.line)
        return (Data(Map(((Lit("values", call.line), values),), call.line), env),)
    if method not in _ASKING or (method.startswith("parse") and call.args):
        return None
    pairs = tuple(_declared(module))[:_MAX_OPTIONS]
    return (Data(Map(pairs, call.line), env),) if pairs else None


def _declared(module: Module) -> Iterator[tuple[Value, Value]]:
    """The options that a file declares, with their defaults."""
    for call in module.facts.calls:
        method = call.callee.rpartition(".")[2]
        first = call.args[0] if call.args else None
        if method in _DECLARING and isinstance(first, Lit) and isinstance(first.value, str):
            default = _default(call.args[1:])
            if default is not None:
                yield Lit(_named(first.value), call.line), default
        elif method == "options" and isinstance(first, Map):
            yield from _of_mapping(first)


def _default(given: tuple[Value, ...]) -> Value | None:
    """What stands behind an option's description, or under `default` in what describes it."""
    for value in given:
        if isinstance(value, Map):
            return next((item for key, item in value.pairs if key_name(key) in ("default", "defaultValue")), None)
    return next((value for value in given[1:] if not isinstance(value, FuncRef)), None)


def _of_mapping(declared: Value | None) -> Iterator[tuple[Value, Value]]:
    for key, item in declared.pairs if isinstance(declared, Map) else ():
        default = _default((item,))
        if key is not None and default is not None:
            yield key, default


def _named(flags: str) -> str:
    """`-m, --chat-model <name>`: chatModel."""
    match = _FLAG.search(flags)
    return _DASHED.sub(lambda dash: dash[1].upper(), match[1] if match else flags)
