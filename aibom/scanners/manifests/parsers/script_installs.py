"""Install commands in Dockerfiles, shell scripts and the steps of workflows: what they add beside any manifest.

`pip install`, `uv add`, `pipx install`, `conda install`, `npm install -g` and their kin are read as the rows stand;
nothing is run, no variable is followed, and what a command takes from another file is left to that file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.scanners.manifests.parsers.pip_command import read_install
from aibom.scanners.manifests.pep508 import parse_requirement
from aibom.scanners.manifests.places import MAX_LINE
from aibom.scanners.manifests.record import Gap, Manifest, Package, Role

MAX_ROWS = 50_000
_LIKELY = re.compile(rb"(?:install|\badd\b|\bi )")
_COMMENT = re.compile(r"\s*(?:#|rem\b|::)", re.IGNORECASE)
_RUN = re.compile(r"\A\s*(?:RUN|-?\s*run:)\s+(?:--\S+\s+)*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:&&|\|\||;|\|)\s*")
_WRAPPER = re.compile(
    r"(?:(?:sudo|time|exec|command|then|do|else|if|!|set\s+-\S+|env|[A-Za-z_]\w*=\S*|\$\{?SUDO\}?)\s+"
    r"|(?:conda|mamba|micromamba)\s+run\s+(?:(?:-n|--name|-p|--prefix)[ =]\S+\s+|--?[\w-]+\s+)*"
    r"|docker(?:[ -]compose)?\s+exec\s+(?:--?[\w-]+\s+)*\S+\s+"
    r"|\S*/(?=(?:pip|uv|conda|mamba|npm)\b)|[@-](?=\w)|(?:ba)?sh\s+-l?c\s+[\"'])*"
)
_PYTHON = re.compile(r"(?:uv\s+add|uv\s+tool\s+install|pipx\s+install|poetry\s+add|pdm\s+add|rye\s+add)\s+(?P<rest>.*)")
_NODE = re.compile(
    r"(?:npm\s+(?:install|i|add)|yarn\s+(?:global\s+)?add|pnpm\s+(?:add|install|i)|bun\s+(?:add|install|i))\s+(?P<rest>.*)"
)
_NODE_NAME = re.compile(r"(?P<name>(?:@[a-z0-9~][\w.~-]*/)?[a-z0-9~][\w.~-]*)(?:@(?P<range>[\w.^~*<>=|-]+))?\Z")
_NODE_VALUE = frozenset({"--prefix", "--registry", "--cwd", "-C", "--filter", "-w", "--workspace", "--loglevel"})


class _Row(NamedTuple):
    text: str
    line: int


def parse_script(data: bytes, path: str) -> Manifest | None:
    """The record of a script; None for one that installs nothing by name."""
    packages = tuple(installs(decode(data))) if _LIKELY.search(data) else ()
    return Manifest(ecosystem="pypi", role=Role.MANIFEST, packages=packages) if packages else None


def installs(text: str, first_line: int = 1) -> Iterator[Package]:
    """The packages that the commands of a text install, each on the row that names it."""
    rows: list[_Row] = []
    for number, row in enumerate(within(text.splitlines(), MAX_ROWS, "lines"), first_line):
        if _COMMENT.match(row):
            continue
        rows.append(_Row(row.strip()[:MAX_LINE], number))
        if not row.rstrip().endswith(("\\", "^", "`")):
            yield from _of_rows(rows)
            rows = []
    yield from _of_rows(rows)


def _of_rows(rows: list[_Row]) -> Iterator[Package]:
    joined = " ".join(row.text.rstrip("\\^`").strip() for row in rows)[:MAX_LINE]
    if "install" not in joined and " add " not in joined and " i " not in joined:
        return
    for command in _BETWEEN.split(_RUN.sub("", joined, count=1)):
        for package in _of_command(_WRAPPER.sub("", command.strip(), count=1), rows[0].line):
            yield package._replace(line=_line_of(package.name, rows))


def _line_of(name: str, rows: list[_Row]) -> int:
    wanted = re.sub(r"[^a-z0-9]+", "", name.lower())
    found = (row.line for row in rows if wanted in re.sub(r"[^a-z0-9]+", "", row.text.lower()))
    return next(found, rows[0].line)


def _of_command(command: str, line: int) -> Iterator[Package]:
    installed = read_install(command, line)
    if installed is not None:
        yield from installed.packages
    elif (match := _PYTHON.match(command)) is not None:
        yield from _python(match["rest"].split(), line)
    elif (match := _NODE.match(command)) is not None:
        yield from _node(match["rest"].split(), line)


def _python(words: list[str], line: int) -> Iterator[Package]:
    for word in words:
        plain = word.strip("\"'")
        if plain.startswith("-") or "$" in plain or not plain[:1].isalnum():
            continue
        package = parse_requirement(plain, line, resolves=True)
        if package is not None and not isinstance(package, Gap):
            yield package._replace(scope="runtime")


def _node(words: list[str], line: int) -> Iterator[Package]:
    skip = False
    for word in words:
        plain = word.strip("\"'")
        if skip or plain.startswith("-"):
            skip = plain in _NODE_VALUE and not skip
            continue
        match = _NODE_NAME.match(plain)
        if match is None or "/" in plain.lstrip("@").partition("/")[2] or (plain.endswith((".tgz", ".json"))):
            continue
        wanted = match["range"]
        exact = wanted if wanted and wanted[0].isdigit() else None
        yield Package(
            match["name"], line, version=exact, declared_range=wanted, scope="runtime", origin="npm",
            pinned=exact is not None,
        )  # fmt: skip
