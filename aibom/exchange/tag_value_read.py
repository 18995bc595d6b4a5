"""Reads SPDX 2.2 and 2.3 tag-value into the JSON form, in time linear in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.text import printable
from aibom.exchange.spdx2_tags import LISTS, TAGS, Form, Tag

_OPEN, _CLOSE = "<text>", "</text>"
_CODE = re.compile(r"(\S+)(?:\s*\(\s*excludes:([^()]*)\))?")
_RANGE = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")
_DOCUMENT = re.compile(r"(\S+) +(\S+) +([A-Za-z0-9-]+): ?([0-9A-Fa-f]+)")
# What the tag SPDXID names: whichever of these was begun last.
_NAMED = frozenset({"document", "package", "file"})
_MAX_SHOWN = 80


def parse_tag_value(text: str, called: str) -> dict[str, Any]:
    """The document; UnreadableError with a line for what is no tag, has no value of its form, or stands where it
    belongs to nothing. Which fields must be there is not asked here."""
    reader = _Reader()
    for number, name, value in _pairs(text.replace("\r\n", "\n"), called):
        problem = reader.put(name, value)
        if problem:
            raise UnreadableError(called, problem, number)
    return reader.finished()


def _pairs(text: str, called: str) -> Iterator[tuple[int, str, str]]:
    """(line, tag, value) of everything but comments and empty lines."""
    place, number = 0, 1
    while place < len(text):
        start, here = place, number
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        name, colon, value = text[start:end].partition(":")
        name, value = name.strip(), value.strip()
        if not name or name.startswith("#"):
            if colon and not name:
                raise UnreadableError(called, "a line begins with a colon", here)
            place, number = end + 1, here + 1
            continue
        if not colon:
            raise UnreadableError(called, f"'{printable(name, _MAX_SHOWN)}' is no tag with a value", here)
        if value.startswith(_OPEN):
            opened = text.index(_OPEN, start) + len(_OPEN)
            closed = text.find(_CLOSE, opened)
            if closed < 0:
                raise UnreadableError(called, f"{_OPEN} is never closed", here)
            value = text[opened:closed]
            end = text.find("\n", closed)
            end = len(text) if end < 0 else end
            if text[closed + len(_CLOSE) : end].strip():
                raise UnreadableError(called, f"there is text behind {_CLOSE}", here)
            number += value.count("\n")
        yield here, name, value
        place, number = end + 1, number + 1


class _Reader:
    """The document so far, and the element of each kind that was begun last."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {"creationInfo": {}}
        self._current: dict[str, dict[str, Any]] = {
            "document": self.document,
            "creation": self.document["creationInfo"],
        }
        self._named = self.document
        self._subjects: list[tuple[str, dict[str, Any]]] = []

    def put(self, name: str, value: str) -> str:
        """Take one tag; what is wrong with it, or ""."""
        if name == "SPDXID":
            return _set(self._named, name, value)
        tag = TAGS.get(name)
        if tag is None:
            return f"'{printable(name, _MAX_SHOWN)}' is no tag of SPDX 2"
        if tag.starts:
            self._begin(tag.element)
        owner = self._current.get(tag.element)
        if owner is None:
            return f"{name} stands before what it belongs to"
        if tag.form is Form.SUBJECT:
            self._subjects.append((value, owner))
            return ""
        return _put(owner, tag, value)

    def _begin(self, element: str) -> None:
        one: dict[str, Any] = {}
        if element == "annotation":
            self._subjects.append(("", one))
        else:
            self.document.setdefault(LISTS[element], []).append(one)
        package = self._current.get("package")
        self._current[element] = one
        if element in _NAMED:
            self._named = one
        if element == "file" and package is not None:
            package.setdefault("hasFiles", []).append(one)

    def finished(self) -> dict[str, Any]:
        """The document, with annotations at what they speak of, and files of packages by their identifiers."""
        for package in self.document.get("packages", ()):
            if "hasFiles" in package:
                package["hasFiles"] = [one["SPDXID"] for one in package["hasFiles"] if "SPDXID" in one]
        for snippet in self.document.get("snippets", ()):
            for one in snippet.get("ranges", ()):
                for pointer in one.values():
                    pointer["reference"] = snippet.get("snippetFromFile", "")
        self._annotate()
        return self.document

    def _annotate(self) -> None:
        subjects = {id(one): subject for subject, one in self._subjects}
        annotations = {id(one): one for _, one in self._subjects}
        elements = (one for kind in ("packages", "files", "snippets") for one in self.document.get(kind, ()))
        by_id = {one.get("SPDXID"): one for one in elements}
        for key, annotation in annotations.items():
            by_id.get(subjects[key], self.document).setdefault("annotations", []).append(annotation)


