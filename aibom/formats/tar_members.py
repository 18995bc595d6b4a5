"""Lists the members of a tar archive by its headers (POSIX.1-2017 pax, ustar, GNU long names); forward only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.formats.blob import Blob

BLOCK, MAX_EXTENDED = 512, 1 << 20
END = "end"
_PAX = re.compile(rb"(\d{1,9}) ([^=\n]+)=")


class TarMember(NamedTuple):
    """A member; `kind` is its type byte as text ("0" = file, "1"/"2" = links), `problem` ends the listing.
    The last one of a whole archive is of the kind END and tells where its zeros begin."""

    name: str
    kind: str
    offset: int
    size: int
    target: str = ""
    problem: str = ""


def is_tar(head: bytes) -> bool:
    """By the magic, or for the oldest form by the checksum of the first header."""
    if head[257:262] == b"ustar":
        return True
    return len(head) >= BLOCK and head[:1] not in (b"\0", b"") and _checksum(head[:BLOCK]) == _number(head[148:156])


def _checksum(header: bytes) -> int:
    return sum(header) - sum(header[148:156]) + 8 * 32


def _number(field: bytes) -> int:
    """An octal field, or a base-256 one (GNU); -1 when it is neither."""
    if field[:1] in (b"\x80", b"\xff"):
        return int.from_bytes(field[1:], "big")
    text = field.strip(b" \0")
    try:
        return int(text or b"0", 8)
    except ValueError:
        return -1


def list_tar(blob: Blob) -> Iterator[TarMember]:
    """The members in order; the last one may carry a problem."""
    at, long_name, long_target, pax = 0, "", "", dict[str, bytes]()
    while True:
        header = blob.read(at, BLOCK)
        if not header.strip(b"\0"):
            if not blob.read(at, 4 * BLOCK).strip(b"\0"):
                yield TarMember("", END, at, 0)
                return
            at += BLOCK
            continue
        if len(header) < BLOCK:
            yield TarMember("", "", at, 0, problem="the archive is truncated")
            return
        size, kind = _number(header[124:136]), chr(header[156]) if header[156] else "0"
        if size < 0 or _checksum(header) != _number(header[148:156]):
            yield TarMember("", "", at, 0, problem="a header is malformed")
            return
        size = _pax_size(pax, size)
        data = at + BLOCK
        at = data + (size + BLOCK - 1) // BLOCK * BLOCK
        if kind in "LKxgX":
            extended = blob.read(data, min(size, MAX_EXTENDED))
            if kind == "L":
                long_name = _text(extended)
            elif kind == "K":
                long_target = _text(extended)
            elif kind in "xX":
                pax = _records(extended)
            continue
        name = _text(pax["path"]) if "path" in pax else long_name or _name(header)
        target = _text(pax["linkpath"]) if "linkpath" in pax else long_target or _text(header[157:257])
        sparse = kind == "S" or any(key.startswith("GNU.sparse") for key in pax)
        yield TarMember(name, "S" if sparse else kind, data, size, target)
        long_name, long_target, pax = "", "", {}


def _name(header: bytes) -> str:
    prefix = _text(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{prefix}/{_text(header[:100])}" if prefix else _text(header[:100])


def _text(field: bytes) -> str:
    return field.split(b"\0")[0].decode("utf-8", "backslashreplace")


def _pax_size(pax: dict[str, bytes], size: int) -> int:
    try:
        return max(int(pax["size"]), 0) if "size" in pax else size
    except ValueError:
        return size


def _records(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    at = 0
    while match := _PAX.match(data, at):
        end = at + int(match[1])
        if end <= match.end():
            break
        found[match[2].decode("utf-8", "replace")] = data[match.end() : end - 1]
        at = end
    return found
