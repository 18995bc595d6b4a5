"""Notebook front end: the code cells of an .ipynb file, in order, as one Python module.

Lines of the facts are lines of the .ipynb file. Magics and shell lines are told in aibom.scanners.code.python.magics.
Outputs are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.scanners.code.facts import ModuleFacts, Problem
from aibom.scanners.code.notebook_cells import CodeCell, Notebook, read_cells
from aibom.scanners.code.python.magics import Cell, read_cell
from aibom.scanners.code.python.reader import read_parts, with_magics

_PYTHON = ("python", "ipython", "pythonkernel", "pyspark", "xpython", "xeus-python", "sage", "")
# What a cell may hold that is no program; nothing is lost with it.
_TEXTS = frozenset("html markdown mermaid svg latex value sql kql http".split())
# What a line `#!name` at the top of a cell says beside the kernel that the cell is for.
_COMMANDS = frozenset("import connect set share time who whos lsmagic about log nuget r i load".split())
_KERNEL = re.compile(r"\s*#!(?P<name>[A-Za-z][\w-]*)[ \t]*(?:--[^\n]*)?(?:\n|\Z)")
_MAGIC = re.compile(r"\s*%%(?P<name>javascript|js|html|markdown|svg|latex)\b")
# Kernels whose language has a front end of its own.
_OTHERS = {
    "c#": "csharp", "csharp": "csharp", "polyglot-notebook": "csharp", "js": "javascript",
    "typescript": "typescript", "javascript": "javascript", "go": "go", "java": "java",
    "kotlin": "kotlin", "rust": "rust", "ruby": "ruby", "php": "php",
}  # fmt: skip
_LINES = ("line", "end_line", "start_line", "last_line")
_KOTLIN_IMPORT = re.compile(r"^import[ \t]++[\w.`*]++(?:[ \t]++as[ \t]++\w++)?", re.MULTILINE)
_DIRECTIVE = re.compile(r"^[ \t]*+(?:#[!r](?=[ \w]).*|%%?\w.*|!.*|@file:.*)$", re.MULTILINE)


def read_notebook(path: str, data: bytes) -> ModuleFacts:
    """The facts of one notebook (nbformat 3 or 4).

    Never raises for what the bytes hold: what is no notebook, a kernel whose language is not read, a file that breaks
    off and broken cells become Problems. Cost is linear in len(data); memory goes with the code, not with the
    outputs.
    """
    try:
        notebook = read_cells(path, data)
    except UnreadableError as error:
        return ModuleFacts(path, "python", problems=(Problem(error.why, 1),))
    facts = _facts(path, notebook)
    if notebook.complete:
        return facts
    broken = Problem("the notebook breaks off or is too large to be read whole", 1)
    return facts._replace(problems=(broken, *facts.problems))


def _facts(path: str, notebook: Notebook) -> ModuleFacts:
    lines: list[int] = [1]
    for cell in notebook.cells:
        lines.extend(cell.lines)
    lines[0] = lines[min(1, len(lines) - 1)]
    language = _of_all_cells(notebook.cells) or _known(notebook.language)
    if language == "python":
        facts = _python(path, notebook.cells)
    elif language:
        facts = _other(path, notebook.cells, language)
    else:
        what = f"a notebook for {notebook.language} was not read"
        return ModuleFacts(path, "python", problems=(Problem(what, notebook.language_line),))
    moved: ModuleFacts = _relined(facts, lines)
    return moved


def _of_all_cells(cells: Sequence[CodeCell]) -> str:
    """The language that most cells say to have, whatever an editor noted of the whole; "" where one says nothing."""
    said = [named for cell in cells if (named := _own(cell)).lower() not in _TEXTS]
    known = Counter(language for named in said if named and (language := _known(named)))
    return known.most_common(1)[0][0] if known and all(said) else ""


def _own(cell: CodeCell) -> str:
    """The kernel that a cell is for as it says itself, "" where it leaves that to the notebook."""
    line = _KERNEL.match(cell.text)
    if line is not None and line["name"].lower() not in _COMMANDS:
        return line["name"]
    return cell.language


def _known(language: str) -> str:
    """The front end for a kernel's language, "" when there is none."""
    name = language.lower().rstrip("0123456789. ")
    return "python" if name in _PYTHON else _OTHERS.get(name, "")


def _python(path: str, cells: Sequence[CodeCell]) -> ModuleFacts:
    read: list[Cell] = []
    line = 1
    for cell in cells:
        read.append(_python_cell(cell, line))
        line += len(cell.lines)
    return with_magics(read_parts(path, [cell.text for cell in read]), read)


def _python_cell(cell: CodeCell, line: int) -> Cell:
    named = _own(cell)
    if _known(named) == "python":
        return read_cell(_KERNEL.sub("\n", cell.text, count=1) if named != cell.language else cell.text, line)
    return Cell(_blank(cell), problems=_not_read(named, line))


def _blank(cell: CodeCell) -> str:
    return "\n" * (len(cell.lines) - 1)


def _not_read(language: str, line: int) -> tuple[Problem, ...]:
    """That a cell of another language stands there; texts are no loss."""
    return () if language.lower() in _TEXTS else (Problem(f"a cell for {language} was not read", line),)


def _other(path: str, cells: Sequence[CodeCell], language: str) -> ModuleFacts:
    """The cells of the notebook's own language as one file of it; the kernel's own directives (`#!import`, `#r`,
    `@file:DependsOn`) are blanked out."""
    from aibom.scanners.code.treesitter import read_source

    texts: list[str] = []
    problems: list[Problem] = []
    line = 1
    for cell in cells:
        magic = _MAGIC.match(cell.text)
        named = magic["name"] if magic is not None else _own(cell)
        others = bool(named) and _known(named) != language
        problems += _not_read(named, line) if others else ()
        texts.append(_blank(cell) if others else _DIRECTIVE.sub("", cell.text))
        line += len(cell.lines)
    text = "\n".join(texts)
    facts = _imports_first(path, text) if language == "kotlin" else None
    facts = facts if facts is not None else read_source(path, text.encode("utf-8", "replace"), language)
    return facts._replace(problems=(*facts.problems, *problems))


def _imports_first(path: str, text: str) -> ModuleFacts:
    """Kotlin, whose files have all imports at the top where cells have theirs: they are read as the first line, and
    told where they stand."""
    from aibom.scanners.code.treesitter import read_source

    lines = [text.count("\n", 0, match.start()) + 1 for match in _KOTLIN_IMPORT.finditer(text)]
    imports = "; ".join(_KOTLIN_IMPORT.findall(text))
    first = f"{imports}; " if imports else ""
    facts = read_source(path, (first + _KOTLIN_IMPORT.sub("", text)).encode("utf-8", "replace"), "kotlin")
    if len(facts.imports) != len(lines):
        return facts
    return facts._replace(
        imports=tuple([one._replace(line=line) for one, line in zip(facts.imports, lines, strict=True)])
    )


def _relined(fact: Any, table: Sequence[int]) -> Any:
    """A fact with each line number looked up in a table; facts are tuples in tuples."""
    if not isinstance(fact, tuple):
        return fact
    parts = [_relined(part, table) for part in fact]
    fields: tuple[str, ...] | None = getattr(fact, "_fields", None)
    if fields is None:
        return tuple(parts)
    for index, name in enumerate(fields):
        if name in _LINES:
            parts[index] = table[min(parts[index], len(table) - 1)]
    return type(fact)(*parts)
