"""Paths that a program puts together: `os.path.join(a, b)`, from folders that only the running program knows."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Value
from aibom.scanners.code.resolving.own_folders import below_own
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstracts, Const, Follower, Lost, Site, Symbol

_OWN_FOLDER = ("__file__", "cwd()", "getcwd()")
_FOLDER_CALLS = ("path.dirname()", "getcwd()", "path.abspath()", "path.realpath()")


def is_folder(values: Abstracts) -> bool:
    """Whether a value is a folder that only the running program knows, told from where its file or itself stands.

    What is joined to it is a path in the tree.
    """
    for value in values:
        if isinstance(value, Lost):
            return any(word in value.expression for word in _OWN_FOLDER)
        if isinstance(value, Symbol):
            return (value.module == "os" and value.path.startswith(_FOLDER_CALLS)) or (
                value.module == "pathlib" and value.path.startswith(("Path.cwd()", "Path().parent", "Path().resolve"))
            )
    return False


def _is_passing(values: Abstracts) -> bool:
    """Whether a folder is made for the run alone (`tempfile.mkdtemp()`): what is joined to it has no name."""
    return any(isinstance(value, Symbol) and value.module == "tempfile" for value in values)


_Row = tuple[str, str, int, bool]


def joined(ev: Follower, site: Site, call: Call) -> Abstracts:
    """`os.path.join(a, b)`; unknown leading parts (a base folder) are left out."""
    texts = _joined(ev, site, call)
    return below_own(ev, ev.evaluate(call.args[0], site.env), texts) if texts and len(call.args) > 1 else texts


def _joined(ev: Follower, site: Site, call: Call) -> Abstracts:
    rows: list[_Row] = [("", site.env.path, call.line, False)]
    for index, arg in enumerate(call.args):
        values = ev.evaluate(arg, site.env)
        if index == 0 and _is_passing(values):
            return values
        known = [v for v in values if isinstance(v, Const) and isinstance(v.value, str)]
        texts = [text for text in known if not text.opened]
        if not texts:
            if index == len(call.args) - 1:
                return _files_of(ev, arg, site, rows)
            rows = [("", path, line, False) for _, path, line, _ in rows]
            continue
        rows = [
            (
                _below(head, str(text.value)),
                text.path,
                text.line,
                part or text.partial,
            )
            for (head, *_, part), text in _together(rows, texts)
        ][:MAX_OPTIONS]
    several = len(call.args) > 1
    return tuple(Const(text, path, line, joined=several, partial=part) for text, path, line, part in rows if text)


def _below(head: str, text: str) -> str:
    """A path below a folder; one that begins at home, or with the folder itself, is whole already."""
    folder = f"{head.rstrip('/')}/"
    return text if not head or text.startswith(("~/", folder)) else folder + text


def _together(rows: list[_Row], texts: list[Const]) -> list[tuple[_Row, Const]]:
    """Each beginning with each text, but for those that several calls write side by side:
    `load(root="data/a", name="a.csv")` and `load(root="data/b", name="b.csv")` are two files, not four."""
    beside = {row: [text for text in texts if row[1] == text.path and row[2] == text.line] for row in rows}
    met = {text for one in beside.values() for text in one}
    paired = len(rows) > 1 and all(beside.values()) and len(met) == len(texts)
    return [(row, text) for row in rows for text in (beside[row] if paired else texts)]


def _files_of(ev: Follower, arg: Value, site: Site, rows: list[_Row]) -> Abstracts:
    """`join(folder, name)` for each name that `os.listdir` finds: all files of the folder."""
    listed = any(
        isinstance(v, Symbol) and v.module == "os" and v.path.startswith(("listdir(", "scandir("))
        for v in ev.evaluate(arg, site.env)
    )
    if not listed:
        return tuple(Const(f"{text}/{{}}", path, line, partial=True) for text, path, line, _ in rows if text)
    return tuple(Const(f"{text}/*", path, line, partial=part) for text, path, line, part in rows if text)
