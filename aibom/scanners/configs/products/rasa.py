"""Reads the files of a Rasa project (rasa.com/docs): pipeline, policies, training data, and the models they name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.models import named_model
from aibom.scanners.configs.walk import Place

_TRAINING = ("nlu", "stories", "rules", "flows")
_MODEL_KEYS = ("model", "model_weights", "model_name")
_SPACY = ("SpacyNLP", "SpacyEntityExtractor")
_FRAMEWORK = "rasa"
_PLAIN_FOLDERS = ("", "src", "app", "config", "bot")
# Pipelines that Rasa 1 knew by a name.
_TEMPLATES = (
    "supervised_embeddings",
    "pretrained_embeddings_spacy",
    "pretrained_embeddings_convert",
    "spacy_sklearn",
    "tensorflow_embedding",
    "convert",
)
# Training data of Rasa 1, which was Markdown: `## intent:greet`; steps of stories: `* greet` and `  - utter_greet`.
_MARKDOWN = re.compile(
    rb"^##[ \t]*(?:intent|lookup|synonym|regex):[ \t]*\w"
    rb"|^##[^\n]*\n\*[ \t]*\w[^\n]*\n(?:[ \t]+- [^\n]+\n)*?[ \t]+- (?:utter|action)_",
    re.MULTILINE,
)


def is_rasa(document: Lined) -> bool:
    """Whether a document is the configuration of a Rasa assistant, or data that it is trained on."""
    top = document.value
    if not isinstance(top, Mapping):
        return False
    if isinstance(top.get("pipeline"), list) and ("policies" in top or "language" in top or "recipe" in top):
        return _named(top["pipeline"])
    if top.get("pipeline") in _TEMPLATES and _named(top.get("policies")):
        return True
    return "version" in top and any(isinstance(top.get(key), list) for key in _TRAINING) and _is_data(top)


def is_markdown_data(head: bytes) -> bool:
    """Whether Markdown is training data of Rasa 1."""
    return _MARKDOWN.search(head) is not None


def read_markdown_data(path: str) -> Sighting:
    """Such a file as a data set."""
    facts: dict[str, Json] = {"format": "markdown", "source": f"file:{path}", "role": "training"}
    return Sight(path).thing(data_file(path), 1, "training data", **facts)


def _named(items: Json) -> bool:
    return isinstance(items, list) and all(isinstance(one, Mapping) and "name" in one for one in items)


def _is_data(top: Mapping[str, Json]) -> bool:
    """Examples of intents, steps of stories or rules."""
    for key in _TRAINING:
        items = top.get(key)
        for one in items[:20] if isinstance(items, list) else ():
            if isinstance(one, Mapping) and {"examples", "steps"} & set(one):
                return True
    return False


def read_rasa(document: Lined, path: str) -> Iterator[Sighting]:
    """The assistant with the models of its pipeline, or a data set."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    if "pipeline" not in top:
        yield sight.thing(data_file(path), 1, "training data", format="yaml", source=f"file:{path}", role="training")
        return
    parts = [part for part in posixpath.dirname(path).split("/") if part not in _PLAIN_FOLDERS]
    name = Place(top, (), document).text("assistant_id") or (parts[-1] if parts else _FRAMEWORK)
    subject = sight.local(Kind.AGENT, name)
    yield sight.agent(name, document.line_of(top, "pipeline"), _FRAMEWORK)
    for part in ("pipeline", "policies"):
        items = top.get(part)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping):
                yield from _component(Place(item, (part,), document), subject, sight)


def _component(place: Place, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """`SpacyNLP` with its model, a featurizer of transformers, the language model of a command generator."""
    inner = place.table.get("llm")
    tables = [place] + ([Place(inner, (*place.keys, "llm"), place.document)] if isinstance(inner, Mapping) else [])
    spacy = place.text("name").rpartition(".")[2] in _SPACY
    for one in tables:
        key = next((key for key in reversed(_MODEL_KEYS) if isinstance(one.table.get(key), str)), "")
        if "model_weights" in one.table:
            key = "model_weights"
        if not key:
            continue
        named = named_model(one.text(key), "" if spacy else one.text("provider", "type", "api_type"))
        if named is not None:
            yield sight.model(named, one.line(key), key)
            yield sight.link(subject, RelationKind.USES_MODEL, named.subject, one.line(key))
