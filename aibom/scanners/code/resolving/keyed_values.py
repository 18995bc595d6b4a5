"""Values of mappings under their keys, and of lists at their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from aibom.scanners.code.facts import Binding, Item, Lit, Map, Name, Value
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.put_by_callers import put_by_callers
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstract, Abstracts, Const, Data, Env, Follower, distinct

_MAX_SPREADS = 8  # mappings spread into mappings


def keyed(ev: Follower, data: Data, key: str | int, depth: int = 0) -> Abstracts:
    """The value of a mapping under a literal key, or of a list at an index."""
    found: list[Abstract] = []
    if isinstance(data.value, Map):
        for name, item in data.value.pairs:
            if name is None:
                for spread in ev.evaluate(item, data.env):
                    deeper = isinstance(spread, Data) and depth < _MAX_SPREADS and spread.value is not data.value
                    found += keyed(ev, spread, key, depth + 1) if deeper and isinstance(spread, Data) else ()
            elif _same_key(ev, name, key, data.env):
                under = texts_named(ev.evaluate(item, data.env), key)
                found += [v for v in under if _is_itself(v, key)] if maps_to_itself(name, item) else under
        if not found and data.name and isinstance(key, str):  # `PROMPTS = {}`, then `PROMPTS["review"] = "..."`
            module = ev.modules.get(data.env.path)  # none of a configuration document
            later = module.bindings.get(f'{data.name}["{key}"]', ()) if module is not None else ()
            values = (v for one in later[:MAX_OPTIONS] for v in ev.evaluate(one.value, Env(data.env.path, one.scope)))
            found += texts_named(tuple(values), key)
        if not found:
            found += [_under_stem(v, key) for v in filled(ev, data, key, depth)]
    elif isinstance(key, int) and -len(data.value.items) <= key < len(data.value.items):
        found += ev.evaluate(data.value.items[key], data.env)
    return distinct(found)


def filled(ev: Follower, data: Data, key: str | int = "", depth: int = 0) -> Abstracts:
    """What code puts under computed keys into a mapping that begins empty: `texts[path.stem] = path.read_text()`. Of a
    mapping that a loop copies (`kept[name] = value`) only what stands there under the `key` that is asked for."""
    module = ev.modules.get(data.env.path) if data.value == Map((), data.value.line) else None
    if module is None:
        return ()
    names = {name for name in (data.name, *module.bound_at(data.value.line)) if name}
    around = data.env.scope.rpartition(".")[0] if any("." in name for name in names) else data.env.scope
    put = (one for key in _computed(module, names) for one in module.bindings[key])
    inner = (one for one in put if not around or one.scope == around or one.scope.startswith(f"{around}."))
    first = islice(inner, MAX_OPTIONS)
    found: list[Abstract] = []
    for one in first:
        given = put_by_callers(ev, module, one, key) if key != "" else None
        if given is not None:
            found += given
            continue
        copied = _copied(ev, module, one) if key != "" else None
        if copied is None:
            found += ev.evaluate(one.value, Env(module.path, one.scope))
        else:
            others = (table for table in copied if table.value is not data.value and depth < _MAX_SPREADS)
            found += (v for table in others for v in keyed(ev, table, key, depth + 1))
    return distinct(found)


def _copied(ev: Follower, module: Module, put: Binding) -> list[Data] | None:
    """The mappings that a loop copies entry by entry: `for name, value in given.items(): kept[name] = value`."""
    name = put.name.rpartition("[")[2].removesuffix("]")
    value = put.value.path if isinstance(put.value, Name) else ""
    for one in module.bindings.get(value, ()):
        item = one.value if one.scope == put.scope and isinstance(one.value, Item) else None
        if item is not None and isinstance(item.key, Name) and item.key.path == name:
            return [v for v in ev.evaluate(item.base, Env(module.path, one.scope)) if isinstance(v, Data)]
    return None


def _computed(module: Module, names: Iterable[str]) -> Iterator[str]:
    """The places under computed keys of what has such names, each once; of many no more are looked at than are asked
    for."""
    seen: set[str] = set()
    for name in sorted(names):
        for key in module.put_under(name):
            if key not in seen and not key.endswith('"]'):
                seen.add(key)
                yield key


def _under_stem(value: Abstract, key: str | int) -> Abstract:
    """Of the files of a folder the one that a key is the stem of: `prompts/*.md` under "review"."""
    folder, star, ending = str(getattr(value, "value", "")).partition("/*")
    if not isinstance(value, Const) or not star or not isinstance(key, str) or "/" in ending or "/" in key:
        return value
    return value._replace(value=f"{folder}/{key if key.endswith(ending) else key + ending}", partial=False)


def texts_named(values: Abstracts, key: object) -> Abstracts:
    """Values under a key; a text of several words is known by it (`prompts["review"]`)."""
    return tuple(
        v._replace(name=key)
        if isinstance(v, Const) and isinstance(key, str) and not v.name and " " in str(v.value)
        else v
        for v in values
    )


def maps_to_itself(name: Value, item: Value) -> bool:
    """`{m: m.value for m in Models}`: each key's value is the key's own."""
    return isinstance(name, Name) and isinstance(item, Name) and item.path in (name.path, f"{name.path}.value")


def _is_itself(value: Abstract, key: str | int) -> bool:
    return not isinstance(value, Const) or value.value == key


def _same_key(ev: Follower, name: Value, key: str | int, env: Env) -> bool:
    if isinstance(name, Lit):
        return name.value == key
    if isinstance(name, Name) and name.path == key:
        return True
    return any(isinstance(v, Const) and v.value == key for v in ev.evaluate(name, env))
