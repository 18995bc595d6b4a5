"""Settings of clients that let tools run, or servers start, without asking a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.catalog.mcp import Client, Grant
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import printable
from aibom.scanners.mcp_configs.entries import MAX_NAME, reach


class Given(NamedTuple):
    """One grant: `server` is "*" for all of the client's servers; `tools` is empty when it only may start."""

    client: str
    setting: str
    server: str
    tools: tuple[str, ...]
    line: int


def find_grants(document: Lined, client: Client) -> Iterator[Given]:
    """The grants of a document, in written order."""
    for grant in client.grants:
        for value, line in reach(document, grant.path):
            if grant.form.startswith("all-"):
                if value in grant.values:
                    tools = ("*",) if grant.form == "all-when" else ()
                    yield Given(client.id, ".".join(grant.path), "*", tools, line)
            else:
                for item, place in _items(document, grant, value):
                    yield from _rule(client.id, grant, item, place)


def _items(document: Lined, grant: Grant, value: Json) -> Iterator[tuple[str, int]]:
    """The texts of a list, or the keys of an object whose `default` allows."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            if isinstance(item, str):
                yield item, document.line_of(value, index)
    elif isinstance(value, Mapping) and grant.form == "modes":
        for key, mode in value.items():
            if isinstance(mode, Mapping) and mode.get("default") in grant.values:
                yield key, document.line_of(value, key)


def _rule(client: str, grant: Grant, item: str, line: int) -> Iterator[Given]:
    spelt = ".".join(grant.path)
    if grant.pattern is None:
        yield Given(client, spelt, printable(item, MAX_NAME), (), line)
        return
    match = grant.pattern.fullmatch(item[:MAX_NAME])
    if match:
        yield Given(client, spelt, printable(match["server"]), (printable(match["tool"] or "*"),), line)
