"""How names are looked at here: their words, what is one of a tool, what is a sentence that tells what one does."""

from __future__ import annotations

from functools import lru_cache

from aibom.core import re
from aibom.scanners.code.matching.tool_shape import is_sentence

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_LABEL = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_.-][A-Za-z0-9]+){0,7}")
_NO_SENTENCE = re.compile(r"\s*(?:https?:|[/%<{\[$@#.]|SELECT |INSERT |UPDATE |CREATE )|.*(?:\]\(|</|\{\{)")
_MAX_LABEL, _MAX_SENTENCE = 64, 4_000


@lru_cache(maxsize=8192)
def words_in(text: str) -> tuple[str, ...]:
    """The words of a name, in lower case: `createInvoice`, `create_invoice`, `create-invoice`."""
    return tuple(word.lower() for word in _WORD.findall(text[:300]))


@lru_cache(maxsize=8192)
def plain_key(name: str) -> str:
    """A member's name however a language spells it: `toolName`, `tool_name`, `getToolName()`, `.ToolName`."""
    last = name.rstrip("()!?").rpartition(".")[2]
    word = last.strip("_").replace("_", "").lower()
    return word[3:] if word.startswith("get") and len(word) > 3 else word


@lru_cache(maxsize=8192)
def is_label(text: str) -> bool:
    """Whether a text has the form of a tool's name."""
    return 1 < len(text) <= _MAX_LABEL and _LABEL.fullmatch(text) is not None and not text.isupper()


@lru_cache(maxsize=8192)
def says_something(text: str) -> bool:
    """Whether a text is a sentence that may tell what a tool does."""
    return len(text) <= _MAX_SENTENCE and is_sentence(text) and _NO_SENTENCE.match(text) is None
