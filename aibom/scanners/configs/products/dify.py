"""Reads Dify's exported applications (DSL YAML): chat and agent applications, and workflows of nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.products.flows import MAX_NODES, Flow, flow_model, flow_prompt
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place

_MIN_PROMPT = 40
_HOST = re.compile(r"https?://(?P<host>[\w.-]{1,200})")


def is_dify(document: Lined) -> bool:
    """Whether a YAML document is an application of Dify."""
    top = document.value
    return isinstance(top, Mapping) and top.get("kind") == "app" and isinstance(top.get("app"), Mapping)


def read_dify(document: Lined, path: str) -> Iterator[Sighting]:
    """The application as an agent, with its models, tools, prompt and knowledge bases."""
    top = document.value
    if isinstance(top, Mapping):
        yield from _App(document, top, Sight(path)).sightings()


class _App:
    """One application; everything in it is wired to the application's agent."""

    def __init__(self, document: Lined, top: Mapping[str, Json], sight: Sight) -> None:
        self.document, self.top, self.sight = document, top, sight
        self.flow = Flow(sight)
        self.count = 0
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
        for node in self._nodes():
            self._node(node)
        yield from self.flow.sightings()

    def _place(self, table: Mapping[str, Json], key: str) -> Place | None:
        value = table.get(key)
        return Place(value, (key,), self.document) if isinstance(value, Mapping) else None

    def _nodes(self) -> Iterator[Place]:
        workflow = self.top.get("workflow")
        graph = workflow.get("graph") if isinstance(workflow, Mapping) else None
        nodes = graph.get("nodes") if isinstance(graph, Mapping) else None
        for node in nodes[:MAX_NODES] if isinstance(nodes, list) else ():
            if isinstance(node, Mapping) and (data := self._place(node, "data")) is not None:
                yield data

    def _config(self, config: Place) -> None:
        self._model(config)
        prompt = config.text("pre_prompt")
        if len(prompt) >= _MIN_PROMPT:
            self._add(
                self.sight.thing(
                    self.sight.local(Kind.PROMPT, "pre_prompt"),
                    config.line("pre_prompt"),
                    "pre_prompt",
                    **prompt_facts(prompt, "system"),
                )
            )
        mode = config.table.get("agent_mode")
        tools = mode.get("tools") if isinstance(mode, Mapping) else None
        for tool in tools if isinstance(tools, list) else ():
            if isinstance(tool, Mapping) and tool.get("enabled") is not False:
                self._tool(Place(tool, (), self.document))

    def _node(self, data: Place) -> None:
        kind = data.text("type")
        if kind in ("llm", "agent", "parameter-extractor", "question-classifier"):
            self._model(data)
            self._prompts(data)
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
        provider = model.text("provider").rpartition("/")[2]
        args: dict[str, Json] = {"mode": model.text("mode")} if model.text("mode") else {}
        found = flow_model(
            self.sight,
            model.text(key),
            provider,
            "",
            model.line(key),
            owner.text("title") or "model_config.model",
            args,
        )
        if found is not None:
            self._add(found[0], *found[1])

    def _tool(self, tool: Place) -> None:
        name = tool.text("tool_name", "tool_label", "title")
        if name:
            key = "tool_name" if tool.text("tool_name") else "title"
            type_ = "mcp-server" if tool.text("provider_type") == "mcp" else "function"
            self._add(
                self.sight.thing(
                    self.sight.local(Kind.TOOL, name), tool.line(key), name, framework="dify", tool_type=type_
                )
            )

    def _add(self, observation: Observation, *more: Sighting) -> None:
        self.count += 1
        self.flow.add(str(self.count), observation, *more)
        self.flow.wire(str(self.count), "")
        if self.owner:
            self.flow.wire(str(self.count), self.owner)
