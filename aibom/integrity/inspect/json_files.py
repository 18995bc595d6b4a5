"""JSON files that belong to models: told apart by their members, not by their names."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from aibom.core import re
from aibom.core.json import MAX_DEPTH, nesting
from aibom.core.text import printable
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.config_rules import (
    is_sentence_modules,
    judge_config,
    judge_diffusers,
    judge_sentence_modules,
)
from aibom.integrity.inspect.json_models import (
    is_jsonpickle,
    judge_jsonpickle,
    judge_mxnet,
    judge_package,
    judge_paddle,
    judge_skops,
    judge_tfjs,
    judge_xgboost,
)
from aibom.integrity.inspect.judged import malicious, unknown
from aibom.integrity.inspect.keras_config import is_keras_config, judge_keras
from aibom.integrity.inspect.paths import escapes
from aibom.model.inspection import Signal

MAX_BYTES, MAX_CONTAINERS = 256 << 20, 1_500_000
_HALLMARKS = re.compile(
    rb'"(?:class_name|chat_template|_target_|learner|auto_map|__loader__|arg_nodes|modelTopology|weight_map|peft_type'
    rb'|tokenizer_class|architectures|trust_remote_code|serializedFile)"'
)
_NAMES = re.compile(
    r"(?:config|tokenizer_config|tokenizer|generation_config|adapter_config|preprocessor_config|processor_config|"
    r"model_index|chat_template|special_tokens_map|.*\.index|schema|metadata)\.json\Z"
)
_TOKENIZER = frozenset(
    ("chat_template", "tokenizer_class", "added_tokens_decoder", "processor_class", "image_processor_type")
)
_HUGGINGFACE = frozenset(
    (
        "architectures",
        "model_type",
        "transformers_version",
        "_class_name",
        "_diffusers_version",
        "auto_map",
        "custom_pipeline",
    )
)


class JsonInspector:
    """See the module's docstring."""

    name = "json"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        start = in_utf8(glance.head[:4096]).lstrip(b"\xef\xbb\xbf \t\r\n")
        return start[:1] in (b"{", b"[") and b"\0" not in start

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = in_utf8(glance.blob.read(0, MAX_BYTES + 1))
        marked = bool(_HALLMARKS.search(data[: 1 << 24])) or bool(_NAMES.match(glance.name))
        if len(data) > MAX_BYTES:
            yield incomplete("json-too-large", f"more than {MAX_BYTES >> 20} MiB of JSON")
            return
        value, why = parse_lenient(data)
        if why:
            if marked:
                session.format("json")
                yield incomplete("json-malformed", why)
            return
        yield from self._judge(value, glance, session)

    def _judge(self, value: Any, glance: Glance, session: Session) -> Iterator[Signal]:
        found = list(judge_config(value, session))
        kinds = [(name, rule) for name, test, rule in KINDS if test(value)]
        for name, rule in kinds:
            session.format(name)
            if rule is not None:
                found += rule(value, session)
        if found and not kinds:
            session.format("model-config")
        _facts(value, session)
        yield from found


def in_utf8(data: bytes) -> bytes:
    """JSON in UTF-16 or UTF-32, which Python's json.loads takes, as UTF-8; everything else as it is."""
    if b"\0" not in data[:4] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return data
    try:
        return data.decode(json.detect_encoding(data), "replace").encode("utf-8", "replace")
    except UnicodeError:
        return data


def parse_lenient(data: bytes) -> tuple[Any, str]:
    """The value, and why there is none. NaN and infinities, which Python writes, are taken."""
    if data.count(b"[") + data.count(b"{") > MAX_CONTAINERS:
        return None, f"more than {MAX_CONTAINERS} objects and arrays, which are not read"
    if nesting(data) > MAX_DEPTH:
        return None, f"nested deeper than {MAX_DEPTH} levels"
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf")), ""
    except orjson.JSONDecodeError as error:
        why = f"not valid JSON ({error.msg}, line {error.lineno})"
    if b"NaN" not in data and b"Infinity" not in data:
        return None, why
    try:
        return json.loads(data), ""
    except (ValueError, RecursionError):
        return None, why


def _has(*keys: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(key in value for key in keys)


def _any(keys: frozenset[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and not keys.isdisjoint(value)


def _is_pipeline(value: Any) -> bool:
    """model_index.json of diffusers; `_diffusers_version` is not needed by its loader."""
    if not isinstance(value, Mapping):
        return False
    return "_diffusers_version" in value or (
        "_class_name" in value and any(isinstance(one, list) and len(one) == 2 for one in value.values())
    )


def _judge_manifest(value: Mapping[str, Any], _session: Session) -> Iterator[Signal]:
    """MANIFEST.json of a TorchServe archive: the handler is code that serving runs."""
    model = value.get("model")
    if not isinstance(model, Mapping):
        return
    for key in ("handler", "serializedFile", "modelFile", "requirementsFile"):
        name = model.get(key)
        if isinstance(name, str) and escapes(name):
            yield malicious("torchserve-path", f"{key} is {name!r}, which {escapes(name)}")
    if isinstance(model.get("requirementsFile"), str):
        yield unknown("torchserve-requirements", f"serving may install what {model['requirementsFile']} names")
    handler = model.get("handler")
    if isinstance(handler, str) and handler not in _HANDLERS:
        yield unknown("torchserve-handler", f"serving runs the handler {handler}")


_HANDLERS = frozenset(("image_classifier", "image_segmenter", "object_detector", "text_classifier"))


def _facts(value: Any, session: Session) -> None:
    """What a configuration claims of the model, to be compared with its weights."""
    if not isinstance(value, Mapping):
        return
    claims = {
        "base_model": value.get("base_model_name_or_path"),
        "architecture": next(iter(value.get("architectures") or []), None)
        if isinstance(value.get("architectures"), list)
        else None,
        "claimed_dtype": value.get("torch_dtype") or value.get("dtype"),
        "adapter": value.get("peft_type"),
    }
    for name, claim in claims.items():
        if isinstance(claim, str):
            session.fact(name, printable(claim, 200))


Rule = Callable[[Any, Session], Iterator[Signal]]
KINDS: tuple[tuple[str, Callable[[Any], bool], Rule | None], ...] = (
    ("tensorflowjs", lambda value: _has("modelTopology")(value) or _has("weightsManifest")(value), judge_tfjs),
    ("keras-json", is_keras_config, judge_keras),
    ("skops", _has("__loader__"), judge_skops),
    ("xgboost-json", _has("learner"), judge_xgboost),
    ("mxnet", _has("nodes", "arg_nodes"), judge_mxnet),
    ("paddle", _has("base_code", "program"), judge_paddle),
    (
        "torchserve-mar",
        lambda value: _has("model")(value) and _any(frozenset(("serializedFile", "handler")))(value["model"]),
        _judge_manifest,
    ),
    ("jsonpickle", is_jsonpickle, judge_jsonpickle),
    ("coreml-package", _has("itemInfoEntries", "rootModelIdentifier"), judge_package),
    ("diffusers-index", _is_pipeline, judge_diffusers),
    ("sentence-transformers-modules", is_sentence_modules, judge_sentence_modules),
    ("shard-index", _has("weight_map"), None),
    ("adapter-config", _has("peft_type"), None),
    ("tokenizer", lambda value: _any(_TOKENIZER)(value) or _has("added_tokens", "model")(value), None),
    ("huggingface-config", _any(_HUGGINGFACE), None),
)
