"""Reads INI files: sections with options (docs.python.org/3/library/configparser, "Supported INI File Structure")."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import may_tell
from aibom.scanners.configs.generic import read_generic

_SECTION = re.compile(r"\[([^\[\]]{1,200})\]")
_OPTION = re.compile(r"([A-Za-z_][\w .-]{0,100}?)[ \t]*[=:][ \t]*(.*)")
_MAX_LINES = 20_000
_MAX_VALUE = 2_000


def read_ini(data: bytes, path: str) -> Iterator[Sighting]:
    """What the options of a file tell; a value that goes on in the next line counts as far as its first."""
    if may_tell(data, path):
        yield from read_generic([_document(decode(data))], path)


def _document(text: str) -> Lined:
    top: dict[str, Json] = {}
    table = top
    lines: dict[int, dict[str | int, int]] = {id(top): {}}
    for number, row in enumerate(within(text.splitlines(), _MAX_LINES, "lines"), 1):
        plain = row.strip()
        if not plain or plain[0] in "#;":
            continue
        if section := _SECTION.fullmatch(plain):
            found = top.get(section[1])
            table = found if isinstance(found, dict) else {}
            top[section[1]] = table
            lines.setdefault(id(table), {})
            lines[id(top)].setdefault(section[1], number)
        elif (option := _OPTION.match(row)) and len(option[2]) <= _MAX_VALUE:
            table[option[1].strip()] = option[2].strip().strip("\"'")
            lines[id(table)][option[1].strip()] = number
    return Lined(value=top, lines=lines)
