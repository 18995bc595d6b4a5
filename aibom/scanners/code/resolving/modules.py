"""One file's facts, indexed by name: what a scope binds, defines and imports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.languages import GROUP_OF_LANGUAGE
from aibom.core.left_out import within
from aibom.scanners.code.facts import (
    Binding,
    Call,
    CallRef,
    Class,
    FuncRef,
    Function,
    Import,
    Lit,
    Map,
    ModuleFacts,
    Name,
    Param,
    Seq,
    Template,
    Value,
)
from aibom.scanners.code.resolving.branches import Branches
from aibom.scanners.code.resolving.conditions import Conditions
from aibom.scanners.code.resolving.growth import grown
from aibom.scanners.code.resolving.overloads import by_scope
from aibom.scanners.code.resolving.owners import owners_of


def join_scope(scope: str, name: str) -> str:
    """The full scope name of `name` defined in `scope`."""
    return f"{scope}.{name}" if scope else name


_MAX_CHAIN = 40
_APART = ("python", "go", "rust")  # languages in which a method reaches its class's names through an object only
_FEW = 12  # bindings of a name that are looked through each time
MAX_BOUND = 5_000  # times that one scope binds one name


class Module:
    """Lookup tables over ModuleFacts; built once, in one pass."""

    __slots__ = (
        "bindings",
        "bound_in",
        "branches",
        "calls_in",
        "chain",
        "classes",
        "conditions",
        "ended",
        "exports",
        "facts",
        "fields",
        "flags",
        "functions",
        "group",
        "grown",
        "imports",
        "lines",
        "lists",
        "names",
        "owners",
        "params",
        "path",
        "puts",
        "said",
        "stars",
    )

    def __init__(self, facts: ModuleFacts) -> None:
        self.facts = facts
        self.path = facts.path
        self.group = GROUP_OF_LANGUAGE.get(facts.language, facts.language)
        self.imports: dict[str, list[Import]] = defaultdict(list)
        self.stars: list[Import] = []
        for imp in facts.imports:
            (self.stars if imp.name == "*" else self.imports[imp.alias]).append(imp)
        self.bindings: dict[str, list[Binding]] = defaultdict(list)
        for binding in facts.bindings:
            if binding.form not in ("param", "return"):
                self.bindings[binding.name].append(binding)
        for name, bound in self.bindings.items():
            if len(bound) > MAX_BOUND:
                self.bindings[name] = _within_scopes(bound, facts.path)
        for binding in _set_by_default(facts.calls):
            self.bindings[binding.name].append(binding)
        self.bound_in: dict[tuple[str, str], list[Binding]] = {}
        self.branches = Branches(facts.arms)
        self.conditions = Conditions(facts.arms)
        self.grown = grown(facts, self.group)
        self.functions: dict[str, Function] = by_scope(facts.functions, self.group)
        self.params: dict[tuple[str, str], Param] = {
            (scope, param.name): param for scope, function in self.functions.items() for param in function.params
        }
        self.classes: dict[str, Class] = {join_scope(c.scope, c.name): c for c in facts.classes}
        self.exports = dict(facts.exports)
        self.fields: dict[str, list[str]] = defaultdict(list)  # of a class, in written order
        for binding in facts.bindings:
            if binding.form == "field":
                self.fields[binding.scope].append(binding.name)
        self.calls_in: dict[str, list[int]] = defaultdict(list)
        for index, call in enumerate(facts.calls):
            self.calls_in[call.scope].append(index)
        self.owners: dict[int, str] | None = None
        self.chain: dict[int, int] | None = None
        self.names: dict[int, str] | None = None
        self.ended: frozenset[int] = frozenset()
        self.lists: dict[int, tuple[Value, ...]] | None = None
        self.lines: dict[int, list[str]] | None = None
        self.puts: dict[str, list[str]] | None = None
        self.flags: dict[str, list[int]] | None = None
        self.said: tuple[frozenset[str], frozenset[str]] | None = None

    def call(self, index: int) -> Call:
        """The call of this index."""
        return self.facts.calls[index]

    def bound(self, name: str, scope: str) -> list[Binding]:
        """What a scope binds a name to, as written."""
        everywhere = self.bindings.get(name, ())
        if len(everywhere) <= _FEW:
            return [one for one in everywhere if one.scope == scope]
        if (name, scope) not in self.bound_in:
            self.bound_in[name, scope] = [one for one in everywhere if one.scope == scope]
        return self.bound_in[name, scope]

    def scopes(self, scope: str) -> Iterator[str]:
        """The scopes a name is looked up in, innermost first; not all languages show a class's names to its methods."""
        yield scope
        outer = scope
        while outer:
            outer = outer.rpartition(".")[0]
            if outer and self.group in _APART and outer in self.classes:
                continue
            yield outer

    def enclosing_class(self, scope: str) -> str | None:
        """The full scope name of the innermost class around a scope."""
        while scope:
            if scope in self.classes:
                return scope
            scope = scope.rpartition(".")[0]
        return None

    def base_names(self, scope: str) -> set[str]:
        """The last names of what the class around a scope derives from, as far as they are written plainly."""
        cls = self.enclosing_class(scope)
        bases = self.classes[cls].bases if cls is not None else ()
        return {base.path.rpartition(".")[2] for base in bases if isinstance(base, Name)}

    def makes_base(self, call: Call) -> bool:
        """Whether a call makes what a class derives from: `super({...})`, `super().__init__(...)`."""
        if call.callee == "__init__" and isinstance(call.receiver, CallRef):
            return self.call(call.receiver.call).callee == "super"
        return call.receiver is None and call.callee in ("super", "super.__init__")

    def enclosing_function(self, scope: str) -> str | None:
        """The full scope name of the innermost function around (or at) a scope."""
        while scope:
            if scope in self.functions:
                return scope
            scope = scope.rpartition(".")[0]
        return None

    def within(self, scope: str) -> Iterator[int]:
        """The calls of a scope and of the scopes written inside it."""
        prefix = scope + "."
        for inner, calls in self.calls_in.items():
            if inner == scope or inner.startswith(prefix):
                yield from calls

    def stated_name(self, call: int) -> tuple[str, int] | None:
        """The name that a comment gives to what a call yields (`# aibom: name=gpt-4o`), and the comment's line.

        The comment stands on a line of the call or on the line above it, where it does not follow another call.
        """
        if self.names is None:
            self.names = {
                directive.line: directive.text.removeprefix("name=").strip().strip("\"'")
                for directive in self.facts.directives
                if directive.text.startswith("name=")
            }
            self.ended = frozenset(one.end_line for one in self.facts.calls) if self.names else self.ended
        if not self.names:
            return None
        made = self.call(call)
        for line in range(made.line - 1, min(made.end_line, made.line + _MAX_CHAIN) + 1):
            if self.names.get(line) and (line >= made.line or line not in self.ended):
                return self.names[line], line
        return None

    def following(self, call: int) -> int | None:
        """The call whose receiver is this call's result (`b()` of `a().b()`)."""
        if self.chain is None:
            self.chain = {}
            for index, later in enumerate(self.facts.calls):
                if isinstance(later.receiver, CallRef):
                    self.chain.setdefault(later.receiver.call, index)
        return self.chain.get(call)

    def beside(self, call: int) -> tuple[Value, ...]:
        """What a call's result stands beside: the arguments that it is handed over with, the items of its list."""
        if self.lists is None:
            self.lists = {}
            rows = [made.args for made in self.facts.calls]
            rows += [bound.value.items for bound in self.facts.bindings if isinstance(bound.value, Seq)]
            for row in rows:
                if len(row) > 1:
                    self.lists.update((one.call, row) for one in row if isinstance(one, CallRef))
        return self.lists.get(call, ())

    def bound_at(self, line: int) -> list[str]:
        """The names that are bound at a line."""
        if self.lines is None:
            self.lines = defaultdict(list)
            for binding in self.facts.bindings:
                self.lines[binding.line].append(binding.name)
        return self.lines.get(line, [])

    def put_under(self, name: str) -> list[str]:
        """The places in a mapping or list that something is assigned to, as they are spelled: `agents["search"]`."""
        if self.puts is None:
            self.puts = defaultdict(list)
            for place in self.bindings:
                base, opened, _ = place.partition("[")
                if opened:
                    self.puts[base].append(place)
        base, opened, _ = name.partition("[")
        if not opened:
            return self.puts.get(name, [])  # there may be a thousand, and each use of the name asks for them
        return [place for place in self.puts.get(base, ()) if place.startswith(f"{name}[")]

    def options(self) -> dict[str, list[int]]:
        """Command line options of this file: the variable's name -> the calls that declare it."""
        if self.flags is None:
            self.flags = defaultdict(list)
            for index, call in enumerate(self.facts.calls):
                if declares_option(call):
                    names = [option_name(call.args)]
                    names += [str(v.value) for k, v in call.kwargs if k == "dest" and isinstance(v, Lit)]
                    for name in names:
                        self.flags[name].append(index)
        return self.flags

    def owner(self, call: int) -> str:
        """The name that a call's result is given: a variable's, or its key in an object literal.

        A builder's result is what the chain of calls on it gives in the end.
        """
        if self.owners is None:
            self.owners = owners_of(self.facts)
        for _ in range(_MAX_CHAIN):
            if call in self.owners or (following := self.following(call)) is None:
                break
            call = following
        return self.owners.get(call, "")


