"""Prompts of Semantic Kernel's plug-ins in folders: functions ask for them by plug-in and name
(`kernel.Plugins["Travel"]["Suggest"]`, `kernel.invoke(plugin_name="Travel", function_name="Suggest")`), and kernels
import whole folders of them for their model."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.facts import Call, CallRef, Item, Lit, Name, Value
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Const, Definition, Env

_FRAMEWORK = "semantic-kernel"
_HOLDERS = (".Plugins", ".plugins")
_ASKING = frozenset("GetFunction get_function InvokeAsync InvokeStreamingAsync invoke invoke_stream".split())
_KEYS = (("pluginName", "functionName"), ("plugin_name", "function_name"))
_PROMPT = "skprompt.txt"
_PAIR = 2
_IMPORTING = frozenset(
    "ImportPluginFromPromptDirectory CreatePluginFromPromptDirectory ImportSemanticFunctionsFromDirectory "
    "ImportSemanticSkillFromDirectory importPluginFromDirectory add_plugin import_plugin_from_prompt_directory "
    "import_semantic_plugin_from_directory import_semantic_skill_from_directory".split()
)
_JOINING = ("Combine", "join", "Join")  # of paths
_ASKED = ("chat", "completion")
_CONFIDENCE = 0.7


def plugin_function_links(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links from tools and agents to the prompts that their bodies ask a kernel for."""
    for hit in hits:
        if hit.target is None or hit.signature.framework != _FRAMEWORK or hit.signature.kind not in ("tool", "agent"):
            continue
        asked = {path: None for pair in _asked(tracer, hit.target) for path in _files(tracer, *pair)}
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
        for path in asked if not is_test(hit.path) else ():
            prompt = Subject(kind=Kind.PROMPT, name=path, origin="file")
            for one in tracer.yields(hit):
                yield Link(source=one.subject, kind=RelationKind.USES_PROMPT, target=prompt, evidence=evidence)


def _files(tracer: Tracer, plugin: str, function: str) -> list[str]:
    """The one file of the tree that a plug-in's function is written in."""
    ending = f"/{plugin}/{function}/{_PROMPT}"
    found = [path for path in tracer.prompts.listed(_PROMPT) if f"/{path}".endswith(ending)]
    return found if len(found) == 1 else []


def _asked(tracer: Tracer, target: Definition) -> Iterator[tuple[str, str]]:
    """The plug-ins and functions that a body names."""
    module = tracer.resolver.modules[target.path]
    for value in _values(module, target.scope):
        if isinstance(value, Item) and isinstance(value.base, Item) and _is_plugins(value.base.base):
            yield from _pair(value.base.key, value.key)
    for index in module.within(target.scope):
        yield from _of_call(module.call(index))


def _values(module: Module, scope: str) -> Iterator[Value | None]:
    """What a function's variables hold, and what its calls are made on and given."""
    for group in module.bindings.values():
        yield from (one.value for one in group if one.scope == scope or one.scope.startswith(f"{scope}."))
    for index in module.within(scope):
        call = module.call(index)
        yield from (call.receiver, *call.args, *(value for _, value in call.kwargs))


def _is_plugins(value: Value) -> bool:
    return isinstance(value, Name) and value.path.endswith(_HOLDERS)


def _of_call(call: Call) -> Iterator[tuple[str, str]]:
    if call.callee.rpartition(".")[2] not in _ASKING:
        return
    given = dict(call.kwargs)
    if len(call.args) >= _PAIR:
        yield from _pair(call.args[0], call.args[1])
    for plugin, function in _KEYS:
        yield from _pair(given.get(plugin), given.get(function))


def _pair(plugin: Value | None, function: Value | None) -> Iterator[tuple[str, str]]:
    if isinstance(plugin, Lit) and isinstance(function, Lit):
        yield str(plugin.value), str(function.value)


def imported_prompt_links(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Link]:
    """The links from the chat models of a program to the prompts of the folders that its kernel imports."""
    if not tracer.prompts.listed(_PROMPT):
        return
    models = [hit for hit in hits if hit.signature.kind == "model" and hit.signature.model_class in _ASKED]
    for path, module in tracer.resolver.modules.items() if models else ():
        calls = (one for one in module.facts.calls if one.callee.rpartition(".")[2] in _IMPORTING)
        for call in calls if not is_test(path) else ():
            evidence = Evidence(path=path, line=call.line, symbol=call.callee, confidence=_CONFIDENCE)
            for prompt in _imported(tracer, call, Env(path, call.scope)):
                target = Subject(kind=Kind.PROMPT, name=prompt, origin="file")
                for one in (found for hit in _nearest(models, path) for found in tracer.yields(hit)):
                    yield Link(source=one.subject, kind=RelationKind.USES_PROMPT, target=target, evidence=evidence)


def _nearest(models: Sequence[Hit], path: str) -> list[Hit]:
    """The models that a file names, else those of the one file nearest to it."""
    close = max(shared_folders(hit.path, path) for hit in models)
    own = [hit for hit in models if hit.path == path]
    near = own or [hit for hit in models if shared_folders(hit.path, path) == close]
    return near if len({hit.path for hit in near}) == 1 else []


def _imported(tracer: Tracer, call: Call, env: Env) -> list[str]:
    """The prompts of the tree in the folder that a call names, by as much of its path as can be read."""
    texts = [text for value in (*call.args, *(v for _, v in call.kwargs)) for text in _written(tracer, value, env)]
    parts = [part for part in "/".join(texts).replace("\\", "/").split("/") if part not in ("", ".", "..")]
    listed = tracer.prompts.listed(_PROMPT)
    for start in range(len(parts)):
        folder = f"/{'/'.join(parts[start:])}/"
        found = [path for path in listed if folder in f"/{posixpath.dirname(path)}/"]
        close = max((shared_folders(path, env.path) for path in found), default=0)
        if found:
            return [path for path in found if shared_folders(path, env.path) == close]
    return []


def _written(tracer: Tracer, value: Value, env: Env) -> list[str]:
    """The texts of a path, also of one that is joined of parts: `Path.Combine(here, "Plugins", "Letters")`."""
    module = tracer.resolver.modules[env.path]
    bound = module.bindings.get(value.path, ()) if isinstance(value, Name) else ()
    made = [value, *(one.value for one in bound if one.scope == env.scope)]
    joined = [module.call(one.call) for one in made if isinstance(one, CallRef)]
    texts = [lit for call in joined if call.callee.endswith(_JOINING) for lit in call.args if isinstance(lit, Lit)]
    if texts:
        return [str(one.value) for one in texts]
    things = tracer.resolver.evaluate(value, env)
    return [one.value for one in things if isinstance(one, Const) and isinstance(one.value, str)][:1]
