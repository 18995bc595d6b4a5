"""The entry point: bytes of one file in, ModuleFacts out."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING

from aibom.core.errors import LimitError
from aibom.scanners.code.facts import ModuleFacts, Problem
from aibom.scanners.code.treesitter.ampersands import parse_script
from aibom.scanners.code.treesitter.conceal import without_keys
from aibom.scanners.code.treesitter.pages import astro, razor
from aibom.scanners.code.treesitter.script_sources import page
from aibom.scanners.code.treesitter.source import MINIFIED, directives, minified, scripts, utf8

if TYPE_CHECKING:
    from tree_sitter import Node

    from aibom.scanners.code.treesitter.reader import Grammar

_COMPONENTS = (".vue", ".svelte")
_RAZOR = (".razor", ".cshtml")
_HTML = (".html", ".htm")
_BY_LINE = attrgetter("line")


def read_source(path: str, data: bytes, language: str) -> ModuleFacts:
    """The facts of one file; `language` is one of catalog.languages. Never raises for what data holds.

    What cannot be read is a Problem: broken syntax (the rest is read), minified code, nesting or parsing work
    past the bounds of aibom.scanners.code.treesitter.grammars (nothing else is read then).
    """
    source, dialect = utf8(data), language
    if path.lower().endswith(_COMPONENTS):
        source, dialect = scripts(source)
        language = "javascript" if dialect == "javascript" else "typescript"
    elif path.lower().endswith(".tsx"):
        dialect = "tsx"
    elif path.lower().endswith(".astro"):
        source = astro(source)
    elif path.lower().endswith(_RAZOR):
        source = razor(source, path)
    elif path.lower().endswith(_HTML):
        return _read_page(path, source)
    return _read_code(path, source, language, dialect)


def _read_page(path: str, source: bytes) -> ModuleFacts:
    """The scripts of an HTML page. Templates of other languages stand in many, so broken syntax tells nothing."""
    code, loaded, left = page(source)
    facts = _read_code(path, code, "javascript", "javascript")
    return facts._replace(imports=(*loaded, *facts.imports), problems=tuple(left))


def _read_code(path: str, source: bytes, language: str, dialect: str) -> ModuleFacts:
    empty = ModuleFacts(path=path, language=language, directives=directives(source))
    if minified(source):
        return empty._replace(problems=(Problem(MINIFIED, 1),))
    try:
        return _read(empty, without_keys(source), dialect)
    except LimitError as error:
        return empty._replace(problems=(Problem(error.why, error.line or 1),))


def _read(empty: ModuleFacts, source: bytes, dialect: str) -> ModuleFacts:
    from aibom.scanners.code.treesitter.reader import Reader

    tree = parse_script(source, dialect, empty.path)
    reader = Reader(_grammar(dialect), source)
    root = tree.root_node
    reader.run(root)
    return empty._replace(
        imports=tuple(sorted(reader.imports, key=_BY_LINE)),
        bindings=tuple(sorted(reader.bindings, key=_BY_LINE)),
        calls=tuple(reader.calls),
        functions=tuple(sorted(reader.functions(), key=_BY_LINE)),
        classes=tuple(sorted((one for one in reader.classes if one.name), key=_BY_LINE)),
        exports=tuple(reader.exports),
        problems=_problems(root),
        arms=tuple(dict.fromkeys(reader.arms)),
        package=reader.package,
    )


def _problems(root: Node) -> tuple[Problem, ...]:
    """One Problem with the line of the first syntax error."""
    if not root.has_error:
        return ()
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error), None)
        if inner is None:
            break
        node = inner
    return (Problem("syntax error", node.start_point[0] + 1),)


@lru_cache(maxsize=16)
def _grammar(dialect: str) -> Grammar:
    """The tables of a language, imported with its first file."""
    from aibom.scanners.code.treesitter.branching import with_arms

    name = "javascript" if dialect in ("typescript", "tsx") else dialect
    return with_arms(import_module(f"aibom.scanners.code.treesitter.{name}").GRAMMAR)
