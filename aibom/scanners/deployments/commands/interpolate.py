"""Variables in text: `$VAR`, `${VAR}`, `${VAR:-default}` and the other forms that compose and POSIX shells share."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core import re

MAX_NESTING = 8
MAX_LENGTH = 20_000
_START = re.compile(r"\$(?:\$|\{|(?P<name>[A-Za-z_]\w*))")
_INNER = re.compile(r"(?P<name>[A-Za-z_]\w*)(?P<form>:?[-=?+])?(?P<word>.*)\Z", re.DOTALL)


def interpolate(text: str, variables: Mapping[str, str], *, escape: bool = True) -> str:
    """`text` with each variable that has a value or a default replaced; the others stay written as `${NAME}`.

    With `escape`, `$$` is a plain dollar sign (compose); without, it stays (a shell's process id). Text past
    MAX_LENGTH is left as it is.
    """
    if "$" not in text or len(text) > MAX_LENGTH:
        return text
    return _expand(text, variables, escape, 0)


def is_resolved(text: str) -> bool:
    """Whether no variable or command substitution is left in the text."""
    return "$" not in text and "`" not in text and "{{" not in text


def _expand(text: str, variables: Mapping[str, str], escape: bool, level: int) -> str:
    out: list[str] = []
    size = position = 0
    while (match := _START.search(text, position)) and size < MAX_LENGTH:
        out.append(text[position : match.start()])
        piece, position = _one(text, match, variables, escape, level)
        out.append(piece)
        size += len(piece)
    out.append(text[position:])
    return "".join(out)


def _one(text: str, match: re.Match[str], variables: Mapping[str, str], escape: bool, level: int) -> tuple[str, int]:
    """The value of one reference and the position after it."""
    if match["name"]:
        name = match["name"]
        return variables.get(name, f"${{{name}}}"), match.end()
    if match.group() == "$$":
        return ("$" if escape else "$$"), match.end()
    end = _closing(text, match.end())
    if end < 0:
        return text[match.start() :], len(text)
    return _braced(text[match.end() : end], variables, escape, level), end + 1


def _closing(text: str, position: int) -> int:
    depth = 1
    for index in range(position, len(text)):
        depth += (text[index] == "{") - (text[index] == "}")
        if depth == 0:
            return index
    return -1


def _braced(inner: str, variables: Mapping[str, str], escape: bool, level: int) -> str:
    parts = _INNER.match(inner)
    if parts is None or level >= MAX_NESTING or (parts["word"] and not parts["form"]):
        return f"${{{inner}}}"
    name, form, word = parts["name"], parts["form"] or "", parts["word"]
    value = variables.get(name)
    if form.endswith("+"):
        return _expand(word, variables, escape, level + 1) if value else ""
    if value is not None and (value or not form.startswith(":")):
        return value
    if form.endswith(("-", "=")):
        return _expand(word, variables, escape, level + 1)
    return f"${{{name}}}"
