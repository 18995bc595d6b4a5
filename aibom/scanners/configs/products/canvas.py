"""Reads flows drawn in Flowise and Langflow: both export nodes with settings, and edges between them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.services import (
    NamedService,
    provider_service,
    service_of_url,
    service_of_variable,
)
from aibom.scanners.configs.products.canvas_nodes import Node, listed, nodes_of
from aibom.scanners.configs.products.canvas_settings import (
    documents_in,
    knowledge_in,
    said_in,
    servers_of,
    tools_in,
)
from aibom.scanners.configs.products.flows import MAX_NODES, Flow, flow_model, flow_prompt, search_service
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight

_SPAN = 4_000
_MODEL_FIELDS = (
    "modelName",
    "model_name",
    "model",
    "modelId",
    "model_id",
    "deployment_name",
    "azureOpenAIApiDeploymentName",
)
# Where another address says who answers in the form of the node's provider.
_ADDRESSES = ("base_url", "openai_api_base", "basepath", "basePath", "api_base", "endpoint")
_MODEL_TYPE = re.compile(
    r"(?:chat|llm|lm|azure)?(?P<provider>[A-Za-z]+?)_?(?:Chat|LLM|Model|Embeddings?|LlamaIndex|_|LLMs)*\Z"
)
_IS_MODEL = re.compile(
    r"(?:[cC]hat[A-Z]|AzureChat|azureChat|\w+(?:Model|Embeddings?|EmbeddingModel|LLM)\Z|LanguageModel)|\w+Embedding"
)
_IS_AGENT = re.compile(
    r"(?:agentAgentflow|seqAgent|worker|supervisor|AgentInitializer|\w*AgentExecutor|\w*Agent(?:Component)?)\Z"
)
_NO_AGENT = re.compile(r"(?:conditionAgent\w*|seqConditionAgent|startAgentflow|\w*Tool)\Z")
_IS_CHAIN = re.compile(r"(?:\w+Chain|\w+ChatEngine|queryEngine|llmAgentflow|seqLLMNode|ChatOutput)\Z")
_IS_PROMPT = re.compile(r"(?:\w*Prompt(?:Template)?(?:Component)?|\w*promptTemplate)\Z")
_CATEGORIES = {
    "Chat Models": "model",
    "LLMs": "model",
    "Embeddings": "model",
    "Tools": "tool",
    "Vector Stores": "store",
    "Agents": "agent",
    "Multi Agents": "agent",
    "Chains": "chain",
    "Engine": "chain",
}
_CONFIG = re.compile(r"(\w*)ModelConfig\Z")


def is_canvas(document: Mapping[str, Json]) -> bool:
    """Whether a JSON document is a flow of Flowise or Langflow."""
    return any(True for _ in nodes_of(document))


def read_canvas(document: Mapping[str, Json], text: str, path: str) -> Iterator[Sighting]:
    """The models, agents, tools, prompts and stores of a flow."""
    yield from _Canvas(document, Rows(text), path).sightings()


def is_custom_tool(document: Mapping[str, Json]) -> bool:
    """Whether a JSON document is a tool written in Flowise, exported on its own."""
    given = [document.get(key) for key in ("name", "description", "schema", "func")]
    return all(isinstance(value, str) for value in given) and "nodes" not in document


def read_custom_tool(document: Mapping[str, Json], text: str, path: str) -> Iterator[Sighting]:
    """The tool of an exported file."""
    sight = Sight(path)
    subject = sight.local(Kind.TOOL, str(document["name"])[:100])
    facts: dict[str, Json] = {"framework": "flowise", "tool_type": "function"}
    description = " ".join(str(document["description"]).split())[:200]
    if description:
        facts["description"] = description
    yield sight.thing(subject, Rows(text).find('"name"', 1), "customTool", **facts)


class _Canvas:
    """One flow."""

    def __init__(self, document: Mapping[str, Json], rows: Rows, path: str) -> None:
        self.rows, self.sight = rows, Sight(path)
        self.framework = "flowise" if any(node.category for node in nodes_of(document)) else "langflow"
        self.nodes = list(nodes_of(document))
        within(listed(document, "nodes"), MAX_NODES, "nodes of the workflow")
        name = document.get("name")
        self.title = name if isinstance(name, str) and name else posixpath.splitext(posixpath.basename(path))[0]
        self.flow = Flow(self.sight)
        self.tools = self._wire(document)
        self.lines = self._lines()

    def sightings(self) -> Iterator[Sighting]:
        for node in self.nodes:
            self._node(node, self.lines.get(node.id, 1))
        yield from self.flow.sightings()

    def _wire(self, document: Mapping[str, Json]) -> set[str]:
        """Wire the edges; the ids of nodes that are wired in as tools."""
        tools = set[str]()
        for edge in within(listed(document, "edges"), MAX_NODES * 4, "edges of the workflow"):
            if (
                isinstance(edge, Mapping)
                and isinstance(edge.get("source"), str)
                and isinstance(edge.get("target"), str)
            ):
                source, target = str(edge["source"]), str(edge["target"])
                self.flow.wire(source, target)
                if re.search(r"tools?[^a-zA-Z]", str(edge.get("targetHandle"))[-200:]) and "tools" in str(
                    edge.get("targetHandle")
                ):
                    tools.add(source)
        return tools

    def _lines(self) -> dict[str, int]:
        """The line of each node's id behind the word `nodes`."""
        start = self.rows.find('"nodes"', 1, len(self.rows.rows))
        wanted, lines = {node.id for node in self.nodes}, dict[str, int]()
        for number in range(start, len(self.rows.rows) + 1):
            match = re.search(r'"id"\s*:\s*"([^"]{1,200})"', self.rows.rows[number - 1][:400])
            if match and match[1] in wanted:
                lines.setdefault(match[1], number)
        return {node.id: self._telling(node, lines[node.id]) for node in self.nodes if node.id in lines}

    def _telling(self, node: Node, line: int) -> int:
        """The line that says what a node is; in Langflow it follows the id after the position."""
        if self.framework == "langflow":
            for spelling in (f'"type": "{node.type}"', f'"type":"{node.type}"'):
                if (found := self.rows.find(spelling, line, 24)) != line:
                    return found
        return line

    def _node(self, node: Node, line: int) -> None:
        role = self._role(node)
        if role == "model":
            self._model(node, line)
        elif role == "agent":
            self.flow.add(node.id, self.sight.agent(self._agent_name(node), line, self.framework))
            self._inner_models(node, line)
            self._inner_tools(node, line)
            self._prompts(node, self._agent_name(node), line)
        elif role == "chain":
            self._asking(node, line)
        elif role == "tool":
            self._tool(node, line)
        elif role == "store":
            self._store(node, line)
        elif role == "prompt":
            self._prompt(node, line)
        elif node.type.startswith("conditionAgent") and any(_CONFIG.match(key) for key in node.given):
            self._asking(node, line)
        self._documents(node, line)

    def _asking(self, node: Node, line: int) -> None:
        """A node that asks its model once; its texts are said to that one."""
        self._chain(node, line)
        self._inner_models(node, line)
        self._prompts(node, node.label, line)
        for key in (key for key in node.given if _CONFIG.match(key)):
            for index, said in enumerate(said_in(node.given)):
                self.flow.wire(f"{node.id}\n{said.key}{index}", f"{node.id}\n{key}")

    def _documents(self, node: Node, line: int) -> None:
        """The stores of documents that a node searches; what searches them without a part of its own is the flow."""
        for index, (name, text) in enumerate(documents_in(node.given)):
            at, part = self.rows.find(f'"{text}"', line, _SPAN), f"{node.id}\ndocuments{index}"
            told = self.sight.thing(self.sight.local(Kind.DATASET, name), at, "documentStore", role="knowledge-base")
            self.flow.add(part, told)
            self.flow.wire(part, node.id)

    def _role(self, node: Node) -> str:
        if node.id in self.tools and not _IS_MODEL.match(node.type):
            return "tool" if not _IS_AGENT.match(node.type) else "agent"
        if _NO_AGENT.match(node.type) and node.category != "Tools":
            return ""
        if node.category in _CATEGORIES:
            return _CATEGORIES[node.category]
        if _IS_AGENT.match(node.type):
            return "agent"
        if _IS_CHAIN.match(node.type):
            return "chain" if node.type != "ChatOutput" else ""
        if _IS_MODEL.match(node.type) and any(field in node.given for field in _MODEL_FIELDS):
            return "model"
        if _IS_PROMPT.match(node.type) and isinstance(node.given.get("template"), str):
            return "prompt"
        if any(isinstance(node.given.get(field), str) for field in _MODEL_FIELDS) and self._provider(node.type, {}):
            return "model"
        return "store" if self._store_provider(node.type) else ""

    def _tool(self, node: Node, line: int) -> None:
        """A tool, or the MCP server that a node of its own connects."""
        servers = servers_of(node.given)
        label = str(node.given.get("toolName") or node.given.get("name") or node.label)[:100]
        subject = (
            Subject(kind=Kind.TOOL, name=servers[0], origin="mcp") if servers else self.sight.local(Kind.TOOL, label)
        )
        type_ = "mcp-server" if servers else "function"
        told = self.sight.thing(subject, line, node.type, framework=self.framework, tool_type=type_)
        self.flow.add(node.id, told)
        asked = search_service(node.type)
        service = provider_service(asked.id) if asked is not None else self._by_key(node)
        self._serves(node.id, service, line, node.type)

    def _by_key(self, node: Node) -> NamedService | None:
        """The service whose key a tool asks for: `serpapi_api_key`."""
        found = (service_of_variable(key) for key in node.given)
        return next((one for one in found if one is not None and one.facts["service_type"] == "search-api"), None)

    def _prompt(self, node: Node, line: int) -> None:
        """A node that holds a template and hands it on."""
        text = str(node.given.get("template"))
        at = self.rows.find('"template":', line, _SPAN)
        found = flow_prompt(self.sight, node.label, text, "template", at)
        if found is not None:
            self.flow.add(node.id, found)

    def _agent_name(self, node: Node) -> str:
        for key in ("agentName", "workerName", "supervisorName", "agent_name"):
            value = node.given.get(key)
            if isinstance(value, str) and value:
                return value[:120]
        return node.label[:120]

    def _chain(self, node: Node, line: int) -> None:
        """A chain is no agent of its own: the flow is what uses the model."""
        self.flow.add(
            node.id,
            Observation(
                subject=self.sight.local(Kind.AGENT, self.title),
                evidence=self.sight.at(line, node.type),
                facts={"framework": self.framework},
            ),
        )

    def _prompts(self, node: Node, owner: str, line: int) -> None:
        """What the node says to its model."""
        for index, said in enumerate(said_in(node.given)):
            first = said.text.strip().split("\n", 1)[0][:40].replace('"', '\\"')
            at = self.rows.find(f'"{said.key}":', line, _SPAN) if said.key in node.given else line
            at = self.rows.find(first, at, _SPAN)
            found = flow_prompt(self.sight, f"{owner} {said.part}".rstrip(), said.text, said.key, at)
            if found is not None:
                self.flow.add(f"{node.id}\n{said.key}{index}", found)
                self.flow.wire(f"{node.id}\n{said.key}{index}", node.id)

    # -- models ---------------------------------------------------------------------------------------------

    def _model(self, node: Node, line: int) -> None:
        class_ = "embedding" if "mbedding" in node.type or node.category == "Embeddings" else ""
        found = self._named(node.given, self._provider(node.type, node.given), class_, line, node.type)
        if found is not None:
            self.flow.add(node.id, found[0], *(found[1] or self._hosted(node, found[0], line)))

    def _hosted(self, node: Node, model: Observation, line: int) -> tuple[Sighting, ...]:
        """A model of the hub that is asked over the hub's own API."""
        service = provider_service("huggingface") if "Inference" in node.type else None
        return tuple(self.sight.served(model.subject, service, line, node.type))

    def _inner_models(self, node: Node, line: int) -> None:
        """Models in the settings of an agent: `agentModel` with `agentModelConfig`, `agent_llm` with `model_name`."""
        for key, value in node.given.items():
            match = _CONFIG.match(key)
            if match and isinstance(value, Mapping):
                kind = str(node.given.get(f"{match[1]}Model") or "")
                self._attach(node, key, self._named(value, self._provider(kind, value), "", line, kind))
        if self.framework == "langflow":
            self._attach(
                node,
                "model",
                self._named(
                    node.given, self._provider(str(node.given.get("agent_llm") or ""), node.given), "", line, node.type
                ),
            )

    def _inner_tools(self, node: Node, line: int) -> None:
        """Tools and stores chosen in the settings of an agent."""
        for index, tool in enumerate(tools_in(node.given)):
            at, part = self.rows.find(f'"{tool.name}', line, _SPAN), f"{node.id}\n{tool.key}{index}"
            subject = self.sight.local(Kind.TOOL, tool.name[:100])
            if tool.named:
                subject = Subject(kind=Kind.TOOL, name=tool.named, origin="mcp")
            type_ = "mcp-server" if tool.server else "function"
            self.flow.add(part, self.sight.thing(subject, at, tool.key, framework=self.framework, tool_type=type_))
            self.flow.wire(part, node.id)
            asked = search_service(tool.name)
            self._serves(part, provider_service(asked.id) if asked is not None else None, at, tool.name)
        for index, known in enumerate(knowledge_in(node.given)):
            at, part = self.rows.find(f'"{known.store}"', line, _SPAN), f"{node.id}\nknowledge{index}"
            provider = self._store_provider(known.store)
            self._serves(node.id, provider_service(provider.id) if provider else None, at, known.store)
            given = known.embedding_settings
            named = self._named(given, self._provider(known.embedding, given), "embedding", at, known.embedding)
            self._attach(node, part, named)

    def _serves(self, user: str, service: NamedService | None, line: int, symbol: str) -> None:
        """A service that a node, or a part of one, asks."""
        if service is not None:
            self.flow.add(f"{user}\n{symbol} service", self.sight.service(service, line, symbol))
            self.flow.wire(f"{user}\n{symbol} service", user)

    def _attach(self, node: Node, key: str, found: tuple[Observation, tuple[Sighting, ...]] | None) -> None:
        if found is not None:
            self.flow.add(f"{node.id}\n{key}", found[0], *found[1])
            self.flow.wire(f"{node.id}\n{key}", node.id)

    def _named(
        self, given: Mapping[str, Json], provider: str, class_: str, line: int, symbol: str
    ) -> tuple[Observation, tuple[Sighting, ...]] | None:
        text = _model_text(given)
        if not text or "{{" in text:
            return None
        chosen = self.rows.find(f'"value": "{text}"', line, _SPAN)  # what may be chosen stands before what is
        at = chosen if chosen != line else self.rows.find(f'"{text}"', line, _SPAN)
        return flow_model(self.sight, text, provider, class_, at, symbol)

    def _provider(self, type_: str, given: Mapping[str, Json]) -> str:
        named = given.get("provider") or given.get("model_provider")
        model = given.get("model")
        if isinstance(model, list) and model and isinstance(model[0], Mapping):
            named = model[0].get("provider")
        match = _MODEL_TYPE.match(type_)
        addresses = (given.get(key) for key in _ADDRESSES)
        services = (service_of_url(one) for one in addresses if isinstance(one, str) and one.startswith("http"))
        told = next((one.subject.name for one in services if one is not None), None)
        for spelling in (told, named, type_, match["provider"] if match else None):
            found = load_catalogue().provider_of_name(spelling) if isinstance(spelling, str) and spelling else None
            if found is not None:
                return found.id
        return ""

    # -- stores ---------------------------------------------------------------------------------------------

    def _store(self, node: Node, line: int) -> None:
        provider = self._store_provider(node.type)
        service = provider_service(provider.id) if provider else None
        if service is not None:
            self.flow.add(node.id, self.sight.service(service, line, node.type))

    def _store_provider(self, type_: str) -> Provider | None:
        provider = load_catalogue().provider_of_name(re.sub(r"(?:LlamaIndex|VectorStore|Component|_)+\Z", "", type_))
        return provider if provider is not None and provider.service_type == "vector-store" else None


def _model_text(given: Mapping[str, Json]) -> str:
    for field in _MODEL_FIELDS:
        value = given.get(field)
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            value = value[0].get("name")
        if isinstance(value, str) and value:
            return value
    return ""
