"""Lineage of training runs that no single call states: what a loop optimises is trained on what it loads, and the
file that a run saves comes from both.

    model = timm.create_model("resnet50"); loader = DataLoader(load_dataset("beans"))
    optimizer = torch.optim.Adam(model.parameters())
    torch.save(model.state_dict(), "best.pt")

Links from a saved file whose name says nothing (`results`) are tentative: such a file becomes a component only where
something else uses it.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from aibom.core import re
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Subject
from aibom.scanners.code.facts import Call, Name
from aibom.scanners.code.matching.model_names import (
    file_model,
    hub_model,
    is_media,
    is_name,
    is_nameless,
    local_path,
    looks_like_hub,
)
from aibom.scanners.code.matching.naming.texts import MANY, flat
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit, unique
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.together import MAX_ENTRIES, ways_to
from aibom.scanners.code.resolving.types import Abstract, Const, Definition
from aibom.scanners.output_names import is_telling

_HELD_OUT = re.compile(r"(?:^|_|\b)(?:test|val|valid|validation|eval|dev|holdout|heldout)", re.IGNORECASE)
_COMPUTED = re.compile(r"\{[^{}]*\}")
_LEAST_KNOWN = 6  # letters of a name that are written
_LEAST_OF_STEM = 3  # of the file's own name without its ending
_MAX_DATA = 12  # data sets of one loop; more are a collection to choose from
_MAX_SAVED = 12
_LOADING = ("download", "file", "hub", "url")  # how files of weights are named
_ROWS = re.compile(
    r"(?:^|[/_.-])(?:data|dataset|train|test|val|[xy]_?(?:train|test|val)?|features|labels|df|frame)(?:[_.-]|\Z)"
)
_OF_ANYTHING = frozenset("pickle cPickle dill cloudpickle".split())
_LEARNT = re.compile(
    r"model|clf|classif|regress|predict|estimat|detector|recogni|forest|tree|boost|xgb|lgb|svm|svc|knn|bayes|kmeans|cluster"
    r"|logistic|linear|ridge|lasso|(?<![a-z])(?:rf|lr|nb|gb|dt|net|nn|cnn|lstm|gru|pca|ohe|sc|cv|le)(?![a-z])|network|weights"
    r"|pipe|scaler|encod|vectori|tfidf|preprocess|transform|imputer|tokenizer|best|gbm|arima|prophet|recommend",
    re.IGNORECASE,
)
_PREPARES = re.compile(r"token|processor|feature_extractor", re.IGNORECASE)  # saved beside a model, and none itself
_TAKING_APART = ("spacy",)  # libraries whose models split and label texts
_FEW_READ = 3  # data sets that a script without functions learns from; of more it cannot be told which


class _Run(NamedTuple):
    """What one file of code says of training: its hits by the step of each."""

    optimise: list[Hit]
    load: list[Hit]
    save: list[Hit]
    read: list[Hit]  # data sets that it reads outside of its functions


def training_links(tracer: Tracer, hits: Iterable[Hit], drawn: Sequence[Link]) -> Iterator[Link]:
    """The links of all training runs. `drawn` are those that single calls state."""
    hits = list(hits)
    named = _files(tracer, hits)
    runs = _runs(hits)
    trained: dict[Subject, list[Link]] = defaultdict(list)
    for link in drawn:
        if link.kind is RelationKind.TRAINED_ON and link.source is not None:
            trained[link.source].append(link)
    for path, run in runs.items():
        data = _data(tracer, path, run) if run.optimise else []
        looped = list(_optimised(tracer, run, data))
        yield from looped
        for link in looped:
            if link.source is not None:
                trained[link.source].append(link)
        for hit in run.save:
            for link in _trained(tracer, hit, trained):
                trained[link.source or link.target].append(link)
                yield link
            for way in _ways(tracer, hit):
                yield from _saved(tracer, way, data, trained, named)


def data_of_runs(tracer: Tracer, hits: Iterable[Hit]) -> dict[str, list[Found]]:
    """What each file that trains anything learns from."""
    runs = _runs(hits)
    return {path: _data(tracer, path, run) for path, run in runs.items() if run.optimise}


def _runs(hits: Iterable[Hit]) -> dict[str, _Run]:
    """The steps of training in each file of code."""
    runs: dict[str, _Run] = defaultdict(lambda: _Run([], [], [], []))
    for hit in hits:
        if is_test(hit.path):
            continue
        if hit.signature.step in ("optimise", "load", "save"):
            getattr(runs[hit.path], hit.signature.step).append(hit)
        elif hit.signature.kind == "dataset" and not hit.site.env.scope:
            runs[hit.path].read.append(hit)
    return runs


def _trained(tracer: Tracer, hit: Hit, trained: dict[Subject, list[Link]]) -> Iterator[Link]:
    """A trainer whose data cannot be read where it is made is given what the function around it reaches."""
    train = hit.signature.roles.get("train", ())
    scope = tracer.resolver.modules[hit.path].enclosing_function(hit.site.env.scope)
    if not train or not scope or tracer.role(hit, "train", train):
        return
    models = [
        one
        for one in tracer.role(hit, "model", hit.signature.roles.get("model", ()))
        if not any(link.evidence and link.evidence.path == hit.path for link in trained.get(one.subject, ()))
    ]
    data = _learnt(tracer.reach.of(Definition(hit.path, "function", scope))) if models else []
    yield from _all(models, RelationKind.TRAINED_ON, data, hit, confidence=0.5, tentative=False)


def _optimised(tracer: Tracer, run: _Run, data: list[Found]) -> Iterator[Link]:
    for hit in run.optimise:
        yield from _all(_models(tracer, hit), RelationKind.TRAINED_ON, data, hit, confidence=0.6, tentative=False)


def _models(tracer: Tracer, hit: Hit) -> Sequence[Found]:
    """The models that a call is given, without those that only take the text of another library's network apart."""
    found = tracer.role(hit, "model", hit.signature.roles.get("model", ()))
    own = hit.symbol.module.partition(".")[0]
    return tuple(one for one in found if one.subject.origin not in _TAKING_APART or one.subject.origin == own)


