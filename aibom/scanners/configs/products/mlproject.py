"""Reads MLflow's MLproject (mlflow.org/docs, "MLflow Projects"), whose parameters name models and data, and MLmodel,
the description of a saved model ("MLflow Models")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.naming import Named, file_model, name_model
from aibom.scanners.configs.names.values import model_of_setting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject, role_of

# Members that name the file or folder of the weights, from the flavours of MLflow.
_FILES = ("pickled_model", "model_binary", "model_path", "data", "model_data", "lgb_model", "xgb_model", "model_file")
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


def read_mlmodel(document: Lined, path: str) -> Iterator[Sighting]:
    """The saved model, in the file that its flavour names or else in the folder, and the hub's model it was made of."""
    top, sight = document.value, Sight(path)
    flavours = top.get("flavors") if isinstance(top, Mapping) else None
    if not isinstance(top, Mapping) or not isinstance(flavours, Mapping):
        return
    own = [(name, one) for name, one in flavours.items() if isinstance(one, Mapping) and name != "python_function"]
    file, line = "", document.line_of(top, "flavors")
    for one in [one for _, one in own] + [flavours.get("python_function")]:
        key = next((key for key in _FILES if isinstance(one, Mapping) and isinstance(one.get(key), str)), "")
        if key and isinstance(one, Mapping) and not file:
            file, line = str(one[key]), document.line_of(one, key)
    saved = file_model(posixpath.join(posixpath.dirname(path), file) or path)
    facts: dict[str, Json] = {**saved.facts, **({"framework": own[0][0]} if own else {})}
    yield sight.model(Named(saved.subject, facts), line, "flavors")
    for _, one in own:
        base = one.get("source_model_name")
        named = name_model(base, "hf") if isinstance(base, str) else None
        if named is not None:
            at = document.line_of(one, "source_model_name")
            yield sight.model(named, at, "source_model_name")
            yield sight.link(saved.subject, RelationKind.DERIVED_FROM, named.subject, at)
