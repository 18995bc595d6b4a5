"""Reads promptfoo's configuration (promptfoo.dev/docs/configuration): models and prompts under evaluation."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

import orjson

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.mcp import mcp_in
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file
from aibom.scanners.configs.walk import Place, places

HEAD = 16_384  # where the marks of a configuration stand
MARKS = (re.compile(rb"(?m)^(?:providers|targets):"), re.compile(rb"(?m)^(?:prompts|tests|redteam):"))
_TESTS = frozenset("test tests __tests__ evals eval evaluation evaluations promptfoo".split())
_MAX_MODELS = 50
_MIN_PROMPT = 12
_FILE = re.compile(r"\A[\w./-]+\.(?:txt|json|ya?ml|j2|jinja2?|md)\Z")
_KINDS = frozenset(
    "chat completion completions messages responses embedding embeddings realtime image text-generation converse"
    " text-classification feature-extraction sentence-similarity token-classification moderation transcription".split()
)
# Providers whose name here differs from the catalogue's.
_PROVIDERS = {"azureopenai": "azure", "togetherai": "together_ai", "palm": "google", "llama.cpp": "llamacpp"}
# Parts that tell how answers are judged, and by which models.
_EVALUATING = (("tests",), ("defaultTest",), ("scenarios",), ("redteam",), ("evaluateOptions",))
_GRADERS = ("id", "text", "embedding", "classification", "moderation")
_OWN_PROVIDERS = ("file://", "python:", "exec:", "./")
# What `openai:` offers besides models, and what it is told by the identifier of the account.
_NO_MODELS = frozenset("assistant assistants agents agent codex chatkit claude-agent-sdk".split())


def is_promptfoo(document: Lined, path: str) -> bool:
    """Whether a document configures promptfoo."""
    top = document.value
    if not isinstance(top, Mapping) or not {"providers", "targets"} & top.keys():
        return False
    return posixpath.basename(path).startswith("promptfoo") or (
        "prompts" in top and bool({"tests", "redteam"} & top.keys())
    )


def read_promptfoo(document: Lined, path: str) -> Iterator[Sighting]:
    """The providers (models), prompt files, graders and MCP servers. What it evaluates is used where it stands
    below a folder of tests, too."""
    evaluated = _TESTS.intersection(path.lower().split("/")[:-1])
    for sighting in _read(document, path):
        if evaluated and isinstance(sighting, Observation):
            sighting = replace(sighting, facts={"usage": "used", **sighting.facts})
        yield sighting


def read_evaluations(document: Lined, path: str) -> Iterator[Sighting]:
    """The same of a file whose folder says that nobody's settings stand in it: tests of prompts do."""
    if is_promptfoo(document, path):
        yield from read_promptfoo(document, path)


def _read(document: Lined, path: str) -> Iterator[Sighting]:
    top = document.value
    if not isinstance(top, Mapping):
        return
    sight = Sight(path)
    models: list[tuple[Subject, int]] = []
    for text, line in [*_items(document, top, "providers"), *_items(document, top, "targets")]:
        named = _provided(text)
        if named is not None:
            yield sight.model(named, line, "providers")
            yield from sight.served(named.subject, provider_service(named.subject.origin), line, "providers")
            models.append((named.subject, line))
    yield from _requested(document, models, sight)
    yield from _cases(document, top, path, sight)
    yield from _around(document, models, sight)
    labels = _labels(top.get("prompts"))
    asked = within(models, _MAX_MODELS, "models that each prompt is for")
    for number, (text, line) in enumerate(_items(document, top, "prompts"), 1):
        prompt = _prompt(text, labels.get(text) or f"prompt {number}", line, path, sight)
        if prompt is not None:
            yield prompt
            for model, at in asked:
                yield sight.link(prompt.subject, RelationKind.USES_MODEL, model, at)


def _requested(document: Lined, models: list[tuple[Subject, int]], sight: Sight) -> Iterator[Observation]:
    """Models in the body of requests to an address: `- id: http://...`, `config: {body: {model: ...}}`."""
    for place in places(document):
        if place.keys[:1] not in (("providers",), ("targets",)):
            continue
        if place.text("body"):
            yield from _written(place, models, sight)
        if place.parent == "body":
            named = named_model(place.text("model")) if place.text("model") else None
            if named is not None:
                yield sight.model(named, place.line("model"), "model")
                models.append((named.subject, place.line("model")))


def _around(document: Lined, models: list[tuple[Subject, int]], sight: Sight) -> Iterator[Sighting]:
    """MCP servers, models that grade answers (`assert: [{provider: ...}]`) and those of a project's own provider."""
    for place in places(document):
        yield from mcp_in(place, sight)
        if place.keys[:1] in _EVALUATING:
            yield from _grader(place, sight)
        elif place.keys[:1] in (("providers",), ("targets",)) and place.parent == "config":
            yield from _configured(place, models, sight)


