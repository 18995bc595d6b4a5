"""The strong hashes that a component states, wherever it states them."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.bom.facts import ComponentFacts
from aibom.bom.purls import split_purl

# Whoever wants to replace content cannot make it fit these; MD5 and SHA-1 prove nothing (RFC 6151, SHAttered).
STRONG = frozenset(
    {
        "SHA-256", "SHA-384", "SHA-512", "SHA3-256", "SHA3-384", "SHA3-512",
        "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3",
    }
)  # fmt: skip
_SPELLED = {name.lower().replace("-", ""): name for name in STRONG}
# Every empty file has this content, and is no other's copy for that.
_EMPTY = "SHA-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def strong_hashes(component: ComponentFacts) -> tuple[str, ...]:
    """`ALGORITHM:<hex>` of its content, sorted; from its hashes, an image's digest, and the purl's `checksum`."""
    stated = {found for text in _stated(component) if (found := _normal(text)) and found != _EMPTY}
    return tuple(sorted(stated)) if len(stated) > 1 else tuple(stated)


def _stated(component: ComponentFacts) -> Iterator[str]:
    hashes = component.values.get("hashes")
    yield from (text for text in (hashes if isinstance(hashes, list) else ()) if isinstance(text, str))
    digest = component.values.get("digest")
    if isinstance(digest, str):
        yield digest
    purl = component.values.get("purl")
    parts = split_purl(purl) if isinstance(purl, str) and "checksum=" in purl else None
    for key, value in parts.qualifiers if parts else ():
        if key == "checksum":
            yield from value.split(",")


def _normal(text: str) -> str:
    name, colon, content = text.strip().partition(":")
    algorithm = name if name in STRONG else _SPELLED.get(name.lower().replace("-", ""))
    return f"{algorithm}:{content.lower()}" if algorithm and colon and content else ""


def contradict(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether for some algorithm both state hashes and none in common: then the content is another. A package may
    have several (one for each of its files), so one in common is enough."""
    return any(not before & after for before, after in _by_algorithm(old, new))


def agree(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether they share a hash and nothing contradicts it."""
    return bool(set(old) & set(new)) and not contradict(old, new)


def _by_algorithm(old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[tuple[set[str], set[str]]]:
    for algorithm in {text.partition(":")[0] for text in old}:
        before = {text for text in old if text.startswith(f"{algorithm}:")}
        after = {text for text in new if text.startswith(f"{algorithm}:")}
        if after:
            yield before, after
