"""Names and phrases by which prompts are told in code that calls no known SDK (prompt_words.json)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

from aibom.core import re

_FILE = Path(__file__).with_name("prompt_words.json")
_BEFORE = r"(?:[a-z0-9]+_)*"  # further words of a name
_NAME = r"[A-Z]\w+"

_MARKED = r"(?:\s|[^\w\s{]{1,6}|\[INST\]|(?:Human|User|Instructions?|Task) ?:){0,4}"
_POLITE = r"please |can you |could you |i want you to |your task is to |you must |you should "
_GIVEN = rf"{_MARKED}(?:given|based on|using|from) (?:an?|the|these|this|following|my|our)\b"


class PromptWords(NamedTuple):
    """Expressions over names in lower case with "_" between their words, to be matched whole: `calls` speak for the
    system, `arguments` hold prompts, `loaders` read them; `role` fits a name or text as it is written, `beginning` the
    start of a text, `task` that of a longer one in code that has to do with AI, `asking` that of one with places to
    fill in which is handed to a model, `marks` those of the formats in which models are spoken to. The lists are those
    of the file; see schemas/prompt-words.schema.json."""

    calls: re.Pattern[str]
    arguments: re.Pattern[str]
    loaders: re.Pattern[str]
    role: re.Pattern[str]
    beginning: re.Pattern[str]
    task: re.Pattern[str]
    asking: re.Pattern[str]
    marks: re.Pattern[str]
    role_keys: tuple[str, ...]
    text_keys: tuple[str, ...]
    shells: frozenset[str]
    shell_languages: frozenset[str]


@cache
def prompt_words() -> PromptWords:
    """The shipped words, read once."""
    words = orjson.loads(_FILE.read_bytes())
    roles = _one_of(words["roles"])
    return PromptWords(
        calls=re.compile(rf"(?!.*{_one_of(words['other_systems'])}_?system){_BEFORE}{_one_of(words['calls'])}"),
        arguments=re.compile(rf"{_BEFORE}{_one_of(words['arguments'])}|{_one_of(words['lone_arguments'])}"),
        loaders=re.compile(
            rf"{_one_of(words['loading'])}_{_BEFORE}prompts?(?:_(?:{_one_of(words['loaded'])}|from_\w+))?"
        ),
        role=re.compile(rf"(?:.*[._:])?(?:\w*_)?{roles}(?:_?(?:role|message))?", re.IGNORECASE),
        beginning=re.compile(rf"\s*\W{{0,6}}{_one_of(words['beginnings'])}"),
        task=re.compile(rf"\s*\W{{0,6}}{_one_of(words['task_beginnings'])}"),
        asking=re.compile(rf"{_MARKED}(?:{_POLITE})?{_one_of(words['asking'])}\b|{_GIVEN}", re.IGNORECASE),
        marks=re.compile(rf"\s*{_one_of(words['marks'])}"),
        role_keys=tuple(words["role_keys"]),
        text_keys=tuple(words["text_keys"]),
        shells=frozenset(words["shells"]),
        shell_languages=frozenset(words["shell_languages"]),
    )


def _one_of(phrases: Iterable[str]) -> str:
    """An expression of the phrases; a `{Name}` in them stands for a capitalised word."""
    escaped = (re.escape(one).replace(re.escape("{Name}"), _NAME) for one in phrases)
    return f"(?:{'|'.join(escaped)})"
