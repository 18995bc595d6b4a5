"""Look-ups in mappings and lists that are written out: `MODELS[key]`, `MODELS.get(key)`, `A | B`, `.values()`."""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Lit, Map, Seq, Value
from aibom.scanners.code.resolving.keyed_values import filled, keyed, maps_to_itself, texts_named
from aibom.scanners.code.resolving.members_by_name import of_namespace
from aibom.scanners.code.resolving.settings.nest import nest_setting
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Const,
    Data,
    Definition,
    Env,
    Follower,
    Instance,
    Lost,
    Site,
    Symbol,
    distinct,
)

_ENVIRONMENTS = (("os", "environ"), ("streamlit", "secrets"))  # mappings that the surroundings of a program fill
_SECTIONS = "configparser"  # whose second argument is the option of a section, not a default
_STEPPED = 2  # arguments of a count before its step
_COUNTED = ("builtins", "range()")
_MAX_MODELS = 10  # of a mapping from choices to models
_MAX_CHOICES = 6  # values of a mapping whose key is not known; more are a list of what there is, not of what is used


def looked_up(ev: Follower, base: Abstracts, call: Call, env: Env) -> Abstracts | None:
    """`mapping.get(key, default)`: the values under all known keys, of a small mapping all for an unknown one."""
    if (stated := nest_setting(ev, base, call, env)) is not None:
        return stated
    data = [v for v in base if isinstance(v, Data)]
    if _has_its_own(ev, base, call):
        return None
    if not call.args or (not data and any(isinstance(v, Symbol | Definition) for v in base)):
        return _default(ev, base, call, env)
    keys = ev.evaluate(call.args[0], env)
    literal = [key.value for key in keys if isinstance(key, Const) and isinstance(key.value, str | int)]
    found: list[Abstract] = [v for item in data for key in literal for v in keyed(ev, item, key)]
    if not literal and keys:
        found += [v for item in data for v in any_value(ev, item)]
    if len(call.args) > 1 and not (env.frame is not None and _all_have(ev, base, call.args[0])):
        found += [v for v in ev.evaluate(call.args[1], env) if not _is_key(ev, data, v)]
    return distinct(found) or None


def _all_have(ev: Follower, base: Abstracts, key: Value) -> bool:
    """Whether all that is asked in a turn or by a caller has the key that is written, so that a default counts for
    nothing."""
    if not isinstance(key, Lit) or not isinstance(key.value, str | int):
        return False
    asked = key.value
    return all(isinstance(row, Data) and bool(keyed(ev, row, asked)) for row in base)


def _is_key(ev: Follower, data: list[Data], value: Abstract) -> bool:
    """Whether a default is a key of the mapping, so that it never gets through: `HUB_NAMES.get(name, name)`."""
    return (
        isinstance(value, Const) and isinstance(value.value, str) and any(keyed(ev, item, value.value) for item in data)
    )


def _has_its_own(ev: Follower, base: Abstracts, call: Call) -> bool:
    """Whether a look-up is a method of the tree: `config.get("llm", "model")` means what is said there."""
    method = call.callee.rpartition(".")[2]
    objects = tuple(v for v in base if isinstance(v, Instance))
    return any(isinstance(v, Definition) for v in (ev.members(objects, method, call.line) if objects else ()))


def _default(ev: Follower, base: Abstracts, call: Call, env: Env) -> Abstracts | None:
    """The default of a look-up in an object of a library: `config.get("model", "gpt-4o")`, `session_state.get(...)`;
    an option of the command line as a key of what `vars(args)` gives."""
    group = ev.modules[env.path].group
    asked = ev.evaluate(call.args[0], env) if group == "python" and call.args else ()
    options = [one for v in base if isinstance(v, Symbol) for one in of_namespace(ev, v, asked)]
    if options:
        return distinct(options)
    if len(call.args) != 2 or not all(isinstance(v, Symbol) and v.path and v.module != _SECTIONS for v in base):
        return None
    if any(isinstance(v, Symbol) and ev.catalogue.value_rule(group, v.module, f"{v.path}.get") for v in base):
        return None
    keys, given = ev.evaluate(call.args[0], env), ev.evaluate(call.args[1], env)
    named = keys and all(isinstance(k, Const) and str(k.value).isidentifier() for k in keys)
    return given if named and given and all(isinstance(v, Const) and v.value for v in given) else None


def viewed(base: Abstracts, method: str) -> Abstracts | None:
    """The keys, values or pairs of a mapping that is written out."""
    found: list[Abstract] = []
    for data in base:
        if isinstance(data, Data) and isinstance(data.value, Map):
            pairs = [(key, item) for key, item in data.value.pairs if key is not None]
            items = {
                "keys": [key for key, _ in pairs],
                "values": [item for _, item in pairs],
                "items": [Seq(pair, pair[1].line) for pair in pairs],
            }[method]
            found.append(data._replace(value=Seq(tuple(items), data.value.line)))
    return tuple(found) or None


def put_in(ev: Follower, base: Abstracts, name: str, env: Env) -> Abstracts:
    """What is put into a mapping of this file later, as lists of one: `agents["search"] = Agent(...)`."""
    made = [v.env for v in base if isinstance(v, Data) and isinstance(v.value, Map) and v.env.path == env.path]
    if not made:
        return ()
    scope = made[0].scope.rpartition(".")[0] if name.startswith(("self.", "this.")) else made[0].scope
    module = ev.modules[env.path]
    bindings = module.bindings
    put = [b for key in module.put_under(name) if key.endswith("]") for b in bindings[key]]
    own = {b.scope for b in bindings.get(name, ())} - {made[0].scope}  # functions with a mapping of their own
    put = [b for b in put if b.scope not in own]
    below = [b for b in put if not scope or b.scope == scope or b.scope.startswith(f"{scope}.")]
    return tuple(Data(Seq((b.value,), b.line), Env(env.path, b.scope)) for b in below[:MAX_OPTIONS])


