"""Splits shell text into simple commands, with the line of every word.

This is no shell: it follows quoting, continuations, comments, here-documents and separators (POSIX.1-2017,
2.2-2.9), and leaves expansions as they are written. Words from single quotes have their `$` replaced by
LITERAL_DOLLAR, so that nobody expands them later.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import leave_out
from aibom.scanners.deployments.records import Word

MAX_COMMANDS = 10_000
MAX_WORDS = 2_000
MAX_EXPANSION = 10_000  # characters of one `$( )`
MAX_UNCLOSED = 200_000  # characters looked at in all for expansions that are never closed
LITERAL_DOLLAR = "\ue000"

_TOKEN = re.compile(
    r"""
      (?P<join>\\\r?\n)
    | (?P<newline>(?:\r?\n)++)
    | (?P<blank>[ \t\r\f\v]+)
    | '(?P<single>[^']*+)'
    | "(?P<double>(?:[^"\\]|\\.)*+)"
    | \\(?P<escaped>.)
    | (?P<here><<-?[ \t]*+(?P<quote>['"]?)(?P<mark>[\w.-]++)(?P=quote))
    | (?P<copy>[0-9]*[<>]&[0-9-]++)
    | (?P<redirect>[0-9]*(?:>>|>\||>&|<&|&>>|&>|<<<|<>|>|<))
    | (?P<stop>&&|\|\||;;&?|[;|&()])
    | (?P<nested>\$\(|\$\{|`)
    | (?P<plain>[^\s'"\\<>;|&()$`#]+|[\$\#'"\\])
    """,
    re.VERBOSE | re.DOTALL,
)
_ARRAY = re.compile(r"[A-Za-z_]\w*\+?=\Z")


class Command(NamedTuple):
    """One simple command; `array` names the variable whose list the words are (`X=(a b)`)."""

    words: tuple[Word, ...]
    array: str = ""

    @property
    def line(self) -> int:
        """The line of the first word."""
        return self.words[0].line if self.words else 0


def split_commands(text: str, line: int = 1) -> list[Command]:
    """The simple commands of a script, in written order; at most MAX_COMMANDS."""
    return _Splitter(text, line).run()


class _Splitter:
    """One pass over the text. A word is built of parts until a blank or separator ends it."""

    def __init__(self, text: str, line: int) -> None:
        self.text, self.line = text, line
        self.commands: list[Command] = []
        self.words: list[Word] = []
        self.parts: list[str] | None = None
        self.word_line = line
        self.array = ""
        self.skip_target = False
        self.here: list[str] = []
        self.budget = MAX_UNCLOSED

    def run(self) -> list[Command]:
        position = 0
        while position < len(self.text) and len(self.commands) < MAX_COMMANDS:
            if self.text[position] == "#" and self.parts is None:
                position = self._line_end(position)
                continue
            match = _TOKEN.match(self.text, position)
            if match is None:  # cannot happen: every character has an alternative
                position += 1
                continue
            position = self._token(match)
        if position < len(self.text):
            leave_out(MAX_COMMANDS, "commands of one script")
        self._end_command()
        return self.commands

    def _line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return len(self.text) if end < 0 else end

    def _token(self, match: re.Match[str]) -> int:
        kind = match.lastgroup or ""
        if kind == "newline":
            return self._newline(match)
        if kind == "nested":
            return self._nested(match)
        if kind == "stop":
            self._stop(match.group())
        elif kind in ("blank", "join", "copy"):
            self._end_word()
        elif kind == "redirect":
            self._end_word()
            self.skip_target = True
        elif kind in ("mark", "here"):
            self._end_word()
            self.here.append(match["mark"])
        else:
            self._text(match, kind)
        self.line += match.group().count("\n")
        return match.end()

    def _text(self, match: re.Match[str], kind: str) -> None:
        if kind == "single":
            self._add(match["single"].replace("$", LITERAL_DOLLAR))
        elif kind == "double":
            self._add(
                re.sub(r'\\(["\\`]|\n)', lambda one: one[1].strip("\n"), match["double"]).replace("\\$", "\ue000")
            )
        elif kind == "escaped":
            self._add(match["escaped"].replace("$", LITERAL_DOLLAR))
        else:
            self._add(match.group())

    def _add(self, text: str) -> None:
        if self.parts is None:
            self.parts, self.word_line = [], self.line
        self.parts.append(text)

    def _nested(self, match: re.Match[str]) -> int:
        """`$( )`, `${ }` and back-quotes are one part of a word, whatever stands inside."""
        end = self._balanced(match.start()) if self.budget > 0 else match.end()
        inside = self.text[match.start() : end]
        self._add(inside)
        self.line += inside.count("\n")
        return end

    def _stop(self, operator: str) -> None:
        if operator == "(" and self.parts is not None and _ARRAY.match("".join(self.parts)) and not self.words:
            self.array = "".join(self.parts).rstrip("+=")
            self.parts = None
            return
        self._end_command()

    def _newline(self, match: re.Match[str]) -> int:
        if self.array:
            self._end_word()
        else:
            self._end_command()
        position = match.end() if not self.here else match.start() + match.group().index("\n") + 1
        self.line += self.text.count("\n", match.start(), position)
        while self.here:
            position = self._skip_here(self.here.pop(0), position)
        return position

    def _skip_here(self, mark: str, position: int) -> int:
        while position < len(self.text):
            end = self._line_end(position)
            body = self.text[position:end].strip()
            position, self.line = end + 1, self.line + 1
            if body == mark:
                break
        return min(position, len(self.text))

    def _balanced(self, start: int) -> int:
        """Where the expansion that begins at `start` ends; one that is not closed is two characters of text."""
        text = self.text
        if text[start] == "`":
            end = text.find("`", start + 1)
            return len(text) if end < 0 else end + 1
        opening, closing = ("(", ")") if text[start + 1] == "(" else ("{", "}")
        depth = 0
        for position in range(start + 1, min(len(text), start + MAX_EXPANSION)):
            depth += (text[position] == opening) - (text[position] == closing)
            if depth == 0:
                return position + 1
        self.budget -= min(len(text) - start, MAX_EXPANSION)
        return start + 2

    def _end_word(self) -> None:
        if self.parts is None:
            return
        if self.skip_target:
            self.skip_target = False
        elif len(self.words) < MAX_WORDS:
            self.words.append(Word("".join(self.parts), self.word_line))
        else:
            leave_out(MAX_WORDS, "words of one command")
        self.parts = None

    def _end_command(self) -> None:
        self._end_word()
        self.skip_target = False
        if self.words or self.array:
            self.commands.append(Command(tuple(self.words), self.array))
        self.words, self.array = [], ""


def plain_words(words: tuple[Word, ...]) -> Iterator[str]:
    """The texts of words, with literal dollar signs put back."""
    for word in words:
        yield word.text.replace(LITERAL_DOLLAR, "$")
