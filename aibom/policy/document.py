"""YAML documents that people write (rules, packs, exceptions), read so that every value keeps its place.

A rule is code for the engine, so the reader is stricter than YAML: one document, no tags, no anchors or
aliases (which also ends alias bombs), no duplicate keys, no merge keys, text keys only. Scalars follow the
core schema of YAML 1.2: `no` and `on` are text, and dates stay text until a field asks for a date.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import yaml

from aibom.core.errors import DocumentError
from aibom.core.yaml import scalar

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 60
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A text, number, boolean or null; line and column count from 1."""

    value: str | int | float | bool | None
    line: int
    column: int


class Items(NamedTuple):
    """A sequence."""

    nodes: tuple[Node, ...]
    line: int
    column: int


class Table(NamedTuple):
    """A mapping: key -> value, and key -> the key's own node for messages."""

    nodes: dict[str, Node]
    keys: dict[str, Scalar]
    line: int
    column: int


Node: TypeAlias = "Scalar | Items | Table"


def parse_document(data: bytes, path: str) -> Node:
    """The one document of the file. Raises DocumentError (file:line:column) for whatever is wrong with it."""
    if len(data) > MAX_BYTES:
        raise DocumentError(path, f"larger than {MAX_BYTES // 1024} KiB")
    text = _text(data, path)
    builder = _Builder(path)
    try:
        _feed(text, builder)
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, path, text) from None
    except yaml.YAMLError:
        raise DocumentError(path, "holds characters that YAML does not allow") from None
    if builder.root is None:
        raise DocumentError(path, "is empty")
    return builder.root


def _feed(text: str, builder: _Builder) -> None:
    """Give the parser's events to the builder (what yaml.parse does, without a second call for each event)."""
    loader = _LOADER(text)
    try:
        while True:
            event = loader.get_event()
            if event is None or type(event) is yaml.StreamEndEvent:
                return
            builder.take(event)
    finally:
        loader.dispose()


def _text(data: bytes, path: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DocumentError(path, "is not UTF-8 text", line) from None
    # CR, NEL, LS and PS end a line in YAML as well; in comments and texts of a rule they only confuse places.
    return text.replace("\r\n", "\n")


def _syntax_error(error: yaml.MarkedYAMLError, path: str, text: str) -> DocumentError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or written[column - 1 : column] == "\t":
        return DocumentError(path, "a tab is used for indentation; YAML wants spaces", line, written.index("\t") + 1)
    problem = error.problem or error.context or ""
    if "nesting depth" in problem:  # libyaml has a limit of its own, and meets it before our builder sees an event
        return DocumentError(path, f"nested deeper than {MAX_DEPTH} levels", line, column)
    return DocumentError(path, f"not valid YAML: {problem}", line, column)


class _Frame:
    """A container that is being filled."""

    __slots__ = ("column", "items", "key", "keys", "line", "members")

    def __init__(self, event: Any) -> None:
        self.line, self.column = event.start_mark.line + 1, event.start_mark.column + 1
        self.members: dict[str, Node] | None = {} if type(event) is yaml.MappingStartEvent else None
        self.keys: dict[str, Scalar] = {}
        self.items: list[Node] = []
        self.key: Scalar | None = None

    def node(self) -> Node:
        if self.members is None:
            return Items(tuple(self.items), self.line, self.column)
        return Table(self.members, self.keys, self.line, self.column)


class _Builder:
    """Builds nodes of parser events without recursion."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Node | None = None
        self._stack: list[_Frame] = []

    def take(self, event: Any) -> None:
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._plain(event)
            self._put(Scalar(_value(event), event.start_mark.line + 1, event.start_mark.column + 1))
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._plain(event)
            if len(self._stack) >= MAX_DEPTH:
                raise self._error(event, f"nested deeper than {MAX_DEPTH} levels")
            self._stack.append(_Frame(event))
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._put(self._stack.pop().node())
        elif kind is yaml.AliasEvent:
            raise self._error(event, f"aliases (*{event.anchor}) are not supported; use `let` to name a predicate")
        elif kind is yaml.DocumentStartEvent and self.root is not None:
            raise self._error(event, "only one YAML document per file")

    def _plain(self, event: Any) -> None:
        if event.anchor:
            raise self._error(event, f"anchors (&{event.anchor}) are not supported")
        if event.tag and event.tag != "!":
            raise self._error(event, f"tags ({event.tag}) are not supported")

    def _put(self, node: Node) -> None:
        if not self._stack:
            self.root = node
            return
        frame = self._stack[-1]
        if frame.members is None:
            frame.items.append(node)
        elif frame.key is None:
            self._key(frame, node)
        else:
            name = str(frame.key.value)
            frame.members[name], frame.keys[name] = node, frame.key
            frame.key = None

    def _key(self, frame: _Frame, node: Node) -> None:
        if not isinstance(node, Scalar) or node.value is None:
            raise DocumentError(self.path, "a key must be a plain text", node.line, node.column)
        key = Scalar(node.value if isinstance(node.value, str) else _written(node.value), node.line, node.column)
        if key.value in frame.keys:
            first = frame.keys[str(key.value)]
            raise DocumentError(
                self.path, f"duplicate key {key.value!r} (first on line {first.line})", key.line, key.column
            )
        frame.key = key

    def _error(self, event: Any, why: str) -> DocumentError:
        return DocumentError(self.path, why, event.start_mark.line + 1, event.start_mark.column + 1)


def _value(event: Any) -> str | int | float | bool | None:
    text: str = event.value
    value = text if event.style or event.tag else scalar(text)
    return value if isinstance(value, str | int | float | bool) or value is None else text


def _written(value: float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
