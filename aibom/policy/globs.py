"""Matching texts by glob (our own translation, linear time) and by regular expression (RE2 only).

A glob matches the whole text, case-sensitively. `*` is any run of characters, `/` included; `?` is one
character; a backslash takes the next character literally. There are no character classes and no `**`.

Values of a BOM come from outside, so matching must not backtrack: each piece between two stars is sought
with an atomic, leftmost search, which is sufficient for globs and costs at most |text| x |glob|.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from aibom.core import re

MAX_PATTERN = 1000
TextTest = Callable[[str], bool]


def glob_test(globs: Sequence[str]) -> TextTest:
    """Whether a text matches at least one of the globs; False for no globs."""
    exact, prefixes, patterns = set[str](), list[str](), list[str]()
    for glob in globs:
        pieces = _pieces(glob)
        if len(pieces) == 1 and None not in pieces[0]:
            exact.add(_text(pieces[0]))
        elif len(pieces) == 2 and not pieces[1] and None not in pieces[0]:
            prefixes.append(_text(pieces[0]))
        else:
            patterns.append(_translate(pieces))
    return _joined(frozenset(exact), tuple(prefixes), re.compile("|".join(patterns), re.DOTALL) if patterns else None)


def _joined(exact: frozenset[str], prefixes: tuple[str, ...], pattern: re.Pattern[str] | None) -> TextTest:
    if pattern is not None:
        fullmatch = pattern.fullmatch
        return lambda text: text in exact or text.startswith(prefixes) or fullmatch(text) is not None
    if prefixes:
        return lambda text: text.startswith(prefixes) or text in exact
    return exact.__contains__


# A piece is what stands between two stars: characters, and None for `?`.
_Piece = list[str | None]


def _translate(pieces: list[_Piece]) -> str:
    if len(pieces) == 1:
        return _expression(pieces[0])
    first, *middle, last = [_expression(piece) for piece in pieces]
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + ".*" + last


def _text(piece: _Piece) -> str:
    return "".join(char for char in piece if char is not None)


def _expression(piece: _Piece) -> str:
    return "".join("." if char is None else re.escape(char) for char in piece)


def _pieces(glob: str) -> list[_Piece]:
    pieces: list[_Piece] = [[]]
    position = 0
    while position < len(glob):
        char = glob[position]
        if char == "\\" and position + 1 < len(glob):
            position += 1
            pieces[-1].append(glob[position])
        elif char == "*":
            pieces.append([])
        else:
            pieces[-1].append(None if char == "?" else char)
        position += 1
    return pieces


@lru_cache(maxsize=512)
def regex_test(pattern: str) -> TextTest:
    """Whether RE2 finds the pattern anywhere in a text. Raises ValueError with RE2's reason.

    RE2 is linear in the text whatever the pattern is (https://github.com/google/re2/wiki/Syntax); it has no
    look-around and no back-references.
    """
    import re2

    if len(pattern) > MAX_PATTERN:
        raise ValueError(f"longer than {MAX_PATTERN} characters")
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        search = re2.compile(pattern, options=options).search
    except re2.error as error:
        reason = error.args[0] if error.args else "not a regular expression"
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)) from None

    def found(text: str) -> bool:
        # A lone surrogate (JSON "\ud800") has no UTF-8 form, which is what RE2 reads.
        try:
            return search(text) is not None
        except UnicodeEncodeError:
            return search(text.encode("utf-8", "replace").decode()) is not None

    # The same few short texts (licences, revisions) are asked again and again; RE2 costs microseconds for each.
    remembered = lru_cache(maxsize=2048)(found)
    return lambda text: remembered(text) if len(text) < MAX_PATTERN else found(text)
