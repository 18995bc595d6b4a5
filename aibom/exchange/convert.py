"""Reads a BOM of any form that is known here, and writes it in any other.

CycloneDX is the form in between: what a target cannot hold of it is listed as lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from aibom.bom.read import load_document
from aibom.core.errors import LimitError, UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.exchange.losses import Loss

FORMATS = ("cyclonedx-json", "cyclonedx-xml", "spdx2-json", "spdx2-tag-value", "spdx3-json")
READABLE = FORMATS
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A BOM as a CycloneDX document: `format` is the form of the file, `losses` what reading could not take over,
    `warnings` plain sentences about what was odd."""

    document: Mapping[str, Any]
    format: str
    losses: tuple[Loss, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A BOM in its new form, what could not be carried over, and what the reader of it should know."""

    data: bytes
    losses: tuple[Loss, ...]
    notes: tuple[str, ...] = ()


def form_of(data: bytes) -> str:
    """The format of a file by its first bytes and, for JSON, by the keys that name it; "" when it is none."""
    start = data.removeprefix(_UTF8_MARK).lstrip()[:4096]
    if start.startswith(b"<"):
        return "cyclonedx-xml"
    if not start.startswith((b"{", b"[")):
        return "spdx2-tag-value" if b"SPDXVersion:" in data[:65_536] else ""
    return "json"


def is_other_form(data: bytes) -> bool:
    """Whether a file is a BOM of another form than CycloneDX JSON, by what names it in its bytes."""
    form = form_of(data)
    if form != "json":
        return form in READABLE
    return b'"bomFormat"' not in data and (b'"spdxVersion"' in data or b'"@context"' in data)


def read_bom(data: bytes, name: str, *, spec_version: str = "1.6") -> Read:
    """Read a CycloneDX (JSON, XML), SPDX 2 (JSON, tag-value) or SPDX 3 (JSON-LD) file, called `name` in messages.

    `spec_version` is the CycloneDX version of a document that is made of another form. Raises UsageError with one
    plain sentence when it is none of these, damaged, or gives one identifier twice.
    """
    form = form_of(data)
    if form == "cyclonedx-xml":
        from aibom.exchange.xml_read import read_xml

        document, lost = read_xml(data, name)
        return Read(document=document, format=form, losses=tuple(lost))
    if form == "spdx2-tag-value":
        from aibom.exchange.spdx2_files import read_tag_value

        return _from_spdx2(read_tag_value(data, name), name, form, spec_version)
    if form == "":
        raise UsageError(f"{name} is neither CycloneDX (JSON, XML) nor SPDX (JSON, tag-value); give a BOM.")
    parsed = _json(data.removeprefix(_UTF8_MARK), name)
    if isinstance(parsed, dict) and str(parsed.get("spdxVersion", "")).startswith("SPDX-2."):
        from aibom.exchange.spdx2_files import check_json

        check_json(parsed, name)
        return _from_spdx2(parsed, name, "spdx2-json", spec_version)
    if isinstance(parsed, dict) and ("@graph" in parsed or "@context" in parsed):
        return _from_spdx3(parsed, name, spec_version)
    loaded = load_document(data, name=name)
    return Read(document=loaded.data, format="cyclonedx-json", warnings=loaded.warnings)


def spdx2_of(data: bytes, name: str) -> Mapping[str, Any] | None:
    """The JSON form of an SPDX 2 file as it is, valid or not; None when it is none. UsageError when it is damaged."""
    form = form_of(data)
    if form == "spdx2-tag-value":
        from aibom.exchange.spdx2_files import parse_tag_value_file

        return parse_tag_value_file(data, name)
    parsed = _json(data.removeprefix(_UTF8_MARK), name) if form == "json" and b"spdxVersion" in data else None
    return parsed if isinstance(parsed, dict) and "spdxVersion" in parsed else None


def _json(data: bytes, name: str) -> Any:
    try:
        return parse_json(data, name)
    except LimitError as error:
        raise UsageError(f"{name} is {error.why}; that is no BOM.") from None
    except UnreadableError as error:
        place = f" at line {error.line}" if error.line else ""
        raise UsageError(f"{name} is {error.why}{place}.") from None


def _from_spdx2(document: Mapping[str, Any], name: str, form: str, spec_version: str) -> Read:
    from aibom.exchange.spdx2_read import from_spdx2

    made, losses, warnings = from_spdx2(document, spec_version=spec_version, called=name)
    return Read(document=made, format=form, losses=tuple(losses), warnings=tuple(dict.fromkeys(warnings)))


def _from_spdx3(document: Mapping[str, Any], name: str, spec_version: str) -> Read:
    from aibom.exchange.cyclonedx import to_version
    from aibom.exchange.spdx3_read import from_spdx3

    made, losses, warnings = from_spdx3(document, spec_version=max(spec_version, "1.6"), called=name)
    if spec_version < "1.6":
        older = to_version(made, spec_version)
        made, losses = orjson.loads(older["data"]), [*losses, *older["losses"]]
    return Read(document=made, format="spdx3-json", losses=tuple(losses), warnings=tuple(dict.fromkeys(warnings)))


def write_bom_as(
    document: Mapping[str, Any], form: str, *, spec_version: str, moment: datetime, tool_version: str, called: str = ""
) -> Written:
    """A CycloneDX document in one of FORMATS; the same document gives the same bytes.

    `moment` stands where the document tells no time and the target demands one. Raises UsageError when the target
    cannot be written here (a library of an extra is missing) or the document gives a bom-ref twice.
    """
    called = called or "The BOM"
    if form in ("spdx2-json", "spdx2-tag-value"):
        from aibom.exchange.spdx2_files import to_json, to_tag_value
        from aibom.exchange.spdx2_write import to_spdx2

        made, losses = to_spdx2(document, moment=moment, tool_version=tool_version, called=called)
        return Written(data=to_json(made) if form == "spdx2-json" else to_tag_value(made), losses=tuple(losses))
    if form == "spdx3-json":
        from aibom.exchange.spdx3 import to_spdx3

        return Written(**to_spdx3(document, moment=moment, tool_version=tool_version, called=called))
    if form == "cyclonedx-xml":
        from aibom.exchange.xml_write import to_xml

        data, lost = to_xml(document, spec_version=spec_version)
        return Written(data=data, losses=tuple(lost))
    from aibom.exchange.cyclonedx import to_version

    return Written(**to_version(document, spec_version))
