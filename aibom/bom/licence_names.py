"""Brings a licence, as a manifest, a card or installed metadata writes it, to an SPDX expression where that is sure."""

from __future__ import annotations

from functools import lru_cache

from aibom.bom.licences import spdx_ids
from aibom.catalog.licences import named_licence
from aibom.core import re

_MAX_LENGTH = 2_000
# Cargo's older form of a choice: MIT/Apache-2.0.
_SLASHED = re.compile(r"[A-Za-z0-9.+-]+(?:\s*/\s*[A-Za-z0-9.+-]+)+\Z")
_JOINT = re.compile(r"\s(OR|AND|or|and)\s")


@lru_cache(maxsize=8192)
def normal_licence(text: str) -> str:
    """The SPDX expression in its canonical spelling; the text itself where it names no licence for certain.

    `apache-2.0` -> `Apache-2.0`, `Apache License, Version 2.0` -> `Apache-2.0`, `(MIT OR gpl-3.0)` ->
    `MIT OR GPL-3.0-only`; `BSD License` stays, because there are several.
    """
    text = " ".join(text.split())
    if text in spdx_ids() and not text.startswith(("GPL-", "LGPL-", "AGPL-")):
        return text
    if known := named_licence(text):
        return known
    if text.startswith("License ::"):
        return text.rpartition(" :: ")[2]
    expression = " OR ".join(part.strip() for part in text.split("/")) if _SLASHED.match(text) else text
    return _canonical(expression) or _canonical(_named_parts(expression)) or text


def _named_parts(expression: str) -> str:
    """`MPL-2.0 OR Apache 2.0` with each name replaced by its identifier; "" when there is none to replace."""
    if "(" in expression or len(expression) > _MAX_LENGTH:
        return ""
    parts = _JOINT.split(expression)
    replaced = [part if number % 2 else named_licence(part) or part for number, part in enumerate(parts)]
    return " ".join(part.strip() for part in replaced) if replaced != parts else ""


def _canonical(expression: str) -> str:
    if len(expression) > _MAX_LENGTH or "(" * 20 in expression:
        return ""
    from license_expression import ExpressionError, ExpressionParseError, get_spdx_licensing

    try:
        parsed = get_spdx_licensing().parse(expression, validate=True, strict=True)
    except (ExpressionError, ExpressionParseError, ValueError, TypeError, AttributeError, RecursionError):
        return ""
    return str(parsed.render("{symbol.key}")) if parsed is not None else ""
