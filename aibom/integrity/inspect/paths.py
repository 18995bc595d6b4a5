"""Names of files that a model asks its loader to open: which of them leave the model's folder."""

from __future__ import annotations

from aibom.core import re

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = re.compile(r"%(?:2e|2f|5c)", re.IGNORECASE)


def escapes(path: str) -> str:
    """How a name leaves the folder of the model that states it, a short clause; "" when it stays inside."""
    plain = path.strip()
    if "\0" in path:
        return "holds a zero byte"
    if plain.startswith(("/", "\\", "~")):
        return "is absolute"
    if _SCHEME.match(plain):
        return "is a URL or names a drive"
    if ".." in re.split(r"[/\\]", plain) or (_ENCODED.search(plain) and ".." in _unquoted(plain)):
        return "climbs out of the model's folder"
    if "\\" in plain:
        return "has a backslash, which some systems take for a folder"
    return "expands a variable" if plain.startswith("$") or "${" in plain else ""


def _unquoted(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)
