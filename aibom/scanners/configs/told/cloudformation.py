"""Agents, prompts, knowledge bases and gateways that CloudFormation and SAM set up (AWS::Bedrock...).

Values are followed through `!Ref` and `!Sub` to the defaults of the template's parameters; resources know one another
by their logical names. Models and services behind addresses are told by the generic reader (`told/addresses`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.modelkeys import key_hint, says_model
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.operations import Operation, operations_within, tool_of
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place, places

MAX_RESOURCES, MAX_DEPTH = 2_000, 5
_TYPE = re.compile(r"AWS::Bedrock(?:AgentCore)?::(?P<kind>\w+)\Z")
_REFERENCE = re.compile(r"\$\{(?P<name>[\w.: -]+)\}")
_ARN_MODEL = re.compile(r"(?:foundation-model|inference-profile)/(?P<name>[\w.:-]+)")
_CONDITION = 3  # members of `!If [condition, then, else]`; the last is taken
_AGENTS = frozenset({"Agent", "Flow", "Runtime"})
_NAMES = ("AgentName", "AgentRuntimeName", "Name")
# Where a knowledge base keeps its vectors: the type of its storage -> provider ids of the catalogue.
VECTOR_STORES = {
    "OPENSEARCH_SERVERLESS": "opensearch", "OPENSEARCH_MANAGED_CLUSTER": "opensearch", "PINECONE": "pinecone",
    "RDS": "pgvector", "REDIS_ENTERPRISE_CLOUD": "redis", "MONGO_DB_ATLAS": "mongodb-atlas", "S3_VECTORS": "s3-vectors",
    "NEPTUNE_ANALYTICS": "neptune",
}  # fmt: skip


def cloud_resources(document: Lined, sight: Sight) -> Iterator[Sighting]:
    """What the resources of a template set up beside models and services."""
    top = document.value
    if isinstance(top, Mapping):
        yield from _Template(document, top, sight).sightings()


class _Template:
    """One template; resources are known by their logical names."""

    def __init__(self, document: Lined, top: Mapping[str, Json], sight: Sight) -> None:
        self.sight = sight
        given, resources = top.get("Parameters"), top.get("Resources")
        self.document = document
        bodies = (
            [one for one in resources.values() if isinstance(one, Mapping)] if isinstance(resources, Mapping) else []
        )
        self.is_template = any(str(one.get("Type")).startswith("AWS::") for one in bodies)
        self.defaults = (
            {name: body.get("Default") for name, body in given.items() if isinstance(body, Mapping)}
            if isinstance(given, Mapping)
            else {}
        )
        self.resources: dict[str, tuple[str, Place, Place]] = {}
        for place in places(document):
            match = _TYPE.match(place.text("Type"))
            properties = place.table.get("Properties")
            if match and isinstance(properties, Mapping) and place.parent and len(self.resources) < MAX_RESOURCES:
                inner = Place(properties, (*place.keys, "Properties"), document)
                self.resources[place.parent] = (match["kind"], place, inner)
        self.subjects = {id_: subject for id_, one in self.resources.items() if (subject := self._subject(id_, *one))}

    def sightings(self) -> Iterator[Sighting]:
        yield from self._variables(self.document) if self.is_template else ()
        for id_, (kind, place, inner) in self.resources.items():
            subject = self.subjects.get(id_)
            line = self._line(place, inner)
            if subject is None:
                continue
            if subject.kind is Kind.AGENT:
                yield self.sight.agent(subject.name, line, "bedrock-agents")
                yield from self._agent(subject, inner)
            elif kind == "KnowledgeBase":
                yield self.sight.thing(subject, line, kind, role="knowledge-base")
                yield from self._knowledge_base(subject, inner)
            elif kind in ("Gateway", "GatewayTarget"):
                yield self.sight.thing(subject, line, kind, tool_type="mcp-server" if kind == "Gateway" else "function")
                yield from self._target(subject, inner)
            elif kind == "Prompt":
                yield from self._prompt(subject, place, inner)

    def _subject(self, id_: str, kind: str, place: Place, inner: Place) -> Subject | None:
        name = next((text for key in _NAMES if (text := self._text(inner.table.get(key)))), "") or id_
        if kind in _AGENTS:
            return self.sight.local(Kind.AGENT, name)
        if kind == "KnowledgeBase":
            return self.sight.local(Kind.DATASET, name)
        if kind == "Gateway":
            return Subject(kind=Kind.TOOL, name=name, origin="mcp")
        if kind == "GatewayTarget":
            return self.sight.local(Kind.TOOL, name)
        return self.sight.local(Kind.PROMPT, name) if kind == "Prompt" else None

    def _line(self, place: Place, inner: Place) -> int:
        named = next((key for key in _NAMES if key in inner.table), "")
        return inner.line(named) if named else place.line("Type")

    def _text(self, value: Json, depth: int = 0) -> str:
        """The text of a value; "" where something of it is known at run time only."""
        if isinstance(value, Mapping):
            value = value.get("Ref") or value.get("Fn::Sub") or value.get("Fn::If") or ""
        if isinstance(value, list):
            value = value[-1 if len(value) == _CONDITION else 0] if value else ""
        if not isinstance(value, str) or depth > MAX_DEPTH:
            return ""
        if value in self.defaults:
            return self._text(self.defaults[value], depth + 1)
        text = _REFERENCE.sub(lambda match: self._text(self.defaults.get(match["name"]), depth + 1), value)
        return text.strip("-_ ")

    def _model(self, value: Json) -> Named | None:
        text = self._text(value)
        match = _ARN_MODEL.search(text)
        if match is not None:
            return named_model(match["name"], "bedrock") if "." in match["name"] else None
        return named_model(text, "bedrock") if "." in text and "arn:" not in text and " " not in text else None

    def _uses(self, user: Subject, place: Place, key: str) -> Iterator[Sighting]:
        """The model under a member, its service, and that it is used."""
        named = self._model(place.table.get(key))
        if named is not None:
            line = place.line(key)
            yield self.sight.model(named, line, key)
            yield from self.sight.served(named.subject, provider_service("bedrock"), line, key)
            yield self.sight.link(user, RelationKind.USES_MODEL, named.subject, line)
        elif (expression := self._left_open(place.table.get(key))) is not None:
            yield self.sight.unread("model", place.line(key), expression)

    def _left_open(self, value: Json) -> str | None:
        """What stands for a value that is known at deployment only: `${FoundationModel}`; None for any other."""
        if self._text(value) or not value:
            return None
        return value if isinstance(value, str) else " ".join(f"{key} {one}" for key, one in _pairs(value))

    def _variables(self, document: Lined) -> Iterator[Sighting]:
        """Models of the environment of functions and containers that nothing in the template names."""
        for place in places(document):
            for key in place.table if place.parent == "Variables" else ():
                if says_model(key) and (expression := self._left_open(place.table[key])) is not None:
                    yield self.sight.unread("model", place.line(key), expression)

    def _agent(self, agent: Subject, inner: Place) -> Iterator[Sighting]:
        yield from self._uses(agent, inner, "FoundationModel")
        instruction = self._text(inner.table.get("Instruction"))
        if len(instruction) >= 30 and " " in instruction:
            prompt = self.sight.local(Kind.PROMPT, f"{agent.name} instruction")
            line = inner.line("Instruction")
            yield self.sight.thing(prompt, line, "Instruction", **prompt_facts(instruction, "instruction"))
            yield self.sight.link(agent, RelationKind.USES_PROMPT, prompt, line)
        yield from self._groups(agent, inner)
        variables = inner.table.get("EnvironmentVariables")
        for key in variables if isinstance(variables, Mapping) else ():
            if isinstance(variables, Mapping) and key_hint(key) is not None:
                yield from self._uses(agent, Place(variables, (*inner.keys, key), inner.document), key)
        for key, kind in (("KnowledgeBases", RelationKind.READS_DATA), ("AgentCollaborators", RelationKind.CONTAINS)):
            listed = inner.table.get(key)
            for body in listed if isinstance(listed, list) else ():
                for target in self._referred(body):
                    yield self.sight.link(agent, kind, target, inner.line(key))

    def _groups(self, agent: Subject, inner: Place) -> Iterator[Sighting]:
        groups = inner.table.get("ActionGroups")
        for body in groups if isinstance(groups, list) else ():
            name = self._text(body.get("ActionGroupName")) if isinstance(body, Mapping) else ""
            if isinstance(body, Mapping) and name:
                line = inner.document.line_of(body, "ActionGroupName")
                tool = self.sight.local(Kind.TOOL, name)
                yield self.sight.thing(tool, line, "ActionGroupName", tool_type="function", framework="bedrock-agents")
                yield self.sight.link(agent, RelationKind.HAS_TOOL, tool, line)
                for one in self._operations(body, inner):
                    told = tool_of(one, self.sight, "bedrock-agents")
                    yield told
                    yield self.sight.link(agent, RelationKind.HAS_TOOL, told.subject, one.line)
                    yield self.sight.link(tool, RelationKind.CONTAINS, told.subject, one.line)

    def _operations(self, group: Mapping[str, Json], inner: Place) -> Iterator[Operation]:
        """What a group lets the agent call: its functions, or the operations of the interface that it holds."""
        schema, api = group.get("FunctionSchema"), group.get("ApiSchema")
        functions = schema.get("Functions") if isinstance(schema, Mapping) else None
        for body in functions if isinstance(functions, list) else ():
            name = self._text(body.get("Name")) if isinstance(body, Mapping) else ""
            if isinstance(body, Mapping) and name:
                said = " ".join(self._text(body.get("Description")).split())[:200]
                yield Operation(name[:100], inner.document.line_of(body, "Name"), said)
        payload = api.get("Payload") if isinstance(api, Mapping) else None
        if isinstance(payload, Mapping):
            payload = payload.get("Fn::Sub")
        if isinstance(api, Mapping) and isinstance(payload, str):
            yield from operations_within(payload, inner.document.line_of(api, "Payload") + 1, self.sight.path)

    def _referred(self, value: Json, depth: int = 0) -> Iterator[Subject]:
        """The resources that a value names: `!Ref Manuals`, `!GetAtt Clerk.AgentArn`."""
        if isinstance(value, str):
            name = value.partition(".")[0].removeprefix("${").rstrip("}")
            if name in self.subjects:
                yield self.subjects[name]
        elif depth < MAX_DEPTH:
            inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
            for one in inner:
                yield from self._referred(one, depth + 1)

    def _knowledge_base(self, base: Subject, inner: Place) -> Iterator[Sighting]:
        document = Lined(value=inner.table, lines=inner.document.lines)
        for place in places(document):
            yield from self._uses(base, place, "EmbeddingModelArn")
            store = VECTOR_STORES.get(place.text("Type")) if place.parent == "StorageConfiguration" else None
            service = provider_service(store) if store else None
            if service is not None:
                yield self.sight.service(service, place.line("Type"), "StorageConfiguration")
                yield self.sight.link(base, RelationKind.STORES_IN, service.subject, place.line("Type"))

    def _target(self, target: Subject, inner: Place) -> Iterator[Sighting]:
        for gateway in self._referred(inner.table.get("GatewayIdentifier")):
            yield self.sight.link(gateway, RelationKind.HAS_TOOL, target, inner.line("GatewayIdentifier"))

    def _prompt(self, prompt: Subject, place: Place, inner: Place) -> Iterator[Sighting]:
        yield self.sight.thing(prompt, self._line(place, inner), "Prompt", role="template")
        variants = inner.table.get("Variants")
        for body in variants if isinstance(variants, list) else ():
            if isinstance(body, Mapping):
                yield from self._uses(prompt, Place(body, (*inner.keys, "Variants"), inner.document), "ModelId")


def _pairs(value: Json) -> Iterator[tuple[str, Json]]:
    yield from value.items() if isinstance(value, Mapping) else ()
