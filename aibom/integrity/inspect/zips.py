"""Zip archives: members of the central directory and of local headers that it does not name are looked into.

Checksums and the flag of encryption are not believed: loaders that ignore them exist. Where directory and headers
disagree, both readings are looked into, and it is reported.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from aibom.catalog.model_lists import load_model_lists
from aibom.core import re
from aibom.core.text import printable
from aibom.formats.blob import Blob
from aibom.formats.torch_zip import read_torch_zip
from aibom.formats.unpack import RAW_DEFLATE, unpacked
from aibom.formats.zip_local import NO_END, LocalHeader, archive_end, gaps, headers_between, local_header
from aibom.formats.zip_members import ZipMember, list_members
from aibom.integrity.inspect.archive_paths import path_signal
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.model.inspection import Signal, Verdict

_METHODS = {8: RAW_DEFLATE, 12: "bzip2", 14: "zip-lzma", 93: "zstd", 95: "xz"}
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"
_SCRIPT_ACTS = re.compile(
    rb"from_file\(|torch\.save\(|\baten(?:::|\.)save\b|aten::from_file|ops\.image\.(?:read|write)_file"
    rb"|\bimport +(?:os|sys|subprocess|ctypes)\b"
)
_SCRIPT_OPS = re.compile(rb"\bops\.([A-Za-z_]\w*)\.\w+\(")
MAX_SCRIPT, END_SIZE = 4 << 20, 22


class Reading(NamedTuple):
    """One way to read a member: where its data stands, how long it is, how it is compressed."""

    offset: int
    size: int
    method: int


class ZipInspector:
    """See the module's docstring."""

    name = "zip"
    by_tail = True

    def claims(self, glance: Glance) -> bool:
        return glance.head.startswith((_LOCAL, _END)) or _END in glance.tail

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        listing = list_members(glance.blob.stream())
        torch = read_torch_zip(listing.members)
        if torch is not None:
            session.format(torch.kind)
        if listing.members or glance.head.startswith(_LOCAL):
            session.format("zip")
        for problem in listing.problems:
            if not glance.head.startswith((_LOCAL, _END)) and not listing.members:
                return  # the signature of an end record by chance
            yield incomplete("zip-malformed", problem)
        yield from _duplicates(listing.members)
        places: list[tuple[int, int]] = []
        for member in listing.members:
            local = local_header(glance.blob, member.offset)
            yield from _member(glance.blob, member, local, session)
            end = member.offset if local is None else local.data + member.packed
            places.append((member.offset, end))
        yield from _hidden(glance, places, session)
        yield from _behind(glance, session)
        yield from _required(glance.extension, {member.name for member in listing.members})


def _behind(glance: Glance, session: Session) -> Iterator[Signal]:
    """The comment, and what stands behind the end record: other readers may begin there."""
    at = glance.tail.rfind(_END)
    rest = glance.tail[at + END_SIZE :] if at >= 0 else b""
    if rest.strip(b"\0\r\n ") and not session.where.endswith("#behind"):
        start = max(glance.size - len(glance.tail), 0) + at + END_SIZE
        yield from session.descend(glance.blob.slice(start, 1 << 62), "#behind")


_REQUIRED = {"keras": "config.json", "skops": "schema.json", "mar": "MAR-INF/MANIFEST.json"}


def _required(extension: str, names: set[str]) -> Iterator[Signal]:
    """What a format is read from has to be there."""
    wanted = _REQUIRED.get(extension)
    if wanted and wanted not in names:
        yield incomplete("zip-lacks", f"a file of this name holds {wanted}, which is not there")


def _duplicates(members: tuple[ZipMember, ...]) -> Iterator[Signal]:
    seen: set[str] = set()
    for member in members:
        if member.name in seen:
            message = f"member {printable(member.name, 200)} stands twice in the archive"
            yield Signal(id="zip-duplicate", message=message, verdict=Verdict.SUSPICIOUS, offset=member.offset)
        seen.add(member.name)


def _member(blob: Blob, member: ZipMember, local: LocalHeader | None, session: Session) -> Iterator[Signal]:
    yield from path_signal(member.name)
    if local is None:
        yield incomplete("zip-no-header", f"member {printable(member.name, 200)} has no local header", member.offset)
        return
    if member.flags & 1:
        yield incomplete("zip-encrypted", f"member {printable(member.name, 200)} is marked as encrypted", member.offset)
    yield from _disagreement(member, local)
    for reading in _readings(member, local):
        yield from _read(blob, reading, member.name, session)


