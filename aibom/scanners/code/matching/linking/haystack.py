"""Pipelines whose parts are joined by name: Haystack's `add_component("llm", ...)`, `connect("prompt", "llm")`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Call, Lit, Value
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Env

_ROLES = ("model", "prompt", "store", "tools", "agents")
# Which end of a connection uses the other one, by the kinds of the two.
_LINKS = {
    (Kind.PROMPT, Kind.MODEL): (False, RelationKind.USES_PROMPT),
    (Kind.PROMPT, Kind.AGENT): (False, RelationKind.USES_PROMPT),
    (Kind.MODEL, Kind.SERVICE): (False, RelationKind.USES_MODEL),
    (Kind.MODEL, Kind.TOOL): (True, RelationKind.HAS_TOOL),
    (Kind.SERVICE, Kind.PROMPT): (False, RelationKind.CALLS_SERVICE),
}


def pipeline_links(tracer: Tracer) -> Iterator[Link]:
    """The links that connections of named parts draw."""
    for path, module in tracer.resolver.modules.items():
        if module.group == "python" and not is_test(path) and _has_pipelines(module):
            yield from _of_module(tracer, module)


def _has_pipelines(module: Module) -> bool:
    return any(imp.module.partition(".")[0] == "haystack" for imp in module.facts.imports)


def _of_module(tracer: Tracer, module: Module) -> Iterator[Link]:
    parts: dict[tuple[str, str], list[Found]] = defaultdict(list)
    for call in module.facts.calls:
        pipeline, _, method = call.callee.rpartition(".")
        name, value = (_argument(call, index, key) for index, key in ((0, "name"), (1, "instance")))
        if method == "add_component" and isinstance(name, Lit) and value is not None:
            parts[pipeline, str(name.value)] = _held(tracer, value, Env(module.path, call.scope))
    for call in module.facts.calls:
        pipeline, _, method = call.callee.rpartition(".")
        if method == "connect":
            ends = [_argument(call, index, key) for index, key in ((0, "sender"), (1, "receiver"))]
            names = [str(end.value).partition(".")[0] for end in ends if isinstance(end, Lit)]
            if len(names) == 2:
                evidence = Evidence(path=module.path, line=call.line, symbol=call.callee, confidence=0.8)
                yield from _joined(parts[pipeline, names[0]], parts[pipeline, names[1]], evidence)


def _argument(call: Call, index: int, key: str) -> Value | None:
    return call.args[index] if index < len(call.args) else dict(call.kwargs).get(key)


def _held(tracer: Tracer, value: Value, env: Env) -> list[Found]:
    things = tracer.resolver.evaluate(value, env)
    return [one for thing in things for role in _ROLES for one in tracer.holds(thing, role)]


def _joined(senders: list[Found], receivers: list[Found], evidence: Evidence) -> Iterator[Link]:
    for left in senders:
        for right in receivers:
            forward, relation = _LINKS.get((left.subject.kind, right.subject.kind), (True, None))
            source, target = (left, right) if forward else (right, left)
            if relation is not None:
                yield Link(source=source.subject, kind=relation, target=target.subject, evidence=evidence)
