"""Reads what Kustomize makes of the resources that it takes from elsewhere: literals of its generators, inline patches.

A patch is a piece of the resource, or a list of operations (RFC 6902) on it; kubectl.docs.kubernetes.io.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.commands.words import command_words
from aibom.scanners.deployments.forms.containers import workloads_below
from aibom.scanners.deployments.records import Setting, Word, Workload

_GENERATORS = ("configMapGenerator", "secretGenerator")
_PATCHES = ("patches", "patchesJson6902")
_MAX = 500


def kustomized(document: Lined, top: Mapping[str, Json], rows: Rows) -> Iterator[Workload]:
    """The settings that generators hold, and what inline patches say of containers."""
    for key in _GENERATORS:
        for one in _tables(top.get(key)):
            settings = tuple(_literals(one, document))
            if settings:
                yield Workload(name=str(one.get("name") or key), line=settings[0].line, settings=settings)
    for key in _PATCHES:
        for one in _tables(top.get(key)):
            text = one.get("patch")
            if isinstance(text, str) and text.strip():
                yield from _patch(text, document.line_of(one, "patch"), one.get("target"), rows)


def _tables(value: Json) -> list[Mapping[str, Json]]:
    return [one for one in (value[:_MAX] if isinstance(value, list) else ()) if isinstance(one, Mapping)]


def _literals(table: Mapping[str, Json], document: Lined) -> Iterator[Setting]:
    literals = table.get("literals")
    for index, item in enumerate(literals[:_MAX] if isinstance(literals, list) else ()):
        name, sign, value = item.partition("=") if isinstance(item, str) else ("", "", "")
        if sign:
            yield setting(name.strip(), value.strip("\"'"), document.line_of(literals, index))


def _patch(text: str, line: int, target: Json, rows: Rows) -> Iterator[Workload]:
    first = next(row for row in text.splitlines() if row.strip())
    start = rows.find(first.strip(), line) - text[: text.find(first)].count("\n")
    try:
        found = parse_yaml_with_lines(b"\n" * max(start - 1, 0) + text.encode(), "", text_only=True, partial=True)
    except UnreadableError:
        return
    for one in found[:1]:
        if isinstance(one.value, list):
            yield from _operations(one, str(target.get("name") or "") if isinstance(target, Mapping) else "", rows)
        else:
            yield from workloads_below(one, one.value, rows)


def _operations(document: Lined, target: str, rows: Rows) -> Iterator[Workload]:
    product = products().of_key(target) if target else None
    id_ = product.id if product is not None else ""
    for one in _tables(document.value):
        place, value = str(one.get("path") or ""), one.get("value")
        if "value" not in one:
            continue
        line = document.line_of(one, "value")
        if isinstance(value, Mapping) and isinstance(name := value.get("name"), str) and "/env" in place:
            yield Workload(name=target, line=line, settings=(setting(name, value.get("value"), line),))
        elif place.endswith("/image") and isinstance(value, str):
            yield Workload(name=target, line=line, image=Word(value, line))
        elif "/args" in place or "/command" in place:
            words = command_words(value if isinstance(value, list) else [value], line, rows)
            yield Workload(name=target, line=line, command=words, product=id_)
