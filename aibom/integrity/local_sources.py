"""What lies beside the files and says what they should be: a hub client's notes, checksum lists, Croissant, DVC.

Each reader gives Expectations whose paths are relative to the folder. Reading is bounded; a source that cannot be read
is itself reported, since whoever can break a checksum list could otherwise switch the check off.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from urllib.parse import unquote, urlsplit

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.core.limits import MIB
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml
from aibom.integrity.folder import CLIENT_FOLDER, Folder
from aibom.integrity.lock import is_inner_path
from aibom.model.expectation import Expectation, ExpectedFile
from aibom.sources.every import FoundFile, every_file

MAX_BYTES = 32 * MIB
_SUMS = re.compile(r"(?:.*[-_.])?(?:sha256sums?|sha-?256|checksums?)(?:\.txt|\.asc)?|.+\.sha256(?:sum)?", re.IGNORECASE)
_GNU = re.compile(r"(?P<escaped>\\?)(?P<hash>[0-9a-fA-F]{64})(?: [ *]|\t)(?P<name>.+)")
_BSD = re.compile(r"SHA256 ?\((?P<name>.+)\) ?= ?(?P<hash>[0-9a-fA-F]{64})")
_ALONE = re.compile(r"(?P<hash>[0-9a-fA-F]{64})")
_MD5 = re.compile(r"[0-9a-f]{32}")
_CROISSANT = ("croissant.json", "metadata.json", "croissant_metadata.json")


def local_expectations(folder: Folder) -> Iterator[Expectation]:
    """All that the folder itself states. Raises UnreadableError for a statement that cannot be read."""
    for read in _readers(folder):
        yield from read()


def readable_expectations(folder: Folder) -> tuple[list[Expectation], list[UnreadableError]]:
    """The same, with what could not be read apart."""
    found: list[Expectation] = []
    problems: list[UnreadableError] = []
    for read in _readers(folder):
        try:
            found += read()
        except UnreadableError as error:
            problems.append(error)
    return found, problems


def _readers(folder: Folder) -> Iterator[Callable[[], Iterator[Expectation]]]:
    yield partial(_hub_notes, folder)
    yield partial(_snapshot, folder)
    for file in folder.files:
        name = posixpath.basename(file.path)
        if _SUMS.fullmatch(name):
            yield partial(_sums, file)
        elif name in _CROISSANT:
            yield partial(_croissant, file)
        elif name.endswith(".dvc"):
            yield partial(_dvc, file)


def read_bounded(file: FoundFile) -> bytes:
    """The whole content of a small file; UnreadableError otherwise."""
    with file.descriptor() as descriptor:
        size = os.fstat(descriptor).st_size
        if size > MAX_BYTES:
            raise UnreadableError(file.path, "larger than 32 MiB, not read")
        return os.pread(descriptor, size, 0)


def hub_hash(etag: str) -> dict[str, str]:
    """The hash that a hub's ETag is: SHA-256 of large files, the git object of small ones; else nothing."""
    tag = etag.strip().removeprefix("W/").strip('"').lower()
    if re.fullmatch(r"[0-9a-f]{64}", tag):
        return {"sha256": tag}
    return {"gitoid": tag} if re.fullmatch(r"[0-9a-f]{40}", tag) else {}


def _hub_notes(folder: Folder) -> Iterator[Expectation]:
    """`.cache/huggingface/download/<path>.metadata`: commit, ETag and time of a download into a plain folder."""
    place = folder.root / CLIENT_FOLDER / "download"
    if not place.is_dir():
        return
    files: dict[str, ExpectedFile] = {}
    commits = set()
    for note in every_file(place):
        if not note.path.endswith(".metadata"):
            continue
        lines = decode(read_bounded(note)).splitlines()
        if len(lines) >= 2 and (hashes := hub_hash(lines[1])):
            files[note.path.removesuffix(".metadata")] = ExpectedFile(hashes=hashes)
            commits.add(lines[0].strip())
    if files:
        commit = commits.pop() if len(commits) == 1 else ""
        yield Expectation(source="the hub client's download notes", files=files, wants_all=False, commit=commit)


