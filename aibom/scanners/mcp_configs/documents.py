"""Reads a client's configuration in the syntax that its name tells: JSON with comments, YAML, TOML, front matter,
properties."""

from __future__ import annotations

from aibom.core import re
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines

MAX_ROWS, MAX_KEYS = 20_000, 20
_PROPERTY = re.compile(r"[ \t]*(?P<key>[A-Za-z_%][\w.%-]*)[ \t]*[=:](?P<value>.*)\Z")
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def load(path: str, data: bytes) -> Lined:
    """The document with lines. Raises UnreadableError or LimitError."""
    suffix = path.rpartition(".")[2].lower()
    if suffix == "toml":
        return parse_toml_with_lines(data, path)
    if suffix == "properties":
        return properties(data)
    if suffix in ("yaml", "yml"):
        return _yaml(path, data)
    if suffix == "sh":  # of mcphost, whose settings stand below the line that names it
        line, _, rest = data.partition(b"\n")
        front = _FRONT.match(rest) if line.startswith(b"#!") else None
        return _yaml(path, b"\n\n" + front[1]) if front else Lined(value=None)
    if suffix == "md":
        front = _FRONT.match(data)
        # The line of the opening dashes is kept empty, so that lines are those of the file.
        return _yaml(path, b"\n" + front[1]) if front else Lined(value=None)
    return parse_jsonc(data, path)


def properties(data: bytes) -> Lined:
    """Dotted keys as nested mappings; a command is a list whose words are parted by commas (Quarkus)."""
    top: dict[str, Json] = {}
    lines: dict[int, dict[str | int, int]] = {}
    for number, row in enumerate(within(decode(data).splitlines(), MAX_ROWS, "lines"), 1):
        match = _PROPERTY.match(row)
        if match is None:
            continue
        *parents, last = match["key"].split(".")[:MAX_KEYS]
        here = top
        for key in parents:
            lines.setdefault(id(here), {}).setdefault(key, number)
            child = here.setdefault(key, {})
            if not isinstance(child, dict):
                break
            here = child
        else:
            value = match["value"].strip()
            here[last] = value.split(",") if last in ("command", "args") and "," in value else value
            lines.setdefault(id(here), {})[last] = number
    return Lined(value=top, lines=lines)


def _yaml(path: str, data: bytes) -> Lined:
    return next(iter(parse_yaml_with_lines(data, path)), Lined(value=None))
