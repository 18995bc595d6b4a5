"""Tools that a host finds as the methods of a class, whose docstrings it tells a model: `class Tools` of Open WebUI and
its pipelines, where the class's settings (`Valves`) or what the host puts in by itself (`__user__`) say so, and classes
under a decorator for sets of tools (`@toolwrapper() class FileSystem`)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import CallRef, Class, Function
from aibom.scanners.code.matching.types import doc_facts
from aibom.scanners.code.resolving.modules import Module

_HOLDER = "Tools"
_SETTINGS = ("Valves", "UserValves")
_PUT_IN = re.compile(r"__[a-z]+(?:_[a-z]+)*__")
_SETS = re.compile(r"(?:\w+_)?tool_?(?:wrapper|set|kit|box|class|group|provider|collection)|(?:register_)?tools")
_CONFIDENCE = 0.7
_MAX_TOOLS = 100  # methods of one class


def held_tools(module: Module) -> Iterator[Observation]:
    """The methods of such classes of a file that are documented; those that begin with `_` are the class's own."""
    for scope, declared in module.classes.items() if module.group == "python" else ():
        marked = any(_SETS.fullmatch(mark) for mark in _marks(module, declared))
        if declared.name != _HOLDER and not marked:
            continue
        methods = [one for name, one in module.functions.items() if name.rpartition(".")[0] == scope]
        if not (marked or _is_of_host(module, scope, methods)):
            continue
        told = [one for one in methods if one.doc and not one.name.startswith("_") and not one.decorators]
        for one in within(told, _MAX_TOOLS, "methods of one class", module.path):
            facts: dict[str, Json] = {"tool_type": "function", "usage": "used", **doc_facts(one.doc)}
            evidence = Evidence(path=module.path, line=one.line, symbol=scope, confidence=_CONFIDENCE)
            yield Observation(
                subject=Subject(kind=Kind.TOOL, name=one.name, scope=module.path), evidence=evidence, facts=facts
            )


def _marks(module: Module, declared: Class) -> Iterator[str]:
    """The last names of a class's decorators."""
    for one in declared.decorators:
        name = module.call(one.call).callee if isinstance(one, CallRef) else getattr(one, "path", "")
        yield str(name).rpartition(".")[2]


def _is_of_host(module: Module, scope: str, methods: list[Function]) -> bool:
    around = scope.rpartition(".")[0]
    holders = (scope, around) if around else (scope,)
    settled = any(f"{holder}.{name}" in module.classes for holder in holders for name in _SETTINGS)
    return settled or any(_PUT_IN.fullmatch(param.name) for one in methods for param in one.params)
