"""Reads the small configurations that stand beside weights: config.json, adapter_config.json, shard indexes."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.core.left_out import within
from aibom.core.reader import SourceFile
from aibom.core.text import printable
from aibom.scanners.model_files.records import ConfigRecord, IndexRecord

MAX_BYTES = 64 << 20
MAX_NAMES = 10_000
# Types in which the libraries of these methods store packed weights (AutoGPTQ, AutoAWQ, bitsandbytes, transformers).
_FLOAT8 = frozenset({"F8_E4M3", "F8_E5M2"})
_PACKED = {
    "gptq": frozenset({"I32"}),
    "awq": frozenset({"I32", "I16"}),
    "bitsandbytes-4bit": frozenset({"U8"}),
    "bitsandbytes-8bit": frozenset({"I8"}),
    "fp8": _FLOAT8,
    "fbgemm_fp8": _FLOAT8,
    "mxfp4": frozenset({"U8"}),
}
_STORAGE = {"float16": "F16", "bfloat16": "BF16", "float32": "F32"}


def read_config(file: SourceFile) -> ConfigRecord | IndexRecord | None:
    """The record of a configuration; None when it is no model's. Raises UnreadableError for a broken index."""
    name = file.path.rpartition("/")[2]
    if name.endswith(".index.json"):
        return _index(parse_json(file.read(MAX_BYTES), file.path))
    try:
        content = parse_json(file.read(MAX_BYTES), file.path)
    except UnreadableError:
        # Many programs keep a config.json in a dialect of their own; only a model's is of interest here.
        return None
    if not isinstance(content, Mapping):
        return None
    return _adapter(content) if name == "adapter_config.json" else _model(content)


def _index(content: Json) -> IndexRecord | None:
    weights = content.get("weight_map") if isinstance(content, Mapping) else None
    if not isinstance(weights, Mapping):
        return None
    files = sorted({value for value in weights.values() if isinstance(value, str)})
    return IndexRecord(tuple(within(files, MAX_NAMES, "weights files")))


def _adapter(content: Mapping[str, Json]) -> ConfigRecord | None:
    kind = content.get("peft_type")
    if not isinstance(kind, str):
        return None
    return ConfigRecord(printable(kind, 100), "", _text(content.get("base_model_name_or_path")), True, _code(content))


def _model(content: Mapping[str, Json]) -> ConfigRecord | None:
    architectures, kind = content.get("architectures"), content.get("model_type")
    first = architectures[0] if isinstance(architectures, list) and architectures else kind
    diffusers = content.get("_class_name")
    architecture = _text(first) or _text(diffusers)
    if not architecture:
        return None
    dtype = _text(content.get("torch_dtype")) or _text(content.get("dtype"))
    return ConfigRecord(
        architecture,
        _quantisation(content) or dtype,
        "",
        False,
        _code(content),
        "" if _quantisation(content) else dtype.removeprefix("torch."),
        _number(content, "hidden_size", "n_embd", "d_model"),
        _number(content, "vocab_size"),
        _number(content, "num_hidden_layers", "n_layer", "num_layers"),
        _packed_as(content),
        any(content.get(name) for name in ("quantization_config", "quantization", "compression_config")),
    )


def _packed_as(content: Mapping[str, Json]) -> frozenset[str]:
    """The types that the weights of a stated quantisation have beside those of their scales."""
    stated = content.get("quantization_config")
    if not isinstance(stated, Mapping):
        return frozenset()
    name, storage = _quantisation(content), _text(stated.get("bnb_4bit_quant_storage")).removeprefix("torch.")
    if storage in _STORAGE and name == "bitsandbytes-4bit":
        return frozenset({_STORAGE[storage]})
    return _PACKED.get(name) or _PACKED.get(name.partition("-")[0], frozenset())


def _number(content: Mapping[str, Json], *names: str) -> int:
    """The first of these that is a count, 0 when none is."""
    values = (content.get(name) for name in names)
    return next((value for value in values if type(value) is int and value > 0), 0)


def _quantisation(content: Mapping[str, Json]) -> str:
    stated = content.get("quantization_config")
    if not isinstance(stated, Mapping):
        return ""
    method, bits = _text(stated.get("quant_method")), stated.get("bits")
    if not isinstance(bits, int):
        bits = 4 if stated.get("load_in_4bit") is True else 8 if stated.get("load_in_8bit") is True else None
    return f"{method}-{bits}bit" if method and bits else method


def _code(content: Mapping[str, Json]) -> tuple[str, ...]:
    stated = content.get("auto_map")
    if not isinstance(stated, Mapping):
        return ()
    named = {_text(one) for value in stated.values() for one in (value if isinstance(value, list) else [value])}
    return tuple(sorted(named - {""}))


def _text(value: Json) -> str:
    return printable(value, 200) if isinstance(value, str) else ""
