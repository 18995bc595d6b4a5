"""Notebook front end: the code cells of an .ipynb file, in order, as one Python module.

Lines of the facts are lines of the .ipynb file. Magics and shell lines are told in aibom.scanners.code.python.magics.
Outputs are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aibom.core.errors import UnreadableError
from aibom.scanners.code.facts import ModuleFacts, Problem
from aibom.scanners.code.notebook_cells import CodeCell, Notebook, read_cells
from aibom.scanners.code.python.magics import Cell, read_cell
from aibom.scanners.code.python.reader import read_parts, with_magics

_PYTHON = ("python", "ipython", "pyspark", "xpython", "xeus-python", "sage", "")


def read_notebook(path: str, data: bytes) -> ModuleFacts:
    """The facts of one notebook (nbformat 3 or 4).

    Never raises for what the bytes hold: what is no notebook, a kernel that is not Python, a file that breaks off and
    broken cells become Problems. Cost is linear in len(data); memory goes with the code, not with the outputs.
    """
    try:
        notebook = read_cells(path, data)
    except UnreadableError as error:
        return ModuleFacts(path, "python", problems=(Problem(error.why, 1),))
    problems = (
        [] if notebook.complete else [Problem("the notebook breaks off or is too large; the rest was not read", 1)]
    )
    if not _is_python(notebook.language):
        what = f"a notebook for {notebook.language} was not read"
        return ModuleFacts(path, "python", problems=(*problems, Problem(what, notebook.language_line)))
    facts = _facts(path, notebook)
    return facts._replace(problems=(*problems, *facts.problems))


def _is_python(language: str) -> bool:
    return language.lower().rstrip("0123456789. ") in _PYTHON


def _facts(path: str, notebook: Notebook) -> ModuleFacts:
    cells: list[Cell] = []
    lines: list[int] = []
    for code in notebook.cells:
        cells.append(_read(code, len(lines) + 1))
        lines.extend(code.lines)
    facts = read_parts(path, [cell.text for cell in cells])
    for cell in cells:
        facts = with_magics(facts, cell)
    moved: ModuleFacts = _relined(facts, [lines[0] if lines else 1, *lines])
    return moved


def _read(cell: CodeCell, line: int) -> Cell:
    if _is_python(cell.language):
        return read_cell(cell.text, line)
    blank = "\n" * (len(cell.lines) - 1)
    return Cell(blank, problems=(Problem(f"a cell for {cell.language} was not read", line),))


def _relined(fact: Any, table: Sequence[int]) -> Any:
    """A fact with each line number looked up in a table; facts are tuples in tuples."""
    if not isinstance(fact, tuple):
        return fact
    parts = [_relined(part, table) for part in fact]
    fields: tuple[str, ...] | None = getattr(fact, "_fields", None)
    if fields is None:
        return tuple(parts)
    for index, name in enumerate(fields):
        if name in ("line", "end_line"):
            parts[index] = table[min(parts[index], len(table) - 1)]
    return type(fact)(*parts)
