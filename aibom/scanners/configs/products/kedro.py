"""Reads Kedro's data catalog (docs.kedro.org, Data Catalog): each entry has the class that reads it and its path."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import file_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject

_CLASS = re.compile(r"[\w.]*\.\w*Data[Ss]et")
# Figures, metrics and texts for people: results of a run, not data that it learns from.
_REPORTED = re.compile(
    r"\b(?:plotly|matplotlib|tracking|holoviews|graphviz|text|svg|images?)\b|\bMetric", re.IGNORECASE
)
_REPORTS = frozenset(("08_reporting", "reporting", "reports"))
_SERIALISED = re.compile(r"\b(?:pickle|joblib|tensorflow|pytorch|keras|onnx|mlflow|huggingface)\b", re.IGNORECASE)
_LEARNT = re.compile(
    r"model|regress|classif|estimator|pipeline|vectori|encoder|scaler|checkpoint|weights", re.IGNORECASE
)
_MAX = 500


def is_kedro(document: Lined) -> bool:
    """Whether a document is a catalog: an entry has a data set's class and a path."""
    top = document.value
    return isinstance(top, Mapping) and any(_is_entry(entry) for entry in list(top.values())[:_MAX])


def read_kedro(document: Lined, path: str) -> Iterator[Sighting]:
    """The data sets and models that the entries of a catalog store."""
    top, sight, root = document.value, Sight(path), path.rpartition("/conf/")[0]
    for name, entry in (
        within(list(top.items()), _MAX, "entries of the data catalogue") if isinstance(top, Mapping) else ()
    ):
        if not isinstance(entry, Mapping) or not _is_entry(entry):
            continue
        stored, class_ = str(entry.get("filepath") or entry.get("path")), str(entry.get("type"))
        if "://" not in stored and not stored.startswith("/"):
            stored = posixpath.normpath(posixpath.join(root, stored))  # paths start at the project's folder
        line = document.line_of(entry, "filepath" if "filepath" in entry else "path")
        if _SERIALISED.search(class_) and _LEARNT.search(f"{name} {stored}"):
            named = file_model(posixpath.normpath(stored))
            yield sight.thing(named.subject, line, name, **named.facts)
        elif not _REPORTED.search(class_) and not _REPORTS.intersection(stored.split("/")):
            subject = data_subject(stored)
            if subject is not None:
                facts: dict[str, Json] = {"format": class_.rpartition(".")[2][:60]}
                yield sight.thing(subject, line, name, source=f"{subject.origin or 'name'}:{subject.name}", **facts)


def _is_entry(entry: Json) -> bool:
    if not isinstance(entry, Mapping):
        return False
    class_, stored = entry.get("type"), entry.get("filepath") or entry.get("path")
    return isinstance(class_, str) and bool(_CLASS.fullmatch(class_)) and isinstance(stored, str) and "${" not in stored
