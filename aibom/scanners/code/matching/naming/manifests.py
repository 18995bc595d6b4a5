"""What the package is called that a file belongs to: the name of a server which is given none that can be read."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.scanners.code.resolving.resolver import Resolver

# A manifest and where its name stands.
_MANIFESTS = (
    ("package.json", ()),
    ("pyproject.toml", ("project",)),
    ("pyproject.toml", ("tool", "poetry")),
    ("Cargo.toml", ("package",)),
)
_MAJOR = re.compile(r"/v\d+\Z")
_MAX_NAME = 120


def package_of(resolver: Resolver, path: str) -> str:
    """The name in the nearest manifest above a file, of a module of Go its last part; "" without one."""
    if resolver.modules[path].group == "go":
        return _MAJOR.sub("", resolver.places.go_module_of(path)).rpartition("/")[2]
    return next((name for folder in _folders(path) if (name := _named(resolver, folder))), "")


def _named(resolver: Resolver, folder: str) -> str:
    for file, keys in _MANIFESTS:
        document = resolver.documents.parsed(posixpath.join(folder, file))
        value: Json = document.value if document is not None else None
        for key in (*keys, "name"):
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and 0 < len(value) <= _MAX_NAME:
            return value
    return ""


def _folders(path: str) -> Iterator[str]:
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
