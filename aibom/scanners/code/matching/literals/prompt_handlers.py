"""Functions that write the prompts which an MCP server offers: their texts belong to the prompt of that name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind
from aibom.scanners.code.facts import FuncRef, Member, Name, Value
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env

_ADDING = ("AddPrompt", "addPrompt", "add_prompt", "registerPrompt")
_HANDLERS = (FuncRef, Member, Name)


def prompt_handlers(resolver: Resolver, hits: Iterable[Hit]) -> set[tuple[str, int]]:
    """The lines of such functions, where prompts have names: those that stand under an annotation which names the
    prompt, and those that are handed over with one (`server.AddPrompt(prompt, s.plan)`)."""
    named = [hit for hit in hits if (hit.signature.kind, hit.signature.naming) == (Kind.PROMPT, "label")]
    marked = (hit.target for hit in named if hit.target is not None)
    handed = (one for path in dict.fromkeys(hit.path for hit in named) for one in _handed(resolver, path))
    return {line for target in (*marked, *handed) for line in _lines(resolver, target)}


def _handed(resolver: Resolver, path: str) -> Iterator[Definition]:
    """The functions that a file which names prompts hands over with them."""
    for call in resolver.modules[path].facts.calls:
        if call.callee.rpartition(".")[2] in _ADDING and len(call.args) > 1:
            yield from _functions(resolver, call.args[-1], Env(path, call.scope))


def _functions(resolver: Resolver, value: Value, env: Env) -> list[Definition]:
    things = resolver.evaluate(value, env) if isinstance(value, _HANDLERS) else ()
    return [one for one in things if isinstance(one, Definition) and one.kind == "function"]


def _lines(resolver: Resolver, target: Definition) -> Iterator[tuple[str, int]]:
    function = resolver.modules[target.path].functions.get(target.scope)
    if function is not None:
        yield from ((target.path, line) for line in range(function.line, function.end_line + 1))
