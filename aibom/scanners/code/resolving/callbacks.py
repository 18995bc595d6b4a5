"""What the parameters of functions hold that others call: `tools.forEach((tool) => ...)`,
`Object.entries(tools).map(([name, tool]) => ...)`, `createMcpHandler((server) => ...)`, `run((client) => ...)` of the
project's own. In Java, Kotlin, C# and Ruby only functions in place that range over a list (`PAGES.forEach(...)`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from aibom.scanners.code.facts import (
    FIRST_COLUMN,
    SECOND_COLUMN,
    Call,
    CallRef,
    FuncRef,
    Function,
    Map,
    Member,
    Name,
    Param,
    Seq,
    Value,
)
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.columns import column
from aibom.scanners.code.resolving.mappings import viewed
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.names import CALLED_BACK, elements
from aibom.scanners.code.resolving.stores import store_state
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Data,
    Definition,
    Env,
    Follower,
    Lost,
    Site,
    Symbol,
    distinct,
)

_RANGING = frozenset(
    "each_pair map forEach filter flatMap find findLast some every sort each each_with_index flat_map mapNotNull "
    "onEach ForEach Select SelectMany Where".split()
)
_STREAMS = frozenset("stream parallelStream asSequence AsEnumerable ToList toList to_a sorted distinct".split())
_PAIRED, _PAIR = ("ruby", "jvm"), 2  # languages whose second parameter is no number
_COUNTING = "each_with_index"
_FOLDING = ("reduce", "reduceRight")  # whose second parameter ranges over the list
_VIEWS = {"Object.entries": "items", "Object.values": "values", "Object.keys": "keys"}
_SELECTING = ("useSelector", "useAppSelector", "useStoreSelector")
_HANDING = ("mcp",)  # roles of packages that hand what they make to the functions they are given
_MAX_CALLS = 12

_Place = tuple[str, int, int]  # file, call, position among its arguments


class Callbacks:
    """The calls that functions are handed to; found once, when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._in_place: dict[tuple[str, str], _Place] | None = None
        self._by_name: dict[str, list[tuple[_Place, Name]]] = defaultdict(list)

    def values(self, ev: Follower, function: Function, param: Param, own: Definition) -> Abstracts:
        """What a parameter of a function holds that is handed over to be called."""
        place = [one.name for one in function.params].index(param.name)
        found: list[Abstract] = []
        for path, index, position in self._handed_to(ev, function, own)[:_MAX_CALLS]:
            site = Site(Env(path, self._modules[path].call(index).scope), index)
            paired = len(function.params) == _PAIR and self._modules[path].group in _PAIRED
            found += (_column(ev, site, place) if paired else ()) or _given(ev, site, position, place)
        return distinct([one for one in found if not isinstance(one, Lost)])

    def rows(self, ev: Follower, function: Function, own: Definition) -> list[tuple[Value, Env]]:
        """What the first parameter of a function ranges over, item by item, where that is one written-out list."""
        places = self._handed_to(ev, function, own)
        if len(places) != 1 or places[0][2]:
            return []
        path, index, _ = places[0]
        call = self._modules[path].call(index)
        things = _ranged(ev, call, Env(path, call.scope)) if call.callee.rpartition(".")[2] in _RANGING else ()
        if len(things) != 1 or not isinstance(thing := things[0], Data) or not isinstance(thing.value, Seq):
            return []
        open_ended = any(isinstance(one, Member) and one.path == "*" for one in thing.value.items)
        return [] if open_ended else [(item, thing.env) for item in thing.value.items]

    def _handed_to(self, ev: Follower, function: Function, own: Definition) -> list[_Place]:
        if self._in_place is None:
            self._in_place = {}
            self._index(self._in_place)
        if (place := self._in_place.get((own.path, own.scope))) is not None:
            return [place]
        named = self._by_name.get(function.name, ())
        return [place for place, name in named if self._means(ev, place, name, own)]

    def _means(self, ev: Follower, place: _Place, name: Name, own: Definition) -> bool:
        env = Env(place[0], self._modules[place[0]].call(place[1]).scope)
        return any(isinstance(one, Definition) and one[:3] == own[:3] for one in ev.evaluate(name, env))

    def _index(self, in_place: dict[tuple[str, str], _Place]) -> None:
        for path, module in self._modules.items():
            if module.group not in CALLED_BACK or is_test(path):
                continue
            for index, call in enumerate(module.facts.calls):
                for position, value in enumerate(call.args):
                    if isinstance(value, FuncRef):
                        in_place[path, value.scope] = (path, index, position)
                    elif (
                        module.group == "javascript"
                        and isinstance(value, Name)
                        and (value.path in module.functions or value.path in module.imports)
                    ):
                        self._by_name[value.path].append(((path, index, position), value))


