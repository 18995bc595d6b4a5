"""Install lines of notebooks: `%pip install`, `!pip install`, `%conda install`, `%%bash` cells."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json, parse_json
from aibom.core.text import decode
from aibom.scanners.manifests.parsers.pip_command import read_install
from aibom.scanners.manifests.places import MAX_LINE, Cursor
from aibom.scanners.manifests.record import Gap, Include, Manifest, Package, Role
from aibom.scanners.manifests.values import mapping, sequence, text, texts

_LIKELY = re.compile(rb"(?:pip|conda|mamba)\d?\s+install")
_MAGIC = re.compile(r"\s*+(?:%%?|!!?)?\s*+(.*)", re.DOTALL)


def parse_notebook(data: bytes, path: str) -> Manifest | None:
    """The record; None for a notebook that installs nothing. Lines are those of the .ipynb file."""
    if not _LIKELY.search(data):
        return None
    packages, includes, gaps = list[Package](), list[Include](), list[Gap]()
    source = decode(data)
    for command in _commands(parse_json(source.encode(), path), source):
        installed = read_install(command.text, command.parts[0][1])
        if installed:
            packages += [package._replace(line=command.line_of(package)) for package in installed.packages]
            includes += installed.includes
            gaps += installed.gaps
    if not (packages or includes or gaps):
        return None
    return Manifest(
        ecosystem="pypi",
        role=Role.MANIFEST,
        packages=tuple(packages),
        includes=tuple(includes),
        gaps=tuple(gaps),
    )


class _Command(NamedTuple):
    """A command, joined at trailing backslashes, with the parts that it was joined of and their lines."""

    text: str
    parts: tuple[tuple[str, int], ...]

    def line_of(self, package: Package) -> int:
        """The line of the part that names the package."""
        wanted = _letters(package.name)
        return next((line for part, line in self.parts if wanted in _letters(part)), self.parts[0][1])


def _letters(text_: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", text_.lower())


def _commands(top: Json, source: str) -> Iterator[_Command]:
    """Each line of a code cell that may install something."""
    cursor, line = Cursor(source), 1
    for cell in _cells(top):
        parts: list[tuple[str, int]] = []
        for written in _source(cell):
            if parts or "install" in written:
                line = _find(cursor, written.rstrip("\n")) or line
                parts.append((written.strip()[:MAX_LINE], line))
            if parts and not parts[-1][0].endswith("\\"):
                yield _command(parts)
                parts = []
        if parts:
            yield _command(parts)


def _command(parts: list[tuple[str, int]]) -> _Command:
    joined = " ".join(part.removesuffix("\\").strip() for part, _ in parts)[:MAX_LINE]
    match = _MAGIC.match(joined)
    return _Command(match.group(1) if match else joined, tuple(parts))


def _find(cursor: Cursor, written: str) -> int | None:
    """The line of the file where a cell's line stands, escaped as JSON with or without ASCII only."""
    plain = json.dumps(written, ensure_ascii=False)[1:-1]
    return cursor.find(plain) or cursor.find(json.dumps(written)[1:-1])


def _cells(top: Json) -> Iterator[Mapping[str, Json]]:
    """The code cells; nbformat 3 keeps them in worksheets."""
    worksheets = [sequence(one, "cells") for one in sequence(top, "worksheets")]
    for cells in (sequence(top, "cells"), *worksheets):
        for cell in cells:
            if text(cell, "cell_type") == "code":
                yield mapping(cell)


def _source(cell: Mapping[str, Json]) -> list[str]:
    for key in ("source", "input"):
        lines = texts(cell, key) or text(cell, key).splitlines(keepends=True)
        if lines:
            return [line for part in lines for line in part.splitlines(keepends=True)]
    return []
