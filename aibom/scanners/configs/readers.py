"""Which reader takes which form of configuration file. Readers are imported when a file needs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from aibom.core.limits import DEFAULT_LIMITS
from aibom.core.lined import Lined
from aibom.core.reader import SourceFile
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import may_tell, read_documents
from aibom.scanners.configs.paths import is_data_candidate, is_json_settings
from aibom.scanners.configs.places import with_usage

# JSON above this is a drawn workflow, a data set, or nothing to us.
MAX_JSON = 512 * 1024
_CARD_HEAD = 8


def read_file(file: SourceFile, form: str) -> Iterator[Sighting]:
    """What a file tells; what stands in tests and documentation is marked as mentioned."""
    return with_usage(_read(file, form), form)


def _read(file: SourceFile, form: str) -> Iterator[Sighting]:
    if form == "data":
        yield from _data(file)
    elif form == "json":
        yield from _json(file)
    elif form == "evaluation":
        yield from _evaluation(file)
    elif form == "spoken":
        yield from _spoken(file)
    elif form != "card" or b"---" in file.head(_CARD_HEAD):
        yield from READERS[form](file.read(DEFAULT_LIMITS.config_bytes), file.path)


def _spoken(file: SourceFile) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.spoken_texts import HEAD, read_spoken

    yield from read_spoken(file.head(HEAD), file.path, lambda: file.read(DEFAULT_LIMITS.config_bytes))


def _evaluation(file: SourceFile) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.promptfoo import HEAD, MARKS, read_evaluations

    if all(mark.search(file.head(HEAD)) for mark in MARKS):
        yield from _each(file.read(DEFAULT_LIMITS.config_bytes), file.path, read_evaluations)


def _data(file: SourceFile) -> Iterator[Sighting]:
    from aibom.scanners.configs.datafiles import read_data_file

    yield from read_data_file(file)


def _json(file: SourceFile) -> Iterator[Sighting]:
    from aibom.scanners.configs.json_forms import MAX_FLOW, read_flow, read_json, sets_up_ai

    data = list(_data(file)) if is_data_candidate(file.path) else []
    if data:
        yield from data
    elif file.size <= MAX_JSON:
        yield from read_json(file.read(MAX_JSON), file.path)
    elif file.size <= MAX_FLOW:
        content = file.read(MAX_FLOW)
        flow = list(read_flow(content, file.path))
        yield from flow
        if not flow and (is_json_settings(file.path) or sets_up_ai(content, file.path)):
            file.read(MAX_JSON)  # raises LimitError: settings that are too large are told, data is not
    else:
        file.read(MAX_FLOW)  # raises LimitError: what is not looked into is told


def _yaml(data: bytes, path: str) -> Iterator[Sighting]:
    if b"aigateway.envoyproxy.io/" in data:
        from aibom.scanners.configs.products.ai_gateway import read_ai_gateway

        yield from read_ai_gateway(data, path)
    if may_tell(data, path):
        from aibom.scanners.configs.yaml_forms import read_yaml

        yield from read_yaml(data, path)
        if b"apiVersion" in data or b"services:" in data:
            from aibom.scanners.configs.embedded import read_embedded

            yield from read_embedded(data, path, READERS)


def _toml(data: bytes, path: str) -> Iterator[Sighting]:
    if may_tell(data, path):
        from aibom.scanners.configs.generic import read_generic

        yield from read_generic(read_documents(data, path), path)


def _ini(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.ini_forms import read_ini

    yield from read_ini(data, path)


def _pyproject(data: bytes, path: str) -> Iterator[Sighting]:
    """The arguments of a Bento; all else in the file is about packages and tools of development."""
    if b"[tool.bentoml" in data:
        from aibom.core.lined import member
        from aibom.scanners.configs.generic import read_generic

        for document in read_documents(data, path):
            build = member(member(document.value, "tool"), "bentoml")
            yield from read_generic([replace(document, value=build)], path)


def _each(data: bytes, path: str, read: Callable[[Lined, str], Iterator[Sighting]]) -> Iterator[Sighting]:
    for document in parse_yaml_with_lines(data, path, partial=True):
        yield from read(document, path)


def _dvc(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.dvc import read_dvc

    yield from _each(data, path, read_dvc)


def _mlproject(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.mlproject import read_mlproject

    yield from _each(data, path, read_mlproject)


def _mlmodel(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.mlproject import read_mlmodel

    yield from _each(data, path, read_mlmodel)


def _langgraph(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.core.jsonc import parse_jsonc
    from aibom.scanners.configs.products.langgraph import read_langgraph

    yield from read_langgraph(parse_jsonc(data, path), path)


def _package_json(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.editor_settings import MARKS, read_editor_settings

    if any(mark in data for mark in MARKS):
        from aibom.core.jsonc import parse_jsonc

        yield from read_editor_settings(parse_jsonc(data, path), path)


def _gemini_extension(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.json_forms import read_json
    from aibom.scanners.configs.products.gemini_extension import read_extension

    yield from read_extension(data, path)
    yield from read_json(data, path)


def _modelfile(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.modelfile import read_modelfile

    yield from read_modelfile(data, path)


def _baml(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.baml import read_baml

    yield from read_baml(data, path)


def _env(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.envfile import read_env

    yield from read_env(data, path)


def _prompt(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.promptfiles import read_prompt_file

    yield from read_prompt_file(data, path)


def _agent_file(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.agent_files import read_agent_file

    yield from read_agent_file(data, path)


def _agentforce(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.agentforce import read_agentforce

    yield from read_agentforce(data, path)


def _agent_script(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.agent_scripts import read_agent_script

    yield from read_agent_script(data, path)


def _card(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.cards import read_card

    yield from read_card(data, path)


def _terraform(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.infrastructure.terraform import read_terraform
    from aibom.scanners.configs.infrastructure.terraform_knowledge import knowledge

    yield from read_terraform(data, path)
    yield from knowledge(data, path)


def _bicep(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.infrastructure.bicep import read_bicep

    yield from read_bicep(data, path)


def _parameters(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.infrastructure.bicep import read_parameters

    yield from read_parameters(data, path)


def _rivet(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.rivet import read_rivet

    yield from read_rivet(data, path)


def _spacy(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.spacy import read_spacy_config

    yield from read_spacy_config(data, path)


def _links(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.link_lists import read_links

    yield from read_links(data, path)


def _sql(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.sql import read_sql

    yield from read_sql(data, path)


def _properties(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.langchain4j_cdi import read_cdi
    from aibom.scanners.configs.products.spring import read_properties

    yield from read_properties(data, path)
    yield from read_cdi(data, path) if b".cdi.plugin." in data else ()


def _triton(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.triton import read_triton

    yield from read_triton(data, path)


def _functions_host(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.functions_host import read_functions_host

    yield from read_functions_host(data, path)


def _jvm_build(data: bytes, path: str) -> Iterator[Sighting]:
    from aibom.scanners.configs.products.jvm_builds import read_jvm_build

    yield from read_jvm_build(data, path)


READERS: dict[str, Callable[[bytes, str], Iterator[Sighting]]] = {
    "agent-file": _agent_file,
    "agent-script": _agent_script,
    "agentforce": _agentforce,
    "baml": _baml,
    "bicep": _bicep,
    "card": _card,
    "dvc": _dvc,
    "env": _env,
    "functions-host": _functions_host,
    "gemini-extension": _gemini_extension,
    "ini": _ini,
    "jvm-build": _jvm_build,
    "langgraph": _langgraph,
    "links": _links,
    "mlmodel": _mlmodel,
    "mlproject": _mlproject,
    "modelfile": _modelfile,
    "package-json": _package_json,
    "parameters": _parameters,
    "prompt": _prompt,
    "properties": _properties,
    "rivet": _rivet,
    "spacy": _spacy,
    "pyproject": _pyproject,
    "sql": _sql,
    "terraform": _terraform,
    "toml": _toml,
    "triton": _triton,
    "yaml": _yaml,
}
