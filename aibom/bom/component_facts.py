"""The facts of one component or service of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.entries import Entry
from aibom.bom.evidence import read_evidence, read_uses
from aibom.bom.hashes import from_hashes
from aibom.bom.infer import full_name, inferred_facts, kind_of
from aibom.bom.licences import from_choice
from aibom.bom.model_card import read_data, read_model_card
from aibom.bom.properties import KIND, Pair, decode
from aibom.bom.purls import split_purl
from aibom.bom.services import read_service
from aibom.core.json import Json
from aibom.model.kinds import Kind

# Where a component names who supplies it, best first.
_SUPPLIERS = ("supplier", "provider", "manufacturer")
_NAMES = ("publisher", "author")
_TEXTS = ("version", "purl", "description")


def read_values(entry: Entry, pairs: list[Pair]) -> dict[str, Json]:
    """All facts that an entry tells. Our own properties win over the standard fields, since they are written
    only where a field cannot hold the value; a field that is missing gives no fact."""
    raw = entry.raw
    purl_text = raw.get("purl") if isinstance(raw.get("purl"), str) else None
    purl = split_purl(purl_text) if purl_text else None
    kind = kind_of(raw, entry.is_service, pairs, purl)
    is_ours = any(name == KIND for name, _ in pairs)
    values: dict[str, Json] = {} if is_ours else inferred_facts(raw, kind, purl)
    values.update(_standard(raw))
    if kind is Kind.MODEL:
        values |= read_model_card(raw, pairs)
    elif kind in (Kind.DATASET, Kind.PROMPT):
        values |= read_data(raw)
    if entry.is_service:
        values |= read_service(raw)
    values |= _places(raw, pairs, is_ours)
    values |= decode(pairs)
    values |= {"kind": str(kind), "ref": entry.ref}
    values["name"] = values.get("name") or full_name(raw, purl)
    return values


def _standard(raw: Mapping[str, Any]) -> dict[str, Json]:
    values: dict[str, Json] = {}
    for name in _TEXTS:
        if isinstance(raw.get(name), str):
            values[name] = raw[name]
    for fact, found in (("licences", from_choice(raw.get("licenses"))), ("hashes", from_hashes(raw.get("hashes")))):
        if found is not None:
            values[fact] = found
    supplier = _supplier(raw)
    if supplier:
        values["provider"] = supplier
    return values


def _supplier(raw: Mapping[str, Any]) -> str | None:
    for field in _SUPPLIERS:
        entity = raw.get(field)
        name = entity.get("name") if isinstance(entity, dict) else None
        if isinstance(name, str) and name:
            return name
    for field in _NAMES:
        if isinstance(raw.get(field), str) and raw[field]:
            return str(raw[field])
    return None


def _places(raw: Mapping[str, Any], pairs: list[Pair], is_ours: bool) -> dict[str, Json]:
    """Evidence and uses. In a document of ours no place means that none was seen; in another tool's that it did
    not say."""
    evidence, uses = read_evidence(raw.get("evidence"), pairs), read_uses(pairs)
    values: dict[str, Json] = {}
    if evidence or is_ours:
        values["evidence"] = evidence
    if uses or is_ours:
        values["uses"] = uses
    return values
