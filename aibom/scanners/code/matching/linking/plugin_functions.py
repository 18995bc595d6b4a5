"""Prompts of Semantic Kernel's plug-ins in folders, which functions ask for by plug-in and name:
`kernel.Plugins["Travel"]["Suggest"]`, `kernel.invoke(plugin_name="Travel", function_name="Suggest")`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.facts import Call, Item, Lit, Name, Value
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Definition

_FRAMEWORK = "semantic-kernel"
_HOLDERS = (".Plugins", ".plugins")
_ASKING = frozenset("GetFunction get_function InvokeAsync InvokeStreamingAsync invoke invoke_stream".split())
_KEYS = (("pluginName", "functionName"), ("plugin_name", "function_name"))
_PROMPT = "skprompt.txt"
_PAIR = 2


def plugin_function_links(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links from tools and agents to the prompts that their bodies ask a kernel for."""
    for hit in hits:
        if hit.target is None or hit.signature.framework != _FRAMEWORK or hit.signature.kind not in ("tool", "agent"):
            continue
        asked = {path: None for pair in _asked(tracer, hit.target) for path in _files(tracer, *pair)}
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
        for path in asked if not is_test(hit.path) else ():
            prompt = Subject(kind=Kind.PROMPT, name=path, origin="file")
            for one in tracer.yields(hit):
                yield Link(source=one.subject, kind=RelationKind.USES_PROMPT, target=prompt, evidence=evidence)


def _files(tracer: Tracer, plugin: str, function: str) -> list[str]:
    """The one file of the tree that a plug-in's function is written in."""
    ending = f"/{plugin}/{function}/{_PROMPT}"
    found = [path for path in tracer.prompts.listed(_PROMPT) if f"/{path}".endswith(ending)]
    return found if len(found) == 1 else []


def _asked(tracer: Tracer, target: Definition) -> Iterator[tuple[str, str]]:
    """The plug-ins and functions that a body names."""
    module = tracer.resolver.modules[target.path]
    for value in _values(module, target.scope):
        if isinstance(value, Item) and isinstance(value.base, Item) and _is_plugins(value.base.base):
            yield from _pair(value.base.key, value.key)
    for index in module.within(target.scope):
        yield from _of_call(module.call(index))


def _values(module: Module, scope: str) -> Iterator[Value | None]:
    """What a function's variables hold, and what its calls are made on and given."""
    for group in module.bindings.values():
        yield from (one.value for one in group if one.scope == scope or one.scope.startswith(f"{scope}."))
    for index in module.within(scope):
        call = module.call(index)
        yield from (call.receiver, *call.args, *(value for _, value in call.kwargs))


def _is_plugins(value: Value) -> bool:
    return isinstance(value, Name) and value.path.endswith(_HOLDERS)


def _of_call(call: Call) -> Iterator[tuple[str, str]]:
    if call.callee.rpartition(".")[2] not in _ASKING:
        return
    given = dict(call.kwargs)
    if len(call.args) >= _PAIR:
        yield from _pair(call.args[0], call.args[1])
    for plugin, function in _KEYS:
        yield from _pair(given.get(plugin), given.get(function))


def _pair(plugin: Value | None, function: Value | None) -> Iterator[tuple[str, str]]:
    if isinstance(plugin, Lit) and isinstance(function, Lit):
        yield str(plugin.value), str(function.value)
