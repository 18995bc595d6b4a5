"""The tools and models that Semantic Kernel's agents take with their kernel, to which they were added before:
`own.Plugins.AddFromObject(lights)`, `builder.Plugins.AddFromType<Lights>()`, `kernel.add_plugin(Lights())`.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence, Set
from functools import cached_property

from aibom.core import re
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Call, CallRef, Name, Value
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Const, Env

_FRAMEWORK = "semantic-kernel"
_KERNEL = ("Kernel", "kernel")
_ADDING = frozenset(
    "AddFromObject AddFromType AddFromFunctions ImportPluginFromObject ImportPluginFromType ImportPluginFromFunctions "
    "add_plugin".split()
)
_ADDED = ".Plugins.Add"
_CHAT = re.compile(r"(?:Add|With)\w{0,40}(?:ChatCompletion(?:Service)?|ChatClient)")
_CHOOSING = ("FunctionChoiceBehavior", "ToolCallBehavior")
_ASKING = frozenset(
    "GetChatMessageContentAsync GetChatMessageContentsAsync GetStreamingChatMessageContentsAsync InvokePromptAsync"
    " InvokePromptStreamingAsync".split()
)
_CONFIDENCE, _MAX_ASKED = 0.6, 2
_COPYING = ("Build", "Clone", "clone")
_MADE = ("Kernel.CreateBuilder", "Kernel.Builder")
_SEVERAL = 2
_MAX_KERNELS = 6
_MAX_ADDED = 60  # plug-ins of all containers


def kernel_links(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Link]:
    """The links from agents to the tools and models of the kernels they are given."""
    container = _Container(tracer)
    models = [hit for hit in hits if _is_chat_of_kernel(tracer, hit)]
    for hit in hits:
        if hit.signature.framework != _FRAMEWORK or hit.signature.kind != "agent" or hit.site.call < 0:
            continue
        places = hit.signature.roles.get("kernel", _KERNEL)
        kernels = [
            one for key in places for one in written(tracer.resolver, key, hit.site) if _may_be_kernel(key, one[0])
        ]
        given = [one for value, env in kernels if isinstance(value, Name) for one in _added(tracer, value.path, env)]
        owner = tracer.resolver.modules[hit.path].owner(hit.site.call)
        given += _added(tracer, f"{owner}.{_KERNEL[0]}", hit.site.env) if owner else []
        if kernels and not given and not any(_is_made_here(tracer, value, env) for value, env in kernels):
            asked = tracer.role(hit, "model", (*hit.signature.roles.get("model", ()), *places))
            given = [*container.near(hit.path), *(asked or _nearest(tracer, hit.path, models))]
        if given:
            evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
            yield from join_found(tracer.yields(hit), given, None, evidence)
    yield from _chosen_by_models(tracer, models, container)


def _may_be_kernel(key: str, value: Value) -> bool:
    """Whether what stands at a place is a kernel: the first argument of a planner may be its options."""
    return not key[-1:].isdigit() or (isinstance(value, Name) and "kernel" in value.path.lower())


def _nearest(tracer: Tracer, path: str, models: Sequence[Hit]) -> list[Found]:
    """The chat models of the kernels that the nearest program fills, one beside the other where it chooses."""
    close = max((shared_folders(hit.path, path) for hit in models), default=0)
    near = [hit for hit in models if shared_folders(hit.path, path) == close]
    return [one for hit in near for one in tracer.yields(hit)] if len({hit.path for hit in near}) == 1 else []


def _chosen_by_models(tracer: Tracer, models: Sequence[Hit], container: _Container) -> Iterator[Link]:
    """The tools of a kernel that its chat model may call by itself: `FunctionChoiceBehavior.Auto()`."""
    modules = tracer.resolver.modules
    choosing = [(path, one) for path, one in modules.items() if models and _leaves_choice(one) and not is_test(path)]
    own_kernels = {hit.path for hit in models}
    asked = [evidence for path, one in choosing if path not in own_kernels for evidence in _asked(path, one)]
    if len({one.path for one in asked}) > _MAX_ASKED:
        asked = []  # a tree of samples: which program hands its model to which of them cannot be told
    for hit in models if choosing else ():
        given = container.beside(hit.site.env) or container.near(hit.path)
        own = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
        filled = any(_is_filled(call) for call in modules[hit.path].facts.calls)
        for evidence in asked if filled and asked else [own]:
            yield from join_found(tracer.yields(hit), given, None, evidence)


def _asked(path: str, module: Module) -> Iterator[Evidence]:
    """Where a file asks a model that may choose."""
    for call in module.facts.calls:
        if call.callee.rpartition(".")[2] in _ASKING:
            yield Evidence(path=path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)


def _is_chat_of_kernel(tracer: Tracer, hit: Hit) -> bool:
    if hit.signature.kind != "model" or hit.signature.model_class != "chat" or hit.site.call < 0:
        return False
    return bool(_CHAT.fullmatch(tracer.resolver.modules[hit.path].call(hit.site.call).callee.rpartition(".")[2]))


def _leaves_choice(module: Module) -> bool:
    """Whether a file of C# lets a model choose which functions are called."""
    if module.group != "dotnet":
        return False
    given = (key for call in module.facts.calls for key, _ in call.kwargs)
    return any(key in _CHOOSING for key in given) or any(one.name.endswith(_CHOOSING) for one in module.facts.bindings)


