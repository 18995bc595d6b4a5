"""Words by which families of entries with a name and a sentence are told to be tools (tool_words.json)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

_FILE = Path(__file__).with_name("tool_words.json")


class ToolWords(NamedTuple):
    """The lists of the file, in lower case; see schemas/tool-words.schema.json."""

    names: frozenset[str]
    sentences: frozenset[str]
    tools: frozenset[str]
    parts: frozenset[str]
    others: frozenset[str]
    verbs: frozenset[str]
    states: frozenset[str]


@cache
def tool_words() -> ToolWords:
    """The shipped words, read once."""
    words = orjson.loads(_FILE.read_bytes())
    return ToolWords(**{field: frozenset(words[field]) for field in ToolWords._fields})
