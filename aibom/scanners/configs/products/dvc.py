"""Reads DVC's files (dvc.org/doc/user-guide/project-structure): tracked data, models, and the stages between."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.naming import WEIGHTS, file_model
from aibom.scanners.configs.sight import Sight, data_file
from aibom.scanners.configs.told.data import role_of

_CODE = (
    ".py",
    ".r",
    ".sh",
    ".ipynb",
    ".yaml",
    ".yml",
    ".toml",
    ".cfg",
    ".json",
    ".md",
    ".scala",
    ".jl",
    ".js",
    ".ts",
    ".txt",
)
_CODE_FOLDERS = frozenset("src source code scripts script lib notebooks utils".split())
_SETTINGS = frozenset("config configs conf params".split())
_MODELS = frozenset("model models weights checkpoint checkpoints".split())  # last words of folders that hold them
_LEARNT = frozenset(
    "vectorizer vectoriser scaler encoder tokenizer classifier regressor pipeline estimator preprocessor".split()
)
_ROWS = frozenset("x y train test val data features labels df frame dataset embeddings".split())
_MAX_STAGES, _MAX_SOURCES = 5_000, 20


def read_dvc(document: Lined, path: str) -> Iterator[Sighting]:
    """The data and models that DVC tracks or makes."""
    top = document.value
    if not isinstance(top, Mapping):
        return
    if path.endswith(".dvc"):
        yield from _tracked(document, top, path)
        return
    stages = top.get("stages")
    for name, stage in within(list(stages.items()), _MAX_STAGES, "stages") if isinstance(stages, Mapping) else ():
        if isinstance(stage, Mapping):
            yield from _stage(document, stage, name, path)
    yield from _artifacts(document, top, path)


def _tracked(document: Lined, top: Mapping[str, Json], path: str) -> Iterator[Sighting]:
    sight, folder = Sight(path), posixpath.dirname(path)
    origin = _repository(top)
    for out in _tables(top.get("outs")):
        name = out.get("path")
        if not isinstance(name, str):
            continue
        facts: dict[str, Json] = {"pinned": any(key in out for key in ("md5", "etag", "checksum"))}
        if isinstance(size := out.get("size"), int):
            facts["size"] = size
        if origin:
            facts["description"] = f"Imported from {origin}"[:200]
        target = posixpath.normpath(posixpath.join(folder, name))
        yield _thing(target, document.line_of(out, "path"), sight, facts)


def _repository(top: Mapping[str, Json]) -> str:
    for dep in _tables(top.get("deps")):
        repo = dep.get("repo")
        if isinstance(repo, Mapping) and isinstance(url := repo.get("url"), str):
            return url.split("@")[-1]
    return ""


def _stage(document: Lined, stage: Mapping[str, Json], name: str, path: str) -> Iterator[Sighting]:
    """A stage whose outputs are models was trained on its data dependencies."""
    sight, folder = Sight(path), posixpath.dirname(path)
    used = [(p, line) for p, line in _paths(document, stage.get("deps"), folder) if not _is_code(p)]
    made = list(_paths(document, stage.get("outs"), folder))
    models = [(p, line) for p, line in made if WEIGHTS.search(p)]
    for target, line in [*used, *models]:
        yield _thing(target, line, sight, {})
    yield from _prepared(used, made, sight)
    for model, line in models:
        for data, _ in used:
            subject = _thing(data, line, sight, {}).subject
            if WEIGHTS.search(data):
                continue
            kind = RelationKind.TRAINED_ON if subject.kind is Kind.DATASET else RelationKind.DERIVED_FROM
            yield sight.link(file_model(model).subject, kind, subject, line)


def _prepared(used: list[tuple[str, int]], made: list[tuple[str, int]], sight: Sight) -> Iterator[Sighting]:
    """What a stage makes of data is derived from it; with a model among the inputs it is a result."""
    sources = [_thing(path, line, sight, {}).subject for path, line in used]
    if any(source.kind is Kind.MODEL for source in sources):
        return
    for path, line in made:
        subject = _thing(path, line, sight, {}).subject
        if subject.kind is Kind.DATASET and not path.lower().endswith(_CODE):
            for source in within(sources, _MAX_SOURCES, "sources"):
                evidence = sight.at(line, "outs")
                yield Link(
                    source=subject, kind=RelationKind.DERIVED_FROM, target=source, evidence=evidence, tentative=True
                )


def _is_code(path: str) -> bool:
    """Whether a dependency is code or settings: by its ending, or a folder called so."""
    lower = path.lower()
    if lower.endswith(_CODE):
        return True
    plain = not posixpath.splitext(lower)[1]
    return plain and (posixpath.basename(lower) in _CODE_FOLDERS or not _SETTINGS.isdisjoint(lower.split("/")))


def _artifacts(document: Lined, top: Mapping[str, Json], path: str) -> Iterator[Sighting]:
    sight, folder = Sight(path), posixpath.dirname(path)
    for artifact in _tables(top.get("artifacts")):
        target, kind = artifact.get("path"), artifact.get("type")
        if not isinstance(target, str) or kind not in ("model", "dataset"):
            continue
        target = posixpath.normpath(posixpath.join(folder, target))
        line = document.line_of(artifact, "path")
        description = artifact.get("desc")
        facts: dict[str, Json] = {"description": description[:200]} if isinstance(description, str) else {}
        if kind == "model":
            named = file_model(target)
            yield sight.thing(named.subject, line, "artifacts", **{**named.facts, **facts})
        else:
            yield sight.thing(data_file(target), line, "artifacts", **facts)


def _thing(target: str, line: int, sight: Sight, facts: dict[str, Json]) -> Observation:
    if WEIGHTS.search(target) and not target.lower().endswith((".bin", ".xml", ".pkl", ".npz")):
        named = file_model(target)
        return sight.thing(named.subject, line, "outs", **{**named.facts, **facts})
    if WEIGHTS.search(target) and _is_learnt(target.lower()):
        named = file_model(target)
        return sight.thing(named.subject, line, "outs", **{**named.facts, **facts})
    last = words_of(posixpath.splitext(posixpath.basename(target))[0])[-1:]
    if not posixpath.splitext(target)[1] and _MODELS.intersection(last):
        named = file_model(target)
        return sight.thing(named.subject, line, "outs", **{**named.facts, **facts})
    subject: Subject = data_file(target)
    return sight.thing(subject, line, "outs", **{"role": role_of(target), "source": f"file:{target}", **facts})


def _is_learnt(target: str) -> bool:
    """Whether a pickled file is a model by its name, or by its folder unless its name says data."""
    words = set(words_of(posixpath.splitext(posixpath.basename(target))[0]))
    if "model" in posixpath.basename(target) or words & _LEARNT:
        return True
    return not _MODELS.isdisjoint(posixpath.dirname(target).split("/")[-1:]) and not words & _ROWS


def _tables(value: Json) -> Iterator[Mapping[str, Json]]:
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    yield from (item for item in items if isinstance(item, Mapping))


def _paths(document: Lined, value: Json, folder: str) -> Iterator[tuple[str, int]]:
    """`- path` and `- path: {cache: false}`."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        name = next(iter(item), None) if isinstance(item, Mapping) else item
        if isinstance(name, str) and "${" not in name:
            yield posixpath.normpath(posixpath.join(folder, name)), document.line_of(value, index)
