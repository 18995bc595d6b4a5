"""Puts a BOM into a wheel: `NAME.dist-info/sboms/` and its line in RECORD (PEP 770, PEP 376, PEP 427).

Every other member keeps its bytes, name, date, mode and method. A wheel that RECORD does not describe, or that is
signed, is not touched: the change would hide what is wrong with it, or break the signature.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from aibom.core import re
from aibom.core.errors import UsageError

MAX_MEMBERS = 200_000
MAX_TOTAL_BYTES = 20 << 30
MAX_RECORD_BYTES = 64 << 20
# A member's own header (APPNOTE.TXT 4.3.7): what is of use here are the lengths of its name and extra fields.
_HEADER = struct.Struct("<4s5H3L2H")
# Flags that say how a member is packed; not that its sizes stand behind it, for here they stand before.
_PACKED_HOW = 0b110
_UNLISTED = ("RECORD.jws", "RECORD.p7s")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """An open wheel that RECORD describes: its archive, the folder of its metadata, and the lines of RECORD."""

    archive: zipfile.ZipFile
    info: str
    rows: tuple[tuple[str, ...], ...]

    @property
    def record(self) -> zipfile.ZipInfo:
        """The member that lists the others."""
        return self.archive.getinfo(f"{self.info}/RECORD")


def embed(source: Path, target: BinaryIO, bom: bytes, name: str, *, replace: bool) -> str:
    """Write the wheel at `source` with the BOM into `target`; the member's name.

    Raises UsageError, with the reason, for a wheel that is not one, is odd, signed or broken, or that holds another
    file of that name and `replace` is not set.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot name a file in a wheel; give a plain name with --name.")
    with opened(source) as wheel:
        member = f"{wheel.info}/sboms/{name}"
        if member in wheel.archive.namelist() and wheel.archive.read(member) != bom and not replace:
            raise UsageError(f"{source.name} holds another {member}; give another --name, or --replace it.")
        with zipfile.ZipFile(target, "w", allowZip64=True) as written:
            for info in wheel.archive.infolist():
                if info.filename not in (member, wheel.record.filename):
                    _copy(wheel.archive, info, written)
            _write(written, _like(wheel.record, member), bom)
            _write(written, _like(wheel.record, wheel.record.filename), _record(wheel, member, bom))
    return member


@contextmanager
def opened(path: Path) -> Iterator[Wheel]:
    """The wheel at path, checked against its RECORD. Raises UsageError."""
    with _readable(path), path.open("rb") as stream:
        if stream.read(4) != b"PK\x03\x04":
            raise UsageError(f"{path} is no wheel: it is not a ZIP archive, or something stands before it.")
        with zipfile.ZipFile(stream) as archive:
            _check_members(archive, path)
            info = _info_folder(archive, path)
            rows = _rows(archive, info, path)
            _check_record(archive, info, rows, path)
            yield Wheel(archive=archive, info=info, rows=rows)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder; give a wheel file.") from None
    except PermissionError:
        raise UsageError(f"{path} cannot be read.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeError, OverflowError):
        raise UsageError(f"{path} is broken or cut off; build the wheel again.") from None


def _check_members(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    names = [one.filename for one in infos]
    if archive.comment or len(set(names)) < len(names) or len(names) > MAX_MEMBERS:
        raise UsageError(f"{path} is an odd archive (a comment, a name twice, too many files); it is not changed.")
    if sum(one.file_size for one in infos) > MAX_TOTAL_BYTES:
        raise UsageError(f"{path} unpacks to more than {MAX_TOTAL_BYTES >> 30} GiB; it is not changed.")
    for one in infos:
        parts = one.filename.split("/")
        if one.flag_bits & 1 or "\\" in one.filename or ".." in parts or parts[0] in ("", ".") or ":" in parts[0]:
            raise UsageError(f"{path} is an odd archive (encrypted, or paths that lead out of it); it is not changed.")


def _info_folder(archive: zipfile.ZipFile, path: Path) -> str:
    folders = {one.split("/")[0] for one in archive.namelist() if one.split("/")[0].endswith(".dist-info")}
    if path.suffix != ".whl" or len(folders) != 1:
        raise UsageError(f"{path} is no wheel: it wants a name in .whl and exactly one .dist-info folder.")
    (info,) = folders
    names = set(archive.namelist())
    if not {f"{info}/{one}" for one in ("METADATA", "WHEEL", "RECORD")} <= names:
        raise UsageError(f"{path} is no wheel: METADATA, WHEEL or RECORD is missing.")
    if any(f"{info}/{one}" in names for one in _UNLISTED):
        raise UsageError(f"{path} is signed (RECORD.jws or RECORD.p7s); embed the BOM before it is signed.")
    return info


def _rows(archive: zipfile.ZipFile, info: str, path: Path) -> tuple[tuple[str, ...], ...]:
    member = archive.getinfo(f"{info}/RECORD")
    if member.file_size > MAX_RECORD_BYTES:
        raise UsageError(f"{path} has a RECORD that is too large; it is not changed.")
    try:
        text = archive.read(member).decode("utf-8")
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text), strict=True) if row)
    except (UnicodeDecodeError, csv.Error):
        rows = ((),)
    if not all(len(row) == 3 for row in rows):
        raise UsageError(f"{path} has a RECORD that cannot be read; it is not changed.")
    return rows


