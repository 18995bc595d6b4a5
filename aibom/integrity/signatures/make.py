"""Signs a folder or file as OpenSSF Model Signing 1.0 does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from aibom.core.errors import UsageError
from aibom.integrity.folder import CLIENT_FOLDER, LEFT_OUT, open_folder
from aibom.integrity.signatures.library import make_bundle


def sign(root: Path, signature: Path, signer: Any) -> tuple[bytes, int]:
    """The bundle to be written to `signature`, and how many files it signs.

    Raises UsageError for a file that cannot be read or whose name cannot be signed: a signature that leaves out files
    silently would be worse than none.
    """
    folder = open_folder(root, ignored=(signature,))
    found = folder.hashes(lambda _: ("sha256",))
    for one in found:
        if one.why or one.pointer:
            why = one.why or "only a Git LFS pointer is here; fetch the content first"
            raise UsageError(f"{one.path} cannot be signed: {why}.")
    if not found:
        raise UsageError(f"There is no file to sign in {root}.")
    single = not root.is_dir()
    hashes = {"." if single else one.path: one.hashes["sha256"] for one in found}
    for file in folder.files:
        if not single and os.fsencode(file.path) != _relative(file.location, root):
            raise UsageError(f"{file.path} cannot be signed: its name is not UTF-8.")
    links = any(os.path.islink(file.location) for file in folder.files)
    ignored = [] if single else [*LEFT_OUT, *_inside(root, signature), *_client(root)]
    how = {"allow_symlinks": links, "ignore_paths": sorted(ignored)}
    return make_bundle(folder.root.absolute().name, hashes, how, signer), len(hashes)


def _relative(location: bytes, root: Path) -> bytes:
    return os.path.relpath(location, os.fsencode(root))


def _inside(root: Path, signature: Path) -> list[str]:
    place, top = Path(os.path.realpath(signature)), Path(os.path.realpath(root))
    return [place.relative_to(top).as_posix()] if place.is_relative_to(top) else []


def _client(root: Path) -> list[str]:
    return [CLIENT_FOLDER] if (root / CLIENT_FOLDER).is_dir() else []
