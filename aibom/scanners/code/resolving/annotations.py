"""Objects of annotated types: `client: OpenAI`, `Annotated[Client, Depends(make_client)]`, beans, services."""

from __future__ import annotations

from aibom.scanners.code.facts import Name
from aibom.scanners.code.resolving.beans import injected
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Definition,
    Env,
    Follower,
    Instance,
    Symbol,
    distinct,
)

_PLAIN_TYPES = frozenset(
    "str int float bool bytes None Optional Union List Dict Any Literal list dict string number".split()
)


def typed(ev: Follower, annotation: str, env: Env, line: int) -> Abstracts:
    """An object of the annotated type; unions and generics give every class that they name."""
    found: list[Abstract] = []
    for word in _type_names(annotation):
        if ev.modules[env.path].group == "jvm":
            found += injected(ev, word, env.path)
        elif ev.modules[env.path].group == "dotnet":
            found += ev.registered(word.rpartition(".")[2], env.path)
        for value in ev.evaluate(Name(word, line), env):
            if isinstance(value, Symbol) and (value.made is not None or value.path.endswith("()")):
                found.append(value)  # `Annotated[Client, Depends(make_client)]` under a name
            elif isinstance(value, Symbol):
                found.append(Symbol(value.module, value.path + "()"))
            elif isinstance(value, Instance):
                found.append(value)
            elif isinstance(value, Definition) and value.kind == "class":
                found.append(Instance(value))
            elif isinstance(value, Definition) and "Depends(" in annotation:
                function = ev.modules[value.path].functions[value.scope]
                inside = Env(value.path, value.scope)
                found += (v for result in function.returns[:MAX_OPTIONS] for v in ev.evaluate(result, inside))
    return distinct(sorted(found, key=_is_bare))


def _is_bare(value: Abstract) -> bool:
    """Whether no more than the type of an object is known."""
    return getattr(value, "made", None) is None


def _type_names(annotation: str) -> list[str]:
    words, word = [], ""
    for char in annotation + " ":
        if char.isalnum() or char in "_.":
            word += char
        elif word:
            words.append(word.strip("."))
            word = ""
    return [w for w in words if w and not w[0].isdigit() and w not in _PLAIN_TYPES][:6]
