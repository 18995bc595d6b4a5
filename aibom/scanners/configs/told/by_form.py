"""Models that a setting names under a key that says nothing of models: values whose form is that of a known family.

How such a value reaches a model was not seen (a template, a module, code that reads the setting), so the value itself
must be sure, and neither the keys around it nor their number may make it a label, a run's name or a list of what there
is. What a surer reading tells anywhere in the tree is not told again (see inventory/by_form.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeGuard

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.model.by_form import CONFIDENCE, plain_name
from aibom.model.kinds import Kind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.names.modelkeys import words_of
from aibom.scanners.configs.names.naming import Named, is_hub_id, is_path, is_placeholder, name_model
from aibom.scanners.configs.names.values import default_of, known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.catalogued import mentioned
from aibom.scanners.configs.walk import Place

_OFFERED = 12  # names that one document gives to choose from; more are a list of what there is
# Words of keys whose values are shown, compared, priced, name something else than a model, or are read by others.
_ASIDE = frozenset(
    "title label labels description help doc docs message comment summary text content note notes alias aliases example"
    " examples placeholder sample tag tags keyword keywords topic topics image images container repository package user"
    " group project run experiment wandb output out save log logs logging url uri host hostname link href icon theme"
    " template templates pattern regex match exclude excluded supported available allowed denied blocked deprecated"
    " retired legacy price prices pricing cost limit limits tokens tokenizer encoding metadata annotations selector app"
    " job jobs step steps branch ref author owner licence license dataset datasets data dir directory folder file files"
    " command args script scripts env type kind version uses needs service services depends on test tests class enum"
    " schema format slug option options choice choices".split()
)
_OF_MODELS = frozenset({"model", "models"})  # keys of models were judged by those who know them
# Members that name the whole that they stand in, where it is at the top of a document.
_OWN_NAMES = frozenset({"name", "id", "title", "slug"})
_WRITTEN = re.compile(r"[A-Za-z0-9][\w.:/-]{2,99}")
_SIZE = re.compile(r"/[\w.-]*[-_]\d+(?:\.\d+)?[bB](?:[-_]|\Z)")
_ANY_TAG = "*:*"  # the form of Ollama's tags in general
_OTHERS = re.compile(r"mcp|server|client|agent|tool|bot|plugin|action|-.*_|\.(?:js|py|ts|json|ya?ml|md|txt)\Z")


class Candidate(NamedTuple):
    """A value that may name a model, with the keys that lead to it and its line."""

    keys: tuple[str, ...]
    text: str
    line: int


def candidates(place: Place) -> Iterator[Candidate]:
    """The values of one mapping that may have the form of a model's name."""
    for key, value in place.table.items():
        if isinstance(value, str):
            yield from candidate((*place.keys, key), value, place.line(key))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, str):
                    yield from candidate((*place.keys, key), item, place.document.line_of(value, index))


def candidate(keys: tuple[str, ...], value: str, line: int) -> Iterator[Candidate]:
    """The value, or the default of its variable, where it may have the form of a model's name."""
    text = default_of(value) if value.startswith("${") else value
    if load_catalogue().may_be_model(text):
        yield Candidate(keys, text, line)


def by_form(found: Iterable[Candidate], told: Iterable[Sighting], sight: Sight) -> list[Observation]:
    """The models among the candidates of one document that it does not tell otherwise."""
    names = {plain_name(one.subject.name) for one in told if _is_model(one)}
    models: dict[tuple[str, str], Observation] = {}
    for one in found:
        if plain_name(one.text) in names or _is_aside(one.keys):
            continue
        named = sure_model(one.text)
        if named is not None:
            seen = sight.model(named, one.line, ".".join(one.keys)[-120:], confidence=CONFIDENCE)
            models.setdefault((named.subject.name, named.subject.origin), seen)
    return list(models.values()) if len(models) <= _OFFERED else [mentioned(one) for one in models.values()]


def sure_model(text: str) -> Named | None:
    """The model that a text names by its form alone."""
    if is_placeholder(text) or text.isalpha() or is_path(text) or not _WRITTEN.fullmatch(text):
        return None
    if is_hub_id(text):
        return known_model(text) or (name_model(text, "hf") if _is_on_hub(text) else None)
    if text != text.lower() or _OTHERS.search(text) or not any(map(str.isdigit, text)):
        return None
    return known_model(text) if _is_sure_tag(text) else None


def names_another(key: str) -> bool:
    """Whether a key or option says that its value is something else than the name of a model that is used."""
    return not _ASIDE.isdisjoint(words_of(key))


def _is_on_hub(text: str) -> bool:
    """Whether an organisation publishes models, or the name tells how many parameters there are: `x/OpenHermes-7B`."""
    form = load_catalogue().form(text)
    return (form is not None and form.provider == "hf") or _SIZE.search(text) is not None


def _is_sure_tag(text: str) -> bool:
    """Whether a name with a tag is a model's and no image's: a family stands before the tag."""
    head, tagged, _ = text.partition(":")
    form = load_catalogue().form(text)
    return not tagged or form is None or form.glob != _ANY_TAG or load_catalogue().form(head) is not None


def _is_model(one: Sighting) -> TypeGuard[Observation]:
    return isinstance(one, Observation) and one.subject.kind is Kind.MODEL


def _is_aside(keys: tuple[str, ...]) -> bool:
    """Whether the last keys say that the value is no model's name, or that it is the name of the whole."""
    aside = any(names_another(key) or not _OF_MODELS.isdisjoint(words_of(key)) for key in keys[-3:])
    return aside or (len(keys) == 1 and keys[0] in _OWN_NAMES)
