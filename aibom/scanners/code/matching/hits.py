"""Finds the calls, decorators and subclasses that a catalogue signature matches.

Only calls that aibom.scanners.code.matching.candidates finds worth it are resolved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from aibom.catalog.entries import Signature
from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Class, Function, Name, Value
from aibom.scanners.code.matching.candidates import REGISTERS, CallFilter, described_class
from aibom.scanners.code.matching.matched_names import Matched
from aibom.scanners.code.matching.own.classes import own_kinds
from aibom.scanners.code.matching.own.unlisted import called_by_form, decorated_by_form, derived_by_form
from aibom.scanners.code.matching.types import TREE, Hit
from aibom.scanners.code.resolving.extensions import is_extension
from aibom.scanners.code.resolving.locate import fits
from aibom.scanners.code.resolving.members import ancestors, class_member, outside_bases
from aibom.scanners.code.resolving.modules import Module, join_scope
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import (
    LOOSE,
    Abstract,
    Abstracts,
    Const,
    Definition,
    Env,
    Lost,
    Site,
    Symbol,
)

_WRAPPERS = frozenset(("Tool", "StructuredTool", "BaseTool", "FunctionTool"))
_SAID_OF_TOOLS = frozenset(
    "description desc func function fn callable handler coroutine method "
    "args_schema input_schema parameters inputs".split()
)
# Imports of files that train: loaders, optimisers, splits of data, layers.
_TRAINS = re.compile(
    r"torch\.(?:utils\.data|optim)|sklearn\.model_selection|(?:^|\.)keras\.(?:layers|optimizers|preprocessing)|^tflearn"
)
_LOOSE_CONFIDENCE = 0.6
# Types of .NET that programs see without an import; an AI package that a file uses may bring any name.
_HOSTS = frozenset(
    "WebApplication WebApplicationBuilder Host HostApplicationBuilder IHostApplicationBuilder DistributedApplication "
    "IDistributedApplicationBuilder ServiceCollection IServiceCollection IServiceProvider FunctionsApplication "
    "HostBuilder IHostBuilder MauiApp".split()
)
_HELD = ("self.", "@")
_MAX_DECORATOR = 40  # lines of a decorator above what it stands on


def find_hits(resolver: Resolver, module: Module, names: Matched) -> list[Hit]:
    """All hits of one file: its calls in order, then decorated functions, then subclasses."""
    return list(_all(resolver, module, names))


def without_bases(resolver: Resolver, hits: list[Hit]) -> list[Hit]:
    """The hits less the tools, agents and prompts that are only bases of others of the tree, and never made."""
    derived = [hit for hit in hits if hit.target is not None and hit.signature.match == "subclass"]
    bases = {base._replace(owner=None) for hit in derived if hit.target for base in ancestors(resolver, hit.target)}
    idle = {base for base in bases if not _is_made(resolver, base)} if bases else bases
    return [
        hit
        for hit in hits
        if hit.signature.match != "subclass" or (hit.target not in idle and not _is_wrapper(resolver, hit))
    ]


def _is_made(resolver: Resolver, cls: Definition) -> bool:
    """Whether anybody makes one of a class, other than those that derive from it (`super().__init__()`)."""
    made = (resolver.modules[one.env.path].call(one.call) for one in resolver.callers(cls))
    return any(call.callee.rpartition(".")[2] not in ("__init__", "super") for call in made)


def _is_wrapper(resolver: Resolver, hit: Hit) -> bool:
    """Whether a class of tools is one for all of them: `Tool(name="search", func=search)` names the tool it makes."""
    if hit.signature.kind != "tool" or hit.target is None:
        return False
    group = resolver.modules[hit.path].group
    if group == "ruby":
        return _is_named_when_made(resolver, hit.target)
    if group != "python":
        return False
    if hit.target.scope.rpartition(".")[2] in _WRAPPERS:
        return True
    made = [resolver.modules[one.env.path].call(one.call) for one in resolver.callers(hit.target)]
    return bool(made) and all(_names_a_tool({key for key, _ in call.kwargs}) for call in made)


def _is_named_when_made(resolver: Resolver, cls: Definition) -> bool:
    """Whether a class of Ruby answers its name from what it was made with: `def name = @tool_name`."""
    named = resolver.modules[cls.path].functions.get(f"{cls.scope}.name")
    held = named is not None and any(isinstance(one, Name) and one.path.startswith(_HELD) for one in named.returns)
    return held and not any(isinstance(one, Const) and not one.partial for one in class_member(resolver, cls, "name"))


def _names_a_tool(keys: set[str]) -> bool:
    """Whether the arguments of a call say which tool is made; a `name` alone is what a tool works on as well."""
    return "name" in keys and bool(keys & _SAID_OF_TOOLS)


def _all(resolver: Resolver, module: Module, names: Matched) -> Iterator[Hit]:
    named = names.of(module.group)
    if named:
        imported = module.facts.imports
        brought = [imp.module for imp in imported] + [f"{imp.module}.{imp.name}" for imp in imported if imp.name]
        opened = resolver.catalogue.open_tails(module.group, brought)  # `from sklearn import tree` as well
        worth = CallFilter(module, named, opened, resolver.passing).worth
        for index, call in enumerate(module.facts.calls):
            if call.form != "decorator" and worth(call):
                yield from _of_call(resolver, module, index, call)
        decorated = list(_of_functions(resolver, module))
        yield from decorated
        yield from _of_classes(resolver, module, {hit.target for hit in decorated if hit.target is not None})


def _of_call(resolver: Resolver, module: Module, index: int, call: Call) -> Iterator[Hit]:
    site = Site(Env(module.path, call.scope), index)
    described = described_class(call)
    targets = resolver.evaluate(described, site.env) if described is not None else resolver.callee(site)
    found = False
    told: set[tuple[int, str]] = set()  # a name that several imports may bring is one call all the same
    for symbol in _symbols(resolver, targets):
        for signature in resolver.catalogue.signatures(module.group, "call", symbol.module, symbol.path):
            found = True
            if (signature.id, symbol.path) in told:
                continue
            told.add((signature.id, symbol.path))
            if _fits(resolver, module, signature, site):
                yield Hit(signature, symbol, site, call.line, confidence=signature.confidence)
    if not found:
        for symbol, signature in called_by_form(resolver, module.group, targets):
            yield Hit(signature, symbol, site, call.line, confidence=signature.confidence)
    if not found:
        yield from _of_class_body(resolver, module, call, site)
        yield from _of_loose_call(resolver, module, call, site, targets)


def _of_class_body(resolver: Resolver, module: Module, call: Call, site: Site) -> Iterator[Hit]:
    """What a call in the body of a class of Ruby says of it by a method of its base: `tools OrderLookup, Refund`."""
    declared = module.classes.get(call.scope) if module.group == "ruby" and call.receiver is None else None
    if declared is None or "." in call.callee:
        return
    cls = Definition(module.path, "class", call.scope)
    for base in outside_bases(resolver, cls):
        symbol = Symbol(base.module, f"{base.path}.{call.callee}")
        for signature in resolver.catalogue.signatures(module.group, "call", symbol.module, symbol.path):
            if _fits(resolver, module, signature, site):
                target = cls if not signature.kind else None
                yield Hit(signature, symbol, site, call.line, target=target, confidence=signature.confidence)


def _of_loose_call(resolver: Resolver, module: Module, call: Call, site: Site, targets: Abstracts) -> Iterator[Hit]:
    """What a call is known by whose object is not: by its name. `builder.AddOpenAI(desk)` of the project's own is told
    as well where it only says which service there is."""
    own = any(_is_extension(resolver, target) for target in targets)
    enters = module.group == "javascript" and "." in call.callee and call.callee.endswith(REGISTERS)
    wrapped = enters and all(isinstance(target, Definition) for target in targets)
    if not wrapped and not _is_unbound(module, call) and not all(own or _is_unknown(t) for t in targets):
        return
    known = resolver.catalogue.loose_signatures(module.group, call.callee)
    if not known and enters:
        known = resolver.catalogue.loose_signatures(module.group, "registerTool")  # `context.accountTool("x", {...})`
    for signature in known:
        if own and signature.kind != "service":
            continue
        symbol = Symbol(signature.provider or call.callee.partition(".")[0], call.callee)
        if _fits(resolver, module, signature, site):
            yield Hit(signature, symbol, site, call.line, confidence=_LOOSE_CONFIDENCE)


def _is_unbound(module: Module, call: Call) -> bool:
    """Whether nothing in a file but a star import can have brought the name that a call begins with."""
    head = call.callee.partition(".")[0]
    return bool(module.stars and head) and not (head in module.imports or head in module.bindings)


def _is_extension(resolver: Resolver, target: Abstract) -> bool:
    """Whether a method of the tree was found by its name alone."""
    if not isinstance(target, Definition) or target.kind != "function":
        return False
    function = resolver.modules[target.path].functions.get(target.scope)  # a class without a name has none
    return function is not None and is_extension(function)


def _is_unknown(target: Abstract) -> bool:
    """Whether nothing is known of what is called; a host of .NET is no part of the AI packages that a file uses."""
    if not isinstance(target, Symbol):
        return isinstance(target, Lost)
    if ".env." in target.path:
        return True  # a binding of a Worker, which the runtime hands to the classes of any base
    return target.module == LOOSE or target.path.partition(".")[0].removesuffix("()") in _HOSTS


def _fits(resolver: Resolver, module: Module, signature: Signature, site: Site) -> bool:
    """Whether the signature's own conditions hold: an AI import beside it, an argument of a certain form."""
    if signature.beside and not _is_beside(resolver, module, signature.beside):
        return False
    if signature.not_when and fits(resolver, signature.not_when, site, all_of=signature.name):
        return False
    return not signature.when or fits(resolver, signature.when, site)


