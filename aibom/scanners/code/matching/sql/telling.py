"""What the calls and statements of SQL tell: the models that a database asks or trains, and the tables behind them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

import orjson

from aibom.catalog.loader import load_catalogue
from aibom.catalog.sql import SqlFunction, sql_function, sql_table
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.matching.model_names import api_model, file_model, hub_model, is_name, looks_like_hub, routed
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.matching.sql.models import Made, made_by
from aibom.scanners.code.matching.sql.reading import Argument, Call, Token, argument, calls, statements, tokens

# What stands in SQL that has to do with models; everything else is not read.
_SPEAKS = re.compile(
    r"\bai\.\w|\bai_\w+\s*\(|\bpgml\.|\bvectorize\.|cortex|azure_(?:ai|openai)\.|google_ml\.|aws_bedrock\."
    r"|\bllm_\w+\s*\(|\bml\.[a-z_]+\s*\(|\bembedding\s*\(\s*'|\bmodel\s+(?:if\s+not\s+exists\s+)?[`\"\w\[]"
    r"|\b(?:agent|predictor)\s+\w|dbms_vector",
    re.IGNORECASE,
)
_CONFIDENCE = 0.7
_MAX_JSON = 4_000
_ORIGIN = "sql"  # of models that live in a database, and of its tables
_VECTORIZER = "ai.create_vectorizer"
_KNOWLEDGE, _TRAINING = "knowledge-base", "training"
_ASKED = ("model_name", "model_id", "endpoint", "embedding_model", "model")  # options that name somebody else's model
_ENGINES = {"bedrock": "bedrock", "azure openai": "azure-openai", "google_gemini": "google"}
_USES = ("ml.", "ai.", "ai_")  # functions that are given `MODEL name`


def speaks_of_models(source: str) -> bool:
    """Whether SQL may name a model; asked of every file and text of SQL."""
    return _SPEAKS.search(source) is not None


class Told(NamedTuple):
    """What one text of SQL tells; `asking` are names in the database that stand for somebody else's model, `used` those
    that functions are given."""

    sightings: tuple[Sighting, ...]
    asking: frozenset[str]
    used: tuple[Observation, ...]


def told_by(path: str, source: str, first: int = 1) -> Told:
    """What a text of SQL tells that begins at a line of a file."""
    words = [word._replace(line=word.line + first - 1) for word in tokens(source, path)]
    found = [one for call in calls(words) for one in _of_call(path, call)]
    asking: set[str] = set()
    used: list[Observation] = []
    for words_of in statements(words):
        made = made_by(words_of)
        if made is not None:
            found += _of_made(path, made, asking)
        used += _used_models(path, words_of)
    return Told(tuple(found), frozenset(asking), tuple(used))


def _of_call(path: str, call: Call) -> Iterator[Sighting]:
    function = sql_function(call.name)
    if function is not None:
        yield from _asked(path, call, function)
    given = sql_table(call.name)
    name = argument(call, given.at, given.keys) if given is not None else None
    if given is not None and name is not None and is_name(name.value):
        if given.hub:
            facts: dict[str, Json] = {"source": f"hf:{name.value}"}
            yield _seen(path, name.line, Subject(kind=Kind.DATASET, name=name.value, origin="hf"), facts)
        else:
            yield from _stored(path, name, call)


def _asked(path: str, call: Call, function: SqlFunction) -> Iterator[Sighting]:
    """The model of a function, the service that answers, and the table that it learns from."""
    place = argument(call, function.at, function.keys)
    name = _inside(place, function) if place is not None and place.kind == "text" else ""
    model = _model(function, name) if name and is_name(name) else None
    if model is not None and place is not None:
        yield _seen(path, place.line, *model)
        table = argument(call, None, function.table)
        if table is not None and table.value:
            yield from _learnt(path, model[0], [Token(table.kind, table.value, table.line)], _role(function))
        if _VECTORIZER in call.within:
            yield from _embedded(path, place.line, model[0])
    provider = load_catalogue().provider(function.provider)
    if provider is not None and (model is not None or function.at is None) and not function.sure:
        service = provider_service(provider)
        yield _seen(path, call.line, service.subject, dict(service.facts))
        if model is not None:
            yield _link(path, call.line, model[0], RelationKind.SERVED_BY, service.subject)


def _inside(place: Argument, function: SqlFunction) -> str:
    """The name that an argument is, or that its JSON holds."""
    if not function.inside:
        return place.value
    try:
        members = orjson.loads(place.value[:_MAX_JSON])
    except orjson.JSONDecodeError:
        return ""
    name = members.get(function.inside) if isinstance(members, dict) else None
    return name if isinstance(name, str) else ""


def _model(function: SqlFunction, name: str) -> tuple[Subject, dict[str, Json]] | None:
    catalogue = load_catalogue()
    if function.provider == "hf":
        return hub_model(name)
    if function.provider == "file":
        return file_model(name)
    if function.provider == "postgresml":
        return _own(name)
    if function.routed:
        provider, plain = routed(catalogue, name)
        if provider is None and looks_like_hub(name):
            return hub_model(name)
        return api_model(catalogue, plain, provider, function.model_class)
    if function.sure and catalogue.form(name) is None:
        return None
    return api_model(catalogue, name, catalogue.provider(function.provider), function.model_class)


def _own(name: str) -> tuple[Subject, dict[str, Json]]:
    """A model that a database has learnt and keeps."""
    return Subject(kind=Kind.MODEL, name=name, origin=_ORIGIN), {"hosted": False, "model_class": "classical"}


def _role(function: SqlFunction) -> str:
    return _TRAINING if function.provider == "postgresml" else _KNOWLEDGE


def _of_made(path: str, made: Made, asking: set[str]) -> Iterator[Sighting]:
    options = made.options
    name = next((options[key] for key in _ASKED if key in options and options[key].kind == "text"), None)
    engine = next(
        (options[key].value for key in ("engine", "provider", "api_format", "model_type") if key in options), ""
    )
    if made.kind == "SERVICE":
        yield from _search_service(path, made, name)
        return
    if name is not None and is_name(name.value):
        asking.add(made.name.lower())
        yield from _asked_by(path, made, name, engine)
    elif made.kind == "MODEL" and made.learns and (made.tables or "model_type" in options):
        subject, facts = _own(made.name)
        yield _seen(path, made.line, subject, {**facts, **_task(options.get("model_type"))})
        yield from _learnt(path, subject, list(made.tables), _TRAINING)
    elif "remote_service_type" in options:
        asking.add(made.name.lower())


def _asked_by(path: str, made: Made, name: Token, engine: str) -> Iterator[Sighting]:
    """Somebody else's model under a name of the database, with the prompt that the statement gives it."""
    catalogue = load_catalogue()
    own = catalogue.provider_of_name(_ENGINES.get(engine.lower(), engine.lower())) if engine else None
    remote = "endpoint" in made.options and own is None and not name.value.startswith(("http:", "https:"))
    provider, plain = routed(catalogue, name.value)
    provider = provider or own or (catalogue.provider("vertex") if remote else None)
    if provider is None and catalogue.form(plain) is None:
        return
    subject, facts = api_model(catalogue, plain, provider, "")
    yield _seen(path, name.line, subject, facts)
    if provider is not None:
        service = provider_service(provider)
        yield _seen(path, name.line, service.subject, dict(service.facts))
        yield _link(path, name.line, subject, RelationKind.SERVED_BY, service.subject)
    if made.kind == "AGENT":
        agent = Subject(kind=Kind.AGENT, name=made.name, scope=path)
        yield _seen(path, made.line, agent, {})
        yield _link(path, made.line, agent, RelationKind.USES_MODEL, subject)
    text = made.options.get("prompt_template")
    if text is not None and text.kind == "text":
        prompt = Subject(kind=Kind.PROMPT, name=f"{made.name} prompt", scope=path)
        digest = hashlib.sha256(text.value.encode("utf-8", "replace")).hexdigest()
        yield _seen(
            path, text.line, prompt, {"role": "template", "length": len(text.value), "hashes": [f"SHA-256:{digest}"]}
        )
        yield _link(path, text.line, subject, RelationKind.USES_PROMPT, prompt)


