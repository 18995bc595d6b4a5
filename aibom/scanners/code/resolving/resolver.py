"""Follows names to values over the whole project, without running anything.

The resolver sees the facts of all files at once. It answers three questions: what a value can be
(`evaluate`), what a call calls (`callee`) and what it returns (`result`). It is flow-insensitive but for the order of
assignments in one scope, follows a bounded number of calls, callers and options, and stops at cycles.
Whatever it cannot tell stays a Lost with its expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Either,
    Elsewhere,
    Function,
    Item,
    Member,
    ModuleFacts,
    Name,
    Param,
    Template,
    Value,
)
from aibom.scanners.code.resolving.callbacks import Callbacks
from aibom.scanners.code.resolving.callers import Callers
from aibom.scanners.code.resolving.calls import called, returned
from aibom.scanners.code.resolving.decorated import Decorated
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.resolving.either import either
from aibom.scanners.code.resolving.extensions import Extensions
from aibom.scanners.code.resolving.handed import Handed
from aibom.scanners.code.resolving.implicit_names import Neighbours
from aibom.scanners.code.resolving.imports import Places
from aibom.scanners.code.resolving.items import assigned_anywhere, item_value
from aibom.scanners.code.resolving.member_answers import Members
from aibom.scanners.code.resolving.modules import Module, share_global_usings
from aibom.scanners.code.resolving.names import builtin, find_name, shadows
from aibom.scanners.code.resolving.narrowing import narrowed
from aibom.scanners.code.resolving.own_members import declared_beside, own_member
from aibom.scanners.code.resolving.posted import Posts
from aibom.scanners.code.resolving.registrations import Registrations
from aibom.scanners.code.resolving.spelt import itself, only_starred, prefixes
from aibom.scanners.code.resolving.starred import Starred
from aibom.scanners.code.resolving.templates import templated
from aibom.scanners.code.resolving.tree import Tree
from aibom.scanners.code.resolving.types import (
    MAX_DEPTH,
    Abstract,
    Abstracts,
    Const,
    Definition,
    Env,
    Instance,
    Lost,
    Package,
    Site,
    Symbol,
    any_known,
    distinct,
)
from aibom.scanners.code.resolving.whole_answers import WholeAnswers

Of = TypeVar("Of")  # what an answer is kept by
MAX_RUNNING = 60  # questions inside questions: re-exports of re-exports, far below Python's own recursion limit
MAX_STEPS = 4_000  # evaluations for one question asked from outside
# Evaluations of a whole scan: so many, and some for each question; repositories use 2 to 5 for each. While they are
# used up, a question has few, so that code which is written to be followed for ever costs seconds.
PLENTY, FOR_EACH, FEW_STEPS = 120_000, 8, 100
# Functions that are there without an import.
_LARAVEL = frozenset("view env config storage_path base_path database_path resource_path file_get_contents".split())


class Resolver(Tree):
    """All modules of a project and what their names mean."""

    def __init__(
        self,
        records: Mapping[str, ModuleFacts],
        paths: Iterable[str],
        catalogue: Catalogue,
        places: Places | None = None,
        documents: Documents | None = None,
    ) -> None:
        super().__init__({path: Module(facts) for path, facts in records.items()}, catalogue)
        self.documents = documents or Documents((), lambda path: None)
        share_global_usings(self.modules)
        self.places = places or Places({*paths, *records}, catalogue.python_roots)
        self._members, self.whole = Members(self), WholeAnswers(self).of
        self._neighbours = Neighbours(self)
        self._names: dict[tuple[Env, str, int], Abstracts] = {}
        self._results: dict[Site, Abstracts] = {}
        self._callees: dict[Site, Abstracts] = {}
        self._callers, self._handed = Callers(self), Handed(self.modules)
        self._decorated = Decorated(self.modules)
        self._callbacks, self._posts = Callbacks(self.modules), Posts(self.modules)
        self.bases: dict[tuple[str, str], Abstracts] = {}
        self.declared: dict[tuple[str, str, str], bool] = {}
        self.rounds = 0  # questions that were asked within themselves
        self._registrations, self._extensions = Registrations(self), Extensions(self.modules)
        self._running: set[object] = set()
        self._asking = {path for path, module in self.modules.items() if module.conditions}
        self._follow = self._following()
        self._depth = self._steps = self.cuts = 0  # cuts: how often a bound cut an answer
        self._allowed, self._left = MAX_STEPS, PLENTY  # evaluations: of the question, and of all that are asked later
        self.bringing = Starred(self.modules, self.places, catalogue).bringing
        # Answers of nothing known, made of a cut one, and below which depth to ask again.
        self._half: dict[object, tuple[int, Abstracts]] = {}

    # -- questions ------------------------------------------------------------------------------------------

    def evaluate(self, value: Value, env: Env) -> Abstracts:
        """What a value can be in an environment; see resolving.types for the answers."""
        if self._depth == 0:
            self._begin()
        self._steps += 1
        if self._depth >= MAX_DEPTH or self._steps > self._allowed:
            self.cuts += 1
            return (Lost("…", env.path, value.line),)
        follow = self._follow.get(type(value))
        if follow is None:
            module = self.modules.get(env.path)  # none of a configuration document
            return (itself(value, env, module.classes if module is not None else ()),)
        self._depth += 1
        try:
            return follow(value, env)
        finally:
            self._depth -= 1

    def callee(self, site: Site) -> Abstracts:
        """What the call of a site calls."""
        found = self._callees.get(site)
        return self._told(self._callees, site, "callee", lambda: called(self, site)) if found is None else found

    def registered(self, name: str, near: str) -> Abstracts:
        """What the container of a .NET program hands over for a type."""
        return self._registrations.of(name, near)

    def extensions(self, call: Call, path: str) -> tuple[Definition, ...]:
        """The methods that a call of a file may mean and that stand outside of the type they are called on."""
        return self._extensions.of(call, path)

    def unbound(self, module: Module, name: str) -> Abstracts:
        """What a name means that nothing in a file binds."""
        return self._neighbours.of(module, name)

    def beside(self, path: str) -> list[str]:
        """The modules of the folder that a module lies in."""
        return self._neighbours.inside(path.rpartition("/")[0])

    def result(self, site: Site) -> Abstracts:
        """What the call of a site returns."""
        found = self._results.get(site)
        return self._told(self._results, site, "result", lambda: returned(self, site)) if found is None else found

    def members(self, values: Abstracts, path: str, line: int) -> Abstracts:
        """`values.path`, one segment after the other."""
        return self._members.of(values, path, line)

    def lookup(self, name: str, env: Env, line: int) -> Abstracts:
        """What a plain name means in a scope; empty when nothing binds it."""
        module = self.modules[env.path]
        bindings = module.bindings.get(name, ())
        several = len(bindings) > 1 or name in module.grown or (bool(bindings) and shadows(module, name, env.scope))
        key = (env, name, line if several else 0)
        found = self._names.get(key)
        return (
            self._told(self._names, key, "name", lambda: find_name(self, name, env, line)) if found is None else found
        )

    def exported(self, path: str, name: str) -> Abstracts:
        """What a module or folder of the tree gives under a name."""
        if path not in self.modules:
            return self._neighbours.of_folder(path, name)
        module = self.modules[path]
        if name in module.exports:
            found = self.evaluate(module.exports[name], Env(path, ""))
            if found:
                return found
        found = self.lookup(name, Env(path, ""), 0)
        return found if found or module.group != "python" else self.submodule(path, name)

    def submodule(self, path: str, name: str) -> Abstracts:
        inner = self.places.locate("python", f".{name}", path) if path.endswith("__init__.py") else None
        return (Package(inner),) if inner else ()

    def callers(self, definition: Definition) -> tuple[Site, ...]:
        """The call sites of a function or class of the tree."""
        return self._callers.of(definition)

    def makers(self, cls: Definition) -> tuple[Site, ...]:
        """Where objects of a class of the tree are made, however many."""
        return self._callers.makers(cls)

    def handed(self, function: Function, param: Param, own: Definition) -> Abstracts:
        """What a parameter of a function is given where the function is handed over beside its arguments."""
        given = self._handed.values(self, function, param, own)
        return given or (self._decorated.of(self, own) if function.params[0] is param else ())

    def called_back(self, function: Function, param: Param, own: Definition) -> Abstracts:
        """What a parameter of a function is given by what the function is handed to."""
        return self._callbacks.values(self, function, param, own)

    def ranged(self, own: Definition) -> list[tuple[Value, Env]]:
        """The items that a function in place is handed one after the other: `TEAM.map((one) => ...)`."""
        function = self.modules[own.path].functions.get(own.scope)
        return self._callbacks.rows(self, function, own) if function is not None and function.params else []

    def posted(self, path: str, scope: str) -> Abstracts:
        """What the route is sent which a scope of a file serves."""
        return self._posts.body(path, scope)

    # -- bounds ---------------------------------------------------------------------------------------------

    @property
    def depth(self) -> int:
        """How many questions the one that is answered stands within."""
        return max(self._depth, len(self._running) - MAX_RUNNING + MAX_DEPTH)

    @property
    def spent(self) -> bool:
        """Whether the question that was asked from outside has used up its steps."""
        return self._steps > self._allowed

    # -- inside ---------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._left += FOR_EACH - self._steps
        self._allowed = MAX_STEPS if self._left > 0 else FEW_STEPS
        self._steps = 0

    def _told(self, whole: dict[Of, Abstracts], of: Of, what: str, work: Callable[[], Abstracts]) -> Abstracts:
        """An answer that is not among the `whole` ones: one that was cut, or what `work` makes of it now."""
        key = (what, of)
        half = self._half.get(key)
        if half is not None and not self._is_half(key):
            return half[1]
        cuts = self.cuts
        found = self._once(key, work)
        if found is None:
            return ()
        if self.cuts != cuts and not any_known(found):
            self._half[key] = (len(self._running) // 2, found)
        else:
            whole[of] = found
            self._half.pop(key, None)
        return found

    def _once(self, key: object, work: Callable[[], Abstracts]) -> Abstracts | None:
        """The result of work, or None when it is under way already or the steps are used up."""
        running = self._running
        if key in running:
            self.rounds += 1
            return None
        if len(running) >= MAX_RUNNING:
            self.cuts += 1
            return None
        running.add(key)
        try:
            return work()
        finally:
            running.discard(key)

    def _is_half(self, key: object) -> bool:
        """Whether an answer was cut far deeper inside other questions than it is asked for now."""
        return len(self._running) < self._half[key][0]

    def _following(self) -> dict[type[Any], Callable[[Any, Env], Abstracts]]:
        """How values are followed, by their type; all others stand for themselves."""
        return {
            Name: self._let_through if self._asking else self._name,
            CallRef: lambda value, env: self.result(Site(env, value.call)) or (Lost("…", env.path, value.line),),
            Member: lambda value, env: self.members(self.evaluate(value.base, env), value.path, value.line),
            Item: lambda item, env: item_value(self, item, env),
            Either: lambda value, env: either(self, value, env),
            Template: lambda value, env: templated(self, value, env),
            Elsewhere: lambda value, env: self.evaluate(value.value, Env(value.path, value.scope)),
        }

    def _let_through(self, name: Name, env: Env) -> Abstracts:
        found = self._name(name, env)
        return narrowed(self, name, env, found) if name.line and env.path in self._asking else found

    def _name(self, name: Name, env: Env) -> Abstracts:
        if "." not in name.path:
            return self._plain(name.path, env, name.line)
        values = self._dotted(name, env)
        for value in values:  # a loop: most have one or two values, and `any` costs more than they do
            if type(value) is Const and not value.path:
                break
        else:
            return values
        return tuple(  # a constant of a package is written where it is named
            value._replace(path=env.path, line=name.line) if isinstance(value, Const) and not value.path else value
            for value in values
        )

    def _dotted(self, name: Name, env: Env) -> Abstracts:
        path = name.path
        module = self.modules[env.path]
        head, _, rest = path.partition(".")
        if head in ("self", "this", "cls"):
            cls = module.enclosing_class(env.scope)
            own = Definition(env.path, "class", cls) if cls is not None else declared_beside(self, module, env.scope)
            if own is not None:
                return own_member(self, own, head, rest, env, name)
        for cut in prefixes(path):
            if cut in module.bindings or cut in module.imports:
                found = self.lookup(cut, env, name.line)
                if found:
                    rest = path[len(cut) + 1 :]
                    values = found if not rest else self._members.flag(found, rest, env.path)
                    values = values or self.members(found, rest, name.line)
                    return distinct([*values, *self._before(cut, name, env, found)])
        shared = assigned_anywhere(self, path, env)
        found = shared or self.members(self._plain(head, env, name.line), rest, name.line)
        if module.group in (*_UNLISTED, "php") and path.count(".") > 1 and head[:1].isupper():
            holder, _, last = path.rpartition(".")
            found = self.members(self._neighbours.in_full(module, holder), last, name.line) or found
            found = (self._neighbours.in_full(module, path) or found) if module.group == "php" else found
        if module.group == "ruby" and head[:1].isupper() and not any(isinstance(one, Definition) for one in found):
            found = distinct([*found, *self._neighbours.spelt_out(module, path)])
        return found

    def _before(self, cut: str, name: Name, env: Env, found: Abstracts) -> Iterator[Abstract]:
        """What an attribute still holds where only a branch assigns it: `if args.model: config.model = args.model`;
        and the method that a function of the tree replaces and, as a rule, calls."""
        module = self.modules[env.path]
        head, _, rest = name.path.partition(".")
        wrapped = any(isinstance(value, Definition) and value.kind == "function" for value in found)
        bound = module.bindings.get(cut, ())
        if "." in cut and (
            wrapped or not any(b.certain and not module.branches.chosen(b.scope, b.line) for b in bound)
        ):
            known = self.members(self._plain(head, env, name.line), rest, name.line)
            yield from (value for value in known if not isinstance(value, Lost))

    def _plain(self, name: str, env: Env, line: int) -> Abstracts:
        found = self.lookup(name, env, line)
        module = self.modules[env.path]
        if found:
            starred = module.stars and module.group in _UNLISTED and only_starred(found, name)
            return (self._unimported(module, name, line) or found) if starred else found
        if module.group == "python":
            return builtin(name) or (Lost(name, env.path, line),)
        found = self._unimported(module, name, line)
        if name == "this" and not found and (cls := module.enclosing_class(env.scope)) is not None:
            return (Instance(Definition(env.path, "class", cls)),)  # `return this` of a builder
        if found and module.group == "ruby" and self.catalogue.is_head("ruby", name):
            return (Symbol(name, ""), *found)  # an SDK's own tree uses the SDK
        if not found and module.group == "php" and name in _LARAVEL:
            return (Symbol("Laravel", name),)
        if not found and self.catalogue.is_head(module.group, name):
            return (Symbol(name, ""),)  # Ruby and PHP see packages' names without an import; others write them in full
        return found or (Lost(name, env.path, line),)

    def _unimported(self, module: Module, name: str, line: int) -> Abstracts:
        """What a name means that no import binds by itself: a member of a class of the tree all of whose members are
        seen (`using static Shop.ToolNames;`), else what the files of a tree see of each other."""
        opened = self._neighbours.opened(module) if module.stars and module.group in _UNLISTED else ()
        found = self.members(opened, name, line) if opened else ()
        return found if any_known(found) else self._neighbours.of(module, name)


_UNLISTED = ("dotnet", "jvm")  # languages that see the names of their own project before those of `using X;`
