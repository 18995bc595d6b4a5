"""Makes a Setting of what a file writes, and withholds the values that are secrets."""

from __future__ import annotations

from aibom.core import re
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
_SWITCHES = frozenset({"true", "false", "yes", "no", "on", "off", "0", "1", ""})
# `NAME=value`, `--flag value` and `--flag=value`; each word is looked at once.
_GIVEN = re.compile(
    r"(?<![\w-])(?:(?P<flag>--[A-Za-z][\w-]*+)(?:=|[ \t]++)|(?P<name>[A-Za-z_]\w*+)=)[\"']?(?P<value>[^\s\"'$`\\]++)"
)


def masked(text: str) -> str:
    """A command text with every secret that is written out replaced by `***`; its lines stay."""
    return _GIVEN.sub(_mask, mask_tokens(text))


def _mask(match: re.Match[str]) -> str:
    name = match["name"] or match["flag"].lstrip("-")
    if not is_literal_secret(name, match["value"]):
        return match[0]
    return match[0][: match.start("value") - match.start()] + MASK


def setting(name: str, value: Json, line: int) -> Setting:
    """One variable. A value is kept when it is text of a bounded length and neither is nor may be a secret."""
    text = _text(value)
    if text is None:
        return Setting(name, None, line)
    if text.lower() in _SWITCHES:
        return Setting(name, text, line)
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