def united(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """`A | B` of two mappings: both, so that a key is looked up in each."""
    if call.receiver is None:
        return None
    values = [*ev.evaluate(call.receiver, env), *(v for arg in call.args for v in ev.evaluate(arg, env))]
    mapped = [v for v in values if isinstance(v, Data) and isinstance(v.value, Map)]
    return tuple(mapped) if mapped and len(mapped) == len(values) else None


def any_value(ev: Follower, data: Data) -> Abstracts:
    """All values of a small mapping whose key cannot be told."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    if not pairs:
        return filled(ev, data)
    if len(pairs) > _MAX_CHOICES or any(key is not None and maps_to_itself(key, item) for key, item in pairs):
        return ()
    keys = (getattr(key, "value", None) for key, _ in pairs)
    under = (texts_named(ev.evaluate(item, data.env), key) for key, (_, item) in zip(keys, pairs, strict=True))
    return distinct([v for values in under for v in values])


def _any_item(ev: Follower, data: Data, keys: Abstracts) -> Abstracts:
    """What a comprehension makes of each of its rows, of which a number chooses one (`self.files[index]`); all items
    where the number counts (`for i in range(len(models)): models[i]`)."""
    items = data.value.items if isinstance(data.value, Seq) else ()
    counted = [one.made for one in keys if isinstance(one, Symbol) and one[:2] == _COUNTED]
    if len(items) != 1 and not counted:
        return ()
    start, step = _counted(ev, counted[0]) if counted and counted[0] is not None else (0, 1)
    known = items[start::step][:MAX_OPTIONS] if ev.modules[data.env.path].group == "python" else ()
    return distinct([thing for item in known for thing in ev.evaluate(item, data.env)])


def _counted(ev: Follower, made: Site) -> tuple[int, int]:
    """Where a count begins and how far it goes each time: `range(0, len(pairs), 2)`."""
    args = ev.modules[made.env.path].call(made.call).args
    told = [one.value if isinstance(one, Lit) and type(one.value) is int else 0 for one in args]
    return (max(told[0], 0) if len(told) > 1 else 0, max(told[2], 1) if len(told) > _STEPPED else 1)


def _models(ev: Follower, data: Data) -> Abstracts:
    """The values of a mapping that leads from what users choose to models, of few; none of any other mapping."""
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    texts = [item.value for _, item in pairs if isinstance(item, Lit) and isinstance(item.value, str)]
    aliases = any(isinstance(key, Lit) and ev.catalogue.form(str(key.value)) is not None for key, _ in pairs)
    if aliases or len(texts) != len(pairs) or not 1 < len(pairs) <= _MAX_MODELS:
        return ()
    named = all(
        ev.catalogue.form(text) is not None or ("/" in text and ev.catalogue.provider_of_name(text.partition("/")[0]))
        for text in texts
    )
    return tuple(v for _, item in pairs for v in ev.evaluate(item, data.env)) if named else ()


def item_of(
    ev: Follower, base: Abstracts, keys: Abstracts, env: Env, asked: bool = False, choice: bool = False
) -> Abstracts:
    """`base[key]` for all known keys; an index into an outside object is that object.

    With `asked` the key is a user's, and what is known of it is a default: all of a small mapping may be meant. With
    `choice` it is a variable, so that of a mapping to models any may be meant.
    """
    found: list[Abstract] = []
    for value in base:
        if isinstance(value, Symbol) and (value.module, value.path) in _ENVIRONMENTS:
            found += of_environment(ev, keys, env.path) or (value,)
            continue
        if isinstance(value, Data):
            literal = [k.value for k in keys if isinstance(k, Const) and isinstance(k.value, str | int)]
            for key in literal:
                found += keyed(ev, value, key)
            if not literal or asked:
                found += any_value(ev, value) or (() if literal else _any_item(ev, value, keys))
            if choice:
                found += _models(ev, value)
        elif isinstance(value, Definition) and value.kind == "class":  # a member of an enumeration, by its name
            found += (v for name in _identifiers(keys) for v in ev.members((value,), name, 0))
        elif isinstance(value, Const) and value.opened:  # a line of a file
            found.append(value)
        elif isinstance(value, Symbol | Lost):
            found += of_namespace(ev, value, keys) or _constants(ev, value, keys) or (value,)
    return distinct(found)


def _identifiers(keys: Abstracts) -> list[str]:
    texts = (key.value for key in keys if isinstance(key, Const))
    return [text for text in texts if isinstance(text, str) and text.isidentifier()]


def _constants(ev: Follower, value: Abstract, keys: Abstracts) -> Abstracts:
    """The constants of a package that an enumeration has under such keys: `AI.Model["OpenAI_GPT-4o"]`."""
    if not isinstance(value, Symbol) or value.made is not None:
        return ()
    texts = [key for key in keys if isinstance(key, Const) and isinstance(key.value, str) and "." not in key.value]
    named = ((key, ev.catalogue.constant(value.module, f"{value.path}.{key.value}")) for key in texts)
    return tuple(key._replace(value=name) for key, name in named if name is not None)


def of_environment(ev: Follower, names: Abstracts, near: str) -> Abstracts:
    """What `.env` files of the tree set the named variables to."""
    return tuple(
        Const(value, path, line, name.value)
        for name in names
        if isinstance(name, Const) and isinstance(name.value, str)
        for value, path, line in ev.documents.variable(name.value, near)
    )
