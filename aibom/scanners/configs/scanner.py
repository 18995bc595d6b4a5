"""The scanner of configuration files: by name it is decided who reads a file, by content what it tells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

import orjson

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, nesting
from aibom.core.limits import DEFAULT_LIMITS, MIB
from aibom.core.lined import Lined
from aibom.core.reader import SourceFile
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.sighting import Sighting
from aibom.scanners.base import PerFileScanner
from aibom.scanners.configs.canvas import is_canvas, read_canvas
from aibom.scanners.configs.cards import is_card, is_croissant, read_card, read_croissant
from aibom.scanners.configs.crewai import is_crew, read_crew
from aibom.scanners.configs.datafiles import is_candidate, read_data_file
from aibom.scanners.configs.dify import is_dify, read_dify
from aibom.scanners.configs.documents import AI_WORDS, notation, read_documents
from aibom.scanners.configs.dvc import is_dvc, read_dvc
from aibom.scanners.configs.envfile import is_env_file, read_env
from aibom.scanners.configs.generic import MAX_JSON, is_generic, is_json_settings, read_generic
from aibom.scanners.configs.langgraph import read_langgraph
from aibom.scanners.configs.litellm import is_litellm, read_litellm
from aibom.scanners.configs.mlproject import read_mlproject
from aibom.scanners.configs.modelfile import is_modelfile, read_modelfile
from aibom.scanners.configs.n8n import is_n8n, read_credentials, read_n8n
from aibom.scanners.configs.places import with_usage
from aibom.scanners.configs.promptfiles import (
    is_instructions,
    is_prompt_file,
    is_prompt_template,
    read_prompt_file,
    read_prompt_template,
)
from aibom.scanners.configs.promptfoo import is_promptfoo, read_promptfoo
from aibom.scanners.configs.spring import is_spring, read_properties, read_spring_yaml
from aibom.scanners.configs.sql import read_sql
from aibom.scanners.configs.terraform import read_terraform

MAX_FLOW = 8 * MIB
# Without one of these, JSON that is not named as settings is of no interest.
_JSON_MARKS = re.compile(rb'"prompt|"system|"template"|"instruction|recordSet|mlcommons|nodesAccess|Api"')


class ConfigScanner(PerFileScanner):
    """Settings, recipes, workflows, prompts and data files."""

    name = "configs"

    def wants(self, path: str) -> bool:
        return bool(form_of(path))

    def observe(self, file: SourceFile) -> Iterable[Sighting]:
        return with_usage(_observe(file))


def _observe(file: SourceFile) -> Iterator[Sighting]:
    form = form_of(file.path)
    if form == "data":
        yield from read_data_file(file)
    elif form == "json" and is_candidate(file.path) and (found := list(read_data_file(file))):
        yield from found
    elif form == "json" and file.size > MAX_JSON:
        yield from _large_json(file)
    else:
        yield from _READERS[form](file.read(DEFAULT_LIMITS.config_bytes), file.path)


def form_of(path: str) -> str:
    """Who reads a file of this name; "" for nobody."""
    name = posixpath.basename(path)
    lower = name.lower()
    for test, form in _BY_NAME:
        if test(path):
            return form
    ending = posixpath.splitext(lower)[1]
    if ending in (".tf", ".sql", ".properties"):
        return {".tf": "terraform", ".sql": "sql", ".properties": "properties"}[ending]
    kind = notation(path)
    if kind and is_generic(path):
        return kind
    return "data" if is_candidate(path) else ""


_BY_NAME = (
    (is_modelfile, "modelfile"),
    (is_env_file, "env"),
    (is_dvc, "dvc"),
    (is_instructions, "prompt"),
    (is_prompt_file, "prompt"),
    (is_card, "card"),
    (lambda path: posixpath.basename(path) == "MLproject", "mlproject"),
    (lambda path: posixpath.basename(path) == "langgraph.json", "langgraph"),
)


def _yaml(data: bytes, path: str) -> Iterator[Sighting]:
    if not AI_WORDS.search(data):
        return
    documents = read_documents(data, path)
    for document in documents:
        if is_litellm(document):
            yield from read_litellm(document, path)
        elif is_dify(document):
            yield from read_dify(document, path)
        elif is_crew(document):
            yield from read_crew(document, path)
        elif is_promptfoo(document, path):
            yield from read_promptfoo(document, path)
        elif isinstance(document.value, Mapping) and is_prompt_template(document.value, path):
            yield from read_prompt_template(document.value, data, path)
        else:
            yield from read_generic([document], path)
    if is_spring(path):
        yield from read_spring_yaml(documents, path)


def _json(data: bytes, path: str) -> Iterator[Sighting]:
    if not AI_WORDS.search(data) and b'"nodes"' not in data:
        return
    if b'"nodes"' in data and (flow := list(_flow(data, path))):
        yield from flow
        return
    settings = is_json_settings(path)
    if not settings and not _JSON_MARKS.search(data):
        return
    try:
        documents = read_documents(data, path)
    except UnreadableError:
        if settings:
            raise
        return  # data of somebody's own, in which nothing was expected
    for document in documents:
        yield from _json_document(document, data, path, settings)


def _json_document(document: Lined, data: bytes, path: str, settings: bool) -> Iterator[Sighting]:
    top = document.value
    if isinstance(top, Mapping) and is_croissant(top):
        yield from read_croissant(document, path)
    elif isinstance(top, Mapping) and is_prompt_template(top, path):
        yield from read_prompt_template(top, data, path)
    elif _is_credentials(top):
        yield from read_credentials(top if isinstance(top, list) else [top], decode(data), path)
    elif isinstance(top, Mapping) and settings:
        yield from read_generic([document], path)


def _is_credentials(top: Json) -> bool:
    first = top[0] if isinstance(top, list) and top else top
    return (
        isinstance(first, Mapping)
        and "nodesAccess" in first
        or (
            isinstance(first, Mapping)
            and {"type", "data", "id", "name"} <= set(first)
            and str(first["type"]).endswith("Api")
        )
    )


def _flow(data: bytes, path: str) -> Iterator[Sighting]:
    """A workflow of n8n (one or a list), Flowise or Langflow."""
    if nesting(data) > DEFAULT_LIMITS.json_depth:
        raise UnreadableError(path, "nested too deeply")
    try:
        top: Json = orjson.loads(data)
    except orjson.JSONDecodeError:
        return
    text = decode(data)
    for document in top if isinstance(top, list) else [top]:
        if isinstance(document, Mapping) and is_n8n(document):
            yield from read_n8n(document, text, path)
        elif isinstance(document, Mapping) and is_canvas(document):
            yield from read_canvas(document, text, path)


def _large_json(file: SourceFile) -> Iterator[Sighting]:
    """Large JSON is a workflow, a data set, or nothing to us."""
    if file.size <= MAX_FLOW and b'"nodes"' in (data := file.read(MAX_FLOW)) and (flow := list(_flow(data, file.path))):
        yield from flow
    elif is_candidate(file.path):
        yield from read_data_file(file)


def _toml(data: bytes, path: str) -> Iterator[Sighting]:
    if AI_WORDS.search(data):
        yield from read_generic(read_documents(data, path), path)


def _each(data: bytes, path: str, reader: object) -> Iterator[Sighting]:
    for document in parse_yaml_with_lines(data, path, partial=True):
        if callable(reader):
            yield from reader(document, path)


def _langgraph(data: bytes, path: str) -> Iterator[Sighting]:
    for document in read_documents(data, path):
        yield from read_langgraph(document, path)


def _properties(data: bytes, path: str) -> Iterator[Sighting]:
    if is_spring(path):
        yield from read_properties(data, path)


_READERS = {
    "modelfile": read_modelfile,
    "env": read_env,
    "dvc": lambda data, path: _each(data, path, read_dvc),
    "prompt": read_prompt_file,
    "card": read_card,
    "mlproject": lambda data, path: _each(data, path, read_mlproject),
    "langgraph": _langgraph,
    "terraform": read_terraform,
    "sql": read_sql,
    "properties": _properties,
    "yaml": _yaml,
    "json": _json,
    "toml": _toml,
}
