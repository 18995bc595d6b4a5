"""Comments that say something to us: `# aibom: ...`, and cells that Databricks stores as `# MAGIC` lines."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Directive
from aibom.scanners.code.python.lexical import comments
from aibom.scanners.code.python.magics import Cell, read_cell

_DIRECTIVE = re.compile(r"#\s*+aibom:\s*+(.*)")
_MAGIC = "# MAGIC"
_SCRIPT = "# /// script"
_METADATA = re.compile(r"(?m)^# /// script[ \t]*\n((?:#(?: .*)?\n)+?)# ///[ \t]*$")  # PEP 723
_MAX_METADATA = 100_000


def directives(text: str) -> tuple[Directive, ...]:
    """The directives of a text; a comment may follow code or another comment, a string is none."""
    if "aibom:" not in text:
        return ()
    found = ((_DIRECTIVE.search(comment), line) for comment, line in comments(text) if "aibom:" in comment)
    return tuple([Directive(match[1].strip(), line) for match, line in found if match])


def inline_metadata(text: str) -> Iterator[Cell]:
    """What the `# /// script` block of a script asks for (PEP 723): an install command for each dependency."""
    found = _METADATA.search(text[:_MAX_METADATA]) if _SCRIPT in text else None
    if found is None:
        return
    lines = [line.removeprefix("#").removeprefix(" ") for line in found[1].split("\n")]
    try:
        dependencies = tomllib.loads("\n".join(lines)).get("dependencies")
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    first = text.count("\n", 0, found.start(1)) + 1
    for one in dependencies if isinstance(dependencies, list) else ():
        if isinstance(one, str):
            line = next((first + i for i, content in enumerate(lines) if one in content), first)
            yield read_cell(f"!pip install {shlex.quote(one)}", line)


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
