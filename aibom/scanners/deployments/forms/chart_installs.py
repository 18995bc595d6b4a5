"""Reads resources that install Helm charts: Flux HelmRelease, Argo CD Application, k3s HelmChart, Kustomize.

They name the chart and carry values for it, as a mapping or as a YAML text inside of the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.forms.containers import tables, workloads_below
from aibom.scanners.deployments.records import Word, Workload

_MAPPINGS = ("values", "valuesObject", "valuesInline")
_TEXTS = ("values", "valuesContent", "valuesInline")


def installations(document: Lined, top: Mapping[str, Json], rows: Rows) -> Iterator[Workload | Word]:
    """The charts that a resource installs (as words), and what its values deploy (as workloads)."""
    for table, _ in tables(top):
        yield from _chart(document, table)
        for key in _MAPPINGS:
            if isinstance(value := table.get(key), Mapping):
                yield from workloads_below(document, value, rows)
        for key in _TEXTS:
            if isinstance(text := table.get(key), str) and "\n" in text:
                yield from embedded_workloads(text, document.line_of(table, key), rows)
    yield from _images(document, top)


def _chart(document: Lined, table: Mapping[str, Json]) -> Iterator[Word]:
    chart = table.get("chart")
    if isinstance(chart, str) and chart:
        yield Word(chart.rpartition("/")[2], document.line_of(table, "chart"))
    for key in ("helmCharts", "helmChartInflationGenerator"):
        items = table.get(key)
        for item in items if isinstance(items, list) else ():
            if isinstance(item, Mapping) and isinstance(name := item.get("name"), str):
                yield Word(name, document.line_of(item, "name"))


def embedded_workloads(text: str, line: int, rows: Rows, chart: str = "") -> Iterator[Workload]:
    """Values (or a list of containers) in a text, which are for the product `chart`.

    Parsed with blank lines before them, so that their lines are those of the file.
    """
    first = next((row for row in text.splitlines() if row.strip()), "")
    start = rows.find(first.strip(), line) - (text[: text.find(first)].count("\n") if first else 0)
    try:
        documents = parse_yaml_with_lines(b"\n" * max(start - 1, 0) + text.encode(), "", text_only=True, partial=True)
    except UnreadableError:
        return
    for one in documents[:1]:
        yield from workloads_below(one, one.value, rows, chart)


def _images(document: Lined, top: Mapping[str, Json]) -> Iterator[Workload]:
    """Kustomize sets the images of the resources that it takes from elsewhere."""
    items = top.get("images")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and isinstance(name := item.get("newName") or item.get("name"), str):
            tag = item.get("newTag")
            line = document.line_of(item, "newName" if "newName" in item else "name")
            image = Word(f"{name}:{tag}" if isinstance(tag, str) and tag else name, line)
            yield Workload(name=name, line=line, image=image)