def _search_service(path: str, made: Made, name: Token | None) -> Iterator[Sighting]:
    """A search over a table that embeds it: Snowflake's CREATE CORTEX SEARCH SERVICE."""
    catalogue = load_catalogue()
    provider = catalogue.provider("snowflake")
    if provider is None:
        return
    service = provider_service(provider)
    yield _seen(path, made.line, service.subject, dict(service.facts))
    for table in made.tables:
        subject = _table(table.value)
        yield _seen(path, table.line, subject, {"role": _KNOWLEDGE, "source": f"{_ORIGIN}:{table.value}"})
        yield _link(path, table.line, subject, RelationKind.STORES_IN, service.subject)
    if name is not None and is_name(name.value):
        model, facts = api_model(catalogue, name.value, provider, "embedding")
        yield _seen(path, name.line, model, facts)
        yield _link(path, name.line, model, RelationKind.SERVED_BY, service.subject)


def _task(model_type: Token | None) -> dict[str, Json]:
    return {"architecture": model_type.value} if model_type is not None else {}


def _table(name: str) -> Subject:
    return Subject(kind=Kind.DATASET, name=name, origin=_ORIGIN)


def _learnt(path: str, model: Subject, tables: list[Token], role: str) -> Iterator[Sighting]:
    for table in tables:
        subject = _table(table.value)
        yield _seen(path, table.line, subject, {"role": role, "source": f"{_ORIGIN}:{table.value}"})
        kind = RelationKind.TRAINED_ON if role == _TRAINING else RelationKind.READS_DATA
        yield _link(path, table.line, model, kind, subject)


