"""Exact names that model formats may ask for, and those that are known to be dangerous (model_lists.json).

Each list states its source in the file. A name that stands in no list is unknown, never safe.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

_FILE = Path(__file__).with_name("model_lists.json")


class ModelLists(NamedTuple):
    """The lists; of a mapping the value says what the name does or where it comes from."""

    tensorflow_operators: frozenset[str]
    tensorflow_dangerous: Mapping[str, str]
    tensorflow_suspicious: Mapping[str, str]
    tensorflow_path_operators: frozenset[str]
    keras_names: frozenset[str]
    keras_classes: frozenset[str]
    keras_aliases: frozenset[str]
    skops_types: frozenset[str]
    onnx_domains: Mapping[str, str]
    onnx_dangerous: frozenset[str]
    onnx_contrib: frozenset[str]
    sentence_modules: frozenset[str]
    diffusers_libraries: frozenset[str]
    mlflow_loaders: frozenset[str]
    torchscript_namespaces: frozenset[str]
    tflite_custom: frozenset[str]
    hydra_safe: frozenset[str]
    mxnet_dangerous: frozenset[str]
    executorch_namespaces: frozenset[str]
    executorch_delegates: frozenset[str]


@cache
def load_model_lists() -> ModelLists:
    """The shipped lists, read once."""
    raw = orjson.loads(_FILE.read_bytes())
    raw["keras_classes"] = [name.rpartition(".")[2] for name in raw["keras_names"]]
    values: dict[str, Any] = {}
    for name in ModelLists._fields:
        values[name] = raw[name] if isinstance(raw[name], dict) else frozenset(raw[name])
    return ModelLists(**values)
