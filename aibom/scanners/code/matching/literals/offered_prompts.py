"""The prompts that an MCP server of TypeScript's low-level SDK lists for its clients:
`setRequestHandler(ListPromptsRequestSchema, async () => ({ prompts: [{ name, description, arguments }] }))`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import CallRef, Map, Seq, Value, key_name
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env

_LISTING = "ListPromptsRequestSchema"
_VALUES = ("Object.values", "Array.from")
_MAX_PROMPTS = 100


def offers_prompts(module: Module) -> bool:
    """Whether a file answers the question for a server's prompts."""
    return any(imp.name == _LISTING for imp in module.facts.imports)


def offered_prompts(resolver: Resolver, module: Module, mapping: Map, env: Env) -> Iterator[Found]:
    """The prompts of an answer `{ prompts: [...] }`, each with its place."""
    for key, value in mapping.pairs:
        if key_name(key) == "prompts":
            yield from listed_prompts(resolver, module, value, env)


def listed_prompts(resolver: Resolver, module: Module, value: Value, env: Env) -> Iterator[Found]:
    """The prompts of a list, each by its name."""
    entries = list(_entries(resolver, module, value, env))
    for entry in within(entries, _MAX_PROMPTS, "prompts of one list", module.path):
        yield from _prompt(resolver, entry)


def _entries(resolver: Resolver, module: Module, value: Value, env: Env) -> Iterator[Data]:
    if isinstance(value, CallRef):
        call = module.call(value.call)
        value = call.args[0] if call.callee in _VALUES and call.args else value
    for thing in resolver.evaluate(value, env):
        held = thing.value if isinstance(thing, Data) else None
        items = held.items if isinstance(held, Seq) else [item for _, item in held.pairs] if held is not None else ()
        for item in items:
            found = resolver.evaluate(item, thing.env) if isinstance(thing, Data) else ()
            yield from (one for one in found if isinstance(one, Data) and isinstance(one.value, Map))


def _prompt(resolver: Resolver, entry: Data) -> Iterator[Found]:
    pairs = entry.value.pairs if isinstance(entry.value, Map) else ()
    for key, value in pairs:
        for thing in resolver.evaluate(value, entry.env) if key_name(key) == "name" else ():
            if isinstance(thing, Const) and isinstance(thing.value, str) and thing.value and not thing.partial:
                subject = Subject(kind=Kind.PROMPT, name=thing.value, scope=entry.env.path)
                yield Found(subject, {"role": "template", "framework": "mcp"}, ((entry.env.path, value.line),))
