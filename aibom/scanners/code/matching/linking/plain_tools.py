"""The links of functions that are tools by being handed over only: what their bodies reach."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.types import Definition

_CONFIDENCE = 0.85


def plain_tool_links(tracer: Tracer) -> Iterator[Link]:
    """`tools=[search]`: the model, service and prompts that the function `search` uses are the tool's."""
    for found, _, _ in tuple(tracer.extra.values()):
        definition = _function_of(tracer, found) if found.subject.kind == Kind.TOOL else None
        if definition is not None and not is_test(definition.path):
            path, line = found.places[0]
            evidence = Evidence(path=path, line=line, symbol=found.subject.name, confidence=_CONFIDENCE)
            yield from join_found([found], tracer.reach.run(definition), None, evidence)


def _function_of(tracer: Tracer, found: Found) -> Definition | None:
    """The function of the tree that a tool is, by the place where it stands."""
    path, line = found.places[0] if found.places else ("", 0)
    module = tracer.resolver.modules.get(path)
    for scope, function in module.functions.items() if module is not None else ():
        if function.line == line and function.name == found.subject.name:
            return Definition(path, "function", scope)
    return None