def _is_beside(resolver: Resolver, module: Module, what: str) -> bool:
    if what in ("tree", "index"):  # which files make embeddings is asked when all hits are known
        return resolver.any_ai
    if what == "generating":  # what is tokenised is told to a model, and not classified
        return any(call.callee.endswith(".generate") for call in module.facts.calls)
    if what == "training":
        return any(_TRAINS.search(f"{imp.module}.{imp.name or ''}") for imp in module.facts.imports)
    return resolver.imports_ai(module) or (what == "learning" and resolver.any_learning)


def _symbols(resolver: Resolver, targets: Abstracts) -> list[Symbol]:
    """The outside things that are called; calling a class of the tree, or a class method that it overrides, calls those
    of the classes it derives from."""
    found: dict[tuple[str, str], Symbol] = {}
    for target in targets:
        if isinstance(target, Symbol):
            found.setdefault((target.module, target.path), target)
        elif isinstance(target, Definition):
            for base in _outside(resolver, target):
                found.setdefault((base.module, base.path), base)
    return list(found.values())


def _outside(resolver: Resolver, target: Definition) -> Iterable[Symbol]:
    """What a class or class method of the tree stands for outside: `OwnTool.from_defaults` is `FunctionTool`'s."""
    if target.kind == "class":
        return outside_bases(resolver, target)
    scope, _, name = target.scope.rpartition(".")
    if scope not in resolver.modules[target.path].classes:
        return ()
    bases = outside_bases(resolver, Definition(target.path, "class", scope))
    return [Symbol(base.module, f"{base.path}.{name}") for base in bases]


