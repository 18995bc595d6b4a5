"""Mappings that a library keeps for all files of a program: one file puts the name of a model in, another takes it out.

Streamlit's `st.session_state` (docs.streamlit.io, "Session State") is filled as an attribute or under a key, by
`setdefault` or `update`, and by controls that have a `key`. The settings of Django (`django.conf.settings`) and of
Flask (`current_app.config`) are the names in capitals of files for settings, and what is put into `app.config`.
FastAPI has `app.state`, Chainlit `cl.user_session`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Lit, Map, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import MAX_OPTIONS, Abstract, Abstracts, Env, Follower, Lost, Symbol, distinct

_STREAMLIT, _SETTINGS, _STATE_OF_APP, _CHAINLIT = "streamlit", "settings", "state", "chainlit"
_SERVERS = ("fastapi", "starlette.applications", "starlette.requests", "starlette.websockets")
_APPS = ("FastAPI()", "Starlette()", "Request().app", "WebSocket().app")
_SHARED = {
    ("streamlit", "session_state"): _STREAMLIT,
    ("django.conf", "settings"): _SETTINGS,
    ("flask", "current_app.config"): _SETTINGS,
    ("flask", "Flask().config"): _SETTINGS,
    ("chainlit", "user_session"): _CHAINLIT,
    **{(server, f"{owner}.state"): _STATE_OF_APP for server in _SERVERS for owner in _APPS},
}
_STATE = "session_state"
_MEMBER = re.compile(r"\.(?P<name>[A-Za-z_]\w*)|\[\"(?P<key>[^\"]+)\"\]")
_OPTION = re.compile(r"(?:\w+\.)+config\[\"(?P<key>[A-Z][A-Z0-9_]*)\"\]")
_OF_APP = re.compile(r"(?:\w+\.)*app\.state\.(?P<key>\w+)|(?:app|server|api|application)\.state\.(?P<short>\w+)")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")
_FILES = re.compile(r"(?:\A|/)(?:\w*settings\w*|\w*config\w*|settings/\w+|configs?/\w+)\.py\Z")
_CHOOSERS = frozenset("selectbox radio select_slider text_input pills segmented_control".split())


KEEPING = frozenset(module for module, _ in _SHARED)  # the packages of such mappings


class Put(NamedTuple):
    """A value that stands in a file, and the key that it is put under."""

    key: str
    value: Value
    scope: str


Kept = Mapping[tuple[str, str], list[tuple[Value, Env]]]


def is_kept(value: Abstract) -> bool:
    """Whether a value is a mapping that a library keeps for the whole program."""
    return isinstance(value, Symbol) and (value.module, value.path) in _SHARED


def kept_under(ev: Follower, mapping: Symbol, name: str) -> Abstracts:
    """What any file of the tree puts into such a mapping under a key."""
    places = ev.kept(_SHARED[mapping.module, mapping.path], name)[:MAX_OPTIONS]
    found = [one for value, env in places for one in ev.evaluate(value, env)]
    return distinct([one for one in found if not isinstance(one, Lost) and not is_kept(one)])


def kept_values(modules: Mapping[str, Module]) -> Kept:
    """What the files put into the mappings, by mapping and key; tests put in what the program does not."""
    found: dict[tuple[str, str], list[tuple[Value, Env]]] = defaultdict(list)
    for path, module in modules.items():
        if module.group != "python" or is_test(path):
            continue
        for mapping, gathered in _GATHERED:
            for put in gathered(module, path):
                found[mapping, put.key].append((put.value, Env(path, put.scope)))
    return found


def _of_session(module: Module, _path: str) -> Iterator[Put]:
    for alias, imports in module.imports.items():
        for one in imports:
            if one.module == "streamlit" and one.name in (None, _STATE):
                root = alias if one.name == _STATE else f"{alias}.{_STATE}"
                yield from _bound(module, root)
                yield from _given(module, root)
                yield from _chosen(module, alias)


def _bound(module: Module, root: str) -> Iterator[Put]:
    for name, bindings in module.bindings.items():
        match = _MEMBER.fullmatch(name, len(root)) if name.startswith(root) else None
        for binding in bindings if match is not None else ():
            yield Put(match["name"] or match["key"], binding.value, binding.scope)  # type: ignore[index]


def _given(module: Module, root: str) -> Iterator[Put]:
    """What calls of the mapping itself put in."""
    for call in module.facts.calls:
        if call.callee == f"{root}.setdefault" and len(call.args) == 2 and isinstance(call.args[0], Lit):
            yield Put(str(call.args[0].value), call.args[1], call.scope)
        elif call.callee == f"{root}.update":
            yield from _updated(call)


def _chosen(module: Module, library: str) -> Iterator[Put]:
    """What controls put in that have a key."""
    for index, call in enumerate(module.facts.calls):
        if call.callee.startswith(f"{library}.") and call.callee.rpartition(".")[2] in _CHOOSERS:
            keys = [value for name, value in call.kwargs if name == "key" and isinstance(value, Lit)]
            yield from (Put(str(key.value), CallRef(index, call.line), call.scope) for key in keys)


def _updated(call: Call) -> Iterator[Put]:
    yield from (Put(name, value, call.scope) for name, value in call.kwargs if name != "**")
    for given in call.args:
        for key, value in given.pairs if isinstance(given, Map) else ():
            if isinstance(key, Lit):
                yield Put(str(key.value), value, call.scope)


def _of_settings(module: Module, path: str) -> Iterator[Put]:
    for name, bindings in module.bindings.items():
        option = _OPTION.fullmatch(name)
        if option is not None:
            yield from (Put(option["key"], one.value, one.scope) for one in bindings)
    for binding in module.facts.bindings if _FILES.search(path) else ():
        if _CONSTANT.fullmatch(binding.name) and (not binding.scope or binding.form == "field"):
            yield Put(binding.name, binding.value, binding.scope)
    for call in module.facts.calls:
        if call.callee.endswith((".config.from_mapping", ".config.update")):
            yield from _updated(call)


def _of_apps(module: Module, _path: str) -> Iterator[Put]:
    for name, bindings in module.bindings.items():
        match = _OF_APP.fullmatch(name)
        for one in bindings if match is not None else ():
            yield Put(match["key"] or match["short"], one.value, one.scope)  # type: ignore[index]


def _of_users(module: Module, _path: str) -> Iterator[Put]:
    for call in module.facts.calls:
        if call.callee.endswith("user_session.set") and len(call.args) == 2 and isinstance(call.args[0], Lit):
            yield Put(str(call.args[0].value), call.args[1], call.scope)


_GATHERED = ((_STREAMLIT, _of_session), (_SETTINGS, _of_settings), (_STATE_OF_APP, _of_apps), (_CHAINLIT, _of_users))