def _is_made_here(tracer: Tracer, value: Value, env: Env) -> bool:
    """Whether a kernel is made in the function that gives it to an agent, so that no container hands it over."""
    bound = tracer.resolver.modules[env.path].bindings.get(value.path, ()) if isinstance(value, Name) else ()
    return not isinstance(value, Name) or any(one.scope == env.scope and one.form == "assign" for one in bound)


class _Container:
    """The plug-ins of the kernels that containers of .NET hand over: `AddKernel().Plugins.AddFromType<Lights>()`."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._near: dict[str, list[Found]] = {}

    def near(self, path: str) -> list[Found]:
        """The tools of those that the nearest program adds."""
        folder = posixpath.dirname(path)
        if folder not in self._near:
            self._near[folder] = self._added_near(path)
        return self._near[folder]

    def _added_near(self, path: str) -> list[Found]:
        close = max((shared_folders(one, path) for one, _ in self._calls), default=0)
        near = [(one, call) for one, call in self._calls if shared_folders(one, path) == close]
        modules = self._tracer.resolver.modules
        if self._are_others(path, {one for one, _ in near}):
            return []
        return [
            tool for one, call in near for tool in _of_plugin(self._tracer, modules[one], call, Env(one, call.scope))
        ]

    def _are_others(self, path: str, near: Set[str]) -> bool:
        """Whether the kernels that are filled are those of other programs: of several projects, or of one beside a
        project that makes its own."""
        project = self._tracer.resolver.documents.project_of
        projects = {project(one) for one in near}
        if len(projects) < _SEVERAL and projects <= {project(path)}:
            return False
        modules = self._tracer.resolver.modules.items()
        own = (module for one, module in modules if module.group == "dotnet" and project(one) == project(path))
        return len(projects) > 1 or any(call.callee.endswith(_MADE) for one in own for call in one.facts.calls)

    def beside(self, env: Env) -> list[Found]:
        """The tools of those that a function adds itself."""
        module = self._tracer.resolver.modules[env.path]
        calls = (module.call(index) for index in module.calls_in.get(env.scope, ()))
        added = [call for call in calls if call.callee.rpartition(".")[2] in _ADDING or call.callee.endswith(_ADDED)]
        return [tool for call in added for tool in _of_plugin(self._tracer, module, call, env)]

    @cached_property
    def _calls(self) -> list[tuple[str, Call]]:
        """The calls that add plug-ins, where a container is filled."""
        modules = (one for one in self._tracer.resolver.modules.items() if one[1].group == "dotnet")
        filled = [(path, one.facts.calls) for path, one in modules if any(_is_filled(call) for call in one.facts.calls)]
        added = ((path, call) for path, calls in filled for call in calls)
        return [(path, call) for path, call in added if call.callee.rpartition(".")[2] in _ADDING][:_MAX_ADDED]


def _is_filled(call: Call) -> bool:
    return call.callee.endswith((".AddKernel", ".AddTransient", ".AddSingleton", ".AddScoped"))


def _added(tracer: Tracer, name: str, env: Env) -> list[Found]:
    """The tools of the plug-ins, and the models, that are added to a kernel or to what it is built of, in the same
    function."""
    module = tracer.resolver.modules[env.path]
    names = [name]
    found: list[Found] = []
    for one in names:  # grows below
        for index in module.calls_in.get(env.scope, ()):
            call = module.call(index)
            owner = call.callee.removesuffix("." + call.callee.rpartition(".")[2]).removesuffix(".Plugins")
            method = call.callee.rpartition(".")[2]
            if owner == one and (method in _ADDING or call.callee.endswith(_ADDED)):
                found += _of_plugin(tracer, module, call, env)
            elif owner == one and method == "add_service":
                things = [thing for value in call.args for thing in tracer.resolver.evaluate(value, env)]
                found += [model for thing in things for model in tracer.holds(thing, "model")]
        for binding in module.bindings.get(one, ()):
            source = _source(module, binding.value) if binding.scope == env.scope else ""
            if source and source not in names and len(names) < _MAX_KERNELS:
                names.append(source)
    return found


def _source(module: Module, value: Value) -> str:
    """The variable that a kernel is built or copied of."""
    owner, _, method = module.call(value.call).callee.rpartition(".") if isinstance(value, CallRef) else ("", "", "")
    return owner if method in _COPYING else ""


def _of_plugin(tracer: Tracer, module: Module, call: Call, env: Env) -> list[Found]:
    """The tools of the plug-in that a call adds: by its object, by its type, by the type it is asked for with."""
    values: list[Value] = [*call.args, *(value for _, value in call.kwargs), *(Name(t, call.line) for t in call.types)]
    for value in call.args:
        bound = module.bindings.get(value.path, ()) if isinstance(value, Name) else ()
        made = [module.call(b.value.call) for b in bound if b.scope == env.scope and isinstance(b.value, CallRef)]
        values += (Name(t, one.line) for one in made for t in one.types)
    things = [thing for value in values for thing in tracer.resolver.evaluate(value, env)]
    outside = _of_library(tracer, module, call) if call.types else []
    return outside + [tool for thing in things if not isinstance(thing, Const) for tool in tracer.holds(thing, "tools")]


def _of_library(tracer: Tracer, module: Module, call: Call) -> list[Found]:
    """The plug-in of the framework's own that a call names by its type: `ImportPluginFromType<TextMemoryPlugin>()`."""
    places = (index for index in module.calls_in.get(call.scope, ()) if module.call(index) is call)
    hits = (hit for index in places for hit in tracer.hits.at(module.path, index) if hit.signature.kind == "tool")
    return [one for hit in hits for one in tracer.yields(hit)]
