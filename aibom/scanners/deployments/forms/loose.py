"""Reads YAML of no known form that runs something: GitLab CI, SkyPilot, dstack, Ansible, cloud-init, Pulumi's settings.

Whatever the tool, shell text stands under a few keys (`script`, `run`, `commands`, `shell`), variables under a few
others, and an image is an image. Only images of products of the catalogue are told.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from functools import cache

import re2

from aibom.catalog.commands import commands
from aibom.catalog.products import products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.api_descriptions import describes_api
from aibom.scanners.configs.names.modelkeys import key_hint
from aibom.scanners.configs.names.services import service_of_variable
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.commands.words import script
from aibom.scanners.deployments.forms.containers import squeezed, tables, workloads_below
from aibom.scanners.deployments.forms.written_files import written_workloads
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload
from aibom.scanners.image_names import parse_image

_SCRIPTS = frozenset(
    "script beforescript afterscript run commands setup shell command cmd cmds runcmd steps entrypoint startcommand"
    " ansible.builtin.shell ansible.builtin.command bash pwsh inlinescript".split()  # Azure's pipelines
)
# Lists of arguments for a program that an image holds: of a job of Vertex AI or SageMaker.
_ARGUMENTS = frozenset({"args", "arguments", "containerarguments"})
_VARIABLES = frozenset("env envs variables environment envvars globalenv".split())
_MAX_SCRIPTS = 500
# What a program of one's own is told on its command line.
_FLAGS = r"[\s\"']--(?:base[_-]|hf[_-])?(?:model(?:[_-](?:name|path|id|name_or_path))?|dataset(?:[_-](?:name|id))?)[ =]"
# A variable of a container, in a list or a table: `- name: OPENAI_MODEL`.
_LISTED = (
    r"-?[ \t]+(?:name|key|Name):[ \t]+[\"']?[A-Z][A-Z0-9]*_(?:MODEL|API_KEY|URL|HOST|ENDPOINT)\b"
    r"|(?m:^)[ \t]+[A-Z][A-Z0-9]*_(?:MODEL|API_KEY|API_TOKEN):"
)
# A download of weights, a request to a model that is written by hand.
_FETCHED = (
    r"(?:wget|curl|aria2c|pget)\b[^\n]{0,300}"
    r"(?:huggingface\.co|\.(?:pth?|ckpt|safetensors|onnx|gguf|h5|task|tflite|caffemodel|pb|weights|bin|keras)\b)"
    r"|\\?[\"']?messages\\?[\"']?[ \t]*:[ \t]*\["
)
_UNRESOLVED = re.compile(r"\$\{\{[^}]*\}\}|\{\{[^}]*\}\}")


@cache
def _gate() -> re2._Regexp:
    """A product's image, a program that serves or fetches models, or a flag that names one."""
    programs = {launch.words[0] for one in products().all for launch in one.launch if launch.words}
    programs |= {launch.module for one in products().all for launch in one.launch if launch.module}
    programs |= {command.words[0] for command in commands().commands if command.words}
    names = "|".join(re2.escape(name) for name in sorted({*products().image_names, *programs} - {"docker", "serve"}))
    return re2.compile(rf"(?:^|[/\s\"'=])(?:{names})(?:[:@\s\"']|$)|{_FLAGS}|{_LISTED}|{_FETCHED}".encode())


def read_loose(data: bytes, path: str) -> Deployment | None:
    """The containers and scripts of a file; None when nothing in it runs or fetches a model."""
    if not _gate().search(data) or describes_api(data):
        return None
    rows = Rows(decode(data))
    workloads: list[Workload] = []
    for document in parse_yaml_with_lines(data, path, text_only=True, partial=True):
        workloads += _containers(document, rows)
        workloads += _scripts(document, rows)
        workloads += written_workloads(document, rows)
    return Deployment("yaml", tuple(workloads)) if workloads else None


def _containers(document: Lined, rows: Rows) -> Iterator[Workload]:
    for one in workloads_below(document, document.value, rows):
        if one.image is None and _is_listed(one.settings):
            yield one  # variables of a container whose image stands in a chart
        image = parse_image(one.image.text) if one.image is not None else None
        exact = image is not None and bool(image.tag or image.digest)
        if image is not None and exact and products().of_image(image.name) is not None:
            yield one


def _is_listed(settings: tuple[Setting, ...]) -> bool:
    """Whether these are variables by their names, one of which says that it is about a model or a service."""
    return any(key_hint(one.name) or service_of_variable(one.name) for one in settings if one.name.isupper())


def _scripts(document: Lined, rows: Rows) -> Iterator[Workload]:
    """All shell texts of a document as one workload that knows its variables."""
    words: list[Word] = []
    macros = _macros(document.value)
    for table, _ in tables(document.value):
        for key, value in table.items():
            if squeezed(key) in _SCRIPTS and len(words) < _MAX_SCRIPTS:
                words += _texts(document, table, key, _filled(value, macros), rows)
            elif squeezed(key) in _ARGUMENTS and isinstance(value, list) and len(words) < _MAX_SCRIPTS:
                words += _arguments(document, table, key, value)
    if words:
        yield Workload("script", words[0].line, scripts=tuple(words), settings=tuple(_settings(document)))


def _macros(top: Json) -> dict[str, str]:
    """Parts of commands that a file keeps once (llama-swap): `macros: {server: "llama-server --port ${PORT}"}`."""
    macros = top.get("macros") if isinstance(top, Mapping) else None
    return (
        {f"${{{key}}}": one for key, one in macros.items() if isinstance(one, str)}
        if isinstance(macros, Mapping)
        else {}
    )


def _filled(value: Json, macros: Mapping[str, str]) -> Json:
    for mark, text in macros.items() if isinstance(value, str) else ():
        value = value.replace(mark, text) if isinstance(value, str) else value
    return value


def _texts(document: Lined, table: Mapping[str, Json], key: str, value: Json, rows: Rows) -> Iterator[Word]:
    if isinstance(value, str):
        yield script(_plain(value), document.line_of(table, key), rows)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        line = document.line_of(value, index)
        if isinstance(item, str):
            yield script(_plain(item), line, rows)
        elif isinstance(item, list) and item and all(isinstance(one, str) for one in item):
            yield Word(_plain(shlex.join(str(one) for one in item)), line)  # `runcmd: [[sh, -c, "ollama pull phi4"]]`


def _arguments(document: Lined, table: Mapping[str, Json], key: str, value: list[Json]) -> Iterator[Word]:
    """A list of flags as one command line."""
    given = [item for item in value if isinstance(item, str)]
    if given and given[0].startswith("--") and len(given) == len(value):
        yield Word(_plain(shlex.join(given)), document.line_of(table, key))


def _plain(text: str) -> str:
    return masked(_UNRESOLVED.sub("${EXPRESSION}", text))


def _settings(document: Lined) -> Iterator[Setting]:
    for table, _ in tables(document.value):
        for key, value in table.items():
            if squeezed(key) not in _VARIABLES:
                continue
            for name, text in value.items() if isinstance(value, Mapping) else ():
                yield setting(name, text, document.line_of(value, name))
            for index, item in enumerate(value if isinstance(value, list) else ()):
                name, sign, text = item.partition("=") if isinstance(item, str) else ("", "", "")
                if sign:
                    yield setting(name.strip(), text, document.line_of(value, index))
