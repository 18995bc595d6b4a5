"""Reads XML of models without following anything: elements, attributes, and what a document type declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

MAX_ELEMENTS, MAX_DEPTH, MAX_TEXTS, CHUNK = 4_000_000, 200, 4096, 1 << 20


class Entity(NamedTuple):
    """A declared entity: `system` is the address of an external one, `value` the text of an internal one."""

    name: str
    system: str
    value: str


class XmlScan(NamedTuple):
    """`entities` and `doctype` of the document type, processing instructions, problems."""

    root: str
    doctype: bool
    doctype_system: str
    entities: tuple[Entity, ...]
    instructions: tuple[tuple[str, str], ...]
    problems: tuple[str, ...] = ()


class _StopError(Exception):
    pass


def scan_xml(stream: BinaryIO, element: Callable[[str, dict[str, str], str], None]) -> XmlScan:
    """Read a stream; `element` is called for each element with its name (without prefix), attributes, and the text
    directly inside up to MAX_TEXTS characters. External entities are not opened, declared ones not expanded."""
    return _Scan(element).run(stream)


class _Scan:
    def __init__(self, element: Callable[[str, dict[str, str], str], None]) -> None:
        self.element = element
        self.root, self.doctype, self.system = "", False, ""
        self.entities: list[Entity] = []
        self.instructions: list[tuple[str, str]] = []
        self.problems: list[str] = []
        self.stack: list[tuple[str, dict[str, str], list[str]]] = []
        self.count = 0

    def run(self, stream: BinaryIO) -> XmlScan:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = lambda target, data: self.instructions.append((target, data[:500]))
        # A default handler keeps internal entities from being expanded.
        parser.DefaultHandler = lambda _data: None
        stream.seek(0)
        try:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            self.problems.append(f"not valid XML ({expat.ErrorString(error.code)}, line {error.lineno})")
        except (_StopError, ValueError, LookupError):
            self.problems.append("more or deeper elements than are read, or an encoding that is not known")
        return XmlScan(
            self.root, self.doctype, self.system, tuple(self.entities), tuple(self.instructions), tuple(self.problems)
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS or len(self.stack) >= MAX_DEPTH:
            raise _StopError
        name = tag.rpartition(":")[2]
        self.root = self.root or name
        self.stack.append((name, attributes, []))

    def _end(self, _tag: str) -> None:
        name, attributes, texts = self.stack.pop()
        self.element(name, attributes, "".join(texts).strip())

    def _text(self, text: str) -> None:
        if self.stack and sum(map(len, self.stack[-1][2])) < MAX_TEXTS:
            self.stack[-1][2].append(text[:MAX_TEXTS])

    def _doctype(self, _name: str, system: str | None, public: str | None, _internal: bool) -> None:
        self.doctype, self.system = True, system or public or ""

    def _entity(
        self,
        name: str,
        _parameter: bool,
        value: str | None,
        _base: str | None,
        system: str | None,
        public: str | None,
        _n: str | None,
    ) -> None:
        if len(self.entities) < 1000:
            self.entities.append(Entity(name, system or public or "", (value or "")[:500]))
