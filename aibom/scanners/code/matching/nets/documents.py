"""The documents that a file names: `open("abilities.yaml")`, `glob("abilities/*.json")`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.scanners.code.facts import Lit, Template, Value
from aibom.scanners.code.matching.nets.slots import text_of
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver

_ENDINGS = (".yaml", ".yml", ".json", ".toml")
_MAX_DOCUMENTS = 60


def read_documents(resolver: Resolver, module: Module) -> Iterator[tuple[str, Value]]:
    """The documents of the tree that the texts of a file name, each with what it holds."""
    documents = resolver.documents
    paths: dict[str, None] = {}
    for text in _names(module):
        folder, name = posixpath.split(text)
        if "*" in name:
            paths |= dict.fromkeys(documents.in_folder(folder, posixpath.splitext(name)[1]))
        elif (found := documents.find(text, module.path)) is not None:
            paths[found] = None
    for path in list(paths)[:_MAX_DOCUMENTS]:
        value = documents.value(path)
        if value is not None:
            yield path, value


def _names(module: Module) -> Iterator[str]:
    values = [one.value for one in module.facts.bindings]
    values += [value for call in module.facts.calls for value in (*call.args, *(item for _, item in call.kwargs))]
    for value in values:
        last = value.parts[-1] if isinstance(value, Template) and value.parts else value
        text = text_of(last) if isinstance(last, Lit) else ""
        if text.endswith(_ENDINGS) and len(text) < 200:
            yield text
