"""Reads promptfoo's configuration (promptfoo.dev/docs/configuration): models and prompts under evaluation."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file
from aibom.scanners.configs.walk import places

_MAX_MODELS = 20
_MIN_PROMPT = 12
_FILE = re.compile(r"\A[\w./-]+\.(?:txt|json|ya?ml|j2|jinja2?|md)\Z")
_KINDS = frozenset("chat completion completions messages responses embedding embeddings realtime image".split())


def is_promptfoo(document: Lined, path: str) -> bool:
    """Whether a document configures promptfoo."""
    top = document.value
    if not isinstance(top, Mapping) or "providers" not in top:
        return False
    return posixpath.basename(path).startswith("promptfoo") or ("prompts" in top and "tests" in top)


def read_promptfoo(document: Lined, path: str) -> Iterator[Sighting]:
    """The providers (models) and prompt files."""
    top = document.value
    if not isinstance(top, Mapping):
        return
    sight = Sight(path)
    models: list[tuple[Subject, int]] = []
    for text, line in [*_items(document, top, "providers"), *_items(document, top, "targets")]:
        named = named_model(_routed(text)) if ":" in text and "://" not in text else None
        if named is not None:
            yield sight.model(named, line, "providers")
            yield from sight.served(named.subject, provider_service(named.subject.origin), line, "providers")
            models.append((named.subject, line))
    yield from _requested(document, models, sight)
    yield from _cases(document, top, path, sight)
    for number, (text, line) in enumerate(_items(document, top, "prompts"), 1):
        prompt = _prompt(text, number, line, path, sight)
        if prompt is not None:
            yield prompt
            for model, at in models[:_MAX_MODELS]:
                yield sight.link(prompt.subject, RelationKind.USES_MODEL, model, at)


def _requested(document: Lined, models: list[tuple[Subject, int]], sight: Sight) -> Iterator[Observation]:
    """Models in the body of requests to an address: `- id: http://...`, `config: {body: {model: ...}}`."""
    for place in places(document):
        if place.keys[:1] in (("providers",), ("targets",)) and place.parent == "body":
            named = named_model(place.text("model")) if place.text("model") else None
            if named is not None:
                yield sight.model(named, place.line("model"), "model")
                models.append((named.subject, place.line("model")))


def _cases(document: Lined, top: Mapping[str, Json], path: str, sight: Sight) -> Iterator[Observation]:
    """Files of test cases: `tests: file://cases.csv`; one with an absolute path lay beside the configuration."""
    for text, line in _items(document, top, "tests"):
        if text.endswith((".csv", ".jsonl", ".json", ".tsv", ".xlsx", ".parquet")) and "*" not in text:
            file = text.removeprefix("file://")
            file = posixpath.basename(file) if file.startswith("/") else file
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
            yield sight.thing(data_file(name), line, "tests", role="evaluation", source=f"file:{name}")


def _prompt(text: str, number: int, line: int, path: str, sight: Sight) -> Observation | None:
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
    name = f"prompt {number}"
    return sight.thing(sight.local(Kind.PROMPT, name), line, "prompts", **prompt_facts(text, "template"))


def _items(document: Lined, top: Mapping[str, Json], key: str) -> Iterator[tuple[str, int]]:
    """`- openai:gpt-4o`, `- id: openai:gpt-4o`, `- openai:gpt-4o: {config}`."""
    value = top.get(key)
    if isinstance(value, str):
        yield value, document.line_of(top, key)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        line = document.line_of(value, index)
        if isinstance(item, Mapping):
            item = item.get("id") if isinstance(item.get("id"), str) else next(iter(item), None)
        if isinstance(item, str):
            yield item, line


def _routed(text: str) -> str:
    """`openai:chat:gpt-4o` as `openai/gpt-4o`."""
    head, *rest = text.split(":")
    if rest and rest[0] in _KINDS:
        rest = rest[1:]
    return f"{head}/{':'.join(rest)}" if rest else text
