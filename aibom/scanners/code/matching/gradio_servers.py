"""Gradio apps that are launched as MCP servers: the functions behind their interfaces and events are its tools.

`demo.launch(mcp_server=True)` offers every function of the app that has an API endpoint to MCP clients (Gradio's guide
"Building an MCP Server with Gradio"): the `fn` of `Interface` and `ChatInterface`, those of the members of a
`TabbedInterface`, and the listeners of a `Blocks` app, all under their own names unless `api_name` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.facts import Seq
from aibom.scanners.code.matching.types import Found, doc_facts
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Definition, Env, Site, Symbol

_GRADIO = "gradio"
_INTERFACES = frozenset(("Interface", "ChatInterface"))
_EVENTS = frozenset("click submit change then success select input upload blur release stop api".split())
_HIDING = ("api_name", "show_api")  # an endpoint that is switched off is no tool
_PLAIN_FILES = frozenset("app main server demo index run mcp mcp_server gradio_app __main__ __init__".split())
_CONFIDENCE = 0.85
_MAX_APPS, _MAX_TOOLS, _MAX_CHAIN = 60, 60, 4


class _Tool(NamedTuple):
    """A function that an app hands over at a site."""

    found: Found
    site: Site


def gradio_servers(resolver: Resolver, tools: list[Found]) -> Iterator[Sighting]:
    """Each server with its tools, and which has which; the tools are noted in `tools` as well."""
    for path, module in resolver.modules.items():
        if module.group != "python" or is_test(path):
            continue
        for index, call in enumerate(module.facts.calls):
            if call.callee.endswith("launch") and any(key == "mcp_server" for key, _ in call.kwargs):
                yield from _of_launch(resolver, Site(Env(path, call.scope), index), call.line, tools)


def _of_launch(resolver: Resolver, site: Site, line: int, tools: list[Found]) -> Iterator[Sighting]:
    if not any(isinstance(one, Const) and one.value is True for one in located(resolver, "mcp_server", site)):
        return
    apps = _apps(resolver, site)
    if not apps:
        return
    path = site.env.path
    usage = usage_of(path)
    server = Subject(kind=Kind.TOOL, name=_server_name(resolver, apps, path), origin="mcp")
    evidence = Evidence(path=path, line=line, symbol="gradio.launch", confidence=_CONFIDENCE)
    facts: dict[str, Json] = {"tool_type": "mcp-server", "framework": _GRADIO, "usage": usage}
    yield Observation(subject=server, evidence=evidence, facts=facts)
    found = {one.found.subject: one for app in apps for one in _tools(resolver, app, 0)}
    for one in within(list(found.values()), _MAX_TOOLS, "tools of one Gradio app", path):
        tools.append(one.found)
        handed = resolver.modules[one.site.env.path].call(one.site.call).line
        for place in dict.fromkeys((*one.found.places, (one.site.env.path, handed))):
            where = Evidence(path=place[0], line=place[1], confidence=_CONFIDENCE)
            yield Observation(subject=one.found.subject, evidence=where, facts={**one.found.facts, "usage": usage})
        yield Link(source=server, kind=RelationKind.CONTAINS, target=one.found.subject, evidence=evidence)


def _apps(resolver: Resolver, site: Site, depth: int = 0) -> list[Symbol]:
    """The apps that a method is called on, also after others (`demo.queue().launch()`)."""
    found: list[Symbol] = []
    for thing in located(resolver, "^", site):
        if not isinstance(thing, Symbol) or thing.made is None or not _of_gradio(thing):
            continue
        if _made(thing) in (*_INTERFACES, "TabbedInterface", "Blocks"):
            found.append(thing)
        elif depth < _MAX_CHAIN:
            found += _apps(resolver, thing.made, depth + 1)
    return found[:_MAX_APPS]


def _of_gradio(thing: Abstract) -> bool:
    return isinstance(thing, Symbol) and thing.module.partition(".")[0] == _GRADIO


def _made(symbol: Symbol) -> str:
    """The class or method whose result a symbol is."""
    return symbol.path.removesuffix("()").rpartition(".")[2]


def _tools(resolver: Resolver, app: Symbol, depth: int) -> Iterator[_Tool]:
    """The functions of an app."""
    if app.made is None or depth > _MAX_CHAIN:
        return
    kind = _made(app)
    if kind in _INTERFACES:
        yield from _functions(resolver, app.made)
    elif kind == "TabbedInterface":
        for member in _members(resolver, app.made):
            yield from _tools(resolver, member, depth + 1)
    elif kind == "Blocks":
        yield from _listeners(resolver, app.made.env.path)


def _members(resolver: Resolver, site: Site) -> Iterator[Symbol]:
    """The apps that are the tabs of another."""
    for locator in ("interface_list", "0"):
        for data in located(resolver, locator, site):
            if isinstance(data, Data) and isinstance(data.value, Seq):
                for item in data.value.items[:_MAX_APPS]:
                    yield from (one for one in resolver.evaluate(item, data.env) if isinstance(one, Symbol))


def _listeners(resolver: Resolver, path: str) -> Iterator[_Tool]:
    """The functions of the events and interfaces in the file of a `Blocks` app."""
    module = resolver.modules[path]
    for index, call in enumerate(module.facts.calls):
        last = call.callee.rpartition(".")[2]
        if last in _EVENTS or last in _INTERFACES:
            site = Site(Env(path, call.scope), index)
            if any(_of_gradio(one) for one in resolver.callee(site)):
                yield from _functions(resolver, site)


def _functions(resolver: Resolver, site: Site) -> Iterator[_Tool]:
    """The functions that one interface or event is handed."""
    told = [one for locator in _HIDING for one in located(resolver, locator, site) if isinstance(one, Const)]
    if any(one.value is False for one in told):
        return
    stated = next((one.value for one in told if isinstance(one.value, str) and one.value and not one.partial), "")
    for value in (one for locator in ("fn", "0") for one in located(resolver, locator, site)):
        function = resolver.modules[value.path].functions.get(value.scope) if isinstance(value, Definition) else None
        if function is None or not isinstance(value, Definition) or function.name.startswith("<"):
            continue
        facts: Mapping[str, Json] = {"tool_type": "function", "framework": _GRADIO, **doc_facts(function.doc)}
        subject = Subject(kind=Kind.TOOL, name=stated.strip("/") or function.name, scope=value.path)
        yield _Tool(Found(subject, facts, ((value.path, function.line),)), site)


def _server_name(resolver: Resolver, apps: list[Symbol], path: str) -> str:
    """The file of the server; one that is called as all are gives way to the title of the app, then to its folder."""
    folder, _, file = path.rpartition("/")
    stem = file.partition(".")[0]
    if stem not in _PLAIN_FILES:
        return stem
    titles = (one for app in apps if app.made is not None for one in located(resolver, "title", app.made))
    title = next((one.value for one in titles if isinstance(one, Const) and isinstance(one.value, str)), "")
    return title.strip()[:120] or folder.rpartition("/")[2] or stem
