"""Configurations of OpenMMLab's toolboxes (mmengine.readthedocs.io, config): Python files that are executed, never
imported, and inherit by `_base_`.

    _base_ = "./rtmdet_l_coco.py"
    data_root = "data/coco/"
    load_from = "https://download.openmmlab.com/mmyolo/rtmdet_tiny.pth"
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.matching.addresses import addressed
from aibom.scanners.code.matching.model_names import file_model, is_name, local_path
from aibom.scanners.code.matching.naming.texts import flat
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env

_BASE, _DATA = "_base_", "data_root"
_WEIGHTS = ("load_from", "checkpoint", "pretrained", "teacher_ckpt")
_MAX_DEPTH, _MAX_BASES = 6, 8


def openmmlab_sightings(resolver: Resolver) -> Iterator[Sighting]:
    """The data roots and starting weights of all such configurations, and what is trained on what."""
    for path, module in resolver.modules.items():
        if not _is_config(module) or is_test(path):
            continue
        own = _texts(resolver, module, _DATA)
        for text in own:
            facts = {"role": "training", "source": f"file:{_folder(text)}", "usage": "used"}
            yield Observation(subject=_data(text), evidence=_at(text), facts=facts)
        roots = own or _inherited(resolver, module, 0)
        for name in _WEIGHTS:
            for text in _texts(resolver, module, name):
                model = _weights(str(text.value))
                if model is None:
                    continue
                for root in roots:
                    yield Link(
                        source=model,
                        kind=RelationKind.TRAINED_ON,
                        target=_data(root),
                        evidence=_at(text),
                        tentative=True,
                    )


def _is_config(module: Module) -> bool:
    """Whether a file is such a configuration: it imports nothing of its own and sets what they set."""
    if module.group != "python" or module.facts.functions or module.facts.classes:
        return False
    names = module.bindings
    return _BASE in names or (_DATA in names and ("model" in names or "dataset_type" in names))


def _texts(resolver: Resolver, module: Module, name: str) -> list[Const]:
    found = []
    for binding in module.bindings.get(name, ()):
        for value in flat(resolver, resolver.evaluate(binding.value, Env(module.path, binding.scope))):
            if isinstance(value, Const) and isinstance(value.value, str) and value.value and not value.partial:
                found.append(value)
    return found


def _inherited(resolver: Resolver, module: Module, depth: int) -> list[Const]:
    """The data roots that the files tell from which a configuration inherits."""
    for base in _texts(resolver, module, _BASE)[:_MAX_BASES] if depth < _MAX_DEPTH else ():
        path = posixpath.normpath(posixpath.join(posixpath.dirname(module.path), str(base.value)))
        above = resolver.modules.get(path)
        if above is not None and above is not module:
            found = _texts(resolver, above, _DATA) or _inherited(resolver, above, depth + 1)
            if found:
                return found
    return []


def _folder(text: Const) -> str:
    return posixpath.normpath(str(text.value))


def _data(text: Const) -> Subject:
    return Subject(kind=Kind.DATASET, name=_folder(text), origin="file")


def _weights(text: str) -> Subject | None:
    found = addressed(text)
    if found is not None:
        return found[0]
    return file_model(text)[0] if is_name(text) and local_path(text) else None


def _at(text: Const) -> Evidence:
    return Evidence(path=text.path, line=text.line or 1, symbol=text.name, confidence=0.8)
