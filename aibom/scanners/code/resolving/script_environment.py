"""Variables of the environment that scripts read by name: `process.env.CHAT_MODEL`."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.resolving.types import Abstracts, Const, Follower

_SPACES = ("process.env", "import.meta.env", "Deno.env", "Bun.env")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


def script_variable(ev: Follower, space: str, name: str, near: str) -> Abstracts:
    """What `.env` files of the tree set the variable `process.env.NAME` to."""
    if space not in _SPACES or not _VARIABLE.fullmatch(name):
        return ()
    return tuple(Const(value, path, line, name) for value, path, line in ev.documents.variable(name, near))
