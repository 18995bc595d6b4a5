"""Settings of Go programs that are kept under a name: `viper.GetString("llm.model")` is what the program sets or takes
by default under that name (`viper.SetDefault`, `flags.StringVar`, `cli.StringFlag{Name, Value}`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from aibom.scanners.code.facts import Call, Lit, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Const, Env, Follower, distinct

_READERS = frozenset(("GetString", "String", "GetStringP"))
# The places of name and default among the arguments of what states one.
_STATED = {
    "Set": (0, 1),
    "SetDefault": (0, 1),
    "String": (0, 1),
    "StringP": (0, 2),
    "StringVar": (1, 2),
    "StringVarP": (1, 3),
}
_MAX_PLACES = 4  # that set the same name; one that many set is chosen while the program runs

Keyed = Mapping[str, list[tuple[Value, Env]]]


def keyed_settings(modules: Mapping[str, Module]) -> Keyed:
    """What the Go files of a project state under names, by name."""
    found: dict[str, list[tuple[Value, Env]]] = defaultdict(list)
    for path, module in modules.items():
        if module.group == "go" and not is_test(path):
            for call in module.facts.calls:
                name, value = _stated(call)
                if name and value is not None:
                    found[name.lower()].append((value, Env(path, call.scope)))
    return found


def _stated(call: Call) -> tuple[str, Value | None]:
    tail = call.callee.rpartition(".")[2]
    if tail == "StringFlag":
        given = dict(call.kwargs)
        return _text(given.get("Name")), given.get("Value")
    label, default = _STATED.get(tail, (0, len(call.args)))
    if "." not in call.callee or default >= len(call.args):
        return "", None
    return _text(call.args[label]), call.args[default]


def _text(value: Value | None) -> str:
    return value.value if isinstance(value, Lit) and isinstance(value.value, str) else ""


def keyed_setting(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What a call that reads a setting by its name gives; nothing where too many places set it."""
    if call.callee.rpartition(".")[2] not in _READERS or len(call.args) != 1:
        return ()
    names = [v.value for v in ev.evaluate(call.args[0], env) if isinstance(v, Const) and isinstance(v.value, str)]
    places = ev.keyed(names[0].lower())[: _MAX_PLACES + 1] if len(names) == 1 else []
    if len(places) > _MAX_PLACES:
        return ()
    texts = [v for value, place in places for v in ev.evaluate(value, place) if isinstance(v, Const) and v.value]
    return distinct([v for v in texts if isinstance(v.value, str)])
