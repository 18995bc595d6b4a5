"""What the functions behind tools use: a tool is described in one place, and a function of its name does the work.

Schemas that are sent with a request (`{"name": "find_places", "parameters": ...}`) and plain functions that are handed
over as tools say nothing of what they touch; the function does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env

_CONFIDENCE = 0.7
_USED = (Kind.SERVICE, Kind.MODEL, Kind.DATASET, Kind.PROMPT, Kind.AGENT)
_TELLING = 6  # letters of a name that is looked for in other files


def tool_function_links(tracer: Tracer, tools: Iterable[Found]) -> Iterator[Link]:
    """What tools use by the functions of their names."""
    functions = _Functions(tracer.resolver)
    for tool in {one.subject: one for one in tools if one.subject.kind is Kind.TOOL}.values():
        for definition in functions.of(tool.subject):
            used = [one for one in tracer.reach.run(definition) if one.subject.kind in _USED]
            line = tracer.resolver.modules[definition.path].functions[definition.scope].line
            evidence = Evidence(path=definition.path, line=line, symbol=tool.subject.name, confidence=_CONFIDENCE)
            yield from join_found([tool], used, None, evidence)


class _Functions:
    """The functions of a tree by their names."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self._by_name: dict[str, list[Definition]] | None = None

    def of(self, tool: Subject) -> list[Definition]:
        """The function of a tool's name: of its file, else one that the file imports, else the only one of the tree."""
        module = self.resolver.modules.get(tool.scope)
        if module is None or is_test(tool.scope):
            return []
        own = [scope for scope, function in module.functions.items() if function.name == tool.name]
        if own:
            return [Definition(tool.scope, "function", own[0])]
        if tool.name in module.imports:
            things = self.resolver.lookup(tool.name, Env(tool.scope, ""), 0)
            return [one for one in things if isinstance(one, Definition) and one.kind == "function"][:1]
        named = self._named(tool.name) if len(tool.name) >= _TELLING else []
        return named if len(named) == 1 else []

    def _named(self, name: str) -> list[Definition]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for path, module in self.resolver.modules.items():
                for scope, function in module.functions.items() if not is_test(path) else ():
                    self._by_name[function.name].append(Definition(path, "function", scope))
        return self._by_name.get(name, [])
