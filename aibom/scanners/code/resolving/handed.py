"""What parameters hold of functions that are handed over beside their arguments, to be called later.

`partial(ask, model=NAME)`, `Thread(target=ask, args=(client, NAME))`, `pool.submit(ask, client, NAME)`, a pool over
many (`pool.map(ask, NAMES)`), workers elsewhere (`ask.delay(NAME)`), a helper that hands all on (`retry(ask, NAME)` of
`def retry(fn, *args)`), and the events of Gradio: `button.click(ask, inputs=[question, model])`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.scanners.code.facts import Call, CallRef, Function, Item, Lit, Map, Member, Name, Opaque, Param, Seq, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Definition, Env, Follower, Site, distinct

_TAKES = ("fn", "func", "target", "function")  # how a function is handed over by name
_LISTS = {"inputs": 0, "args": 0, "additional_inputs": 2}  # whose items are its arguments, from which on
_SPREADING = frozenset(
    "partial submit to_thread run_in_executor start_soon run_sync apply_async run_in_threadpool add_task"
    " enqueue".split()
)
_EVENTS = frozenset("click submit change then success select input load upload Interface ChatInterface".split())
_POOLS = frozenset("map imap imap_unordered map_async thread_map process_map starmap starmap_async".split())
_ROWS = ("starmap", "starmap_async")  # whose items are the arguments of one call
_ELSEWHERE = frozenset("delay remote apply_async send spawn submit enqueue s si".split())  # methods of the function
_DELAYED = "delayed"
_APPLIED = "apply_async"  # which takes the arguments as one list
_SELF = ("self", "cls")
_CONSTRUCTOR = "__init__"
_MAX_CALLS = 12
_MAX_ROWS = 25


class _Given(NamedTuple):
    """A function that a call is handed, and what it will be called with. With `helper` only where the call is of a
    function of the tree that takes whatever it is given."""

    path: str
    call: int
    function: Name
    args: tuple[Value, ...]
    named: tuple[tuple[str, Value], ...]
    helper: bool = False


class Handed:
    """The calls that functions are handed to, each with the name of the function; found once, when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._by_name: dict[str, list[_Given]] | None = None

    def values(self, ev: Follower, function: Function, param: Param, definition: Definition) -> tuple[Abstract, ...]:
        """What a parameter of a function is given wherever the function is handed over."""
        found: list[Abstract] = []
        wanted = definition
        if function.name == _CONSTRUCTOR:
            wanted = Definition(definition.path, "class", definition.scope.rpartition(".")[0])
        for given in self._named(wanted.scope.rpartition(".")[2])[:_MAX_CALLS]:
            value = _argument(given, function, param)
            env = Env(given.path, self._modules[given.path].call(given.call).scope)
            if value is None or (given.helper and not _takes_all(ev, Site(env, given.call))):
                continue
            if any(isinstance(v, Definition) and v[:3] == wanted[:3] for v in ev.evaluate(given.function, env)):
                found += ev.evaluate(value, env)
        return distinct(found)

    def _named(self, name: str) -> list[_Given]:
        if self._by_name is None:
            self._by_name = defaultdict(list)
            for path, module in self._modules.items():
                for one in _handed(path, module) if module.group == "python" and not is_test(path) else ():
                    self._by_name[one.function.path.rpartition(".")[2]].append(one)
        return self._by_name.get(name, [])


def _takes_all(ev: Follower, site: Site) -> bool:
    """Whether a call is of a function of the tree with `*args` or `**kwargs`."""
    called = (one for one in ev.callee(site) if isinstance(one, Definition) and one.kind == "function")
    return any(param.name.startswith("*") and len(param.name) > 1 for one in called for param in _params(ev, one))


def _params(ev: Follower, one: Definition) -> tuple[Param, ...]:
    return ev.modules[one.path].functions[one.scope].params


