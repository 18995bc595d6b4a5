"""Reads Core ML models (apple/coremltools, mlmodel/format/*.proto): kinds, custom layers and models, linked files.

A model may hold others (pipelines), a neural network custom layers, an ML program operations and blob files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import BinaryIO, NamedTuple

from aibom.formats.wire import BYTES, VARINT, Field, Wire, WireError

MAX_DEPTH = 24
PIPELINES = {200: 1, 201: 1, 202: None}
NETWORKS = (303, 403, 500)
KINDS = {
    200: "pipeline-classifier", 201: "pipeline-regressor", 202: "pipeline", 300: "glm-regressor",
    301: "support-vector-regressor", 302: "tree-ensemble-regressor", 303: "neural-network-regressor",
    304: "bayesian-probit-regressor", 400: "glm-classifier", 401: "support-vector-classifier",
    402: "tree-ensemble-classifier", 403: "neural-network-classifier", 404: "k-nearest-neighbors-classifier",
    500: "neural-network", 501: "item-similarity-recommender", 502: "ml-program", 555: "custom-model",
    556: "linked-model", 557: "class-confidence-thresholding", 560: "audio-feature-print", 600: "one-hot-encoder",
    601: "imputer", 602: "feature-vectorizer", 603: "dict-vectorizer", 604: "scaler", 606: "categorical-mapping",
    607: "normalizer", 609: "array-feature-extractor", 610: "non-maximum-suppression", 900: "identity",
    2000: "text-classifier", 2001: "word-tagger", 2002: "vision-feature-print", 2003: "sound-analysis",
    2004: "gazetteer", 2005: "word-embedding", 2006: "audio-feature-print", 3000: "serialized-model",
}  # fmt: skip


class CoreMl(NamedTuple):
    """A model: kinds of it and of what it holds, class names of custom layers and models, files that it names."""

    version: int
    kinds: tuple[str, ...]
    custom: tuple[str, ...]
    files: tuple[str, ...]
    operations: Mapping[str, int]
    metadata: Mapping[str, str]
    problems: tuple[str, ...] = ()


def read_coreml(stream: BinaryIO) -> CoreMl:
    """The model of a stream, with the problems found; never raises on malformed content."""
    reader = _Reader(stream)
    problems: tuple[str, ...] = ()
    try:
        reader.model(Field(0, BYTES, 0, 0, reader.wire.size), 0)
    except WireError as error:
        problems = (error.why,)
    return CoreMl(
        reader.version,
        tuple(dict.fromkeys(reader.kinds)),
        tuple(dict.fromkeys(reader.custom)),
        tuple(dict.fromkeys(reader.files)),
        reader.operations,
        reader.metadata,
        problems,
    )


class _Reader:
    def __init__(self, stream: BinaryIO) -> None:
        self.wire = Wire(stream)
        self.version = 0
        self.kinds: list[str] = []
        self.custom: list[str] = []
        self.files: list[str] = []
        self.operations: Counter[str] = Counter()
        self.metadata: dict[str, str] = {}

    def model(self, field: Field, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise WireError(f"models nested deeper than {MAX_DEPTH} levels")
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == VARINT:
                self.version = self.version or one.value
            elif one.number == 2 and one.wire == BYTES:
                self._description(one)
            elif one.wire == BYTES and one.number >= 200:
                self.kinds.append(KINDS.get(one.number, f"kind-{one.number}"))
                self._kind(one, depth)

    def _kind(self, field: Field, depth: int) -> None:
        if field.number in (200, 201):
            for one in self.wire.inside(field):
                if one.number == 1 and one.wire == BYTES:
                    self._pipeline(one, depth)
        elif field.number == 202:
            self._pipeline(field, depth)
        elif field.number in NETWORKS:
            self._network(field)
        elif field.number == 555:
            self.custom += self.wire.texts(field, 10) or [""]
        elif field.number == 556:
            self._linked(field)
        elif field.number == 502:
            self._program(field)

    def _pipeline(self, field: Field, depth: int) -> None:
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                self.model(one, depth + 1)

    def _network(self, field: Field) -> None:
        for layer in self.wire.inside(field):
            if layer.number != 1 or layer.wire != BYTES:
                continue
            for one in self.wire.inside(layer):
                if one.number == 500 and one.wire == BYTES:
                    self.custom += self.wire.texts(one, 10) or [""]
                elif one.number >= 100:
                    self.operations[f"layer-{one.number}"] += 1

    def _linked(self, field: Field) -> None:
        """LinkedModelFile: names with a default value each (StringParameter: 1)."""
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                for place in self.wire.inside(one):
                    if place.number in (1, 2) and place.wire == BYTES:
                        self.files += self.wire.texts(place, 1)

    def _program(self, field: Field) -> None:
        """MILSpec.Program: functions (2) -> Function: block_specializations (3) -> Block: operations (3)."""
        for function in self._values(field, 2):
            for block in self._values(function, 3):
                self._block(block, 0)

    def _values(self, field: Field, number: int) -> list[Field]:
        entries = [one for one in self.wire.inside(field) if one.number == number and one.wire == BYTES]
        values = [self.wire.pair(one)[1] for one in entries]
        return [one for one in values if one is not None and one.wire == BYTES]

    def _block(self, field: Field, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise WireError(f"blocks nested deeper than {MAX_DEPTH} levels")
        for one in self.wire.inside(field):
            if one.number == 3 and one.wire == BYTES:
                self._operation(one, depth)

    def _operation(self, field: Field, depth: int) -> None:
        kind, found = "", list[Field]()
        for one in self.wire.inside(field):
            if one.number == 1 and one.wire == BYTES:
                kind = self.wire.text(one)
            elif one.number == 4 and one.wire == BYTES:
                self._block(one, depth + 1)
            elif one.number in (2, 5) and one.wire == BYTES:
                found.append(one)
        self.operations[kind] += 1
        if kind == "const" or "custom" in kind:
            for one in found:
                self._attribute(one, kind)

    def _attribute(self, field: Field, kind: str) -> None:
        """Attributes map names to Values; of a Value blobFileValue (5) is of interest: fileName (1)."""
        key, value = self.wire.pair(field)
        if value is None or value.wire != BYTES:
            return
        for one in self.wire.inside(value):
            if one.number == 5 and one.wire == BYTES:
                self.files += self.wire.texts(one, 1)
        if "custom" in kind and key in ("class_name", "weights", "parameters", "bindings"):
            self.custom.append(kind)

    def _description(self, field: Field) -> None:
        """ModelDescription: metadata (100) -> userDefined (100) map; texts only."""
        for one in self.wire.inside(field):
            if one.number == 100 and one.wire == BYTES:
                for part in self.wire.inside(one):
                    if part.number == 100 and part.wire == BYTES:
                        key, value = self.wire.pair(part)
                        if value is not None and value.wire == BYTES:
                            self.metadata[key] = self.wire.text(value)
