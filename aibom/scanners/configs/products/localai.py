"""Reads LocalAI's model definitions: a YAML file per model (localai.io/docs/advanced)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined, member
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.naming import WEIGHTS, name_model
from aibom.scanners.configs.names.services import product_subject
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

_MAX_MODELS = 100
# What formats put around texts: `[INST]`, `<|im_start|>system`, `### Instruction:`.
_MARKS = re.compile(r"\[/?INST\]|<<?/?\|?\w+\|?>>?(?:system\b)?|#{2,} ?\w+:")
_OWN = frozenset("name backend context_size template mmproj embeddings f16 threads stopwords usage roles".split())


def is_localai(document: Lined) -> bool:
    """Whether a document defines a model of LocalAI: `parameters.model` beside two of its own members."""
    return any(True for _ in _definitions(document.value))


def _definitions(top: Json) -> Iterator[Mapping[str, Json]]:
    """The models that a document defines: itself, or those of its list `models`."""
    listed = member(top, "models")
    for one in listed[:_MAX_MODELS] if isinstance(listed, list) else (top,):
        model = member(member(one, "parameters"), "model")
        if not isinstance(one, Mapping) or "apiVersion" in one or not isinstance(model, str):
            continue
        if len(_OWN.intersection(one)) > 1:
            yield one


def read_localai(document: Lined, path: str) -> Iterator[Sighting]:
    """The models, their projectors and prompts, and that LocalAI serves them."""
    for definition in _definitions(document.value):
        sight = Sight(path)
        models = list(_models(document, definition, sight))
        yield from models
        for prompt in _prompts(document, definition, sight):
            yield prompt
            for one in models[:1]:
                if isinstance(one, Observation):
                    yield sight.link(one.subject, RelationKind.USES_PROMPT, prompt.subject, prompt.evidence.line or 1)


def _models(document: Lined, definition: Mapping[str, Json], sight: Sight) -> Iterator[Sighting]:
    subject = product_subject(products().by_id["localai"])
    for table, key in ((member(definition, "parameters"), "model"), (definition, "mmproj")):
        text = member(table, key)
        if not isinstance(text, str):
            continue
        file = bool(WEIGHTS.search(text)) and "://" not in text
        named = name_model(text, "file" if file else "" if "/" in text else "label")
        if named is not None:
            line = document.line_of(table, key)
            yield sight.model(named, line, key)
            yield sight.link(named.subject, RelationKind.SERVED_BY, subject, line)


def _prompts(document: Lined, definition: Mapping[str, Json], sight: Sight) -> Iterator[Observation]:
    """The system prompt, and templates that say more than how messages are put together."""
    rows: list[tuple[Json, str, str]] = [(definition, "system_prompt", "system_prompt")]
    template = member(definition, "template")
    for key, value in template.items() if isinstance(template, Mapping) else ():
        rows.append((template, key, f"template.{key}"))
        rows += [(value, inner, f"template.{key}.{inner}") for inner in value] if isinstance(value, Mapping) else []
    for table, key, name in rows[:_MAX_MODELS]:
        text = member(table, key)
        if isinstance(text, str) and prompt_words().beginning.match(_MARKS.sub("", text[:400]).strip()):
            yield sight.thing(
                sight.local(Kind.PROMPT, name), document.line_of(table, key), name, **prompt_facts(text, name)
            )
