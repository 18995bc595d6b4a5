"""The tools and models that Semantic Kernel's agents take with their kernel, to which they were added before:
`own.Plugins.AddFromObject(lights)`, `builder.Plugins.AddFromType<Lights>()`, `kernel.add_plugin(Lights())`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Call, CallRef, Name, Value
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
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
_COPYING = ("Build", "Clone", "clone")
_MAX_KERNELS = 6


def kernel_links(tracer: Tracer, hits: Sequence[Hit]) -> Iterator[Link]:
    """The links from agents to the tools and models of the kernels they are given."""
    for hit in hits:
        if hit.signature.framework != _FRAMEWORK or hit.signature.kind != "agent" or hit.site.call < 0:
            continue
        kernels = [one for key in _KERNEL for one in written(tracer.resolver, key, hit.site)]
        given = [one for value, env in kernels if isinstance(value, Name) for one in _added(tracer, value.path, env)]
        owner = tracer.resolver.modules[hit.path].owner(hit.site.call)
        given += _added(tracer, f"{owner}.{_KERNEL[0]}", hit.site.env) if owner else []
        if given:
            evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
            yield from join_found(tracer.yields(hit), given, None, evidence)


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
    return [tool for thing in things if not isinstance(thing, Const) for tool in tracer.holds(thing, "tools")]
