"""Readers of environment variables that no catalogue lists: `env.GetOr("CHAT_MODEL", env.String, "gpt-4o")`."""

from __future__ import annotations

from aibom.core import re
from aibom.scanners.code.facts import Call, Lit
from aibom.scanners.code.resolving.mappings import of_environment
from aibom.scanners.code.resolving.types import Abstracts, Const, Env, Follower, distinct

_READER = re.compile(r"Env(?![a-z])|(?:^|[._])(?:get_?)?env(?:y|vars?|ironment)?(?![a-z])")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")


_ASKED = ("Deno.env.get", "Netlify.env.get")


def environment_default(ev: Follower, call: Call, env: Env) -> Abstracts:
    """What a call gives that is named for the environment and is given a variable's name first: what files set the
    variable to, else the texts that it is given beside."""
    named = call.args[0] if len(call.args) > 1 or (call.args and call.callee in _ASKED) else None
    if not isinstance(named, Lit) or not isinstance(named.value, str) or not _VARIABLE.fullmatch(named.value):
        return ()
    if not _READER.search(call.callee):
        return ()
    given = [v for value in call.args[1:] for v in ev.evaluate(value, env) if isinstance(v, Const)]
    texts = [v for v in given if isinstance(v.value, str) and v.value]
    variable = Const(named.value, env.path, named.line)
    return distinct([*texts, *of_environment(ev, (variable,), env.path)])
