"""Settings of Laravel: `config("ai.openai.model", "gpt-4o")` is that member of what `config/ai.php` returns
(laravel.com/docs/configuration).
"""

from __future__ import annotations

from aibom.scanners.code.facts import Call
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstracts, Const, Env, Follower, any_known, distinct

_MAX_SEGMENTS = 8


def is_reader(module: str, path: str) -> bool:
    """Whether a function of a library reads a setting."""
    return (module, path) in (
        ("Laravel", "config"),
        ("Illuminate.Support.Facades", "Config.get"),
        ("Illuminate.Support.Facades", "Config.string"),
    )


def laravel_setting(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What the file of settings returns under the name that a call gives, and the call's default."""
    names = ev.evaluate(call.args[0], env) if call.args else ()
    found = [v for name in names if isinstance(name, Const) for v in _told(ev, str(name.value), env.path)]
    if len(call.args) > 1:
        found += (v for v in ev.evaluate(call.args[1], env) if isinstance(v, Const) and v.value is not None)
    return distinct(found)


def _told(ev: Follower, name: str, near: str) -> Abstracts:
    stem, _, path = name.partition(".")
    module = _nearest(ev, f"config/{stem}.php", near)
    if module is None or not path or path.count(".") > _MAX_SEGMENTS:
        return ()
    returned = (b for b in module.facts.bindings if b.form == "return" and not b.name and not b.scope)
    values = distinct([v for binding in returned for v in ev.evaluate(binding.value, Env(module.path, ""))])
    told = ev.members(values, path, 0)
    return told if any_known(told) else ()


def _nearest(ev: Follower, tail: str, near: str) -> Module | None:
    """The file of settings in the nearest folder above the file that asks."""
    folder = near.rpartition("/")[0]
    while True:
        path = f"{folder}/{tail}" if folder else tail
        if path in ev.modules:
            return ev.modules[path]
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
