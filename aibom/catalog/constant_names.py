"""What a library's constant for a model is named after: `GPT_5_MINI`, `ModelClaudeSonnet4_6`, `Gemini2_5Flash`.

SDKs spell a model's name as an identifier, so that dots and dashes are lost. Families write their numbers in one way
each: `gpt-4.1`, `gemini-2.5`, but `claude-sonnet-4-5`.
"""

from __future__ import annotations

from itertools import pairwise

from aibom.core import re

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|[0-9]+(?:[a-z]{1,2}(?![a-z]))?")
_UPPER = re.compile(r"[0-9]+[a-z]{0,2}(?=_|$)|[a-z]+|[0-9]+")
_LABELS = frozenset(
    "model models chat anthropic openai google vertex bedrock azure completion response responses".split()
)
_DASHED = ("claude",)  # families that join the parts of a version by a dash
_FAMILIES = frozenset(
    "gpt claude gemini gemma chatgpt o text dall whisper tts codex grok deepseek sonar embed command".split()
)
_RUN_TOGETHER = ("gpt", "gemini")  # families whose versions of two figures lose their point
_SHORT = re.compile(r"o[1-9]")  # OpenAI's reasoning models
_OF_GPT3 = ("ada", "babbage", "curie", "davinci", "text")
_DATE = re.compile(r"20[0-9]{2}|[0-9]{4,}")


def _points(words: list[str]) -> list[str]:
    """`gpt 5 dot 6` is `gpt 5.6`."""
    while "dot" in words[1:-1]:
        at = words.index("dot", 1)
        words = [*words[: at - 1], f"{words[at - 1]}.{words[at + 1]}", *words[at + 2 :]]
    return words


def named_model(constant: str) -> str | None:
    """The model's name that an identifier spells, None when it does not begin with a family or has no number."""
    parts = _UPPER.findall(constant.lower()) if constant.isupper() else _WORDS.findall(constant)
    words: list[str] = [word.lower() for word in parts if word]
    while words and words[0] in _LABELS:
        words.pop(0)
    if not words or (words[0] not in _FAMILIES and not _SHORT.fullmatch(words[0])):
        return None
    if not any(word[0].isdigit() for word in words[1:]) and not _SHORT.fullmatch(words[0]):
        return None
    words = _points(words)
    if words[:2] == ["gpt", "3"] and len(words) > 3 and words[2] in _OF_GPT3:
        words = words[2:]  # `GPT3Babbage002`
    name, dated = words[0], False
    for before, word in pairwise(words):
        dated = dated or bool(_DATE.match(word))
        version = before.isdigit() and word.isdigit() and not dated and name.partition("-")[0] not in _DASHED
        if name in _RUN_TOGETHER and len(word) == 2 and word.isdigit():
            word = f"{word[0]}.{word[1]}"  # `Gpt41Mini`, `gemini25Flash`
        if before == "preview" and len(word) == 4 and word.isdigit() and name.startswith("gemini"):
            word = f"{word[:2]}-{word[2:]}"  # month and day
        name += f".{word}" if version else word if name == "o" else f"-{word}"
    return name
