"""MCP servers that are deployed as containers: images that are named as one, and Docker's gateway to several."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.deployments.commands.launch import flag_values
from aibom.scanners.deployments.records import Word, Workload
from aibom.scanners.deployments.told.around import Surroundings
from aibom.scanners.deployments.told.images import image_subject
from aibom.scanners.image_names import ImageName

_SERVER = re.compile(r"(?:^|/)mcp/[^/]+\Z|(?:^|[/_-])mcp(?:[_-]server)?(?:[_-][^/]*)?\Z")
_NO_SERVER = re.compile(r"mcp[_-](?:bridge|client|gateway|inspector|proxy|registry)(?:[_-]|\Z)")
_NAME = re.compile(r"[\w.-]+")  # a chart's `{{ .Chart.Name }}` and the key `image` of its values name nothing
_GATEWAY = "docker/mcp-gateway"
_MAX_ENV = 50
_LEVELS = frozenset(
    "values controllers controller containers container main app apps server workload pod image".split()
)


def mcp_sightings(workload: Workload, image: ImageName, around: Surroundings) -> Iterator[Sighting]:
    """The tools that a container serves over MCP."""
    subject = served_tools(workload, image)
    if subject is None or workload.image is None:
        return
    if subject.kind is Kind.TOOL:
        yield around.sight.thing(subject, workload.image.line, workload.name, **_facts(workload, image))
    for word in _served(workload) if subject.kind is Kind.CONTAINER else ():
        tool = Subject(kind=Kind.TOOL, name=word.text, origin="mcp")
        yield around.sight.thing(tool, word.line, workload.name, tool_type="mcp-server", launcher="docker")
        yield around.sight.link(subject, RelationKind.HAS_TOOL, tool, word.line)


def served_tools(workload: Workload, image: ImageName) -> Subject | None:
    """The MCP server that a container is, or the image of a gateway to several; None for any other container."""
    if image.path == _GATEWAY:
        return image_subject(image)
    if not _SERVER.search(image.path) or _NO_SERVER.search(image.path):
        return None
    plain = workload.name if _NAME.fullmatch(workload.name) and workload.name != "image" else ""
    if "." in plain:  # the path of values: `controllers.home-assistant-mcp.containers.app`
        plain = next((part for part in plain.split(".") if part not in _LEVELS), "")
    name = image.path.rpartition("/")[2] if image.path.startswith("mcp/") or not plain else plain
    return Subject(kind=Kind.TOOL, name=name, origin="mcp")


def _served(workload: Workload) -> Iterator[Word]:
    """`--servers=a,b`."""
    for word in flag_values(workload.command or (), ("--servers",)):
        yield from (Word(part.strip(), word.line) for part in word.text.split(",") if part.strip())


def _facts(workload: Workload, image: ImageName) -> dict[str, Json]:
    facts: dict[str, Json] = {"tool_type": "mcp-server", "launcher": "docker", "pinned": image.digest is not None}
    if workload.settings:
        facts["env_names"] = sorted({one.name for one in workload.settings})[:_MAX_ENV]
    if workload.mounts:
        facts["mounts"] = sorted(set(workload.mounts))
    return facts
