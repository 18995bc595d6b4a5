"""Reads Ollama's Modelfile (github.com/ollama/ollama, docs/modelfile): base model, adapter, system prompt."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_LINES = 5_000
_INSTRUCTION = re.compile(
    r"[ \t]*(?P<name>FROM|ADAPTER|SYSTEM|TEMPLATE|PARAMETER|MESSAGE|LICENSE)(?:[ \t]+|(?=\"\"\"))(?P<rest>.*)\Z",
    re.IGNORECASE,
)


def read_modelfile(data: bytes, path: str) -> Iterator[Sighting]:
    """The model that is made, what it is made from, and its prompts."""
    rows = list(within(decode(data).splitlines(), MAX_LINES, "lines"))
    sight = Sight(path)
    base: Named | None = None
    number = 0
    while number < len(rows):
        match = _INSTRUCTION.match(rows[number])
        line, number = number + 1, number + 1
        if match is None:
            continue
        rest = match["rest"].strip()
        if rest.startswith('"""'):
            rest, number = _block(rows, number, rest)
        name = match["name"].upper()
        if name == "FROM":
            base = _source(rest, path)
            yield from _model(base, line, sight, "FROM")
        elif name == "ADAPTER":
            adapter = _source(rest, path)
            yield from _model(adapter, line, sight, "ADAPTER")
            if adapter and base:
                yield sight.link(adapter.subject, RelationKind.DERIVED_FROM, base.subject, line)
        elif name == "SYSTEM" and rest.strip('" '):
            subject = Subject(kind=Kind.PROMPT, name="SYSTEM", scope=path)
            yield sight.thing(subject, line, "SYSTEM", **prompt_facts(rest.strip('"'), "system"))
            if base:
                yield sight.link(base.subject, RelationKind.USES_PROMPT, subject, line)


def _block(rows: list[str], number: int, first: str) -> tuple[str, int]:
    """The text between triple quotes, and the row after it."""
    parts = [first[3:]]
    if '"""' in parts[0]:
        return parts[0].partition('"""')[0], number
    while number < len(rows):
        row = rows[number]
        number += 1
        if '"""' in row:
            parts.append(row.partition('"""')[0])
            break
        parts.append(row)
    return "\n".join(parts), number


def _source(text: str, path: str) -> Named | None:
    text = text.strip("\"'")
    if text.startswith((".", "/", "~")) or text.lower().endswith((".gguf", ".bin", ".safetensors")):
        folder = posixpath.dirname(path) if not text.startswith(("/", "~")) else ""
        return name_model(posixpath.normpath(posixpath.join(folder, text)), "file")
    return name_model(text, "ollama")


def _model(named: Named | None, line: int, sight: Sight, symbol: str) -> Iterator[Sighting]:
    if named is not None:
        yield sight.model(named, line, symbol)
