"""Classes of the project's own making that are tools or agents: what tells them, and what they call themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.scanners.code.resolving.members import ancestors, object_member
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Definition, Env, Instance

TREE = "<tree>"  # the module of classes that the scanned tree itself defines
_OWN_BASE = re.compile(r"(?:^|[a-z0-9._])(Tool|Agent)(?:Base)?$")
_DESCRIPTIONS = ("description", "DESCRIPTION", "Description")
_WORD = 12  # a description has more letters than one word
# What the methods of a Go type are called that a model may call; a command of a program may have a name, a description
# and a `Run` as well, so that these count with the schema of their arguments only.
_CALLED = ("Call",)
_RUN = ("Execute", "Run", "Invoke", "InvokableRun")
_SCHEMAS = ("Parameters", "Schema", "InputSchema", "ParametersSchema", "ArgsSchema", "JSONSchema", "Definition")


def own_families(resolver: Resolver, module: Module, target: Definition) -> set[str]:
    """What of a "Tool" and an "Agent" a class of the tree is: it derives from a class of the tree of such a name, and
    describes itself as one does for a model to choose. A Go type has the methods that such a one has."""
    if module.group == "go":
        return {"Tool"} if _has_methods_of_tool(resolver, module, target) else set()
    families = {match[1] for base in ancestors(resolver, target) if (match := _OWN_BASE.search(base.scope))}
    return families if families and _describes_itself(resolver, target) else set()


def own_name(resolver: Resolver, target: Definition) -> str:
    """The name that a method of a Go type gives; empty when none does."""
    texts = [one.value for one in _given(resolver, target, "Name") if isinstance(one, Const)]
    return next((text for text in texts if isinstance(text, str) and text), "")


def _has_methods_of_tool(resolver: Resolver, module: Module, target: Definition) -> bool:
    def has(names: tuple[str, ...]) -> bool:
        return any(f"{target.scope}.{name}" in module.functions for name in names)

    if not (has(("Name",)) and has(("Description",))):
        return False
    called = has(_CALLED) and resolver.imports_ai(module)
    return (called or (has(_RUN) and has(_SCHEMAS) and resolver.any_ai)) and _describes_itself(resolver, target)


def _describes_itself(resolver: Resolver, target: Definition) -> bool:
    things = (one for name in _DESCRIPTIONS for one in _given(resolver, target, name))
    return any(isinstance(one, Const) and isinstance(one.value, str) and len(one.value) > _WORD for one in things)


def _given(resolver: Resolver, target: Definition, name: str) -> Iterator[Abstract]:
    """The values of an attribute, or what a method of Go returns that takes its place."""
    for thing in object_member(resolver, Instance(target), name):
        module = resolver.modules[thing.path] if isinstance(thing, Definition) else None
        if isinstance(thing, Definition) and module is not None and module.group == "go":
            function, env = module.functions.get(thing.scope), Env(thing.path, thing.scope)
            returns = function.returns if function is not None else ()
            yield from (one for value in returns for one in resolver.evaluate(value, env))
        else:
            yield thing
