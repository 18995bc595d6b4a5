"""Reads BAML (docs.boundaryml.com): clients with their models, fallbacks among them, functions with their prompts.

client<llm> Fast { provider openai options { model "gpt-4o-mini" } }
function Summarise(text: string) -> Summary { client Fast prompt #"..."# }
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.names.services import provider_service, service_of_url
from aibom.scanners.configs.products.baml_clients import client
from aibom.scanners.configs.products.baml_tools import read_tools
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_ROWS, MAX_BLOCKS, MAX_LISTED = 20_000, 2_000, 50
_OPENS = re.compile(
    r"[ \t]*(?P<what>client|function|retry_policy|generator|test|class|enum)\b(?:<llm>)?[ \t]*(?P<name>\w+)"
)
_SETTING = re.compile(r"[ \t]*(?P<key>\w+)[ \t]+(?P<value>\S.*)\Z")
_OPTIONS = re.compile(r"[ \t]*options[ \t]*\{(?=[ \t]*\w)")
_OPEN_LIST = re.compile(r"[ \t]*strategy[ \t]*\[[^\]]*\Z")
_TEXT = re.compile(r'prompt[ \t]+(?P<fence>#{1,5})"')
# Providers of BAML whose word the catalogue does not know; those that only choose among other clients have none.
_PROVIDERS = {"google-ai": "google", "vertex-ai": "vertex", "aws-bedrock": "bedrock", "azure-openai": "azure-openai"}
_GENERIC = ("openai-generic", "openai-responses")


class _Block(NamedTuple):
    """A client or function: its settings with their lines, and its prompt."""

    what: str
    name: str
    line: int
    settings: dict[str, tuple[str, int]]
    prompt: str
    prompt_line: int


def read_baml(data: bytes, path: str) -> Iterator[Sighting]:
    """The models of clients, who serves them, the prompts of functions, and which model each asks."""
    sight = Sight(path)
    blocks = list(_blocks(list(within(decode(data).splitlines(), MAX_ROWS, "lines"))))
    yield from read_tools(decode(data), path)
    for block in blocks:
        if block.what == "client" and (named := _model(block)) is not None:
            line = block.settings["model"][1]
            yield sight.model(named, line, block.name)
            address = block.settings.get("base_url", ("", 0))[0]
            service = service_of_url(address) or provider_service(named.subject.origin)
            yield from sight.served(named.subject, service, line, block.name)
    for block in blocks:
        if "strategy" in block.settings:
            for name in _listed(block):
                at = block.settings["strategy"][1]
                yield sight.link(client(block.name, path), RelationKind.FALLS_BACK_TO, client(name, path), at)
        if block.what == "function" and block.prompt.strip():
            subject = Subject(kind=Kind.PROMPT, name=block.name, scope=path)
            yield sight.thing(subject, block.line, block.name, **prompt_facts(block.prompt, "template"))
            yield from _asked(block, subject, sight)


def _asked(block: _Block, prompt: Subject, sight: Sight) -> Iterator[Sighting]:
    """The client that a function asks, by its name, or a model written in place: `client "openai/gpt-4o"`."""
    name, _ = block.settings.get("client", ("", 0))
    named = name_model(name, "routed") if "/" in name else None
    if named is not None:
        yield sight.link(named.subject, RelationKind.USES_PROMPT, prompt, block.line)
    elif name:
        yield sight.link(prompt, RelationKind.USES_MODEL, client(name, sight.path), block.line)


def _blocks(rows: list[str]) -> Iterator[_Block]:
    """The blocks of a file, one after the other."""
    number, told = 0, 0
    while number < len(rows) and told < MAX_BLOCKS:
        match = _OPENS.match(rows[number])
        number += 1
        if match is None:
            continue
        told += 1
        settings: dict[str, tuple[str, int]] = {}
        start, prompt, at = number, "", 0
        number = _opened(rows, number)
        depth = _depth(rows[number - 1])
        inline = rows[number - 1].partition("{")[2]
        _set(inline, number, settings)
        while number < len(rows) and depth > 0:
            row = rows[number]
            number += 1
            opened = _TEXT.search(row)
            if opened is not None:
                at = number
                prompt, number = _quoted(rows, number, row[opened.end() :], f'"{opened["fence"]}')
                continue
            depth += _depth(row)
            if _OPEN_LIST.match(row) is not None:
                first, row, number = number, *_whole_list(rows, number, row)
                _set(row, first, settings)
                continue
            _set(row, number, settings)
        yield _Block(match["what"], match["name"], start, settings, prompt, at)


def _opened(rows: list[str], number: int) -> int:
    """The row after the one that opens a block: what a function takes may stand on rows of its own."""
    last = min(len(rows), number + MAX_LISTED)
    while number < last and "{" not in rows[number - 1] and "}" not in rows[number]:
        number += 1
    return number


def _whole_list(rows: list[str], number: int, row: str) -> tuple[str, int]:
    """A list that is written over several rows, as one, and the row after it."""
    last = min(len(rows), number + MAX_LISTED)
    while number < last and "]" not in row:
        row += " " + rows[number].strip()
        number += 1
    return row, number


def _depth(row: str) -> int:
    plain = row.partition("//")[0] if "://" not in row else row
    return plain.count("{") - plain.count("}")


def _set(row: str, line: int, settings: dict[str, tuple[str, int]]) -> None:
    match = _SETTING.match(_OPTIONS.sub("", row, count=1).rstrip(" }"))
    if match is not None:
        value = match["value"].strip().strip('"').strip()
        settings.setdefault(match["key"], (value, line))


def _quoted(rows: list[str], number: int, first: str, end: str) -> tuple[str, int]:
    """The text up to its closing fence, and the row after it."""
    parts = [first.partition(end)[0]]
    closed = end in first
    while number < len(rows) and not closed:
        closed = end in rows[number]
        parts.append(rows[number].partition(end)[0])
        number += 1
    return "\n".join(parts), number


def _model(block: _Block) -> Named | None:
    name, _ = block.settings.get("model", ("", 0))
    provider, _ = block.settings.get("provider", ("", 0))
    address, _ = block.settings.get("base_url", ("", 0))
    service = service_of_url(address) if address else None
    told = str(service.facts.get("provider", "")) if service is not None else ""
    origin = told or ("" if provider in _GENERIC else _PROVIDERS.get(provider, provider))
    return None if not name or name.startswith("env.") else name_model(name, origin)


def _listed(block: _Block) -> list[str]:
    return re.findall(r"\w+", block.settings["strategy"][0])
