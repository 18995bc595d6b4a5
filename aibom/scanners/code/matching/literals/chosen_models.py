"""Models chosen from a list: of a long one, a catalogue, the entry that code takes by itself is used; of a short one
that is shown to users every entry is, because the program sends whichever is picked."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.scanners.code.facts import Item, Lit, Map, Member, Seq, Value, key_name
from aibom.scanners.code.matching.literals.named_values import Named, is_model_key
from aibom.scanners.code.matching.model_names import api_model, hub_model, is_name, routed
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env

_ENTRY_NAMES = ("model", "modelId", "model_id", "id", "value", "name", "slug")
_MARKS = ("isDefault", "default", "is_default", "selected")
_OWNERS = ("provider", "providerId", "providerName", "vendor")
_MAX_ENTRIES = 3
_OFFERED = 12  # models that a program lets its user choose from; more are a list of what there is
_SHOWN = frozenset("name label title displayName display_name description".split())
_TRADE = frozenset(
    "context_window context_length contextWindow contextLength maxTokens max_tokens pricing price cost model_card "
    "owned_by object created knowledge_cutoff input_cost output_cost inputCost outputCost deprecated".split()
)
_SOLD = _TRADE - {"max_tokens", "maxTokens"}  # without what a request asks for at most


def offered(resolver: Resolver, seq: Seq, path: str) -> Iterator[Found]:
    """The models of a list that is shown to a user: `[{ id: "gpt-4o", name: "GPT-4o" }, ...]`.

    Only names of a known form count; facts of the trade (prices, sizes) make it a catalogue.
    """
    items = [item for item in seq.items if isinstance(item, Map)]
    marked = any(_is_default(item) for item in items)  # one is taken by default, so that they are for choosing
    entries = [one for item in items if (one := _offer(item, marked)) is not None]
    if not entries or len(entries) > _OFFERED or len(entries) * 2 < len(seq.items):
        return
    known = list(_known(resolver, entries, path))
    if len(known) * 2 >= len(entries):  # else they are fields of a form, one of which is called `command`
        yield from known


def enumerated_in(resolver: Resolver, name: str, mapping: Map, env: Env) -> Iterator[Found]:
    """The models that a JSON schema lets a caller choose from: `model: { type: "string", enum: SUPPORTED_MODELS }`."""
    given = [item for key, item in mapping.pairs if key_name(key) == "enum"] if is_model_key(name) else []
    for thing in resolver.evaluate(given[0], env) if given else ():
        items = thing.value.items if isinstance(thing, Data) and isinstance(thing.value, Seq) else ()
        if isinstance(thing, Data) and len(items) <= _OFFERED:
            entries = [(one.value, one.line) for one in items if isinstance(one, Lit) and isinstance(one.value, str)]
            yield from _known(resolver, entries, thing.env.path)


def _known(resolver: Resolver, entries: list[tuple[str, int]], path: str) -> Iterator[Found]:
    """Those of the entries whose names have a known form."""
    catalogue = resolver.catalogue
    for text, line in entries:
        provider, plain = routed(catalogue, text)
        form = catalogue.form(text)
        if form is None and (provider is None or catalogue.form(plain) is None):
            continue
        on_hub = form is not None and form.provider == "hf"
        subject, facts = hub_model(text) if on_hub else api_model(catalogue, plain, provider, "")
        yield Found(subject, facts, ((path, line),))


def offered_by_key(resolver: Resolver, mapping: Map, name: str, path: str) -> Iterator[Found]:
    """The models of a mapping that is shown to a user: `models: { "qwen2.5-coder:14b": { name: "Qwen" } }`."""
    entries = [(key, item) for key, item in mapping.pairs if isinstance(key, Lit) and isinstance(item, Map)]
    tail = name.rpartition(".")[2]
    if not entries or len(entries) < len(mapping.pairs) or len(entries) > _OFFERED or tail[-1:] not in ("s", "S"):
        return
    described = all(item.pairs and not {key_name(one) for one, _ in item.pairs} & _SOLD for _, item in entries)
    shown = any({key_name(key) for key, _ in item.pairs} & _SHOWN for _, item in entries)
    if is_model_key(tail[:-1]) and described and shown:
        named = [(str(key.value), key.line) for key, _ in entries if is_name(str(key.value))]
        yield from _known(resolver, named, path)


def is_traded(entry: Map) -> bool:
    """Whether a mapping says what a model costs or holds: a row of a table of what there is."""
    return any(key_name(key) in _TRADE for key, _ in entry.pairs)


def _is_default(entry: Map) -> bool:
    return any(key_name(key) in _MARKS and isinstance(item, Lit) and item.value is True for key, item in entry.pairs)


def _offer(entry: Map, marked: bool) -> tuple[str, int] | None:
    """The name that an entry of a list of choices is sent by, and its line; none for an entry of another kind."""
    labels = {getattr(key, "value", None): item for key, item in entry.pairs if key is not None}
    keys = [key for key in _ENTRY_NAMES if key in labels]
    if not keys or (labels.keys() & _TRADE and not marked) or not labels.keys() & _SHOWN - {keys[0]}:
        return None
    item = labels[keys[0]]
    if not isinstance(item, Lit) or not isinstance(item.value, str) or not is_name(item.value):
        return None
    return item.value, item.line


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


_CATALOGUE_KEYS = frozenset(
    "context_window context_length contextWindow contextLength maxTokens pricing price cost developer label "
    "displayName display_name model_card owned_by capabilities knowledge_cutoff".split()
)
# How a member is called that says how well a model did: `avgAcc`, `win_rate`, `bleu`; no limit for scores of hits.
_SCORE = re.compile(
    r"(?:^|_)(?:acc|elo|f1|bleu|rouge|wer|cer|rank|mmlu)(?:_|\Z)|(?:Acc|Elo)(?:[A-Z]|\Z)|accuracy|win_?rate|(?<!min_)(?<!max)score\Z"
)
_CATALOGUE_SIZE = 3  # more models than this side by side are a list of what could be used


def is_catalogue(seq: Seq) -> bool:
    """Whether a list describes what models there are: more than a few mappings with facts of the trade, or with what
    each has scored."""
    rows = [item for item in seq.items if isinstance(item, Map)]
    described = [item for item in rows if any(getattr(key, "value", None) in _CATALOGUE_KEYS for key, _ in item.pairs)]
    scored = sum(map(_is_scored, rows))
    return scored > _CATALOGUE_SIZE or (len(described) > _CATALOGUE_SIZE and not _are_presets(described))


def _is_scored(row: Map, depth: int = 0) -> bool:
    """Whether a row says how well a model did: `{ model: "gpt-5", avgAcc: 30.5, travel: { caseAcc: 18.9 } }`."""
    for key, value in row.pairs:
        if isinstance(value, Map) and depth == 0 and _is_scored(value, 1):
            return True
        figure = isinstance(value, Lit) and isinstance(value.value, int | float) and not isinstance(value.value, bool)
        if figure and _SCORE.search(str(key_name(key))):
            return True
    return False


def _are_presets(entries: list[Map]) -> bool:
    """Whether each entry is how one provider is used, rather than one of its models: `{ provider, modelName, ... }`."""
    owners: list[str] = []
    for entry in entries:
        items = {key_name(key): item for key, item in entry.pairs}
        owner = next((items[key] for key in _OWNERS if key in items), None)
        if owner is None or items.keys() & _TRADE:
            return False
        owners.append(str(getattr(owner, "value", getattr(owner, "path", ""))))
    return len(set(owners)) * 10 >= len(owners) * 7
