"""What a web worker is posted by the pages of the same tree: `worker.postMessage({ model })` beside
`self.addEventListener("message", (event) => ...)`."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.scanners.code.facts import FuncRef, Map
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Data, Env

_LISTENING = ("self.addEventListener", "addEventListener", "globalThis.addEventListener")
_HANDLERS = ("self.onmessage", "onmessage", "globalThis.onmessage")
_MAX_MESSAGES = 12


def hears(module: Module, scope: str) -> bool:
    """Whether a function is what a worker hears messages with."""
    if module.group != "javascript":
        return False
    for call in module.facts.calls:
        if call.callee in _LISTENING and len(call.args) > 1 and _is(call.args[1], scope):
            return getattr(call.args[0], "value", "") == "message"
    return any(_is(one.value, scope) for name in _HANDLERS for one in module.bindings.get(name, ()))


def _is(value: object, scope: str) -> bool:
    return (value.scope if isinstance(value, FuncRef) else getattr(value, "path", "")) == scope


def worker_messages(modules: Mapping[str, Module]) -> Abstracts:
    """The mappings that pages post to workers; a worker's own answers are none."""
    found: list[Abstract] = []
    for module in modules.values():
        for call in module.facts.calls if module.group == "javascript" else ():
            owner, _, method = call.callee.rpartition(".")
            given = call.args[0] if call.args else None
            if method == "postMessage" and owner not in ("self", "", "globalThis") and isinstance(given, Map):
                found.append(Data(given, Env(module.path, call.scope)))
    return tuple(found[:_MAX_MESSAGES])
