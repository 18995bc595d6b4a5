"""The model that a library takes when none is named, in the version that the tree pins."""

from __future__ import annotations

from aibom.catalog.entries import Signature
from aibom.core import re
from aibom.scanners.code.resolving.resolver import Resolver

_NUMBER = re.compile(r"\d+")
_PARTS = 3  # of a version that count


def default_of(resolver: Resolver, signature: Signature, path: str) -> str:
    """The default of a signature in a file; "" where it has none."""
    for package, (below, name) in signature.formerly.items():
        version = resolver.documents.pinned(package, path)
        if version and _numbers(version) < _numbers(below):
            return name
    return signature.default


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBER.findall(version)[:_PARTS])
