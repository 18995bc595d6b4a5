"""Names as they are written, and values that nothing has to be looked up for."""

from __future__ import annotations

from collections.abc import Container, Iterable

from aibom.scanners.code.facts import FuncRef, Lit, Map, Opaque, Seq, Value
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Const, Data, Definition, Env, Lost, Symbol


def only_starred(found: Abstracts, name: str) -> bool:
    """Whether a name was only taken to be of some package because all names of the package are imported."""
    return not any(type(value) is not Symbol or value.path != name for value in found)


def prefixes(path: str) -> Iterable[str]:
    """`a.b.c` -> "a.b.c", "a.b", "a"."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def itself(value: Value, env: Env, classes: Container[str] = ()) -> Abstract:
    """A value that nothing has to be looked up for."""
    if isinstance(value, Lit):
        return Const(value.value, env.path, value.line)
    if isinstance(value, Seq | Map):
        return Data(value, env)
    if isinstance(value, FuncRef):
        return Definition(env.path, "class" if value.scope in classes else "function", value.scope)
    return Lost(value.text if isinstance(value, Opaque) else "…", env.path, value.line)
