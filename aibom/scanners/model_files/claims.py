"""What a configuration and a name claim of a model, beside what the weights' headers say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from aibom.formats.safetensors import Tensor
from aibom.scanners.model_files.records import ConfigRecord, FileRecord

_EMBEDDING = re.compile(r"(?:^|\.)(?:embed_tokens|wte|word_embeddings|embed_in|tok_embeddings)\.weight\Z")
_LAYER = re.compile(r"(?:^|\.)(?:layers|layer|h|blocks)\.(\d{1,4})\.")
_TYPES = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64", "float": "F32", "half": "F16"}
_WHOLE = frozenset(("F32", "F16", "BF16", "F64"))
_SIZE = re.compile(r"(?<![A-Za-z0-9.])(\d{1,4}(?:\.\d{1,2})?)([bm])(?![A-Za-z0-9])", re.IGNORECASE)
# A name's "7B" may be 6.7 or 8.0 billion parameters; beyond twice or below half it is another model.
_TOLERANCE = 2.0


def embedding_of(tensors: Iterable[Tensor]) -> tuple[int, ...]:
    """Shape of the input embedding, () when none has such a name."""
    return next((one.shape for one in tensors if _EMBEDDING.search(one.name)), ())


def layers_of(tensors: Iterable[Tensor]) -> frozenset[int]:
    """Numbers of the layers that tensors' names tell."""
    return frozenset(int(match[1]) for one in tensors if (match := _LAYER.search(one.name)))


def mismatches(name: str, records: Sequence[FileRecord], config: ConfigRecord | None) -> list[str]:
    """Claims that the weights contradict, as short clauses; what cannot be compared says nothing."""
    found = list(_size(name, records))
    plain = all(record.format == "safetensors" and record.dtypes for record in records)
    if config is not None and plain and not config.adapter:
        found += [*_dtype(records, config), *_shapes(records, config)]
    return sorted(found)


def _dtype(records: Sequence[FileRecord], config: ConfigRecord) -> Iterator[str]:
    actual = {record.dtypes[0] for record in records}
    claimed = _TYPES.get(config.dtype)
    if claimed and actual <= _WHOLE and claimed not in actual:
        yield f"dtype: the configuration says {config.dtype}, the weights are {', '.join(sorted(actual))}"
    quantised = not config.dtype and "bit" in config.quantisation
    if quantised and all(set(record.dtypes) <= _WHOLE for record in records):
        yield f"quantisation: the configuration says {config.quantisation}, the weights are {', '.join(sorted(actual))}"


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
