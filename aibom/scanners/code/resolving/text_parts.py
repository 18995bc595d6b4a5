"""Texts put together of others: `f"{ROLE}\n{RULES}"`, `prompt += RULES`. Each named part is a text of its own."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.core import re
from aibom.scanners.code.facts import Binding, Template
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const

TELLING = 40  # letters; shorter parts are names and labels
_WORDS = 6
_PLACE = re.compile(r"\{[^{}]*+\}")
_COMPOSED = re.compile(r"[A-Z0-9_]*(?:PROMPT|INSTRUCTIONS?|SYSTEM_MESSAGE)[A-Z0-9_]*")
_SHARED = re.compile(
    r"prompt|instruct|rules?\b|guide|style|system|persona|format|policy|template|example|addon", re.IGNORECASE
)
# Variables that texts for models are gathered in.
_GATHERED = re.compile(r"prompt|instruct|system|persona|preamble|context|messages?\b", re.IGNORECASE)


def is_shared(name: str) -> bool:
    """Whether a name says that its text is told to a model."""
    return _SHARED.search(name) is not None


def is_gathered(name: str) -> bool:
    """Whether texts that are added to a variable of this name are told to a model."""
    return _GATHERED.search(name) is not None


def named_parts(values: Iterable[Abstract]) -> list[Const]:
    """The texts among values that are known by a constant or by a name that says what they are."""
    return [one for one in values if isinstance(one, Const) and _is_told(one)]


def composed_under(binding: Binding, values: Abstracts, path: str) -> Abstracts:
    """The values of a constant that is put together of named texts and says that it is told to a model: the whole has
    the constant's own name, beside its parts (`ANSWER_PROMPT = ROLE + RULES`)."""
    whole = type(binding.value) is Template and not binding.scope and _COMPOSED.fullmatch(binding.name) is not None
    parts = [str(one.value) for one in named_parts(values)] if whole and len(values) > 1 else []
    if not parts:
        return values
    return tuple(
        one._replace(name=binding.name, path=path, line=binding.line)
        if isinstance(one, Const) and _holds_part(one, parts)
        else one
        for one in values
    )


def _holds_part(value: Const, parts: list[str]) -> bool:
    """Whether a text is longer than a named part of it."""
    text = str(value.value)
    return any(len(part) < len(text) and part in text for part in parts)


def _is_told(text: Const) -> bool:
    if not isinstance(text.value, str) or text.joined:
        return False
    value = _PLACE.sub("", text.value) if text.partial else text.value
    if len(value) < TELLING:
        return False
    last = text.name.rpartition(".")[2]
    return (last.isupper() or is_shared(last)) and len(value.split(maxsplit=_WORDS)) >= _WORDS
