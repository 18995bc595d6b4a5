"""The folder of the tree that code finds from where its own file lies: `Path(__file__).parent.parent / "models"`,
`os.path.join(os.path.dirname(__file__), "..", "models")`."""

from __future__ import annotations

import posixpath

from aibom.core import re
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Env, Follower, Lost, Symbol

_FROM_FILE = re.compile(r"(?:pathlib\.)?Path\(__file__\)(?P<steps>(?:\.(?:resolve|absolute)\(\)|\.parent)+)")
_SAME_FILE = ("os.path.abspath()", "os.path.realpath()")
_FOLDER_OF = "os.path.dirname()"


def below_own(ev: Follower, folder: Abstracts, texts: Abstracts) -> Abstracts:
    """The paths that are joined to a folder, from the top of the tree where it can be told which folder it is."""
    own = _place(ev, folder[0]) if len(folder) == 1 else None
    if not own:
        return texts
    return tuple(
        _below(ev, own, one) if isinstance(one, Const) and isinstance(one.value, str) else one for one in texts
    )


def _below(ev: Follower, folder: str, text: Const) -> Const:
    written = str(text.value)
    whole = posixpath.normpath(posixpath.join(folder, written))
    outside = whole.startswith("..") or whole == "."
    if _stands(ev, posixpath.normpath(written)) and not _stands(ev, whole):
        return text  # files were moved, and the program is started elsewhere
    return text if not written or outside or written.startswith(("/", "~", "{")) else text._replace(value=whole)


def _stands(ev: Follower, path: str) -> bool:
    """Whether a path is a folder of the tree, or would stand in one."""
    return any(one not in ("", ".") and ev.places.is_folder(one) for one in (path, posixpath.dirname(path)))


def _place(ev: Follower, value: Abstract) -> str | None:
    """The file or folder that a value is; None where that cannot be told or is outside of the tree."""
    if isinstance(value, Lost):
        if value.expression == "__file__":
            return value.path
        match = _FROM_FILE.fullmatch(value.expression)
        return _above(value.path, match["steps"].count(".parent")) if match is not None else None
    if not isinstance(value, Symbol) or value.made is None:
        return None
    name = f"{value.module}.{value.path}"
    if name != _FOLDER_OF and name not in _SAME_FILE:
        return None
    call = ev.modules[value.made.env.path].call(value.made.call)
    given = ev.evaluate(call.args[0], Env(value.made.env.path, call.scope, value.made.env.frame)) if call.args else ()
    inner = _place(ev, given[0]) if len(given) == 1 else None
    return _above(inner, 1) if inner is not None and name == _FOLDER_OF else inner


def _above(path: str, steps: int) -> str | None:
    for _ in range(steps):
        if not path:
            return None
        path = posixpath.dirname(path)
    return path
