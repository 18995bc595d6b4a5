"""Which grammar reads which file, loaded when the first file of a language is met; and parsing within bounds.

A tree-sitter parser is C code that repairs what it cannot parse. Two bounds stand in front of it: brackets may
not nest deeper than MAX_NESTING (the parser's own stack merges recurse in C and overflow), and the parser's
progress reports are counted, so that the work per byte is limited by a number that is the same on every machine.
Behind them stands the thread's CPU time, at ten times and more of what real code costs: rubbish that is repaired
piece by piece makes few reports, each a hundred times as dear.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from time import thread_time
from typing import TYPE_CHECKING

from aibom.core import re
from aibom.core.errors import LimitError

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Tree

# The package of a grammar, and its function that gives the language.
_PACKAGES = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "python": ("tree_sitter_python", "language"),  # what the running Python's own parser refuses
    "go": ("tree_sitter_go", "language"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
}
MAX_NESTING = 3000
_CHUNK = 4096
# The parser reports its progress once per 100 operations. On 3,600 real files of all languages, and on 1,600 of them
# with parts cut out or changed, it made at most 0.021 reports per byte, 0.014 in those above 60 kB, 0.0033 while it
# repaired, and read the source at most 6 times over (Kotlin 37 times). On rubbish one report can take 1.5 ms.
_REPORTS_PER_BYTE, _REPORTS_BEYOND, _LARGE = 0.022, 0.013, 60_000
_REPORTS_ALWAYS, _REPORTS_EVER = 600, 30_000
_REPAIRS_PER_BYTE, _REPAIRS_ALWAYS = 0.006, 200
_SECONDS_ALWAYS, _SECONDS_PER_BYTE = 5.0, 1e-6  # of CPU; real code takes 0.1 to 0.2 us per byte
_REPORTS_PER_CLOCK = 16  # early on, where one report in so many looks at the clock
_READINGS = 40
_PIECES_ALWAYS = 20_000
_OPEN, _CLOSE = b"([{", b")]}"
_BRACKET = re.compile(rb"[()\[\]{}]")


@cache
def grammar(name: str) -> Language:
    """The grammar of a language name of facts.ModuleFacts, or "tsx"."""
    from tree_sitter import Language

    package, function = _PACKAGES[name]
    return Language(getattr(import_module(package), function)())


@cache
def _parser(name: str) -> Parser:
    from tree_sitter import Parser

    return Parser(grammar(name))


def parse(source: bytes, name: str, path: str) -> Tree:
    """The syntax tree of a source; LimitError when it nests too deep or costs too much work for its size."""
    if nesting(source) > MAX_NESTING:
        raise LimitError(path, f"brackets nested deeper than {MAX_NESTING} levels")
    parser, budget = _parser(name), _Budget(source)
    try:
        tree = parser.parse(budget.chunk, progress_callback=budget.overrun)
    except ValueError:
        tree = None
    if tree is None or budget.spent:
        parser.reset()
        raise LimitError(path, "parsing takes too much work for its size")
    return tree


def parse_part(source: bytes, name: str) -> Node | None:
    """The root of a part of a source that was put together anew; None when it does not parse without error."""
    try:
        root = parse(source, name, "").root_node
    except LimitError:
        return None
    return None if root.has_error else root


class _Budget:
    """Counts what the parser asks for: its progress reports, and the pieces of source that it reads.

    The pieces are counted because some scanners look ahead to the end of the file again and again, which no report
    tells of. Once the budget is spent the source seems to end, so that the parser comes to its next report.
    """

    __slots__ = ("pieces", "reached", "repairs", "reports", "source", "spent", "until")

    def __init__(self, source: bytes) -> None:
        self.source, self.spent, self.reports, self.reached = source, False, 0, 0
        self.repairs = 0
        self.until = thread_time() + _SECONDS_ALWAYS + _SECONDS_PER_BYTE * len(source)
        self.pieces = len(source) // _CHUNK * _READINGS + _PIECES_ALWAYS

    def chunk(self, offset: int, point: object) -> bytes:
        self.pieces -= 1
        if self.pieces < 0:
            self.spent = True
            return b""
        return self.source[offset : offset + _CHUNK]

    def overrun(self, offset: int, has_error: bool) -> bool:
        """Whether the reports are more than the source that was reached so far is worth."""
        self.reports += 1
        if has_error:
            self.repairs += 1
        if offset > self.reached:
            self.reached = offset
        early = self.reports <= _REPORTS_ALWAYS and self.repairs <= _REPAIRS_ALWAYS
        if early and self.reports % _REPORTS_PER_CLOCK:
            return self.spent
        near, far = min(self.reached, _LARGE), max(0, self.reached - _LARGE)
        allowed = min(_REPORTS_EVER, _REPORTS_ALWAYS + _REPORTS_PER_BYTE * near + _REPORTS_BEYOND * far)
        repairs = _REPAIRS_ALWAYS + _REPAIRS_PER_BYTE * self.reached
        over = self.reports > allowed or self.repairs > repairs or thread_time() > self.until
        self.spent = self.spent or over
        return self.spent


def nesting(source: bytes) -> int:
    """An upper bound of how deep brackets nest, or 0 when there are too few of them to matter; one linear pass.

    Brackets in strings and comments count as well, and closing ones never go below zero: a bound is enough.
    """
    if sum(source.count(bracket) for bracket in (b"(", b"[", b"{")) <= MAX_NESTING:
        return 0
    depth = deepest = 0
    for match in _BRACKET.finditer(source):
        if match.group() in _OPEN:
            depth += 1
            deepest = max(deepest, depth)
        elif depth:
            depth -= 1
    return deepest
