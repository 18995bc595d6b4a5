"""What the settings or flags of one run make of what: models are trained on its data, adapters derived from its base,
and what it writes comes from both."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Subject
from aibom.scanners.configs.names.naming import file_model, is_hub_id, is_placeholder, name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.output_names import is_telling

_BASE = re.compile(
    r"base|name_or_path|pretrained|pretrain\Z|\A(?:model|name|weights|load_from)\Z|model_(?:id|name|path)\Z"
)
# Where a run writes its result, and the name under which it is published.
OUTPUTS = frozenset("output_dir output_path save_dir save_path export_dir output_model_dir final_output_dir".split())
# Folders of which a run that writes to them makes no model, but data, figures or reports.
_OTHERWISE = re.compile(
    r"(?:\A|/)(?:data|data_?sets?|logs?|plots?|figures?|reports?|predictions?|(?:\w+_)?(?:results?|metrics|eval(?:uation)?))/",
    re.IGNORECASE,
)
PUBLISHED = frozenset("hub_model_id push_to_hub_model_id export_hub_model_id hub_repo_id".split())


class Output(NamedTuple):
    """A place that a run writes to, as its settings name it."""

    subject: Subject
    line: int


def output_of(key: str, text: str, line: int) -> Output | None:
    """What a setting of this name says of the result; None where it says nothing or cannot be read."""
    name, key = text.strip(), key.lower()
    if not name or len(name) > 200 or "$" in name or "{" in name or " " in name:
        return None
    if key in PUBLISHED and is_hub_id(name):
        named = name_model(name, "hf")
        return Output(named.subject, line) if named is not None else None
    plain = posixpath.normpath(name)
    if plain.startswith("/tmp/") or is_placeholder(plain):  # noqa: S108 - compared, never opened
        return None
    if key in OUTPUTS and plain not in (".", "/", "output", "outputs", "results") and not _OTHERWISE.search(plain):
        return Output(file_model(plain.removeprefix("./")).subject, line)
    return None


def outputs_in(table: Mapping[str, Json], line_of: Mapping[str, int]) -> Iterator[Output]:
    """The outputs that one mapping of settings names."""
    for key, value in table.items():
        if isinstance(value, str) and key.lower() in OUTPUTS | PUBLISHED:
            output = output_of(key, value, line_of.get(key, 1))
            if output is not None:
                yield output


def lineage(seen: Iterable[Observation], outputs: Iterable[Output], sight: Sight, training: bool) -> Iterator[Link]:
    """The links among the models and data of one run; without `training` only those of an adapter to its base."""
    observed = list(seen)
    models = [one for one in observed if one.subject.kind is Kind.MODEL]
    adapters = [one for one in models if one.facts.get("model_class") == "adapter"]
    bases = [one for one in models if one not in adapters and _BASE.search(_key(one))][:1]
    data = [one for one in observed if one.subject.kind is Kind.DATASET and one.facts.get("role") == "training"]
    for base in bases:
        for adapter in adapters:
            if adapter.subject != base.subject:
                yield sight.link(adapter.subject, RelationKind.DERIVED_FROM, base.subject, adapter.evidence.line or 1)
        for one in data if training else ():
            yield sight.link(base.subject, RelationKind.TRAINED_ON, one.subject, one.evidence.line or 1)
    stated = [one for one in outputs if one.subject not in {one.subject for one in (*bases, *adapters)}]
    published = any(one.subject.origin == "hf" for one in stated)  # the folder holds the same
    for output in stated if training or adapters else ():
        tentative = not is_telling(output.subject.name) or (published and output.subject.origin != "hf")
        for one in (*bases, *adapters):
            yield _made(sight, output, RelationKind.DERIVED_FROM, one.subject, tentative)
        for one in data:
            yield _made(sight, output, RelationKind.TRAINED_ON, one.subject, tentative)


def _made(sight: Sight, output: Output, kind: RelationKind, target: Subject, tentative: bool) -> Link:
    return Link(source=output.subject, kind=kind, target=target, evidence=sight.at(output.line), tentative=tentative)


def _key(one: Observation) -> str:
    """The last part of the setting or flag that a model was seen under."""
    parts = [part.replace("-", "_") for part in re.split(r"[. ]|--", one.evidence.symbol.lower())]
    return "_".join(parts[-2:]) if parts[-1] in ("path", "id") else parts[-1]  # `actor.model.path`
