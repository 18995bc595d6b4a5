"""Prompts that a configuration holds: long texts under a key that says prompt. Their text is not copied."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.modelkeys import words_of
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_MIN_LENGTH = 40
_ABOUT = frozenset(
    "id name path file dir tokens cost version type length cache key template_id url format count".split()
)
_ROLES = (
    ("system", "system"),
    ("instructions", "system"),
    ("backstory", "system"),
    ("user", "user"),
    ("template", "template"),
)


def prompts_in(place: Place, sight: Sight) -> Iterator[Sighting]:
    """The prompts of one mapping; each is local to its file and named by its key."""
    for key, value in place.table.items():
        if isinstance(value, str) and len(value) >= _MIN_LENGTH and is_prompt_key(key, place):
            name = _name(place, key)
            yield sight.thing(sight.local(Kind.PROMPT, name), place.line(key), name, **prompt_facts(value, key))


def is_prompt_key(key: str, place: Place) -> bool:
    """Whether a key says that its text is a prompt."""
    words = words_of(key)
    if not words or words[-1] in _ABOUT:
        return False
    if "prompt" in words or "prompts" in words:
        return True
    if words in (("system", "message"), ("system",), ("instructions",), ("instruction",)):
        return any(name in place.table for name in ("model", "llm", "tools", "agent", "temperature", "provider"))
    return (
        "prompts" in words_of(place.parent)
        or "prompt" in words_of(place.parent)
        and key in ("template", "content", "text")
    )


def _name(place: Place, key: str) -> str:
    owner = place.text("name", "id", "slug")
    if key in (
        "prompt",
        "system",
        "instructions",
        "template",
        "content",
        "text",
        "system_prompt",
        "systemPrompt",
        "system_message",
    ):
        above = owner or place.parent
        return f"{above}.{key}" if above and len(above) < 80 else key
    return key


def prompt_facts(text: str, key: str = "") -> dict[str, Json]:
    """Role, length in characters and hash of a prompt."""
    words = words_of(key)
    role = next((role for word, role in _ROLES if word in words), "template" if "{" in text else "system")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return {"role": role, "length": len(text), "hashes": [f"SHA-256:{digest}"]}


def prompt_file(path: str) -> Subject:
    """A prompt that is a file of its own, named by its path."""
    return Subject(kind=Kind.PROMPT, name=path, origin="file")
