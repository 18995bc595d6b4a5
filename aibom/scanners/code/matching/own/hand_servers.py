"""Servers of MCP that a program is by its own hand, without an SDK, and the tools that it serves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import CallRef, Lit, Name, Value
from aibom.scanners.code.matching.model_names import is_name
from aibom.scanners.code.matching.naming.manifests import package_of
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import TREE, Found, Hit
from aibom.scanners.code.paths import is_test, usage_of
from aibom.scanners.code.resolving.imports import shared_folders
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.served_by_hand import introductions, member_of, plain
from aibom.scanners.code.resolving.types import Const, Data, Env

_CONFIDENCE = 0.7
_TOLD = frozenset(("name", "description", "inputschema"))
_SDK = "mcp"  # the role of packages that answer for a program


def hand_servers(resolver: Resolver) -> Iterator[Observation]:
    """The servers that introduce themselves in code, and the structs that tell of tools beside them."""
    servers = [one for path, module in resolver.modules.items() for one in _introduced(resolver, path, module)]
    yield from servers
    for path, module in resolver.modules.items() if servers else ():
        yield from _structs(path, module) if not is_test(path) and not _has_sdk(resolver, module) else ()


def _introduced(resolver: Resolver, path: str, module: Module) -> Iterator[Observation]:
    if is_test(path) or _has_sdk(resolver, module):
        return
    for said, scope in introductions(module):
        env = Env(path, scope)
        things = resolver.evaluate(said, env) if isinstance(said, Name) else ()
        whole: list[tuple[Value, Env]] = [(one.value, one.env) for one in things if isinstance(one, Data)]
        whole = whole or [(said, env)]
        built = _is_built(resolver, whole)
        named = _named(resolver, whole) or (package_of(resolver, path) if built else "")
        if named:
            subject = Subject(kind=Kind.TOOL, name=named, origin="mcp")
            yield _observation(subject, path, said.line, "serverInfo", "mcp-server")


def _is_built(resolver: Resolver, whole: list[tuple[Value, Env]]) -> bool:
    """Whether the build names a server: `"name": env!("CARGO_PKG_NAME")`."""
    names = [(member_of(resolver.modules[place.path], value, "name"), place) for value, place in whole]
    made = (resolver.modules[place.path].call(one.call) for one, place in names if isinstance(one, CallRef))
    return any(call.callee == "env!" for call in made)


def _named(resolver: Resolver, whole: list[tuple[Value, Env]]) -> str:
    """The name that a server gives itself, as far as it can be read."""
    names = [(member_of(resolver.modules[place.path], value, "name"), place) for value, place in whole]
    things = (thing for value, place in names if value for thing in resolver.evaluate(value, place))
    texts = (one for one in things if isinstance(one, Const) and isinstance(one.value, str) and not one.partial)
    return next((str(one.value) for one in texts if one.value), "")


def _structs(path: str, module: Module) -> Iterator[Observation]:
    """The tools that a program lists as structs: `Tool{Name: "add_note", Description: "...", InputSchema: ...}`."""
    for call in module.facts.calls:
        given = {plain(key): value for key, value in call.kwargs} if call.form == "new" else {}
        name = given.get("name")
        if given.keys() >= _TOLD and isinstance(name, Lit) and isinstance(name.value, str) and is_name(name.value):
            yield _observation(Subject(kind=Kind.TOOL, name=name.value, scope=path), path, name.line, "", "function")


def _observation(subject: Subject, path: str, line: int, symbol: str, kind: str) -> Observation:
    evidence = Evidence(path=path, line=line, symbol=symbol, confidence=_CONFIDENCE)
    return Observation(subject=subject, evidence=evidence, facts={"tool_type": kind, "usage": usage_of(path)})


def hand_served_links(
    tracer: Tracer, servers: Iterable[Observation], hits: Iterable[Hit], written: Iterable[Found], links: Iterable[Link]
) -> Iterator[Link]:
    """A link from the nearest such server to each tool of the project's own that no agent and no server has yet."""
    used = [one for one in servers if one.facts.get("usage") == "used"]
    known = [one for one in used if one.subject.origin == "mcp"]
    taken = {link.target for link in links if link.kind in (RelationKind.HAS_TOOL, RelationKind.CONTAINS)}
    own = (hit for hit in hits if hit.signature.kind == "tool" and hit.symbol.module == TREE and not is_test(hit.path))
    structs = (Found(one.subject, {}) for one in used if one.subject.origin != "mcp")
    tools = [*(one for hit in own for one in tracer.yields(hit)), *written, *structs] if known else []
    for tool in {one.subject: one for one in tools if one.subject.origin != "mcp"}.values():
        near = _nearest(known, tool.subject.scope)
        if len({one.subject for one in near}) == 1 and tool.subject not in taken:
            yield Link(
                source=near[0].subject, kind=RelationKind.CONTAINS, target=tool.subject, evidence=near[0].evidence
            )


def _has_sdk(resolver: Resolver, module: Module) -> bool:
    packages = (resolver.catalogue.imported_package(module.group, one.module) for one in module.facts.imports)
    return any(one is not None and one.role == _SDK for one in packages)


def _nearest(servers: list[Observation], path: str) -> list[Observation]:
    most = max(shared_folders(one.evidence.path, path) for one in servers)
    return [one for one in servers if shared_folders(one.evidence.path, path) == most]
