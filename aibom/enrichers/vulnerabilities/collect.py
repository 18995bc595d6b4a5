"""Finds OSV records in files, folders and ZIP archives; every file is bounded, none is dropped in silence."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from aibom.core.errors import AibomError, UnreadableError, UsageError
from aibom.core.json import parse_json
from aibom.core.limits import MIB
from aibom.core.yaml import parse_yaml
from aibom.enrichers.vulnerabilities.osv import Advisory, read_record

MAX_RECORD = 8 * MIB
MAX_FILES = 5_000_000
_SUFFIXES = (".json", ".yaml", ".yml")


class Raw(NamedTuple):
    """One file: its name relative to the source, and its bytes or why they cannot be read."""

    path: str
    data: bytes
    problem: str = ""


class Record(NamedTuple):
    """One advisory with the document it was read of; `advisory` is None when `problem` says why not."""

    path: str
    advisory: Advisory | None
    document: Any = None
    problem: str = ""


def records_of(source: Path) -> Iterator[Record]:
    """The records of a file, ZIP or folder, sorted by name. Raises UsageError when the source itself cannot be
    read."""
    for raw in _files(source):
        yield from [Record(raw.path, None, None, raw.problem)] if raw.problem else _parsed(raw)


def _parsed(raw: Raw) -> Iterator[Record]:
    try:
        is_json = raw.path.endswith(".json")
        # Versions stay as written: 1.10 must not become a number.
        document: Any = parse_json(raw.data, raw.path) if is_json else parse_yaml(raw.data, raw.path, text_only=True)
        items: Sequence[Any] = document if isinstance(document, list) else [document]
    except UnreadableError as error:
        yield Record(raw.path, None, None, error.why)
        return
    for place, item in enumerate(items):
        path = f"{raw.path}[{place}]" if isinstance(document, list) else raw.path
        try:
            yield Record(path, read_record(item, path), item)
        except UnreadableError as error:
            yield Record(path, None, None, error.why)


def _files(source: Path) -> Iterator[Raw]:
    if source.is_dir():
        return _in_folder(source)
    if not source.is_file():
        raise UsageError(f"There is no file or folder {source}.")
    try:
        is_zip = zipfile.is_zipfile(source)
    except OSError as error:
        raise UsageError(f"Cannot read {source}: {error.strerror or error}.") from None
    if is_zip:
        return _in_zip(source)
    if source.suffix.lower() == ".zip":
        raise UsageError(f"{source} is no complete ZIP archive; fetch it again.")
    if source.suffix.lower() not in _SUFFIXES:
        raise UsageError(f"{source} is no ZIP archive, folder, or .json or .yaml file of OSV records.")
    return iter([_bounded(source, source.name)])


def _in_folder(folder: Path) -> Iterator[Raw]:
    """Files below the folder; links and hidden folders (.git, .github) are not entered."""
    for top, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(top, name)
            if name.lower().endswith(_SUFFIXES) and not path.is_symlink():
                yield _bounded(path, path.relative_to(folder).as_posix())


def _bounded(path: Path, name: str) -> Raw:
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_RECORD + 1)
    except OSError as error:
        return Raw(name, b"", f"cannot be read ({error.strerror or error})")
    return Raw(name, data) if len(data) <= MAX_RECORD else Raw(name, b"", _too_large())


def _in_zip(path: Path) -> Iterator[Raw]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_FILES:
                raise UsageError(f"{path} holds more than {MAX_FILES:,} files; it is not read.")
            for member in members:
                if member.filename.lower().endswith(_SUFFIXES):
                    yield _member(archive, member)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, AibomError):
            raise
        raise UsageError(f"{path} is no readable ZIP archive ({error}).") from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Raw:
    try:
        with archive.open(member) as stream:
            data = stream.read(MAX_RECORD + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
        return Raw(member.filename, b"", f"cannot be unpacked ({error})")
    return Raw(member.filename, data) if len(data) <= MAX_RECORD else Raw(member.filename, b"", _too_large())


def _too_large() -> str:
    return f"larger than {MAX_RECORD // MIB} MiB"
