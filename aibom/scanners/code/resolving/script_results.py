"""What calls of JavaScript give that the language and its usual libraries tell: states, bodies of requests."""

from __future__ import annotations

from aibom.scanners.code.facts import Call
from aibom.scanners.code.resolving.imported_documents import parsed
from aibom.scanners.code.resolving.posted import asked_body
from aibom.scanners.code.resolving.script_options import parsed_options
from aibom.scanners.code.resolving.settings.nest_providers import injected_by_token
from aibom.scanners.code.resolving.stores import kept_state
from aibom.scanners.code.resolving.types import Abstracts, Env, Follower, Site


def of_script(ev: Follower, site: Site, call: Call, env: Env) -> Abstracts | None:
    """The result of a call that is known by what it is called; None for any other."""
    return (
        injected_by_token(ev, call, env)
        or kept_state(ev, site, call, env)
        or asked_body(ev, call, env)
        or parsed(ev, call, env)
        or parsed_options(ev, call, env)
    )
