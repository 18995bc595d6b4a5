"""Git LFS pointers: small texts that stand for a large file (https://github.com/git-lfs/git-lfs, docs/spec.md)."""

from __future__ import annotations

from typing import NamedTuple

from aibom.core import re

MAX_SIZE = 1024
_POINTER = re.compile(
    rb"version https://(?:git-lfs\.github\.com/spec/v1|hawser\.github\.com/spec/v1)\n(?:ext-[^\n]*\n)*"
    rb"oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,19})\n?\Z"
)


class LfsPointer(NamedTuple):
    """What a pointer says of the file that it stands for; `sha256` in hexadecimal, `size` in bytes."""

    sha256: str
    size: int


def read_pointer(data: bytes) -> LfsPointer | None:
    """The pointer, or None when the bytes (the whole file) are none."""
    match = _POINTER.match(data.replace(b"\r\n", b"\n")) if len(data) <= MAX_SIZE else None
    return LfsPointer(match[1].decode(), int(match[2])) if match else None
