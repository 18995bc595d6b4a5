"""Tools that a function of BAML may answer with: classes of which each says by a literal what it is.

type Tools = AddTool | SubtractTool
class AddTool { intent "add"  a int  b int }
function NextStep(thread: string) -> Tools | Done { ... }

Aliases and classes stand in other files of the folder: a union is followed when all files are read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.products.baml_clients import client
from aibom.scanners.configs.sight import Sight

CLASS, ANSWER = "baml-class", "baml-answer"
_KINDS = frozenset("intent action tool tool_name toolname function function_name name type kind op command".split())
_ALIAS = re.compile(r"^[ \t]*type[ \t]+(?P<name>\w{1,80})[ \t]*=[ \t]*(?P<union>[^\n]{1,2000})", re.MULTILINE)
_RETURNS = re.compile(
    r"^[ \t]*function[ \t]+(?P<name>\w{1,80})[ \t]*\([^){}]{0,2000}\)[ \t]*->[ \t]*(?P<union>[^{\n]{1,2000})",
    re.MULTILINE,
)
_CLASS = re.compile(r"^[ \t]*class[ \t]+(?P<name>\w{1,80})[ \t]*\{(?P<body>[^}]{0,4000})", re.MULTILINE)
_LITERAL = re.compile(r"^[ \t]*(?P<key>\w{1,40})[ \t]+\"[\w .:/-]{1,80}\"", re.MULTILINE)
_DESCRIBED = re.compile(r"@description\((?:#?\")(?P<text>[^\"]{1,400})")
_WORD = re.compile(r"\b[A-Z]\w{0,79}\b")
_FEW = 2  # alternatives that an answer chooses among
_MAX_STEPS = 200


def read_tools(text: str, path: str) -> Iterator[Sighting]:
    """The classes that may be tools, and what functions and aliases choose among."""
    sight = Sight(path)
    for match in _CLASS.finditer(text):
        if any(one["key"].lower() in _KINDS for one in _LITERAL.finditer(match["body"])):
            told = _DESCRIBED.search(match["body"])
            facts: dict[str, Json] = {"description": told["text"]} if told is not None else {}
            subject = sight.local(Kind.TOOL, match["name"])
            yield sight.thing(subject, _line(text, match), CLASS, tool_type="function", framework="baml", **facts)
    for pattern, origin in ((_ALIAS, CLASS), (_RETURNS, ANSWER)):
        for match in pattern.finditer(text):
            for name in dict.fromkeys(_WORD.findall(match["union"])):
                source = _named(match["name"], path, origin)
                yield sight.link(source, RelationKind.CONTAINS, _named(name, path, CLASS), _line(text, match))


def with_tools(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings with the classes that an answer chooses among as tools; of others nothing is left."""
    kept = list(sightings)
    among: dict[Subject, list[Subject]] = defaultdict(list)
    for one in kept:
        if isinstance(one, Link) and one.source is not None and one.target.origin == CLASS:
            among[one.source].append(one.target)
    answers = [_chosen(source, among) for source in among if source.origin == ANSWER]
    tools = {name for names in answers for name in names if len(names) >= _FEW}
    for one in kept:
        if isinstance(one, Link) and one.target.origin == CLASS:
            continue
        if isinstance(one, Observation) and one.evidence.symbol == CLASS:
            if _named(one.subject.name, one.evidence.path, CLASS) in tools:
                yield one
        else:
            yield one


def _chosen(source: Subject, among: dict[Subject, list[Subject]]) -> set[Subject]:
    """The classes behind an answer, through aliases."""
    waiting, found = list(among[source]), set[Subject]()
    for _ in range(_MAX_STEPS):
        if not waiting:
            break
        one = waiting.pop()
        if one in found:
            continue
        if one in among:
            waiting += among[one]
        found.add(one)
    return {one for one in found if one not in among}


def _named(name: str, path: str, origin: str) -> Subject:
    """A class, alias or function by its name within one program."""
    return Subject(kind=Kind.TOOL, name=name, origin=origin, scope=client(name, path).scope)


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start("name")) + 1
