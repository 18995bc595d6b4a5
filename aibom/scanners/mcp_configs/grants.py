"""Settings of clients that let tools run, or servers start, without asking a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.catalog.mcp import Client, Grant
from aibom.core.lined import Lined
from aibom.core.text import printable
from aibom.scanners.mcp_configs.entries import MAX_NAME, reach

MAX_RULES = 5_000


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
        spelt = ".".join(grant.path)
        for value, line in reach(document, grant.path):
            if grant.form.startswith("all-"):
                if value in grant.values:
                    yield Given(client.id, spelt, "*", ("*",) if grant.form == "all-when" else (), line)
            elif isinstance(value, list | tuple):
                for index, item in enumerate(value[:MAX_RULES]):
                    if isinstance(item, str):
                        yield from _rule(client.id, spelt, grant, item, document.line_of(value, index))


def _rule(client: str, spelt: str, grant: Grant, item: str, line: int) -> Iterator[Given]:
    if grant.pattern is None:
        yield Given(client, spelt, printable(item, MAX_NAME), (), line)
        return
    match = grant.pattern.fullmatch(item[:MAX_NAME])
    if match:
        yield Given(client, spelt, printable(match["server"]), (printable(match["tool"] or "*"),), line)
