"""What only the form of a name tells: literals and settings of known model families that nothing was seen to reach."""

from __future__ import annotations

CONFIDENCE = 0.4


def plain_name(name: str) -> str:
    """What two spellings of one model's name have in common: `openai/gpt-4o` and `gpt-4o:latest` are `gpt-4o`."""
    return name.lower().rstrip("/").rpartition("/")[2].removesuffix(":latest").replace("_", "-")
