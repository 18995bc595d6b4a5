"""Which grammar reads which file, loaded when the first file of a language is met; and parsing within bounds.

A tree-sitter parser is C code that repairs what it cannot parse. Two bounds stand in front of it: brackets may
not nest deeper than MAX_NESTING (the parser's own stack merges recurse in C and overflow), and the parser's
progress reports are counted, so that the work per byte is limited by a number that is the same on every machine.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from aibom.core.errors import LimitError

if TYPE_CHECKING:
    from tree_sitter import Language, Parser, Tree

LANGUAGE_BY_SUFFIX = {
    "js": "javascript",
    "jsx": "javascript",
    "mjs": "javascript",
    "cjs": "javascript",
    "vue": "javascript",
    "svelte": "javascript",
    "ts": "typescript",
    "tsx": "typescript",
    "mts": "typescript",
    "cts": "typescript",
    "go": "go",
    "java": "java",
    "kt": "kotlin",
    "kts": "kotlin",
    "cs": "csharp",
    "rs": "rust",
    "rb": "ruby",
    "rake": "ruby",
    "php": "php",
}
# The package of a grammar, and its function that gives the language.
_PACKAGES = {
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
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
# The parser reports its progress once per 100 operations; ordinary code needs about one report per 100 bytes.
_REPORTS_PER_BYTE = 0.2
_REPORTS_ALWAYS = 5000
_OPEN, _CLOSE = b"([{", b")]}"
_BRACKET = re.compile(rb"[()\[\]{}]")


def language_of(path: str) -> str | None:
    """The language of a file by its name, or None when no front end of this package reads it."""
    return LANGUAGE_BY_SUFFIX.get(path.rpartition("/")[2].rpartition(".")[2].lower()) if "." in path else None


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
    parser = _parser(name)
    left = int(len(source) * _REPORTS_PER_BYTE) + _REPORTS_ALWAYS

    def chunk(offset: int, point: object) -> bytes:
        return source[offset : offset + _CHUNK]

    def overrun(*progress: object) -> bool:
        nonlocal left
        left -= 1
        return left < 0

    try:
        return parser.parse(chunk, progress_callback=overrun)
    except ValueError:
        parser.reset()
        raise LimitError(path, "parsing takes too much work for its size") from None


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
