"""What models tell of one another: equal layouts under different names, and cards that do not fit their weights."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from aibom.bom.licence_names import normal_licence
from aibom.core.json import Json
from aibom.model.component import Component
from aibom.model.kinds import Kind

MAX_LISTED = 20
# A card's "7B" may stand for 6.7 or 8.0 billion; beyond twice or below half it is another model.
TOLERANCE = 2.0
# Libraries of the hub that read one format of weights, by the format's name.
_LIBRARY_FORMATS = frozenset({"gguf", "onnx", "openvino", "safetensors"})


def with_look_alikes(components: Sequence[Component]) -> tuple[Component, ...]:
    """The components with `layout.twins` and what their card contradicts in `claims.contradicted`."""
    models = [one for one in components if one.kind is Kind.MODEL]
    added = _twins(models)
    for ref, claims in _claims(models).items():
        added.setdefault(ref, {})["claims.contradicted"] = claims
    return tuple(_with(one, added[one.ref]) if one.ref in added else one for one in components)


def _with(component: Component, facts: Mapping[str, Json]) -> Component:
    told = dict(facts)
    known = component.facts.get("claims.contradicted")
    if isinstance(known, list) and isinstance(new := told.get("claims.contradicted"), list):
        told["claims.contradicted"] = sorted({str(one) for one in (*known, *new)})
    return replace(component, facts=dict(sorted({**component.facts, **told}.items())))


def _twins(models: Sequence[Component]) -> dict[str, dict[str, Json]]:
    """Of each model whose layout others have: their names, and whether their bytes are equal too."""
    groups: dict[str, list[Component]] = {}
    for one in models:
        if isinstance(layout := one.facts.get("layout"), str) and layout:
            groups.setdefault(layout, []).append(one)
    found: dict[str, dict[str, Json]] = {}
    for group in groups.values():
        for one in group if len(group) > 1 else ():
            others = [other for other in group if other.ref != one.ref][:MAX_LISTED]
            found[one.ref] = {"layout.twins": sorted(f"{other.name} ({_alike(one, other)})" for other in others)}
    return found


def _alike(one: Component, other: Component) -> str:
    same = one.facts.get("hashes") and one.facts.get("hashes") == other.facts.get("hashes")
    return "same bytes" if same else "other bytes"


def _claims(models: Sequence[Component]) -> dict[str, list[Json]]:
    """What the card of a model, or of the folder that holds this one model, says against its files."""
    cards = {one.name: one for one in models if "card.sections.intended_use" in one.facts}
    in_folder: dict[str, list[Component]] = {}
    for one in models:
        if one.origin == "file" and "format" in one.facts:
            in_folder.setdefault(posixpath.dirname(one.name), []).append(one)
    found: dict[str, list[Json]] = {}
    for folder, card in cards.items():
        held = [card] if "format" in card.facts else in_folder.get(folder, [])
        if len(held) == 1 and (claims := list(_against(card.facts, held[0].facts))):
            found[held[0].ref] = claims
    return found


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _near(counted: float, claimed: float) -> bool:
    return 1 / TOLERANCE <= counted / claimed <= TOLERANCE


def _against(card: Mapping[str, Json], weights: Mapping[str, Json]) -> list[Json]:
    claims: list[Json] = []
    # Packed weights count fewer elements, and an adapter counts only what it adds.
    packed = str(weights.get("quantisation", "")).lower() in ("i32", "u8", "i8", "u32")
    comparable = not packed and weights.get("model_class") != "adapter"
    claimed, counted = _number(card.get("card.parameters")), _number(weights.get("parameters"))
    if comparable and claimed and counted and not _near(counted, claimed):
        claims.append(f"parameters: the card says {claimed:.0f}, the weights have {counted:.0f}")
    base, stated = card.get("base_model"), weights.get("base_model")
    if card is not weights and isinstance(base, str) and isinstance(stated, str) and base.lower() != stated.lower():
        claims.append(f"base model: the card says {base}, the configuration {stated}")
    claims.extend(_header_against(card, weights))
    return claims


def _header_against(card: Mapping[str, Json], weights: Mapping[str, Json]) -> Iterator[Json]:
    """What the card's front matter says of licence, library and relation that the weights' own headers contradict."""
    stated, header = card.get("licences"), weights.get("header.licence")
    if isinstance(header, str) and isinstance(stated, list) and stated and header.lower() not in ("other", "unknown"):
        licences = sorted({normal_licence(str(one)) for one in stated})
        if normal_licence(header) not in licences:
            yield f"licence: the card says {', '.join(licences)}, the header {normal_licence(header)}"
    library, held = str(card.get("card.library", "")), str(weights.get("format", ""))
    if library in _LIBRARY_FORMATS and held and held != library:
        yield f"library: the card says {library}, the weights are {held}"
    relation, adapter = str(card.get("card.relation", "")), weights.get("model_class") == "adapter"
    if adapter and relation in ("finetune", "merge", "quantized"):
        yield f"relation: the card says {relation}, the weights are an adapter"
    if relation == "adapter" and (family := weights.get("layout.family")):
        yield f"relation: the card says adapter, the weights are a whole {family}"
    if relation == "quantized" and held == "safetensors" and weights.get("header.dtype") == "F32":
        yield "relation: the card says quantized, most bytes of the weights are F32"
