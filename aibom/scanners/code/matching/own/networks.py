"""Networks that code builds of layers: Keras' `Model(inputs, outputs)` and `Sequential([...])` have no own name.

They are called after the function that builds them (`def unet(...): return Model(...)`); where their code saves them
under a name, that file is the model, and the class says nothing more.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Set

from aibom.core import re
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.matching.model_names import NAMELESS, file_model, is_name, is_nameless
from aibom.scanners.code.matching.naming.texts import flat
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import located
from aibom.scanners.code.resolving.types import Const
from aibom.scanners.output_names import is_telling

_SAVING = frozenset(
    "tensorflow keras tf_keras torch onnx xgboost lightgbm catboost stable_baselines3 sb3_contrib fasttext"
    " gensim".split()
)
_WEIGHTS = re.compile(
    r"\.(?:pth?|pth\.tar|h5|hdf5|keras|onnx|tflite|pb|ckpt|safetensors|ubj|cbm|zip|pkl|joblib|model|ftz|bin)\Z",
    re.IGNORECASE,
)
_NO_MODEL = re.compile(r"data|feature|train_|_train|test_|_test|optim|embedding|vocab|history", re.IGNORECASE)
_MAX_SAVED = 20  # files that one project's code saves under names that are known


def without_nameless(sightings: Iterable[Sighting], saved: Set[str]) -> Iterator[Sighting]:
    """The sightings, less networks that only Keras' class names: a `Sequential` of a file in `saved`, any `Model`.

    `saved` is complete when the last sighting has been given.
    """
    waiting: list[Observation | Link] = []
    for one in sightings:
        if isinstance(one, Observation | Link) and any(is_nameless(end) for end in _ends(one)):
            waiting.append(one)
        else:
            yield one
    for one in waiting:
        path = one.evidence.path if one.evidence is not None else ""
        if path not in saved and not any(end is not None and end.name == NAMELESS[0] for end in _ends(one)):
            yield one


def _ends(one: Observation | Link) -> tuple[Subject | None, ...]:
    return (one.subject,) if isinstance(one, Observation) else (one.source, one.target)


def saved_networks(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Observation]:
    """The files that models are saved to, where the library that saves them can only save models."""
    told: set[tuple[Subject, str]] = set()
    hits = list(hits)
    training = {hit.path for hit in hits if hit.signature.step == "optimise"}
    for hit in hits:
        library = hit.symbol.module.partition(".")[0]
        if hit.signature.step != "save" or is_test(hit.path) or library not in _SAVING:
            continue
        if library == "torch" and hit.path not in training:
            continue  # converted, or no model at all
        for name, path, line in _names(tracer, hit):
            subject, facts = file_model(tracer.namer.path_of(name, path))
            if (subject, hit.path) in told or len(told) >= _MAX_SAVED:
                continue
            told.add((subject, hit.path))
            evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
            yield Observation(subject=subject, evidence=evidence, facts=facts)
            if (path, line) != (hit.path, hit.line):
                yield Observation(subject=subject, evidence=Evidence(path=path, line=line, confidence=0.7), facts=facts)


def _names(tracer: Tracer, hit: Hit) -> Iterator[tuple[str, str, int]]:
    """The names of weights that a call saves to, each with its place."""
    for locator in hit.signature.name:
        for value in flat(tracer.resolver, located(tracer.resolver, locator, hit.site)):
            if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                name = value.value.strip()
                file = posixpath.basename(name)
                if is_name(name) and is_telling(name) and _WEIGHTS.search(file) and not _NO_MODEL.search(file):
                    yield name, value.path, value.line
