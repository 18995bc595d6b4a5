"""What callers give to a function of Python's that hands it on unread: `def ask(messages, **options)`, in it
`client.create(messages=messages, **options)`."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, Map, Name, Value, key_name
from aibom.scanners.code.resolving.types import Data, Definition, Env, Follower, Site

_MAX_CLIMBS = 4  # functions that hand on what they are given, one from another
_MAX_CALLERS = 12


def handed_through(ev: Follower, value: Value, env: Env, name: str, climbs: int = 0) -> Iterator[tuple[Value, Env]]:
    """What callers give under a name that a function takes only among all others, and hands on."""
    if not isinstance(value, Name) or not hands_on(ev, value.path, env, name) or climbs >= _MAX_CLIMBS:
        return
    entered = env.frame if env.frame is not None and env.frame.scope == env.scope else None
    own = Definition(env.path, "function", env.scope)
    sites = [Site(entered.env, entered.call)] if entered is not None else ev.callers(own)[:_MAX_CALLERS]
    for site in sites:
        call = ev.modules[site.env.path].call(site.call)
        place = Env(site.env.path, call.scope, site.env.frame)
        yield from ((given, place) for key, given in call.kwargs if key == name)
        yield from unpacked(ev, call, place, name, climbs + 1)


def unpacked(ev: Follower, call: Call, env: Env, name: str, climbs: int = 0) -> Iterator[tuple[Value, Env]]:
    """What a call is given under a name by what it unpacks: a mapping, or what the function around it is given."""
    for spread in (given for key, given in call.kwargs if key == "**"):
        yield from handed_through(ev, spread, env, name, climbs)
        yield from _in_mapping(ev, spread, env, name)


def hands_on(ev: Follower, variable: str, env: Env, name: str) -> bool:
    """Whether a variable is what a function takes beside its parameters, of which none has the name."""
    function = ev.modules[env.path].functions.get(env.scope)
    names = [param.name for param in function.params] if function is not None else []
    return f"**{variable}" in names and name not in names and not name.isdigit()


def _in_mapping(ev: Follower, value: Value, env: Env, name: str) -> Iterator[tuple[Value, Env]]:
    for thing in ev.evaluate(value, env):
        if isinstance(thing, Data) and isinstance(thing.value, Map):
            yield from ((item, thing.env) for key, item in thing.value.pairs if key_name(key) == name)
