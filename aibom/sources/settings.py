"""The settings of the project that aibom is run in: `aibom.toml`, or `[tool.aibom]` of pyproject.toml.

They are read from the current folder, never from what is scanned: a file that is judged may not set its own terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aibom.core import re
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import Json
from aibom.core.toml import parse_toml

MAX_BYTES = 1 << 20
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")


def read_settings(folder: Path) -> Mapping[str, Json]:
    """The table of settings, empty when there is none. Raises UsageError for a file that is not valid TOML."""
    for name, keys in (("aibom.toml", ()), ("pyproject.toml", ("tool", "aibom"))):
        path = folder / name
        if not path.is_file():
            continue
        table = _parsed(path)
        for key in keys:
            inner = table.get(key)
            table = inner if isinstance(inner, Mapping) else {}
        if table or not keys:
            return table
    return {}


def _parsed(path: Path) -> Mapping[str, Json]:
    try:
        with path.open("rb") as stream:
            return parse_toml(stream.read(MAX_BYTES), path.name)
    except (OSError, UnreadableError) as error:
        raise UsageError(f"The settings in {path.name} cannot be read: {error}.") from None


def safe_pickle_names(settings: Mapping[str, Json]) -> tuple[str, ...]:
    """Names that the project lists as safe in pickles: `safe_pickle_names = ["acme.layers.Gate"]`. Each is one exact
    `module.name`; UsageError for anything else, a pattern or a module above all."""
    stated = settings.get("safe_pickle_names", ())
    if not isinstance(stated, list | tuple):
        raise UsageError("The setting safe_pickle_names is a list of names, such as acme.layers.Gate.")
    for name in stated:
        if not isinstance(name, str) or not _NAME.match(name):
            raise UsageError(f"The setting safe_pickle_names takes exact names such as acme.layers.Gate, not {name!r}.")
    return tuple(sorted({name for name in stated if isinstance(name, str)}))
