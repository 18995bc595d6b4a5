"""Models that a server is told to use: `--model gpt-5`, `--default-models openai:gpt-5:high,gemini:gemini-2.5-pro`, and
variables that say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.configs.names.modelkeys import key_hint, words_of
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.values import model_of_setting, model_of_value
from aibom.scanners.mcp_configs.entries import Entry, setting

MAX_MODELS = 30
_FLAG = re.compile(r"(--?[A-Za-z][\w-]*+)(?:=(.+))?", re.DOTALL)
# How hard a model is to think, or how many tokens it may: `gpt-5:high`, `claude-opus-4:8k`.
_EFFORT = re.compile(r":(?:minimal|low|medium|high|xhigh|max|\d{1,3}k)\Z")


class Given(NamedTuple):
    """A model that a server is given, under which flag or variable, and the line."""

    named: Named
    key: str
    line: int


def models_of(entry: Entry) -> Iterator[Given]:
    """The models in the arguments and variables of one server."""
    found = 0
    for key, value, line in [*_flags(entry), *_variables(entry)]:
        for named in _named(key, value):
            if found < MAX_MODELS:
                found += 1
                yield Given(named, key, line)


def _named(key: str, value: str) -> Iterator[Named]:
    words = words_of(key)
    hint = key_hint(key) or (key_hint("model") if words[-1:] == ("models",) else None)
    if hint is None:
        return
    for part in value.split(",") if words[-1:] == ("models",) else [value]:
        text = _EFFORT.sub("", part.strip())
        named = model_of_setting(key, text) or model_of_value(text, hint, key)
        if named is not None:
            yield named


def _flags(entry: Entry) -> Iterator[tuple[str, str, int]]:
    args = setting(entry.raw, "args")
    items: Sequence[Json] = args if isinstance(args, list) else ()
    for index, item in enumerate(items):
        match = _FLAG.fullmatch(item) if isinstance(item, str) else None
        if match is None:
            continue
        following = items[index + 1] if index + 1 < len(items) else ""
        at = index if match[2] else index + 1
        value = match[2] or following
        if isinstance(value, str) and value and not value.startswith("-"):
            yield match[1].lstrip("-"), value, _line(entry, args, at)


def _variables(entry: Entry) -> Iterator[tuple[str, str, int]]:
    env = setting(entry.raw, "env")
    for key, value in env.items() if isinstance(env, Mapping) else ():
        if isinstance(value, str):
            yield key, value, _line(entry, env, key)


def _line(entry: Entry, table: Json, step: str | int) -> int:
    document: Lined | None = entry.document
    return document.line_of(table, step) if document is not None else entry.line
