"""Agents that a text describes within itself: a block of YAML under `agent:` (BMAD, docs.bmad-method.org), or a tag
`<agent id="..." title="...">` around what it is told. The file's name is what they go by."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.sighting import Sighting
from aibom.scanners.configs.sight import Sight

_NEAR = 20_000  # characters in which the description begins
_BLOCK = re.compile(r"^```ya?ml[ \t]*\r?\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
_TAG = re.compile(r"<agent\b(?P<attributes>[^<>]{0,600})>")
_ATTRIBUTE = re.compile(r"\b(id|name|title)\s*=\s*\"([^\"<>]{1,200})\"")
_SAID = ("whenToUse", "title", "role")


def described_agents(text: str, path: str) -> Iterator[Sighting]:
    """The agent of a text, when it describes one; nothing for any other text."""
    found = _in_block(text[:_NEAR], path) or _in_tag(text[:_NEAR])
    if found is not None:
        line, told = found
        name = posixpath.basename(path).partition(".")[0]
        yield Sight(path).agent(name, line, "bmad", **({"description": told[:200]} if told else {}))


def _in_block(text: str, path: str) -> tuple[int, str] | None:
    """Line and description of the agent that the first block of YAML is about."""
    match = _BLOCK.search(text)
    if match is None or "agent:" not in match["body"]:
        return None
    above = "\n" * text.count("\n", 0, match.start("body"))
    try:
        documents = parse_yaml_with_lines((above + match["body"]).encode(), path, partial=True)
    except UnreadableError:
        return None
    top: Json = documents[0].value if documents else None
    agent = top.get("agent") if isinstance(top, Mapping) else None
    if not isinstance(top, Mapping) or not isinstance(agent, Mapping) or not {"name", "id"}.intersection(agent):
        return None
    told = next((str(agent[key]) for key in _SAID if isinstance(agent.get(key), str)), "")
    return documents[0].line_of(top, "agent"), " ".join(told.split())


def _in_tag(text: str) -> tuple[int, str] | None:
    """Line and title of the agent that a tag is around."""
    match = _TAG.search(text)
    given = dict(_ATTRIBUTE.findall(match["attributes"])) if match is not None else {}
    if match is None or "id" not in given or not {"name", "title"}.intersection(given):
        return None
    return text.count("\n", 0, match.start()) + 1, str(given.get("title") or given.get("name") or "")
