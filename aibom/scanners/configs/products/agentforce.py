"""Reads the metadata of Salesforce's Agentforce (developer.salesforce.com/docs/atlas.en-us.api_meta.meta,
GenAiFunction, GenAiPlugin, GenAiPlanner, GenAiPromptTemplate): actions, topics, agents and prompt templates, a file of
XML each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import islice

from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

_ENDING = "-meta.xml"
# What a file is by the ending of its name.
_KINDS = {
    ".genaifunction": Kind.TOOL,
    ".genaiplugin": Kind.AGENT,
    ".genaiplanner": Kind.AGENT,
    ".genaiplannerbundle": Kind.AGENT,
    ".genaiprompttemplate": Kind.PROMPT,
}
_MAX_TEXT = 1024 * 1024
_TAG = re.compile(r"<(?P<tag>functionName|genAiPluginName|primaryModel|content|description)>(?P<text>[^<]{1,200000})</")
_MAX_TAGS = 500
_NAMED = {"functionName": Kind.TOOL, "genAiPluginName": Kind.AGENT}
_RELATIONS = {Kind.TOOL: RelationKind.HAS_TOOL, Kind.AGENT: RelationKind.CONTAINS}
_FRAMEWORK = "agentforce"


def _kind(path: str) -> Kind | None:
    name = posixpath.basename(path).lower()
    return _KINDS.get(posixpath.splitext(name.removesuffix(_ENDING))[1]) if name.endswith(_ENDING) else None


def read_agentforce(data: bytes, path: str) -> Iterator[Sighting]:
    """The part, named as its file is, and the actions, topics and models that it names."""
    kind, text, sight = _kind(path), decode(data[:_MAX_TEXT]), Sight(path)
    if kind is None:
        return
    name = posixpath.basename(path).partition(".")[0]
    tags = islice(_TAG.finditer(text), _MAX_TAGS)
    found = [(one["tag"], one["text"].strip(), one.start()) for one in tags]
    subject = Subject(kind=kind, name=name, origin=_FRAMEWORK)
    yield sight.thing(subject, 2, name, **_facts(kind, found))
    for tag, value, at in found:
        line = text.count("\n", 0, at) + 1
        if tag in _NAMED and kind is Kind.AGENT:
            target = Subject(kind=_NAMED[tag], name=value, origin=_FRAMEWORK)
            yield sight.link(subject, _RELATIONS[_NAMED[tag]], target, line)
        elif tag == "primaryModel" and (named := name_model(value, "label")) is not None:
            yield sight.model(named, line, tag)
            yield sight.link(named.subject, RelationKind.USES_PROMPT, subject, line)


def _facts(kind: Kind, found: list[tuple[str, str, int]]) -> dict[str, Json]:
    told: dict[str, str] = {tag: value for tag, value, _ in reversed(found)}
    if kind is Kind.PROMPT:
        return prompt_facts(told.get("content", ""), "template")
    facts: dict[str, Json] = {"framework": _FRAMEWORK}
    if said := told.get("description"):
        facts["description"] = " ".join(said.split())[:200]
    return facts | ({"tool_type": "function"} if kind is Kind.TOOL else {})
