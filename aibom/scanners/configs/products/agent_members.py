"""What the front matter of a coding agent's file names: its model as a menu spells it, servers among its tools, and
the agents that it hands work over to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.coding_agents import MCP_TOOL
from aibom.core import re
from aibom.core.json import Json
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import texts

# Families that Claude Code and its kin know by one word; they follow the newest model of the family.
_FAMILIES = {"sonnet": "anthropic", "opus": "anthropic", "haiku": "anthropic"}
FAMILIES = tuple(_FAMILIES)
_NO_MODEL = frozenset({"inherit", "default", "auto", ""})
# `Claude Sonnet 4.5 (copilot)`: who offers a model in VS Code's menu, and its state.
_OFFERED = re.compile(r"[ \t]*\((?:copilot|preview|azure|[\w -]{1,30})\)[ \t]*\Z", re.IGNORECASE)
_MENU = re.compile(r"[A-Za-z][\w.]*(?: [\w.]+){1,4}\Z")
# `github/*`, `playwright/browser_click`, `io.github.upstash/context7/*`; sets of the editor's own are no servers.
_QUALIFIED = re.compile(r"(?P<server>[A-Za-z][\w.@-]*(?:/[\w.-]+)?)/(?P<tool>\*|[\w.-]+)\Z")
_OWN_SETS = frozenset(
    "search edit web read execute agent vscode new todo todos runcommands runtasks runnotebooks memory browser".split()
)
_EXTENSION = re.compile(r"[\w-]+\.[\w-]+\Z")  # `ms-python.python`: tools of an extension of the editor


def model_of(text: str) -> Named | None:
    """The model that a front matter asks for; None for what only says that the caller's is taken."""
    bare = _OFFERED.sub("", text.strip())
    lower = bare.lower()
    if lower in _NO_MODEL:
        return None
    if lower in _FAMILIES:
        named = named_model(lower, _FAMILIES[lower])
        return Named(named.subject, {**named.facts, "floating_alias": True}) if named else None
    known = known_model(bare) if ":" in bare else None  # `openai:gpt-4o`
    return known or named_model(lower.replace(" ", "-") if _MENU.match(bare) else bare)


def servers_among(tools: Iterable[str], copilot: bool) -> Iterator[str]:
    """The MCP servers whose tools a list names: `mcp__jira__search`, and in files of Copilot `jira/search`."""
    for tool in tools:
        match = MCP_TOOL.match(tool) or (_qualified(tool) if copilot else None)
        if match is not None:
            yield match["server"]


def _qualified(tool: str) -> re.Match[str] | None:
    """A tool with the server that has it, unless that is a set of the editor's own or one of its extensions."""
    match = _QUALIFIED.match(tool)
    if match is None or match["server"].lower() in _OWN_SETS:
        return None
    name = match["server"].lower()
    return match if match["tool"] == "*" or "mcp" in name or _EXTENSION.match(name) is None else None


def team_of(table: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The agents that an agent hands work over to, each with the member that says so."""
    handed = table.get("handoffs")
    for one in handed if isinstance(handed, list) else ():
        name = one.get("agent") if isinstance(one, Mapping) else one
        if isinstance(name, str) and 0 < len(name) <= 120:
            yield name, "handoffs"
    for name in texts(table.get("agents")):
        if 0 < len(name) <= 120 and name != "*":
            yield name, "agents"
