"""Reads the settings of Symfony's AI bundle (symfony.com/doc/current/ai/bundles/ai-bundle.html) and of LLM Chain's,
which came before: agents with their models, prompts and tools, stores, and the models of indexers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.products.flows import flow_prompt
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import Place

_TOPS = ("ai", "llm_chain")
_AGENTS = ("agent", "chain")
_MAKERS = ("vectorizer", "indexer", "embedder")
_STORES = {"chroma_db": "chroma", "azure_search": "azure-search", "mongodb": "mongodb-atlas", "memory": "in-memory",
           "postgres": "pgvector", "redis": "redis-vector", "surreal_db": "", "mariadb": "mariadb-vector"}  # fmt: skip
_HERE = "%kernel.project_dir%/"
_MAX = 100  # agents of a file, and tools of an agent


def is_symfony_ai(document: Lined) -> bool:
    """Whether a document holds the settings of the bundle."""
    return _settings(document) is not None


def read_symfony_ai(document: Lined, path: str) -> Iterator[Sighting]:
    """Everything that the bundle is set to make."""
    settings = _settings(document)
    if settings is None:
        return
    reader = _Reader(settings, document, path)
    yield from reader.platforms()
    for key in _AGENTS:
        for name, place in within(list(reader.named(key)), _MAX, "agents"):
            yield from reader.agent(name, place)
    yield from reader.stores()
    for key in _MAKERS:
        for name, place in reader.named(key):
            yield from reader.model(place, "embedding", None, f"ai.{key}.{name}")
    for name, place in reader.named("indexer"):
        yield from reader.indexed(name, place)


def _settings(document: Lined) -> Mapping[str, Json] | None:
    """The settings, also below `when@prod`."""
    top = document.value
    if not isinstance(top, Mapping):
        return None
    for one in (top, *(value for key, value in top.items() if str(key).startswith("when@"))):
        for key in _TOPS if isinstance(one, Mapping) else ():
            found = one.get(key) if isinstance(one, Mapping) else None
            if isinstance(found, Mapping) and {"platform", *_AGENTS} & found.keys():
                return found
    return None


class _Reader:
    """One file of settings."""

    def __init__(self, settings: Mapping[str, Json], document: Lined, path: str) -> None:
        self.settings, self.document, self.sight = settings, document, Sight(path)
        platforms = self.settings.get("platform")
        known = (
            [load_catalogue().provider_of_name(str(one)) for one in platforms] if isinstance(platforms, Mapping) else []
        )
        self.makers: dict[str, Subject] = {}  # the models of vectorizers, by the names of their services
        self.only = known[0].id if len(known) == 1 and known[0] is not None else ""

    def named(self, key: str) -> Iterator[tuple[str, Place]]:
        """The entries of a table by their names."""
        table = self.settings.get(key)
        for name, entry in table.items() if isinstance(table, Mapping) else ():
            if isinstance(entry, Mapping):
                yield str(name), Place(entry, (key, str(name)), self.document)

    def platforms(self) -> Iterator[Sighting]:
        """The services that models are asked of."""
        table = self.settings.get("platform")
        for name in table if isinstance(table, Mapping) else ():
            provider = load_catalogue().provider_of_name(str(name))
            if provider is not None and isinstance(table, Mapping):
                yield from self._service(provider.id, self.document.line_of(table, name), f"platform.{name}")

    def stores(self) -> Iterator[Sighting]:
        """The vector stores."""
        table = self.settings.get("store")
        for name in table if isinstance(table, Mapping) else ():
            known = _STORES.get(str(name), str(name))
            provider = load_catalogue().provider(known) or load_catalogue().provider_of_name(known)
            if provider is None or not isinstance(table, Mapping):
                continue
            if provider.service_type == "vector-store":
                yield from self._service(provider.id, self.document.line_of(table, name), f"store.{name}")

    def agent(self, name: str, place: Place) -> Iterator[Sighting]:
        """An agent with its model, its prompt and its tools."""
        line = self.document.line_of(self.settings[str(place.keys[0])], name)
        agent = self.sight.agent(name, line, "symfony-ai")
        yield agent
        yield from self.model(place, "chat", agent.subject)
        yield from self._prompt(name, place, agent.subject)
        tools = place.table.get("tools")
        tools = tools.get("services") if isinstance(tools, Mapping) else tools
        for index, tool in enumerate(within(tools, _MAX, "tools")) if isinstance(tools, list) else ():
            yield from self._tool(tool, self.document.line_of(tools, index), agent.subject)

    def indexed(self, name: str, place: Place) -> Iterator[Sighting]:
        """What an indexer reads, the store that it fills, and the model that this needs."""
        line = place.line("source")
        told = place.table.get("source")
        data = [_data(one) for one in (told if isinstance(told, list) else [told]) if isinstance(one, str) and one]
        for one in within(data, _MAX, "sources"):
            source = one.name if "://" in one.name else f"file:{one.name}"
            yield self.sight.thing(one, line, "source", role="knowledge-base", source=source)
        provider = self._store_of(place.text("store"))
        service = provider_service(provider.id) if provider is not None else None
        model = self.makers.get(place.text("vectorizer")) or self.makers.get(f"ai.indexer.{name}")
        if service is None:
            return
        for one in data:
            yield self.sight.link(one, RelationKind.STORES_IN, service.subject, line)
        if model is not None:
            yield self.sight.link(service.subject, RelationKind.USES_MODEL, model, place.line("store"))

    def _store_of(self, name: str) -> Provider | None:
        """The product of a store by the name of its service: `ai.store.chroma_db.blog`."""
        parts = name.removeprefix("@").split(".")
        known = parts[2] if len(parts) > 2 and parts[1] == "store" else ""
        known = _STORES.get(known, known)
        return load_catalogue().provider(known) or load_catalogue().provider_of_name(known) if known else None

    def model(self, place: Place, class_: str, user: Subject | None, maker: str = "") -> Iterator[Sighting]:
        """A model as a text, or as `{name: gpt-4o}`, `{class: ..., name: ...}` and `{name: GPT, version: gpt-4o}`; a
        name may be a constant (`!php/const Symfony\\AI\\Platform\\Bridge\\OpenAi\\Gpt::GPT_4O`)."""
        table, key, inner = place.table.get("model"), "model", place
        if isinstance(table, Mapping):
            inner = Place(table, (*place.keys, "model"), place.document)
            key = "version" if inner.text("version") else "name"
        text = _constant(inner.text(key))
        server = self._platform(place)
        named = named_model(text, server, class_) if text else None
        if named is None:
            return
        self.makers[maker] = named.subject
        line = inner.line(key)
        yield self.sight.model(named, line, key)
        if user is not None:
            yield self.sight.link(user, RelationKind.USES_MODEL, named.subject, line)
        if server:
            yield from self.sight.served(named.subject, provider_service(server), line, key)

    def _platform(self, place: Place) -> str:
        """Who is asked for a model: `platform: ai.platform.ollama`, else the only one that there is."""
        parts = place.text("platform").removeprefix("@").split(".")
        told = load_catalogue().provider_of_name(parts[2]) if len(parts) > 2 and parts[1] == "platform" else None
        return told.id if told is not None else self.only

    def _prompt(self, name: str, place: Place, agent: Subject) -> Iterator[Sighting]:
        holder, key = place, "system_prompt" if place.text("system_prompt") else "prompt"
        inner = place.table.get("prompt")
        if isinstance(inner, Mapping):
            holder, key = Place(inner, (*place.keys, "prompt"), place.document), "text"
        prompt = (
            flow_prompt(self.sight, name, holder.text(key), "system", holder.line(key)) if holder.text(key) else None
        )
        if prompt is not None:
            yield prompt
            yield self.sight.link(agent, RelationKind.USES_PROMPT, prompt.subject, holder.line(key))

    def _tool(self, tool: Json, line: int, agent: Subject) -> Iterator[Sighting]:
        """A tool by its class, or a service that is described; an agent that is one is called by that name."""
        table: Mapping[str, Json] = tool if isinstance(tool, Mapping) else {}
        name = tool if isinstance(tool, str) else table.get("name") or table.get("service") or table.get("agent")
        if not isinstance(name, str) or not name:
            return
        subject = Subject(kind=Kind.TOOL, name=name.replace("\\", "/").rpartition("/")[2])
        yield self.sight.thing(subject, line, "tools", tool_type="function", framework="symfony-ai")
        yield self.sight.link(agent, RelationKind.HAS_TOOL, subject, line)

    def _service(self, provider: str, line: int, symbol: str) -> Iterator[Sighting]:
        service = provider_service(provider)
        if service is not None:
            yield self.sight.service(service, line, symbol)
            yield self.sight.link(None, RelationKind.CALLS_SERVICE, service.subject, line)


def _constant(text: str) -> str:
    """A name as it is, or what the constant of PHP holds that it names."""
    owner, colons, name = text.rpartition("::")
    package, _, cls = owner.lstrip("\\").replace("\\", ".").rpartition(".")
    return load_catalogue().constant(package, f"{cls}.{name}") or "" if colons else text


def _data(source: str) -> Subject:
    return Subject(kind=Kind.DATASET, name=source) if "://" in source else data_file(source.replace(_HERE, ""))
