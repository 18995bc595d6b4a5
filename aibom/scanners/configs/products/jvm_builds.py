"""Maven's and Gradle's builds, for what a starter alone makes of a program: Spring AI's and Quarkus' MCP servers, which
need no name (docs.spring.io/spring-ai "MCP Server Boot Starters", docs.quarkiverse.io/quarkus-mcp-server)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from aibom.core import re
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight

_STARTER = re.compile(
    rb"\b(?:spring-ai-starter-mcp-server|spring-ai-mcp-server)(?:-[a-z]{1,20}){0,5}\b"
    rb"|\bquarkus-mcp-server-(?:sse|stdio|http|websocket)\b"
)
_ASIDE = re.compile(
    rb"<!--.*?-->|<dependencyManagement>.*?</dependencyManagement>|<parent>.*?</parent>|^\s*//[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_ARTIFACT = re.compile(rb"<artifactId>\s*([\w.-]{1,100})\s*</artifactId>")
_SYMBOL = "build.mcp.server"


def read_jvm_build(data: bytes, path: str) -> Iterator[Sighting]:
    """The MCP server that a program is by its starter, named as the module until its settings name it."""
    if b"-mcp-server" not in data:
        return
    kept = _ASIDE.sub(lambda found: b"\n" * found[0].count(b"\n"), data)
    starter = _STARTER.search(kept)
    if starter is None:
        return
    artifact = _ARTIFACT.search(kept) if path.endswith(".xml") else None
    name = artifact[1].decode("ascii") if artifact else posixpath.basename(posixpath.dirname(path))
    if artifact is not None and artifact.end() > starter.start():
        return  # a build without a name of its own: a list of dependencies
    if name:
        line = kept.count(b"\n", 0, starter.start()) + 1
        yield Sight(path).thing(Subject(kind=Kind.TOOL, name=name, origin="mcp"), line, _SYMBOL, tool_type="mcp-server")


def without_named(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings less the servers of builds whose modules have settings that name the server."""
    kept = list(sightings)
    named = [
        one.evidence.path
        for one in kept
        if isinstance(one, Observation) and ".mcp.server" in (one.evidence.symbol or "") and not _is_build(one)
    ]
    for one in kept:
        folder = posixpath.dirname(one.evidence.path) if isinstance(one, Observation) and _is_build(one) else None
        if folder is None or not any(not folder or path.startswith(f"{folder}/") for path in named):
            yield one


def _is_build(one: Observation) -> bool:
    return one.evidence.symbol == _SYMBOL
