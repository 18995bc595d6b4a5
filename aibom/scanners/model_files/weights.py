"""Reads one file of weights: what it is, how large, its digest, and what its header tells."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterable
from typing import BinaryIO

from aibom.catalog.file_kinds import claimed_format, claims_strongly, load_file_kinds
from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.reader import SourceFile
from aibom.core.text import printable
from aibom.formats.detect import Detection, detect
from aibom.formats.gguf import GgufTensor, read_gguf
from aibom.formats.gguf_types import BLOCKS, TYPE_NAMES
from aibom.formats.lfs import LfsPointer, read_pointer
from aibom.formats.safetensors import read_safetensors
from aibom.formats.stream import read_at, size_of
from aibom.formats.tensors import TensorInfo, layout_fingerprint, shape_fingerprint
from aibom.scanners.model_files.claims import embedding_of, layers_of
from aibom.scanners.model_files.records import FileRecord

CHUNK = 1 << 20
MAX_TYPES = 64
_WORD = re.compile(r"[A-Za-z][a-z]+|[A-Z]+(?![a-z])|[0-9]+")
# Formats that are models or plain data; of the second only strong words in a name tell the first.
_DATA = frozenset({"numpy", "hdf5"})
_STRONG_WORDS = frozenset({"model", "models", "weights", "checkpoint", "checkpoints", "ckpt"})


def read_weights(file: SourceFile) -> FileRecord | None:
    """The record of a file; None when it is nothing of interest. Raises UnreadableError."""
    claimed = claimed_format(file.path) or ""
    try:
        with file.open() as stream:
            return _read(stream, file, claimed)
    except OSError as error:
        raise UnreadableError(file.path, (error.strerror or "cannot be read").lower()) from None


def _read(stream: BinaryIO, file: SourceFile, claimed: str) -> FileRecord | None:
    name = posixpath.basename(file.path)
    found = detect(stream, name)
    size = size_of(stream)
    if found.format == "lfs-pointer":
        pointer = read_pointer(read_at(stream, 0, size))
        return _pointed(pointer, file, claimed) if pointer else None
    if not found.formats:
        if claimed in load_file_kinds().name_only_formats and not _is_text(read_at(stream, 0, 4096)):
            found = Detection((claimed,))
        elif claims_strongly(file.path):
            raise UnreadableError(file.path, f"named like {claimed or 'a model'}, but " + _unlike(size))
        else:
            return None
    record = FileRecord(
        size=size,
        tracked=file.tracked,
        sha256="",
        formats=found.formats,
        claimed=claimed,
        is_model=_is_model(file.path, found),
        problems=found.problems,
    )
    return _digested(stream, _described(stream, record, found))


def _unlike(size: int) -> str:
    return "its content is not recognised" if size else "empty"


def _is_text(head: bytes) -> bool:
    return b"\0" not in head and not any(byte < 9 for byte in head)


def _pointed(pointer: LfsPointer, file: SourceFile, claimed: str) -> FileRecord | None:
    formats = ("lfs-pointer",)
    model = claimed in load_file_kinds().model_formats or _named_like_model(file.path, _DATA | {claimed})
    return FileRecord(pointer.size, file.tracked, pointer.sha256, formats, claimed, bool(claimed) and model)


def _digested(stream: BinaryIO, record: FileRecord) -> FileRecord:
    digest = hashlib.sha256()
    stream.seek(0)
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return record._replace(sha256=digest.hexdigest())


def _is_model(path: str, found: Detection) -> bool:
    kinds = load_file_kinds()
    if any(one in kinds.model_formats for one in found.formats):
        return True
    if any(_module_of(one) for one in found.globals):
        return True
    pickled = any(one in kinds.pickled_formats for one in found.formats)
    return (pickled or found.format in _DATA | {"rds"}) and _named_like_model(path, found.formats)


def _module_of(name: str) -> str:
    """The machine-learning library that a global belongs to, by its outermost listed module."""
    modules = load_file_kinds().model_modules
    parts = name.split(".")
    return next((".".join(parts[:n]) for n in (1, 2) if ".".join(parts[:n]) in modules), "")


def _named_like_model(path: str, formats: tuple[str, ...] | frozenset[str]) -> bool:
    """Whether the file's name, or its folder's, says that it is a model."""
    words = _STRONG_WORDS if set(formats) & _DATA else load_file_kinds().model_words
    folder, _, name = path.rpartition("/")
    stem = {word.lower() for word in _WORD.findall(name.partition(".")[0])}
    last = {word.lower() for word in _WORD.findall(posixpath.basename(folder))}
    return bool(stem & words or last & (_STRONG_WORDS if words is not _STRONG_WORDS else frozenset()))


def _described(stream: BinaryIO, record: FileRecord, found: Detection) -> FileRecord:
    if record.format == "safetensors":
        return _safetensors(stream, record)
    if record.format == "gguf":
        return _gguf(stream, record)
    owners = [one for one in found.globals if _module_of(one)]
    if not owners:
        return record
    classes = [name for one in owners if (name := one.rpartition(".")[2])[:1].isupper()]
    return record._replace(framework=_module_of(owners[0]), architecture=_class(classes, record))


def _class(classes: list[str], record: FileRecord) -> str:
    """The first class of the library that is named is the outermost object; of state dicts there is none."""
    if record.format in ("torch-pickle", "torchscript") or not classes:
        return ""
    return printable(classes[0], 100)


def _safetensors(stream: BinaryIO, record: FileRecord) -> FileRecord:
    header = read_safetensors(stream)
    dtypes = list(header.dtypes)
    infos = [TensorInfo(one.name, one.dtype, one.shape) for one in header.tensors]
    return record._replace(
        quantisation=printable(dtypes[0], 40) if dtypes else "",
        parameters=header.parameters if header.tensors else None,
        framework={"pt": "torch", "tf": "tensorflow", "flax": "flax", "mlx": "mlx"}.get(
            header.metadata.get("format", ""), ""
        ),
        problems=header.problems,
        dtypes=tuple(dtypes[:8]),
        layout=layout_fingerprint(infos),
        shapes=shape_fingerprint(infos),
        type_bytes=_summed((one.dtype, one.end - one.begin) for one in header.tensors),
        embedding=embedding_of(header.tensors),
        layers=layers_of(header.tensors),
    )


def _gguf(stream: BinaryIO, record: FileRecord) -> FileRecord:
    header = read_gguf(stream)
    return record._replace(
        architecture=printable(header.architecture, 100),
        quantisation=header.quantisation,
        parameters=header.parameters if header.tensors else None,
        description=printable(header.name, 200),
        problems=header.problems,
        layout=layout_fingerprint(
            TensorInfo(one.name, TYPE_NAMES.get(one.kind, str(one.kind)), one.shape) for one in header.tensors
        ),
        type_bytes=_summed((TYPE_NAMES.get(one.kind, str(one.kind)), _bytes_of(one)) for one in header.tensors),
        licence=printable(header.licence, 200),
        file_type=header.file_type,
    )


def _bytes_of(tensor: GgufTensor) -> int:
    elements, size = BLOCKS.get(tensor.kind, (1, 0))
    return tensor.parameters * size // elements


def _summed(sizes: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Bytes by type, of the first types that stand in a header."""
    found: dict[str, int] = {}
    for name, size in sizes:
        if name in found or len(found) < MAX_TYPES:
            found[name] = found.get(name, 0) + size
    return found
