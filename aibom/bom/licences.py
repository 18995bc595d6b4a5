"""Licences between the facts (a list of SPDX expressions) and the CycloneDX license choice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

# Versions from which ids and expressions may stand in one list; before, an expression stands alone.
_MIXED_SINCE = "1.7"


@cache
def spdx_ids() -> frozenset[str]:
    """The SPDX identifiers that the CycloneDX schemas accept as license.id."""
    schema = resources.files("cyclonedx.schema._res").joinpath("spdx.SNAPSHOT.schema.json").read_bytes()
    return frozenset(json.loads(schema)["enum"])


@cache
def _ids_by_spelling() -> Mapping[str, str]:
    return {spdx_id.lower(): spdx_id for spdx_id in spdx_ids()}


def to_choice(licences: list[str], spec_version: str) -> list[dict[str, Any]]:
    """The `licenses` of a component: id where the schema knows it, expression where it is a valid one and may
    stand there, otherwise a named licence with the text as it was given."""
    texts = sorted(set(licences))
    may_mix = spec_version >= _MIXED_SINCE or len(texts) == 1
    return [_choice(text, may_mix) for text in texts]


def _choice(text: str, may_be_expression: bool) -> dict[str, Any]:
    if text in spdx_ids():
        return {"license": {"id": text}}
    if may_be_expression and is_expression(text):
        return {"expression": text}
    return {"license": {"name": text}}


@cache
def is_expression(text: str) -> bool:
    """Whether text is a valid SPDX licence expression of known identifiers."""
    if len(text) > 2000 or "(" * 20 in text or text.strip() != text:
        return False
    from license_expression import ExpressionError, ExpressionParseError, get_spdx_licensing

    try:
        parsed = get_spdx_licensing().parse(text, validate=True, strict=True)
    except (ExpressionError, ExpressionParseError, ValueError, TypeError, AttributeError, RecursionError):
        return False
    return parsed is not None


def from_choice(raw: Any) -> list[str] | None:
    """The licences of a component as another tool or we wrote them, sorted; None when the field is missing.

    A named licence whose name is an SPDX id in another spelling becomes that id.
    """
    if not isinstance(raw, list):
        return None
    return sorted({text for choice in raw if isinstance(choice, dict) and (text := _text(choice))})


def _text(choice: Mapping[str, Any]) -> str:
    expression = choice.get("expression")
    if isinstance(expression, str):
        return expression
    licence = choice.get("license")
    if not isinstance(licence, dict):
        return ""
    name = licence.get("id") or licence.get("name")
    return _ids_by_spelling().get(name.lower(), name) if isinstance(name, str) else ""
