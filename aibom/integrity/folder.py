"""The folder (or single file) of a model or data set: which of its files count, where it came from, and its hashes."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from aibom.core import re
from aibom.core.errors import UsageError
from aibom.integrity.digests import DigestMemo, hash_files
from aibom.integrity.oms import digest_of
from aibom.model.expectation import FoundHashes
from aibom.sources.every import FoundFile, every_file, shown

MAX_DIRECTLY = 20_000
# What OpenSSF Model Signing leaves out by default, and what a hub client keeps for itself beside the files.
LEFT_OUT = (".git", ".gitattributes", ".github", ".gitignore")
CLIENT_FOLDER = ".cache/huggingface"
# Where a signature lies: in a folder by name, of a single file by the ending behind the file's name.
SIGNATURE_NAMES = ("model.sig", "model.sigstore.json", "claims.jsonl")
SIGNATURE_ENDINGS = (".sig", ".sigstore.json", ".sigstore")
# A snapshot in the cache of huggingface_hub: models--org--name/snapshots/<commit>.
_SNAPSHOT = re.compile(r"(?P<kind>models|datasets)--(?P<name>[^/]+)/snapshots/(?P<commit>[0-9a-f]{40})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """`root` is the folder or file; `files` are those that count, by path relative to root (of a single file, its
    name); `name`, `source` (`hf:org/name`) and `commit` are what the place itself tells. `whole` is false when only
    what lies directly in the folder was listed."""

    root: Path
    files: tuple[FoundFile, ...]
    kind: str = "model"
    name: str
    source: str = ""
    commit: str = ""
    whole: bool = True

    @property
    def within(self) -> bytes:
        """The real folder that links may lead to: of a snapshot in a hub cache, its repository's."""
        real = os.path.realpath(os.fsencode(self.root))
        if not os.path.isdir(real):
            real = os.path.dirname(real)
        text = os.fsdecode(real)
        match = _SNAPSHOT.search(text)
        return os.fsencode(text[: match.end("name")]) if match else real

    def hashes(self, algorithms: Callable[[str], Iterable[str]], memo: DigestMemo | None = None) -> list[FoundHashes]:
        """The hashes of all files, in their order."""
        return list(hash_files(self.files, algorithms, within=self.within, memo=memo))


def open_folder(root: Path, *, ignored: Iterable[Path] = (), everything: bool = False) -> Folder:
    """The files at or below root, sorted by path, without `ignored` ones (the signature, the lock); with `everything`
    also those of LEFT_OUT and of a hub client.

    Raises UsageError when there is nothing at root, or two names of it cannot be told apart.
    """
    left_out = {os.path.realpath(os.fsencode(path)) for path in ignored}
    found = [
        file
        for file in every_file(root)
        if (everything or not _is_left_out(file.path)) and os.path.realpath(file.location) not in left_out
    ]
    if root.is_dir():
        twice = [path for path, count in Counter(file.path for file in found).items() if count > 1]
        if twice:
            raise UsageError(f"{root}: two files cannot be told apart by name ({twice[0]}); rename one.")
    folder = Folder(root=root, files=tuple(sorted(found, key=lambda one: one.path)), name=_name(root))
    match = _SNAPSHOT.search(Path(os.path.realpath(root)).as_posix())
    if match:
        name = match["name"].replace("--", "/")
        kind = "dataset" if match["kind"] == "datasets" else "model"
        return replace(folder, name=name, source=f"hf:{name}", commit=match["commit"], kind=kind)
    return folder


def open_directly(root: Path) -> Folder:
    """The folder with only the files that lie directly in it, links left out."""
    files = []
    with contextlib.suppress(OSError), os.scandir(os.fsencode(root)) as entries:
        for entry in sorted(entries, key=lambda one: one.name)[:MAX_DIRECTLY]:
            if entry.is_file(follow_symlinks=False):
                files.append(FoundFile(path=shown(entry.name), location=entry.path))
    return Folder(root=root, files=tuple(files), name=_name(root), whole=False)


def hub_snapshot(path: str) -> tuple[str, str, str, str] | None:
    """Of a path in a hub's cache: the snapshot's folder, model or dataset, its name and commit."""
    match = _SNAPSHOT.search(path)
    if match is None:
        return None
    kind = "dataset" if match["kind"] == "datasets" else "model"
    return path[: match.end()], kind, match["name"].replace("--", "/"), match["commit"]


def signatures_beside(place: Path) -> list[Path]:
    """The signatures that lie in a folder, or beside a file, by their usual names."""
    if place.is_dir():
        return [path for name in SIGNATURE_NAMES if (path := place / name).is_file()]
    return [path for end in SIGNATURE_ENDINGS if (path := place.with_name(place.name + end)).is_file()]


def model_digest(found: Iterable[FoundHashes]) -> str:
    """The model-level digest over the SHA-256 of its files (aibom.integrity.oms)."""
    return digest_of({one.path: one.hashes["sha256"] for one in found if "sha256" in one.hashes})


def _name(root: Path) -> str:
    return root.name or Path(os.path.realpath(root)).name or "model"


def _is_left_out(path: str) -> bool:
    return path.split("/")[0] in LEFT_OUT or path == CLIENT_FOLDER or path.startswith(CLIENT_FOLDER + "/")
