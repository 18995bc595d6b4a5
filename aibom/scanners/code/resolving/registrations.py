"""What the container of a .NET program hands over: `services.AddSingleton<IDesk>(sp => new Desk(...))`,
`services.AddChatClient(client)`, `services.AddAzureOpenAIChatCompletion(...)`.

Parameters and fields of the registered type hold it, and `provider.GetRequiredService<IDesk>()` gives it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import Call, CallRef, FuncRef, Lit, Name, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
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

GETTERS = frozenset(
    "GetRequiredService GetService GetRequiredKeyedService GetKeyedService GetServices CreateInstance".split()
)
_ADDER = re.compile(r"(?:Try)?Add(?:Keyed)?(?:Singleton|Scoped|Transient)")
# Methods that register one thing of AI, whatever makes it, and the types under which it is asked for.
_MAKER = re.compile(r"Add(?:Keyed)?(?P<who>\w*?)(?P<what>ChatClient|EmbeddingGenerator|ChatCompletion(?:Service)?|"
                    r"TextEmbeddingGeneration(?:Service)?)")  # fmt: skip
# Methods that register the client of a service under its own name: `builder.AddQdrantClient("vectors")`.
_CLIENT = re.compile(
    r"Add(?:Keyed)?(?P<name>(?:Qdrant|Milvus|Chroma|Pinecone|Weaviate|OpenAI|AzureOpenAI|Search)Client)"
)
_TYPES = {
    "ChatClient": ("IChatClient",),
    "EmbeddingGenerator": ("IEmbeddingGenerator",),
    "ChatCompletion": ("IChatCompletionService", "IChatCompletion", "Kernel", "IKernel"),
    "TextEmbeddingGeneration": ("ITextEmbeddingGenerationService", "ITextEmbeddingGeneration"),
}
_MOST = 6  # registrations of one type


class Registered(NamedTuple):
    """What is handed over, and where it is written."""

    value: Value
    env: Env


def _registered(module: Module, index: int, call: Call, tail: str) -> Iterator[tuple[str, Value, str]]:
    if _ADDER.fullmatch(tail):
        given = _given(module, call)
        for value, scope in given or _class_of(call):
            name = _plain(call.types[0]) if call.types else _made(module, value, scope)
            if name:
                yield name, value, scope
        return
    if (client := _CLIENT.fullmatch(tail)) is not None:
        yield client["name"], CallRef(index, call.line), call.scope
    made = _MAKER.fullmatch(tail)
    if made is None:
        return
    given = _given(module, call) if not made["who"] else []
    for value, scope in given or [(CallRef(index, call.line), call.scope)]:
        for name in _TYPES[made["what"].removesuffix("Service")]:
            yield name, value, scope


def _given(module: Module, call: Call) -> list[tuple[Value, str]]:
    """The object, or what the function in place gives, that is the last argument; not the key before it."""
    last = call.args[-1] if call.args else None
    if last is None or isinstance(last, Lit):
        return []
    if isinstance(last, FuncRef):
        function = module.functions.get(last.scope)
        return [(value, last.scope) for value in (function.returns if function is not None else ())[:MAX_OPTIONS]]
    return [(last, call.scope)]


def _class_of(call: Call) -> list[tuple[Value, str]]:
    """`AddSingleton<IDesk, Desk>()`: the type that is made; not the object, whose fields are injected in turn."""
    return [(Name(_plain(call.types[1]), call.line), call.scope)] if len(call.types) > 1 else []


def _made(module: Module, value: Value, scope: str) -> str:
    """The class whose object is registered without its name: `AddSingleton(_ => new HttpClient())`."""
    if isinstance(value, Name):
        bound = [one.value for one in module.bindings.get(value.path, ()) if one.scope == scope]
        value = bound[0] if len(bound) == 1 else value
    made = module.call(value.call) if isinstance(value, CallRef) else None
    return _plain(made.callee) if made is not None and made.form == "new" else ""


def _plain(name: str) -> str:
    return name.partition("<")[0].rpartition(".")[2].rstrip("? ")


class Registrations:
    """What the programs of a tree register, by the last name of the type; each answer is worked out once."""

    def __init__(self, ev: Follower) -> None:
        self._ev = ev
        self._named: dict[str, list[Registered]] | None = None
        self._known: dict[tuple[str, str], Abstracts] = {}

    def of(self, name: str, near: str) -> Abstracts:
        """What the program nearest to where a type is asked for registers; nothing where several are as near."""
        if self._named is None:
            self._named = self._table()
        registered = self._named.get(name)
        if not registered:
            return ()
        key = (name, near.rpartition("/")[0])
        if key not in self._known:
            self._known[key] = ()  # what is asked for within itself is nothing
            self._known[key] = self._values(registered, near)
        return self._known[key]

    def _table(self) -> dict[str, list[Registered]]:
        found: dict[str, list[Registered]] = defaultdict(list)
        for path, module in self._ev.modules.items():
            if module.group != "dotnet" or is_test(path):
                continue
            for index, call in enumerate(module.facts.calls):
                tail = call.callee.rpartition(".")[2]
                for name, value, scope in _registered(module, index, call, tail) if "Add" in tail[:6] else ():
                    found[name].append(Registered(value, Env(path, scope)))
        return found

    def _values(self, registered: list[Registered], near: str) -> Abstracts:
        shared = [shared_folders(one.env.path, near) for one in registered]
        close = max(shared)
        nearest = [one for one, count in zip(registered, shared, strict=True) if count == close]
        if len({one.env.path.rpartition("/")[0] for one in nearest}) > 1:
            return ()
        found: list[Abstract] = []
        for one in nearest[:_MOST]:
            values = self._ev.evaluate(one.value, one.env)
            found += (Instance(v) if isinstance(v, Definition) and v.kind == "class" else v for v in values)
        return tuple(v for v in distinct(found) if isinstance(v, Symbol | Instance))
