"""What the signatures in a tree are worth: for each model or data set the state of the signature that covers it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from aibom.core.errors import AibomError
from aibom.core.text import printable
from aibom.integrity.digests import DigestMemo
from aibom.integrity.folder import signatures_beside
from aibom.integrity.lock import is_inner_path
from aibom.integrity.signatures.check import SignatureResult, check_signature, signed_algorithms
from aibom.integrity.signatures.expected import ExpectedSigners
from aibom.integrity.signatures.signer import ExpectedSigner
from aibom.model.expectation import FileState, SignatureState


class SignedPlace(NamedTuple):
    """A folder or file, relative to the tree ("" = the tree itself), and the signature that lies in or beside it."""

    path: str
    signature: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Signedness:
    """The state of one model or data set; `reason` is a clause, `signer` who is expected ("" = nobody)."""

    state: SignatureState
    reason: str = ""
    signer: str = ""


class SignedPlaces:
    """The signatures below `root`, each checked once. `signers` None: nobody is expected to have signed anything."""

    def __init__(self, root: Path, signers: ExpectedSigners | None, memo: DigestMemo) -> None:
        self._root, self._signers, self._memo = root, signers, memo
        self._checked: dict[tuple[Path, str], SignatureResult] = {}

    def algorithms(self, paths: Iterable[str]) -> frozenset[str]:
        """By which algorithms the signatures that cover these paths name files."""
        found = {place.signature for path in paths if (place := self.place_of(path)) is not None}
        return frozenset(name for signature in found for name in signed_algorithms(signature))

    def place_of(self, path: str) -> SignedPlace | None:
        """The nearest place at or above a path that is signed; None for a path that leads out of the tree."""
        top = os.path.realpath(self._root)
        for one in _upwards(path):
            place = self._root / one if one else self._root
            if os.path.commonpath((top, os.path.realpath(place))) != top:
                return None
            if beside := signatures_beside(place):
                return SignedPlace(one, beside[0])
        return None

    def state_of(self, path: str, files: Iterable[str] = (), *names: str) -> Signedness:
        """The state of what lies at a path and holds these files (paths in the tree; none: the path itself).
        `names` are other names by which a signer may be expected of it."""
        place = self.place_of(path)
        expected = self._signers.of(path, *names, place.path if place else "") if self._signers else None
        who = str(expected) if expected else ""
        if place is None:
            reason = f"a signature of {who} is expected" if who else ""
            return Signedness(state=SignatureState.UNSIGNED, reason=reason, signer=who)
        key = (place.signature, repr(expected))
        if key not in self._checked:
            self._checked[key] = self._check(place, expected)
        result = self._checked[key]
        uncovered = "" if result.state is SignatureState.INVALID else self._uncovered(place, result, files or (path,))
        if uncovered:
            reason = f"the signature does not cover {printable(uncovered, 200)}"
            return Signedness(state=SignatureState.UNSIGNED, reason=reason, signer=who)
        return Signedness(state=result.state, reason=printable(result.message, 300), signer=who)

    def _check(self, place: SignedPlace, expected: ExpectedSigner | None) -> SignatureResult:
        from aibom.integrity.signatures.library import need_library

        if expected is not None:
            need_library()
        try:
            return check_signature(self._root / place.path, place.signature, expected, self._memo)
        except AibomError as error:
            return SignatureResult(state=SignatureState.UNCHECKED, message=str(error))

    def _uncovered(self, place: SignedPlace, result: SignatureResult, files: Iterable[str]) -> str:
        """The first of these files that was not compared with the signed content; "" when there is none."""
        signed = {one.path for one in result.compared if one.state is FileState.MATCHED}
        whole = self._root / place.path
        if not result.compared or not whole.is_dir():
            return ""
        for file in sorted(one for one in files if not (self._root / one).is_dir()):
            if posixpath.relpath(file, place.path or ".") not in signed:
                return file
        return ""


def _upwards(path: str) -> Iterator[str]:
    """The path and the folders above it, up to the tree itself."""
    if path not in ("", ".") and not is_inner_path(path):
        return
    here = "" if path == "." else path
    yield here
    while here:
        here = posixpath.dirname(here)
        yield here
