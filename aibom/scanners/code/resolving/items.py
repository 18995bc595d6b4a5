"""What stands behind a key (`base[key]`), and what any function assigns to an attribute or key of a shared object."""

from __future__ import annotations

from aibom.scanners.code.facts import Either, Item, Lit, Member, Name, Opaque, Seq, Value
from aibom.scanners.code.resolving.grown_texts import made_longer, makes_longer
from aibom.scanners.code.resolving.mappings import item_of
from aibom.scanners.code.resolving.settings.dotnet import setting_of_item
from aibom.scanners.code.resolving.types import (
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Symbol,
    any_known,
    distinct,
)
from aibom.scanners.code.spelling import spell

# Methods that a loader of data calls in turn, and nobody by name.
_ITEMS = ("__getitem__", "__getitems__", "get_item")


def item_value(ev: Follower, item: Item, env: Env) -> Abstracts:
    """`base[key]`: what is assigned under that spelling (`state["model"] = ...`), else the base's member."""
    found = setting_of_item(ev, item, env) if ev.modules[env.path].group == "dotnet" else ()
    if found:
        return found
    if isinstance(item.base, Name) and isinstance(item.key, Lit) and isinstance(item.key.value, str):
        found = assigned_anywhere(ev, f'{item.base.path}["{item.key.value}"]', env)
        if found:
            return found
    found = _put_under(ev, item, env)
    if found:
        return found
    base = ev.evaluate(item.base, env)
    if isinstance(item.key, Opaque) and ":" in item.key.text and (lists := _lists(base)):
        return lists  # a slice of them
    if isinstance(item.key, Seq) and any(isinstance(v, Symbol) and v.path == "Annotated" for v in base):
        return distinct([v for part in item.key.items for v in ev.evaluate(part, env)])
    chosen = _is_choice(item.key) and not (env.frame is not None and env.frame.turns)  # a turn says which
    keys = ev.evaluate(item.key, env)
    found = _of_objects(ev, base, keys) or item_of(ev, base, keys, env, _is_asked(ev, item.key, env), chosen)
    return found or (Lost(spell(item, ev.modules[env.path].facts.calls), env.path, item.line),)


def _of_objects(ev: Follower, base: Abstracts, keys: Abstracts) -> Abstracts:
    """What objects of the tree give that look a key up in a mapping of theirs: `return self.settings[name]`."""
    found: list[Abstract] = []
    for thing in (one for one in base if isinstance(one, Instance)):
        for method in ev.members((thing,), _ITEMS[0], 0):
            if isinstance(method, Definition):
                found += _looked_up(ev, thing, method, keys)
    return distinct(found)


def _looked_up(ev: Follower, thing: Instance, method: Definition, keys: Abstracts) -> Abstracts:
    function = ev.modules[method.path].functions[method.scope]
    given = function.returns[0] if len(function.returns) == 1 and len(function.params) > 1 else None
    if not isinstance(given, Item) or given.key != Name(function.params[1].name, given.key.line):
        return ()
    owner, _, member = given.base.path.partition(".") if isinstance(given.base, Name) else ("", "", "")
    held = ev.members((thing,), member, 0) if member and owner == function.params[0].name else ()
    return item_of(ev, held, keys, Env(method.path, method.scope), False, False)


def _lists(values: Abstracts) -> Abstracts:
    return tuple(one for one in values if isinstance(one, Data) and isinstance(one.value, Seq))


def _put_under(ev: Follower, item: Item, env: Env) -> Abstracts:
    """What is put under the same variable: `clients[name] = Groq()` above `clients[name].chat`."""
    if not isinstance(item.base, Name) or not isinstance(item.key, Name):
        return ()
    path = f"{item.base.path}[{item.key.path}]"
    found = ev.lookup(path, env, item.line) if path in ev.modules[env.path].bindings else ()
    return found if any_known(found) else ()


def _is_choice(key: Value) -> bool:
    """Whether a key is a variable, or one with a default: `MODELS[options.model || "fast"]`."""
    if isinstance(key, Either):
        return any(_is_choice(one) for one in key.options)
    return isinstance(key, Member) or (isinstance(key, Name) and not key.path.rpartition(".")[2].isupper())


def _is_asked(ev: Follower, key: Value, env: Env) -> bool:
    """Whether a key is what somebody outside of the program says: it is of a parameter of what no code calls."""
    head = key.path.partition(".")[0] if isinstance(key, Name) else ""
    scope, params = env.scope, ev.modules[env.path].params
    while scope and (scope, head) not in params:  # a function that is written in place has its parameters as well
        scope = scope.rpartition(".")[0]
    if not head or not scope or env.frame is not None or scope.endswith(_ITEMS):
        return False
    return not ev.callers(Definition(env.path, "function", scope))


def assigned_anywhere(ev: Follower, path: str, env: Env) -> Abstracts:
    """What any function of the file assigns to an attribute or key of a shared object."""
    found: list[Abstract] = []
    bindings = ev.modules[env.path].bindings.get(path, ())
    for binding in (one for one in bindings if not makes_longer(one.value, path)):
        values = ev.evaluate(binding.value, Env(env.path, binding.scope))
        found += (v._replace(name=path) if isinstance(v, Const) and not v.name else v for v in values)
    for binding in (one for one in bindings if makes_longer(one.value, path)):
        found += made_longer(ev, binding.value, path, tuple(found), Env(env.path, binding.scope))
    return distinct(found) if any_known(found) else ()
