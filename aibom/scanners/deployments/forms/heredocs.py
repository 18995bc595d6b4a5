"""Reads the files that a script writes with here-documents: manifests, units, compose files, gateways, Modelfiles."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.core import re
from aibom.core.left_out import leave_out
from aibom.scanners.deployments.records import Deployment, Word, Workload

_MAX_DOCUMENTS = 100
_START = re.compile(r"^(?P<head>[^\n#]*)<<-?[ \t]*['\"]?(?P<mark>[A-Za-z_]\w*)['\"]?(?P<tail>[^\n]*)\n", re.MULTILINE)
# The file that a here-document goes into: `cat > "$DIR/config.yaml"`, `sudo tee -a .env`.
_INTO = re.compile(r"(?:>|\btee\b(?:[ \t]+-a)?)[ \t]*[\"']?(?P<name>[\w./${}~-]{1,200})")
_FROM = re.compile(r"^FROM[ \t]+(?P<name>\S+)", re.MULTILINE)
_UNIT = re.compile(r"^\[Service\]", re.MULTILINE)
_COMPOSE = re.compile(r"^services:[ \t]*$", re.MULTILINE)


def with_documents(record: Deployment | None, text: str, path: str) -> Deployment | None:
    """The record of a script with what the files that it writes run."""
    if "<<" not in text:
        return record
    found = [one for head, body, line in _documents(text) if (one := _read(head, body, line, path)) is not None]
    if not found:
        return record
    base = record or Deployment("shell")
    return base._replace(
        workloads=(*base.workloads, *(workload for one in found for workload in one.workloads)),
        images=(*base.images, *(image for one in found for image in one.images)),
        models=(*base.models, *(model for one in found for model in one.models)),
        routes=(*base.routes, *(route for one in found for route in one.routes)),
        told=(*base.told, *(told for one in found for told in one.told)),
    )


def _documents(text: str) -> Iterator[tuple[str, str, int]]:
    """The command that a here-document is given to, its text, and the line before its first."""
    position = 0
    for _ in range(_MAX_DOCUMENTS):
        start = _START.search(text, position)
        if start is None:
            return
        end = re.compile(rf"^[ \t]*{re.escape(start['mark'])}['\"]?[ \t]*$", re.MULTILINE).search(text, start.end())
        stop = end.start() if end else len(text)
        yield start["head"] + start["tail"], text[start.end() : stop], text.count("\n", 0, start.end())
        position = end.end() if end else len(text)
    leave_out(_MAX_DOCUMENTS, "here-documents")


def _read(head: str, body: str, line: int, path: str) -> Deployment | None:
    data = b"\n" * line + body.encode("utf-8", "replace")
    if "Modelfile" in head:
        return _modelfile(body, line)
    if "apiVersion:" in body:
        from aibom.scanners.deployments.forms.kubernetes import read_kubernetes

        return read_kubernetes(data, path)
    if _UNIT.search(body):
        from aibom.scanners.deployments.forms.units import read_unit

        return read_unit(data, path)
    if _COMPOSE.search(body):
        from aibom.scanners.deployments.forms.compose import read_compose

        return read_compose(data, path)
    if "proxy_pass" in body or "reverse_proxy" in body:
        from aibom.scanners.deployments.gateways.nginx import read_gateway

        return read_gateway(data, "Caddyfile" if "reverse_proxy" in body else "nginx.conf")
    name = _INTO.search(head)
    return _settings(posixpath.basename(name["name"]), data, path) if name is not None else None


def _settings(name: str, data: bytes, path: str) -> Deployment | None:
    """What a file of settings tells that a script writes under a name: the models of a proxy, the keys of an `.env`."""
    from aibom.scanners.configs.embedded import read_written
    from aibom.scanners.configs.readers import READERS

    told = tuple(read_written(name, data, path, READERS))
    return Deployment("shell", told=told) if told else None


def _modelfile(body: str, line: int) -> Deployment | None:
    """The model that a Modelfile is based on, as if it were pulled."""
    match = _FROM.search(body)
    if match is None:
        return None
    at = line + body.count("\n", 0, match.start()) + 1
    words = (Word("ollama", at), Word("pull", at))
    return Deployment("shell", (Workload("Modelfile", at, entrypoint=words, command=(Word(match["name"], at),)),))
