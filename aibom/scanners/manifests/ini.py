"""Reads INI files as setuptools does, keeping the line of every value line; it never fails."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.manifests.places import numbered_lines

_SECTION = re.compile(r"\[([^\]]+)\]")
_OPTION = re.compile(r"([^\s=:][^=:]*+)[=:](.*)\Z")


class ValueLine(NamedTuple):
    """One line of a value, without comment and surrounding space."""

    text: str
    line: int


def read_ini(data: bytes) -> dict[str, dict[str, list[ValueLine]]]:
    """Sections -> options (lower case, `-` as `_`) -> the lines of the value, empty ones left out."""
    sections: dict[str, dict[str, list[ValueLine]]] = defaultdict(dict)
    options: dict[str, list[ValueLine]] = {}
    value: list[ValueLine] = []
    for number, raw in numbered_lines(data):
        if not raw.strip() or raw.lstrip()[0] in "#;":
            continue
        section = _SECTION.match(raw)
        option = _OPTION.match(raw)
        if section:
            options, value = sections[section.group(1).strip()], []
        elif raw[0].isspace():
            value.append(ValueLine(_uncommented(raw), number))
        elif option:
            value = options.setdefault(option.group(1).strip().lower().replace("-", "_"), [])
            if option.group(2).strip():
                value.append(ValueLine(_uncommented(option.group(2).strip()), number))
    return dict(sections)


def _uncommented(text: str) -> str:
    return re.split(r"\s[#;](?:\s|\Z)", text, maxsplit=1)[0].strip()
