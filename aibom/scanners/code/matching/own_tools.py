"""Tools that a project builds by itself: classes that tell a model their name, what they do and what they take.

No framework says what they are. A class counts that has a name and a description written out, a schema of its input
(or a base that is called a tool) and a method that runs it, and whose own name, base or folder speaks of tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import Class
from aibom.scanners.code.matching.models import is_name
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.members import class_member
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Definition, Env

_CONFIDENCE = 0.6
_NAMES = ("name", "tool_name", "getName", "toolName")
_DESCRIPTIONS = ("description", "getDescription", "tool_description")
_SCHEMAS = (
    "parameters", "params_schema", "input_schema", "inputSchema", "args_schema", "getParameters", "parameters_schema",
    "json_schema", "getInputSchema", "schema",
)  # fmt: skip
_RUNS = ("call", "execute", "run", "invoke", "handle", "__invoke", "perform", "_run", "forward")
_SPEAKING = re.compile(r"(?:^|[/_.])(?:tools?|toolbox|functions?|skills?|mcp)(?:[/_.]|$)", re.IGNORECASE)
_CALLED = re.compile(r"\w*(?:Tool|Function|Skill)s?")
_WORDS = 3
_LINKS = {Kind.MODEL: RelationKind.USES_MODEL, Kind.SERVICE: RelationKind.CALLS_SERVICE}


def own_tools(tracer: Tracer) -> Iterator[Sighting]:
    """The tools of the project's own making, with what their methods touch."""
    for path, module in tracer.resolver.modules.items():
        if is_test(path):
            continue
        for scope, declared in module.classes.items():
            cls = Definition(path, "class", scope)
            if not _speaks(path, declared) or tracer.on(cls):
                continue
            name = _text(tracer.resolver, cls, _NAMES)
            if name and is_name(name) and _is_whole(tracer.resolver, cls, declared):
                yield from _told(tracer, cls, declared, name)


def _speaks(path: str, declared: Class) -> bool:
    named = _CALLED.fullmatch(declared.name) is not None or _is_derived(declared)
    return named or bool(_SPEAKING.search(path.rpartition(".")[0]))


def _is_derived(declared: Class) -> bool:
    """Whether a class derives from one that is called a tool."""
    return any(_CALLED.fullmatch(str(getattr(base, "path", "")).rpartition(".")[2]) for base in declared.bases)


def _is_whole(resolver: Resolver, cls: Definition, declared: Class) -> bool:
    """Whether it tells what it does, takes and runs; what it takes may be the base's part."""
    if len(_text(resolver, cls, _DESCRIPTIONS).split()) < _WORDS:
        return False
    takes = _is_derived(declared) or any(class_member(resolver, cls, name) for name in _SCHEMAS)
    return takes and any(class_member(resolver, cls, name) for name in _RUNS)


def _text(resolver: Resolver, cls: Definition, names: tuple[str, ...]) -> str:
    """The text that a member of the class is or returns; "" when none is written out."""
    for name in names:
        for thing in class_member(resolver, cls, name):
            things: tuple[object, ...] = (thing,)
            if isinstance(thing, Definition) and thing.kind == "function":
                function = resolver.modules[thing.path].functions[thing.scope]
                things = tuple(v for r in function.returns for v in resolver.evaluate(r, Env(thing.path, thing.scope)))
            for one in things:
                if isinstance(one, Const) and isinstance(one.value, str) and one.value and one.path == cls.path:
                    return one.value
    return ""


def _told(tracer: Tracer, cls: Definition, declared: Class, name: str) -> Iterator[Sighting]:
    subject = Subject(kind=Kind.TOOL, name=name, scope=cls.path)
    evidence = Evidence(path=cls.path, line=declared.line, symbol=declared.name, confidence=_CONFIDENCE)
    yield Observation(subject=subject, evidence=evidence, facts={"usage": "used", "tool_type": "function"})
    for one in tracer.reach.of(cls):
        relation = _LINKS.get(Kind(one.subject.kind))
        if relation is not None:
            yield Link(source=subject, kind=relation, target=one.subject, evidence=evidence)
