"""Reads HCL that is no Terraform: jobs of Nomad (developer.hashicorp.com/nomad), targets of Docker's bake files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.hcl import parse_hcl
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.commands.words import command_words
from aibom.scanners.deployments.forms.containers import tables
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

_KINDS = frozenset({"job", "target"})


def read_hcl(data: bytes, path: str) -> Deployment | None:
    """The tasks of a job with their image or command, and variables; the arguments of a build."""
    parsed, rows = parse_hcl(data), Rows(decode(data))
    workloads: list[Workload] = []
    for block in parsed.blocks:
        if block.kind in _KINDS:
            document = Lined(value=block.body, line=block.line, lines=parsed.document.lines)
            workloads += _workloads(document, block.labels[0] if block.labels else path, rows)
    return Deployment("kubernetes", workloads=tuple(workloads)) if workloads else None


def _workloads(document: Lined, name: str, rows: Rows) -> Iterator[Workload]:
    for table, _ in tables(document.value):
        body = _only(table.get("config"))
        settings = tuple(_settings(document, _only(table.get("env")) or _only(table.get("args"))))
        image, command = (body or {}).get("image"), (body or {}).get("command")
        if body is not None and (isinstance(image, str) or isinstance(command, str)):
            starts = "command" if isinstance(command, str) else "entrypoint"
            first = command_words(body.get(starts), document.line_of(body, starts), rows)
            given = command_words(body.get("args"), document.line_of(body, "args"), rows)
            line = document.line_of(body, "image" if isinstance(image, str) else "command")
            yield Workload(
                name=name,
                line=line,
                image=Word(image, line) if isinstance(image, str) else None,
                entrypoint=tuple(first or ()) or None,
                command=tuple(given or ()) or None,
                settings=settings,
            )
        elif table is document.value and settings:
            yield Workload(name=name, line=document.line, settings=settings)


def _only(value: Json) -> Mapping[str, Json] | None:
    """A mapping, or the one block of a name."""
    one = value[0] if isinstance(value, list) and len(value) == 1 else value
    return one if isinstance(one, Mapping) else None


def _settings(document: Lined, table: Mapping[str, Json] | None) -> Iterator[Setting]:
    for name, value in (table or {}).items():
        yield setting(name, value, document.line_of(table or {}, name))
