"""The code cells of a Jupyter notebook with the line of the file that each line of code stands on.

nbformat 3 and 4. The JSON is walked token by token instead of being loaded: outputs, which make up nearly all of a
large notebook, cost one pass of a regular expression and no memory, lines are known exactly, and the cells before
a break in a damaged file are still read.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import orjson

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.scanners.code.python.state import clean_text

MAX_DEPTH = 500
MAX_CODE = 20 << 20  # bytes of code in all cells together
_TOKEN = re.compile(
    rb'"(?P<text>[^"\\]*+(?:\\.[^"\\]*+)*+)(?:"|\Z)(?P<key>[ \t\r\n]*+:)?|(?P<open>[\[{])|[\]}]', re.DOTALL
)
_ESCAPE = re.compile(r'\\(["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_CELL_TYPE = {("cells", "", "cell_type"), ("worksheets", "", "cells", "", "cell_type")}
_LANGUAGE = {
    ("metadata", "kernelspec", "language"),
    ("metadata", "language_info", "name"),
    ("worksheets", "", "cells", "", "language"),
}
_CELL_LANGUAGES = {
    ("cells", "", "metadata", "vscode", "languageId"),
    ("cells", "", "metadata", "dotnet_interactive", "language"),
    ("cells", "", "metadata", "polyglot_notebook", "kernelName"),
}
_ANY_KERNEL = "polyglot-notebook"  # of an editor that runs several: which one the cell is for stands elsewhere
_SOURCE = {
    ("cells", "", "source"),
    ("cells", "", "source", ""),
    ("worksheets", "", "cells", "", "input"),
    ("worksheets", "", "cells", "", "input", ""),
}
_CELLS = {("cells", ""), ("worksheets", "", "cells", "")}
_CELL_DEPTHS = (2, 4)
_DEEPEST = 6


class CodeCell(NamedTuple):
    """The text of one code cell, and for each of its lines the line of the file it stands on."""

    text: str
    lines: tuple[int, ...]
    language: str


class Notebook(NamedTuple):
    """The code cells in order; `language` is that of the kernel, "" when it is not told."""

    cells: tuple[CodeCell, ...]
    language: str
    language_line: int
    complete: bool


def read_cells(path: str, data: bytes) -> Notebook:
    """Read the cells of an .ipynb file; UnreadableError when it is no JSON object.

    A file that breaks off, nests too deeply or holds too much code gives what came before, `complete` False.
    """
    if not data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        raise UnreadableError(path, "not a notebook (no JSON object)")
    return _Walk(data).run()


class _Walk:
    """One walk over the tokens. `keys` holds the key under way at each level, "" inside lists."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.keys: list[str] = []
        self.cells: list[CodeCell] = []
        self.source: list[tuple[str, int]] = []
        self.kind = self.cell_language = self.language = ""
        self.line, self.seen, self.language_line = 1, 0, 1
        self.size = 0

    def run(self) -> Notebook:
        complete = self._walk()
        return Notebook(tuple(self.cells), self.language, self.language_line, complete)

    def _walk(self) -> bool:
        """Go through the tokens; True when the outermost object was closed."""
        keys = self.keys
        for match in _TOKEN.finditer(self.data):
            kind = match.lastgroup
            if kind == "text":
                if len(keys) <= _DEEPEST:
                    self._string(match)
            elif kind == "key":
                if keys and len(keys) <= _DEEPEST:
                    keys[-1] = match["text"][:64].decode("utf-8", "replace")
            elif kind == "open":
                if len(keys) >= MAX_DEPTH:
                    return False
                keys.append("")
            else:
                keys.pop()
                if len(keys) in _CELL_DEPTHS and tuple(keys) in _CELLS:
                    self._close()
                if not keys or self.size > MAX_CODE:
                    return not keys
        return False

    def _string(self, match: re.Match[bytes]) -> None:
        """A string value near the top: part of a source, a cell's type, a language."""
        path = tuple(self.keys)
        if path in _SOURCE:
            self.source.append((_decoded(match["text"]), self._line_of(match.start())))
            self.size += match.end() - match.start()
        elif path in _CELL_TYPE:
            self.kind = _decoded(match["text"])
        elif path in _CELL_LANGUAGES and self.cell_language in ("", _ANY_KERNEL):
            self.cell_language = _decoded(match["text"])[:40]
        elif path in _LANGUAGE and not self.language:
            self.language, self.language_line = _decoded(match["text"])[:40], self._line_of(match.start())

    def _line_of(self, offset: int) -> int:
        self.line += self.data.count(b"\n", self.seen, offset)
        self.seen = offset
        return self.line

    def _close(self) -> None:
        """The end of a cell."""
        if self.kind == "code" and self.source:
            self.cells.append(_cell(self.source, self.cell_language))
        self.source = []
        self.kind = self.cell_language = ""


def _cell(pieces: list[tuple[str, int]], language: str) -> CodeCell:
    """Join the strings of a source; each line stands where its first piece stands."""
    if len(pieces) > 1 and not any(piece.endswith("\n") for piece, _ in pieces):
        pieces = [(piece + "\n", line) for piece, line in pieces]  # some writers leave the line ends out
    texts: list[str] = []
    lines: list[int] = []
    at_start = True
    for piece, line in pieces:
        text = piece.replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
        lines.extend([line] * (text.count("\n") + at_start - text.endswith("\n")))
        at_start = text.endswith("\n") or (at_start and not text)
        texts.append(text)
    text = "".join(texts).removesuffix("\n")
    return CodeCell(text, tuple(lines) or (pieces[0][1],), language)


def _decoded(raw: bytes) -> str:
    """The text of a JSON string; what is no valid JSON (bad escapes, lone surrogates) as well as can be."""
    try:
        return str(orjson.loads(b'"' + raw + b'"'))
    except orjson.JSONDecodeError:
        text = _ESCAPE.sub(lambda match: match[0] if match[1] else "\\\\", raw.decode("utf-8", "replace"))
    return clean_text(str(json.loads(f'"{text}"', strict=False)))
