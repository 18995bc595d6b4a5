"""Comments that say something to us: `# aibom: ...`, and cells that Databricks stores as `# MAGIC` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.scanners.code.facts import Directive
from aibom.scanners.code.python.lexical import comments
from aibom.scanners.code.python.magics import Cell, read_cell

_DIRECTIVE = re.compile(r"#\s*+aibom:\s*+(.*)")
_MAGIC = "# MAGIC"


def directives(text: str) -> tuple[Directive, ...]:
    """The directives of a text; a comment may follow code or another comment, a string is none."""
    if "aibom:" not in text:
        return ()
    found = ((_DIRECTIVE.search(comment), line) for comment, line in comments(text) if "aibom:" in comment)
    return tuple([Directive(match[1].strip(), line) for match, line in found if match])


def magic_cells(text: str) -> Iterator[Cell]:
    """What the `# MAGIC` lines of a Databricks source say; lines that follow each other are one cell."""
    if _MAGIC not in text:
        return
    block: list[str] = []
    for number, content in enumerate([*text.split("\n"), ""], 1):
        if content.startswith(_MAGIC):
            block.append(content[len(_MAGIC) :].removeprefix(" "))
        elif block:
            yield read_cell("\n".join(block), number - len(block))
            block = []
