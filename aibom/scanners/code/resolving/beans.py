"""Objects that a container hands over: a method marked `@Bean` (Spring) or `@Produces` (CDI, Quarkus, Micronaut)
makes what parameters and fields of its declared type are given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from aibom.scanners.code.facts import CallRef, Class, Lit, Value
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import (
    MAX_OPTIONS,
    Abstract,
    Abstracts,
    Definition,
    Env,
    Follower,
    Instance,
    distinct,
)

_SOURCES = ("src/main/", "src/")
_APPLICATION = ("application.properties", "application.yml", "application.yaml")
_INTERFACES = {
    "ChatModel": ("ChatModel", "ChatLanguageModel"),
    "EmbeddingModel": ("EmbeddingModel",),
    "EmbeddingStore": ("EmbeddingStore",),
    "ContentRetriever": ("ContentRetriever",),
    "VectorStore": ("VectorStore",),
}
_DESCRIPTION = "Description"
_FUNCTIONS = frozenset(("Function", "BiFunction", "Supplier", "Consumer"))
_COMPONENTS = frozenset(("Service", "Component", "Named", "Bean"))
_ANYTHING = ("Object", "Any")
_MAKERS = frozenset(("Bean", "Produces", "Factory", "Singleton"))


def beans(modules: Mapping[str, Module]) -> dict[str, list[Definition]]:
    """The methods that make objects for the container, by the last name of the type that they declare."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for path, module in modules.items():
        if module.group != "jvm" or is_test(path):
            continue
        for scope, function in module.functions.items():
            if function.gives and any(_name(module, one) in _MAKERS for one in function.decorators):
                for name in _types(function.gives.rpartition(".")[2]):
                    found[name].append(Definition(path, "function", scope))
    return found


def function_beans(modules: Mapping[str, Module]) -> dict[str, Definition]:
    """The functions that a container of Spring knows by name and description, which models may call by that name:
    methods marked `@Bean` that give a `Function`, and classes marked as components that are one."""
    found: dict[str, Definition] = {}
    for path, module in modules.items():
        if module.group != "jvm" or is_test(path):
            continue
        for scope, function in module.functions.items():
            marks = {_name(module, one) for one in function.decorators}
            if "Bean" in marks and _DESCRIPTION in marks and _is_function(function.gives):
                found.setdefault(function.name, Definition(path, "function", scope))
        for scope, cls in module.classes.items():
            marks = {_name(module, one) for one in cls.decorators}
            kinds = _COMPONENTS & marks
            if kinds and _DESCRIPTION in marks and any(_is_function(getattr(base, "path", "")) for base in cls.bases):
                found.setdefault(_component_name(module, cls, kinds), Definition(path, "class", scope))
    return found


def components(modules: Mapping[str, Module]) -> dict[str, Definition]:
    """The classes that a container makes objects of, by the names that it knows them by; none of several of a name."""
    found: dict[str, list[Definition]] = defaultdict(list)
    for path, module in modules.items():
        for scope, cls in module.classes.items() if module.group == "jvm" and not is_test(path) else ():
            kinds = _COMPONENTS.intersection(_name(module, one) for one in cls.decorators)
            if kinds:
                found[_component_name(module, cls, kinds)].append(Definition(path, "class", scope))
    return {name: some[0] for name, some in found.items() if len(some) == 1}


def by_name(ev: Follower, name: str, declared: str, near: str) -> Abstracts:
    """What the container hands over for a parameter or field of which only the name tells what it is:
    `@Qualifier("orderTools") Object orderTools`."""
    component = ev.components.get(name) if declared in _ANYTHING else None
    return (Instance(component),) if component is not None and _is_seen(ev, component.path, near) else ()


def _is_function(declared: str) -> bool:
    return declared.partition("<")[0].rpartition(".")[2] in _FUNCTIONS or "->" in declared


def _component_name(module: Module, cls: Class, kinds: AbstractSet[str]) -> str:
    """The name that the mark gives, else the class's own with a small letter."""
    for mark in cls.decorators:
        call = module.call(mark.call) if isinstance(mark, CallRef) and _name(module, mark) in kinds else None
        given = (*call.args, *(value for key, value in call.kwargs if key == "value")) if call is not None else ()
        for value in given:
            if isinstance(value, Lit) and isinstance(value.value, str) and value.value:
                return value.value
    return cls.name[:1].lower() + cls.name[1:]


def _types(declared: str) -> Iterator[str]:
    """A declared type and the interface of the frameworks' that it is by its name: `AzureOpenAiChatModel`."""
    yield declared
    for ending, names in _INTERFACES.items():
        if declared.endswith(ending) and "Streaming" not in declared:
            yield from (name for name in names if name != declared)


def _name(module: Module, decorator: Value) -> str:
    text = module.call(decorator.call).callee if isinstance(decorator, CallRef) else getattr(decorator, "path", "")
    return str(text).rpartition(".")[2]


def injected(ev: Follower, word: str, near: str) -> Abstracts:
    """What the container's methods make of a type, by the type's name; not those of another application."""
    found: list[Abstract] = []
    makers = [one for one in ev.beans(word.rpartition(".")[2]) if _is_seen(ev, one.path, near)]
    for maker in makers[:MAX_OPTIONS]:
        for value in ev.modules[maker.path].functions[maker.scope].returns[:MAX_OPTIONS]:
            found += ev.evaluate(value, Env(maker.path, maker.scope))
    return distinct(found)


def _is_seen(ev: Follower, maker: str, near: str) -> bool:
    """Whether a container's method is of the same build as what it is injected into, or of a library of the tree."""
    folder = build_of(maker)
    if folder == build_of(near):
        return True
    return not any(ev.documents.holds(f"{folder}src/main/resources/{name}") for name in _APPLICATION)


def build_of(path: str) -> str:
    """The folder of the build that a source file belongs to."""
    for part in _SOURCES:
        head, found, _ = path.partition(part)
        if found:
            return head
    return ""