def _stored(path: str, name: Argument, call: Call) -> Iterator[Sighting]:
    """A table whose rows a vectorizer embeds and keeps in the same database."""
    subject = _table(name.value)
    yield _seen(path, name.line, subject, {"role": _KNOWLEDGE, "source": f"{_ORIGIN}:{name.value}"})
    for service in _vectors(path, call.line):
        yield service
        yield _link(path, call.line, subject, RelationKind.STORES_IN, service.subject)


def _embedded(path: str, line: int, model: Subject) -> Iterator[Sighting]:
    for service in _vectors(path, line):
        yield service
        yield _link(path, line, service.subject, RelationKind.USES_MODEL, model)


def _vectors(path: str, line: int) -> Iterator[Observation]:
    provider = load_catalogue().provider("pgvector")
    if provider is not None:
        service = provider_service(provider)
        yield _seen(path, line, service.subject, dict(service.facts))


def _used_models(path: str, words: list[Token]) -> Iterator[Observation]:
    """The models of the database that functions are given: `ML.PREDICT(MODEL shop.churn, ...)`."""
    for at in range(2, len(words) - 1):
        opened, named = words[at - 1], words[at + 1]
        function = words[at - 2].value.lower()
        if (
            words[at].value.upper() == "MODEL"
            and opened.value == "("
            and function.startswith(_USES)
            and named.kind == "name"
        ):
            subject, facts = _own(named.value)
            yield _seen(path, named.line, subject, {**facts, "model_class": "classical"})


def _seen(path: str, line: int, subject: Subject, facts: dict[str, Json]) -> Observation:
    evidence = Evidence(path=path, line=line, technique=Technique.SOURCE, confidence=_CONFIDENCE)
    return Observation(subject=subject, evidence=evidence, facts={**facts, "usage": "used"})


def _link(path: str, line: int, source: Subject, kind: RelationKind, target: Subject) -> Link:
    evidence = Evidence(path=path, line=line, technique=Technique.SOURCE, confidence=_CONFIDENCE)
    return Link(source=source, kind=kind, target=target, evidence=evidence)
