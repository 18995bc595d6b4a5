"""The tools of an MCP server that finds them by itself: annotated methods of its class or of the program around it.

Servers of C#, Rust, Java and Kotlin collect their tools from an assembly, a router or a container, and Go's hand them
through functions of the project, so that no call joins the two. The nearest server, by folders, has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import SETTINGS, Evidence, Link, Subject
from aibom.scanners.code.facts import Name
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.imports import shared_folders

_Placed = tuple[Hit, Found]
_SET_UP = ("jvm", "dotnet")  # servers there may be named by settings: Spring, Quarkus, Azure Functions
# What makes tools of the methods of an object, which Spring gives to its MCP server as well.
_HANDED = ("MethodToolCallbackProvider.builder", "ToolCallbacks.from")
_CALLBACK = "FunctionToolCallback.builder"
_PROVIDED = (Kind.TOOL, Kind.PROMPT)  # what a server offers to its clients


def served_links(tracer: Tracer, hits: Iterable[Hit], links: Iterable[Link]) -> Iterator[Link]:
    """A link from the nearest server to each tool and prompt made for MCP that nothing joined to a server yet."""
    kits = {"mcp", *(hit.signature.framework for hit in hits if _serves_all(hit))}
    own = [
        hit for hit in hits if not hit.signature.launch and hit.signature.framework in kits and not is_test(hit.path)
    ]
    servers = [(hit, one) for hit in own if _is_server(hit) for one in tracer.yields(hit)]
    yield from _of_settings(tracer, hits, own if not servers else [])
    if not servers:
        return
    named = {one.subject for _, one in servers}
    told = {link.target for link in links if link.source in named}
    for hit in own:
        for tool in () if _is_server(hit) or hit.signature.kind not in _PROVIDED else tracer.yields(hit):
            if tool.subject not in told:
                near = (
                    servers if hit.signature.framework == "mcp" else [one for one in servers if one[0].path == hit.path]
                )
                yield from _of_nearest(near, hit, tool) if near else ()


def _of_settings(tracer: Tracer, hits: Iterable[Hit], own: list[Hit]) -> Iterator[Link]:
    """Links from the server that the application's settings name (Spring AI, Quarkus), where they name one."""
    server = Subject(kind=Kind.TOOL, name="mcp-server", origin=SETTINGS)
    for hit in hits:
        given = hit.symbol.path.startswith(_HANDED) and not is_test(hit.path)
        tools = tracer.role(hit, "tools", hit.signature.roles.get("tools", ())) if given else ()
        if hit.symbol.path.startswith(_CALLBACK) and _is_bean(tracer, hit):
            tools = tuple(tracer.yields(hit))
        if hit in own and tracer.resolver.modules[hit.path].group in _SET_UP and hit.signature.kind in _PROVIDED:
            tools = (*tools, *tracer.yields(hit))
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
        for tool in tools:
            yield Link(source=server, kind=_offered(tool), target=tool.subject, evidence=evidence)


def _is_bean(tracer: Tracer, hit: Hit) -> bool:
    """Whether a method of the container's makes it, so that all that look for tools find it."""
    module = tracer.resolver.modules[hit.path]
    function = module.functions.get(module.enclosing_function(hit.site.env.scope) or "")
    given = function.decorators if function is not None and not is_test(hit.path) else ()
    return any(isinstance(one, Name) and one.path.rpartition(".")[2] == "Bean" for one in given)


def _is_server(hit: Hit) -> bool:
    return hit.signature.facts.get("tool_type") == "mcp-server"


def _serves_all(hit: Hit) -> bool:
    """Whether a server of some kit offers all tools that are made for the kit: Genkit's `NewMCPServer(g, options)`."""
    return _is_server(hit) and "tools" in hit.signature.wired


def _of_nearest(servers: list[_Placed], hit: Hit, tool: Found) -> Iterator[Link]:
    """The link from the one server that is nearest; several that are equally near leave it open."""
    same = [one for one in servers if _encloses(one[0], hit)]
    beside = same or [one for one in servers if one[0].path == hit.path]
    near = beside or _nearest(servers, hit.path)
    found = dict.fromkeys(server.subject for _, server in near)
    if len(found) == 1:
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
        yield Link(source=next(iter(found)), kind=_offered(tool), target=tool.subject, evidence=evidence)


def _offered(one: Found) -> RelationKind:
    return RelationKind.USES_PROMPT if one.subject.kind is Kind.PROMPT else RelationKind.CONTAINS


def _encloses(server: Hit, hit: Hit) -> bool:
    """Whether a tool is a method of the class that is the server."""
    if server.target is None or hit.target is None or server.path != hit.path:
        return False
    return hit.target.scope.startswith(server.target.scope + ".")


def _nearest(servers: list[_Placed], path: str) -> list[_Placed]:
    most = max(shared_folders(server.path, path) for server, _ in servers)
    return [one for one in servers if shared_folders(one[0].path, path) == most]
