"""Bounds that keep a scan finite on hostile input. Sizes in bytes."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one file each kind of reader may take; a larger file is an unknown, never silence."""

    source_bytes: int = 5 * MIB
    config_bytes: int = 10 * MIB
    lock_bytes: int = 100 * MIB
    notebook_bytes: int = 200 * MIB
    header_bytes: int = 100 * MIB
    json_depth: int = 200


def size_of(count: int) -> str:
    """So many bytes as a sentence says them: `10 MiB`, `512 KiB`."""
    return f"{count // MIB} MiB" if count >= MIB else f"{count // KIB} KiB"


DEFAULT_LIMITS = Limits()
