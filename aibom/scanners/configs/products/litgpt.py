"""Reads the recipes of LitGPT (github.com/Lightning-AI/litgpt, config_hub): the checkpoint, and data by its class."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, is_hub_id, is_placeholder, name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject

_CLASSES = "litgpt.data."
_CHECKPOINTS = "checkpoints/"
_MODELS = ("checkpoint_dir", "initial_checkpoint_dir", "model_name")
# Arguments of the classes that take the user's own data.
_PATHS = ("json_path", "data_path", "path", "repo_id", "train_data_path")


def is_litgpt(document: Lined) -> bool:
    """Whether a document gives a class of LitGPT's data."""
    top = document.value
    return isinstance(top, Mapping) and _class_of(top.get("data")).startswith(_CLASSES)


def read_litgpt(document: Lined, path: str) -> Iterator[Sighting]:
    """The model that a run begins with, its data, and that the one is trained on the other."""
    top, sight = document.value, Sight(path)
    if not isinstance(top, Mapping):
        return
    data, line = _data(document, top)
    yield sight.thing(data, line, "data", role="training", source=f"{data.origin or 'name'}:{data.name}")
    for key in _MODELS:
        value = top.get(key)
        named = _checkpoint(value) if isinstance(value, str) else None
        if named is not None:
            yield sight.model(named, document.line_of(top, key), key)
            yield sight.link(named.subject, RelationKind.TRAINED_ON, data, line)


def _data(document: Lined, top: Mapping[str, Json]) -> tuple[Subject, int]:
    """What the class is given, else the data that the class stands for."""
    table = top.get("data")
    given = table.get("init_args") if isinstance(table, Mapping) else None
    for key in _PATHS if isinstance(given, Mapping) else ():
        value = given.get(key) if isinstance(given, Mapping) else None
        subject = data_subject(value) if isinstance(value, str) else None
        if subject is not None and isinstance(given, Mapping):
            return subject, document.line_of(given, key)
    line = document.line_of(table, "class_path") if isinstance(table, Mapping) else document.line_of(top, "data")
    return Subject(kind=Kind.DATASET, name=_class_of(table).removeprefix(_CLASSES), origin="litgpt"), line


def _checkpoint(value: str) -> Named | None:
    """`checkpoints/org/name` is what was downloaded of the hub."""
    name = value.removeprefix(_CHECKPOINTS)
    if is_placeholder(name):
        return None
    return name_model(name, "hf" if is_hub_id(name) else "label" if "/" not in name else "file")


def _class_of(value: Json) -> str:
    path = value.get("class_path") if isinstance(value, Mapping) else value
    return path if isinstance(path, str) else ""
