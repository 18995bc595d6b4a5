"""Maven's and Gradle's builds, for what a starter alone makes of a program: Spring AI's and Quarkus' MCP servers, which
need no name (docs.spring.io/spring-ai "MCP Server Boot Starters", docs.quarkiverse.io/quarkus-mcp-server)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

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
_PROJECT = re.compile(rb"\brootProject\.name\s*=\s*[\"']([\w.-]{1,100})[\"']")
_SYMBOL, _SETTINGS = "build.mcp.server", "build.settings"
_NAMELESS = "mcp-server"


def read_jvm_build(data: bytes, path: str) -> Iterator[Sighting]:
    """The MCP server that a program is by its starter, named as the module until its settings name it; Gradle names the
    module at the top in a file of its own."""
    if posixpath.basename(path).startswith("settings.") and (project := _PROJECT.search(data)) is not None:
        subject = Subject(kind=Kind.TOOL, name=project[1].decode("ascii"), origin="mcp")
        yield Sight(path).thing(subject, data.count(b"\n", 0, project.start()) + 1, _SETTINGS)
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
    line = kept.count(b"\n", 0, starter.start()) + 1
    subject = Subject(kind=Kind.TOOL, name=name or _NAMELESS, origin="mcp")
    yield Sight(path).thing(subject, line, _SYMBOL, tool_type="mcp-server")


def without_named(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings less the servers of builds whose modules have settings that name the server; one at the top of a
    Gradle project has the project's name."""
    kept = list(sightings)
    seen = [one for one in kept if isinstance(one, Observation)]
    named = [
        one.evidence.path for one in seen if ".mcp.server" in (one.evidence.symbol or "") and not _is_of(one, _SYMBOL)
    ]
    projects = {posixpath.dirname(one.evidence.path): one.subject for one in seen if _is_of(one, _SETTINGS)}
    for one in kept:
        if isinstance(one, Observation) and _is_of(one, _SYMBOL):
            folder = posixpath.dirname(one.evidence.path)
            if not any(not folder or path.startswith(f"{folder}/") for path in named):
                of_gradle = folder in projects and not one.evidence.path.endswith(".xml")
                yield replace(one, subject=projects[folder]) if of_gradle else one
        elif not isinstance(one, Observation) or not _is_of(one, _SETTINGS):
            yield one


def _is_of(one: Observation, symbol: str) -> bool:
    return one.evidence.symbol == symbol
