"""Reads n8n workflows (docs.n8n.io/workflows/export-import): nodes of the LangChain package and their AI wires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url, web_service
from aibom.scanners.configs.products.flows import MAX_NODES, Flow, flow_model, flow_prompt, search_service
from aibom.scanners.configs.products.n8n_nodes import (
    assigned,
    body_of,
    default_model,
    messages_of,
    provider_of,
    text_of,
    vendor_of,
)
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import variable_prompt
from aibom.scanners.configs.told.request_texts import HandRequest, request_in

_PACKAGE = "@n8n/n8n-nodes-langchain."
_MODEL = re.compile(r"(?:lmChat|lmOpen|lm|embeddings|reranker)(?P<provider>[A-Z]\w*)\Z")
_DATABASES = ("postgres", "postgresTool", "supabase")
_DISTANCE = re.compile(r"<(?:=|#|-)>|::vector\b")  # operators of pgvector in a query
_STORE = re.compile(r"vectorStore(?P<provider>[A-Z]\w*?)(?:Insert|Load)?\Z")
_VENDORS = frozenset({"openAi", "anthropic", "googleGemini", "mistralAi", "ollama", "perplexity", "groq", "deepSeek"})
_CHAINS = re.compile(r"chain[A-Z]\w*|informationExtractor|sentimentAnalysis|textClassifier|openAiAssistant\Z")
_NAME_OR_ID = re.compile(r'"(name|id)"\s*:\s*"([^"]{1,200})"')
_COMPOSED = re.compile(
    r"\b(?P<name>\w*[pP]rompt\w*)\s*=\s*"
    r"(?:`(?P<back>(?:[^`\\]|\\.){40,20000})`|\"(?P<double>(?:[^\"\\\n]|\\.){40,20000})\"|'(?P<single>(?:[^'\\\n]|\\.){40,20000})')",
    re.DOTALL,
)
_MAX_CODE = 100_000
_VARIABLE = re.compile(r"json(?:\.|\[[\"'])(?P<name>\w+)")
# Nodes of a provider that speak to a model; others make images or sound, keep files, or ask an assistant.
_CHATS = frozenset({"text", "chat"})
_SAID_IN_CHATS = frozenset({"system", "content", "instructions", "systemPrompt", "system_prompt"})
_AI_WIRE, _MAIN_WIRE = re.compile(r"ai_\w+\Z"), re.compile(r"main\Z")
_HTTP = ("httpRequest", "httpRequestTool", "toolHttpRequest")
_HTTP_TOOLS = ("httpRequestTool", "toolHttpRequest")
_MAX_AFTER = 3  # nodes between the code that makes a request's body and the node that sends it


def is_n8n(document: Mapping[str, Json]) -> bool:
    """Whether a JSON document is a workflow of n8n."""
    nodes = document.get("nodes")
    if not isinstance(nodes, list) or not isinstance(document.get("connections"), Mapping):
        return False
    return any(isinstance(node, Mapping) and "n8n" in str(node.get("type")) for node in nodes[:50])


def read_n8n(document: Mapping[str, Json], text: str, path: str) -> Iterator[Sighting]:
    """The models, agents, tools and stores of a workflow."""
    yield from _Workflow(document, Rows(text), Sight(path)).sightings()


class _Workflow:
    """One workflow; nodes are known by their names."""

    def __init__(self, document: Mapping[str, Json], rows: Rows, sight: Sight) -> None:
        self.document, self.rows, self.sight = document, rows, sight
        nodes = document.get("nodes")
        self.nodes = (
            [node for node in within(nodes, MAX_NODES, "nodes of the workflow") if isinstance(node, Mapping)]
            if isinstance(nodes, list)
            else []
        )
        self.flow = Flow(sight)
        self.asked: dict[str, list[str]] = {}  # the models that chains and agents are wired to
        self.following: dict[str, list[str]] = {}  # the nodes that run after one
        self.index = _index(rows)
        self.wired = self._wired()
        self.urls = {str(node.get("name")): url for node in self.nodes if (url := _address_of(node))}
        self.variables = [pair for node in self.nodes for pair in _set_by(node)]

    def sightings(self) -> Iterator[Sighting]:
        for node in self.nodes:
            name, kind = node.get("name"), node.get("type")
            if isinstance(name, str) and isinstance(kind, str) and not node.get("disabled"):
                self._node(name, kind, node, self._line(node, name))
        yield from self.flow.sightings()

    def _line(self, node: Mapping[str, Json], name: str) -> int:
        """Where the node stands: its name or id is written once as a value."""
        return self.index.get(("name", name)) or self.index.get(("id", str(node.get("id")))) or 1

    def _near(self, text: str, line: int) -> int:
        """The line of a parameter: parameters stand within some lines of the node's name, before or after."""
        found = [
            n for n in range(max(1, line - 60), line + 60) if n <= len(self.rows.rows) and text in self.rows.rows[n - 1]
        ]
        return min(found, key=lambda n: abs(n - line), default=line)

    def _wired(self) -> dict[str, set[str]]:
        """For each node the AI wires that leave it."""
        wired: dict[str, set[str]] = {}
        connections = self.document.get("connections")
        for source, outputs in connections.items() if isinstance(connections, Mapping) else ():
            self.following[source] = [target for _, target in _wires(outputs, _MAIN_WIRE)]
            for wire, target in _wires(outputs, _AI_WIRE):
                wired.setdefault(source, set()).add(wire)
                self.flow.wire(source, target)
                if wire == "ai_languageModel":
                    self.asked.setdefault(target, []).append(source)
        return wired

    def _node(self, name: str, kind: str, node: Mapping[str, Json], line: int) -> None:
        own = kind.removeprefix(_PACKAGE) if kind.startswith(_PACKAGE) else kind.rpartition(".")[2]
        parameters = node.get("parameters")
        given = parameters if isinstance(parameters, Mapping) else {}
        if kind.startswith(_PACKAGE):
            self._ai_node(name, own, given, line, default_model(own, node, given))
            return
        if self._is_tool(name):
            self._tool(name, own, given, line)
        if vendor := vendor_of(own):
            self._asked(name, vendor, given, line, default_model(own, node, given))
        elif own == "set":
            self._variables(name, given, line)
        elif own in _DATABASES and _DISTANCE.search(text_of(given, "query")):
            self._store(name, "pgvector", self._near('"query"', line))
        else:
            self._requests(name, own, given, line)

    def _is_tool(self, name: str) -> bool:
        return "ai_tool" in self.wired.get(name, ())

    def _ai_node(self, name: str, own: str, given: Mapping[str, Json], line: int, default: str) -> None:
        if match := _MODEL.match(own):
            class_ = "embedding" if own.startswith("embeddings") else "reranker" if own.startswith("reranker") else ""
            self._model(name, provider_of(match["provider"]), class_, given, line, default)
        elif match := _STORE.match(own):
            self._store(name, match["provider"], line)
            if given.get("mode") == "retrieve-as-tool" or self._is_tool(name):
                self._store_tool(name, own, given, line)
        elif own in ("agent", "agentTool"):
            self.flow.add(name, self.sight.agent(name, line, "n8n"))
            self.asked.pop(name, None)  # what an agent is told is told to it
            self._prompts(name, given, line)
        elif own.removesuffix("Tool") in _VENDORS:
            if self._is_tool(name):
                self._tool(name, own, given, line)
            self._asked(name, provider_of(own.removesuffix("Tool")), given, line, default)
        elif own.startswith(("tool", "mcpClientTool", "mcpTrigger")) or self._is_tool(name):
            self._tool(name, own, given, line)
            self._requests(name, own, given, line)
        elif _CHAINS.match(own):
            self._chain(name, line)
            self._prompts(name, given, line)

    def _model(self, name: str, provider: str, class_: str, given: Mapping[str, Json], line: int, default: str) -> None:
        text = text_of(given, "model", "modelName", "modelId", "chatModel", "modelDeployment", "imageModel")
        options = given.get("options")
        if not text and isinstance(options, Mapping):
            text = text_of(options, "model", "modelName")
        if text.startswith("="):
            text, line = self._set_elsewhere(text, line) if "{{" in text else (text[1:], line)
        told = name.partition("\n")[0]
        if not text and load_catalogue().form(told) is not None:
            text = told  # left at its default, and named after it
        at = self._near(f'"{text}"', line) if text else line
        text = text or default
        found = flow_model(self.sight, text, provider, class_, at, name) if text and not text.startswith("=") else None
        if found is not None:
            self.flow.add(name, found[0], *found[1])
        elif (service := provider_service(provider)) is not None:
            self.flow.add(name, self.sight.service(service, line, name))

    def _set_elsewhere(self, expression: str, line: int) -> tuple[str, int]:
        """What `={{ $json.model }}` stands for, where one value only is set under that name."""
        match = _VARIABLE.search(expression)
        values = {value for variable, value in self.variables if match is not None and variable == match["name"]}
        if len(values) != 1 or (value := values.pop()).startswith("="):
            return expression, line
        return value, next((n for n, row in enumerate(self.rows.rows, 1) if f'"{value}"' in row), line)

    def _store(self, name: str, product: str, line: int) -> None:
        catalogue, named = load_catalogue(), provider_of(product)
        provider = catalogue.provider_of_name(named) or catalogue.provider_of_name(f"{named}-vector")
        if provider is not None and provider.service_type == "vector-store":
            service = NamedService(Subject(kind=Kind.SERVICE, name=provider.name), {"service_type": "vector-store"})
            self.flow.add(name, self.sight.service(service, line, name))

    def _tool(self, name: str, own: str, given: Mapping[str, Json], line: int) -> None:
        label = text_of(given, "name", "toolName") or name
        type_ = "mcp-server" if own.startswith("mcp") else "code-execution" if own == "toolCode" else "function"
        description = text_of(given, "description", "toolDescription")
        facts: dict[str, Json] = {"framework": "n8n", "tool_type": type_}
        if description:
            facts["description"] = " ".join(description.split())[:200]
        subject = self.sight.local(Kind.TOOL, label if not label.startswith("=") else name)
        self.flow.add(name, self.sight.thing(subject, line, name, **facts))
        asked = search_service(own)
        service = provider_service(asked.id) if asked is not None else None
        if service is not None:
            self._wired_in(f"{name}\n{own}", self.sight.service(service, line, name), name)

    def _store_tool(self, name: str, own: str, given: Mapping[str, Json], line: int) -> None:
        """A vector store that an agent searches by itself is a tool of its own over the store."""
        store = self.flow.parts.pop(name, None)
        self._tool(name, own, given, line)
        if store is not None:
            self.flow.parts[f"{name}\nstore"] = store
            self.flow.wire(f"{name}\nstore", name)

    def _prompts(self, name: str, given: Mapping[str, Json], line: int) -> None:
        """The system message and the prompt of an agent or chain."""
        options = given.get("options")
        for index, (role, said) in enumerate(messages_of(given)):
            first = said.strip().split("\n", 1)[0][:40].replace('"', '\\"')
            at = self._near(first, self._near('"content"', line))
            prompt = flow_prompt(self.sight, name, said, role, at)
            if prompt is not None:
                self._wired_in(f"{name}\nmessage{index}", prompt, name)
        for table in (given, options if isinstance(options, Mapping) else {}):
            for key in ("systemMessage", "text", "prompt", "systemPromptTemplate", "instructions"):
                text = table.get(key)
                found = (
                    flow_prompt(self.sight, name, text, key, self._near(f'"{key}"', line))
                    if isinstance(text, str)
                    else None
                )
                if found is not None:
                    self._wired_in(f"{name}\n{key}", found, name)

    def _wired_in(self, node: str, observation: Observation, user: str) -> None:
        self.flow.add(node, observation)
        for one in (user, f"{user}\nmodel", f"{user}\nmodel0", *self.asked.get(user, ())):
            self.flow.wire(node, one)

    def _chain(self, name: str, line: int) -> None:
        """A chain is no agent of its own: the workflow is what uses the model."""
        title = text_of(self.document, "name") or name
        at = self._near(f'"{title}"', 1) if title != name else line
        subject = self.sight.local(Kind.AGENT, title)
        top: Observation = self.sight.agent(title, at, "n8n")
        self.flow.add(
            name, Observation(subject=subject, evidence=self.sight.at(line, name), facts={"framework": "n8n"}), top
        )

    def _asked(self, name: str, provider: str, given: Mapping[str, Json], line: int, default: str) -> None:
        """A node of one provider: the workflow, or the tool that the node is, uses its model and service."""
        if str(given.get("resource") or "text") in _CHATS:
            self._used_by(name, line)
        self._model(f"{name}\nmodel", provider, "", given, line, default)
        self.flow.wire(f"{name}\nmodel", name)
        self._prompts(name, given, line)

    def _used_by(self, name: str, line: int) -> None:
        if not self._is_tool(name):
            self._chain(name, line)

    def _requests(self, name: str, own: str, given: Mapping[str, Json], line: int) -> None:
        """A request that is written by hand: the body of a plain HTTP node, or code that sends one."""
        if own in _HTTP:
            url = text_of(given, "url")
            self._request(name, body_of(given), url, line)
            self._answering(name, own, url, line)
        elif own in ("code", "function", "functionItem", "codeTool", "toolCode"):
            code = text_of(given, "jsCode", "pythonCode", "functionCode")
            sender, url = self._sent_by(name)
            self._request(name, code, "" if request_in(code) is not None else url, line)
            self._composed(name, code, line, sender)

    def _sent_by(self, name: str) -> tuple[str, str]:
        """The node that sends to a provider what a node of code prepares, and its address; a few nodes on."""
        front, seen = self.following.get(name, []), {name}
        for _ in range(_MAX_AFTER):
            for one in front:
                url = self.urls.get(one, "")
                if url and request_in("", url) is not None:
                    return one, url
            seen.update(front)
            front = [after for one in front for after in self.following.get(one, ()) if after not in seen]
        return "", ""

    def _answering(self, name: str, own: str, url: str, line: int) -> None:
        """The vector store that a plain HTTP node speaks to, and whoever answers one that is a tool."""
        service = service_of_url(url)
        if service is None or service.facts.get("service_type") != "vector-store":
            service = (service or web_service(url)) if own in _HTTP_TOOLS and self._is_tool(name) else None
        if service is not None:
            seen = self.sight.service(service, self._near(url[:60], line), name)
            self.flow.add(f"{name}\nstore", seen, self.sight.link(None, RelationKind.CALLS_SERVICE, seen.subject, line))
            self.flow.wire(f"{name}\nstore", name)

    def _composed(self, name: str, code: str, line: int, sender: str) -> None:
        """Prompts that code composes in a variable, for nodes that follow it: ``const prompt = `...` ``."""
        for number, match in enumerate(_COMPOSED.finditer(code[:_MAX_CODE])):
            text = next(part for part in (match["back"], match["double"], match["single"]) if part is not None)
            for prompt in variable_prompt(match["name"], text, self._near('"jsCode"', line), self.sight):
                self._wired_in(f"{name}\ncomposed{number}", prompt, name)
                self.flow.wire(f"{name}\ncomposed{number}", f"{sender}\nmodel0")

    def _request(self, name: str, text: str, url: str, line: int) -> None:
        found = request_in(text, url)
        if found is None:
            return
        asks = any(service.facts.get("service_type") != "search-api" for service in found.services)
        if asks and any(one.key in _SAID_IN_CHATS for one in found.said):
            self._used_by(name, line)
        for index, service in enumerate(found.services):
            link = self.sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)
            self.flow.add(f"{name}\nservice{index}", self.sight.service(service, line, name), link)
            self.flow.wire(f"{name}\nservice{index}", name)
        for index, model in enumerate(found.models if asks else ()):
            told = flow_model(self.sight, model, found.provider, "", self._near(model, line), name)
            if told is not None:
                served = told[1] or self._served(told[0], found)
                self.flow.add(f"{name}\nmodel{index}", told[0], *served)
                self.flow.wire(f"{name}\nmodel{index}", name)
        for index, said in enumerate(found.said if asks else ()):
            prompt = flow_prompt(self.sight, name, said.text, said.key, self._near(said.text[:40], line))
            if prompt is not None:
                self._wired_in(f"{name}\nsaid{index}", prompt, name)

    def _served(self, model: Observation, asked: HandRequest) -> tuple[Sighting, ...]:
        """Whose name says nothing of a server is served by the one that is asked."""
        line = model.evidence.line or 1
        subjects = [one.subject for one in asked.services]
        return tuple(
            self.sight.link(model.subject, RelationKind.SERVED_BY, one, line) for one in subjects if len(subjects) == 1
        )

    def _variables(self, name: str, given: Mapping[str, Json], line: int) -> None:
        """Prompts that a node sets for those that follow it; who names the variable uses the prompt."""
        for variable, text in assigned(given):
            prompt = variable_prompt(variable, text, self._near(f'"{variable}"', line), self.sight)
            for one in prompt:
                self.flow.add(f"{name}\n{variable}", one)
                for user in self._naming(variable, name):
                    self.flow.wire(f"{name}\n{variable}", user)

    def _naming(self, variable: str, name: str) -> Iterator[str]:
        """The nodes whose parameters name a variable of the flow."""
        words = re.compile(rf"\b{re.escape(variable)}\b")
        for node in self.nodes:
            other = node.get("name")
            if isinstance(other, str) and other != name and words.search(str(node.get("parameters"))[:20_000]):
                yield other


