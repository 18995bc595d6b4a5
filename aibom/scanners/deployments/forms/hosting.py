"""Reads what hosting platforms are told: task definitions of ECS, app.json, fly.toml, render.yaml, wrangler.toml.

They share habits and no schema: containers with an image, variables in a table or list, commands to start with.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.toml import parse_toml_with_lines
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.forms.containers import squeezed, tables, workloads_below
from aibom.scanners.deployments.records import Deployment, Word, Workload

# A value of a template that stands for a number: `"cpu": ${cpu}`.
_BARE = re.compile(r"(?<=[:\[,])(\s*)\$\{[^{}\n]*\}(?=\s*[,}\]])")
_STARTS = frozenset({"startcommand", "entrypoint", "dockercommand", "releasecommand", "postdeploy", "predeploycommand"})
# Members of a worker's settings that bind a service of the platform.
_BINDINGS = {"ai": "cloudflare", "vectorize": "cloudflare-vectorize"}


def read_hosting(data: bytes, path: str) -> Deployment | None:
    """The containers and variables of a file; None when it has none or cannot be read."""
    document = _document(data, path)
    if document is None:
        return None
    workloads = (*workloads_below(document, document.value, Rows(decode(data))), *_started(document))
    told = tuple(_bound(document, path)) if "wrangler" in posixpath.basename(path) else ()
    return Deployment("hosting", workloads=workloads, told=told) if workloads or told else None


def _started(document: Lined) -> Iterator[Workload]:
    """What is started without an image of its own: `startCommand: vllm serve org/name`."""
    for table, path in tables(document.value):
        for key, value in table.items():
            if isinstance(value, str) and squeezed(key) in _STARTS:
                line = document.line_of(table, key)
                yield Workload(name=path or key, line=line, scripts=(Word(masked(value), line),))


def _document(data: bytes, path: str) -> Lined | None:
    name = posixpath.basename(path).lower()
    try:
        if name.endswith(".toml"):
            return parse_toml_with_lines(data, path)
        if name.endswith((".yaml", ".yml")):
            documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
            return documents[0] if documents else None
        return parse_jsonc(_BARE.sub(r"\1null", decode(data)).encode(), path)
    except (UnreadableError, LimitError):
        return None  # a name that others use as well


def _bound(document: Lined, path: str) -> Iterator[Sighting]:
    top, sight = document.value, Sight(path)
    for key, provider in _BINDINGS.items() if isinstance(top, Mapping) else ():
        value: Json = top.get(key) if isinstance(top, Mapping) else None
        service = provider_service(provider) if isinstance(value, Mapping | list) and value else None
        if service is not None:
            yield sight.service(service, document.line_of(top, key), key)
