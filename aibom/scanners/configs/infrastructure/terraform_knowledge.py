"""Knowledge bases that Terraform sets up, and how its resources refer to one another: an agent to its knowledge, its
collaborators and action groups, a knowledge base to the model that embeds and the store that keeps its vectors.

A resource is known by its address (`aws_bedrockagent_agent.clerk`) within its folder, which is Terraform's module; what
addresses stand for is told when all files are read (`with_addresses`).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from aibom.core import re
from aibom.core.hcl import Block, Hcl, parse_hcl
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.cloudformation import VECTOR_STORES
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import places

_DECLARED, _REFERRED = "terraform-address", "terraform-reference"  # origins of ends that are no things themselves
_GATE = re.compile(rb"_bedrock(?:agent)?_|discovery_engine_data_store|foundation-model|embedding", re.IGNORECASE)
_AGENT = re.compile(r"(?:aws_bedrockagent|awscc_bedrock)_agent\Z")
_KNOWLEDGE = re.compile(r"(?:aws_bedrockagent|awscc_bedrock)_knowledge_base\Z|google_discovery_engine_data_store\Z")
_ACTIONS = re.compile(r"aws_bedrockagent_agent_action_group\Z")
_OF_AGENT = re.compile(r"aws_bedrockagent_agent_(?:knowledge_base_association|collaborator)\Z")
_ALIAS = re.compile(r"(?:aws_bedrockagent|awscc_bedrock)_agent_alias\Z")
_NAMES = ("agent_name", "action_group_name", "name", "data_store_id")
_REFERENCE = re.compile(r"\$\{\s*((?:data\.)?[a-z]\w*\.[\w-]+)")
_ARN = re.compile(r"(?:foundation-model|inference-profile)/(?P<name>[\w.:-]+)\Z")
_MAX_HOPS = 4
_USES = {
    Kind.DATASET: RelationKind.READS_DATA, Kind.AGENT: RelationKind.CONTAINS, Kind.MODEL: RelationKind.USES_MODEL,
    Kind.TOOL: RelationKind.HAS_TOOL,
}  # fmt: skip


def knowledge(data: bytes, path: str) -> Iterator[Sighting]:
    """The knowledge bases of one file, what its resources stand for and what they refer to."""
    if _GATE.search(data):
        parsed = parse_hcl(data)
        for block in parsed.blocks:
            if block.labels:
                yield from _Resource(block, parsed, path).sightings()


def with_addresses(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with addresses replaced by what they stand for; references to nothing known are left out."""
    kept = list(sightings)
    known = declared(kept)
    for one in kept:
        if not isinstance(one, Link) or not (_is(one.source, _REFERRED) or _is(one.target, _REFERRED)):
            if not isinstance(one, Link) or not _is(one.source, _DECLARED):
                yield one
            continue
        source, target = _meant(one.source, known), _meant(one.target, known)
        if source is not None and target is not None and source != target and target.kind in _USES:
            yield replace(one, source=source, target=target, kind=_USES[target.kind])


def declared(sightings: Iterable[Sighting]) -> dict[str, Subject]:
    """What the addresses of all folders stand for, which may be another address."""
    links = (one for one in sightings if isinstance(one, Link) and _is(one.source, _DECLARED))
    return {one.source.name: one.target for one in links if one.source is not None}


def at_address(folder: str, expression: str, known: Mapping[str, Subject]) -> Subject | None:
    """What the first address in an expression of a folder stands for."""
    match = _REFERENCE.search(expression if "${" in expression else f"${{{expression}}}")
    end = Subject(kind=Kind.FILE, name=f"{folder}#{match[1]}", origin=_REFERRED) if match is not None else None
    return _meant(end, known)


def _is(end: Subject | None, origin: str) -> bool:
    return end is not None and end.origin == origin


def _meant(end: Subject | None, known: Mapping[str, Subject]) -> Subject | None:
    for _ in range(_MAX_HOPS):
        if end is None or end.origin != _REFERRED:
            return end
        end = known.get(end.name)
    return None


