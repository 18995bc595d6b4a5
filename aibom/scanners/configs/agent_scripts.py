"""Scripts that their first line hands to an agent: settings between `---`, then what it is told
(github.com/mark3labs/mcphost, "Script Mode")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.generic import read_generic
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file

_MAX_BYTES = 256 * 1024
_SCRIPT = re.compile(r"#![^\n]{1,200}\r?\n---\r?\n(?P<settings>.{0,65536}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_USES = {Kind.MODEL: RelationKind.USES_MODEL, Kind.TOOL: RelationKind.HAS_TOOL}


def read_agent_script(data: bytes, path: str) -> Iterator[Sighting]:
    """The model and MCP servers of the settings, and the prompt; nothing of any other script."""
    text = decode(data) if data.startswith(b"#!") and len(data) <= _MAX_BYTES else ""
    match = _SCRIPT.match(text)
    if match is None:
        return
    try:
        documents = parse_yaml_with_lines(b"\n\n" + match["settings"].encode(), path, partial=True)
    except UnreadableError:
        return
    found, sight = list(read_generic(documents, path)), Sight(path)
    yield from found
    told = text[match.end() :]
    if not told.strip():
        return
    prompt, line = prompt_file(path), text.count("\n", 0, match.end()) + 1
    yield sight.thing(prompt, line, posixpath.basename(path), **prompt_facts(told, path))
    for one in found:
        if isinstance(one, Observation) and one.subject.kind in _USES:
            yield sight.link(prompt, _USES[one.subject.kind], one.subject, one.evidence.line or line)
    for name in _servers(documents[0].value if documents else None):
        yield sight.link(prompt, RelationKind.HAS_TOOL, Subject(kind=Kind.TOOL, name=name, origin="mcp"), line)


def _servers(settings: Json) -> Iterator[str]:
    """The MCP servers that settings start, which the scanner of these tells."""
    servers = settings.get("mcpServers") if isinstance(settings, Mapping) else None
    for name, one in servers.items() if isinstance(servers, Mapping) else ():
        if isinstance(one, Mapping) and one.get("type") != "builtin":
            yield name
