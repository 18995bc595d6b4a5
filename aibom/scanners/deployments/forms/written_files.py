"""Reads files that a machine's first start writes, each as a file of its own: cloud-init's `write_files`, Ansible's
`copy: {dest, content}`, Butane's `storage.files`: units of systemd, scripts, compose files."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.words import script
from aibom.scanners.deployments.forms.compose import read_compose
from aibom.scanners.deployments.forms.containers import tables
from aibom.scanners.deployments.forms.scripts import read_script
from aibom.scanners.deployments.forms.units import read_unit
from aibom.scanners.deployments.records import Deployment, Workload

_PATHS, _TEXTS = ("path", "dest", "destination", "name"), ("content", "contents", "inline")
_MAX_FILES = 100


def written_workloads(document: Lined, rows: Rows) -> Iterator[Workload]:
    """What the files of a document run, with the lines of the document."""
    count = 0
    for table, _ in tables(document.value):
        text, key = _text_of(table)
        path = next((str(table[name]) for name in _PATHS if isinstance(table.get(name), str)), "")
        read = _reader(path, text) if text and path and count < _MAX_FILES else None
        if read is None:
            continue
        count += 1
        begin = script(text, document.line_of(table, key), rows).line
        found = read(b"\n" * (begin - 1) + text.encode("utf-8", "replace"), path)
        yield from (one._replace(line=max(one.line, begin)) for one in (found.workloads if found else ()))


def _text_of(table: Mapping[str, Json]) -> tuple[str, str]:
    """The text of a file and its key; Butane keeps it one level below."""
    for key in _TEXTS:
        value = table.get(key)
        if isinstance(value, Mapping):
            value = value.get("inline")
        if isinstance(value, str) and "\n" in value.strip():
            return value, key
    return "", ""


def _reader(path: str, text: str) -> Callable[[bytes, str], Deployment | None] | None:
    name = posixpath.basename(path)
    if name.endswith(".service"):
        return read_unit
    if "compose" in name and name.endswith((".yml", ".yaml")):
        return read_compose
    return read_script if name.endswith((".sh", ".bash")) or text.startswith("#!") else None