def _disagreement(member: ZipMember, local: LocalHeader) -> Iterator[Signal]:
    wrong = []
    if local.name != member.name and local.name.encode("cp437", "replace") != member.name.encode("cp437", "replace"):
        wrong.append(f"name {local.name!r}")
    if local.method != member.method:
        wrong.append(f"method {local.method}")
    if not local.flags & 8 and (local.packed, local.size) != (member.packed, member.size):
        wrong.append(f"sizes {local.packed} and {local.size}")
    if wrong:
        message = f"member {printable(member.name, 200)}: its local header says {printable(', '.join(wrong), 200)}"
        yield Signal(id="zip-disagrees", message=message, verdict=Verdict.SUSPICIOUS, offset=member.offset)


def _readings(member: ZipMember, local: LocalHeader) -> list[Reading]:
    sizes = {member.packed, local.packed or member.packed} | ({member.size} if member.method == 0 else set())
    return [Reading(local.data, max(sizes), method) for method in dict.fromkeys((member.method, local.method))]


def _read(blob: Blob, reading: Reading, name: str, session: Session) -> Iterator[Signal]:
    part = blob.slice(reading.offset, reading.size)
    kind = _METHODS.get(reading.method, "")
    if reading.method and not kind:
        message = f"member {printable(name, 200)} is compressed by method {reading.method}, which is not read"
        yield incomplete("zip-method", message, reading.offset)
        return
    if reading.size and not blob.read(reading.offset + reading.size - 1, 1):
        yield incomplete("zip-truncated", f"member {printable(name, 200)} is truncated", reading.offset)
    inner = unpacked(part, kind, session.budget.spend_unpacked, session.dictionary) if kind else part
    if name.endswith(".py") and ("/code/" in name or name.startswith("code/")):
        yield from _script(inner, name)
    yield from session.descend(inner, name)


def _script(blob: Blob, name: str) -> Iterator[Signal]:
    """TorchScript sources cannot import; a few operators read and write files."""
    source = blob.read(0, MAX_SCRIPT)
    strange = {one.decode() for one in _SCRIPT_OPS.findall(source)} - load_model_lists().torchscript_namespaces
    if strange:
        message = f"{printable(name, 200)} uses operators of {', '.join(sorted(strange)[:5])}, which no list names"
        yield Signal(id="torchscript-operators", message=message, verdict=Verdict.UNKNOWN)
    match = _SCRIPT_ACTS.search(source)
    if match:
        message = f"{printable(name, 200)} uses {match[0].decode()}, which reaches files"
        yield Signal(id="torchscript-files", message=message, verdict=Verdict.SUSPICIOUS, offset=match.start())


def _hidden(glance: Glance, places: list[tuple[int, int]], session: Session) -> Iterator[Signal]:
    """What stands between the members that the central directory names: whole archives, or single local headers."""
    for start, end in gaps(places):
        at = start
        while end < NO_END and (behind := archive_end(glance.blob, at, end)):
            yield from session.descend(glance.blob.slice(at, behind - at), f"#archive {at}")
            at = behind
        found = headers_between(glance.blob, at, end)
        for place, following in pairwise([*found, end]):
            yield from _hidden_member(glance.blob, place, following, session)


def _hidden_member(blob: Blob, place: int, following: int, session: Session) -> Iterator[Signal]:
    """A local header that the directory does not name. Where it has no size, the content goes to the next header:
    what stands behind that is read for itself."""
    local = local_header(blob, place)
    if local is None:
        return
    message = f"member {printable(local.name, 200)} has a local header, but the central directory does not name it"
    yield Signal(id="zip-hidden", message=message, verdict=Verdict.SUSPICIOUS, offset=place)
    size = local.packed or max(following - local.data, 0)
    if local.method in (0, *_METHODS):
        yield from _read_hidden(blob, Reading(local.data, size, local.method), local.name, session)


def _read_hidden(blob: Blob, reading: Reading, name: str, session: Session) -> Iterator[Signal]:
    part = blob.slice(reading.offset, reading.size)
    kind = _METHODS.get(reading.method, "")
    inner = unpacked(part, kind, session.budget.spend_unpacked, session.dictionary) if kind else part
    yield from session.descend(inner, name)
