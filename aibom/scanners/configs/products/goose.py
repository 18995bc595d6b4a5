"""Reads goose recipes (block.github.io/goose): an agent with instructions, a prompt and extensions."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.products.flows import flow_model, flow_prompt
from aibom.scanners.configs.sight import AT_PATH, Sight
from aibom.scanners.configs.walk import Place

_MARKS = frozenset("extensions parameters settings response sub_recipes activities retry".split())
_WHOLE = frozenset("version title description instructions prompt author".split())
_SERVERS = frozenset({"stdio", "sse", "streamable_http"})
_MAX_EXTENSIONS = 100


def is_recipe(document: Lined) -> bool:
    """Whether a document is a recipe: a title, what it is for, what to do, and something of a recipe alone."""
    top = document.value
    if not isinstance(top, Mapping) or not {"title", "description"} <= set(top):
        return False
    if not {"instructions", "prompt"} & set(top):
        return False
    return bool(_MARKS & set(top)) or set(top) <= _WHOLE


def read_recipe(document: Lined, path: str) -> Iterator[Sighting]:
    """The agent with its prompts, its model and the MCP servers that it may call."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    place = Place(top, (), document)
    title = place.text("title") or "recipe"
    agent = sight.agent(title, place.line("title"), "goose", description=place.text("description")[:200])
    yield agent
    for key in ("instructions", "prompt"):
        prompt = flow_prompt(sight, title, place.text(key), key, place.line(key))
        if prompt is not None:
            yield prompt
            yield sight.link(agent.subject, RelationKind.USES_PROMPT, prompt.subject, place.line(key))
    yield from _model(place, agent.subject, sight)
    extensions = top.get("extensions")
    for one in within(extensions, _MAX_EXTENSIONS, "extensions") if isinstance(extensions, list) else ():
        if isinstance(one, Mapping) and str(one.get("type")) in _SERVERS:  # told by the reader of MCP configurations
            extension = Place(one, (), document)
            target = Subject(kind=Kind.TOOL, name=extension.text("name"), origin="mcp")
            yield sight.link(agent.subject, RelationKind.HAS_TOOL, target, extension.line("name"))
    yield from _sub_recipes(top, agent.subject, document, sight)


def _sub_recipes(top: Mapping[str, Json], agent: Subject, document: Lined, sight: Sight) -> Iterator[Sighting]:
    """The recipes that this one runs; each is the agent of its own file, found there by its path."""
    items = top.get("sub_recipes")
    for one in within(items, _MAX_EXTENSIONS, "sub-recipes") if isinstance(items, list) else ():
        path = one.get("path") if isinstance(one, Mapping) else None
        if isinstance(path, str) and path:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(sight.path), path))
            other = Subject(kind=Kind.AGENT, name=AT_PATH, scope=target)
            yield sight.link(agent, RelationKind.CONTAINS, other, document.line_of(one, "path"))


def _model(place: Place, agent: Subject, sight: Sight) -> Iterator[Sighting]:
    settings = place.table.get("settings")
    if not isinstance(settings, Mapping):
        return
    told = Place(settings, ("settings",), place.document)
    provider, text = told.text("goose_provider").replace("_", "-"), told.text("goose_model")
    found = flow_model(sight, text, provider, "chat", told.line("goose_model"), "goose_model") if text else None
    if found is not None:
        yield found[0]
        yield from found[1]
        yield sight.link(agent, RelationKind.USES_MODEL, found[0].subject, told.line("goose_model"))
