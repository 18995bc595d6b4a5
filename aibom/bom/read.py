"""Reads a CycloneDX JSON file, ours or another tool's: bounded, tolerant, with the line of every bom-ref."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.core.limits import MIB

MAX_BYTES = 200 * MIB
KNOWN_VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
_REF = re.compile(rb'"bom-ref"\s{0,100}:\s{0,100}("(?:[^"\\]|\\.)*+")', re.DOTALL)
_UTF8_MARK = b"\xef\xbb\xbf"
_WITHOUT_JSON = ("1.0", "1.1")
_TOP_LEVEL = frozenset(
    "$schema bomFormat specVersion serialNumber version metadata components services externalReferences dependencies"
    " compositions vulnerabilities annotations formulation declarations definitions citations properties"
    " signature".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BomDocument:
    """A parsed BOM. `lines` maps each bom-ref to the lines (from 1) of the file where it is written; `warnings`
    are plain sentences about what was tolerated; `digest` is the file's SHA-256 in hex."""

    data: Mapping[str, Any]
    spec_version: str
    digest: str
    lines: Mapping[str, tuple[int, ...]]
    warnings: tuple[str, ...] = ()


def load_document(source: Path | bytes, name: str = "") -> BomDocument:
    """Read a BOM from a path, or from bytes called `name` in messages.

    Raises UsageError with one plain sentence when it is missing, too large, not JSON or not CycloneDX.
    """
    called = name or (str(source) if isinstance(source, Path) else "The document")
    content = _content(source, called).removeprefix(_UTF8_MARK)
    data = _parsed(content, called)
    version = data.get("specVersion")
    spec_version = version if isinstance(version, str) else ""
    return BomDocument(
        data=data,
        spec_version=spec_version,
        digest=hashlib.sha256(content).hexdigest(),
        lines=ref_lines(content),
        warnings=(*_warnings(data, spec_version), *_repeated(content, data)),
    )


def _content(source: Path | bytes, called: str) -> bytes:
    if isinstance(source, Path):
        try:
            with source.open("rb") as stream:
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise UsageError(f"Cannot read {called}: {error.strerror or error}.") from None
    else:
        content = source
    if len(content) > MAX_BYTES:
        raise UsageError(f"{called} is larger than {MAX_BYTES // MIB} MB; a BOM of that size is not read.")
    return content


def _parsed(content: bytes, called: str) -> Mapping[str, Any]:
    if content.lstrip()[:1] == b"<":
        raise UsageError(f"{called} is XML; only CycloneDX JSON is read.")
    try:
        data = parse_json(content, called)
    except LimitError as error:
        raise UsageError(f"{called} is {error.why}; that is no BOM.") from None
    except UnreadableError as error:
        place = f" at line {error.line}" if error.line else ""
        raise UsageError(f"{called} is {error.why}{place}.") from None
    if not isinstance(data, Mapping) or data.get("bomFormat") != "CycloneDX":
        hint = (
            " (it looks like SPDX)" if isinstance(data, Mapping) and ("spdxVersion" in data or "@graph" in data) else ""
        )
        raise UsageError(f"{called} is JSON but not a CycloneDX BOM{hint}: it has no bomFormat of 'CycloneDX'.")
    return data


def ref_lines(content: bytes) -> dict[str, tuple[int, ...]]:
    """The lines on which each bom-ref is written, in order. Text inside a string cannot be taken for one, since
    its quotation marks are escaped there."""
    found: dict[str, tuple[int, ...]] = {}
    line, counted = 1, 0
    for match in _REF.finditer(content):
        line += content.count(b"\n", counted, match.start())
        counted = match.start()
        ref = _text(match[1])
        if ref is not None:
            found[ref] = (*found[ref], line) if ref in found else (line,)
    return found


def _text(quoted: bytes) -> str | None:
    """The text that a JSON string holds; None when it is none."""
    try:
        return str(orjson.loads(quoted)) if b"\\" in quoted else quoted[1:-1].decode()
    except (orjson.JSONDecodeError, UnicodeDecodeError):
        return None


def _warnings(data: Mapping[str, Any], spec_version: str) -> list[str]:
    warnings = []
    if spec_version not in KNOWN_VERSIONS:
        stated = f"specVersion {spec_version!r} is not known" if spec_version else "specVersion is missing"
        warnings.append(f"The {stated}; the document is read as if it were 1.7.")
    elif spec_version in _WITHOUT_JSON:
        warnings.append(f"CycloneDX {spec_version} has no JSON form; the document is read as if it were 1.2.")
    strange = sorted(str(key) for key in data if key not in _TOP_LEVEL)
    if strange:
        warnings.append(f"Fields that CycloneDX does not have were passed over: {', '.join(strange[:10])}.")
    return warnings


def _repeated(content: bytes, data: Mapping[str, Any]) -> list[str]:
    """Says which keys stand twice in one object: of each only the last value was read.

    What was dropped is missing in the parsed data, so its quotation marks are fewer; counting them costs little.
    Only then the document is parsed again, slowly, for the names.
    """
    if _quotes(orjson.dumps(data)) == _quotes(content):
        return []
    repeated: set[str] = set()

    def note(pairs: list[tuple[str, Any]]) -> None:
        counts = Counter(key for key, _ in pairs)
        repeated.update(key for key in counts if counts[key] > 1)

    json.loads(content, object_pairs_hook=note, parse_int=len, parse_float=len)
    shown = ", ".join(repr(key) for key in sorted(repeated)[:10])
    return [f"Keys that stand twice in one object, of which only the last value counts: {shown}."] if repeated else []


def _quotes(data: bytes) -> int:
    """How many quotation marks begin or end a string."""
    return data.replace(b"\\\\", b"").replace(b'\\"', b"").count(b'"')