def _handed(path: str, module: Module) -> Iterator[_Given]:
    for index, call in enumerate(module.facts.calls):
        for name, args in _functions(module, call):
            yield _Given(path, index, name, args, (*call.kwargs, *_in_mapping(call)))
        if call.args and isinstance(first := call.args[0], Name) and (call.args[1:] or call.kwargs):
            yield _Given(path, index, first, call.args[1:], call.kwargs, True)


def _functions(module: Module, call: Call) -> Iterator[tuple[Name, tuple[Value, ...]]]:
    """The names that may be of functions which a call is handed, each with the arguments by place."""
    owner, _, tail = call.callee.rpartition(".")
    keys = dict(call.kwargs)
    listed = [(keys[key], first) for key, first in _LISTS.items() if key in keys]
    plain = tuple(value for value in call.args[:2] if isinstance(value, Name))
    if tail in _EVENTS or listed or "kwargs" in keys:
        named = tuple(value for key, value in call.kwargs if key in _TAKES and isinstance(value, Name))
        for name in (*named, *plain):
            after = _after(call, name)[:1] if tail in _EVENTS else ()
            for rows, first in [*listed, *((value, 0) for value in after)] or [(Seq((), call.line), 0)]:
                yield name, (Opaque("", call.line),) * first + (rows.items if isinstance(rows, Seq) else ())
    if tail in _SPREADING:
        yield from ((name, _after(call, name)) for name in plain)
    if tail in _POOLS:
        yield from ((name, _columns(call, tail, _after(call, name))) for name in plain[:1] if name is call.args[0])
    if (elsewhere := _elsewhere(module, call, owner, tail)) is not None:
        args = _columns(call, tail, call.args) if tail in _POOLS else call.args
        applied: Value | None = keys.get("args", args[0] if args and tail == _APPLIED else None)
        yield elsewhere, applied.items if isinstance(applied, Seq) else args


def _after(call: Call, name: Name) -> tuple[Value, ...]:
    """The arguments behind a function; a list behind one that takes such is of its arguments."""
    after = call.args[call.args.index(name) + 1 :] if name in call.args else ()
    return after[0].items if after and isinstance(after[0], Seq) and call.callee.endswith(_APPLIED) else after


def _columns(call: Call, tail: str, rows: tuple[Value, ...]) -> tuple[Value, ...]:
    """What each argument ranges over of a function that is called for many."""
    if tail not in _ROWS:
        return tuple(Member(one, "*", call.line) for one in rows)
    each = [Member(one, "*", call.line) for one in rows[:1]]
    return tuple(Item(one, Lit(at, call.line), call.line) for one in each for at in range(_MAX_ROWS))


def _elsewhere(module: Module, call: Call, owner: str, tail: str) -> Name | None:
    """The function that runs elsewhere: `ask.delay(NAME)`, `ask.options(...).remote(NAME)`, `delayed(ask)(NAME)`."""
    made = module.call(call.receiver.call) if isinstance(call.receiver, CallRef) else None
    if made is not None and not call.callee and made.callee.rpartition(".")[2] == _DELAYED and made.args:
        return made.args[0] if isinstance(made.args[0], Name) else None
    if tail not in _ELSEWHERE and tail not in _POOLS:
        return None
    owner = made.callee.rpartition(".")[0] if made is not None and not owner else owner
    return Name(owner, call.line) if owner else None


def _in_mapping(call: Call) -> Iterator[tuple[str, Value]]:
    """The arguments by name in `kwargs={...}`."""
    given = next((value for key, value in call.kwargs if key == "kwargs"), None)
    for key, value in given.pairs if isinstance(given, Map) else ():
        if isinstance(name := getattr(key, "value", None), str):
            yield name, value


def _argument(given: _Given, function: Function, param: Param) -> Value | None:
    """What a call that is handed a function says of one of its parameters."""
    names = [p.name for p in function.params if p.name not in _SELF]
    if param.name not in names:
        return None
    named = next((value for key, value in given.named if key == param.name), None)
    place = names.index(param.name)
    found = named if named is not None else given.args[place] if place < len(given.args) else None
    return None if isinstance(found, Opaque) else found
