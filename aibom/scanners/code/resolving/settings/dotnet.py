"""Settings of .NET programs: `configuration["OpenAI:Model"]` is what the nearest `appsettings.json` says."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, Item, Lit, Map, Name, Value
from aibom.scanners.code.resolving.types import Abstracts, Const, Env, Follower

FILES = ("appsettings.json", "appsettings.Development.json", "local.settings.json")
_HOLDER = re.compile(r"(?i)(?:^|.*[._a-z])(?:cfg|conf(?:ig(?:uration)?)?|settings)$")
_SECRET = re.compile(r"(?i)key|token|secret|pass|cred|connectionstring")
_READERS = ("GetValue", "GetRequiredValue")
_SECTIONS = ("GetSection", "GetRequiredSection")
_MAX_SECTIONS = 4


def is_secret(name: str) -> bool:
    """Whether a setting of this name is never looked up."""
    return _SECRET.search(name) is not None


def setting_of_item(ev: Follower, item: Item, env: Env) -> Abstracts:
    """What `configuration["A:B"]` and `configuration.GetSection("A")["B"]` stand for."""
    prefix = _prefix(ev, item.base, env, _MAX_SECTIONS)
    return _setting(ev, prefix, item.key, env) if prefix is not None else ()


def setting_of_call(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What `configuration.GetValue<string>("A:B", "default")` gives."""
    holder, _, method = call.callee.rpartition(".")
    if method not in _READERS or not call.args:
        return ()
    base = call.receiver if call.receiver is not None else Name(holder, call.line)
    prefix = _prefix(ev, base, env, _MAX_SECTIONS)
    found = _setting(ev, prefix, call.args[0], env) if prefix is not None else ()
    return found or (ev.evaluate(call.args[1], env) if prefix is not None and len(call.args) > 1 else ())


def _prefix(ev: Follower, base: Value, env: Env, depth: int) -> str | None:
    """The section that a value stands for, "" for the whole configuration; None when it is none."""
    if isinstance(base, Name):
        bindings = ev.modules[env.path].bindings.get(base.path, ()) if depth else ()
        held = [b.value for b in bindings if b.scope == env.scope and isinstance(b.value, CallRef)]
        section = _prefix(ev, held[0], env, depth - 1) if held else None
        return section if section is not None else "" if _HOLDER.match(base.path) else None
    if isinstance(base, CallRef) and depth:
        call = ev.modules[env.path].call(base.call)
        holder, _, method = call.callee.rpartition(".")
        if method in _SECTIONS and call.args and isinstance(call.args[0], Lit):
            inner = call.receiver if call.receiver is not None else Name(holder, call.line)
            outer = _prefix(ev, inner, env, depth - 1)
            return None if outer is None else f"{outer}{call.args[0].value}:"
    return None


def _setting(ev: Follower, prefix: str, key: Value, env: Env) -> Abstracts:
    names = [one.value for one in ev.evaluate(key, env) if isinstance(one, Const) and isinstance(one.value, str)]
    if not names or _SECRET.search(names[0]):
        return ()
    for file in FILES:
        path = ev.documents.find(file, env.path)
        found = _within(ev.documents.value(path), f"{prefix}{names[0]}") if path is not None else None
        if path is not None and found is not None:
            return (Const(found.value, path, found.line, names[0].rpartition(":")[2]),)
    return ()


def _within(document: Value | None, key: str) -> Lit | None:
    """The text of a document under `A:B`; names are told without regard to case."""
    value: Value | None = document
    for step in key.replace("__", ":").split(":"):
        pairs = value.pairs if isinstance(value, Map) else ()
        value = next((i for k, i in pairs if str(getattr(k, "value", "")).lower() == step.lower()), None)
    return value if isinstance(value, Lit) and isinstance(value.value, str) and value.value else None
