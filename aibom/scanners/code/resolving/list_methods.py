"""Methods of lists whose result is still known: in JavaScript `filter`, `join`, `map` over mappings."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, FuncRef, Item, Lit, Map, Member, Name, Seq, Template
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.text_parts import named_parts
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstracts, Const, Data, Definition, Env, Follower, Symbol

_OF_TOOLS = re.compile(r"(?:Tool|Function)s?\Z")  # of libraries that bring a tool into the form of an API
_DESCRIPTIONS = ("definition", "schema", "spec", "declaration", "tool", "function", "toolDefinition", "def")
_MAPPING = ("map", "flatMap")
_METHODS = frozenset("filter join map flatMap slice sort toSorted reverse toReversed flat concat".split())


def through_list(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """What such a method gives; None when it is no list that is known."""
    owner, _, method = call.callee.rpartition(".")
    if method not in _METHODS or (call.receiver is None) == (not owner):
        return None
    if method in _MAPPING and not (method == "map" and _describes(ev, call, env)):
        return _of_each(ev, call, env, spread=method == "flatMap")
    base = ev.evaluate(call.receiver if call.receiver is not None else Name(owner, call.line), env)
    lists = [v for v in base if isinstance(v, Data) and isinstance(v.value, Seq)]
    if method == "concat" and lists:
        added = [v for arg in call.args for v in ev.evaluate(arg, env)]
        lists += [v for v in added if isinstance(v, Data) and isinstance(v.value, Seq)]
    if method == "join":
        return _text(ev, call, lists, env) if lists else None
    return tuple(lists) or None


def _of_each(ev: Follower, call: Call, env: Env, *, spread: bool) -> Abstracts | None:
    """What a function in place gives for each item, where that is the item itself, what a table has under its name, or
    what another function makes of it: `names.map((name) => TOOLS[name])`, `kits.flatMap((kit) => kit.getTools())`."""
    made = call.args[0] if call.args else None
    function = ev.modules[env.path].functions.get(made.scope) if isinstance(made, FuncRef) else None
    if function is None or not function.returns or not isinstance(made, FuncRef):
        return None
    if not all(
        isinstance(one, CallRef | Item) or (isinstance(one, Name) and "." not in one.path) for one in function.returns
    ):
        return None
    given = (Member(one, "*", call.line) if spread else one for one in function.returns)
    return (Data(Seq(tuple(given), call.line), Env(env.path, made.scope, env.frame)),)


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
