"""The file of expected signers (schemas/signers.schema.json): who must have signed which model or data set.

It is given from outside of what is scanned. What a tree says of its own signer proves nothing, so a file of signers, a
key or a root that lies in the scanned tree is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from aibom.core.errors import DocumentError, UnreadableError, UsageError
from aibom.core.json import Json
from aibom.core.limits import MIB
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.integrity.signatures.signer import CertificateSigner, ExpectedSigner, KeySigner, SigstoreSigner

_MEMBERS = frozenset({"match", "key", "certificate-root", "identity", "issuer", "trusted-root", "notes"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerRule:
    """Whoever is expected for every model or data set whose path or name fits one of the globs."""

    match: tuple[str, ...]
    signer: ExpectedSigner


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedSigners:
    """All rules, in the file's order; the first that fits counts."""

    rules: tuple[SignerRule, ...]

    def of(self, *names: str) -> ExpectedSigner | None:
        """The signer expected of what has these names (path in the tree, name in a lock), None if nobody is."""
        for rule in self.rules:
            if any(fnmatchcase(name, glob) for glob in rule.match for name in names if name):
                return rule.signer
        return None


def load_signers(path: Path, *, scanned: Iterable[Path], online: bool) -> ExpectedSigners:
    """Read a file of signers. Keys and roots are relative to it.

    Raises UsageError when a file is missing or lies below a `scanned` path, or when Sigstore's root is not pinned and
    `online` is not given; DocumentError for what the file says.
    """
    roots = [one.resolve() for one in scanned]
    _outside(path, roots)
    try:
        with path.open("rb") as stream:
            data = stream.read(MIB + 1)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise UsageError(f"The file of signers {path} cannot be read ({reason}).") from None
    if len(data) > MIB:
        raise UsageError(f"The file of signers {path} is larger than 1 MiB.")
    rules = _Reader(path, roots, online).rules(data)
    return ExpectedSigners(rules=tuple(rules))


def _outside(path: Path, roots: Iterable[Path]) -> None:
    place = path.resolve()
    if any(place == root or place.is_relative_to(root) for root in roots):
        raise UsageError(f"{path} lies in what is scanned, which cannot vouch for itself; keep it elsewhere.")


class _Reader:
    def __init__(self, path: Path, roots: list[Path], online: bool) -> None:
        self._path, self._roots, self._online = path, roots, online
        self._line = 1

    def rules(self, data: bytes) -> list[SignerRule]:
        try:
            documents = parse_yaml_with_lines(data, self._path.as_posix())
        except UnreadableError as error:
            raise DocumentError(self._path.as_posix(), error.why, error.line or 1) from None
        top = documents[0] if len(documents) == 1 else Lined(value=None)
        content = top.value
        listed = content.get("signers") if isinstance(content, Mapping) else None
        if not isinstance(content, Mapping) or not isinstance(listed, list) or set(content) - {"signers", "$schema"}:
            raise self._wrong("a file of signers holds the list 'signers', nothing else")
        found = []
        for index, item in enumerate(listed):
            self._line = top.line_of(listed, index)
            found.append(self._rule(item))
        return found

    def _rule(self, item: Json) -> SignerRule:
        if not isinstance(item, Mapping) or not item:
            raise self._wrong("each signer wants 'match' and a key, or an identity and who vouches for it")
        if unknown := sorted(set(item) - _MEMBERS):
            raise self._wrong(f"unknown member {unknown[0]!r} of a signer")
        return SignerRule(match=self._texts(item, "match", needed=True), signer=self._signer(item))

    def _signer(self, item: Mapping[str, Json]) -> ExpectedSigner:
        key, identity, issuer = (self._text(item, name) for name in ("key", "identity", "issuer"))
        roots, trusted = self._texts(item, "certificate-root"), self._text(item, "trusted-root")
        if key:
            if identity or issuer or roots or trusted:
                raise self._wrong("'key' stands alone")
            return KeySigner(key=self._file(key))
        if not identity or bool(roots) == bool(issuer):
            raise self._wrong("a signer is a 'key', or an 'identity' with either 'certificate-root' or 'issuer'")
        if roots:
            if trusted:
                raise self._wrong("'trusted-root' is Sigstore's, and goes with 'issuer'")
            return CertificateSigner(roots=tuple(self._file(one) for one in roots), identity=identity)
        if not trusted and not self._online:
            raise self._wrong("'trusted-root' is missing: pin the trusted root of Sigstore, or allow --online")
        return SigstoreSigner(identity=identity, issuer=issuer, trusted_root=self._file(trusted) if trusted else None)

    def _text(self, item: Mapping[str, Json], name: str) -> str:
        value = item.get(name, "")
        if not isinstance(value, str) or (name in item and not value):
            raise self._wrong(f"{name!r} is a text")
        return value

    def _texts(self, item: Mapping[str, Json], name: str, *, needed: bool = False) -> tuple[str, ...]:
        value = item.get(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or ((needed or name in item) and not listed):
            raise self._wrong(f"{name!r} is a text or a list of texts")
        texts = tuple(one for one in listed if isinstance(one, str) and one)
        if len(texts) != len(listed):
            raise self._wrong(f"{name!r} is a text or a list of texts")
        return texts

    def _file(self, name: str) -> Path:
        place = self._path.parent / name
        if not place.is_file():
            raise self._wrong(f"there is no file {name}")
        _outside(place, self._roots)
        return place

    def _wrong(self, why: str) -> DocumentError:
        return DocumentError(self._path.as_posix(), why, self._line)
