"""Judges configurations of any form (JSON, YAML) by their keys: remote code, targets, templates, paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aibom.catalog.model_lists import load_model_lists
from aibom.core import re
from aibom.integrity.inspect.base import Session, incomplete
from aibom.integrity.inspect.danger import is_dangerous
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.integrity.inspect.paths import escapes
from aibom.integrity.inspect.template_rules import judge_template
from aibom.model.inspection import Signal

MAX_NODES = 4_000_000
TEMPLATE_KEYS = frozenset(
    "chat_template default_chat_template prompt_template jinja_template template system_template tool_template".split()
)
_TARGETS = frozenset(("_target_", "class_path"))
_LOOSE_TARGETS = frozenset(
    ("target", "_component_", "callable", "func", "function", "loader", "entry_point", "factory")
)
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")
_REMOTE = frozenset(("trust_remote_code", "allow_pickle", "allow_dangerous_deserialization", "weights_only_off"))


def judge_config(value: Any, session: Session) -> Iterator[Signal]:
    """Signals of a parsed configuration."""
    todo: list[Any] = [value]
    count = 0
    while todo:
        one = todo.pop()
        if isinstance(one, Mapping):
            count += len(one)
            for key, item in one.items():
                if isinstance(item, (Mapping, list)):
                    todo.append(item)
                if item is not None:
                    yield from _member(key, item, one, session)
        elif isinstance(one, list):
            count += len(one)
            todo += [item for item in one if isinstance(item, (Mapping, list))]
        if count > MAX_NODES:
            yield incomplete("config-too-large", "the configuration has more members than are read")
            return


def _member(key: str, item: Any, parent: Mapping[str, Any], session: Session) -> Iterator[Signal]:
    if key in TEMPLATE_KEYS:
        yield from _templates(key, item)
    elif key in _TARGETS and isinstance(item, str):
        yield from judge_target(item, session)
    elif key in _LOOSE_TARGETS and isinstance(item, str) and _DOTTED.match(item) and is_dangerous(item, session):
        yield malicious("config-dangerous-target", f"{key} names {item}")
    elif key == "auto_map" and isinstance(item, (Mapping, str, list)):
        yield from _auto_map(item)
    elif key in _REMOTE and item is True:
        yield suspicious("config-remote-code", f"{key} is set, so that loading runs code that comes with the model")
    elif key in ("custom_pipeline", "custom_pipelines") and item:
        yield suspicious("config-remote-code", f"{key} names code that is loaded with the model")
    elif key == "weight_map" and isinstance(item, Mapping):
        yield from _shards(item)
    else:
        yield from _loaded(key, item, session)


def _loaded(key: str, item: Any, session: Session) -> Iterator[Signal]:
    """Keys of single libraries that name code to be loaded."""
    if key in ("attn_implementation", "_attn_implementation") and isinstance(item, str) and "/" in item:
        yield suspicious("config-remote-code", f"{key} fetches the kernel {item}")
    elif key == "loader_module" and isinstance(item, str) and item not in load_model_lists().mlflow_loaders:
        bad = is_dangerous(item, session)
        yield (malicious if bad else unknown)("config-target", f"loading imports the module {item} (MLflow)")
    elif key == "_class_name" and isinstance(item, list):
        yield unknown("config-remote-code", "the pipeline is a class that comes with the model (diffusers)")


_CALLABLE = frozenset(("class", "call", "enum"))


def judge_target(name: str, session: Session) -> Iterator[Signal]:
    """`_target_` of Hydra: what instantiating the configuration imports and calls."""
    if is_dangerous(name, session):
        yield malicious("config-dangerous-target", f"the configuration instantiates {name}")
    elif name not in load_model_lists().hydra_safe and session.names.safe.get(name) not in _CALLABLE:
        yield unknown("config-target", f"the configuration instantiates {name}, which no list names")


def _templates(key: str, item: Any) -> Iterator[Signal]:
    if isinstance(item, str):
        if "{{" in item or "{%" in item or "{#" in item:
            yield from judge_template(item, f"the template {key}")
        return
    named: list[tuple[str, Any]] = []
    if isinstance(item, Mapping):
        named = list(item.items())
    elif isinstance(item, list):
        named = [
            (str(one.get("name", at)), one.get("template")) for at, one in enumerate(item) if isinstance(one, Mapping)
        ]
    for name, text in named:
        if isinstance(text, str) and ("{{" in text or "{%" in text):
            yield from judge_template(text, f"the template {key} {name!r}")


def _auto_map(item: Any) -> Iterator[Signal]:
    values = item.values() if isinstance(item, Mapping) else item if isinstance(item, list) else [item]
    names = sorted(
        {one for value in values for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}
    )
    if not names:
        return
    foreign = [name for name in names if "--" in name]
    if foreign:
        yield suspicious("config-remote-code", f"auto_map loads code from another repository: {', '.join(foreign[:3])}")
    else:
        yield unknown("config-auto-map", f"auto_map loads code that comes with the model: {', '.join(names[:3])}")


def _shards(item: Mapping[str, Any]) -> Iterator[Signal]:
    for file in sorted({one for one in item.values() if isinstance(one, str)}):
        how = escapes(file)
        if how:
            yield malicious("config-shard-path", f"the index of shards names {file!r}, which {how}")
            return


def judge_diffusers(value: Mapping[str, Any], _session: Session) -> Iterator[Signal]:
    """model_index.json of diffusers: each component is [library, class]; another library is a file of the model."""
    for name, part in value.items():
        if (
            name != "_class_name"
            and isinstance(part, list)
            and len(part) == 2
            and isinstance(part[0], str)
            and isinstance(part[1], str)
        ):
            library = part[0].partition(".")[0]
            if library not in load_model_lists().diffusers_libraries and library not in _PIPELINES:
                yield unknown("config-remote-code", f"{name} is made by the module {part[0]}, which no list names")


# Modules below diffusers.pipelines and diffusers.schedulers that older files name by their last part.
_PIPELINES = frozenset(
    "stable_diffusion stable_diffusion_xl stable_diffusion_3 flux kandinsky kandinsky2_2 kandinsky3 "
    "deepfloyd_if wuerstchen "
    "paint_by_example shap_e unidiffuser audioldm audioldm2 latent_diffusion versatile_diffusion "
    "semantic_stable_diffusion "
    "stable_cascade pixart_alpha amused altclip alt_diffusion unclip vq_diffusion spectrogram_diffusion".split()
)


def judge_sentence_modules(value: Any, session: Session) -> Iterator[Signal]:
    """modules.json of sentence-transformers: each module's type is imported and called on its folder."""
    for part in value:
        kind, path = part.get("type"), part.get("path")
        if isinstance(kind, str) and is_dangerous(kind, session):
            yield malicious("config-dangerous-target", f"a module is of the type {kind}")
        elif not isinstance(kind, str) or kind not in load_model_lists().sentence_modules:
            yield unknown("config-target", f"a module is of the type {kind}, which no list names")
        if isinstance(path, str) and path and escapes(path):
            yield malicious("config-path", f"a module lies in {path!r}, which {escapes(path)}")


def is_sentence_modules(value: Any) -> bool:
    """A list of objects, each with an index, a type and a path."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, Mapping) and {"type", "path", "idx"} <= one.keys() for one in value)
    )