def _put(owner: dict[str, Any], tag: Tag, value: str) -> str:
    if tag.form in (Form.LINE, Form.TEXT):
        return _set(owner, tag.field, value)
    return _PUT[tag.form](owner, tag.field, value)


def _set(owner: dict[str, Any], field: str, value: Any) -> str:
    if field in owner:
        return f"{field} is given twice"
    owner[field] = value
    return ""


def _listed(owner: dict[str, Any], field: str, value: str) -> str:
    owner.setdefault(field, []).append(value)
    return ""


def _checksum(owner: dict[str, Any], field: str, value: str) -> str:
    algorithm, colon, content = value.partition(":")
    if not colon:
        return f"'{printable(value, _MAX_SHOWN)}' is no checksum"
    owner.setdefault(field, []).append({"algorithm": algorithm.strip(), "checksumValue": content.strip()})
    return ""


def _flag(owner: dict[str, Any], field: str, value: str) -> str:
    if value.lower() not in ("true", "false"):
        return f"'{printable(value, _MAX_SHOWN)}' is neither true nor false"
    return _set(owner, field, value.lower() == "true")


def _code(owner: dict[str, Any], field: str, value: str) -> str:
    match = _CODE.fullmatch(value)
    if match is None:
        return f"'{printable(value, _MAX_SHOWN)}' is no verification code"
    code: dict[str, Any] = {"packageVerificationCodeValue": match[1]}
    if match[2]:
        code["packageVerificationCodeExcludedFiles"] = match[2].replace(",", " ").split()
    return _set(owner, field, code)


def _reference(owner: dict[str, Any], field: str, value: str) -> str:
    parts = value.split(None, 2)
    if len(parts) != 3:
        return "an ExternalRef has category, type and locator"
    names = ("referenceCategory", "referenceType", "referenceLocator")
    owner.setdefault(field, []).append(dict(zip(names, parts, strict=True)))
    return ""


def _reference_comment(owner: dict[str, Any], field: str, value: str) -> str:
    listed = owner.get(field)
    return _set(listed[-1], "comment", value) if listed else "ExternalRefComment stands before any ExternalRef"


def _other_document(owner: dict[str, Any], field: str, value: str) -> str:
    match = _DOCUMENT.fullmatch(value)
    if match is None:
        return "an ExternalDocumentRef has an identifier, an address and a checksum"
    checksum = {"algorithm": match[3], "checksumValue": match[4]}
    entry = {"externalDocumentId": match[1], "spdxDocument": match[2], "checksum": checksum}
    owner.setdefault(field, []).append(entry)
    return ""


def _range(owner: dict[str, Any], field: str, value: str) -> str:
    match = _RANGE.fullmatch(value)
    if match is None:
        return f"'{printable(value, _MAX_SHOWN)}' is no range"
    owner.setdefault("ranges", []).append(
        {"startPointer": {field: int(match[1])}, "endPointer": {field: int(match[2])}}
    )
    return ""


def _triple(owner: dict[str, Any], field: str, value: str) -> str:
    parts = value.split()
    if len(parts) != 3:
        return "a Relationship has two elements and a type between them"
    owner[field], owner["relationshipType"], owner["relatedSpdxElement"] = parts
    return ""


_PUT: Mapping[Form, Callable[[dict[str, Any], str, str], str]] = {
    Form.LINES: _listed,
    Form.TEXTS: _listed,
    Form.CHECKSUMS: _checksum,
    Form.FLAG: _flag,
    Form.CODE: _code,
    Form.REFERENCE: _reference,
    Form.REFERENCE_COMMENT: _reference_comment,
    Form.DOCUMENTS: _other_document,
    Form.RANGE: _range,
    Form.TRIPLE: _triple,
}
