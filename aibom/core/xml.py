"""A bounded XML reader for build files: no document types, so no entities, with the line of every element."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.text import decode

MAX_DEPTH = 100
MAX_ELEMENTS = 500_000


@dataclass(slots=True)
class Element:
    """One element. `tag` is without namespace; `text` is the text directly inside, stripped.

    `complete` is false for an element in which a damaged file ended.
    """

    tag: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)
    complete: bool = True

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements that a path of tags leads to."""
        found = [self]
        for tag in tags:
            found = [child for one in found for child in one.children if child.tag == tag]
        yield from found

    def first(self, *tags: str) -> Element | None:
        """The first element that a path of tags leads to."""
        return next(self.all(*tags), None)

    def value(self, *tags: str) -> str:
        """The text of that element, "" when there is none."""
        found = self.first(*tags)
        return found.text if found else ""

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in the order of the file."""
        todo = [self]
        while todo:
            one = todo.pop()
            yield one
            todo += reversed(one.children)


def parse_xml(data: bytes, path: str, *, partial: bool = False) -> tuple[Element, tuple[str, int] | None]:
    """The root element, and with `partial` the reason and line where reading a damaged file stopped.

    Raises UnreadableError with a line (without `partial` also for damage), LimitError past a bound.
    """
    builder = _Builder(path)
    error: tuple[str, int] | None = None
    try:
        builder.parser.Parse(decode(data), True)
    except expat.ExpatError as stop:
        error = (f"not valid XML ({expat.ErrorString(stop.code)})", stop.lineno)
    if builder.root is None or (error and not partial):
        why, line = error or ("not valid XML (no element)", 1)
        raise UnreadableError(path, why, line)
    builder.finish()
    return builder.root, error


class _Builder:
    def __init__(self, path: str) -> None:
        self.path = path
        self.root: Element | None = None
        self.stack: list[tuple[Element, list[str]]] = []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def finish(self) -> None:
        """Close what a damaged file left open."""
        while self.stack:
            self.stack[-1][0].complete = False
            self._end("")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        self.count += 1
        if len(self.stack) >= MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise LimitError(self.path, f"more than {MAX_DEPTH} levels or {MAX_ELEMENTS} elements", line)
        element = Element(tag.rpartition(":")[2], line, attributes)
        if self.stack:
            self.stack[-1][0].children.append(element)
        else:
            self.root = element
        self.stack.append((element, []))

    def _end(self, _tag: str) -> None:
        element, texts = self.stack.pop()
        element.text = "".join(texts).strip()

    def _characters(self, text: str) -> None:
        if self.stack:
            self.stack[-1][1].append(text)

    def _doctype(self, *_parts: object) -> None:
        raise UnreadableError(self.path, "a document type (DOCTYPE) is refused", self.parser.CurrentLineNumber)