def _address_of(node: Mapping[str, Json]) -> str:
    """Where a plain HTTP node sends to."""
    given = node.get("parameters")
    http = str(node.get("type")).rpartition(".")[2] in _HTTP and not node.get("disabled")
    return text_of(given, "url") if http and isinstance(given, Mapping) else ""


def _set_by(node: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """The names and texts that a node sets for those after it."""
    given = node.get("parameters")
    if str(node.get("type")).endswith(".set") and isinstance(given, Mapping):
        yield from assigned(given)


def _index(rows: Rows) -> dict[tuple[str, str], int]:
    """The lines of all names and ids from the nodes on: the workflow may be called like one of them."""
    found: dict[tuple[str, str], int] = {}
    first = next((number for number, row in enumerate(rows.rows) if '"nodes"' in row), 0)
    for number, row in enumerate(rows.rows[first:], first + 1):
        for match in _NAME_OR_ID.finditer(row[:500]):
            found.setdefault((match[1], match[2]), number)
    return found


def _wires(outputs: Json, kind: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """`{ai_tool: [[{node: X}]]}` as (ai_tool, X), of one kind of wires."""
    if not isinstance(outputs, Mapping):
        return
    for wire, lanes in outputs.items():
        if not kind.match(wire) or not isinstance(lanes, list):
            continue
        for lane in lanes:
            for end in lane if isinstance(lane, list) else ():
                if isinstance(end, Mapping) and isinstance(node := end.get("node"), str):
                    yield wire, node


def read_credentials(documents: Sequence[Json], text: str, path: str) -> Iterator[Sighting]:
    """Exported credentials name the services that a workflow reaches; their data is not looked at."""
    sight, rows = Sight(path), Rows(text)
    for document in documents:
        kind = document.get("type") if isinstance(document, Mapping) else None
        if not isinstance(kind, str) or not kind.endswith(("Api", "OAuth2Api")):
            continue
        found = load_catalogue().provider_of_name(provider_of(kind.removesuffix("Api").removesuffix("OAuth2")))
        service = provider_service(found.id) if found else None
        if service is not None:
            yield sight.service(service, rows.find(f'"{kind}"', 1), kind)
