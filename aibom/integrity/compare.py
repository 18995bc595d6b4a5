"""Compares what was found with what a source states: the same, substituted, missing, extra, or not readable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aibom.model.expectation import ComparedFile, Expectation, ExpectedFile, FileState, FoundHashes

# Strongest first; a digest of a broken algorithm counts only where nothing better is stated.
_BY_STRENGTH = ("sha256", "sha512", "blake3", "blake2b", "gitoid", "md5")


def compare(expectation: Expectation, found: Iterable[FoundHashes]) -> list[ComparedFile]:
    """One result for each file that either side knows, sorted by path."""
    here = {one.path: one for one in found}
    results = []
    for path in sorted({*here, *expectation.files}):
        wanted, one = expectation.files.get(path), here.get(path)
        if wanted is None:
            state = FileState.EXTRA if expectation.names_all else FileState.UNCHECKED
            results.append(_result(path, state, expectation, f"not named by {expectation.source}"))
        elif one is None:
            if expectation.wants_all:
                results.append(_result(path, FileState.MISSING, expectation, f"{expectation.source} names it"))
        else:
            results.append(_compared(path, wanted, one, expectation))
    return results


def worst(results: Iterable[ComparedFile]) -> FileState | None:
    """The worst state; None of nothing."""
    return max((one.state for one in results), key=lambda state: state.rank, default=None)


def wanted_algorithms(expectations: Sequence[Expectation], always: Iterable[str] = ()) -> Mapping[str, set[str]]:
    """Which algorithms each path wants so that everything stated of it can be compared; "" = any other path."""
    wanted: dict[str, set[str]] = {"": set(always)}
    for expectation in expectations:
        for path, file in expectation.files.items():
            wanted.setdefault(path, set(always)).update(file.hashes)
    return wanted


def _compared(path: str, wanted: ExpectedFile, found: FoundHashes, expectation: Expectation) -> ComparedFile:
    if found.why:
        return _result(path, FileState.UNREADABLE, expectation, found.why)
    if wanted.size is not None and wanted.size != found.size:
        why = f"{found.size} bytes, where {expectation.source} states {wanted.size}"
        return _result(path, FileState.SUBSTITUTED, expectation, why)
    common = [name for name in _BY_STRENGTH if name in wanted.hashes and name in found.hashes]
    for name in common:
        if wanted.hashes[name].lower() != found.hashes[name]:
            why = f"{name} {found.hashes[name]}, where {expectation.source} states {wanted.hashes[name].lower()}"
            return _result(path, FileState.SUBSTITUTED, expectation, why)
    if not common:
        why = "only a Git LFS pointer is here" if found.pointer else f"{expectation.source} states no hash of it"
        return _result(path, FileState.UNCHECKED, expectation, why)
    if found.pointer:
        return _result(
            path, FileState.UNCHECKED, expectation, "a Git LFS pointer to the right content, not the content"
        )
    return _result(path, FileState.MATCHED, expectation, "")


def _result(path: str, state: FileState, expectation: Expectation, message: str) -> ComparedFile:
    return ComparedFile(path=path, state=state, source=expectation.source, message=message)
