"""Operations of an interface that an agent is given as tools: OpenAPI documents of action groups, plug-ins and actions.

Of an interface's document in general nothing is told; what it shows are examples. One whose name or folder says that
it is an agent's describes what the agent may call (docs.aws.amazon.com/bedrock, "Define OpenAPI schemas").
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.sight import Sight

MAX_OPERATIONS = 500
_METHODS = frozenset("get put post delete patch".split())
_OF_AGENTS = frozenset(
    "agent agents action actions actiongroup actiongroups tool tools plugin plugins gpt gpts assistant copilot"
    " skill".split()
)
_PATH = re.compile(r"/[\w./{}$:-]{0,200}\Z")


class Operation(NamedTuple):
    """One call that an interface offers, as it is named there, else by its path."""

    name: str
    line: int
    description: str


def operations_of(document: Lined) -> Iterator[Operation]:
    """The operations of an OpenAPI document."""
    top = document.value
    table = top.get("paths") if isinstance(top, Mapping) else None
    count = 0
    for path, methods in table.items() if isinstance(table, Mapping) else ():
        for method, body in methods.items() if isinstance(methods, Mapping) and _PATH.match(path) else ():
            if method not in _METHODS or not isinstance(body, Mapping) or count >= MAX_OPERATIONS:
                continue
            count += 1
            name = body.get("operationId")
            named = isinstance(name, str) and bool(name.strip())
            line = document.line_of(body, "operationId") if named else document.line_of(table, path)
            said = body.get("description") or body.get("summary")
            text = " ".join(said.split())[:200] if isinstance(said, str) else ""
            yield Operation(str(name).strip()[:100] if named else path[:100], line, text)


def operations_within(text: str, line: int, path: str) -> list[Operation]:
    """The operations of a document that stands as text in another, from the line on at which it begins."""
    data = b"\n" * max(line - 1, 0) + text.encode("utf-8", "replace")
    try:
        documents = [parse_jsonc(data, path)] if text.lstrip()[:1] == "{" else parse_yaml_with_lines(data, path)
    except (UnreadableError, LimitError):
        return []  # a variable makes a part of it
    return [one for document in documents for one in operations_of(document)]


def is_of_agents(path: str) -> bool:
    """Whether a document's name or folder says that an agent is given it."""
    folder, name = posixpath.split(path)
    words = {*words_of(posixpath.splitext(name)[0]), *words_of(posixpath.basename(folder))}
    return not _OF_AGENTS.isdisjoint(words)


def tool_of(one: Operation, sight: Sight, framework: str = "") -> Observation:
    """An operation as a tool."""
    facts: dict[str, Json] = {"tool_type": "function"}
    if framework:
        facts["framework"] = framework
    if one.description:
        facts["description"] = one.description
    return sight.thing(sight.local(Kind.TOOL, one.name), one.line, "operation", **facts)


def offered_to_agents(document: Lined, sight: Sight) -> Iterator[Sighting]:
    """The operations of a whole file as tools, when the file is an agent's."""
    if is_of_agents(sight.path):
        for one in operations_of(document):
            yield tool_of(one, sight)
