"""Lists of models that a program only asks whether a name is among: `if model in REASONING_MODELS`,
`VISION_MODELS.includes(model)`, `any(one in model for one in GEO_MODELS)`; and those that nothing speaks of at all.

Such a list says what there is, not what is used. Where the list is handed on, gone through, shown or exported to
somebody, it is none of them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

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
_ENTRY = ("__init__", "index", "mod")  # files that stand for their folder
_PAGES = (".vue", ".svelte", ".astro", ".cshtml", ".razor", ".html")  # whose markup is not all read


def is_only_asked(resolver: Resolver, module: Module, bound: str) -> bool:
    """Whether nothing in the tree does anything with a list that is bound to a name but ask what is in it."""
    name = bound.rpartition(".")[2]
    if not name.isidentifier() or module.path.endswith(_PAGES):
        return False
    near = (module, *_importers(resolver, module, name))
    return not any(_speaks(one, name) for one in near)


def _importers(resolver: Resolver, module: Module, name: str) -> Iterator[Module]:
    """The other files that import from a module, or something of the list's name from wherever."""
    folder, file = posixpath.split(posixpath.splitext(module.path)[0])
    stem = posixpath.basename(folder) if file in _ENTRY else file
    own = {name, stem, *(scope for scope in module.classes if "." not in scope)}
    for other in resolver.modules.values():
        if other is not module and other.group == module.group and not is_test(other.path):
            imports = other.facts.imports
            if any(one.name in own or _tail(one.module) == stem for one in imports) or _is_beside(module, other):
                yield other


def _tail(module: str) -> str:
    return re.split(r"[./\\:]", module.removesuffix(".js"))[-1]


def _is_beside(module: Module, other: Module) -> bool:
    """Whether two files share their names without an import: packages of Go, the JVM and .NET, all of Ruby and PHP."""
    if module.group in ("python", "javascript", "rust"):
        return False
    return module.group in ("ruby", "php") or module.facts.package == other.facts.package


def _speaks(module: Module, name: str) -> bool:
    """Whether a file does something with a list."""
    asks = re.compile(rf"\b(?:not )?in (?:\w+\.)*{re.escape(name)}\b")
    for value in _values(module):
        if isinstance(value, Name):
            head, _, rest = value.path.partition(name)
            if value.path == name or (head.endswith(".") and not rest) or (not head and rest.startswith((".", "["))):
                return True
        elif name in value.text and not asks.search(value.text):
            return True
    return any(_hands_on(call.callee, name) for call in module.facts.calls)


def _hands_on(callee: str, name: str) -> bool:
    """Whether a method of the list does more than ask: `MODELS.map`, `this.models.forEach`."""
    owner, _, method = callee.replace("::", ".").rpartition(".")
    return (owner == name or owner.endswith(f".{name}")) and method not in _ASKING


def _values(module: Module) -> Iterator[Name | Opaque]:
    """All names and all that is not taken apart in a file, however deep."""
    facts = module.facts
    found: list[object] = [one.value for one in facts.bindings]
    for call in facts.calls:
        found += (call.receiver, call.args, call.kwargs)
    found += [function.returns for function in facts.functions]
    found += [value for name, value in facts.exports if getattr(value, "path", "") != name]
    yield from _leaves(found)


def _leaves(found: Iterable[object]) -> Iterator[Name | Opaque]:
    pending = list(found)
    while pending:
        one = pending.pop()
        if type(one) is Name or type(one) is Opaque:
            yield one
        elif isinstance(one, tuple):
            pending.extend(one)
