"""Writes the JSON form of SPDX 2.3 as tag-value, in time linear in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from aibom.exchange.spdx2_tags import LISTS, ROWS, Form, Tag

_HEADINGS = {
    "file": "File Information",
    "package": "Package Information",
    "licence": "License Information",
    "relationship": "Relationships",
}


def tag_value_of(document: Mapping[str, Any]) -> str:
    """The text of a document that holds packages, files, licences, relationships and annotations."""
    lines = ["## Document Information", *_lines("document", document), f"SPDXID: {_line(document['SPDXID'])}", ""]
    lines += ["## Creation Information", *_lines("creation", document["creationInfo"]), ""]
    for element, heading in _HEADINGS.items():
        listed = document.get(LISTS[element]) or ()
        lines += [f"## {heading}"] if listed else []
        for one in listed:
            lines += _lines(element, one)
            lines += [] if element == "relationship" else [""]
    lines += ["", "## Annotations"]
    for one in (document, *(document.get("packages") or ()), *(document.get("files") or ())):
        for annotation in one.get("annotations") or ():
            lines += [*_lines("annotation", {**annotation, "SPDXREF": one["SPDXID"]}), ""]
    return "\n".join(lines) + "\n"


def _lines(element: str, raw: Mapping[str, Any]) -> Iterator[str]:
    for tag in ROWS[element]:
        value = raw.get(tag.field)
        if value is None or value == []:
            continue
        if tag.starts:
            yield f"{tag.name}: {_line(value) if tag.form is Form.LINE else _triple(raw)}"
            if "SPDXID" in raw:
                yield f"SPDXID: {_line(raw['SPDXID'])}"
            continue
        for text in _texts(tag, value):
            yield f"{tag.name}: {text}"
        if tag.form is Form.REFERENCE:
            yield from _references(value)


def _texts(tag: Tag, value: Any) -> Iterable[str]:
    match tag.form:
        case Form.LINE | Form.SUBJECT:
            return (_purpose(value) if tag.field == "primaryPackagePurpose" else _line(value),)
        case Form.TEXT:
            return (_text(value),)
        case Form.LINES:
            return map(_line, value)
        case Form.TEXTS:
            return map(_text, value)
        case Form.CHECKSUMS:
            return [f"{one['algorithm']}: {_line(one['checksumValue'])}" for one in value]
        case Form.FLAG:
            return ("true" if value else "false",)
        case _:
            return ()


def _triple(raw: Mapping[str, str]) -> str:
    return _line(f"{raw['spdxElementId']} {raw['relationshipType']} {raw['relatedSpdxElement']}")


def _references(listed: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for one in listed:
        parts = (_line(one[key]) for key in ("referenceCategory", "referenceType", "referenceLocator"))
        yield "ExternalRef: " + " ".join(parts)
        if one.get("comment"):
            yield f"ExternalRefComment: {_text(one['comment'])}"


def _purpose(value: str) -> str:
    return _line(value).replace("_", "-")


def _line(value: str) -> str:
    return _unmarked(" ".join(value.split()))


def _text(value: str) -> str:
    """A text that is more than one plain line stands between marks; lines that end otherwise do so as well there."""
    text = _unmarked(value)
    return text if text == " ".join(text.split()) else f"<text>{text}</text>"


def _unmarked(text: str) -> str:
    """Free text ends at its closing mark, for which there is no escape: marks inside are broken up."""
    return text.replace("</text>", "< /text>").replace("<text>", "< text>") if "text>" in text else text
