"""Models of agents by names of a form that nobody knows: deployments, fine-tuned models, models of a house's own."""

from __future__ import annotations

from aibom.catalog.loader import Catalogue
from aibom.scanners.code.matching.model_names import api_model, bare_word, is_name, local_path
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.types import Abstracts, Const

_PARAMETER = ("model", "model_name", "model_id")  # what `llm`, `client` and the like are given may be a key of anything


def unfamiliar(catalogue: Catalogue, hit: Hit, things: Abstracts, locator: str) -> tuple[list[Found], str]:
    """The models that an agent's parameter `model` names (`Agent(model="triage-deployment-2")`), and else a word there
    that may as well choose among the project's own settings ("default"), which cannot be told."""
    if hit.signature.kind != "agent" or locator.rpartition(".")[2].lower() not in _PARAMETER:
        return [], ""
    found, doubtful = [], ""
    for thing in things:
        if not isinstance(thing, Const) or not isinstance(thing.value, str) or thing.partial:
            continue
        text = thing.value
        if not is_name(text) or local_path(text):
            continue
        if bare_word(text.replace("_", "")):
            doubtful = doubtful or text
            continue
        subject, facts = api_model(catalogue, text, None, "chat")
        found.append(Found(subject, facts, ((thing.path, thing.line),) if thing.line else ()))
    return found, doubtful
