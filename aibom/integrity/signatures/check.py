"""The state of a signature: its signer first, then what it signs against what is here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aibom.core.errors import UnreadableError
from aibom.integrity.compare import compare, worst
from aibom.integrity.digests import DigestMemo, new_hasher
from aibom.integrity.folder import LEFT_OUT, Folder, open_folder
from aibom.integrity.oms import Manifest, read_statement
from aibom.integrity.signatures.bundle import MAX_BYTES, Bundle, read_bundle
from aibom.integrity.signatures.library import InvalidSignatureError, check_blob, signed_payload
from aibom.integrity.signatures.signer import ExpectedSigner
from aibom.integrity.verify import read_file
from aibom.model.expectation import ComparedFile, Expectation, FileState, FoundHashes, SignatureState

SOURCE = "the signature"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureResult:
    """`message` is a sentence why it is not verified; `compared` the signed files against those that are here."""

    state: SignatureState
    message: str = ""
    compared: tuple[ComparedFile, ...] = ()


def signed_algorithms(signature: Path) -> frozenset[str]:
    """By which algorithms a signature names files, without believing it; nothing of what cannot be read."""
    try:
        bundle = read_bundle(read_file(signature, "the signature", MAX_BYTES), str(signature))
        if bundle.payload is None:
            return frozenset(("sha256",))
        manifest = read_statement(bundle.payload, str(signature))
    except UnreadableError:
        return frozenset()
    return frozenset(name for file in manifest.files.values() for name in file.hashes)


def check_signature(
    root: Path, signature: Path, signer: ExpectedSigner | None, memo: DigestMemo | None = None
) -> SignatureResult:
    """Check the signature of a folder or file; `memo` holds what was hashed before.

    Without an expected signer the content is still compared: it can be found invalid, never verified. Raises UsageError
    when the signer's key or the library cannot be used.
    """
    try:
        bundle = read_bundle(read_file(signature, "the signature", MAX_BYTES), str(signature))
        if bundle.payload is None:
            return _blob(root, bundle, signer, memo)
        payload = bundle.payload if signer is None else signed_payload(bundle, signature, signer)
        manifest = read_statement(payload, str(signature))
    except InvalidSignatureError as error:
        return SignatureResult(state=SignatureState.INVALID, message=str(error))
    except UnreadableError as error:
        return SignatureResult(state=SignatureState.INVALID, message=error.why)
    compared = compare_manifest(root, signature, manifest, memo)
    return _judged(compared, signer)


def _judged(compared: Sequence[ComparedFile], signer: ExpectedSigner | None) -> SignatureResult:
    state = worst(compared)
    if state is None or state.rank > FileState.UNCHECKED.rank:
        why = "it signs no file" if state is None else "the files are not the signed ones"
        return SignatureResult(state=SignatureState.INVALID, message=why, compared=tuple(compared))
    if signer is None or state is FileState.UNCHECKED:
        why = "no signer is expected" if signer is None else "not all of the signed content is here"
        return SignatureResult(state=SignatureState.UNCHECKED, message=why, compared=tuple(compared))
    return SignatureResult(state=SignatureState.VERIFIED, compared=tuple(compared))


def _blob(root: Path, bundle: Bundle, signer: ExpectedSigner | None, memo: DigestMemo | None) -> SignatureResult:
    if root.is_dir():
        return SignatureResult(state=SignatureState.INVALID, message="it signs a single file, not a folder")
    found = open_folder(root).hashes(lambda _: ("sha256",), memo)
    one = found[0]
    if one.why or one.pointer:
        why = one.why or "only a Git LFS pointer is here"
        return SignatureResult(state=SignatureState.UNCHECKED, message=why)
    if signer is None:
        fits = not bundle.digest or bundle.digest == one.hashes["sha256"]
        state = SignatureState.UNCHECKED if fits else SignatureState.INVALID
        return SignatureResult(
            state=state, message="no signer is expected" if fits else "the file is not the signed one"
        )
    check_blob(bundle, one.hashes["sha256"], signer)
    return SignatureResult(
        state=SignatureState.VERIFIED,
        compared=(ComparedFile(path=one.path, state=FileState.MATCHED, source=SOURCE),),
    )


def compare_manifest(
    root: Path, signature: Path, manifest: Manifest, memo: DigestMemo | None = None
) -> list[ComparedFile]:
    """The signed files against those at root. What the signer left out is not compared."""
    folder = open_folder(root, ignored=(signature,), everything=True)
    files = dict(manifest.files)
    if not root.is_dir() and set(files) == {"."}:
        files = {folder.files[0].path: files["."]}
    kept = tuple(one for one in folder.files if one.path in files or not _ignored(one.path, manifest))
    folder = replace(folder, files=kept)
    if manifest.shards:
        return _compare_shards(folder, manifest)
    found = folder.hashes(lambda path: files[path].hashes if path in files else (), memo)
    return compare(Expectation(source=SOURCE, files=files, names_all=True), found)


def _ignored(path: str, manifest: Manifest) -> bool:
    return any(path == one or path.startswith(one + "/") for one in (*LEFT_OUT, *manifest.ignored))


def _compare_shards(folder: Folder, manifest: Manifest) -> list[ComparedFile]:
    """Each range of each file; an empty file has none and is not signed."""
    ranges: dict[str, list[tuple[int, int, str]]] = {}
    for (path, start, end), digest in sorted(manifest.shards.items()):
        ranges.setdefault("" if path == "." else path, []).append((start, end, digest))
    if "" in ranges:
        ranges = {folder.files[0].path: ranges[""]}
    results = []
    # The ranges are read below; this only sorts out links, devices and what may not be read.
    found = {one.path: one for one in folder.hashes(lambda _: ())}
    for path in sorted({*found, *ranges}):
        one = found.get(path)
        if one is None:
            state, why = FileState.MISSING, f"{SOURCE} names it"
        elif one.why:
            state, why = FileState.UNREADABLE, one.why
        elif path not in ranges:
            state, why = (FileState.EXTRA, f"not named by {SOURCE}") if one.size else (FileState.UNCHECKED, "empty")
        else:
            state, why = _ranges_of(folder, one, ranges[path], manifest.algorithm)
        results.append(ComparedFile(path=path, state=state, source=SOURCE, message=why))
    return results


def _ranges_of(
    folder: Folder, found: FoundHashes, ranges: Sequence[tuple[int, int, str]], algorithm: str
) -> tuple[FileState, str]:
    at = 0
    file = next(one for one in folder.files if one.path == found.path)
    try:
        with file.descriptor() as descriptor:
            for start, end, digest in ranges:
                if start != at or _range(descriptor, start, end, algorithm) != digest:
                    return FileState.SUBSTITUTED, f"bytes {start} to {end} are not the signed ones"
                at = end
            size = os.fstat(descriptor).st_size
    except (UnreadableError, OSError) as error:
        return FileState.UNREADABLE, getattr(error, "why", None) or getattr(error, "strerror", None) or "not read"
    if size != at:
        return FileState.SUBSTITUTED, f"{size} bytes, where {SOURCE} states {at}"
    return FileState.MATCHED, ""


def _range(descriptor: int, start: int, end: int, algorithm: str) -> str:
    hasher = new_hasher(algorithm, end - start)
    while start < end and (data := os.pread(descriptor, min(CHUNK, end - start), start)):
        hasher.update(data)
        start += len(data)
    return hasher.hexdigest()
