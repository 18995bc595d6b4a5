"""Reads VEX: what somebody says about a vulnerability of a component (CycloneDX 1.4+, OpenVEX 0.2).

Neither format has a field for how long a statement counts, and OpenVEX none for who answers for it. Both stand in
`aibom:vex:expires` and `aibom:vex:owner`: CycloneDX properties (of the vulnerability, or of the metadata for all),
members of an OpenVEX statement or document. A statement that takes a vulnerability away must have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from aibom.bom.properties import pairs_of
from aibom.bom.purls import Purl, split_purl, versionless
from aibom.core import re
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.core.limits import MIB
from aibom.core.vers import vers_test

EXPIRES, OWNER = "aibom:vex:expires", "aibom:vex:owner"
MAX_BYTES = 64 * MIB
SUPPRESSING = frozenset({"not_affected", "resolved", "resolved_with_pedigree", "false_positive"})
_STATES = frozenset({*SUPPRESSING, "exploitable", "in_triage"})
_OPENVEX = {
    "not_affected": "not_affected",
    "affected": "exploitable",
    "fixed": "resolved",
    "under_investigation": "in_triage",
}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a statement is about: a component by `ref`, or by version-less `purl` and, if not empty, `versions` (a
    version or a vers range each). `product` must be in the BOM as well when it is not empty."""

    ref: str = ""
    purl: str = ""
    versions: tuple[str, ...] = ()
    product: str = ""

    def covers(self, version: str) -> bool:
        """Whether the version is one of those, or any counts."""
        return not self.versions or any(_covers(wanted, version) for wanted in self.versions)


