"""Commands as YAML writes them (one text, or a list of texts) made into words with lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aibom.core.json import Json
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.commands.shell import split_commands
from aibom.scanners.deployments.records import Word

MAX_WORDS = 5_000
MAX_FOLDED = 300


def command_words(
    value: Json, line: int, rows: Rows, line_of: Callable[[int], int] | None = None
) -> tuple[Word, ...] | None:
    """The argument vector of a command; a text that is several commands becomes `sh -c text`; None when absent.

    `line_of` tells the line of each item of a list, where the document knows it.
    """
    if isinstance(value, str):
        return _of_text(masked(value), line, rows) if value.strip() else None
    if isinstance(value, list):
        return tuple(_of_list(value, line, rows, line_of))
    return None


def _of_text(text: str, line: int, rows: Rows) -> tuple[Word, ...]:
    commands = split_commands(text, line)
    if len(commands) != 1 or commands[0].array:
        return (Word("sh", line), Word("-c", line), script(text, line, rows))
    return tuple(_placed(commands[0].words, line, rows))


def _placed(words: tuple[Word, ...], line: int, rows: Rows) -> Iterator[Word]:
    """Words with the lines of the file: folded YAML text has lost its own."""
    for word in words[:MAX_WORDS]:
        line = rows.find(word.text, line)
        yield Word(word.text, line)


def _of_list(items: list[Json], line: int, rows: Rows, line_of: Callable[[int], int] | None) -> Iterator[Word]:
    for index, item in enumerate(items[:MAX_WORDS]):
        line = line_of(index) if line_of is not None else line
        if isinstance(item, str | int | float) and not isinstance(item, bool):
            text = masked(str(item))
            word = script(text, line, rows) if "\n" in text or " " in text else Word(text, rows.find(text, line))
            line = word.line
            yield word


def script(text: str, line: int, rows: Rows) -> Word:
    """A shell text whose first line is found in the file, so that the lines inside of it agree."""
    first = text.strip().split("\n", 1)[0].strip()
    start = text[: len(text) - len(text.lstrip())].count("\n")
    for length in (len(first), 40, 20):
        found = rows.find(first[:length], line)
        if found != line or first[:length] in (rows.rows[line - 1] if 0 < line <= len(rows.rows) else ""):
            return Word(_unfolded(text, found, rows) if "\n" not in text else text, max(found - start, 1))
    return Word(_unfolded(text, line, rows), line)


def _unfolded(text: str, line: int, rows: Rows) -> str:
    """A command that YAML has folded into one line as it was written, each line continued by the next."""
    whole = text.strip()
    first = rows.rows[line - 1].strip() if 0 < line <= len(rows.rows) else ""
    begins = (first, *(first.partition(mark)[2].strip() for mark in ("- ", ": ")))
    parts = [next((one for one in begins if one and whole.startswith(one)), "")]
    length = len(parts[0])
    if not parts[0] or length >= len(whole):
        return text
    for row in rows.rows[line : line + MAX_FOLDED]:
        part = row.strip()
        if not part or not whole.startswith(part, length + 1):
            return text
        parts.append(part)
        length += 1 + len(part)
        if length >= len(whole):
            return " \\\n".join(parts)
    return text
