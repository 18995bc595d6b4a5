"""Reads the objects in Terraform's attributes like any settings: values of a chart, deployments of models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.hcl import parse_hcl
from aibom.core.json import Json
from aibom.core.lined import Lined, Step
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import AI_WORDS
from aibom.scanners.configs.generic import read_generic
from aibom.scanners.configs.sight import Sight

_MAX_NODES = 50_000


def read_objects(data: bytes, path: str) -> Iterator[Sighting]:
    """What mappings and lists in the blocks of a file tell; references name nothing by themselves."""
    if not AI_WORDS.search(data):
        return
    parsed = parse_hcl(data)
    if parsed.open_line:
        yield Sight(path).broken(parsed.open_line, "the end of this block is missing")
    all_lines = {number: dict(table) for number, table in parsed.document.lines.items()}
    for block in parsed.blocks:
        for key, value in block.body.items():
            if not isinstance(value, dict | list) or not AI_WORDS.search(f"{key} {value!r}".encode()):
                continue
            kept: dict[str, Json] = {key: _without_references(value)}
            own: dict[int, dict[Step, int]] = {id(kept): {key: parsed.document.line_of(block.body, key)}}
            lines: Mapping[int, dict[Step, int]] = {**all_lines, **own}
            yield from read_generic([Lined(value=kept, line=block.line, lines=lines)], path)


def _without_references(top: Json) -> Json:
    """The value with every text that refers to something emptied, in place."""
    stack: list[Json] = [top]
    for _ in range(_MAX_NODES):
        if not stack:
            break
        value = stack.pop()
        if isinstance(value, dict):
            for key, child in value.items():
                value[key] = _plain(child)
            stack += value.values()
        elif isinstance(value, list):
            value[:] = [_plain(child) for child in value]
            stack += value
    return top


def _plain(value: Json) -> Json:
    return "" if isinstance(value, str) and value.startswith("${") else value
