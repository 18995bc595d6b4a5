"""Hashes between the facts (`SHA-256:<hex>`) and CycloneDX hash objects."""

from __future__ import annotations

from typing import Any

from aibom.core import re

# Every algorithm that CycloneDX 1.5 to 1.7 knows, with the length of its digest in hexadecimal digits.
_LENGTHS = {
    "MD5": 32,
    "SHA-1": 40,
    "SHA-256": 64,
    "SHA-384": 96,
    "SHA-512": 128,
    "SHA3-256": 64,
    "SHA3-384": 96,
    "SHA3-512": 128,
    "BLAKE2b-256": 64,
    "BLAKE2b-384": 96,
    "BLAKE2b-512": 128,
    "BLAKE3": 64,
}
_HEX = re.compile(r"[0-9a-fA-F]+")


def to_hashes(hashes: list[str]) -> list[dict[str, str]]:
    """The hash objects of those hashes that CycloneDX can hold, in the given order."""
    return [found for text in hashes if (found := _object(text))]


def _object(text: str) -> dict[str, str] | None:
    algorithm, _, content = text.partition(":")
    fits = _LENGTHS.get(algorithm) == len(content) and _HEX.fullmatch(content)
    return {"alg": algorithm, "content": content} if fits else None


def from_hashes(raw: Any) -> list[str] | None:
    """`ALGORITHM:<hex>` of each hash object, sorted; None when the field is missing."""
    if not isinstance(raw, list):
        return None
    found = [(item.get("alg"), item.get("content")) for item in raw if isinstance(item, dict)]
    texts = {f"{alg}:{content}" for alg, content in found if isinstance(alg, str) and isinstance(content, str)}
    return sorted(texts)