def _snapshot(folder: Folder) -> Iterator[Expectation]:
    """A snapshot of the hub's cache: each file is a link to a blob whose name is its hash."""
    files = {}
    for file in folder.files:
        if os.path.islink(file.location):
            target = os.fsdecode(os.readlink(file.location)).split("/")
            if len(target) >= 2 and target[-2] == "blobs" and (hashes := hub_hash(target[-1])):
                files[file.path] = ExpectedFile(hashes=hashes)
    if files and folder.commit:
        yield Expectation(source="the hub cache", files=files, wants_all=False, name=folder.name, commit=folder.commit)


def _sums(file: FoundFile) -> Iterator[Expectation]:
    text, here = decode(read_bounded(file)), posixpath.dirname(file.path)
    files: dict[str, ExpectedFile] = {}
    for line in text.splitlines():
        match = _GNU.fullmatch(line) or _BSD.fullmatch(line)
        alone = _ALONE.fullmatch(line.strip())
        if match:
            name = match["name"]
            if "escaped" in match.groupdict() and match["escaped"]:
                name = re.sub(r"\\([\\nr])", lambda one: {"n": "\n", "r": "\r"}.get(one[1], "\\"), name)
        elif alone and file.path.lower().endswith((".sha256", ".sha256sum")):
            match, name = alone, posixpath.basename(file.path).rpartition(".")[0]
        else:
            continue
        path = posixpath.normpath(posixpath.join(here, name.removeprefix("./")))
        if not is_inner_path(path):
            raise UnreadableError(file.path, "names a file outside of the folder")
        files[path] = ExpectedFile(hashes={"sha256": match["hash"].lower()})
    if files:
        yield Expectation(source=file.path, files=files)


def _croissant(file: FoundFile) -> Iterator[Expectation]:
    """The FileObjects of Croissant metadata with their `sha256` (docs.mlcommons.org/croissant), by local path or by
    the last part of their URL."""
    content = parse_json(read_bounded(file), file.path)
    listed = content.get("distribution") if isinstance(content, Mapping) else None
    here = posixpath.dirname(file.path)
    files: dict[str, ExpectedFile] = {}
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, Mapping) and isinstance(url := item.get("contentUrl"), str):
            hashes = _stated(item)
            path = _local(url, here)
            if hashes and path:
                files[path] = ExpectedFile(hashes=hashes)
    if files:
        yield Expectation(source=file.path, files=files, wants_all=False)


def _stated(item: Mapping[str, Json]) -> dict[str, str]:
    hashes = {}
    for key, length in (("sha256", 64), ("md5", 32)):
        value = item.get(key)
        if isinstance(value, str) and re.fullmatch(f"[0-9a-fA-F]{{{length}}}", value):
            hashes[key] = value.lower()
    return hashes


def _local(url: str, here: str) -> str:
    parts = urlsplit(url)
    path = posixpath.basename(parts.path) if parts.scheme else parts.path
    path = posixpath.normpath(posixpath.join(here, unquote(path))) if path else ""
    return path if is_inner_path(path) else ""


def _dvc(file: FoundFile) -> Iterator[Expectation]:
    """`outs` of a .dvc file with the MD5 of single files (dvc.org/doc/user-guide/project-structure/dvc-files)."""
    here = posixpath.dirname(file.path)
    files: dict[str, ExpectedFile] = {}
    for out in dvc_outs(read_bounded(file), file.path):
        name, md5, size = out.get("path"), out.get("md5"), out.get("size")
        if isinstance(name, str) and isinstance(md5, str) and _MD5.fullmatch(md5):
            path = posixpath.normpath(posixpath.join(here, name))
            if is_inner_path(path):
                files[path] = ExpectedFile(hashes={"md5": md5}, size=size if isinstance(size, int) else None)
    if files:
        yield Expectation(source=file.path, files=files)


def dvc_outs(data: bytes, path: str) -> Iterator[Mapping[str, Json]]:
    """The outputs that a .dvc file tracks."""
    content = parse_yaml(data, path)
    listed = content.get("outs") if isinstance(content, Mapping) else None
    yield from (item for item in (listed if isinstance(listed, list) else ()) if isinstance(item, Mapping))
