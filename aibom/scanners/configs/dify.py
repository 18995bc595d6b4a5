"""Reads Dify's exported applications (DSL YAML): chat and agent applications, and workflows of nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.flows import MAX_NODES, Flow, flow_model
from aibom.scanners.configs.prompts_in import prompt_facts
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place

_MIN_PROMPT = 40


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

    def _model(self, owner: Place) -> None:
        model = self._place(owner.table, "model")
        if model is None or not model.text("name"):
            return
        provider = model.text("provider").rpartition("/")[2]
        args: dict[str, Json] = {"mode": model.text("mode")} if model.text("mode") else {}
        found = flow_model(
            self.sight,
            model.text("name"),
            provider,
            "",
            model.line("name"),
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
