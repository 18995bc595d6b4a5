"""Reads systemd units (systemd.service(5)) into workloads."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.text import decode
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.commands.words import command_words
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

_UNIT = re.compile(r"(?P<key>ExecStart(?:Pre|Post)?|Environment|EnvironmentFile)\s*=\s*(?P<value>.*)\Z", re.DOTALL)


def read_unit(data: bytes, path: str) -> Deployment | None:
    """A systemd unit (systemd.service(5)): what it starts, and its environment."""
    text = decode(data)
    if "[Service]" not in text:
        return None
    rows = Rows(text)
    commands: list[Word] = []
    settings: list[Setting] = []
    files: list[str] = []
    for line, row in _logical(text):
        match = _UNIT.match(row)
        if match is None:
            continue
        if match["key"] == "Environment":
            settings += _environment(match["value"], line, rows)
        elif match["key"] == "EnvironmentFile":
            files.append(match["value"].lstrip("-"))
        else:
            commands.append(Word(masked(match["value"].lstrip("-@:+!")), line))
    workload = Workload(name=path, line=1, scripts=tuple(commands), settings=tuple(settings), env_files=tuple(files))
    return Deployment("systemd", workloads=(workload,))


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with continuations kept in place, each with the number of its first."""
    parts: list[str] = []
    start = 1
    for number, row in enumerate(text.splitlines(), 1):
        if not parts:
            start = number
        parts.append(row.strip() if not parts else row)
        if not row.rstrip().endswith("\\"):
            yield start, "\n".join(parts)
            parts = []


def _environment(value: str, line: int, rows: Rows) -> Iterator[Setting]:
    for word in command_words(value, line, rows) or ():
        name, equals, text = word.text.partition("=")
        if equals:
            yield setting(name, text, word.line)
