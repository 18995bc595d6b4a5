"""The tasks that EleutherAI's lm-evaluation-harness measures a model on: `lm_eval --model_args ... --tasks mmlu`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.records import Word

_MAX = 60
_FAMILY = 3  # tasks of one name's beginning that are told as the family: `agieval_*`, `bigbench_*`, `mmlu_*`
_MODEL = re.compile(r"(?:pretrained|model)=([^,\s]+)")
_TASK = re.compile(r"[A-Za-z][\w-]{1,79}")


def measured_model(arguments: Json) -> Named | None:
    """The model that `--model_args pretrained=org/name,dtype=float16` names."""
    match = _MODEL.search(arguments) if isinstance(arguments, str) else None
    return name_model(match[1], "hf") if match is not None else None


def evaluated_tasks(word: Word, model: Named | None, sight: Sight) -> Iterator[Sighting]:
    """The data sets of the tasks that one flag lists, those of one family as the family, with the model."""
    names = [name for name in word.text.split(",") if _TASK.fullmatch(name)]
    families = Counter(name.partition("_")[0] for name in names)
    told = dict.fromkeys(_named(name, families) for name in names)
    for name in within(list(told), _MAX, "tasks of one evaluation"):
        subject = Subject(kind=Kind.DATASET, name=name, origin="lm-eval")
        facts: dict[str, Json] = {"role": "evaluation", "source": f"lm-eval:{name}"}
        yield Observation(subject=subject, evidence=sight.at(word.line, "tasks"), facts=facts)
        if model is not None:
            yield sight.link(model.subject, RelationKind.EVALUATED_ON, subject, word.line)


def _named(name: str, families: Counter[str]) -> str:
    family = name.partition("_")[0]
    return family if families[family] >= _FAMILY else name
