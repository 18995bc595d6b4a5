"""Functions that stand within others: which call made the one that is handed over.

`handoff_to("billing")` gives the tool that is written in `handoff_to`, with the name that this call gives it.
"""

from __future__ import annotations

from aibom.scanners.code.facts import CallRef, Name, Value
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env, Frame


def entered_for(resolver: Resolver, value: Value, env: Env, function: Definition) -> Frame | None:
    """The call, written in place or kept under a name, by which the function around `function` was entered."""
    around = function.scope.rpartition(".")[0]
    if function.kind != "function" or around not in resolver.modules[function.path].functions:
        return None
    bound = resolver.modules[env.path].bindings.get(value.path, ()) if isinstance(value, Name) else ()
    made = bound[0].value if len(bound) == 1 else value
    return Frame(around, env, made.call) if isinstance(made, CallRef) else None
