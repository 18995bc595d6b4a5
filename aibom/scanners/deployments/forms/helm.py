"""Reads Helm charts (helm.sh/docs/topics/charts): values, templates with their marks taken out, dependencies."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.catalog.products import products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.given import LISTED
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.forms.containers import tables, workloads_below
from aibom.scanners.deployments.forms.kubernetes import from_documents, manifests
from aibom.scanners.deployments.records import Deployment, Setting, Word

_CONTROL = re.compile(
    r"[ \t]*\{\{-?\s*(?:/\*.*?\*/"
    r"|[#/^][\w.]{1,80}[^}]*"
    r"|(?:if|else|end|range|with|define|include|template|toYaml|block|fail|tpl|required)\b[^}]*|\$[^}]*)-?\}\}[ \t]*\Z"
)
# `{{{X}}}` and lines that begin with `{{#if` are of Handlebars and Mustache, which other kits write manifests in.
_VALUE = re.compile(r"\{\{\{\s*(?P<raw>[^{}]*?)\s*\}\}\}|\{\{-?\s*(?P<body>[^{}]*?)\s*-?\}\}")
_PATH = re.compile(r"\.Values\.(?P<path>[\w.]+)")
_DOT = re.compile(r"\.(?P<path>[a-z][\w.]*)")
# An item of the list that `range` goes through: the dot, or the variable that `range $model :=` names.
_ITEM = re.compile(r"(?:\.|\$\w+)(?:\s*\|\s*\w+)*\Z")
_BLOCK = re.compile(
    r"\{\{-?\s*(?:(?P<end>end)\b|(?:with|range)\s+(?:\$\w+\s*(?:,\s*\$\w+\s*)?:?=\s*)?\$?\.Values\.(?P<path>[\w.]+)"
    r"|(?:if|with|range|define|block)\b)"
)
# An address within the cluster that is put together: `printf "http://%s-pipelines:9099" (include ...)`.
_ADDRESS = re.compile(r"printf\s+\"(?P<text>https?://[\w.%:/-]*)\"")
_MAX_SCOPES = 50
_MAX_ITEMS = 40  # of a list of values
_DEFAULT = re.compile(r"(?:\|\s*default|default)\s+\"(?P<text>[^\"]*)\"")


def variable(path: str) -> str:
    """The name by which a value of a chart is known as a variable: `image.tag` -> VALUES_image_tag."""
    return f"VALUES_{path.replace('.', '_')}"


def read_template(data: bytes, path: str) -> Deployment | None:
    """A manifest with template marks: control lines are blanked, values become variables."""
    text = decode(manifests(data))
    if not text:
        return None
    documents = parse_yaml_with_lines(without_marks(text).encode(), path, text_only=True, partial=True)
    found = from_documents(documents, Rows(text))
    return found._replace(form="template", problems=()) if found else None


def without_marks(text: str) -> str:
    """The text with control lines blanked and values made variables; other lines are not looked at."""
    parts: list[str] = []
    scopes: list[str] = []
    done = 0
    while (mark := text.find("{{", done)) >= 0:
        start, end = text.rfind("\n", 0, mark) + 1, text.find("\n", mark)
        end = end if end >= 0 else len(text)
        row = text[start:end]
        _follow(row, scopes)
        parts += (text[done:start], "" if _CONTROL.match(row) else _filled(row, scopes))
        done = end
    return "".join((*parts, text[done:]))


def _follow(row: str, scopes: list[str]) -> None:
    """Keep what `with` and `range` make the dot stand for; other blocks leave it."""
    for match in _BLOCK.finditer(row):
        if match["end"]:
            del scopes[-1:]
        elif len(scopes) < _MAX_SCOPES:
            scopes.append(match["path"] or "")


def _filled(row: str, scopes: list[str]) -> str:
    scope = next((one for one in reversed(scopes) if one), "")
    return _VALUE.sub(lambda match: _reference(match, scope), row)


def _reference(match: re.Match[str], scope: str) -> str:
    body = match["body"] or match["raw"] or ""
    if (address := _ADDRESS.search(body)) is not None:
        return address["text"].replace("%s", "release")
    path = _PATH.search(body)
    inner = _DOT.match(body) if scope and path is None else None
    if scope and path is None and _ITEM.match(body):
        return f"${{{variable(scope)}}}"
    if path is None and inner is None:
        return "${TEMPLATE}"
    default = _DEFAULT.search(body)
    name = variable(path["path"] if path is not None else f"{scope}.{inner['path']}" if inner is not None else "")
    return f"${{{name}:-{default['text']}}}" if default else f"${{{name}}}"


def read_values(data: bytes, path: str) -> Deployment | None:
    """Values of a chart: images (`repository` with `tag`), and all plain values as variables."""
    if b"{{{" in data or b"{{#" in data:
        data = without_marks(decode(data)).encode()
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    if not documents:
        return None
    document = documents[0]
    workloads = tuple(workloads_below(document, document.value, Rows(decode(data)), _chart_of(path)))
    variables = tuple(_variables(document))
    return Deployment("values", workloads=workloads, variables=variables) if workloads or variables else None


def _chart_of(path: str) -> str:
    """The product whose chart gets the values, as its folder (`qdrant/values.yaml`) or the file (`qdrant-values.yaml`)
    is named after it; "" when neither is."""
    folder, name = posixpath.split(path.lower())
    stem = re.sub(r"[._-]?values.*\Z", "", name)
    product = products().of_key(stem) if stem else None
    product = product or products().of_key(posixpath.basename(folder))
    return product.id if product is not None else ""


def _variables(document: Lined) -> Iterator[Setting]:
    for table, path in tables(document.value):
        for key, value in table.items():
            name = variable(f"{path}.{key}" if path else key)
            if isinstance(value, str) and len(value) < 500:
                yield setting(name, value, document.line_of(table, key))
            elif isinstance(value, list) and (items := _plain_items(value)):
                yield setting(name, LISTED.join(items), document.line_of(value, 0))
                for index, item in enumerate(items):
                    yield setting(f"{name}.{index}", item, document.line_of(value, index))


def _plain_items(values: list[Json]) -> list[str]:
    """The texts of a list that a template may go through; [] where it holds something else."""
    items = [one for one in values if isinstance(one, str) and 0 < len(one) < 200 and " " not in one]
    return items if len(items) == len(values) <= _MAX_ITEMS else []


def read_chart(data: bytes, path: str) -> Deployment | None:
    """The dependencies of a chart: charts that install products."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    top = documents[0].value if documents else None
    dependencies = top.get("dependencies") if isinstance(top, Mapping) else None
    names = tuple(
        Word(str(one["name"]), documents[0].line_of(one, "name"))
        for one in (dependencies if isinstance(dependencies, list) else ())
        if isinstance(one, Mapping) and isinstance(one.get("name"), str)
    )
    conditions = tuple(
        (str(one["name"]), variable(condition.partition(",")[0].strip()))
        for one in (dependencies if isinstance(dependencies, list) else ())
        if isinstance(one, Mapping) and "name" in one and isinstance(condition := one.get("condition"), str)
    )
    return Deployment("chart", charts=names, conditions=conditions) if names else None