def _grader(place: Place, sight: Sight) -> Iterator[Sighting]:
    for key in _GRADERS if place.parent == "provider" else ("provider",):
        named = _provided(place.text(key)) if place.text(key) else None
        if named is not None:
            yield sight.model(named, place.line(key), key)
            yield from sight.served(named.subject, provider_service(named.subject.origin), place.line(key), key)


def _configured(place: Place, models: list[tuple[Subject, int]], sight: Sight) -> Iterator[Observation]:
    above = place.above
    if above is None or not above.text("id").startswith(_OWN_PROVIDERS):
        return
    named = named_model(place.text("model", "modelName")) if place.text("model", "modelName") else None
    if named is not None:
        line = place.line("model" if place.text("model") else "modelName")
        yield sight.model(named, line, "config.model")
        models.append((named.subject, line))


def _written(place: Place, models: list[tuple[Subject, int]], sight: Sight) -> Iterator[Observation]:
    """The model and the texts of a body that is written as JSON text, to whatever address it goes."""
    try:
        body = orjson.loads(place.text("body"))
    except orjson.JSONDecodeError:
        return
    line = place.line("body")
    model = body.get("model") if isinstance(body, Mapping) else None
    named = named_model(model) if isinstance(model, str) else None
    if named is None:
        return
    yield sight.model(named, line, "body.model")
    models.append((named.subject, line))
    for key, text in _said(body):
        if len(text) >= _MIN_PROMPT and " " in text.replace("{{prompt}}", "").strip():
            subject = sight.local(Kind.PROMPT, f"body.{key}")
            yield sight.thing(subject, line, f"body.{key}", **prompt_facts(text, "template"))


def _said(body: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for key in ("prompt", "system", "instructions"):
        if isinstance(text := body.get(key), str):
            yield key, text
    messages = body.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, Mapping) and isinstance(text := message.get("content"), str):
            yield str(message.get("role") or "message"), text


def _cases(document: Lined, top: Mapping[str, Json], path: str, sight: Sight) -> Iterator[Observation]:
    """Files of test cases: `tests: file://cases.csv`; one with an absolute path lay beside the configuration."""
    for text, line in _items(document, top, "tests"):
        if text.endswith((".csv", ".jsonl", ".json", ".tsv", ".xlsx", ".parquet")) and "*" not in text:
            file = text.removeprefix("file://")
            file = posixpath.basename(file) if file.startswith("/") else file
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            yield sight.thing(data_file(name), line, "tests", role="evaluation", source=f"file:{name}")


def _labels(prompts: Json) -> dict[str, str]:
    """What prompts in the configuration are called by their labels, by their text."""
    labels: dict[str, str] = {}
    for item in prompts if isinstance(prompts, list) else ():
        raw = item.get("raw") or item.get("content") if isinstance(item, Mapping) else None
        label = item.get("label") or item.get("id") if isinstance(item, Mapping) else None
        if isinstance(raw, str) and isinstance(label, str):
            labels[raw] = label
    return labels


def _prompt(text: str, name: str, line: int, path: str, sight: Sight) -> Observation | None:
    """A file of prompts, or a prompt in the configuration itself, which has no name."""
    if text.startswith("file://"):
        if "*" in text or text.endswith((".py", ".js", ".ts", ".mjs", ".cjs")):
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), text[7:].partition(":")[0]))
        return sight.thing(prompt_file(target), line, "prompts")
    if _FILE.search(text):
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
        return sight.thing(prompt_file(target), line, "prompts")
    if " " not in text.strip() or len(text) < _MIN_PROMPT:
        return None
    return sight.thing(sight.local(Kind.PROMPT, name), line, "prompts", **prompt_facts(text, "template"))


def _items(document: Lined, top: Mapping[str, Json], key: str) -> Iterator[tuple[str, int]]:
    """`- openai:gpt-4o`, `- id: openai:gpt-4o`, `- openai:gpt-4o: {config}`."""
    value = top.get(key)
    if isinstance(value, str):
        yield value, document.line_of(top, key)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        line = document.line_of(value, index)
        if isinstance(item, Mapping) and key == "prompts":
            item = next((one for name in ("raw", "content") if isinstance(one := item.get(name), str)), item.get("id"))
        elif isinstance(item, Mapping):
            item = item.get("id") if isinstance(item.get("id"), str) else next(iter(item), None)
        if isinstance(item, str):
            yield item, line


def _provided(text: str) -> Named | None:
    """`openai:chat:gpt-4o` as `openai/gpt-4o`; nothing for what is no provider of models (`http`, `exec`, `python`)."""
    head, *rest = text.split(":")
    if not rest or "://" in text or rest[0] in _NO_MODELS:
        return None
    if rest[0] in _KINDS and len(rest) > 1:
        rest = rest[1:]
    name = ":".join(rest)
    head = _PROVIDERS.get(head, head)
    if load_catalogue().provider_of_name(head) is None and head not in ("huggingface", "hf", "ollama"):
        return named_model(name) if load_catalogue().form(name) is not None else None
    return named_model(f"{head}/{name}")