def _of_functions(resolver: Resolver, module: Module) -> Iterator[Hit]:
    for scope, function in module.functions.items():
        if function.decorators:
            yield from _decorated(resolver, module, function, Definition(module.path, "function", scope))
    for scope, declared in module.classes.items():
        if declared.decorators:
            yield from _decorated(resolver, module, declared, Definition(module.path, "class", scope))


def _decorated(resolver: Resolver, module: Module, declared: Function | Class, target: Definition) -> Iterator[Hit]:
    for decorator in declared.decorators:
        env = Env(module.path, declared.scope)
        site = Site(env, decorator.call if isinstance(decorator, CallRef) else -1)
        told: set[int] = set()
        targets = _decorating(resolver, decorator, env)
        for symbol in _symbols(resolver, targets):
            for signature in resolver.catalogue.signatures(module.group, "decorator", symbol.module, symbol.path):
                if signature.id in told or (signature.when and not fits(resolver, signature.when, site)):
                    continue
                if signature.naming == "bean" and not (resolver.any_ai and target in resolver.function_beans.values()):
                    continue
                told.add(signature.id)
                bearer = _bearer(module, target) if signature.naming == "owner" else target
                yield Hit(signature, symbol, site, _line(decorator, declared.line), bearer, signature.confidence)
        call = module.call(site.call) if site.call >= 0 else None
        for symbol, signature in () if told else decorated_by_form(resolver, module.group, targets, call):
            yield Hit(signature, symbol, site, _line(decorator, declared.line), target, signature.confidence)


def _bearer(module: Module, target: Definition) -> Definition:
    """The class or interface that an annotated method speaks for."""
    owner = module.enclosing_class(target.scope) if target.kind == "function" else None
    return target if owner is None else Definition(target.path, "class", owner)


def _line(decorator: Value, line: int) -> int:
    return decorator.line if 0 <= line - decorator.line <= _MAX_DECORATOR else line


def _decorating(resolver: Resolver, decorator: Value, env: Env) -> Abstracts:
    if isinstance(decorator, CallRef):
        return resolver.callee(Site(env, decorator.call))
    return resolver.evaluate(decorator, env) if isinstance(decorator, Name) else ()


def _of_classes(resolver: Resolver, module: Module, marked: Set[Definition]) -> Iterator[Hit]:
    """What classes are by those they derive from, else by their own shape. `marked` are known by their decorators."""
    for name, declared in module.classes.items():
        target = Definition(module.path, "class", join_scope(declared.scope, declared.name))
        site = Site(Env(module.path, name), -1)
        derived = list(_derived(resolver, module, declared, target, site)) if declared.bases else []
        yield from derived
        if not derived and target not in marked:
            yield from _own(resolver, module, declared, target, site)


def _derived(resolver: Resolver, module: Module, declared: Class, target: Definition, site: Site) -> Iterator[Hit]:
    told: set[int] = set()
    outside = outside_bases(resolver, target)
    for base in outside:
        for signature in resolver.catalogue.signatures(module.group, "subclass", base.module, base.path):
            if signature.id not in told:
                told.add(signature.id)
                yield Hit(signature, base, site, declared.line, target, signature.confidence)
    for base, signature in () if told else derived_by_form(resolver, module.group, outside):
        yield Hit(signature, base, site, declared.line, target, signature.confidence)


def _own(resolver: Resolver, module: Module, declared: Class, target: Definition, site: Site) -> Iterator[Hit]:
    """A tool or agent of the project's own making."""
    for kind in own_kinds(resolver, target):
        for signature in resolver.catalogue.signatures(module.group, "subclass", TREE, kind):
            yield Hit(signature, Symbol(TREE, kind), site, declared.line, target, signature.confidence)
