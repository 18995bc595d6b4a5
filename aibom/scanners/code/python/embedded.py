"""Python inside of other files: a script in a ConfigMap, a workflow's step, a here-document, `python -c` over rows.

A program is found by its imports and reaches as far as its indentation, or as the here-document or quoted text that
it stands in. Everything else is blanked, so that lines stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.core.text import decode

MAX_REGIONS = 200
_NAME = r"[A-Za-z_][\w.]*(?:[ \t]+as[ \t]+\w+)?"
_IMPORT = re.compile(
    rf"(?P<indent>[ \t]*)(?:from[ \t]+[\w.]+[ \t]+import[ \t]+(?:\(|\*|{_NAME})[^'\"`;{{}}]*"
    rf"|import[ \t]+{_NAME}(?:[ \t]*,[ \t]*{_NAME})*)[ \t]*(?:#.*)?\r?\Z"
)
_HERE = re.compile(r"<<-?[ \t]*(['\"]?)(?P<mark>[A-Za-z_]\w*)\1")
_QUOTED = re.compile(r"[ \t]-c[ \t]+(?P<quote>[\"'])[ \t]*\r?\Z")
_UNESCAPED = {mark: re.compile(rf"(?<!\\){mark}") for mark in ('"', "'")}
_PYTHON = re.compile(r"\bpython[\d.]*\b|\.py\b")
_TEMPLATE = re.compile(r"\{\{-?[ \t]*[.$(\w][^{}\n]*\}\}")
# Rows of a shell or of YAML that stand above a program in the same block.
_FENCE = re.compile(r"```[A-Za-z]\w*")
_SHELL = re.compile(
    r"[ \t]*(?:#!|set[ \t]+-|pip3?[ \t]|apt|export[ \t]|cd[ \t]|echo[ \t]|- |[\w-]+:[ \t]*[|>]?[-+]?[ \t]*\Z)"
)


def embedded_python(data: bytes) -> str:
    """The Python of a file with all else blanked; "" when it holds none."""
    if b"import " not in data:
        return ""
    rows = decode(data).split("\n")
    kept = [""] * len(rows)
    for start, end, indent, quote in _regions(rows):
        for index in range(start, end):
            row = _TEMPLATE.sub("TEMPLATE", rows[index])[indent:]
            kept[index] = _UNESCAPED[quote].split(row, maxsplit=1)[0].replace(f"\\{quote}", quote) if quote else row
    return "\n".join(kept) if any(kept) else ""


def _regions(rows: Sequence[str]) -> Iterator[tuple[int, int, int, str]]:
    """First row, row after the last, indentation, and the quote around it, of each program."""
    free = count = 0
    shown = _shown(rows)
    for index, row in enumerate(rows):
        if index < free or index in shown or "import" not in row or count >= MAX_REGIONS:
            continue
        match = _IMPORT.match(row)
        if match is None:
            continue
        start, mark, quote = _begin(rows, index, len(match["indent"]), free)
        if not mark and not quote and not match["indent"]:
            continue  # nothing says that these rows are a program within another file
        free = _end(rows, index, len(match["indent"]), mark, quote)
        count += 1
        yield start, free, len(match["indent"]), quote


def _shown(rows: Sequence[str]) -> frozenset[int]:
    """The rows between the fences of Markdown: a program that a prompt or a description shows, and nobody runs."""
    within, depth, found = False, 0, list[int]()
    for index, row in enumerate(rows):
        text = row.strip()
        if within and (text.startswith("```") or (text and _indent(row) < depth)):
            within = False
        elif not within and _FENCE.match(text) is not None:
            within, depth = True, _indent(row)
        elif within:
            found.append(index)
    return frozenset(found)


def _begin(rows: Sequence[str], index: int, indent: int, free: int) -> tuple[int, str, str]:
    """Where the program begins, and the mark of its here-document or the quote that it stands in."""
    first = index
    while first > free:
        above = rows[first - 1]
        here, quoted = _HERE.search(above), _QUOTED.search(above)
        if here is not None and (_PYTHON.search(above) or not indent):
            while first < index and rows[first - 1].rstrip().endswith("\\"):
                first += 1  # the command goes on before its text begins
            return first, here["mark"], ""
        if quoted is not None:
            return first, "", quoted["quote"]
        if above.strip() and (_indent(above) < indent or _SHELL.match(above)):
            break
        first -= 1
    return first, "", ""


def _end(rows: Sequence[str], index: int, indent: int, mark: str, quote: str) -> int:
    """The row after the last of the program."""
    for at in range(index + 1, len(rows)):
        text = rows[at].strip()
        if mark and text == mark:
            return at
        if quote and _UNESCAPED[quote].search(text):
            return at + 1
        if text and _indent(rows[at]) < indent:
            return at
    return len(rows)


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" \t"))