def _check_record(archive: zipfile.ZipFile, info: str, rows: tuple[tuple[str, ...], ...], path: Path) -> None:
    listed = {row[0]: row[1] for row in rows}
    files = {one.filename for one in archive.infolist() if not one.is_dir()}
    if len(listed) < len(rows) or set(listed) != files:
        raise UsageError(f"{path} does not hold the files that its RECORD lists; build the wheel again.")
    for name in sorted(files - {f"{info}/RECORD"}):
        algorithm, _, stated = listed[name].partition("=")
        if algorithm not in ("sha256", "sha384", "sha512") or _digest(archive, name, algorithm) != stated.rstrip("="):
            raise UsageError(f"{path}: {name} is not what RECORD says; build the wheel again.")


def _digest(archive: zipfile.ZipFile, name: str, algorithm: str) -> str:
    hasher = hashlib.new(algorithm)
    with archive.open(name) as stream:
        while data := stream.read(1 << 20):
            hasher.update(data)
    return _base64(hasher.digest())


def _base64(digest: bytes) -> str:
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _record(wheel: Wheel, member: str, bom: bytes) -> bytes:
    """RECORD with the BOM's line before its own."""
    own = wheel.record.filename
    kept = [row for row in wheel.rows if row[0] not in (member, own)]
    added = (member, f"sha256={_base64(hashlib.sha256(bom).digest())}", str(len(bom)))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([*kept, added, (own, "", "")])
    return text.getvalue().encode()


def _like(example: zipfile.ZipInfo, name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, example.date_time)
    info.compress_type = example.compress_type
    info.external_attr = example.external_attr
    info.create_system = example.create_system
    return info


def _copy(source: zipfile.ZipFile, info: zipfile.ZipInfo, target: zipfile.ZipFile) -> None:
    """The member as it is packed, which is much faster than packing it again. Its content was compared with RECORD."""
    reading, writing = source.fp, target.fp
    if reading is None or writing is None:
        raise zipfile.BadZipFile
    reading.seek(info.header_offset)
    header = reading.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise zipfile.BadZipFile
    reading.seek(sum(_HEADER.unpack(header)[-2:]), io.SEEK_CUR)  # its name and extra fields
    made = _like(info, info.filename)
    made.CRC, made.file_size, made.compress_size = info.CRC, info.file_size, info.compress_size
    made.flag_bits = info.flag_bits & _PACKED_HOW
    made.header_offset = writing.tell()
    writing.write(made.FileHeader())
    left = info.compress_size
    while left:
        data = reading.read(min(left, 1 << 20))
        if not data:
            raise zipfile.BadZipFile
        writing.write(data)
        left -= len(data)
    target.filelist.append(made)
    target.NameToInfo[made.filename] = made
    target.start_dir = writing.tell()  # where the next member, or the list of all of them, begins


def _write(target: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes) -> None:
    info.file_size = len(data)
    stream: IO[bytes]
    with target.open(info, "w") as stream:
        stream.write(data)
