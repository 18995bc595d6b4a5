r"""F-strings of Python 3.12 and later (PEP 701) written so that every Python from 3.8 on reads them, line for line.

Since PEP 701 the expressions in an f-string may hold its own quotes, backslashes and comments:
`f"{row["name"]} {"\n".join(rows)}"`. Older parsers refuse such a string, and with it the whole statement around it.
Here the string gets triple quotes, and what is quoted in its expressions loses its backslashes: the names and calls
that a reader looks for stay as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aibom.core import re
from aibom.core.errors import LimitError
from aibom.scanners.code.treesitter.grammars import parse

if TYPE_CHECKING:
    from tree_sitter import Node

_FORMATTED = re.compile(r"""(?<![\w"'])(?:[fFtT][rR]?|[rR][fFtT])["']""")
_QUOTES = (b'"""', b"'", b'"')  # of a string, of one in its expressions, of one in theirs; deeper ones are left out
_ESCAPED = re.compile(rb"\\.|[\\'\"]", re.DOTALL)
_COMMENT = re.compile(rb"#[^\n]*")
_DEEPEST = len(_QUOTES)
_UNREAD = b"_text_of_a_deeper_string_"  # a name that nothing binds: what it is cannot be told, which is told


def plain(text: str) -> str:
    """The text with those f-strings rewritten that only newer versions read; as it is when it cannot be parsed."""
    if _FORMATTED.search(text) is None:
        return text
    data = text.encode("utf-8", "surrogatepass")
    try:
        root = parse(data, "python", "").root_node
    except LimitError:
        return text
    found = [node for node in _strings(root) if _is_newer(node, data)]
    return _replaced(data, 0, len(data), [(node, _written(node, data, 0)) for node in found]).decode(
        "utf-8", "surrogatepass"
    )


def _strings(root: Node) -> list[Node]:
    """The outermost strings below a node, in order."""
    found: list[Node] = []
    pending = [root]
    while pending:
        node = pending.pop()
        if node.type == "string" and node is not root:
            found.append(node)
        else:
            pending += reversed(node.children)
    return found


def _interpolations(node: Node) -> list[Node]:
    return [child for child in node.children if child.type == "interpolation"]


def _is_newer(node: Node, data: bytes) -> bool:
    """Whether an expression of a string holds what older parsers do not take."""
    inner = [data[one.start_byte : one.end_byte] for one in _interpolations(node)]
    quote = _opening(node, data)[1]
    short = len(quote) == 1
    return any(b"\\" in one or b"#" in one or quote in one or (short and b"\n" in one) for one in inner)


def _opening(node: Node, data: bytes) -> tuple[bytes, bytes]:
    """The prefix and the quotes of a string."""
    start = node.children[0]
    opening = data[start.start_byte : start.end_byte]
    prefix = opening.rstrip(b"\"'")
    return prefix, opening[len(prefix) :]


def _written(node: Node, data: bytes, depth: int) -> bytes:
    """A string with the quotes of its depth."""
    if depth == _DEEPEST:
        return _UNREAD + b"\n" * data.count(b"\n", node.start_byte, node.end_byte)
    prefix, quotes = _opening(node, data)
    begin, end = node.start_byte + len(prefix) + len(quotes), max(node.end_byte - len(quotes), 0)
    body = bytearray()
    for one in _interpolations(node):
        body += _said(data[begin : one.start_byte], depth) + _expression(one, data, depth)
        begin = one.end_byte
    body += _said(data[begin:end], depth)
    if body.endswith(_QUOTES[depth][:1]):
        body[-1:] = b" "
    return prefix.replace(b"t", b"f").replace(b"T", b"f") + _QUOTES[depth] + bytes(body) + _QUOTES[depth]


def _said(text: bytes, depth: int) -> bytes:
    """What a string says itself: within an expression without what may not stand there."""
    if depth == 0:
        return text.replace(_QUOTES[0], b"   ")
    return _ESCAPED.sub(lambda match: b" " + b"\n" * match.group().count(b"\n"), text)


def _expression(node: Node, data: bytes, depth: int) -> bytes:
    """An interpolation with the strings in it written for their depth."""
    strings = [(one, _written(one, data, depth + 1)) for one in _strings(node)]
    return _replaced(data, node.start_byte, node.end_byte, strings, bare=True)


def _replaced(data: bytes, begin: int, end: int, strings: list[tuple[Node, bytes]], bare: bool = False) -> bytes:
    """A part of a text with strings in it replaced, each by one of as many lines; a `bare` one without comments."""
    parts: list[bytes] = []
    for node, text in strings:
        between = data[begin : node.start_byte]
        parts += (_COMMENT.sub(b"", between).replace(b"\\", b" ") if bare else between, text)
        begin = node.end_byte
    rest = data[begin:end]
    return b"".join((*parts, _COMMENT.sub(b"", rest).replace(b"\\", b" ") if bare else rest))
