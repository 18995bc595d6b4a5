"""Reads Spring's application properties and YAML (docs.spring.io/spring-ai, LangChain4j, Quarkus)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from aibom.catalog.entries import Provider
from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.envfile import Assignment, assignments
from aibom.scanners.configs.names.left_open import variable_of
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url, service_of_variable
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.models import named_model

# spring.ai.<provider>.<what>.options.model, langchain4j.<provider>.chat-model.model-name, quarkus.langchain4j....
_KEY = re.compile(
    r"(?:spring\.ai|langchain4j|quarkus\.langchain4j)\.(?P<provider>vectorstore\.[a-z0-9-]+|azure\.openai|vertex\.ai\.\w+|bedrock(?:\.[\w-]+)?|[a-z0-9-]+)"
    r"(?:\.(?P<rest>.*))?\Z"
)
# Whose chat and embedding models Spring takes where several could be: `spring.ai.model.chat=mistral`.
_CHOICE = re.compile(r"spring\.ai\.model\.(?:chat|embedding)\Z")
# The folder that Quarkus indexes by itself (docs.quarkiverse.io, "Easy RAG").
_INDEXED = re.compile(r"quarkus\.langchain4j\.easy-rag\.path\Z")
# Documents that a program of its own reads for its answers: `app.rag.content-path=classpath:terms-of-use.txt`.
_DOCUMENT = re.compile(
    r"(?:langchain4j|spring\.ai|\brag\b|retriev|knowledge|embedding|vector|ingest)[\w.-]*"
    r"(?:path|location|resource|file|document|documents|content)\Z",
    re.IGNORECASE,
)
_TEXT = re.compile(r"(?:classpath:|file:)?[\w./ -]{1,200}\.(?:txt|pdf|md|docx|html|adoc|csv)", re.IGNORECASE)
# The names of MCP servers: of the one that the program is, and of those that it connects to.
_MCP = re.compile(
    r"(?:(?:spring\.ai\.mcp\.server|quarkus\.mcp\.server\.(?:[\w-]+\.)?server-info)\.(?P<own>name)"
    r"|spring\.ai\.mcp\.client\.(?:sse|streamable-http|stdio)\.connections\.(?P<spring>[\w-]+)\.(?:url|command)"
    r"|quarkus\.langchain4j\.mcp\.(?P<quarkus>[\w-]+)\.(?:url|command))\Z"
)
_MODEL_END = re.compile(
    r"(?:^|\.)(?:model|(?:chat|embedding|language|image)-model|model-name|model-id|deployment-name|deployment|modelName|deploymentName)\Z"
)
# What the settings of vector stores are called where it is not the store's name, and `vectorstore.type=qdrant`.
_STORES = {
    "redis": "redis-vector",
    "mongodb": "mongodb-atlas",
    "mongo": "mongodb-atlas",
    "oracle": "oracle-vector",
    "mariadb": "mariadb-vector",
    "hanadb": "hana-vector",
    "azure": "azure-search",
    "s3": "s3-vectors",
    "simple": "in-memory",
}
_STORE_TYPE = "vectorstore.type"
_PLACEHOLDER = re.compile(r"\$\{(?P<name>[A-Za-z_][\w.-]*)(?::(?P<default>[^{}]*))?\}")
_MAX_DEPTH = 30
# `%dev.` and `%test,ollama.` before a key of Quarkus: the profiles in which it counts.
_PROFILE = re.compile(rb"^[ \t]*%([\w,-]{1,200})\.", re.MULTILINE)
_TESTS = frozenset({b"test", b"integration-test"})
_MAX_PROFILES = 20


def read_properties(data: bytes, path: str) -> Iterator[Sighting]:
    """The AI settings of an `application.properties`; what a profile of Quarkus changes is read by itself."""
    common = list(assignments(data))
    yield from _read(common, path)
    profiles = dict.fromkeys(_PROFILE.findall(data))
    for profile in within(list(profiles), _MAX_PROFILES, "profiles of the settings"):
        if not _TESTS.issuperset(profile.split(b",")):
            yield from _read(list(assignments(_of_profile(data, profile))), path, common)


def _of_profile(data: bytes, profile: bytes) -> bytes:
    """The lines of one profile without its name; the others are empty, so that each keeps its number."""
    start = b"%" + profile + b"."
    rows = (row.lstrip() for row in data.split(b"\n"))
    return b"\n".join(row.removeprefix(start) if row.startswith(start) else b"" for row in rows)


def read_spring_yaml(documents: list[Lined], path: str) -> Iterator[Sighting]:
    """The AI settings of an `application.yml`."""
    for document in documents:
        yield from _read(list(_flat(document)), path)


def _flat(document: Lined) -> Iterator[Assignment]:
    """`spring: {ai: ...}` as dotted keys."""
    stack: list[tuple[object, str, int]] = [(document.value, "", 0)]
    while stack:
        value, prefix, depth = stack.pop()
        if not isinstance(value, Mapping) or depth > _MAX_DEPTH:
            continue
        for key, child in value.items():
            name = f"{prefix}.{key}" if prefix else key
            if isinstance(child, Mapping):
                stack.append((child, name, depth + 1))
            elif isinstance(child, str | int | float | bool):
                yield Assignment(name, str(child), document.line_of(value, key))


def _read(stated: list[Assignment], path: str, common: Sequence[Assignment] = ()) -> Iterator[Sighting]:
    """What settings tell; those that are `common` to all profiles say where requests go unless these do."""
    sight = Sight(path)
    seen: list[Observation] = []
    bases = _bases([*common, *stated])
    for one in stated:
        yield from _mcp_setting(one, sight)
        match = _KEY.match(one.name)
        if match is not None:
            for told in _ai_setting(one, match["provider"], match["rest"] or "", sight, bases):
                seen += [told] if isinstance(told, Observation) else []
                yield told
        if _INDEXED.search(one.name) and one.value and "$" not in one.value:
            folder = one.value.removeprefix("classpath:").removeprefix("file:").rstrip("/")
            data = sight.thing(data_file(folder), one.line, one.name, role="knowledge-base", source=f"file:{folder}")
            yield data
            yield sight.link(None, RelationKind.READS_DATA, data.subject, one.line)
        if _DOCUMENT.search(one.name) and _TEXT.fullmatch(one.value.strip()):
            name = _in_resources(one.value.strip(), path)
            yield sight.thing(data_file(name), one.line, one.name, role="knowledge-base", source=f"file:{name}")
        for reference in _PLACEHOLDER.finditer(one.value):
            if service := service_of_variable(reference["name"]):
                yield sight.service(service, one.line, one.name, 0.85)
                yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, one.line)

    yield from _embedded(seen, sight)


def _in_resources(value: str, path: str) -> str:
    """The path in the tree of a file that a setting names: beside the settings where it is on the class path."""
    plain = value.removeprefix("classpath:").removeprefix("file:").lstrip("/")
    return posixpath.join(posixpath.dirname(path), plain) if value.startswith("classpath:") else plain


def _mcp_setting(one: Assignment, sight: Sight) -> Iterator[Sighting]:
    """The MCP server that the program is, or one that it connects to."""
    match = _MCP.match(one.name)
    if match is None:
        return
    name = one.value.strip() if match["own"] else match["spring"] or match["quarkus"]
    if not name or "$" in name:
        return
    facts: dict[str, Json] = {"tool_type": "mcp-server"}
    if one.value.startswith(("http://", "https://")):
        facts["transport"] = "sse" if ".sse." in one.name else "streamable-http"
    yield sight.thing(Subject(kind=Kind.TOOL, name=name, origin="mcp"), one.line, one.name, **facts)


def _embedded(seen: list[Observation], sight: Sight) -> Iterator[Sighting]:
    """The vector stores of one file of settings hold what its embedding model makes."""
    taken = {o.subject for o in seen if o.evidence.symbol == "spring.ai.model.embedding"}
    stores = {
        o.subject: o for o in seen if o.subject.kind == Kind.SERVICE and ".vectorstore." in (o.evidence.symbol or "")
    }
    models = {o.subject for o in seen if o.subject.kind == Kind.MODEL and o.facts.get("model_class") == "embedding"}
    models = {subject for subject in models if taken and _service_of(subject) in taken} or models
    for store, told in stores.items():
        for model in sorted(models, key=lambda subject: subject.name):
            yield sight.link(store, RelationKind.USES_MODEL, model, told.evidence.line or 1)


def _service_of(model: Subject) -> Subject | None:
    service = provider_service(model.origin)
    return service.subject if service is not None else None


def _bases(settings: list[Assignment]) -> dict[str, NamedService]:
    """The services that a file of settings sends a provider's requests to: `spring.ai.openai.base-url`."""
    found: dict[str, NamedService] = {}
    for one in settings:
        match = _KEY.match(one.name)
        if match is not None and (match["rest"] or "").endswith("base-url") and one.value.strip().startswith("http"):
            service = service_of_url(one.value.strip())
            if service is not None:
                found[match["provider"]] = service
    return found