# Values that are what they are written as: a name that is bound to one calls nothing else.
_PLAIN = (Lit, Seq, Map, Template)


def passing_names(modules: Iterable[Module]) -> frozenset[str]:
    """The names under which the files of a tree pass on what is defined or made elsewhere."""
    found: set[str] = set()
    for module in modules:
        facts = module.facts
        found.update(declared.name for declared in facts.classes if declared.bases)
        shared = (b for b in facts.bindings if (not b.scope or b.form == "field") and not isinstance(b.value, _PLAIN))
        found.update(binding.name for binding in shared)
        found.update(imp.alias for imp in facts.imports if imp.name not in (imp.alias, "*"))
        found.update(name for name, value in facts.exports if not isinstance(value, FuncRef))
    return frozenset(found)


def share_global_usings(modules: Mapping[str, Module]) -> None:
    """`global using X;` holds for the files of its project: those in its folder and below."""
    shared = [
        (path.rpartition("/")[0], [imp for imp in module.stars if imp.scope == "<global>"])
        for path, module in modules.items()
        if module.group == "dotnet"
    ]
    for folder, imports in shared:
        if imports:
            for path, module in modules.items():
                if module.group == "dotnet" and (not folder or path.startswith(folder + "/")):
                    module.stars += [imp for imp in imports if imp not in module.stars]


