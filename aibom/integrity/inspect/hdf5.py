"""HDF5 files, Keras' among them: links and data outside the file, and the configurations in its attributes."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.formats.hdf5 import read_hdf5, superblock_at
from aibom.formats.hdf5_types import Hdf5
from aibom.formats.tensors import TensorInfo
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.judged import malicious, problems, suspicious
from aibom.integrity.inspect.keras_config import judge_keras
from aibom.integrity.inspect.layout import state_layout
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_KERAS = frozenset(("model_config", "training_config", "keras_version", "layer_names", "weight_names", "backend"))


class Hdf5Inspector:
    """See the module's docstring."""

    name = "hdf5"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        head = glance.head
        if head.startswith(_SIGNATURE):
            return True
        # Behind a user block, which may be long: asked only of content that holds the signature somewhere near.
        return _SIGNATURE in head or (
            glance.extension in ("h5", "hdf5", "keras") and superblock_at(glance.blob.stream()) > 0
        )

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        if not glance.head.startswith(_SIGNATURE) and superblock_at(glance.blob.stream()) < 0:
            return
        found = read_hdf5(glance.blob.stream())
        if any(_KERAS & set(one) for one in found.attributes.values()):
            session.format("keras-hdf5")
        session.format("hdf5")
        yield from problems("hdf5", found.problems)
        yield from _outside(found)
        for path, attributes in found.attributes.items():
            for name, value in attributes.items():
                yield from _attribute(path, name, value, session)
        state_layout(session, [TensorInfo(one.path, one.dtype, one.shape) for one in found.datasets])


def _outside(found: Hdf5) -> Iterator[Signal]:
    for link in found.links:
        if link.kind == "external":
            yield _file("hdf5-external-link", f"{link.group} {link.name} links to {link.file!r}", link.file)
        elif link.kind != "soft":
            yield suspicious("hdf5-external-link", f"{link.group} {link.name} is a link of an unknown kind")
    for one in found.datasets:
        for file in one.external:
            if file != ".":
                yield _file("hdf5-external-data", f"{one.path} keeps its data in {file!r}", file)


def _file(id: str, message: str, file: str) -> Signal:  # noqa: A002 - the field's own name
    how = escapes(file)
    return malicious(id, f"{message}, which {how}") if how else suspicious(id, message)


def _attribute(path: str, name: str, value: Json, session: Session) -> Iterator[Signal]:
    """A text that is JSON with classes is a configuration, whatever it is called."""
    pieces = value if isinstance(value, list) else [value]
    for one in pieces:
        if not isinstance(one, str) or "class_name" not in one:
            continue
        try:
            yield from judge_keras(parse_json(one.encode("utf-8", "replace"), path), session)
        except UnreadableError as error:
            yield incomplete("keras-malformed", f"attribute {name}: {error.why}")
    if isinstance(value, list) and name == "model_config" and not any(isinstance(one, str) for one in value):
        yield incomplete("keras-malformed", "the attribute model_config is no text")
