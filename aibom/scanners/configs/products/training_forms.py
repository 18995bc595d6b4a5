"""Reads the recipes of training frameworks that name their parts in a form of their own: torchtune's components
(pytorch.org/torchtune, configs) and detectron2's sections (detectron2.readthedocs.io/en/latest/modules/config.html)."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.sight import Sight, hub_data
from aibom.scanners.configs.told.data import data_subject

_COMPONENT = "_component_"
_MODELS, _DATA = "torchtune.models.", "torchtune.datasets."
# Data sets that torchtune's builders fetch when no `source` is given (its API reference, 0.6).
_BUILT = {
    "alpaca_dataset": "tatsu-lab/alpaca",
    "alpaca_cleaned_dataset": "yahma/alpaca-cleaned",
    "grammar_dataset": "liweili/c4_200m",
    "hh_rlhf_helpful_dataset": "RLHFlow/HH-RLHF-Helpful-standard",
    "samsum_dataset": "Samsung/samsum",
    "slimorca_dataset": "Open-Orca/SlimOrca-Dedup",
    "stack_exchange_paired_dataset": "lvwerra/stack-exchange-paired",
    "cnn_dailymail_articles_dataset": "ccdv/cnn_dailymail",
    "wikitext_dataset": "EleutherAI/wikitext_document_level",
    "llava_instruct_dataset": "liuhaotian/LLaVA-Instruct-150K",
    "the_cauldron_dataset": "HuggingFaceM4/the_cauldron",
}
_WEIGHTS_OF = {"model": "checkpointer", "teacher_model": "teacher_checkpointer"}
_TUPLE = re.compile(r"[\w./:-]+")
_MAX = 40


class _Named(NamedTuple):
    subject: Subject
    line: int


def is_torchtune(document: Lined) -> bool:
    """Whether a model of the document is a component of torchtune."""
    top = document.value
    return isinstance(top, Mapping) and any(_component(top.get(key)).startswith(_MODELS) for key in _WEIGHTS_OF)


def read_torchtune(document: Lined, path: str) -> Iterator[Sighting]:
    """The models with their checkpoints, the data sets, the tasks of an evaluation, and what is trained on what."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    models = list(_models(document, top))
    for named, line, symbol in models:
        yield sight.model(named, line, symbol)
    data = list(_components_of_data(document, top))
    for subject, line in data:
        yield sight.thing(subject, line, "dataset", role="training", source=f"{subject.origin}:{subject.name}")
    tasks = top.get("tasks")
    for index, task in enumerate(within(tasks, _MAX, "tasks") if isinstance(tasks, list) else ()):
        if isinstance(task, str):
            subject = Subject(kind=Kind.DATASET, name=task)
            yield sight.thing(subject, document.line_of(tasks, index), "tasks", role="evaluation")
            for named, _, _ in models[:1]:
                yield sight.link(named.subject, RelationKind.EVALUATED_ON, subject, document.line_of(tasks, index))
    for named, _, _ in models[:1] if "optimizer" in top or "loss" in top else ():
        for subject, line in data:
            yield sight.link(named.subject, RelationKind.TRAINED_ON, subject, line)


def _models(document: Lined, top: Mapping[str, Json]) -> Iterator[tuple[Named, int, str]]:
    """Each model by the folder of its checkpoint (`/tmp/Llama-3.2-1B-Instruct/`), else by its builder."""
    for key, weights in _WEIGHTS_OF.items():
        component = _component(top.get(key))
        if not component.startswith(_MODELS):
            continue
        builder, checkpointer, table = component.rpartition(".")[2], top.get(weights), top.get(key)
        facts: dict[str, Json] = {"framework": "torchtune", "architecture": builder, "hosted": False}
        folder = checkpointer.get("checkpoint_dir") if isinstance(checkpointer, Mapping) else None
        name = posixpath.basename(folder.rstrip("/")) if isinstance(folder, str) and "$" not in folder else ""
        line = document.line_of(table, _COMPONENT) if isinstance(table, Mapping) else 1
        if name and isinstance(checkpointer, Mapping):
            facts["source"] = f"file:{folder}"
            yield (
                Named(Subject(kind=Kind.MODEL, name=name), facts),
                document.line_of(checkpointer, "checkpoint_dir"),
                key,
            )
        yield Named(Subject(kind=Kind.MODEL, name=name or builder), facts), line, key


def _components_of_data(document: Lined, top: Mapping[str, Json]) -> Iterator[_Named]:
    value = top.get("dataset")
    for table in value if isinstance(value, list) else [value]:
        component = _component(table)
        if not component.startswith(_DATA) or not isinstance(table, Mapping):
            continue
        builder, source = component.rpartition(".")[2], table.get("source")
        files = table.get("data_files")
        text = files if isinstance(files, str) and source in ("json", "csv", "parquet", "text") else source
        subject = data_subject(text) if isinstance(text, str) else None
        if subject is None and builder in _BUILT:
            subject = hub_data(_BUILT[builder])
        if subject is not None:
            yield _Named(subject, document.line_of(table, _COMPONENT))


def _component(value: Json) -> str:
    text = value.get(_COMPONENT) if isinstance(value, Mapping) else None
    return text if isinstance(text, str) else ""


def is_detectron(document: Lined) -> bool:
    """Whether the document has detectron2's sections."""
    top = document.value
    return (
        isinstance(top, Mapping) and isinstance(top.get("MODEL"), Mapping) and bool({"DATASETS", "SOLVER"} & set(top))
    )


def read_detectron(document: Lined, path: str) -> Iterator[Sighting]:
    """`MODEL.WEIGHTS`, and the data sets of `DATASETS.TRAIN` and `DATASETS.TEST`."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    model, data = top.get("MODEL"), top.get("DATASETS")
    weights = model.get("WEIGHTS") if isinstance(model, Mapping) else None
    named = name_model(weights, "file") if isinstance(weights, str) and weights else None
    if named is not None and isinstance(model, Mapping):
        yield sight.model(named, document.line_of(model, "WEIGHTS"), "MODEL.WEIGHTS")
    for key, role in (("TRAIN", "training"), ("TEST", "evaluation")) if isinstance(data, Mapping) else ():
        for name in _names(data.get(key) if isinstance(data, Mapping) else None):
            line = document.line_of(data, key) if isinstance(data, Mapping) else 1
            subject = Subject(kind=Kind.DATASET, name=name, origin="detectron2")
            yield sight.thing(subject, line, f"DATASETS.{key}", role=role, source=f"detectron2:{name}")
            if named is not None:
                kind = RelationKind.TRAINED_ON if role == "training" else RelationKind.EVALUATED_ON
                yield sight.link(named.subject, kind, subject, line)


def _names(value: Json) -> list[str]:
    """The names of a list, or of a tuple that is written as a text (`("coco_2017_train",)`)."""
    if isinstance(value, list):
        return [item for item in within(value, _MAX, "data sets") if isinstance(item, str)]
    return list(within(_TUPLE.findall(value), _MAX, "data sets")) if isinstance(value, str) else []