def _column(ev: Follower, site: Site, place: int) -> Abstracts:
    """What one of two parameters takes of each entry of a mapping or row of a list: `TABLE.each do |name, model|`."""
    call = ev.modules[site.env.path].call(site.call)
    if call.callee.rpartition(".")[2] not in _RANGING or call.callee.endswith(_COUNTING):
        return ()
    name = SECOND_COLUMN if place else FIRST_COLUMN
    columns = [one for thing in _ranged(ev, call, site.env) if isinstance(thing, Data) for one in column(thing, name)]
    return elements(ev, tuple(columns))


def _given(ev: Follower, site: Site, position: int, place: int) -> Abstracts:
    """What the parameter at a place gets of the function that stands at a position among the arguments of a call."""
    call = ev.modules[site.env.path].call(site.call)
    tail = call.callee.rpartition(".")[2]
    if (tail in _RANGING and place == 0) or (tail in _FOLDING and place == 1):
        ranged = _items(ev, call, site.env)
        if ranged:
            return ranged
    if ev.modules[site.env.path].group != "javascript":
        return ()
    if tail in _SELECTING and place == 0:
        return ev.slices
    found: list[Abstract] = []
    for target in ev.callee(site):
        if isinstance(target, Symbol):
            found += store_state(ev, target) if place == 0 else ()
            package = ev.catalogue.imported_package("javascript", target.module)
            if package is not None and package.role in _HANDING:
                found.append(Symbol(target.module, f"{target.path}().given", site))
        elif isinstance(target, Definition) and target.kind == "function":
            found += _called_with(ev, target, position, place)
    return tuple(found)


def _called_with(ev: Follower, target: Definition, position: int, place: int) -> list[Abstract]:
    """What a function of the tree calls one of its parameters with."""
    module = ev.modules[target.path]
    params = module.functions[target.scope].params
    if position >= len(params):
        return []
    calls = [module.call(index) for index in module.within(target.scope)]
    own = [call for call in calls if call.callee == params[position].name and len(call.args) > place]
    return [one for call in own[:_MAX_CALLS] for one in ev.evaluate(call.args[place], Env(target.path, call.scope))]


def _items(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The items of the list that a method ranges over."""
    found: list[Abstract] = []
    for thing in _ranged(ev, call, env):
        if isinstance(thing, Data) and isinstance(thing.value, Seq):
            for item in thing.value.items[:MAX_OPTIONS]:
                found += ev.evaluate(item, thing.env)
    return distinct(found)


def _ranged(ev: Follower, call: Call, env: Env) -> Abstracts:
    """The list that a method ranges over."""
    owner = call.callee.rpartition(".")[0]
    if call.receiver is None and not owner:
        return ()
    return _listed(ev, call.receiver if call.receiver is not None else Name(owner, call.line), env)


def _listed(ev: Follower, value: Value, env: Env) -> Abstracts:
    """What a list is, also one of the keys, values or pairs of a mapping."""
    module = ev.modules[env.path]
    called = module.call(value.call) if isinstance(value, CallRef) else None
    if called is not None and called.callee.rpartition(".")[2] in _STREAMS:
        owner = called.callee.rpartition(".")[0]
        return ev.evaluate(called.receiver or Name(owner, called.line), env) if called.receiver or owner else ()
    view = _VIEWS.get(called.callee) if called is not None else None
    if called is None or view is None or not called.args:
        return ev.evaluate(value, env)
    mapped = [one for one in ev.evaluate(called.args[0], env) if isinstance(one, Data) and isinstance(one.value, Map)]
    return viewed(tuple(mapped), view) or ()
