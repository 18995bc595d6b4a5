"""Typed access to a document's nodes; whatever does not fit is a DocumentError at its line and column."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from aibom.core.errors import DocumentError
from aibom.core.json import Json
from aibom.policy.document import Items, Node, Scalar, Table


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or what may stand there when nothing is near and the choice is small."""
    choices = sorted({str(choice) for choice in known})
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    if not near:
        near = difflib.get_close_matches(word.lower().replace("-", "_"), choices, n=1, cutoff=0.5)
    if near:
        return f" (did you mean {near[0]!r}?)"
    return f" (known: {', '.join(choices)})" if len(choices) <= 24 else ""


def describe(node: Node) -> str:
    """What kind of value a node is, for messages."""
    if isinstance(node, Table):
        return "a mapping"
    if isinstance(node, Items):
        return "a list"
    names = {bool: "a boolean", int: "a number", float: "a number", str: "a text"}
    return names.get(type(node.value), "null")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads nodes of one file; `what` in its methods names the place for the message ("severity")."""

    path: str

    def error(self, node: Node, why: str) -> DocumentError:
        """An error at the node; to be raised by the caller."""
        return DocumentError(self.path, why, node.line, node.column)

    def wrong(self, node: Node, what: str, wanted: str) -> DocumentError:
        """`what` must be `wanted` and is something else."""
        return self.error(node, f"{what} must be {wanted}, not {describe(node)}")

    def table(self, node: Node, what: str) -> Table:
        if isinstance(node, Table):
            return node
        raise self.wrong(node, what, "a mapping")

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        if isinstance(node, Items):
            return node.nodes
        raise self.wrong(node, what, "a list")

    def text(self, node: Node, what: str) -> str:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            if node.value.strip():
                return node.value
            raise self.error(node, f"{what} must not be empty")
        raise self.wrong(node, what, "a text" + _quote_hint(node))

    def texts(self, node: Node, what: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        if isinstance(node, Scalar):
            return (self.text(node, what),)
        return tuple(self.text(item, f"each item of {what}") for item in self.items(node, what))

    def boolean(self, node: Node, what: str) -> bool:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        raise self.wrong(node, what, "true or false")

    def integer(self, node: Node, what: str, low: int, high: int) -> int:
        if isinstance(node, Scalar) and type(node.value) is int and low <= node.value <= high:
            return node.value
        raise self.error(node, f"{what} must be a whole number from {low} to {high}")

    def day(self, node: Node, what: str) -> date:
        """An ISO 8601 date, `2026-12-01`."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and len(node.value) == 10:
            try:
                return date.fromisoformat(node.value)
            except ValueError:
                pass
        raise self.error(node, f"{what} must be a date such as 2026-12-01")

    def choice(self, node: Node, what: str, allowed: Collection[str]) -> str:
        value = self.text(node, what)
        if value in allowed:
            return value
        raise self.error(node, f"{what} cannot be {value!r}{did_you_mean(value, allowed)}")

    def only(self, table: Table, allowed: Collection[str], what: str) -> None:
        """Refuse keys that are not in `allowed`."""
        for key, node in table.keys.items():
            if key not in allowed:
                raise self.error(node, f"unknown key {key!r} in {what}{did_you_mean(key, allowed)}")

    def need(self, table: Table, key: str, what: str) -> Node:
        node = table.nodes.get(key)
        if node is None:
            raise self.error(table, f"{what} needs the key {key!r}")
        return node

    def plain(self, node: Node) -> Json:
        """The node's plain value."""
        if isinstance(node, Scalar):
            return node.value
        if isinstance(node, Items):
            return [self.plain(item) for item in node.nodes]
        return {key: self.plain(value) for key, value in node.nodes.items()}


def _quote_hint(node: Node) -> str:
    is_text = isinstance(node, Scalar) and (node.value is None or isinstance(node.value, int | float))
    return " (put it in quotes)" if is_text else ""
