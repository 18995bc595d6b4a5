"""Methods of a string that is known: its parts (`CHECKPOINT.split("/")[-1]`) and what is put in their place."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from aibom.scanners.code.facts import Lit, Part, Seq
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Env

READS = frozenset(  # what gives the text of a file
    "ReadAllText ReadAllTextAsync file_get_contents getContentAsString readText readAllBytes copyToString".split()
)
SPLITTERS = frozenset(("split", "rsplit", "partition", "rpartition"))
_MAX_PARTS = 40


def split(method: str, texts: Sequence[Const], args: Sequence[Part]) -> tuple[Abstract, ...]:
    """The parts of each text as a list, where what separates them is a literal."""
    separator = args[0].value if args and isinstance(args[0], Lit) else None if args else " "
    if not isinstance(separator, str) or not separator:
        return ()
    found: list[Abstract] = []
    for text in texts:
        if text.opened:  # the lines of a file are still what is read of it
            found.append(text)
            continue
        parts = _parts(str(text.value), method, separator)
        if not text.partial and len(parts) <= _MAX_PARTS:
            found.append(Data(Seq(tuple(Lit(part, text.line) for part in parts), text.line), Env(text.path, "")))
    return tuple(found)


_PUNCTUATION = ",;|:"  # between the entries of a list in one text; spaces beside it are no part of them


def _parts(text: str, method: str, separator: str) -> Sequence[str]:
    if method == "partition":
        return text.partition(separator)
    if method == "rpartition":
        return text.rpartition(separator)
    parts = text.split() if separator == " " else text.split(separator)
    return [part.strip() for part in parts] if separator in _PUNCTUATION else parts


def changed(method: str, texts: Sequence[Const], args: Sequence[Part]) -> tuple[Const, ...]:
    """`NAME.replace("/", "-")`, `path.with_suffix(".txt")` with literals; what another method does leaves a name
    recognisable."""
    values = [arg.value for arg in args[:2] if isinstance(arg, Lit) and isinstance(arg.value, str)]
    if method in READS:
        return tuple(text._replace(opened=True) for text in texts)
    if method == "with_suffix" and values:
        return tuple(text._replace(value=posixpath.splitext(str(text.value))[0] + values[0]) for text in texts)
    if method != "replace" or len(values) < 2 or not values[0]:
        return tuple(texts)
    return tuple(text._replace(value=str(text.value).replace(values[0], values[1])) for text in texts)
