"""What a configuration and a name claim of a model, beside what the weights' headers say."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from aibom.core import re
from aibom.formats.safetensors import Tensor
from aibom.scanners.model_files.records import ConfigRecord, FileRecord

_EMBEDDING = re.compile(r"(?:^|\.)(?:embed_tokens|wte|word_embeddings|embed_in|tok_embeddings)\.weight\Z")
_LAYER = re.compile(r"(?:^|\.)(?:layers|layer|h|blocks)\.(\d{1,4})\.")
_TYPES = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64", "float": "F32", "half": "F16"}
_PACKED = frozenset(("I32", "I8", "U8", "F8_E4M3", "F8_E5M2"))
_WHOLE = frozenset(("F32", "F16", "BF16", "F64"))
_SIZE = re.compile(r"(?<![A-Za-z0-9.])(\d{1,4}(?:\.\d{1,2})?)([bm])(?![A-Za-z0-9])", re.IGNORECASE)
_TYPE_NAME = re.compile(
    r"(?<![A-Za-z0-9])(IQ[1-4]_(?:XXS|XS|NL|S|M)|Q[2-6]_K(?:_[SML])?|Q[458]_[01]|BF16|FP?16|FP?32)(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
# A name's "7B" may be 6.7 or 8.0 billion parameters; beyond twice or below half it is another model.
_TOLERANCE = 2.0


def embedding_of(tensors: Iterable[Tensor]) -> tuple[int, ...]:
    """Shape of the input embedding, () when none has such a name."""
    return next((one.shape for one in tensors if _EMBEDDING.search(one.name)), ())


def layers_of(tensors: Iterable[Tensor]) -> frozenset[int]:
    """Numbers of the layers that tensors' names tell."""
    return frozenset(int(match[1]) for one in tensors if (match := _LAYER.search(one.name)))


def mismatches(name: str, path: str, records: Sequence[FileRecord], config: ConfigRecord | None) -> list[str]:
    """Claims that the weights contradict, as short clauses; what cannot be compared says nothing.

    `name` is the model's, `path` that of its first file, whose name may state a type.
    """
    found = [*_size(name, records), *_file_type(records)]
    if len(records) == 1:
        found += _named_type(path, records[0])
    plain = all(record.format == "safetensors" and record.dtypes for record in records)
    if config is not None and plain and not config.adapter:
        found += [*_dtype(records, config), *_shapes(records, config)]
    return sorted(found)


def main_type(records: Sequence[FileRecord]) -> str:
    """The type that most bytes of a model's tensors have; "" when a header does not tell."""
    summed: Counter[str] = Counter()
    for record in records:
        if not record.type_bytes:
            return ""
        summed.update(record.type_bytes)
    return max(sorted(summed), key=lambda name: summed[name])


def _dtype(records: Sequence[FileRecord], config: ConfigRecord) -> Iterator[str]:
    actual, seen = main_type(records), {name for record in records for name in record.type_bytes}
    claimed = _TYPES.get(config.dtype)
    if claimed and actual != claimed and (actual in _WHOLE or (actual in _PACKED and not config.says_packed)):
        yield f"dtype: the configuration says {config.dtype}, most bytes of the weights are {actual}"
    if config.packed_as:
        lacking = not seen & config.packed_as
    else:
        lacking = not config.dtype and "bit" in config.quantisation and seen <= _WHOLE
    if lacking:
        types = ", ".join(sorted(seen))
        yield f"quantisation: the configuration says {config.quantisation}, the weights are {types}"


def _file_type(records: Sequence[FileRecord]) -> Iterator[str]:
    """GGUF: a header that says quantised over whole tensors, or the reverse. Which of the quantised types prevails
    depends on the shapes of small models, and is not compared."""
    stated, actual = {record.file_type for record in records} - {""}, main_type(records)
    if len(stated) == 1 and actual and (one := next(iter(stated))) != actual and (one in _WHOLE or actual in _WHOLE):
        yield f"quantisation: the header says {one}, most bytes of the weights are {actual}"


def _named_type(path: str, record: FileRecord) -> Iterator[str]:
    """GGUF: the type in a file's name (`-Q4_K_M.gguf`) beside the header's."""
    named = {one.upper().replace("FP", "F") for one in _TYPE_NAME.findall(posixpath.basename(path))}
    if len(named) != 1 or not record.file_type:
        return
    one = named.pop()
    if record.file_type != one and not record.file_type.startswith(f"{one}_"):
        yield f"quantisation: the name says {one}, the header {record.file_type}"


def _shapes(records: Sequence[FileRecord], config: ConfigRecord) -> Iterator[str]:
    embedding = next((record.embedding for record in records if len(record.embedding) == 2), None)
    if embedding and config.hidden_size and embedding[1] != config.hidden_size:
        yield f"layout: the configuration says hidden size {config.hidden_size}, the embedding has {embedding[1]}"
    if embedding and config.vocab_size and embedding[0] < config.vocab_size // 2:
        yield f"layout: the configuration says {config.vocab_size} tokens, the embedding has {embedding[0]}"
    layers = frozenset[int]().union(*(record.layers for record in records))
    if layers and config.layers and max(layers) + 1 != config.layers:
        yield f"layout: the configuration says {config.layers} layers, the weights have {max(layers) + 1}"


def _size(name: str, records: Sequence[FileRecord]) -> Iterator[str]:
    """The size in a name ("llama-7b") beside the number of parameters; packed weights count fewer elements."""
    stated = _SIZE.findall(" ".join(name.split("/")[-2:]))
    counted = [record.parameters for record in records]
    whole = all(record.format == "gguf" or (record.dtypes and set(record.dtypes) <= _WHOLE) for record in records)
    if len(stated) != 1 or not whole or not all(counted):
        return
    claimed = float(stated[0][0]) * (1e9 if stated[0][1].lower() == "b" else 1e6)
    actual = sum(count or 0 for count in counted)
    if claimed and not 1 / _TOLERANCE <= actual / claimed <= _TOLERANCE:
        yield f"parameters: the name says {stated[0][0]}{stated[0][1]}, the weights have {actual}"
