"""Content hashes in the forms of the lock files, as `SHA-256:<hex>` (the names of CycloneDX hash-alg)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from aibom.core import re

_ALGORITHMS = {
    "md5": ("MD5", 32),
    "sha1": ("SHA-1", 40),
    "sha256": ("SHA-256", 64),
    "sha384": ("SHA-384", 96),
    "sha512": ("SHA-512", 128),
}
_HEX = re.compile(r"[0-9a-fA-F]+\Z")
# Collision attacks are practical against these, so that they fix no content.
_WEAK = ("MD5:", "SHA-1:")


def hex_hash(text: str) -> str | None:
    """`sha256:<hex>` or `sha256=<hex>` as one fact value; None when it is not a hash that we know."""
    algorithm, _, digest = text.strip().replace("=", ":", 1).partition(":")
    return _checked(algorithm, digest.strip())


def sri_hashes(integrity: str) -> tuple[str, ...]:
    """The hashes of a Subresource Integrity value (`sha512-<base64> ...`), as npm, pnpm, yarn and bun write it."""
    found = (_from_base64(*part.partition("-")[::2]) for part in integrity.split())
    return tuple(sorted({one for one in found if one}))


def base64_hash(algorithm: str, digest: str) -> str | None:
    """A digest in base64 (NuGet's contentHash, go.sum's h1)."""
    return _from_base64(algorithm, digest)


def hex_hashes(texts: Iterable[str]) -> tuple[str, ...]:
    """All that are hashes, sorted and distinct."""
    return tuple(sorted({one for one in map(hex_hash, texts) if one}))


def fixes_content(hashes: Iterable[str]) -> bool:
    """Whether at least one hash is strong enough to fix the content."""
    return any(not one.startswith(_WEAK) for one in hashes)


def _from_base64(algorithm: str, digest: str) -> str | None:
    try:
        raw = base64.b64decode(digest.partition("?")[0], validate=True)
    except (binascii.Error, ValueError):
        return None
    return _checked(algorithm, raw.hex())


def _checked(algorithm: str, digest: str) -> str | None:
    name, length = _ALGORITHMS.get(algorithm.lower().replace("-", ""), ("", 0))
    if not name or len(digest) != length or not _HEX.match(digest):
        return None
    return f"{name}:{digest.lower()}"
