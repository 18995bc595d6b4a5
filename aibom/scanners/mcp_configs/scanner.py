"""The scanner of MCP client configurations: which servers a repository configures, and what each may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.catalog.mcp import Client, clients_for
from aibom.core import re
from aibom.core.json import Json
from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.lined import Lined
from aibom.core.reader import SourceFile
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown, Use
from aibom.scanners.base import Tree
from aibom.scanners.mcp_configs.documents import load
from aibom.scanners.mcp_configs.entries import Entry, Offer, find_entries, find_offers
from aibom.scanners.mcp_configs.facts import Server, describe
from aibom.scanners.mcp_configs.grants import Given, find_grants
from aibom.scanners.mcp_configs.registry import find_published
from aibom.scanners.mcp_configs.resolve import OUTSIDE, CodeIndex

_CONFIDENCE, _EXAMPLE_CONFIDENCE = 0.95, 0.6
_EXAMPLE = re.compile(
    r"(?:^|/)(?:examples?|samples?|docs?|tests?|__tests__|fixtures?|testdata|templates?)/|(?:example|sample|template)[^/]*\Z",
    re.IGNORECASE,
)


class Record(NamedTuple):
    """What one file says: its servers, the tools that they offer, what it grants, keys that stand twice."""

    servers: tuple[Server, ...]
    offers: tuple[Offer, ...]
    grants: tuple[Given, ...]
    duplicates: tuple[tuple[str, int], ...]
    tracked: bool


class McpConfigScanner:
    """See the module's docstring. `wants` also knows the files of home folders (`~/...`)."""

    name = "mcp-configs"
    reads_home = True

    def wants(self, path: str) -> bool:
        """Whether a client of the table keeps servers or grants in a file of this name."""
        return bool(clients_for(path))

    def read(self, file: SourceFile) -> Record | None:
        """The record of one file. Raises UnreadableError or LimitError."""
        data = file.read(DEFAULT_LIMITS.config_bytes)
        clients = [client for client in clients_for(file.path) if _may_speak(client, data)]
        if not clients:
            return None
        document = load(file.path, data)
        entries = [entry for client in clients for entry in _entries(document, client)]
        grants = tuple(dict.fromkeys(given for client in clients for given in find_grants(document, client)))
        if not entries and not grants:
            return None
        offers = tuple(offer for client in clients if entries for offer in find_offers(document, client))
        return Record(tuple(describe(entry) for entry in entries), offers, grants, document.duplicates, file.tracked)

    def join(self, records: Mapping[str, Record], tree: Tree) -> Iterable[Sighting]:
        """The sightings of all files; grants of one file meet the servers of the others."""
        index = CodeIndex(tree)
        configured = Configured(server for record in records.values() for server in record.servers)
        for path, record in records.items():
            for server in record.servers:
                yield from _sightings(path, server, record.tracked, index)
            for offer in record.offers:
                yield from _offered(path, offer)
            for given in record.grants:
                yield from _granted(path, given, configured)
            for key, line in record.duplicates:
                reason = f"the key {key!r} stands twice; the last one counts"
                yield Unknown(topic="file", path=path, line=line, reason=reason)


def _may_speak(client: Client, data: bytes) -> bool:
    # Text in UTF-16 holds no key as plain bytes; it is rare and parsed without asking.
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or client.gate.search(data) is not None


def _entries(document: Lined, client: Client) -> Iterator[Entry]:
    yield from find_entries(document, client)
    if any(place.form == "registry" for place in client.servers):
        yield from find_published(document, client.id)


def _sightings(path: str, server: Server, tracked: bool, index: CodeIndex) -> Iterator[Sighting]:
    tool = Subject(kind=Kind.TOOL, name=server.name, origin="mcp")
    symbol = f"mcp:{server.client}" if server.client else "mcp"
    evidence = _evidence(path, server.line, symbol)
    code = index.find(server, path)
    facts: dict[str, Json] = {**server.facts, **({} if tracked else {"tracked": False})}
    if _EXAMPLE.search(path):
        # Written for others to copy: named here, not necessarily run here.
        facts["usage"] = "declared"
    if code:
        facts |= {"source": f"file:{code}", "pinned": facts.get("pinned", True)}
    elif "package" in facts:
        facts["source"] = next(f"{one.ecosystem}:{one.name}" for one in server.packages)
    use = Use(path=path, line=server.line, symbol=symbol, args=server.args)
    yield Observation(subject=tool, evidence=evidence, facts=dict(sorted(facts.items())), uses=(use,))
    if not path.startswith(OUTSIDE):  # what the user configured for himself is no part of the application
        yield Link(source=None, kind=RelationKind.HAS_TOOL, target=tool, evidence=evidence)
    for package in server.packages:
        target = Subject(kind=package.kind, name=package.name, origin=package.ecosystem, version=package.version)
        yield Link(source=tool, kind=RelationKind.DEPENDS_ON, target=target, evidence=evidence)
    yield from _service(tool, facts, evidence)
    yield from _models(path, tool, server)


