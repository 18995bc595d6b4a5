"""Records of Python that a call declares: `Tier = namedtuple("Tier", ["label", "model"])`.

An object of one (`Tier("free", "gpt-4o-mini")`) is the mapping of its fields.
"""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Lit, Map, Seq, Value
from aibom.scanners.code.resolving.types import Data, Env, Follower, Site, Symbol

_DECLARED = {
    ("collections", "namedtuple()"),
    ("typing", "NamedTuple()"),
    ("dataclasses", "make_dataclass()"),
}


def record(ev: Follower, target: Symbol, site: Site, call: Call) -> Data | None:
    """The object that a call makes of a declared record; None for other calls."""
    if (target.module, target.path) not in _DECLARED or target.made is None:
        return None
    declared = ev.modules[target.made.env.path].call(target.made.call)
    fields = _fields(declared.args[1]) if len(declared.args) > 1 else []
    if not fields:
        return None
    defaults = next((value.items for key, value in declared.kwargs if key == "defaults" and isinstance(value, Seq)), ())
    given = dict(zip(fields[len(fields) - len(defaults) :], defaults, strict=False))
    given |= dict(zip(fields, call.args, strict=False))
    given |= {key: value for key, value in call.kwargs if key in fields}
    pairs = tuple((Lit(field, call.line), value) for field, value in given.items())
    return Data(Map(pairs, call.line), Env(site.env.path, call.scope, site.env.frame))


def _fields(value: Value) -> list[str]:
    """The names of fields: a list of them or of pairs with their types, or one text."""
    if isinstance(value, Lit):
        return str(value.value).replace(",", " ").split()
    items = value.items if isinstance(value, Seq) else ()
    names = [one.items[0] if isinstance(one, Seq) and one.items else one for one in items]
    return [str(one.value) for one in names if isinstance(one, Lit)]
