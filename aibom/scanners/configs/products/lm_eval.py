"""Reads tasks of EleutherAI's lm-evaluation-harness (docs/task_guide.md): a data set, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.lined import Lined
from aibom.model.kinds import Kind
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import is_placeholder
from aibom.scanners.configs.sight import Sight, hub_data
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import Place

_LOADERS = frozenset("json csv parquet text arrow".split())


def is_lm_eval(document: Lined) -> bool:
    """Whether a document is a task: it is named, and says how a record becomes a question."""
    top = document.value
    return isinstance(top, Mapping) and {"task", "doc_to_text"} <= top.keys() and "dataset_path" in top


def read_lm_eval(document: Lined, path: str) -> Iterator[Sighting]:
    """The data set, and the prompt that records are filled into."""
    if not isinstance(document.value, Mapping):
        return
    place, sight = Place(document.value, (), document), Sight(path)
    name = place.text("dataset_path")
    if name and name not in _LOADERS and not is_placeholder(name) and " " not in name:
        yield sight.thing(
            hub_data(name), place.line("dataset_path"), "dataset_path", source=f"hf:{name}", role="evaluation"
        )
    text = place.text("doc_to_text")
    if " " in text and "{{" in text:
        subject = sight.local(Kind.PROMPT, f"{place.text('task') or 'task'}.doc_to_text")
        yield sight.thing(subject, place.line("doc_to_text"), "doc_to_text", **prompt_facts(text, "template"))