def _data(tracer: Tracer, path: str, run: _Run) -> list[Found]:
    """The data that the loaders of a file are given, without loaders what its functions reach."""
    module = tracer.resolver.modules[path]
    found: list[Found] = []
    for hit in run.load:
        names = [
            _HELD_OUT.search(module.owner(hit.site.call) or ""),
            *map(_held_out, _arguments(module.call(hit.site.call))),
        ]
        if not any(names):
            found += tracer.role(hit, "train", hit.signature.roles.get("train", ()))
    if not run.load:
        for hit in run.optimise:
            scope = module.enclosing_function(hit.site.env.scope)
            if scope:
                found += tracer.reach.of(Definition(path, "function", scope))
    return _learnt(found) or _learnt(_read(tracer, run))


def _read(tracer: Tracer, run: _Run) -> list[Found]:
    """The few data sets that a script or notebook reads outside of its functions."""
    found = unique(one for hit in run.read for one in tracer.yields(hit))
    return found if len(found) <= _FEW_READ else []


def _learnt(found: Iterable[Found]) -> list[Found]:
    kept = [f for f in unique(found) if f.subject.kind == Kind.DATASET and f.facts.get("role") != "evaluation"]
    return kept if len(kept) <= _MAX_DATA else []


def _arguments(call: Call) -> tuple[object, ...]:
    return call.args[:1] or tuple(value for key, value in call.kwargs if key == "dataset")


def _held_out(value: object) -> bool:
    return isinstance(value, Name) and bool(_HELD_OUT.search(value.path))


def _files(tracer: Tracer, hits: Sequence[Hit]) -> list[str]:
    """The names of all files of weights that code loads."""
    loads = [
        hit
        for hit in hits
        if hit.signature.kind == "model" and hit.signature.naming in ("file", "hub", "url", "download")
    ]
    found = (one.subject for hit in loads for one in tracer.yields(hit))
    return sorted({one.name for one in found if one.kind is Kind.MODEL and one.origin == "file"})


def _ways(tracer: Tracer, hit: Hit) -> list[Hit]:
    """A call that saves something, once for each call or turn of a loop that leads to it."""
    ways = ways_to(tracer.resolver, hit.site)
    return [hit._replace(site=way) for way in ways] if 1 < len(ways) <= MAX_ENTRIES else [hit]


