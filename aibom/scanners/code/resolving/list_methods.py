"""Methods of lists whose result is still known: `filter`, `join`, `map` of scripts, streams of Java, LINQ of .NET,
iterators of Rust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, FuncRef, Item, Lit, Map, Member, Name, Seq, Template, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.text_parts import named_parts
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstracts, Const, Data, Definition, Env, Follower, Symbol

_OF_TOOLS = re.compile(r"(?:Tool|Function)s?\Z")  # of libraries that bring a tool into the form of an API
_DESCRIPTIONS = ("definition", "schema", "spec", "declaration", "tool", "function", "toolDefinition", "def")


class _Methods(NamedTuple):
    """Those that leave a list, those that add another, those that make something of each item."""

    leaving: frozenset[str]
    adding: frozenset[str]
    mapping: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.leaving | self.adding | self.mapping


def _words(leaving: str, adding: str, mapping: str) -> _Methods:
    return _Methods(*(frozenset(one.split()) for one in (leaving, adding, mapping)))


_METHODS = {
    "javascript": _words("filter join slice sort toSorted reverse toReversed flat", "concat", "map flatMap"),
    "jvm": _words(
        "stream parallelStream asSequence filter sorted distinct toList collect toArray toTypedArray toMutableList",
        "concat plus",
        "map flatMap mapNotNull",
    ),
    "dotnet": _words(
        "ToList ToArray AsEnumerable Where Cast OfType OrderBy Distinct AsReadOnly",
        "Concat Append",
        "Select SelectMany",
    ),
    "rust": _words(
        "iter_mut values values_mut into_values copied collect filter rev as_slice unique dedup",
        "chain",
        "map flat_map",
    ),
}
_FLATTENING = ("flatMap", "SelectMany", "flat_map")
_COPIES = (
    "ArrayList",
    "LinkedList",
    "LinkedHashSet",
    "CopyOnWriteArrayList",
    "HashSet",
    "List",
)  # `new ArrayList<>(x)`
_STATIC = ("Stream",)  # whose methods are given the lists


def through_list(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """What such a method gives; None when it is no list that is known."""
    methods = _METHODS.get(ev.modules[env.path].group)
    owner, _, method = call.callee.rpartition(".")
    if call.callee in _COPIES and call.form == "new" and len(call.args) == 1:
        return tuple(v for v in ev.evaluate(call.args[0], env) if isinstance(v, Data)) or None
    if methods is None or method not in methods.all or (call.receiver is None) == (not owner):
        return None
    if method in methods.mapping and not (method == "map" and _describes(ev, call, env)):
        return _of_each(ev, call, env, spread=method in _FLATTENING)
    made_of = [Name(owner, call.line) if call.receiver is None else call.receiver]
    made_of = [*call.args] if owner in _STATIC else [*made_of, *call.args] if method in methods.adding else made_of
    lists = [v for one in made_of for v in ev.evaluate(one, env) if isinstance(v, Data) and isinstance(v.value, Seq)]
    if method == "join":
        return _text(ev, call, lists, env) if lists else None
    return tuple(lists) or None


def _of_each(ev: Follower, call: Call, env: Env, *, spread: bool) -> Abstracts | None:
    """What a function in place gives for each item, where that is the item itself, what a table has under its name, or
    what another function makes of it: `names.map((name) => TOOLS[name])`, `kits.flatMap((kit) => kit.getTools())`."""
    made = call.args[0] if call.args else None
    if made is None or not isinstance(made, FuncRef | Name):
        return None
    in_place = [Definition(env.path, "function", made.scope)] if isinstance(made, FuncRef) else []
    named = in_place or [*_functions(ev, made, env)]
    lists = [one for own in named if (one := _returned(ev, own, call, env, spread=spread)) is not None]
    return tuple(lists) or None


def _functions(ev: Follower, made: Value, env: Env) -> Iterator[Definition]:
    """The functions that a list is mapped by under their names, in languages that are typed: `map(Kit::byName)`."""
    if ev.modules[env.path].group != "javascript":
        yield from (v for v in ev.evaluate(made, env) if isinstance(v, Definition) and v.kind == "function")


def _returned(ev: Follower, own: Definition, call: Call, env: Env, *, spread: bool) -> Data | None:
    function = ev.modules[own.path].functions.get(own.scope)
    if function is None or not function.returns or not all(map(_is_plain, function.returns)):
        return None
    given = (Member(one, "*", call.line) if spread else one for one in function.returns)
    return Data(Seq(tuple(given), call.line), Env(own.path, own.scope, env.frame if own.path == env.path else None))


def _is_plain(value: Value) -> bool:
    return isinstance(value, CallRef | Item) or (isinstance(value, Name) and "." not in value.path)


def _describes(ev: Follower, call: Call, env: Env) -> bool:
    """Whether a function makes mappings of items, which stand for these: `tools.map((tool) => ({ ...tool }))`,
    `tools.map(zodFunction)`, `tools.map((tool) => tool.definition)`."""
    made = call.args[0] if call.args else None
    if made is None or (isinstance(made, Name) and "." in made.path):
        return False
    makers = ev.evaluate(made, env) if isinstance(made, FuncRef | Name) else ()
    if any(isinstance(one, Symbol) and _OF_TOOLS.search(one.path) for one in makers):
        return True
    found = [one for one in makers if isinstance(one, Definition) and one.kind == "function"]
    return bool(found) and all(_makes_mapping(ev.modules[one.path], one.scope) for one in found)


def _makes_mapping(module: Module, scope: str) -> bool:
    """Whether a function returns mappings, written out or held by a variable of its own, or what describes a tool."""
    function = module.functions.get(scope)
    if function is None or not function.returns:
        return False
    named = {one.name for one in module.facts.bindings if one.scope == scope and isinstance(one.value, Map)}
    named |= {f"{param.name}.{member}" for param in function.params for member in _DESCRIPTIONS}
    return all(
        isinstance(value, Map) or (isinstance(value, Name) and value.path in named) for value in function.returns
    )


def _text(ev: Follower, call: Call, lists: list[Data], env: Env) -> Abstracts | None:
    """`[...].filter(Boolean).join(" ")`: a text of the items that are known, with those added to the list later."""
    given = [v for arg in call.args[:1] for v in ev.evaluate(arg, env) if isinstance(v, Const)]
    return put_together(ev, str(given[0].value) if given else ",", lists)


def put_together(ev: Follower, glue: str, lists: list[Data]) -> Abstracts | None:
    """The text of lists whose items are joined, with the names of the texts that it is made of."""
    first, *later = lists
    if not later and (named := _of_named_texts(ev, glue, first)):
        return named
    parts: list[str] = []
    known, begins = not later, None
    for item, place in [(item, one.env) for one in lists for item in getattr(one.value, "items", ())][
        : MAX_OPTIONS * 4
    ]:
        texts = [v for v in ev.evaluate(item, place) if isinstance(v, Const) and isinstance(v.value, str)]
        known = known and bool(texts) and not texts[0].partial
        parts += [str(texts[0].value)] if texts else []
        begins = begins or next(iter(texts), None)
    if begins is None:
        return None
    begun = bool(getattr(first.value, "items", ())) or begins.path != first.env.path
    line = first.value.line if begun else begins.line
    return (Const(glue.join(parts), first.env.path, line, partial=not known),)


def _of_named_texts(ev: Follower, glue: str, texts: Data) -> Abstracts:
    """The text that a list of named texts is, with these: `[rolePrompt, rulesPrompt].join("\n")`; nothing of others."""
    items = texts.value.items if isinstance(texts.value, Seq) else ()
    if not 1 < len(items) <= MAX_OPTIONS or not any(isinstance(one, Name) for one in items):
        return ()
    if not any(named_parts(ev.evaluate(one, texts.env)) for one in items if isinstance(one, Name)):
        return ()
    parts = [part for item in items for part in (item, Lit(glue, texts.value.line))][:-1]
    return ev.evaluate(Template(tuple(parts), texts.value.line), texts.env)
