"""Reads a client's configuration in the syntax that its name tells: JSON with comments, YAML, TOML, front matter."""

from __future__ import annotations

import re

from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines

_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def load(path: str, data: bytes) -> Lined:
    """The document with lines. Raises UnreadableError or LimitError."""
    suffix = path.rpartition(".")[2].lower()
    if suffix == "toml":
        return parse_toml_with_lines(data, path)
    if suffix in ("yaml", "yml"):
        return _yaml(path, data)
    if suffix == "md":
        front = _FRONT.match(data)
        # The line of the opening dashes is kept empty, so that lines are those of the file.
        return _yaml(path, b"\n" + front[1]) if front else Lined(value=None)
    return parse_jsonc(data, path)


def _yaml(path: str, data: bytes) -> Lined:
    return next(iter(parse_yaml_with_lines(data, path)), Lined(value=None))