def _models(path: str, tool: Subject, server: Server) -> Iterator[Sighting]:
    """The models that a server is told to use, and that it uses them."""
    for model, key, line in server.models:
        evidence = _evidence(path, line, key)
        facts: dict[str, Json] = {**model.facts, **({"usage": "declared"} if _EXAMPLE.search(path) else {})}
        yield Observation(subject=model.subject, evidence=evidence, facts=facts)
        yield Link(source=tool, kind=RelationKind.USES_MODEL, target=model.subject, evidence=evidence)


def _offered(path: str, offer: Offer) -> Iterator[Sighting]:
    """A tool or prompt that a server's manifest lists, and that the server has it."""
    prompt = offer.kind == "prompts"
    tool = Subject(kind=Kind.PROMPT if prompt else Kind.TOOL, name=offer.name, scope=path)
    evidence, facts = _evidence(path, offer.line, offer.kind), dict[str, Json]()
    if not prompt:
        facts["tool_type"] = "function"
    if offer.description:
        facts["description"] = offer.description
    if _EXAMPLE.search(path):
        facts["usage"] = "declared"
    yield Observation(subject=tool, evidence=evidence, facts=facts)
    server = Subject(kind=Kind.TOOL, name=offer.server, origin="mcp")
    relation = RelationKind.USES_PROMPT if prompt else RelationKind.HAS_TOOL
    yield Link(source=server, kind=relation, target=tool, evidence=evidence)


def _service(tool: Subject, facts: Mapping[str, Json], evidence: Evidence) -> Iterator[Sighting]:
    """A server that is reached by URL is a service as well."""
    endpoints = facts.get("endpoints")
    if not endpoints:
        return
    service = Subject(kind=Kind.SERVICE, name=tool.name, origin="mcp")
    shared = {key: facts[key] for key in ("authenticated", "env_names", "literal_secrets") if key in facts}
    stated: dict[str, Json] = {"service_type": "mcp-server", "endpoints": endpoints, **shared}
    yield Observation(subject=service, evidence=evidence, facts=stated)
    yield Link(source=tool, kind=RelationKind.CALLS_SERVICE, target=service, evidence=evidence)


class Configured:
    """The names of all servers of the tree, by client and by the spelling that rules use."""

    def __init__(self, servers: Iterable[Server]) -> None:
        self._by_client: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        for server in servers:
            self._by_client.setdefault(server.client, set()).add(server.name)
            self._by_name.setdefault(_plain(server.name), set()).add(server.name)

    def meant_by(self, given: Given) -> set[str]:
        """The servers that a grant is about."""
        if given.server == "*":
            return self._by_client.get(given.client, set())
        return self._by_name.get(_plain(given.server), set())


def _plain(name: str) -> str:
    """Rules spell a server's name with underscores where it has blanks, dots or dashes."""
    return name.replace(" ", "_").replace(".", "_").replace("-", "_").casefold()


def _granted(path: str, given: Given, configured: Configured) -> Iterator[Sighting]:
    """What a grant adds to the servers that it means; one that no file sets up is known by the grant alone."""
    meant = configured.meant_by(given)
    symbol = f"mcp:{given.client}" if given.client else "mcp"
    for name in sorted(meant or ({given.server} - {"*"})):
        facts: dict[str, Json] = {"tool_type": "mcp-server", **({"clients": [given.client]} if given.client else {})}
        if given.tools:
            facts["auto_approve"] = list(given.tools)
        use = Use(path=path, line=given.line, symbol=symbol, args={given.setting: list(given.tools) or True})
        subject = Subject(kind=Kind.TOOL, name=name, origin="mcp")
        yield Observation(subject=subject, evidence=_evidence(path, given.line, symbol), facts=facts, uses=(use,))


def _evidence(path: str, line: int, symbol: str) -> Evidence:
    confidence = _EXAMPLE_CONFIDENCE if _EXAMPLE.search(path) else _CONFIDENCE
    return Evidence(path=path, line=line, symbol=symbol, technique=Technique.MANIFEST, confidence=confidence)