def _covers(wanted: str, version: str) -> bool:
    if not wanted.startswith("vers:"):
        return wanted in (version, "*")
    test = vers_test(wanted)
    return test is not None and test(version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. `ids` are the vulnerability and its aliases, `state` one of CycloneDX's analysis states, `made`
    the time it was made (orders statements), `expires` the last day on which it counts. `missing` names what a
    suppression must say and this one does not; `path` and `line` are where it stands."""

    id: str
    ids: frozenset[str]
    state: str
    justification: str
    owner: str
    made: str
    expires: date | None
    targets: tuple[Target, ...]
    missing: tuple[str, ...]
    path: str
    line: int

    def standing(self, today: date) -> str:
        """active, expired or incomplete."""
        if self.missing:
            return "incomplete"
        return "expired" if self.expires is not None and today > self.expires else "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class VexDocument:
    """A document: its statements, and the parsed JSON (a CycloneDX one may state vulnerabilities as well)."""

    path: str
    data: Mapping[str, Any]
    statements: tuple[Statement, ...]


def load_vex(path: Path) -> VexDocument:
    """Read a CycloneDX or OpenVEX file. Raises UsageError with a plain sentence when it is neither."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f"Cannot read the VEX file {path}: {error.strerror or error}.") from None
    if len(content) > MAX_BYTES:
        raise UsageError(f"The VEX file {path} is larger than {MAX_BYTES // MIB} MiB; it is not read.")
    return read_vex(content, path.name if path.is_absolute() else path.as_posix())


def read_vex(content: bytes, path: str) -> VexDocument:
    """The same of a file's bytes; `path` is how messages and findings name it."""
    try:
        data = parse_json(content.removeprefix(b"\xef\xbb\xbf"), path)
    except UnreadableError as error:
        raise UsageError(f"The VEX file {error}.") from None
    if isinstance(data, Mapping) and data.get("bomFormat") == "CycloneDX":
        made = list(_cyclonedx(data, path))
    elif isinstance(data, Mapping) and "openvex" in str(data.get("@context", "")).lower():
        made = list(_openvex(data, path))
    else:
        raise UsageError(f"The VEX file {path} is neither CycloneDX nor OpenVEX.")
    return VexDocument(path=path, data=data, statements=tuple(_with_lines(made, content)))


def _with_lines(statements: list[Statement], content: bytes) -> Iterator[Statement]:
    """Each statement with the line on which its vulnerability is named, found in the order of the file."""
    from dataclasses import replace

    cursor, line, counted = 0, 1, 0
    for statement in statements:
        place = content.find(f'"{statement.id}"'.encode(), cursor)
        if place >= 0:
            line += content.count(b"\n", counted, place)
            counted, cursor = place, place + 1
        yield replace(statement, line=line)


def _statement(
    path: str, names: list[str], state: str, *, why: str, explained: bool, owner: str, made: str, expires: Any,
    targets: Iterator[Target],
) -> Statement:  # fmt: skip
    day = _day(expires)
    found = tuple(dict.fromkeys(targets))
    missing: list[str] = [] if found else ["what it is about"]
    if state in SUPPRESSING:
        missing += [] if owner else ["an owner"]
        missing += [] if day else ["an expiry date"]
        missing += [] if explained or state != "not_affected" else ["a justification"]
    return Statement(
        id=names[0],
        ids=frozenset(names),
        state=state,
        justification=why,
        owner=owner,
        made=made,
        expires=day,
        targets=found,
        missing=tuple(missing),
        path=path,
        line=1,
    )


def _cyclonedx(data: Mapping[str, Any], path: str) -> Iterator[Statement]:
    metadata = _mapping(data.get("metadata"))
    common = dict(pairs_of(metadata.get("properties")))
    people = [*_mappings(metadata.get("authors")), *(_mapping(metadata.get(k)) for k in ("supplier", "manufacturer"))]
    author = next((name for one in people if (name := _text(one.get("name")))), "")
    purls = {_text(c.get("bom-ref")): _text(c.get("purl")) for c in _mappings(data.get("components"))}
    for item in _mappings(data.get("vulnerabilities")):
        analysis = _mapping(item.get("analysis"))
        state, name = _text(analysis.get("state")), _text(item.get("id"))
        if not name or state not in _STATES:
            continue
        own = common | dict(pairs_of(item.get("properties")))
        why = _text(analysis.get("justification")) or _text(analysis.get("detail"))
        yield _statement(
            path,
            [name, *(alias for ref in _mappings(item.get("references")) if (alias := _text(ref.get("id"))))],
            state,
            why=why,
            explained=bool(why),
            owner=own.get(OWNER) or author,
            made=_text(analysis.get("lastUpdated")) or _text(item.get("updated")) or _text(metadata.get("timestamp")),
            expires=own.get(EXPIRES),
            targets=_cyclonedx_targets(item, purls),
        )


def _cyclonedx_targets(item: Mapping[str, Any], purls: Mapping[str, str]) -> Iterator[Target]:
    for affect in _mappings(item.get("affects")):
        ref = _text(affect.get("ref"))
        link, mark, local = ref.partition("#")
        named = unquote(local) if mark and link.startswith("urn:cdx:") else ref
        stated = (_text(one.get("version")) or _text(one.get("range")) for one in _mappings(affect.get("versions")))
        versions = tuple(text for text in stated if text)
        purl = split_purl(purls.get(named) or named)
        if purl is not None:
            yield _purl_target(purl, versions)
        elif named:
            yield Target(ref=named, versions=versions, product=link.removeprefix("urn:cdx:") if mark else "")


def _purl_target(purl: Purl, versions: tuple[str, ...] = (), product: str = "") -> Target:
    """A purl with its version, its `vers` qualifier, or neither for every version."""
    ranges = tuple(value for key, value in purl.qualifiers if key == "vers")
    own = (purl.version,) if purl.version else ranges
    return Target(purl=versionless(purl), versions=versions or own, product=product)


def _openvex(data: Mapping[str, Any], path: str) -> Iterator[Statement]:
    for item in _mappings(data.get("statements")):
        names = list(dict.fromkeys(_names(item.get("vulnerability"))))
        state = _OPENVEX.get(_text(item.get("status")))
        if not names or state is None:
            continue
        why = _text(item.get("justification")) or _text(item.get("impact_statement"))
        own = {key: _text(item.get(key)) or _text(data.get(key)) for key in (OWNER, EXPIRES)}
        times = (place.get(key) for place in (item, data) for key in ("last_updated", "timestamp"))
        yield _statement(
            path,
            names,
            state,
            why=why,
            explained=bool(why),
            owner=own[OWNER] or _text(item.get("supplier")) or _text(data.get("author")),
            made=next((text for one in times if (text := _text(one))), ""),
            expires=own[EXPIRES],
            targets=_openvex_targets(item),
        )


def _names(raw: Any) -> Iterator[str]:
    """The vulnerability's name and aliases; before 0.2 it was a plain text."""
    if isinstance(raw, str):
        yield from [raw] if raw else []
        return
    vulnerability = _mapping(raw)
    aliases = vulnerability.get("aliases")
    for one in (vulnerability.get("name"), *(aliases if isinstance(aliases, list) else ())):
        if text := _text(one):
            yield text


def _openvex_targets(item: Mapping[str, Any]) -> Iterator[Target]:
    products = item.get("products")
    for product in products if isinstance(products, list) else ():
        parts = _mapping(product).get("subcomponents") or _mapping(product).get("subcomponent")
        subcomponents = parts if isinstance(parts, list) else []
        name = _identifier(product)
        for part in subcomponents or [product]:
            text = _identifier(part)
            purl = split_purl(text)
            holder = name if subcomponents else ""
            if purl is not None:
                yield _purl_target(purl, product=holder)
            elif text:
                yield Target(ref=text, product=holder)


def _identifier(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    product = _mapping(raw)
    return _text(_mapping(product.get("identifiers")).get("purl")) or _text(product.get("@id"))


def _day(raw: Any) -> date | None:
    """The day of an ISO 8601 date or time; None for anything else."""
    if not isinstance(raw, str) or _DAY.match(raw) is None:
        return None
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        return None


def _mappings(raw: Any) -> list[Mapping[str, Any]]:
    return [item for item in raw if isinstance(item, Mapping)] if isinstance(raw, list) else []


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Any) -> str:
    return raw.strip() if isinstance(raw, str) else ""
