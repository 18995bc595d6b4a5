"""What those who enter a function hand to the calls in it, each for itself.

`def ask(prompt): return client.chat.completions.create(messages=[..., prompt])` touches the prompts of all who call it;
whoever reaches it by one of these calls has the prompts of that call, not those of the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Set

from aibom.model.sighting import Subject
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to
from aibom.scanners.code.resolving.types import Definition, Env, Frame, Site

_MAX_INNER = 2  # functions that only hand on what they are given, one to another
_MAX_ASKED = 8  # calls of one function that are given something
_MAX_ENTERED = 20_000  # ways into functions that are followed in one language; beyond, nothing is left out

_Place = tuple[str, int]  # the file and number of a call
_NOBODY: frozenset[Subject] = frozenset()


class ByEntry:
    """Answers which components only others hand to a function; `given` tells what a call is given."""

    def __init__(self, resolver: Resolver, given: Callable[[Site], list[Found]]) -> None:
        self._resolver, self._given = resolver, given
        self._handed: dict[tuple[str, str], dict[_Place, set[Subject]]] = {}
        self._sites: dict[tuple[str, str], list[Site]] = {}
        self._crowded: dict[tuple[str, str], list[Site]] = defaultdict(list)  # calls that more lead to than are listed
        self._left = _MAX_ENTERED

    def of_others(self, function: Definition, path: str, call: int) -> Set[Subject]:
        """What other calls than one hand to a function's own calls, and that one does not."""
        handed = self._by_call(function)
        own = handed.get((path, call))
        others = {subject for subjects in handed.values() for subject in subjects} - own if own is not None else _NOBODY
        crowded = self._crowded.get((function.path, function.scope), ())
        return others.union(*(self._not_by(function, site, path, call) for site in crowded)) if crowded else others

    def _not_by(self, function: Definition, site: Site, path: str, call: int) -> set[Subject]:
        """What a call that many lead to is given, and not by one of them."""
        self._left -= 1
        if self._left < 0:
            return set()
        entering = Site(Env(path, self._resolver.modules[path].call(call).scope), call)
        own = {one.subject for one in self._given(site._replace(env=_through(site.env, entering, function.scope)))}
        return {one.subject for one in self._given(site)} - own

    def _by_call(self, function: Definition) -> dict[_Place, set[Subject]]:
        key = (function.path, function.scope)
        if key not in self._handed:
            self._handed[key] = {}  # what depends on itself is handed nothing
            self._handed[key] = self._told(function)
        return self._handed[key]

    def _told(self, function: Definition) -> dict[_Place, set[Subject]]:
        """What each call of a function hands on."""
        handed: dict[_Place, set[Subject]] = defaultdict(set)
        for site in self._asked(function, 0):
            ways = ways_to(self._resolver, site)
            if len(self._resolver.callers(function)) > MAX_ENTRIES:
                self._crowded[function.path, function.scope].append(site)
            if not 1 < len(ways) <= MAX_ENTRIES:
                continue
            self._left -= len(ways)
            if self._left < 0:
                return {}
            for way in ways:
                handed[_entered_by(way.env)] |= {one.subject for one in self._given(way)}
        return dict(handed)

    def _asked(self, function: Definition, depth: int) -> list[Site]:
        """The calls in a function that are given components, and those in functions that it calls, as entered by it."""
        key = (function.path, function.scope)
        if key not in self._sites:
            self._sites[key] = []
            self._sites[key] = list(self._within(function, depth))[:_MAX_ASKED]
        return self._sites[key]

    def _within(self, function: Definition, depth: int) -> Iterator[Site]:
        module = self._resolver.modules[function.path]
        written = list(module.within(function.scope))  # also in functions that it hands over: `retry(() => ask(text))`
        for index in written:
            site = Site(Env(function.path, module.call(index).scope), index)
            if len(self._given(site)) > 1:
                yield site
            inner = self._resolver.callee(site) if depth < _MAX_INNER else ()
            if len(inner) > 1 and module.call(index).callee in given_names(module, site.env.scope):
                continue  # whatever several callers hand over
            for one in inner:
                if isinstance(one, Definition) and one.kind == "function" and one != function:
                    for asked in self._asked(one, depth + 1):
                        if asked.env.path != function.path or asked.call not in written:
                            yield asked._replace(env=_through(asked.env, site, one.scope))


def given_names(module: Module, scope: str) -> set[str]:
    """The parameters of a function and of those around it: what they are, whoever calls it says."""
    parts = scope.split(".")
    around = (module.functions.get(".".join(parts[:end])) for end in range(1, len(parts) + 1))
    return {param.name for function in around if function for param in function.params}


def _through(env: Env, site: Site, scope: str) -> Env:
    """An environment as it is when the function of a scope, at its beginning or around that, is entered by a call."""
    if env.frame is None:
        return env._replace(frame=Frame(scope, site.env, site.call))
    return env._replace(frame=env.frame._replace(env=_through(env.frame.env, site, scope)))


def _entered_by(env: Env) -> _Place:
    """The call at the beginning of a chain."""
    while env.frame is not None and (outer := env.frame.env.frame) is not None and outer.call >= 0:
        env = env.frame.env
    return (env.frame.env.path, env.frame.call) if env.frame is not None else ("", -1)
