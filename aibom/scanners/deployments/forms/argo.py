"""Fills the parameters of Argo's workflows (argo-workflows.readthedocs.io) into their text."""

from __future__ import annotations

from aibom.core import re

_PARAMETER = re.compile(
    rb"-[ \t]*\{?[ \t]*name:[ \t]*[\"']?(?P<name>[\w-]{1,60})[\"']?[ \t]*(?:,|\r?\n)[ \t]*(?:value|default):[ \t]*"
    rb"[\"']?(?P<value>[\w./:@-]{1,200})[\"']?"
)
_USE = re.compile(rb"\{\{[ \t]*(?:workflow|inputs)\.parameters\.(?P<name>[\w-]{1,60})[ \t]*\}\}")


def with_parameters(data: bytes) -> bytes:
    """The manifest with each parameter that has one value replaced by it; lines stay."""
    if b".parameters." not in data:
        return data
    given: dict[bytes, set[bytes]] = {}
    for match in _PARAMETER.finditer(data):
        given.setdefault(match["name"], set()).add(match["value"])
    known = {name: next(iter(values)) for name, values in given.items() if len(values) == 1}
    return _USE.sub(lambda match: known.get(match["name"], match.group()), data)
