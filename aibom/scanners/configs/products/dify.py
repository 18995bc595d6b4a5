"""Reads Dify's exported applications (DSL YAML): chat and agent applications, and workflows of nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aibom.catalog.loader import load_catalogue
from aibom.catalog.products import products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import NamedService, product_subject, provider_service
from aibom.scanners.configs.products.flows import MAX_NODES, Flow, flow_model, flow_prompt, search_service
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.told.request_texts import request_in
from aibom.scanners.configs.walk import Place

_MAX_ROWS = 400
_HEAD = 4_000
_EXPORTED = re.compile(r"^(?:app|kind|version|dependencies):", re.MULTILINE)
_BEHIND = ("ai-api", "gateway", "search-api", "inference-server")
# Plug-ins for any server that speaks an API that others speak as well.
_ANY_SERVER = frozenset({"openai_api_compatible", "openai-api-compatible"})
_ASKED = {"google": "serpapi"}  # whose API a ready-made tool asks that is not named for it
_HOST = re.compile(r"https?://(?P<host>[\w.-]{1,200})")


def is_dify(document: Lined) -> bool:
    """Whether a YAML document is an application of Dify."""
    top = document.value
    app = top.get("app") if isinstance(top, Mapping) else None
    if not isinstance(top, Mapping) or not isinstance(app, Mapping):
        return False
    return top.get("kind") == "app" or ("mode" in app and bool({"workflow", "model_config"} & top.keys()))


def exported(document: Lined, path: str) -> Lined | None:
    """The application within what Dify's console answers to an export: `{"data": "app: ..."}`, all of it on one line
    (langgenius/dify, api/controllers/console/app/app.py, GET /apps/<id>/export)."""
    text = document.value.get("data") if isinstance(document.value, Mapping) else None
    if not isinstance(text, str) or not _EXPORTED.search(text[:_HEAD]):
        return None
    inner = next(iter(parse_yaml_with_lines(text.encode("utf-8", "replace"), path)), None)
    if inner is None or not is_dify(inner):
        return None
    return Lined(value=inner.value, line=document.line_of(document.value, "data"))


def read_dify(document: Lined, rows: Rows, path: str) -> Iterator[Sighting]:
    """The application as an agent, with its models, tools, prompt and knowledge bases."""
    top = document.value
    if isinstance(top, Mapping):
        yield from _App(document, top, rows, Sight(path)).sightings()


class _App:
    """One application; everything in it is wired to the application's agent."""

    def __init__(self, document: Lined, top: Mapping[str, Json], rows: Rows, sight: Sight) -> None:
        self.document, self.top, self.rows, self.sight = document, top, rows, sight
        self.flow = Flow(sight)
        self.count = 0
        self.node = ""  # the id of the node that is read now
        self.owner = ""  # the part that what is read now belongs to, beside the application

    def sightings(self) -> Iterator[Sighting]:
        app = self._place(self.top, "app")
        if app is None:
            return
        name = app.text("name") or "app"
        self.flow.add("", self.sight.agent(name, app.line("name"), "dify"))
        config = self._place(self.top, "model_config")
        if config is not None:
            self._config(config)
        for node, data in self._nodes():
            self.node = node
            self._node(data)
        yield from self.flow.sightings()

    def _place(self, table: Mapping[str, Json], key: str) -> Place | None:
        value = table.get(key)
        return Place(value, (key,), self.document) if isinstance(value, Mapping) else None

    def _nodes(self) -> Iterator[tuple[str, Place]]:
        """The nodes of a workflow by their ids."""
        workflow = self.top.get("workflow")
        graph = workflow.get("graph") if isinstance(workflow, Mapping) else None
        nodes = graph.get("nodes") if isinstance(graph, Mapping) else None
        for node in within(nodes, MAX_NODES, "nodes of the workflow") if isinstance(nodes, list) else ():
            if isinstance(node, Mapping) and (data := self._place(node, "data")) is not None:
                yield str(node.get("id", "")), data

    def _config(self, config: Place) -> None:
        self._model(config)
        prompt = config.text("pre_prompt")
        if flow_prompt(self.sight, "", prompt, "system", 1) is not None:
            subject = self.sight.local(Kind.PROMPT, "pre_prompt")
            line = config.line("pre_prompt")
            self._add(self.sight.thing(subject, line, "pre_prompt", **prompt_facts(prompt, "system")))
        for found in self._within(config.table, "dataset_configs"):
            self._reranked(found)
        mode = config.table.get("agent_mode")
        tools = mode.get("tools") if isinstance(mode, Mapping) else None
        for tool in tools if isinstance(tools, list) else ():
            if isinstance(tool, Mapping) and tool.get("enabled") is not False:
                self._tool(Place(tool, (), self.document))

    def _node(self, data: Place) -> None:
        kind = data.text("type")
        if kind in ("llm", "agent", "parameter-extractor", "question-classifier"):
            before = self.count
            self._model(data)
            self.owner = str(before + 1) if self.count > before else ""  # what the node says is said to its model
            self._prompts(data)
            self._context(data)
            self.owner = ""
            if isinstance(data.table.get("agent_parameters"), Mapping):
                self._agent(data)
        elif kind == "tool":
            self._tool(data)
        elif kind == "knowledge-retrieval":
            self._add(
                self.sight.thing(
                    self.sight.local(Kind.DATASET, data.text("title") or "knowledge base"),
                    data.line("type"),
                    "knowledge-retrieval",
                    role="knowledge-base",
                )
            )
            self.flow.wire(str(self.count), f"node {self.node}")
            for key in ("multiple_retrieval_config", "single_retrieval_config"):
                for found in self._within(data.table, key):
                    self._reranked(found)
        elif kind in ("code", "http-request"):
            self._request(data)

    def _context(self, data: Place) -> None:
        """The knowledge that a node puts before its model: what another node has found (`variable_selector`)."""
        context = data.table.get("context")
        selector = context.get("variable_selector") if isinstance(context, Mapping) and context.get("enabled") else None
        source = selector[0] if isinstance(selector, list) and selector else None
        if isinstance(source, str) and self.owner:
            self.flow.wire(f"node {source}", self.owner)

    def _within(self, table: Mapping[str, Json], key: str) -> Iterator[Place]:
        place = self._place(table, key)
        if place is not None:
            yield place

    def _reranked(self, config: Place) -> None:
        """How what was retrieved is put in order: by a model, or by the embeddings that are weighed."""
        self._model(config)
        model = self._place(config.table, "reranking_model")
        if model is not None and config.table.get("reranking_enable") is not False:
            names, providers = ("model", "reranking_model_name"), ("provider", "reranking_provider_name")
            self._of_provider(model, names, providers, "reranker")
        weights = self._place(config.table, "weights")
        for vector in self._within(weights.table, "vector_setting") if weights is not None else ():
            if config.text("reranking_mode") == "weighted_score":
                self._of_provider(vector, ("embedding_model_name",), ("embedding_provider_name",), "embedding")

    def _of_provider(self, place: Place, names: Sequence[str], providers: Sequence[str], class_: str) -> None:
        key = next((name for name in names if place.text(name)), "")
        if key:
            self._named(place.text(key), place.text(*providers), class_, place.line(key), key, {})

    def _request(self, data: Place) -> None:
        """A request to a provider's API: written as code, or put together in the parts of a node."""
        body = data.table.get("body")
        sent = body.get("data") if isinstance(body, Mapping) else None
        parts = [one.get("value") for one in sent if isinstance(one, Mapping)] if isinstance(sent, list) else [sent]
        text = data.text("code") or "\n".join(part for part in parts if isinstance(part, str))
        found = request_in(text, data.text("url"))
        if found is None:
            return
        title, line = data.text("title") or "request", data.line("code" if data.text("code") else "url")
        for service in found.services:
            self._add(self.sight.service(service, line, title))
        for model in found.models:
            told = flow_model(self.sight, model, found.provider, "", self._line_of(model, line), title)
            if told is not None:
                self._add(told[0], *told[1])
        for said in found.said:
            prompt = flow_prompt(self.sight, title, said.text, said.key, self._line_of(said.text[:30], line))
            if prompt is not None:
                self._add(prompt)

    def _line_of(self, text: str, line: int) -> int:
        """The row below the start of a node's text where a part of it stands, as far as rows show it unbroken."""
        rows = self.rows.rows[line - 1 : line + _MAX_ROWS]
        return next((line + index for index, row in enumerate(rows) if text in row), line)

    def _prompts(self, data: Place) -> None:
        """The messages of a node that speaks to a model, or the instruction of one that classifies or extracts."""
        template = data.table.get("prompt_template")
        owner = data.text("title") or "llm"
        for message in template if isinstance(template, list) else [template, data.table]:
            if isinstance(message, Mapping):
                place = Place(message, (), self.document)
                for key in ("text", "instruction", "instructions"):
                    self._prompt(owner, place, key, place.text("role") or "system")

    def _prompt(self, owner: str, place: Place, key: str, role: str) -> None:
        found = flow_prompt(self.sight, owner, place.text(key), role, place.line(key))
        if found is not None:
            self._add(found)

    def _agent(self, data: Place) -> None:
        """A node that runs an agent's strategy: its model, instruction, tools and MCP server are parameters."""
        parameters = self._place(data.table, "agent_parameters")
        given = parameters.table if parameters is not None else {}
        title = data.text("title") or "agent"
        self._add(self.sight.agent(title, data.line("title"), "dify"))
        self.owner = str(self.count)
        for key, parameter in given.items():
            if not isinstance(parameter, Mapping):
                continue
            place = Place(parameter, (key,), self.document)
            value = parameter.get("value")
            if key == "model" and isinstance(value, Mapping):
                self._model(Place({"model": value, "title": title}, (), self.document))
            elif key in ("instruction", "instructions", "system_prompt"):
                self._prompt(title, place, "value", "system")
            elif key.startswith("mcp_server") and place.text("value"):
                self._server(place)
            for tool in value if key == "tools" and isinstance(value, list) else ():
                if isinstance(tool, Mapping) and tool.get("enabled") is not False:
                    self._tool(Place(tool, (), self.document))
        self.owner = ""

    def _server(self, place: Place) -> None:
        """An MCP server by its address."""
        match = _HOST.search(place.text("value"))
        if match is not None:
            subject = Subject(kind=Kind.TOOL, name=match["host"], origin="mcp")
            self._add(self.sight.thing(subject, place.line("value"), "mcp_server", tool_type="mcp-server"))

    def _model(self, owner: Place) -> None:
        model = self._place(owner.table, "model")
        key = "name" if model is not None and model.text("name") else "model"
        if model is None or not model.text(key):
            return
        args: dict[str, Json] = {"mode": model.text("mode")} if model.text("mode") else {}
        symbol = owner.text("title") or "model_config.model"
        self._named(model.text(key), model.text("provider"), "", model.line(key), symbol, args)

    def _named(self, text: str, provider: str, class_: str, line: int, symbol: str, args: Mapping[str, Json]) -> None:
        """A model with its provider: `openai`, or the plug-in `langgenius/volcengine_maas/volcengine_maas`."""
        own = provider.rpartition("/")[2].removesuffix("_maas").removesuffix("_chat")
        if own in _ANY_SERVER:
            self._of_server(text, own, class_, line, symbol, args)
            return
        found = flow_model(self.sight, text, own, class_, line, symbol, args)
        if found is not None:
            self._add(found[0], *found[1])

    def _of_server(
        self, text: str, provider: str, class_: str, line: int, symbol: str, args: Mapping[str, Json]
    ) -> None:
        """A model of a server that only speaks OpenAI's API; where it stands is not exported."""
        facts: dict[str, Json] = {"model_class": class_} if class_ else {}
        named = Named(Subject(kind=Kind.MODEL, name=text), facts)
        service = NamedService(Subject(kind=Kind.SERVICE, name=provider), {"service_type": "inference-server"})
        self._add(self.sight.model(named, line, symbol, args), *self.sight.served(named.subject, service, line, symbol))

    def _tool(self, tool: Place) -> None:
        name = tool.text("tool_name", "tool_label", "title")
        if name:
            key = "tool_name" if tool.text("tool_name") else "title"
            type_ = "mcp-server" if tool.text("provider_type") == "mcp" else "function"
            subject = self.sight.local(Kind.TOOL, name)
            self._add(self.sight.thing(subject, tool.line(key), name, framework="dify", tool_type=type_))
            self._behind(tool, str(self.count))

    def _behind(self, tool: Place, part: str) -> None:
        """The API that a ready-made tool asks, and the model that is chosen in its settings."""
        before, self.owner = self.owner, part
        id_ = tool.text("provider_id", "provider_name").rpartition("/")[2]
        id_ = _ASKED.get(id_, id_)
        asked = search_service(id_) or load_catalogue().provider_of_name(id_)
        service = provider_service(asked.id) if asked is not None and asked.service_type in _BEHIND else None
        product = products().of_name(id_) if service is None else None
        if product is not None:
            service = NamedService(product_subject(product), {"service_type": product.type})
        if service is not None:
            self._add(self.sight.service(service, tool.line("provider_id"), id_))
        for key in ("tool_parameters", "tool_configurations", "settings"):
            table = tool.table.get(key)
            for name, value in table.items() if isinstance(table, Mapping) else ():
                value = value.get("value") if isinstance(value, Mapping) and "value" in value else value
                if name == "model" and isinstance(value, str) and "#" in value:
                    at = Place(table, (key,), self.document) if isinstance(table, Mapping) else tool
                    self._named(value.rpartition("#")[2], value.partition("#")[0], "", at.line(name), name, {})
                elif name == "model" and isinstance(value, Mapping):
                    self._model(Place({"model": value}, (), self.document))
                elif name in ("model", "model_name") and isinstance(value, str) and asked is not None:
                    line = Place(table, (key,), self.document).line(name) if isinstance(table, Mapping) else 1
                    self._named(value, asked.id, "", line, name, {})
        self.owner = before

    def _add(self, observation: Observation, *more: Sighting) -> None:
        self.count += 1
        self.flow.add(str(self.count), observation, *more)
        self.flow.wire(str(self.count), "")
        if self.owner:
            self.flow.wire(str(self.count), self.owner)
