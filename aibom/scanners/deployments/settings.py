"""Makes a Setting of what a file writes, and withholds the values that are secrets."""

from __future__ import annotations

import re

from aibom.core.json import Json
from aibom.core.secrets import (
    MASK,
    is_known_token,
    is_literal_secret,
    is_placeholder,
    is_secret_name,
    mask_tokens,
    url_password,
)
from aibom.scanners.deployments.records import Setting

MAX_VALUE = 2_000
_MAYBE_SECRET = re.compile(
    r"key|token|secret|passw|pass\b|credential|sk-|hf_|://|eyJ|AIza|AKIA|gh[pousr]_|[a-z]{2,5}[_-]\w{20}", re.IGNORECASE
)


_GIVEN = re.compile(
    r"(?P<name>[A-Za-z_-][\w-]*(?:key|token|secret|passw(?:or)?d|pass|credentials?)[\w-]*+)(?P<link>=|[ \t]+)(?P<quote>[\"']?)"
    r"(?P<value>[^\s\"'$`\\]++)",
    re.IGNORECASE,
)


def masked(text: str) -> str:
    """A command text with every secret that is written out replaced by `***`; its lines stay."""
    if not _MAYBE_SECRET.search(text):
        return text
    return _GIVEN.sub(_mask, mask_tokens(text))


def _mask(match: re.Match[str]) -> str:
    if not is_literal_secret(match["name"].lstrip("-"), match["value"]):
        return match[0]
    return f"{match['name']}{match['link']}{match['quote']}{MASK}"


def setting(name: str, value: Json, line: int) -> Setting:
    """One variable. A value is kept when it is text of a bounded length and neither is nor may be a secret."""
    text = _text(value)
    if text is None:
        return Setting(name, None, line)
    if is_secret_name(name) or is_known_token(text) or url_password(text):
        kept = text if text.startswith(("$", "{{")) and is_placeholder(text) and ":" not in text else None
        return Setting(name, kept, line, secret=is_literal_secret(name, text))
    return Setting(name, text[:MAX_VALUE], line)


def _text(value: Json) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    return None
