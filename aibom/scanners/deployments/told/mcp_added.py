"""MCP servers that a script registers with a coding agent: `claude mcp add context7 -- npx -y @upstash/context7-mcp`.

The forms of Claude Code, Codex, Gemini CLI, Qwen Code, Amp, Factory's droid and VS Code (`code --add-mcp '{...}'`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import orjson

from aibom.core import re
from aibom.core.json import Json, nesting
from aibom.core.limits import DEFAULT_LIMITS
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject, Use
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.commands.interpolate import is_resolved
from aibom.scanners.mcp_configs.entries import Entry
from aibom.scanners.mcp_configs.facts import describe

_CLIENTS: Mapping[str, str] = {
    "claude": "claude-code", "codex": "codex", "gemini": "gemini-cli", "qwen": "qwen-code", "amp": "amp",
    "droid": "factory", "copilot": "copilot-cli", "code": "vscode", "code-insiders": "vscode", "cursor": "cursor",
}  # fmt: skip
_VALUED = frozenset(
    "-s --scope -t --transport -e --env -H --header --timeout --description --url --type --client-id --callback-port"
    " --client-secret --include-tools --exclude-tools --bearer-token-env-var".split()
)
_NAME = re.compile(r"@?[A-Za-z0-9][\w./ -]{0,80}\Z")
_URL = re.compile(r"(?:https?|wss?)://")


def added_sightings(calls: Sequence[Invocation], sight: Sight) -> Iterator[Sighting]:
    """The servers that the calls of a script register, each with how it is reached."""
    for call in calls:
        client = _CLIENTS.get(call.program, "")
        words = [word.text for word in call.words[1:]]
        name, raw = _added(words) if client else ("", {})
        if name and raw and _NAME.match(name):
            yield from _server(Entry(client, name, call.line, raw, {}), sight)


def _added(words: Sequence[str]) -> tuple[str, Mapping[str, Json]]:
    """The name and the settings that a command gives a server; "" when it gives none."""
    if words[:1] == ["--add-mcp"] and len(words) > 1:
        raw = _table(words[1])
        return str(raw.get("name") or ""), raw
    if words[:2] == ["mcp", "add-json"]:
        written = [*_plain(words[2:])[0], "", ""]
        return written[0], _table(written[1])
    if words[:2] != ["mcp", "add"]:
        return "", {}
    plain, flags = _plain(words[2:])
    name, launch = (plain[0], plain[1:]) if plain else ("", [])
    url = flags.get("--url") or (launch[0] if launch and _URL.match(launch[0]) else "")
    if url:
        return name, {"url": url, "transport": flags.get("--transport") or flags.get("-t") or "http"}
    command: list[Json] = [*launch[1:]]
    return name, {"command": launch[0], "args": command} if launch and is_resolved(launch[0]) else {}


def _plain(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The words without the client's own options, which end where the server's command begins; and those options."""
    plain: list[str] = []
    flags: dict[str, str] = {}
    index = 0
    while index < len(words):
        word = words[index]
        if word == "--":
            return [*plain, *words[index + 1 :]], flags
        if len(plain) > 1 and not _URL.match(plain[1]):
            return [*plain, *words[index:]], flags  # the server's own options
        if word.startswith("-"):
            if word in _VALUED and index + 1 < len(words):
                flags[word] = words[index + 1]
                index += 1
        else:
            plain.append(word)
        index += 1
    return plain, flags


def _table(text: str) -> Mapping[str, Json]:
    data = text.encode("utf-8", "replace")
    if nesting(data) > DEFAULT_LIMITS.json_depth:
        return {}
    try:
        found: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, Mapping) else {}


def _server(entry: Entry, sight: Sight) -> Iterator[Sighting]:
    server = describe(entry)
    subject = Subject(kind=Kind.TOOL, name=entry.name, origin="mcp")
    facts: dict[str, Json] = {key: value for key, value in server.facts.items() if key != "disabled"}
    use = Use(path=sight.path, line=entry.line, symbol="mcp add", args=server.args)
    yield Observation(subject=subject, evidence=sight.at(entry.line, "mcp add"), facts=facts, uses=(use,))
    yield sight.link(None, RelationKind.HAS_TOOL, subject, entry.line)
    for package in server.packages:
        target = Subject(kind=package.kind, name=package.name, origin=package.ecosystem, version=package.version)
        yield sight.link(subject, RelationKind.DEPENDS_ON, target, entry.line)
    if endpoints := facts.get("endpoints"):
        service = Subject(kind=Kind.SERVICE, name=entry.name, origin="mcp")
        yield sight.thing(service, entry.line, "mcp add", service_type="mcp-server", endpoints=endpoints)
        yield sight.link(subject, RelationKind.CALLS_SERVICE, service, entry.line)