def _within_scopes(bound: list[Binding], path: str) -> list[Binding]:
    """The bindings of one name without those beyond MAX_BOUND of a scope."""
    scopes: dict[str, list[Binding]] = defaultdict(list)
    for binding in bound:
        scopes[binding.scope].append(binding)
    if all(len(inside) <= MAX_BOUND for inside in scopes.values()):
        return bound
    return [one for inside in scopes.values() for one in within(inside, MAX_BOUND, "assignments of one name", path)]


def _set_by_default(calls: tuple[Call, ...]) -> Iterator[Binding]:
    """`options.setdefault("model", NAME)` as a binding of `options["model"]`, which may be bound already."""
    for call in calls:
        name, _, method = call.callee.rpartition(".")
        if method == "setdefault" and call.receiver is None and len(call.args) == 2 and isinstance(call.args[0], Lit):
            yield Binding(f'{name}["{call.args[0].value}"]', call.scope, call.args[1], call.line, certain=False)


_MAX_CHOICES = 6  # of one option; more are a list of what there is


def choices_of(module: Module, call: Call) -> tuple[Value, ...]:
    """What an option lets the user choose from, when that is few: `choices=[...]`, `type=click.Choice([...])`.

    Words without a number are sizes, modes and devices rather than names of models.
    """
    for key, value in call.kwargs:
        if key == "type" and isinstance(value, CallRef) and module.call(value.call).callee.endswith("Choice"):
            value = next(iter(module.call(value.call).args), value)
        elif key != "choices":
            continue
        if isinstance(value, Seq) and len(value.items) <= _MAX_CHOICES:
            return tuple(item for item in value.items if any(map(str.isdigit, str(getattr(item, "value", "")))))
    return ()


_OPTIONS = ("add_argument", "add_option")
_SHORT_OPTIONS = (
    "add_arg",
    "add_arguments",
    "add",
)  # `add_arg = partial(add_arguments, argparser=parser)`, configargparse


def declares_option(call: Call) -> bool:
    """Whether a call declares a command line option: `parser.add_argument("--model", default="...")`."""
    tail = call.callee.rpartition(".")[2]
    if tail in _OPTIONS or tail.startswith("DEFINE_"):
        return True
    first = call.args[0] if call.args and tail in _SHORT_OPTIONS else None
    text = first.value if isinstance(first, Lit) and isinstance(first.value, str) else ""
    return text.startswith("--") or (tail != "add" and text.isidentifier())


def option_name(args: tuple[Value, ...]) -> str:
    """The variable that an option is stored in: a plain name if one is given, else the first long flag."""
    flags = [arg.value for arg in args if isinstance(arg, Lit) and isinstance(arg.value, str)]
    plain = [flag for flag in flags if not flag.startswith("-")]
    long = [flag for flag in flags if flag.startswith("--")]
    chosen = (plain or long or flags or [""])[0]
    return chosen.partition("/")[0].lstrip("-").replace("-", "_")
