"""Reads SQL of any dialect as far as calls and the statements that make models go.

Comments and the texts in quotes are told apart; the bodies between dollar signs are SQL again. Nothing is evaluated: an
argument is what its first text or name says.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import leave_out

_TOKEN = re.compile(
    r"(?P<skip>--[^\n]*|/\*.*?(?:\*/|\Z)|\$[A-Za-z_]{0,40}\$|\s+)"
    r"|(?P<text>'''.*?'''|\"\"\".*?\"\"\"|[eE]?'(?:[^'\\]|''|\\.)*+')"
    r"|(?P<name>(?:`[^`\n]{1,400}`|\"[^\"\n]{1,400}\"|\[[A-Za-z_][^\]\n]{0,400}\]|[A-Za-z_@$](?:[\w$]|-(?!-))*)"
    r"(?:\.(?:`[^`\n]{1,400}`|\"[^\"\n]{1,400}\"|\[[^\]\n]{1,400}\]|(?:[\w$*]|-(?!-))+))*)"
    r"|(?P<mark>=>|:=|::|[(){},;=])|(?P<other>[^\s'\"`(){},;=:A-Za-z_@$\[/-]+|.)",
    re.DOTALL,
)
_QUOTES = re.compile(r"[`\"\[\]]")
_NAMES = ("=>", ":=", "=", ":")  # what stands after the name of an argument or member
_MAX_TOKENS = 300_000
_MAX_DEPTH = 60


class Token(NamedTuple):
    """A word, text or mark: `kind` is "text", "name", "mark" or "other"."""

    kind: str
    value: str
    line: int


class Argument(NamedTuple):
    """What a call is given: the name of a named argument in lower case, and its first text or name."""

    key: str
    kind: str  # "text", "name" or "" for anything else
    value: str
    line: int


class Call(NamedTuple):
    """`name(...)`, the name dotted and in lower case."""

    name: str
    arguments: tuple[Argument, ...]
    line: int
    within: tuple[str, ...]  # the calls around it, from the outside in


def tokens(source: str, path: str = "") -> list[Token]:
    """The words, texts and marks of SQL without comments; at most 300,000."""
    found: list[Token] = []
    line, counted = 1, 0
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or ""
        if kind == "skip":
            continue
        line, counted = line + source.count("\n", counted, match.start()), match.start()
        if len(found) == _MAX_TOKENS:
            leave_out(_MAX_TOKENS, "words of SQL", path)
            break
        value = match[0]
        found.append(Token(kind, _plain(value) if kind == "text" else _unquoted(kind, value), line))
    return found


def statements(words: list[Token]) -> Iterator[list[Token]]:
    """The words of each statement, up to a semicolon."""
    begun: list[Token] = []
    for word in words:
        if word.value == ";" and word.kind == "mark":
            yield begun
            begun = []
        else:
            begun.append(word)
    yield begun


def calls(words: list[Token]) -> list[Call]:
    """All calls, the inner ones before those around them."""
    found: list[Call] = []
    open_: list[tuple[Token | None, list[list[Token]]]] = []
    before: Token | None = None
    for word in words:
        marked = word.kind == "mark"
        if marked and word.value in "({":
            named = before if word.value == "(" and before is not None and before.kind == "name" else None
            open_.append((named, [[]]))
        elif marked and word.value in ")}" and open_:
            name, parts = open_.pop()
            if word.value == "}" and open_:
                open_[-1][1].extend(parts)  # `llm_complete({'model_name': 'gpt-4o'}, ...)`: members are named arguments
            elif name is not None:
                around = tuple(one.value.lower() for one, _ in open_[-_MAX_DEPTH:] if one is not None)
                found.append(Call(name.value.lower(), tuple(map(_argument, parts)), name.line, around))
        elif open_ and marked and word.value == ",":
            open_[-1][1].append([])
        elif open_:
            open_[-1][1][-1].append(word)
        before = word
    return found


def argument(call: Call, at: int | None, keys: tuple[str, ...]) -> Argument | None:
    """The argument of one of these names, else the one at a place that has no name."""
    named = next((one for one in call.arguments if one.key and one.key in keys), None)
    if named is not None or at is None:
        return named
    placed = list(islice(call.arguments, at, at + 1))
    return placed[0] if placed and not placed[0].key else None


def _argument(words: list[Token]) -> Argument:
    key = ""
    if len(words) > 1 and words[0].kind in ("name", "text") and words[1].value in _NAMES:
        key, words = words[0].value.lower(), words[2:]
    first = next((word for word in words if word.kind in ("text", "name")), None)
    if first is None or words[0] is not first:
        return Argument(key, "", "", words[0].line if words else 0)
    return Argument(key, first.kind, first.value, first.line)


def _plain(text: str) -> str:
    if text[:3] in ("'''", '"""'):
        return text[3:-3]
    return text[text.index("'") + 1 : -1].replace("''", "'")


def _unquoted(kind: str, value: str) -> str:
    return _QUOTES.sub("", value) if kind == "name" else value
