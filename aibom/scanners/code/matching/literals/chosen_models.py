"""Models chosen from a list: the list is a catalogue, the entry that code takes by itself is used."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.scanners.code.facts import Item, Lit, Map, Member, Value
from aibom.scanners.code.matching.literals.named_values import Named, is_model_key
from aibom.scanners.code.matching.model_names import api_model, hub_model, is_name, routed
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env

_ENTRY_NAMES = ("model", "modelId", "model_id", "id", "value", "name", "slug")
_MAX_ENTRIES = 3


def chosen(resolver: Resolver, named: Named, value: Item | Member, env: Env) -> Iterator[Found]:
    """`selectedModel: MODELS[0]`, `useState(models[0].id)`: the model that is taken when nobody chooses another.

    Its places are where it is chosen and where it stands in the list. A name of no known form counts where the list
    says that it is one of models.
    """
    base = value.base if isinstance(value, Member) else value
    if not is_model_key(named.name) or not isinstance(base, Item) or not isinstance(base.key, Lit):
        return
    of_models = is_model_key(str(getattr(base.base, "path", "")).rstrip("sS"))
    catalogue = resolver.catalogue
    for text in _entries(resolver, value, env):
        name = str(text.value)
        provider, plain = routed(catalogue, name)
        form = catalogue.form(name)
        if form is None and provider is None and not (of_models and any(char.isdigit() for char in name)):
            continue
        on_hub = form is not None and form.provider == "hf"
        subject, facts = hub_model(name) if on_hub else api_model(catalogue, plain, provider, "")
        yield Found(subject, facts, ((env.path, value.line), (text.path, text.line)))


def _entries(resolver: Resolver, value: Value, env: Env) -> Iterator[Const]:
    """The names by which the entries that a value can be are known."""
    for thing in resolver.evaluate(value, env)[:_MAX_ENTRIES]:
        if isinstance(thing, Data) and isinstance(thing.value, Map):
            labels = {getattr(key, "value", None): item for key, item in thing.value.pairs if key is not None}
            item = next((labels[key] for key in _ENTRY_NAMES if key in labels), None)
            found = resolver.evaluate(item, thing.env) if item is not None else ()
        else:
            found = (thing,)
        yield from (v for v in found if isinstance(v, Const) and isinstance(v.value, str) and is_name(v.value))
