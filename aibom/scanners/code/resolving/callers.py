"""Who calls a function or class of the tree."""

from __future__ import annotations

from collections import defaultdict

from aibom.core import re
from aibom.core.left_out import within
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.types import MAX_CALLERS, Definition, Env, Follower, Site

_STEPS = re.compile(r"[./\\:]+")  # of a path, and of a module's name in any language
_CONSTRUCTORS = ("__init__", "constructor", "__post_init__")
_OWN_CLASS = "cls"  # by which class methods of Python make an object
_MADE = "objects of one class"
_MAX_MAKERS = 300  # objects of one class that are told one by one
_BARE_SUPER = ("javascript", "jvm")  # where `super(...)` makes what a class derives from


class Callers:
    """The call sites of definitions, each asked for once."""

    def __init__(self, ev: Follower) -> None:
        self._ev = ev
        self._tails: dict[str, list[tuple[str, int]]] | None = None
        self._renamed: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._known: dict[Definition, tuple[Site, ...]] = {}

    def of(self, definition: Definition) -> tuple[Site, ...]:
        """The call sites of a function or class, at most MAX_CALLERS; those of a constructor call its class."""
        if definition not in self._known:
            self._known[definition] = ()  # a cycle finds none
            self._known[definition] = self._find(definition, MAX_CALLERS)
        return self._known[definition]

    def makers(self, cls: Definition) -> tuple[Site, ...]:
        """Where objects of a class are made, many more than a value is followed to: each is a thing of its own."""
        found = self.of(cls)
        if len(found) < MAX_CALLERS:
            return found
        return tuple(within(self._find(cls, _MAX_MAKERS + 1), _MAX_MAKERS, _MADE))

    def _find(self, definition: Definition, most: int) -> tuple[Site, ...]:
        wanted, name = definition, definition.scope.rpartition(".")[2]
        if name in _CONSTRUCTORS:
            wanted = Definition(definition.path, "class", definition.scope.rpartition(".")[0])
            name = wanted.scope.rpartition(".")[2]
        testing = is_test(definition.path)
        found = []
        own = self._by_itself(wanted) if wanted is not definition else []  # an heir may be what is made
        for path, index in (*own, *self._named(name, definition.path)[: 4 * most]):
            if not testing and is_test(path):
                continue  # what tests pass is not what the project uses
            site = Site(Env(path, self._ev.modules[path].call(index).scope), index)
            if self._calls(site, wanted):
                found.append(site)
        return tuple(found[:most])

    def _named(self, name: str, declared: str) -> list[tuple[str, int]]:
        """All calls whose last name this is, or one that an import from its file or a folder around gives it."""
        if self._tails is None:
            self._tails = defaultdict(list)
            for path, module in self._ev.modules.items():
                for index, call in enumerate(module.facts.calls):
                    tail = call.callee.rpartition(".")[2]
                    self._tails[tail].append((path, index))
                    if tail == "__init__" or (tail == "super" and module.group in _BARE_SUPER):
                        # `super().__init__(model)` and `super(model)` call the constructors of the bases
                        for base in module.base_names(call.scope):
                            self._tails[base].append((path, index))
                for imported in module.facts.imports:
                    if imported.name and imported.alias not in ("", imported.name):
                        self._renamed[imported.name].add((imported.alias, _STEPS.split(imported.module)[-1]))
        around = {"", *_STEPS.split(declared)}
        given = sorted({alias for alias, module in self._renamed.get(name, ()) if module in around})
        names = (name, *given[:MAX_CALLERS])
        return [place for one in names for place in self._tails.get(one, ())]

    def _by_itself(self, cls: Definition) -> list[tuple[str, int]]:
        """The calls by which a class of Python makes an object in methods of its own: `cls(settings)`."""
        module = self._ev.modules[cls.path]
        inside = module.within(cls.scope) if module.group == "python" else ()
        return [(cls.path, index) for index in inside if module.call(index).callee == _OWN_CLASS]

    def _calls(self, site: Site, wanted: Definition) -> bool:
        """Whether a call calls a definition, of whatever object."""
        return any(type(target) is Definition and target[:3] == wanted[:3] for target in self._ev.callee(site))
