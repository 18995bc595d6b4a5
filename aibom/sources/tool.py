"""What of the tool itself a conclusion rests on: its own files, the Python that runs it, the parsers it reads with."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache as once
from pathlib import Path

from aibom.sources.cache import key_of

_PACKAGE = Path(__file__).parent.parent
_DATA = (".py", ".json", ".yaml")
# Packages that decide what a scanner, the inventory or the document says of the same bytes.
PARSERS = frozenset(
    """cyclonedx-python-lib google-re2 jinja2 jsonschema-rs license-expression lz4 orjson packageurl-python packaging
    pathspec pyyaml tomli tree-sitter tree-sitter-c-sharp tree-sitter-go tree-sitter-java tree-sitter-javascript
    tree-sitter-kotlin tree-sitter-php tree-sitter-python tree-sitter-ruby tree-sitter-rust tree-sitter-typescript
    zstandard""".split()
)
_INSTALLED = (".dist-info", ".egg-info")


@once
def tool_digest() -> bytes:
    """Changes with every change of the tool or its catalogue, of Python (one of several may share these files: its
    `ast` parses Python), and of the parsers' versions."""
    return digest_of(sys.version, installed(sys.path), files_of(_PACKAGE))


def digest_of(python: str, parsers: Iterable[str], files: Iterable[str]) -> bytes:
    """The digest of three parts, whose boundaries count."""
    return key_of(python, key_of(*parsers), key_of(*files))


def files_of(package: Path) -> list[str]:
    """The package's own code and data: names, sizes and times, sorted."""
    found = sorted(path for path in package.rglob("*") if path.suffix in _DATA)
    states = ((path, path.stat()) for path in found)
    return [f"{path.relative_to(package)} {state.st_size} {state.st_mtime_ns}" for path, state in states]


def installed(folders: Iterable[str]) -> list[str]:
    """The parsers installed in these folders, as their metadata folders are named (`orjson-3.11.0.dist-info`),
    in the order in which they are found. Asking each for its version would cost ten times that."""
    return [name for folder in folders for name in sorted(_named(folder)) if _package(name) in PARSERS]


def _named(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.name.endswith(_INSTALLED))
    except OSError:
        return


def _package(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()