def _ai_setting(
    one: Assignment, word: str, rest: str, sight: Sight, bases: Mapping[str, NamedService]
) -> Iterator[Sighting]:
    value = _PLACEHOLDER.sub(lambda found: found["default"] or "", one.value).strip()
    chosen = value if _CHOICE.match(one.name) else ""
    provider = _store(value) if word == _STORE_TYPE else _provider(chosen or word, "memory" in rest)
    endpoint = service_of_url(value) if value.startswith("http") else None
    service = endpoint or bases.get(word) or (provider_service(provider.id) if provider else None)
    if provider is not None and service is not None:
        yield sight.service(service, one.line, one.name, 0.85)
        yield sight.link(None, RelationKind.CALLS_SERVICE, service.subject, one.line)
    if _MODEL_END.search(rest) and not value and variable_of(one.value):
        yield sight.unread("model", one.line, one.value.strip())
    if value and _MODEL_END.search(rest):
        class_ = (
            "embedding" if "embedding" in rest else "image" if "image" in rest else "speech" if "audio" in rest else ""
        )
        named = named_model(value, provider.id if provider else "", class_)
        if named is not None:
            yield sight.model(named, one.line, one.name)
            if service is not None:
                yield sight.link(named.subject, RelationKind.SERVED_BY, service.subject, one.line)


def _store(word: str) -> Provider | None:
    """The vector store that a word of the settings means."""
    found = load_catalogue().provider(_STORES.get(word, "")) or load_catalogue().provider_of_name(word)
    return found if found is not None and found.service_type == "vector-store" else None


def _provider(word: str, remembers: bool) -> Provider | None:
    """Whose settings stand under a word; a store that only `remembers` what was said is none."""
    if word.startswith("vectorstore."):
        return _store(word.removeprefix("vectorstore."))
    if word in _STORES and word != "azure":
        return None if remembers else _store(word)
    for spelling in (word, word.replace(".", "-"), word.replace(".", "_"), word.partition(".")[0]):
        if found := load_catalogue().provider_of_name(spelling):
            return found
    return None
