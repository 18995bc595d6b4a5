"""Finds the servers of a document by the table's places, and reads their settings by the table's spellings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from aibom.catalog.mcp import Client, Place, load_table
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined, member
from aibom.core.text import printable

MAX_NAME, MAX_OFFERS = 200, 500
_BUNDLES = (".mcpb", ".dxt")


class Entry(NamedTuple):
    """One server as it is written: its settings, where, and whose configuration it is."""

    client: str
    name: str
    line: int
    raw: Mapping[str, Json]
    url_transports: Mapping[str, str]
    document: Lined | None = None


def find_entries(document: Lined, client: Client) -> Iterator[Entry]:
    """The servers of a document, in written order."""
    yield from _bundled(document, client)
    for place in client.servers:
        if place.form == "single":
            yield from _single(document, client, place)
        elif place.form == "map":
            for collection, line in reach(document, place.path):
                yield from _members(document, client, place, collection, line)


def _bundled(document: Lined, client: Client) -> Iterator[Entry]:
    """A plug-in whose server is a bundle of its own, named by a path or an address: it goes by the plug-in's name."""
    top = document.value
    told = top.get("mcpServers") if isinstance(top, Mapping) else None
    if isinstance(top, Mapping) and any(text.endswith(_BUNDLES) for text in texts(told)):
        raw = {"description": top.get("description")}
        yield Entry(client.id, _name(top.get("name"), raw), document.line_of(top, "mcpServers"), raw, {}, document)


def reach(document: Lined, path: Sequence[str]) -> Iterator[tuple[Json, int]]:
    """The values that a path of keys leads to, with their line; `*` stands for every member."""
    found: list[tuple[Json, int]] = [(document.value, document.line)]
    for key in path:
        found = [(value, document.line_of(here, step)) for here, _ in found for step, value in _steps(here, key)]
    yield from found


def _steps(here: Json, key: str) -> list[tuple[str | int, Json]]:
    if key == "*":
        if isinstance(here, Mapping):
            return list(here.items())
        return list(enumerate(here)) if isinstance(here, list | tuple) else []
    value = member(here, key)
    return [] if value is None else [(key, value)]


def _single(document: Lined, client: Client, place: Place) -> Iterator[Entry]:
    """The document is the manifest of one server (MCPB): its name is beside the launch."""
    raw = dig(document.value, place.inner)
    if isinstance(raw, Mapping) and isinstance(document.value, Mapping):
        name = document.value.get("name")
        entry = {**raw, "description": document.value.get("description")}
        yield Entry(client.id, _name(name, entry), document.line_at("name"), entry, client.url_transports, document)


class Offer(NamedTuple):
    """A tool or a prompt (`kind`) that the manifest of a server says it offers."""

    server: str
    name: str
    line: int
    description: str
    kind: str = "tools"


def find_offers(document: Lined, client: Client) -> Iterator[Offer]:
    """The tools and prompts that the manifest of one server lists (MCPB: `tools: [{name, description}]`)."""
    if not any(place.form == "single" for place in client.servers) or not isinstance(document.value, Mapping):
        return
    server = document.value.get("name")
    for kind in ("tools", "prompts") if isinstance(server, str) else ():
        items = document.value.get(kind)
        for item in within(items, MAX_OFFERS, f"{kind} of one server") if isinstance(items, list) else ():
            if isinstance(item, Mapping) and isinstance(name := item.get("name"), str) and name.strip():
                told = printable(" ".join(str(item.get("description") or "").split()), MAX_NAME)
                at = document.line_of(item, "name")
                yield Offer(printable(str(server), MAX_NAME), printable(name, MAX_NAME), at, told, kind)


def _members(document: Lined, client: Client, place: Place, collection: Json, line: int) -> Iterator[Entry]:
    # A key that leads on to other servers is no server itself.
    deeper = {other.path[len(place.path)] for other in client.servers if len(other.path) > len(place.path)}
    for step, raw in _steps(collection, "*"):
        if step in deeper or not isinstance(raw, Mapping):
            continue
        inner = dig(raw, place.inner) if place.inner else raw
        entry = {**raw, **inner} if isinstance(inner, Mapping) else raw
        if not _counts(entry, place):
            continue
        name = step if isinstance(step, str) else raw.get("name") or raw.get("id")
        where = document.line_of(collection, step) if collection is not None else line
        yield Entry(place.client or client.id, _name(name, entry), where, entry, client.url_transports, document)


def _counts(raw: Mapping[str, Json], place: Place) -> bool:
    """Whether an object of the collection is a server: it has at least one setting of one, and what is needed."""
    if raw and not _known_settings() & raw.keys():
        return False
    if any(dig(raw, need.split(".")) is None for need in place.needs):
        return False
    if place.any and not any(raw.get(key) for key in place.any):
        return False
    wanted = all(raw.get(key) in values for key, values in place.only.items())
    return wanted and not any(raw.get(key) in values for key, values in place.unless.items())


@cache
def _known_settings() -> frozenset[str]:
    fields = load_table().fields
    return frozenset(spelling.partition(".")[0] for spellings in fields.values() for spelling in spellings)


def dig(value: Json, path: Sequence[str]) -> Json:
    """The value below nested keys, or None."""
    for key in path:
        value = member(value, key)
    return value


def setting(raw: Mapping[str, Json], field: str) -> Json:
    """The first setting that is present of a field's spellings (a dotted spelling is nested)."""
    for spelling in load_table().fields[field]:
        value = dig(raw, spelling.split("."))
        if value is not None:
            return value
    return None


def _name(name: Json, raw: Mapping[str, Json]) -> str:
    if isinstance(name, str) and name.strip():
        return printable(name.strip(), MAX_NAME)
    command = texts(setting(raw, "command"))
    url = setting(raw, "url")
    return printable(command[0].rpartition("/")[2] if command else str(url or "unnamed"), MAX_NAME)


def texts(value: Json) -> list[str]:
    """Text or a list of texts as a list; numbers and truth values are spelt, all else is left out."""
    items = value if isinstance(value, list | tuple) else [value]
    return [_text(item) for item in items if isinstance(item, str | int | float) and item is not None]


def pairs(value: Json) -> dict[str, str]:
    """Variables or headers: a mapping, a list of `NAME=value`, or a list of objects with name and value."""
    if isinstance(value, Mapping):
        return {key: _text(one) for key, one in value.items()}
    found: dict[str, str] = {}
    for item in value if isinstance(value, list | tuple) else ():
        if isinstance(item, str):
            name, _, text = item.partition("=")
            found[name.strip()] = text
        elif isinstance(item, Mapping) and isinstance(item.get("name"), str):
            found[str(item["name"])] = _text(item.get("value", ""))
    return found


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""
