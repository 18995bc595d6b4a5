"""Takes secrets out of sightings: the one gate between scanners and everything that is stored or shown.

Scanners mask what they know to be secret; whatever slips past them (an address in a data set's name, a token in a
shell command) is masked here, in every text of a sighting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from aibom.core.json import Json
from aibom.core.secret_texts import mask_expression, mask_text
from aibom.core.secrets import clean_endpoint
from aibom.model.sighting import Evidence, Link, Observation, Remark, Sighting, Subject, Use


def without_secrets(sighting: Sighting) -> Sighting:
    """The sighting with every secret in its texts replaced by `***`."""
    if isinstance(sighting, Observation):
        return _observation(sighting)
    if isinstance(sighting, Link):
        source = None if sighting.source is None else _subject(sighting.source)
        target = _subject(sighting.target)
        same = source is sighting.source and target is sighting.target
        return sighting if same else replace(sighting, source=source, target=target)
    if isinstance(sighting, Remark):
        return replace(sighting, text=mask_text(sighting.text))
    return replace(sighting, reason=mask_text(sighting.reason), expression=mask_expression(sighting.expression))


def _observation(seen: Observation) -> Observation:
    """Most observations hold no secret: they stay the objects that they are."""
    subject, evidence = _subject(seen.subject), _evidence(seen.evidence)
    facts = {name: _fact(name, value) for name, value in seen.facts.items()}
    if subject is seen.subject and evidence is seen.evidence and not seen.uses and facts == seen.facts:
        return seen
    uses = tuple(_use(use) for use in seen.uses)
    return replace(seen, subject=subject, evidence=evidence, facts=facts, uses=uses)


# Facts of hexadecimal digits only, which look like tokens and are none.
_INERT = frozenset({"hashes"})
# Facts, and arguments of calls, that say where a service is reached.
_ADDRESSES = frozenset("endpoints command url urls base_url baseURL api_base endpoint server_url serverUrl".split())


def _fact(name: str, value: Json) -> Json:
    return value if name in _INERT else _value(value, address=name in _ADDRESSES)


def _subject(subject: Subject) -> Subject:
    name = _masked(subject.name)
    return subject if name == subject.name else replace(subject, name=name)


def _evidence(evidence: Evidence) -> Evidence:
    symbol = _masked(evidence.symbol)
    return evidence if symbol == evidence.symbol else replace(evidence, symbol=symbol)


# Lock files say the same names thousands of times; only short texts are kept.
_SHORT = 120
_masked_once = lru_cache(maxsize=16_384)(mask_text)


def _masked(text: str) -> str:
    return _masked_once(text) if len(text) <= _SHORT else mask_text(text)


def _use(use: Use) -> Use:
    return replace(use, args={name: _value(value, name) for name, value in use.args.items()})


def _value(value: Json, name: str = "", *, address: bool = False) -> Json:
    address = address or name in _ADDRESSES
    if isinstance(value, str):
        value = clean_endpoint(value) if address else value
        if name == "unresolved":
            return mask_expression(value)
        return mask_text(value, name) if name else _masked(value)
    if isinstance(value, Mapping):
        return {key: _value(inner, key) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_value(inner, name, address=address) for inner in value]
    return value
