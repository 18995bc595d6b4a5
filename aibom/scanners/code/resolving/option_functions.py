"""Functions that make options, which Go hands to a constructor: `New(WithModel("m"), WithURL(u))`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, CallRef, Member, Seq, Value
from aibom.scanners.code.resolving.types import Data, Env, Follower, Site, Symbol


def optional(ev: Follower, function: str, site: Site, call: Call, env: Env) -> Iterator[tuple[Value, Env]]:
    """What an option function is given, of those that a call is given and of those that it is given beside."""
    beside = ev.modules[site.env.path].beside(site.call)
    for value in (*call.args, *beside):
        for one in _options(ev, value, env):
            if isinstance(one, Symbol) and one.made is not None and one.path.endswith(f"{function}()"):
                made = ev.modules[one.made.env.path].call(one.made.call)
                several = function.endswith("s")  # `WithTools(search, book)`
                yield from ((given, one.made.env) for given in (made.args if several else made.args[:1]))


def _options(ev: Follower, value: Value, env: Env) -> Iterator[object]:
    """The options that an argument stands for; a list that is spread has several."""
    spread = value.base if isinstance(value, Member) and value.path == "*" else value
    if not isinstance(spread, CallRef | Member) and spread is value:
        return
    for one in ev.evaluate(spread, env):
        if isinstance(one, Data) and isinstance(one.value, Seq):
            for item in one.value.items:
                yield from ev.evaluate(item, one.env) if isinstance(item, CallRef) else ()
        else:
            yield one
