"""Text from outside as Markdown (GitHub's flavour) that says nothing but itself."""

from __future__ import annotations

from aibom.core import re
from aibom.core.text import printable

# Everything that starts markup in CommonMark or GitHub's extensions; `@name` and `#12` would notify people.
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#|~&@:$^]|(?<=www)\.)", re.IGNORECASE)
# What starts a list, a heading or a rule when it stands first.
_FIRST = re.compile(r"\s*(?:[-+=]|\d+[.)])")
_TICKS = re.compile(r"`+")


def escaped(text: str, limit: int = 0) -> str:
    """One line of plain text: every character that could be markup, a link, a mention or HTML is written as a
    character reference or with a backslash."""
    flat = printable(text, limit).strip()
    shown = _SPECIAL.sub(_escape, flat)
    return f"&#{ord(shown[0])};{shown[1:]}" if _FIRST.match(flat) else shown


def _escape(match: re.Match[str]) -> str:
    char = match[1]
    # A backslash before these does not stop autolinks, mentions and issue numbers; a character reference does.
    return f"&#{ord(char)};" if char in "@:<>&#." else f"\\{char}"


def code(text: str, limit: int = 0) -> str:
    """A code span; in a table its bars are escaped."""
    flat = printable(text, limit).replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in _TICKS.findall(flat)), default=0) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"