def _saved(
    tracer: Tracer, hit: Hit, data: list[Found], trained: dict[Subject, list[Link]], named: list[str]
) -> Iterator[Link]:
    """Where a result is saved: derived from the model that is saved, trained on what that was trained on."""
    outputs = _outputs(tracer, hit, named)
    if hit.symbol.module.partition(".")[0] in _OF_ANYTHING:
        outputs = [one for one in outputs if not _ROWS.search(posixpath.basename(one.subject.name).lower())]
    if not outputs or _PREPARES.search(tracer.resolver.modules[hit.path].call(hit.site.call).callee):
        return
    models = _models(tracer, hit)
    if not models:
        models = _only_one(trained, hit.path)
        outputs = [
            one for one in outputs if not _ROWS.search(one.subject.name.lower()) and _is_learnt(tracer, hit, one)
        ]
    yield from _all(outputs, RelationKind.DERIVED_FROM, models, hit)
    told = [link.target for model in models for link in _nearest(trained.get(model.subject, ()), hit.path)]
    given = tracer.role(hit, "train", hit.signature.roles.get("train", ()))
    targets = told or [one.subject for one in (given or data)]
    yield from _all(outputs, RelationKind.TRAINED_ON, [Found(one, {}) for one in dict.fromkeys(targets)], hit)


def _is_learnt(tracer: Tracer, hit: Hit, output: Found) -> bool:
    """Whether what a library for any objects saves is part of a model, by the name of the file or of the object."""
    if hit.symbol.module.partition(".")[0] not in _OF_ANYTHING:
        return True
    given = tracer.resolver.modules[hit.path].call(hit.site.call).args[:1]
    names = [posixpath.basename(output.subject.name), *(one.path for one in given if isinstance(one, Name))]
    return any(map(_LEARNT.search, names))


def _only_one(trained: dict[Subject, list[Link]], path: str) -> Sequence[Found]:
    """The one model that a file trains, for what it saves under a name that cannot be followed."""
    own = [one for one, links in trained.items() if any(link.evidence and link.evidence.path == path for link in links)]
    own = [one for one in own if not is_nameless(one)] or own  # Keras' class says nothing beside the model within
    return (Found(own[0], {}),) if len(own) == 1 else ()


def _nearest(links: Sequence[Link], path: str) -> list[Link]:
    """The links of the same file, else all."""
    own = [link for link in links if link.evidence is not None and link.evidence.path == path]
    return own or list(links)


def _outputs(tracer: Tracer, hit: Hit, named: list[str]) -> list[Found]:
    """The files, folders and names on the hub that a call writes a model to; `named` are files that are loaded, which
    a name with computed parts may mean (`f"epoch_{epoch}.pt"`)."""
    found: list[Found] = []
    for locator in hit.signature.name:
        for value in _told(flat(tracer.resolver, located(tracer.resolver, locator, hit.site))):
            if value.partial:
                found += [Found(*file_model(name)) for name in _alike(str(value.value), named)]
            else:
                found += _output(tracer, hit, str(value.value).strip(), value)
        if found:
            break
    return unique(found)[:_MAX_SAVED]


def _told(values: Iterable[Abstract]) -> list[Const]:
    """The texts among values, without paths that are joined of so many parts that most of them are never written."""
    texts = [one for one in values if isinstance(one, Const) and isinstance(one.value, str)]
    made = sum(one.joined and not one.partial for one in texts)
    return [one for one in texts if one.partial or not one.joined] if made > MANY else texts


def _alike(text: str, named: list[str]) -> list[str]:
    """The names that a text with computed parts fits, where enough of it is known."""
    parts = _COMPUTED.split(text)
    stem = posixpath.splitext(text.rpartition("/")[2])[0]
    if sum(map(len, parts)) < _LEAST_KNOWN or sum(map(len, _COMPUTED.split(stem))) < _LEAST_OF_STEM:
        return []
    pattern = re.compile("[^/]*".join(map(re.escape, parts)))
    return [name for name in named if pattern.fullmatch(name) or pattern.fullmatch(name.rpartition("/")[2])]


def _output(tracer: Tracer, hit: Hit, name: str, text: Const) -> list[Found]:
    if not is_name(name) or is_media(name):
        return []
    if hit.signature.naming == "label":
        return [Found(Subject(kind=Kind.MODEL, name=name, origin=hit.signature.framework), {})]
    if hit.signature.naming == "hub" and looks_like_hub(name) and not local_path(name):
        return [Found(*hub_model(name))]
    if hit.signature.naming == "hub" and " " in name:  # what is said of the upload
        return []
    return [Found(*file_model(tracer.namer.path_of(name, text.path)))]


def _all(
    sources: Iterable[Found],
    kind: RelationKind,
    targets: Iterable[Found],
    hit: Hit,
    confidence: float = 0.8,
    tentative: bool = True,
) -> Iterator[Link]:
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=confidence)
    ends = list(targets)
    for source in sources:
        for target in ends:
            if source.subject != target.subject:
                unsure = tentative and not is_telling(source.subject.name)
                yield Link(source=source.subject, kind=kind, target=target.subject, evidence=evidence, tentative=unsure)
