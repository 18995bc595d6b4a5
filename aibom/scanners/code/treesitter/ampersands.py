"""Ampersands in the text of markup (`<b>Terms & tides</b>`, `href="?a=1&b=2"`), which the grammars of scripts refuse.

They take each for the beginning of `&nbsp;`, and lose what stands around. Such an ampersand is read as a letter of
the text: in a copy of the same length that is parsed, while all texts are taken from the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aibom.core import re
from aibom.core.errors import LimitError
from aibom.scanners.code.treesitter.grammars import parse

if TYPE_CHECKING:
    from tree_sitter import Node, Tree

_DIALECTS = ("javascript", "tsx")
_ALONE = re.compile(rb"(?<!&)&(?!&)")
_ANY = re.compile(rb"&")
_MARKUP = ("jsx_element", "jsx_text", "jsx_attribute", "string")
_MAX_ROUNDS = 8
_MAX_ERRORS = 200  # that are looked at


def parse_script(source: bytes, dialect: str, path: str) -> Tree:
    """The syntax tree of a source, with ampersands of text read as such where that mends it."""
    tree = parse(source, dialect, path)
    if dialect not in _DIALECTS or not tree.root_node.has_error or b"&" not in source:
        return tree
    best, least = tree, len(list(_errors(tree.root_node)))
    read = bytearray(source)
    for _ in range(_MAX_ROUNDS):
        places = {place for one in _errors(tree.root_node) for place in _ampersands(one, read)}
        for place in places:
            read[place] = ord("+")
        try:
            tree = parse(bytes(read), dialect, path) if places else best
        except LimitError:
            break
        left = len(list(_errors(tree.root_node)))
        best, least = (tree, left) if left < least else (best, least)
        if not places or not left:
            break
    return best


def _errors(root: Node) -> Iterator[Node]:
    """The places that could not be parsed."""
    pending, seen = [root], 0
    while pending and seen < _MAX_ERRORS:
        node = pending.pop()
        if node.is_error or node.is_missing:
            seen += 1
            yield node
        elif node.has_error:
            pending += reversed(node.children)


def _ampersands(error: Node, read: bytearray) -> Iterator[int]:
    """The ampersands of an error that may be text: all within markup, else the first that is no half of an `&&`."""
    inside = error.parent is not None and error.parent.type in _MARKUP
    for match in (_ANY if inside else _ALONE).finditer(bytes(read[error.start_byte : error.end_byte])):
        yield error.start_byte + match.start()
        if not inside:
            break
