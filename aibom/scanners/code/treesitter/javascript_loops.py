"""What loops of JavaScript bind: `for (const x of xs)`, `for (const [key, value] of Object.entries(table))`."""

from __future__ import annotations

from tree_sitter import Node

from aibom.scanners.code.facts import CallRef, Item, Lit, Member, Name, Seq, Value
from aibom.scanners.code.treesitter.javascript_definitions import PATTERNS, bind_pattern
from aibom.scanners.code.treesitter.reader import Reader

_PAIR = 2
_ENTRIES, _VALUES, _KEYS = "Object.entries", "Object.values", "Object.keys"
_OF_LIST = ".entries"


def loop(r: Reader, node: Node) -> None:
    """Bind what stands left of `of` to each of what stands right of it."""
    left, right, body = (node.child_by_field_name(part) for part in ("left", "right", "body"))
    value = r.value(right)
    if left is not None and left.type == "array_pattern":
        _taken_apart(r, left, value)
    elif left is not None and (left.type in PATTERNS or left.type == "identifier"):
        _one(r, left, value)
    r.later(body)


def _one(r: Reader, left: Node, value: Value) -> None:
    """Bind one name, or the names of `{ name, model }`, to each of what is gone through."""
    line = r.line(left)
    if (table := _table(r, value, _VALUES)) is not None:
        key = f"<key:{line}>"
        r.bind(key, table, left, "loop")
        bind_pattern(r, left, Item(table, Name(key, line), line))
    elif left.type in PATTERNS:
        bind_pattern(r, left, Member(value, "*", line))
    else:
        r.bind(r.text(left), _table(r, value, _KEYS) or value, left, "loop")


def _taken_apart(r: Reader, left: Node, value: Value) -> None:
    """Bind the names of `[key, value]` to the columns of the rows that are gone through."""
    targets, line = _targets(left), r.line(left)
    table, listed = _table(r, value, _ENTRIES), _listed(r, value)
    if table is not None and len(targets) <= _PAIR:
        key = targets.get(0)
        named = r.text(key) if key is not None and key.type == "identifier" else f"<key:{line}>"
        r.bind(named, table, left, "loop")
        if (target := targets.get(1)) is not None:
            bind_pattern(r, target, Item(table, Name(named, line), line))
    elif listed is not None and len(targets) <= _PAIR:
        if (target := targets.get(1)) is not None:
            _one(r, target, listed)
    else:
        for target, column in _columns(targets, value, line):
            bind_pattern(r, target, column, "column" if isinstance(column, Seq) else "assign")


def _targets(pattern: Node) -> dict[int, Node]:
    """What is bound, by its place; holes and what takes the rest are left out."""
    found: dict[int, Node] = {}
    index = 0
    for child in pattern.children:
        if child.type == ",":
            index += 1
        elif child.is_named and child.type != "rest_pattern":
            found[index] = child
    return found


def _table(r: Reader, value: Value, view: str) -> Value | None:
    """The mapping in `Object.entries(mapping)`."""
    made = r.calls[value.call] if isinstance(value, CallRef) else None
    return made.args[0] if made is not None and made.callee == view and made.args else None


def _listed(r: Reader, value: Value) -> Value | None:
    """The list in `list.entries()`, whose items stand second, behind their numbers."""
    made = r.calls[value.call] if isinstance(value, CallRef) else None
    if made is None or made.args or made.callee == _ENTRIES or not made.callee.endswith(_OF_LIST):
        return None
    return made.receiver if made.receiver is not None else Name(made.callee[: -len(_OF_LIST)], made.line)


def _columns(targets: dict[int, Node], value: Value, line: int) -> list[tuple[Node, Value]]:
    """Each target with its column, where all rows are written out, else with its place in each row."""
    listed = value.items if isinstance(value, Seq) else ()
    rows = [row.items for row in listed if isinstance(row, Seq) and len(row.items) > max(targets, default=0)]
    if rows and len(rows) == len(listed):
        return [(target, Seq(tuple(row[index] for row in rows), line)) for index, target in targets.items()]
    return [(target, Item(Member(value, "*", line), Lit(index, line), line)) for index, target in targets.items()]
