"""Methods of a base class that run on objects of its subclasses, once for each of these.

`Agent(role=self.role, tools=self.tools)` in a base class makes one agent for each class that derives from it, with that
class's role and that class's tools; what all of them together give belongs to none.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Call, Map, Name, Template
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.members import ancestors, bases
from aibom.scanners.code.resolving.types import ANY_SCOPE, MAX_FRAMES, NO_CALL, Definition, Env, Follower, Frame, Site

_SELF = ("self.", "this.", "cls.")
_MAX_DEPTH = 4
_MAX_HEIRS = 40
_MAX_PARTS = 40  # of the arguments of a call


def by_heirs(ev: Follower, site: Site) -> list[Site]:
    """A call of a base class's method once for each subclass whose own members it is given; empty for other calls."""
    module = ev.modules[site.env.path]
    call = module.call(site.call)
    cls = module.enclosing_class(call.scope)
    if cls is None or site.env.frame is not None or not _is_given_own(call):
        return []
    heirs = dict.fromkeys(last_heirs(ev, Definition(site.env.path, "class", cls)))
    found = [one for one in heirs if not is_test(one.path)]
    if not 1 < len(found) <= _MAX_HEIRS:
        return []
    frames = (Frame(ANY_SCOPE, site.env, NO_CALL, own=one) for one in found)
    return [site._replace(env=site.env._replace(frame=frame)) for frame in frames]


def last_heirs(ev: Follower, cls: Definition, depth: int = 0) -> Iterator[Definition]:
    """The classes that derive from a class and that no other derives from."""
    for heir in ev.heirs.get(cls.scope.rpartition(".")[2], ()) if depth < _MAX_DEPTH else ():
        if any(base == cls for base in bases(ev, heir)):
            below = list(last_heirs(ev, heir, depth + 1))
            yield from below or [heir]


def heir_of(ev: Follower, cls: Definition, env: Env) -> Definition | None:
    """The subclass on whose object a method of a class runs, as far as an environment tells, also through methods that
    it calls of itself."""
    frame = env.frame
    for _ in range(MAX_FRAMES + 1):
        if frame is None or (frame.own is None and not _is_of_itself(ev, frame)):
            return None
        if frame.own is not None:
            return frame.own if frame.own == cls or cls in ancestors(ev, frame.own) else None
        frame = frame.env.frame
    return None


def _is_of_itself(ev: Follower, frame: Frame) -> bool:
    return frame.call >= 0 and ev.modules[frame.env.path].call(frame.call).callee.startswith(_SELF)


def _is_given_own(call: Call) -> bool:
    """Whether a call is given members of the object that it stands in: `tools=self.tools`."""
    pending = [*call.args, *(value for _, value in call.kwargs)]
    for value in pending[:_MAX_PARTS]:
        if isinstance(value, Name) and value.path.startswith(_SELF):
            return True
        if isinstance(value, Map):
            pending += (item for _, item in value.pairs)
        elif isinstance(value, Template):
            pending += value.parts
    return False
