"""Reads helmfiles (helmfile.readthedocs.io): releases of charts, each with values of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.forms.containers import workloads_below
from aibom.scanners.deployments.records import Deployment, Word, Workload

_RELEASES = re.compile(rb"^releases:[ \t]*\r?$", re.MULTILINE)
_CHART = re.compile(rb"^[ \t-]+chart:[ \t]", re.MULTILINE)
# Rows of templates that only steer, and values that a template fills in.
_STEERING = re.compile(rb"(?m)^[ \t]*\{\{[^\n]*\}\}[ \t]*$")
_FILLED = re.compile(rb"\{\{[^{}\n]*\}\}")
MAX_RELEASES = 1_000


def is_helmfile(data: bytes) -> bool:
    """Whether YAML lists releases of charts."""
    return b"releases:" in data and _RELEASES.search(data) is not None and _CHART.search(data) is not None


def read_helmfile(data: bytes, path: str) -> Deployment | None:
    """The charts that a helmfile installs, and what their values deploy."""
    rows = Rows(decode(data))
    text = _FILLED.sub(b"TEMPLATE", _STEERING.sub(b"", data)) if b"{{" in data else data
    charts: list[Word] = []
    workloads: list[Workload] = []
    for document in parse_yaml_with_lines(text, path, text_only=True, partial=True):
        for release in _releases(document):
            chart = str(release["chart"]).rstrip("/").rpartition("/")[2]
            charts.append(Word(chart, document.line_of(release, "chart")))
            values = release.get("values")
            for given in values if isinstance(values, list) else [values]:
                if isinstance(given, Mapping):
                    workloads += workloads_below(document, given, rows)
    return Deployment("values", tuple(workloads), charts=tuple(charts)) if charts else None


def _releases(document: Lined) -> Iterator[Mapping[str, Json]]:
    top = document.value
    releases = top.get("releases") if isinstance(top, Mapping) else None
    for release in within(releases, MAX_RELEASES, "releases") if isinstance(releases, list) else ():
        if not isinstance(release, Mapping) or str(release.get("installed")).lower() == "false":
            continue
        if isinstance(release.get("chart"), str):
            yield release
