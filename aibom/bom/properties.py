"""How facts stand in CycloneDX properties, and back.

A property is a name and a string. A value of the fact's own type stands plainly in `aibom:<fact>`: text as it
is, booleans as `true` and `false`, numbers in JSON notation, a list as one property for each element, sorted.
Everything else (an explicit null, `{"unresolved": expr}`, an empty list, a list with an unresolved element)
stands as JSON in `aibom:json:<fact>`. So no text can be mistaken for a null or for a mapping.

Where the official CycloneDX property taxonomy has a name for a fact, that name is used instead
(github.com/CycloneDX/cyclonedx-property-taxonomy, cdx/ai-ml.md).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any, TypeAlias

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.model.kinds import Kind
from aibom.model.vocabulary import FACT_BY_NAME, FactType

Pair: TypeAlias = "tuple[str, str]"

PREFIX = "aibom:"
JSON_PREFIX = "aibom:json:"
KIND = "aibom:kind"
ORIGIN = "aibom:origin"
USE = "aibom:use"
EVIDENCE = "aibom:evidence:detail"
EVIDENCE_LOCATION = "aibom:evidence:location"
RELATION_PREFIX = "aibom:relation:"
INFERRED_PREFIX = "aibom:inferred:"
UNKNOWN = "aibom:unknown"
REMARK = "aibom:remark"
SCAN_NAMESPACE = "aibom:scan:"
AUDIT_NAMESPACE = "aibom:audit:"

QUANTIZATION = "cdx:ai-ml:model:hyperparameter:quantization"
PARAMETER_COUNT = "cdx:ai-ml:model:parameter:count"
MODALITY = "cdx:ai-ml:model:modality"
PROMPT_TEMPLATE = "cdx:ai-ml:model:template:prompt"

# The kind of a container is written as what it is in a BOM, an image: readers that group by the words of the
# property would otherwise take every plain base image for a running AI service.
_KIND_WORDS = {Kind.CONTAINER: "image"}
_KINDS_BY_WORD = {_KIND_WORDS.get(kind, str(kind)): kind for kind in Kind}


def kind_word(kind: Kind) -> str:
    """The value of `aibom:kind` for a kind."""
    return _KIND_WORDS.get(kind, str(kind))


def kind_by_word(word: str) -> Kind | None:
    """The kind that a value of `aibom:kind` stands for; None for a word that is not ours."""
    return _KINDS_BY_WORD.get(word)


# Properties of the house that are no facts.
_RESERVED = frozenset({KIND, ORIGIN, USE, EVIDENCE, EVIDENCE_LOCATION, UNKNOWN, REMARK})


def encode(name: str, value: Json) -> list[Pair]:
    """The properties that hold one fact."""
    texts = _plain(name, value)
    if texts is None:
        return [(JSON_PREFIX + name, compact(value))]
    return [(PREFIX + name, text) for text in texts]


def _plain(name: str, value: Json) -> list[str] | None:
    fact = FACT_BY_NAME.get(name)
    type_ = fact.type if fact else None
    if type_ in (FactType.STRING, FactType.DATE) and isinstance(value, str):
        return [value]
    if type_ is FactType.BOOLEAN and isinstance(value, bool):
        return ["true" if value else "false"]
    if type_ is FactType.NUMBER and _is_number(value):
        return [json.dumps(value)]
    if type_ is FactType.STRINGS and isinstance(value, list | tuple) and value:
        texts = [item for item in value if isinstance(item, str)]
        return sorted(set(texts)) if len(texts) == len(value) else None
    return None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def compact(value: Any) -> str:
    """JSON on one line with sorted keys; what has no JSON form becomes its text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def as_properties(pairs: Iterable[Pair]) -> list[dict[str, str]]:
    """CycloneDX property objects, sorted, each once."""
    return [{"name": name, "value": value} for name, value in sorted(set(pairs))]


def pairs_of(raw: Any) -> list[Pair]:
    """Names and values of a `properties` array; what is not a property is passed over."""
    if not isinstance(raw, list):
        return []
    found = [(item.get("name"), item.get("value")) for item in raw if isinstance(item, dict)]
    return [(name, value) for name, value in found if isinstance(name, str) and isinstance(value, str)]


def decode(pairs: Iterable[Pair]) -> dict[str, Json]:
    """The facts in `aibom:` properties: the inverse of `encode`. A text that does not fit the fact's type is
    taken as a string, which no comparison of that type is true of."""
    facts: dict[str, Json] = {}
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        if name.startswith(JSON_PREFIX):
            facts[name[len(JSON_PREFIX) :]] = from_json(value)
        elif name.startswith(PREFIX) and name not in _RESERVED:
            _decode_plain(name[len(PREFIX) :], value, facts, lists)
    for name, items in lists.items():
        facts.setdefault(name, sorted(items))
    return facts


def _decode_plain(name: str, text: str, facts: dict[str, Json], lists: dict[str, list[str]]) -> None:
    fact = FACT_BY_NAME.get(name)
    if fact is None:
        return
    if fact.type is FactType.STRINGS:
        lists.setdefault(name, []).append(text)
    elif fact.type is FactType.BOOLEAN:
        facts[name] = {"true": True, "false": False}.get(text, text)
    elif fact.type is FactType.NUMBER:
        facts[name] = _number(text)
    else:
        facts[name] = text


def _number(text: str) -> Json:
    try:
        value = int(text) if text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        return text
    return value if math.isfinite(value) else text


def from_json(text: str) -> Json:
    """The value of a JSON text; a text that is not JSON stands for something that cannot be read."""
    try:
        return parse_json(text.encode("utf-8", "replace"), "property")
    except UnreadableError:
        return {"unresolved": text}


def human_count(count: float) -> str:
    """7241732096 -> 7.24B, the notation that the taxonomy asks for."""
    for letter, unit in (("T", 1e12), ("B", 1e9), ("M", 1e6)):
        if count >= unit:
            return f"{count / unit:.2f}".rstrip("0").rstrip(".") + letter
    return f"{count / 1e6:.4f}".rstrip("0").rstrip(".") + "M"
