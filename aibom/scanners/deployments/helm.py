"""Reads Helm charts (helm.sh/docs/topics/charts): values, templates with their marks taken out, dependencies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.kubernetes import from_documents, manifests
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload
from aibom.scanners.deployments.settings import setting

MAX_TABLES = 20_000
_CONTROL = re.compile(
    r"[ \t]*\{\{-?\s*(?:/\*.*?\*/"
    r"|(?:if|else|end|range|with|define|include|template|toYaml|block|fail|tpl|required)\b[^}]*|\$[^}]*)-?\}\}[ \t]*\Z"
)
_VALUE = re.compile(r"\{\{-?\s*(?P<body>[^{}]*?)\s*-?\}\}")
_PATH = re.compile(r"\.Values\.(?P<path>[\w.]+)")
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
    done = 0
    while (mark := text.find("{{", done)) >= 0:
        start, end = text.rfind("\n", 0, mark) + 1, text.find("\n", mark)
        end = end if end >= 0 else len(text)
        row = text[start:end]
        parts += (text[done:start], "" if _CONTROL.match(row) else _VALUE.sub(_reference, row))
        done = end
    return "".join((*parts, text[done:]))


def _reference(match: re.Match[str]) -> str:
    body = match["body"]
    path = _PATH.search(body)
    if path is None:
        return "${TEMPLATE}"
    default = _DEFAULT.search(body)
    name = variable(path["path"])
    return f"${{{name}:-{default['text']}}}" if default else f"${{{name}}}"


def read_values(data: bytes, path: str) -> Deployment | None:
    """Values of a chart: images (`repository` with `tag`), and all plain values as variables."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    if not documents:
        return None
    document = documents[0]
    workloads = tuple(_images(document))
    variables = tuple(_variables(document))
    return Deployment("values", workloads=workloads, variables=variables) if workloads or variables else None


def _tables(document: Lined) -> Iterator[tuple[Mapping[str, Json], str]]:
    stack: list[tuple[Json, str]] = [(document.value, "")]
    count = 0
    while stack and count < MAX_TABLES:
        value, path = stack.pop()
        count += 1
        if isinstance(value, Mapping):
            yield value, path
            stack += [(child, f"{path}.{key}" if path else key) for key, child in reversed(list(value.items()))]
        elif isinstance(value, list):
            stack += [(child, path) for child in reversed(value)]


def _variables(document: Lined) -> Iterator[Setting]:
    for table, path in _tables(document):
        for key, value in table.items():
            if isinstance(value, str) and len(value) < 500:
                yield setting(variable(f"{path}.{key}" if path else key), value, document.line_of(table, key))


def _images(document: Lined) -> Iterator[Workload]:
    for table, path in _tables(document):
        repository, tag = table.get("repository"), table.get("tag")
        if (
            isinstance(repository, str)
            and repository
            and ("tag" in table or "pullPolicy" in table or "digest" in table)
        ):
            yield _workload(document, table, repository, tag, path)
        elif isinstance(image := table.get("image"), str) and ("/" in image or ":" in image):
            settings = tuple(_environment(document, table))
            yield Workload(
                name=path or "image",
                line=document.line_of(table, "image"),
                image=Word(image, document.line_of(table, "image")),
                settings=settings,
            )


def _workload(document: Lined, table: Mapping[str, Json], repository: str, tag: Json, path: str) -> Workload:
    registry, digest = table.get("registry"), table.get("digest")
    name = f"{registry}/{repository}" if isinstance(registry, str) and registry else repository
    name += f":{tag}" if isinstance(tag, str) and tag else ""
    name += f"@{digest}" if isinstance(digest, str) and digest else ""
    line = document.line_of(table, "repository")
    return Workload(
        name=path or repository, line=line, image=Word(name, line), settings=tuple(_environment(document, table))
    )


def _environment(document: Lined, table: Mapping[str, Json]) -> Iterator[Setting]:
    env = table.get("env")
    if isinstance(env, Mapping):
        for name, value in env.items():
            yield setting(name, value, document.line_of(env, name))
    for one in env if isinstance(env, list) else ():
        label = one.get("name") if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and isinstance(label, str):
            yield setting(label, one.get("value"), document.line_of(one, "name"))


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
    return Deployment("chart", charts=names) if names else None
