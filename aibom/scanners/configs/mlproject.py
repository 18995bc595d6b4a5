"""Reads MLflow's MLproject (mlflow.org/docs, "MLflow Projects"): parameters that name models and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.sighting import Sighting
from aibom.scanners.configs.data_in import data_subject, role_of
from aibom.scanners.configs.modelkeys import words_of
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.values import model_of_setting

_DATA_WORDS = frozenset("data dataset datasets file path train training input".split())


def read_mlproject(document: Lined, path: str) -> Iterator[Sighting]:
    """Defaults of the entry points' parameters."""
    top = document.value
    points = top.get("entry_points") if isinstance(top, Mapping) else None
    sight = Sight(path)
    for point in points.values() if isinstance(points, Mapping) else ():
        parameters = point.get("parameters") if isinstance(point, Mapping) else None
        for name, given in parameters.items() if isinstance(parameters, Mapping) else ():
            default = given.get("default") if isinstance(given, Mapping) else None
            if not isinstance(default, str):
                continue
            line = document.line_of(given, "default")
            named = model_of_setting(name, default)
            data = data_subject(default) if _DATA_WORDS.intersection(words_of(name)) else None
            if named is not None:
                yield sight.model(named, line, name)
            elif data is not None:
                yield sight.thing(data, line, name, role=role_of(name), source=f"{data.origin or 'name'}:{data.name}")
