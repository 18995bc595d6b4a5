"""Finds the shipped rules, packs and schemas: in the wheel as package data, in a checkout at its top."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


@cache
def data_root() -> Path:
    """The folder that holds policies/ and schemas/."""
    packaged = PACKAGE / "_data"
    return packaged if packaged.is_dir() else PACKAGE.parent


def policies_dir() -> Path:
    """The shipped policies/ folder with rules/ and packs/."""
    return data_root() / "policies"


def schema_path(name: str) -> Path:
    """The path of a schema of ours, e.g. schema_path("rule") -> .../schemas/rule.schema.json."""
    return data_root() / "schemas" / f"{name}.schema.json"


def third_party(name: str) -> Path:
    """A file that others published and that we ship unchanged, e.g. third_party("cytoscape/cytoscape.min.js")."""
    return data_root() / "third_party" / name
