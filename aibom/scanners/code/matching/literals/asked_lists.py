"""Lists of models that a program only asks whether a name is among: `if model in REASONING_MODELS`,
`VISION_MODELS.includes(model)`, `any(one in model for one in GEO_MODELS)`; and those that nothing speaks of at all.

Such a list says what there is, not what is used. Where the list is handed on, gone through, shown or exported to
somebody, it is none of them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Name, Opaque
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver

# Methods of lists and sets that answer yes or no, or where a name stands.
_ASKING = frozenset(
    "includes some every has indexOf lastIndexOf contains Contains Any Exists anyMatch allMatch noneMatch include?"
    " any? any contain count index".split()
)
# Methods of texts that are given what to look for: `model.startswith(one)`, `model.includes(one)`.
_COMPARING = frozenset(
    "startswith endswith startsWith endsWith includes HasPrefix HasSuffix StartsWith EndsWith start_with? end_with?"
    " starts_with ends_with str_contains str_starts_with".split()
)
_ENTRY = ("__init__", "index", "mod")  # files that stand for their folder
_IMPORTED = ("python", "javascript", "rust")  # languages in which nothing is seen without an import
_PAGES = (".vue", ".svelte", ".astro", ".cshtml", ".razor", ".html")  # whose markup is not all read


def is_only_asked(resolver: Resolver, module: Module, bound: str) -> bool:
    """Whether nothing in the tree does anything with a list that is bound to a name but ask what is in it."""
    name = bound.rpartition(".")[2]
    if not name.isidentifier() or module.path.endswith(_PAGES):
        return False
    return not _speaks(module, name) and not any(_speaks(one, name) for one in _importers(resolver, module, name))


def _importers(resolver: Resolver, module: Module, name: str) -> Iterator[Module]:
    """The other files that import from a module, or something of the list's name from wherever, and those that share
    its names without an import: packages of Go, the JVM and .NET, all of Ruby and PHP."""
    folder, file = posixpath.split(posixpath.splitext(module.path)[0])
    stem = posixpath.basename(folder) if file in _ENTRY else file
    names = [name, stem, *(scope for scope in module.classes if "." not in scope)]
    paths = resolver.importing(names) if module.group in _IMPORTED else resolver.modules
    for path in paths:
        other = resolver.modules[path]
        if other is module or other.group != module.group or is_test(path):
            continue
        if module.group in _IMPORTED or _is_beside(module, other):
            yield other


def _is_beside(module: Module, other: Module) -> bool:
    return module.group in ("ruby", "php") or module.facts.package == other.facts.package


def _speaks(module: Module, name: str) -> bool:
    """Whether a file does something with a list."""
    if module.said is None:
        module.said = _said(module)
    paths, texts = module.said
    asks = re.compile(rf"\b(?:not )?in (?:\w+\.)*{re.escape(name)}\b")
    return (
        any(name in path and _is(path, name) for path in paths)
        or any(name in text and not asks.search(text) for text in texts)
        or any(name in call.callee and _hands_on(call.callee, name) for call in module.facts.calls)
    )


def _is(path: str, name: str) -> bool:
    """Whether a dotted name is that of a list, or of a part of it: `MODELS`, `self.MODELS`, `MODELS.length`."""
    head, _, rest = path.partition(name)
    return path == name or (head.endswith(".") and not rest) or (not head and rest.startswith((".", "[")))


def _hands_on(callee: str, name: str) -> bool:
    """Whether a method of the list does more than ask: `MODELS.map`, `this.models.forEach`."""
    owner, _, method = callee.replace("::", ".").rpartition(".")
    return (owner == name or owner.endswith(f".{name}")) and method not in _ASKING


def _said(module: Module) -> tuple[frozenset[str], frozenset[str]]:
    """All names and all texts that are not taken apart in a file, however deep."""
    facts = module.facts
    pending: list[object] = [one.value for one in facts.bindings]
    for call in facts.calls:
        compared = call.callee.rpartition(".")[2] in _COMPARING
        pending += (call.receiver,) if compared else (call.receiver, call.args, call.kwargs)
    pending += [function.returns for function in facts.functions]
    pending += [value for name, value in facts.exports if getattr(value, "path", "") != name]
    names: set[str] = set()
    texts: set[str] = set()
    while pending:
        one = pending.pop()
        if type(one) is Name:
            names.add(one.path)
        elif type(one) is Opaque:
            texts.add(one.text)
        elif isinstance(one, tuple):
            pending.extend(one)
    return frozenset(names), frozenset(texts)
