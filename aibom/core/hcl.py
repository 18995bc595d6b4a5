"""Parses HCL (the language of Terraform, github.com/hashicorp/hcl) into blocks whose members know their lines.

Nothing is evaluated. A literal becomes its value; `jsonencode(...)` and the like become what they are given; a
traversal (`var.name`) and any other expression become text of the form `${var.name}`, as inside of a template.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined, Step
from aibom.core.text import decode

MAX_TOKENS = 150_000
MAX_DEPTH = 30
MAX_PASSED = 300_000  # tokens passed over in all for expressions that are no literal
MAX_TEXT = 100_000
_TOKEN = re.compile(
    r"""
      (?P<newline>\n)
    | (?P<blank>[ \t\r\f\v]+)
    | (?P<comment>\#[^\n]*|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)
    | (?P<here><<-?[ \t]*(?P<mark>[A-Za-z_][\w-]*)[ \t]*\r?\n)
    | (?P<quote>")
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<name>[A-Za-z_][\w-]*)
    | (?P<mark2>=>|==|!=|<=|>=|&&|\|\||\.\.\.|.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Functions that hand on what they are given: the value of their first argument.
_TRANSPARENT = frozenset(
    "jsonencode yamlencode tolist toset tomap tostring trimspace nonsensitive sensitive base64encode one".split()
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of the top level: `resource "aws_instance" "web" { ... }`. Blocks inside of it are lists of mappings."""

    kind: str
    labels: tuple[str, ...]
    body: dict[str, Json]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hcl:
    """A file: its blocks, the attributes outside of blocks (`*.tfvars`), and the lines of all members."""

    blocks: tuple[Block, ...]
    document: Lined  # `value` holds the attributes outside of blocks
    open_line: int = 0  # of a block whose end is missing


@dataclass(slots=True)
class _Token:
    kind: str
    text: str
    line: int
    start: int


def parse_hcl(data: bytes) -> Hcl:
    """The blocks of a file. Broken syntax is passed over up to the end of its line; never raises for content."""
    parser = _Parser(decode(data))
    top: dict[str, Json] = {}
    blocks: list[Block] = []
    parser.body(top, blocks, 0, at_top=True)
    return Hcl(blocks=tuple(blocks), document=Lined(value=top, lines=parser.lines), open_line=parser.open_line)


@dataclass(slots=True)
class _Parser:
    """Recursive descent over the tokens; depth and number of tokens are bounded."""

    text: str
    tokens: list[_Token] = field(default_factory=list)
    at: int = 0
    passed: int = 0
    closed: bool = True  # whether the last body had an end
    open_line: int = 0
    lines: dict[int, dict[Step, int]] = field(default_factory=dict)
    kept: list[Json] = field(default_factory=list)  # containers stay alive: their identity is the key of `lines`

    def __post_init__(self) -> None:
        self.tokens = _tokens(self.text)

    # -- tokens -----------------------------------------------------------------------------------------------

    def _peek(self, ahead: int = 0) -> _Token:
        index = self.at + ahead
        return self.tokens[index] if index < len(self.tokens) else self.tokens[-1]

    def _skip_newlines(self) -> None:
        while self._peek().kind == "newline":
            self.at += 1

    def _skip_line(self) -> None:
        while self._peek().kind not in ("newline", "end"):
            self.at += 1

    def _skip_balanced(self) -> None:
        """Past the bracket that stands here and all up to its end."""
        depth, tokens, last = 0, self.tokens, len(self.tokens) - 1
        while self.at < last:
            token = tokens[self.at]
            self.at += 1
            if token.kind == "mark2":
                depth += (token.text in _OPEN) - (token.text in _CLOSE)
            if depth <= 0:
                return

    # -- structure --------------------------------------------------------------------------------------------

    def body(self, into: dict[str, Json], blocks: list[Block], depth: int, at_top: bool = False) -> None:
        """Attributes and blocks up to the closing brace, which is taken."""
        table = self._table(into)
        while self._peek().kind != "end":
            self._skip_newlines()
            token = self._peek()
            if token.kind == "mark2" and token.text == "}":
                self.at += 1
                if not at_top:
                    self.closed = True
                    return
                continue
            if token.kind not in ("name", "string"):
                self.at += 1
                continue
            self._member(into, table, blocks, depth, at_top)
        self.closed = at_top

    def _member(
        self, into: dict[str, Json], table: dict[Step, int], blocks: list[Block], depth: int, at_top: bool
    ) -> None:
        name = self._peek()
        self.at += 1
        if self._peek().text in ("=", ":") and self._peek().kind == "mark2":
            self.at += 1
            into[name.text] = self.expression(depth + 1)
            table[name.text] = name.line
            return
        labels: list[str] = []
        while self._peek().kind in ("name", "string"):
            labels.append(self._peek().text)
            self.at += 1
        if not (self._peek().kind == "mark2" and self._peek().text == "{"):
            self._skip_line()
            return
        if depth >= MAX_DEPTH:
            self._skip_balanced()
            return
        self.at += 1
        inner: dict[str, Json] = {}
        self.body(inner, blocks, depth + 1)
        self.open_line = 0 if self.closed else name.line
        if at_top:
            blocks.append(Block(kind=name.text, labels=tuple(labels), body=inner, line=name.line))
        else:
            self._append(into, table, labels[0] if name.text == "dynamic" and labels else name.text, inner, name.line)

    def _append(
        self, into: dict[str, Json], table: dict[Step, int], key: str, inner: dict[str, Json], line: int
    ) -> None:
        items = into.get(key)
        if not isinstance(items, list):
            items = into[key] = []
            table[key] = line
        self._table(items)[len(items)] = line
        items.append(inner)

    def _table(self, container: Json) -> dict[Step, int]:
        if id(container) not in self.lines:
            self.kept.append(container)
        return self.lines.setdefault(id(container), {})

    # -- expressions ------------------------------------------------------------------------------------------

    def expression(self, depth: int) -> Json:
        """One expression; what is no literal becomes the text `${...}`."""
        start = self._peek()
        begin = self.at
        value, plain = self._primary(depth)
        if plain and self._ends():
            return value
        self.at = begin
        while not self._ends():
            before = self.at
            if self._peek().kind == "mark2" and self._peek().text in _OPEN:
                self._skip_balanced()
            else:
                self.at += 1
            self.passed += self.at - before
        if self.passed > MAX_PASSED:
            self.at = len(self.tokens) - 1
        end = self._peek().start
        return "${" + " ".join(self.text[start.start : end].split())[:MAX_TEXT] + "}"

    def _ends(self) -> bool:
        token = self._peek()
        return token.kind in ("newline", "end") or (token.kind == "mark2" and token.text in ",)]}")

    def _primary(self, depth: int) -> tuple[Json, bool]:
        """A literal and True; anything and False when the expression is none."""
        token = self._peek()
        self.at += 1
        if token.kind == "string":
            return token.text, True
        if token.kind == "number":
            return (
                float(token.text) if "." in token.text or "e" in token.text.lower() else int(token.text[:300])
            ), True
        if token.kind == "name":
            return self._named(token, depth)
        if token.kind == "mark2" and depth < MAX_DEPTH:
            if token.text == "[":
                return self._list(depth)
            if token.text == "{":
                return self._object(depth)
        return None, False

    def _named(self, token: _Token, depth: int) -> tuple[Json, bool]:
        if token.text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[token.text], True
        if token.text in _TRANSPARENT and self._peek().text == "(" and depth < MAX_DEPTH:
            self.at += 1
            self._skip_newlines()
            value = self.expression(depth + 1)
            self._skip_newlines()
            if self._peek().text == ")":
                self.at += 1
                return value, True
        return None, False

    def _list(self, depth: int) -> tuple[Json, bool]:
        items: list[Json] = []
        table = self._table(items)
        while True:
            self._skip_newlines()
            token = self._peek()
            if token.kind == "end" or (token.kind == "name" and token.text == "for"):
                return items, False
            if token.kind == "mark2" and token.text in "],":
                self.at += 1
                if token.text == "]":
                    return items, True
                continue
            before = self.at
            table[len(items)] = token.line
            items.append(self.expression(depth + 1))
            if self.at == before:
                self.at += 1  # a stray bracket

    def _object(self, depth: int) -> tuple[Json, bool]:
        found: dict[str, Json] = {}
        table = self._table(found)
        while True:
            self._skip_newlines()
            token = self._peek()
            if token.kind == "end" or (token.kind == "name" and token.text == "for"):
                return found, False
            if token.kind == "mark2" and token.text in "},":
                self.at += 1
                if token.text == "}":
                    return found, True
                continue
            self._entry(found, table, depth)

    def _entry(self, found: dict[str, Json], table: dict[Step, int], depth: int) -> None:
        """`key = value` or `key: value` of an object; a key in parentheses is an expression and is passed over."""
        key = self._peek()
        if key.kind == "mark2" and key.text in _OPEN:
            self._skip_balanced()
        else:
            self.at += 1
        while self._peek().kind == "mark2" and self._peek().text == ".":
            self.at += 2
        if self._peek().kind == "mark2" and self._peek().text in ("=", ":"):
            self.at += 1
            self._skip_newlines()
            value = self.expression(depth + 1)
            if key.kind in ("name", "string", "number"):
                found[key.text] = value
                table[key.text] = key.line


def _tokens(text: str) -> list[_Token]:
    """All tokens without blanks and comments, then one of kind end."""
    found: list[_Token] = []
    position, line = 0, 1
    while position < len(text) and len(found) < MAX_TOKENS:
        match = _TOKEN.match(text, position)
        if match is None:  # cannot happen: every character has an alternative
            break
        kind, end = match.lastgroup or "", match.end()
        if kind == "quote":
            value, end = _quoted(text, position)
            found.append(_Token("string", value, line, position))
        elif kind in ("mark", "here"):
            value, end = _here(text, match)
            found.append(_Token("string", value, line, position))
        elif kind not in ("blank", "comment"):
            found.append(_Token(kind, match.group(), line, position))
        line += text.count("\n", position, end)
        position = end
    if position < len(text):
        leave_out(MAX_TOKENS, "tokens")
    found.append(_Token("end", "", line, position))
    return found


def _quoted(text: str, start: int) -> tuple[str, int]:
    """The text of a string in quotes and the position after it; quotes inside of `${ }` do not end it."""
    out: list[str] = []
    position, depth, size = start + 1, 0, len(text)
    while position < size:
        char = text[position]
        if char == "\\" and position + 1 < size:
            out.append(
                _ESCAPES.get(text[position + 1], text[position + 1]) if not depth else text[position : position + 2]
            )
            position += 2
            continue
        if char in "$%" and text.startswith("{", position + 1):
            depth += 1
            out.append(char + "{")
            position += 2
            continue
        if char == "\n" or (char == '"' and not depth):
            return "".join(out), position + (char == '"')
        depth += (char == "{" and depth > 0) - (char == "}" and depth > 0)
        out.append(char)
        position += 1
    return "".join(out), position


def _here(text: str, match: re.Match[str]) -> tuple[str, int]:
    """The lines of a here-document, without the indentation that all of them share when it is `<<-`."""
    mark = re.compile(rf"^[ \t]*{re.escape(match['mark'])}[ \t]*\r?$", re.MULTILINE)
    end = mark.search(text, match.end())
    body = text[match.end() : end.start()] if end else text[match.end() :]
    after = end.end() if end else len(text)
    return ("\n" + body)[:MAX_TEXT], after
