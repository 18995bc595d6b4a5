"""The last names by which signatures may match calls of a tree.

Most names of the catalogue belong to packages that a tree does not import, and some of them (`get`, `run`, `insert`)
are those of half of its calls. In Python a package comes by an import and nothing else, so that only names of imported
packages count there; and a function of a module (`requests.get`) is called on the module, unless some file hands the
module, or the function itself, to somebody else. Other languages name packages without an import as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.facts import Either, Import, Item, Map, Member, ModuleFacts, Name, Seq, Template
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.spelt import prefixes

# Where names come from that code sees without an import, and what the catalogue calls the tree and its habits.
_ALWAYS_THERE = ("builtins", "os", "<tree>", "unlisted")


class Names(NamedTuple):
    """`functions` are names of modules' own functions and classes, `members` all others."""

    members: frozenset[str]
    functions: frozenset[str]

    def has(self, name: str) -> bool:
        """Whether a signature has this last name."""
        return name in self.members or name in self.functions


class Matched:
    """The names of all language groups of a tree, each worked out when it is asked for."""

    def __init__(self, catalogue: Catalogue, modules: Iterable[Module]) -> None:
        self._catalogue, self._modules = catalogue, modules
        self._known: dict[str, Names | None] = {}

    def of(self, group: str) -> Names | None:
        """The names of one group; None when it has none."""
        if group not in self._known:
            names = self._of_python() if group == "python" else Names(self._catalogue.tails(group), frozenset())
            self._known[group] = names if names.members or names.functions else None
        return self._known[group]

    def _of_python(self) -> Names:
        modules = [module for module in self._modules if module.group == "python"]
        bound = {_bound(imp) for module in modules for imp in (*module.facts.imports, *module.stars)}
        bound.update(_ALWAYS_THERE)
        above = {prefix for name in bound for prefix in prefixes(name)}

        def reached(root: str) -> bool:
            return root in above or any(prefix in bound for prefix in prefixes(root))

        functions = self._catalogue.functions("python", reached)
        roots = self._catalogue.function_roots("python")
        holding = {prefix for root in roots for prefix in prefixes(root)}

        def concerns(name: str) -> bool:
            return name in holding or any(one in roots for one in prefixes(name))

        handed = {name for module in modules for name in _handed(module.facts, concerns)}
        whole = self._catalogue.functions("python", lambda root: any(one in handed for one in prefixes(root)))
        alone = {name.rpartition(".")[2] for name in handed}
        members = self._catalogue.members("python", reached)
        return Names(members | (functions & (whole | alone)), functions)


def _bound(imp: Import) -> str:
    """What an import binds, as a dotted name; `import a.b` binds `a`."""
    if imp.name is None:
        return imp.alias if imp.module.startswith(imp.alias + ".") else imp.module
    return imp.module if imp.name == "*" else f"{imp.module}.{imp.name}"


def _handed(facts: ModuleFacts, concerns: Callable[[str], bool]) -> Iterator[str]:
    """The imported modules and what of them a file binds, returns or gives as arguments, by their dotted names; only
    what `concerns` somebody."""
    bound = {imp.alias: _bound(imp) for imp in facts.imports if concerns(_bound(imp))}
    if "" in bound:  # `f(import_module("a"))`
        yield from (_bound(imp) for imp in facts.imports if not imp.alias)
    for name in _names(facts) if bound else ():
        for prefix in prefixes(name):
            if prefix in bound:
                yield bound[prefix] + name[len(prefix) :]


def _names(facts: ModuleFacts) -> Iterator[str]:
    """All names that stand as values in a file."""
    waiting: list[Any] = [binding.value for binding in facts.bindings]
    for call in facts.calls:
        waiting += (call.receiver, *call.args, *[value for _, value in call.kwargs])
    for function in facts.functions:
        waiting += (*function.returns, *[param.default for param in function.params])
    while waiting:
        value = waiting.pop()
        if type(value) is Name:
            yield value.path
        elif type(value) in _HOLDING:
            waiting += _inside(value)


_HOLDING = frozenset((Seq, Either, Template, Map, Item, Member))


def _inside(value: Any) -> Iterable[Any]:
    match value:
        case Seq():
            return value.items
        case Either():
            return value.options
        case Template():
            return value.parts
        case Map():
            return [one for pair in value.pairs for one in pair]
        case Item():
            return (value.base, value.key)
        case _:
            return (value.base,)
