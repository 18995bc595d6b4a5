"""Reads one Python file: bytes -> text -> syntax trees -> ModuleFacts. Nothing is imported or run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from aibom.scanners.code.facts import Call, CallRef, Lit, ModuleFacts, Problem
from aibom.scanners.code.python.comments import directives, inline_metadata, magic_cells
from aibom.scanners.code.python.decoding import decode_source
from aibom.scanners.code.python.expressions import EXPRESSIONS
from aibom.scanners.code.python.magics import Cell, magic_function
from aibom.scanners.code.python.parsing import Source
from aibom.scanners.code.python.state import State
from aibom.scanners.code.python.statements import STATEMENTS

MAX_SOURCE = 20 << 20  # bytes; the caller's limit is usually lower
MAX_FACTS = 200_000  # calls and bindings of one file


def read_python(path: str, data: bytes) -> ModuleFacts:
    """The facts of one Python source file.

    Never raises for what the bytes hold: broken syntax, odd encodings, deep nesting and oversized statements
    become Problems, and the rest is read. Cost is linear in len(data).
    """
    if len(data) > MAX_SOURCE:
        return ModuleFacts(path, "python", problems=(Problem(f"larger than {MAX_SOURCE} bytes", 1),))
    decoded = decode_source(data)
    facts = read_parts(path, (decoded.text,))
    facts = with_magics(facts, (*magic_cells(decoded.text), *inline_metadata(decoded.text)))
    return facts._replace(problems=decoded.problems + facts.problems) if decoded.problems else facts


def read_parts(path: str, parts: Sequence[str]) -> ModuleFacts:
    """The facts of decoded Python text; lines count through all parts, each of which begins on a new line.

    Parts are the cells of a notebook: a broken one does not spoil its neighbours. Line ends are "\\n", null
    characters must be gone.
    """
    source = Source(parts)
    state = State(EXPRESSIONS, STATEMENTS)
    for piece in source.pieces():
        state.begin(piece.text, piece.line)
        state.block(piece.tree.body)
        if len(state.bindings) + len(state.calls) > MAX_FACTS:
            state.problems.append(Problem(f"more than {MAX_FACTS} calls and assignments; the rest was not read", 1))
            break
    facts = state.facts(path)
    text = "\n".join(parts)
    facts = facts._replace(problems=(*source.problems, *facts.problems), directives=directives(text))
    return with_magic_functions(facts) if "get_ipython" in text else facts


def with_magics(facts: ModuleFacts, cells: Iterable[Cell]) -> ModuleFacts:
    """The facts with what the magics of cells say; calls are put last, since values refer to them by number."""
    telling = [cell for cell in cells if cell.calls or cell.imports or cell.bindings or cell.problems]
    if not telling:
        return facts
    return facts._replace(
        imports=(*facts.imports, *(imp for cell in telling for imp in cell.imports)),
        bindings=(*facts.bindings, *(binding for cell in telling for binding in cell.bindings)),
        calls=(*facts.calls, *(call for cell in telling for call in cell.calls)),
        problems=(*facts.problems, *_once(problem for cell in telling for problem in cell.problems)),
    )


def _once(problems: Iterable[Problem]) -> Iterable[Problem]:
    """The first problem of each reason: a hundred cells in R are one thing that was not read."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.reason, problem)
    return first.values()


def with_magic_functions(facts: ModuleFacts) -> ModuleFacts:
    """Notebooks saved as scripts: `get_ipython().system("pip install x")` is a command line."""
    found: list[Call] = []
    for call in facts.calls:
        receiver = call.receiver
        if type(receiver) is CallRef and facts.calls[receiver.call].callee == "get_ipython":
            texts = [arg.value for arg in call.args if type(arg) is Lit and isinstance(arg.value, str)]
            found.extend(magic_function(call.callee, texts, call.line))
    return facts._replace(calls=facts.calls + tuple(found))
