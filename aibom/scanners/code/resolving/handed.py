"""What parameters hold of functions that are handed over beside their arguments, to be called later.

`partial(ask, model=NAME)`, `Thread(target=ask, args=(client, NAME))`, `pool.submit(ask, client, NAME)`, and the
events of Gradio: `button.click(ask, inputs=[question, model])`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from aibom.scanners.code.facts import Call, Function, Map, Name, Param, Seq, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Definition, Env, Follower, Site, distinct

_TAKES = ("fn", "func", "target", "function")  # how a function is handed over by name
_LISTS = {"inputs": 0, "args": 0, "additional_inputs": 2}  # whose items are its arguments, from which on
_SPREADING = frozenset("partial submit to_thread run_in_executor start_soon run_sync apply_async".split())
_EVENTS = frozenset("click submit change then success select input load upload Interface ChatInterface".split())
_SELF = ("self", "cls")
_MAX_CALLS = 12


class Handed:
    """The calls that functions are handed to, each with the name of the function; found once, when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._by_name: dict[str, list[tuple[str, int, Name]]] | None = None

    def values(self, ev: Follower, function: Function, param: Param, definition: Definition) -> tuple[Abstract, ...]:
        """What a parameter of a function is given wherever the function is handed over."""
        found: list[Abstract] = []
        for path, index, name in self._named(function.name)[:_MAX_CALLS]:
            call = self._modules[path].call(index)
            value = _argument(call, name, function, param)
            env = Env(path, call.scope)
            if value is not None and any(
                isinstance(v, Definition) and v[:3] == definition[:3] for v in ev.evaluate(name, env)
            ):
                found += ev.evaluate(value, Site(env, index).env)
        return distinct(found)

    def _named(self, name: str) -> list[tuple[str, int, Name]]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for path, module in self._modules.items():
                if module.group == "python" and not is_test(path):
                    for index, call in enumerate(module.facts.calls):
                        for one in _functions(call):
                            self._by_name[one.path.rpartition(".")[2]].append((path, index, one))
        return self._by_name.get(name, [])


def _functions(call: Call) -> Iterator[Name]:
    """The names that may be of functions which a call is handed with their arguments."""
    tail = call.callee.rpartition(".")[2]
    if tail in _SPREADING or tail in _EVENTS:
        yield from (value for value in call.args[:2] if isinstance(value, Name))
    if tail in _EVENTS or any(key in _LISTS for key, _ in call.kwargs):
        yield from (value for key, value in call.kwargs if key in _TAKES and isinstance(value, Name))


def _argument(call: Call, name: Name, function: Function, param: Param) -> Value | None:
    """What a call that is handed a function says of one of its parameters."""
    names = [p.name for p in function.params if p.name not in _SELF]
    if param.name not in names:
        return None
    place = names.index(param.name)
    tail, keys = call.callee.rpartition(".")[2], dict(call.kwargs)
    after = call.args[call.args.index(name) + 1 :] if name in call.args else ()
    for key, first in _LISTS.items():
        listed = keys.get(key) or (after[0] if key == "inputs" and tail in _EVENTS and after else None)
        if isinstance(listed, Seq) and 0 <= place - first < len(listed.items):
            item: Value = listed.items[place - first]
            return item
    given = keys.get("kwargs")
    pairs = given.pairs if isinstance(given, Map) else ()
    told: Value | None = next((one for key, one in pairs if getattr(key, "value", None) == param.name), None)
    if tail not in _SPREADING:
        return told
    listed_first = bool(after) and isinstance(after[0], Seq)
    return keys.get(param.name) or (after[place] if place < len(after) and not listed_first else told)
