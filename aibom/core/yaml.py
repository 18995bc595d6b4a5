"""A bounded YAML reader for files from outside.

Scalars follow the core schema of YAML 1.2 (section 10.3): `on`, `yes` and `22:22` are text, so a workflow's
`on:` stays a key. Mapping keys are always text; a mapping or sequence as key is spelt `?`. Tags that are not
known (`!reference`, `!vault`) leave the plain value. Merge keys (`<<`) are applied. Aliases share their
value; how much they would add when written out is counted, so that an alias bomb costs nothing and is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode

MAX_DEPTH = 100
# Nodes (and hundreds of characters) that all aliases of one file may add when they are written out.
MAX_ALIASED = 500_000
MAX_DOCUMENTS = 10_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What CloudFormation's tags say of a text: it names something whose value it stands for.
_REFERENCES = {"!Ref": "${{{}}}", "!GetAtt": "${{{}}}", "!ImportValue": "${{ImportValue {}}}"}
_TYPED_TAGS = (None, *(f"tag:yaml.org,2002:{name}" for name in ("int", "float", "bool", "null")))
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_BASED = re.compile(r"0x[0-9a-fA-F]{1,15}\Z|0o[0-7]{1,20}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*|(?=[eE])))(?:[eE][-+]?[0-9]{1,3})?\Z")
_WORDS: dict[str, Json] = {"": None, "~": None}
for _word, _value in (("null", None), ("true", True), ("false", False)):
    _WORDS |= dict.fromkeys((_word, _word.capitalize(), _word.upper()), _value)
_MAYBE_TYPED = frozenset("0123456789+-.~ntfNTF")


def parse_yaml(data: bytes, path: str, *, text_only: bool = False) -> Json:
    """The first document of the file (None when it is empty).

    `text_only` leaves every scalar as it is written, where `1.10` must not become a number (image tags,
    versions). Raises UnreadableError with a line, LimitError past a bound.
    """
    for document in _documents(data, path, text_only, partial=False):
        return document.value
    return None


def parse_yaml_documents(data: bytes, path: str, *, text_only: bool = False) -> list[Json]:
    """All documents of the file, in order. Raises as parse_yaml does."""
    return [document.value for document in _documents(data, path, text_only, partial=False)]


def parse_yaml_with_lines(data: bytes, path: str, *, text_only: bool = False, partial: bool = False) -> list[Lined]:
    """All documents with the line of every member, counted from 1.

    With `partial`, a syntax error ends reading instead of raising: what was read before it is kept and the
    last document's `error` says why and where. Bounds are raised either way.
    """
    return list(_documents(data, path, text_only, partial=partial))


def _documents(data: bytes, path: str, text_only: bool, partial: bool) -> Iterator[Lined]:
    builder = _Builder(path, text_only)
    try:
        for event in yaml.parse(decode(data), Loader=_LOADER):
            builder.take(event)
            if builder.done is not None:
                yield builder.done
                builder.done = None
    except yaml.YAMLError as error:
        why, line = _reason(error)
        if not partial:
            raise UnreadableError(path, why, line) from None
        yield builder.unfinished((why, line))


def _reason(error: yaml.YAMLError) -> tuple[str, int]:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return f"not valid YAML ({error.problem or error.context})", mark.line + 1 if mark else 1
    return "not valid YAML (characters that YAML does not allow)", 1


class _Frame:
    """A container that is being filled."""

    __slots__ = ("anchor", "key", "key_line", "lines", "merges", "nodes", "value")

    def __init__(self, value: dict[str, Json] | list[Json], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.key_line = 0
        self.lines: dict[str | int, int] = {}
        self.merges: list[Json] = []
        self.nodes = 1


class _Builder:
    """Makes values of parser events, without recursion. `done` holds a document when its last event was taken."""

    def __init__(self, path: str, text_only: bool) -> None:
        self.path, self.text_only = path, text_only
        self.documents = self.aliased = 0
        self.done: Lined | None = None
        self._take = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._begin,
            yaml.DocumentEndEvent: self._end,
        }
        self._reset()

    def _reset(self) -> None:
        self.root: Json = None
        self.line = 1
        self.stack: list[_Frame] = []
        self.lines: dict[int, dict[str | int, int]] = {}
        self.duplicates: list[tuple[str, int]] = []
        self.anchors: dict[str, tuple[Json, int]] = {}

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        handler = self._take.get(type(event))
        if handler is not None:
            handler(event)

    def unfinished(self, error: tuple[str, int]) -> Lined:
        """The document as far as it was read when the parser stopped."""
        while self.stack:
            self._close(None)
        return self._lined(error)

    def _begin(self, event: Any) -> None:
        self._reset()
        self.line = event.start_mark.line + 1
        self.documents += 1
        if self.documents > MAX_DOCUMENTS:
            raise LimitError(self.path, f"more than {MAX_DOCUMENTS} YAML documents", self.line)

    def _end(self, _event: Any) -> None:
        self.done = self._lined(None)

    def _lined(self, error: tuple[str, int] | None) -> Lined:
        return Lined(value=self.root, line=self.line, lines=self.lines, duplicates=tuple(self.duplicates), error=error)

    def _scalar(self, event: Any) -> None:
        text: str = event.value
        frame = self.stack[-1] if self.stack else None
        if frame is not None and frame.key is None and type(frame.value) is dict:
            frame.key, frame.key_line = text, event.start_mark.line + 1
            return
        if event.tag in _REFERENCES:
            text = _REFERENCES[event.tag].format(text)
        typed = not self.text_only and not event.style and event.tag in _TYPED_TAGS
        value = scalar(text) if typed else text
        if event.anchor:
            self.anchors[event.anchor] = (value, 1 + len(text) // 100)
        self._put(value, event.start_mark.line + 1, 1)

    def _open(self, event: Any) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise LimitError(self.path, f"nested deeper than {MAX_DEPTH} levels", event.start_mark.line + 1)
        if not self.stack:
            self.line = event.start_mark.line + 1
        frame = _Frame({} if type(event) is yaml.MappingStartEvent else [], event.anchor)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and type(parent.value) is list:
            parent.lines[len(parent.value)] = event.start_mark.line + 1
        self.anchors.pop(event.anchor, None)
        self.stack.append(frame)

    def _close(self, _event: Any) -> None:
        frame = self.stack.pop()
        if type(frame.value) is dict:
            for merged in frame.merges:
                self._merge(frame, frame.value, merged)
        self.lines[id(frame.value)] = frame.lines
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, frame.nodes)
        self._put(frame.value, None, frame.nodes)

    def _merge(self, frame: _Frame, into: dict[str, Json], merged: Json) -> None:
        lines = self.lines.get(id(merged), {})
        if isinstance(merged, dict):
            for key, value in merged.items():
                if key not in into:
                    into[key] = value
                    frame.lines[key] = lines.get(key, frame.key_line)

    def _alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor not in self.anchors:
            raise UnreadableError(self.path, f"alias *{event.anchor} has no complete anchor before it", line)
        value, nodes = self.anchors[event.anchor]
        self.aliased += nodes
        if self.aliased > MAX_ALIASED:
            raise LimitError(self.path, f"aliases expand to more than {MAX_ALIASED} nodes", line)
        self._put(value, line, nodes)

    def _put(self, value: Json, line: int | None, nodes: int) -> None:
        if not self.stack:
            self.root = value
            return
        frame = self.stack[-1]
        frame.nodes += nodes
        if type(frame.value) is list:
            frame.lines.setdefault(len(frame.value), line or self.line)
            frame.value.append(value)
        elif type(frame.value) is dict:
            self._put_member(frame, frame.value, value, line)

    def _put_member(self, frame: _Frame, into: dict[str, Json], value: Json, line: int | None) -> None:
        if frame.key is None:
            frame.key = "?" if isinstance(value, dict | list) else str(value)
            frame.key_line = line or self.line
            return
        key, frame.key = frame.key, None
        if key == "<<" and isinstance(value, dict | list):
            frame.merges += value if isinstance(value, list) else [value]
            return
        if key in into:
            self.duplicates.append((key, frame.key_line))
        into[key] = value
        frame.lines[key] = frame.key_line


def scalar(text: str) -> Json:
    """A plain scalar by the core schema; numbers outside of 64 bits and infinities stay text."""
    if text and text[0] not in _MAYBE_TYPED:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _BASED.match(text):
        return int(text, 0)
    if _FLOAT.match(text) and len(text) < 40:
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return text