class _Resource:
    """One block: a resource, a look-up, or a variable that holds a model."""

    def __init__(self, block: Block, parsed: Hcl, path: str) -> None:
        self.block, self.sight, self.folder = block, Sight(path), posixpath.dirname(path)
        self.type = block.labels[0] if len(block.labels) > 1 else ""
        self.document = Lined(value=block.body, line=block.line, lines=parsed.document.lines)

    def sightings(self) -> Iterator[Sighting]:
        subject = self._subject()
        if subject is not None:
            yield self._link(self._end(self._address(), _DECLARED), subject)
        if subject is not None and subject.kind is Kind.DATASET:
            line = self._line(next((key for key in _NAMES if key in self.block.body), ""))
            yield self.sight.thing(subject, line, self.type, role="knowledge-base")
            yield from self._stores(subject)
        yield from self._uses(subject)

    def _subject(self) -> Subject | None:
        """What the block stands for."""
        if self.block.kind == "variable":
            return self._model(self.block.body.get("default"))
        if _ALIAS.match(self.type):
            return next(self._referred("agent_id"), None)
        if self.type == "aws_bedrock_foundation_model":
            return self._model(self.block.body.get("model_id")) or next(self._referred("model_id"), None)
        kinds = ((_AGENT, Kind.AGENT), (_KNOWLEDGE, Kind.DATASET), (_ACTIONS, Kind.TOOL))
        kind = next((kind for pattern, kind in kinds if pattern.match(self.type)), None)
        return self.sight.local(kind, self._name()) if kind is not None else None

    def _uses(self, subject: Subject | None) -> Iterator[Sighting]:
        """What the block makes use of, or joins to an agent."""
        agent = next(self._referred("agent_id"), None)
        if _OF_AGENT.match(self.type) and agent is not None:
            for target in self._referred():
                yield self._link(agent, target)
        elif subject is not None and subject.kind is Kind.TOOL and agent is not None:
            yield Link(
                source=agent, kind=RelationKind.HAS_TOOL, target=self._end(self._address(), _REFERRED),
                evidence=self.sight.at(self.block.line),
            )  # fmt: skip
        elif subject is not None and subject.kind in (Kind.AGENT, Kind.DATASET):
            for target in self._referred():
                yield self._link(subject, target)

    def _stores(self, base: Subject) -> Iterator[Sighting]:
        """The model that embeds, where its name is written, and the store by the type of the storage."""
        for place in places(self.document):
            named = self._named(place.table.get("embedding_model_arn"))
            if named is not None:
                line = place.line("embedding_model_arn")
                yield self.sight.link(base, RelationKind.USES_MODEL, named.subject, line)
            service = provider_service(VECTOR_STORES.get(place.text("type"), ""))
            if service is not None:
                yield self.sight.service(service, place.line("type"), "storage_configuration")
                yield self.sight.link(base, RelationKind.STORES_IN, service.subject, place.line("type"))

    def _referred(self, key: str = "") -> Iterator[Subject]:
        """The addresses that the block, or one of its members, mentions."""
        for place in places(self.document):
            for name, value in place.table.items():
                if isinstance(value, str) and (not key or name == key):
                    yield from (self._end(found, _REFERRED) for found in _REFERENCE.findall(value))

    def _model(self, value: object) -> Subject | None:
        named = self._named(value)
        return named.subject if named is not None else None

    def _named(self, value: object) -> Named | None:
        """The model of an ARN or of Bedrock's name; what stands in a variable is told by its address."""
        match = _ARN.search(value) if isinstance(value, str) else None
        if match is not None:
            return named_model(match["name"], "bedrock")
        named = known_model(value) if isinstance(value, str) and "$" not in value else None
        return named if named is not None and named.subject.origin == "bedrock" else None

    def _name(self) -> str:
        texts = (self.block.body.get(key) for key in _NAMES)
        given = next((text for text in texts if isinstance(text, str) and text and "${" not in text), "")
        return given if isinstance(given, str) and given else self.block.labels[-1]

    def _line(self, key: str) -> int:
        return self.document.line_of(self.block.body, key) if key else self.block.line

    def _address(self) -> str:
        prefix = {"data": "data.", "variable": "var."}.get(self.block.kind, "")
        return prefix + ".".join(self.block.labels)

    def _end(self, address: str, origin: str) -> Subject:
        return Subject(kind=Kind.FILE, name=f"{self.folder}#{address}", origin=origin)

    def _link(self, source: Subject, target: Subject) -> Link:
        return self.sight.link(source, RelationKind.DEPENDS_ON, target, self.block.line)
