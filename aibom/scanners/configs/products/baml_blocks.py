"""The outline of a BAML file: its blocks with their settings and prompts, and where one cannot be read.

A block whose end is missing ends where the next one begins, so that a slip costs one block and is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import leave_out

MAX_BLOCKS, MAX_LISTED = 2_000, 50
_OPENS = re.compile(
    r"[ \t]*(?P<what>client|function|retry_policy|generator|test|class|enum)\b(?:<llm>)?[ \t]*(?P<name>\w+)"
)
# What begins a block wherever it stands: where another is still open there, the other's end is missing.
_BEGINS = re.compile(
    r"(?:client[ \t]*<|function[ \t]+\w+[ \t]*\(|(?:class|enum|test|generator|retry_policy)[ \t]+\w+[ \t]*\{)"
)
# A row that begins a block of no kind there is; texts of templates are gone through before.
_STRANGE = re.compile(r"(?P<what>\w{1,80})(?:[ \t]*<\w{1,40}>)?[ \t]+(?P<name>\w{1,80})[^\"{}]{0,400}\{")
_FURTHER = frozenset({"dynamic", "template_string", "type", "impl", "override"})
_TEMPLATE = re.compile(r'template_string\b[^"]*?(?P<fence>#{1,5})"')
_SETTING = re.compile(r"[ \t]*(?P<key>\w+)[ \t]+(?P<value>\S.*)\Z")
_ON_ONE_ROW = re.compile(r"(?P<key>\w+)[ \t]+(?P<value>\"[^\"]*\"|\[[^\]]*\]|[^\s{}\"#]+)")
_OPTIONS = re.compile(r"[ \t]*options[ \t]*\{(?=[ \t]*\w)")
_OPEN_LIST = re.compile(r"[ \t]*strategy[ \t]*\[[^\]]*\Z")
_TEXT = re.compile(r'(?:(?P<key>\w+)[ \t]+)?(?P<fence>#{1,5})"')
_PLAIN_TEXT = re.compile(r'"[^"]*"')


class Block(NamedTuple):
    """A client or function: its settings with their lines, its prompt, and what is wrong with it."""

    what: str
    name: str
    line: int
    settings: dict[str, tuple[str, int]]
    prompt: str = ""
    prompt_line: int = 0
    trouble: str = ""


def blocks_of(rows: list[str]) -> Iterator[Block]:
    """The blocks of a file, one after the other."""
    number = told = 0
    while number < len(rows):
        row = rows[number]
        number += 1
        match = _OPENS.match(row)
        if match is not None and told >= MAX_BLOCKS:
            leave_out(MAX_BLOCKS, "blocks")
            return
        if match is not None:
            told += 1
            block, number = _block(rows, number, match["what"], match["name"])
            yield block
        elif (template := _TEMPLATE.match(row)) is not None:
            number = _quoted(rows, number, row[template.end() :], f'"{template["fence"]}').after
        elif (strange := _STRANGE.match(row)) is not None and strange["what"] not in _FURTHER:
            yield Block("", strange["name"], number, {}, trouble=f"`{strange['what']}` begins no block of BAML")


def _block(rows: list[str], number: int, what: str, name: str) -> tuple[Block, int]:
    """The block that begins on the row above `number`, and the row after it."""
    start, settings = number, dict[str, tuple[str, int]]()
    block = Block(what, name, start, settings)
    number = _opened(rows, number)
    depth = _depth(rows[number - 1])
    _inline(rows[number - 1].partition("{")[2], number, settings)
    while depth > 0:
        row = rows[number] if number < len(rows) else ""
        if number >= len(rows) or _BEGINS.match(row):
            return block._replace(trouble=f"the end of `{what} {name}` is missing"), number
        number += 1
        opened = _TEXT.search(row)
        if opened is not None:
            quoted = _quoted(rows, number, row[opened.end() :], f'"{opened["fence"]}')
            if opened["key"] == "prompt":
                block = block._replace(prompt=quoted.text, prompt_line=number)
            if quoted.rest is None:
                return block._replace(trouble=f"the end of a text of `{what} {name}` is missing"), quoted.after
            number = quoted.after
            depth += _depth(row[: opened.start()]) + _depth(quoted.rest)
            continue
        depth += _depth(row)
        first = number
        if _OPEN_LIST.match(row) is not None:
            row, number = _whole_list(rows, number, row)
        _set(row, first, settings)
    return block, number


def _opened(rows: list[str], number: int) -> int:
    """The row after the one that opens a block: what a function takes may stand on rows of its own."""
    last = min(len(rows), number + MAX_LISTED)
    while number < last and "{" not in rows[number - 1] and "}" not in rows[number]:
        number += 1
    return number


def _whole_list(rows: list[str], number: int, row: str) -> tuple[str, int]:
    """A list that is written over several rows, as one, and the row after it."""
    last = min(len(rows), number + MAX_LISTED)
    while number < last and "]" not in row:
        row += " " + rows[number].strip()
        number += 1
    return row, number


def _depth(row: str) -> int:
    plain = _PLAIN_TEXT.sub("", row).partition("//")[0]
    return plain.count("{") - plain.count("}")


def _inline(text: str, line: int, settings: dict[str, tuple[str, int]]) -> None:
    """The settings that stand on the row that opens a block: `{ provider openai options { model "gpt-4o" } }`."""
    for match in _ON_ONE_ROW.finditer(text.partition("prompt ")[0]):
        settings.setdefault(match["key"], (match["value"].strip('"'), line))


def _set(row: str, line: int, settings: dict[str, tuple[str, int]]) -> None:
    match = _SETTING.match(_OPTIONS.sub("", row, count=1).rstrip(" }"))
    if match is not None:
        value = match["value"].strip().strip('"').strip()
        settings.setdefault(match["key"], (value, line))


class _Quoted(NamedTuple):
    """A text, the row after it, and what stands behind its fence; None where there is no fence."""

    text: str
    after: int
    rest: str | None


def _quoted(rows: list[str], number: int, first: str, end: str) -> _Quoted:
    """The text up to its closing fence; without one it ends where the next block begins."""
    text, fence, rest = first.partition(end)
    if fence:
        return _Quoted(text, number, rest)
    at = next((index for index in range(number, len(rows)) if end in rows[index]), None)
    if at is not None:
        text, _, rest = rows[at].partition(end)
        return _Quoted("\n".join((first, *rows[number:at], text)), at + 1, rest)
    last = next((index for index in range(number, len(rows)) if _BEGINS.match(rows[index])), len(rows))
    return _Quoted("\n".join((first, *rows[number:last])), last, None)
