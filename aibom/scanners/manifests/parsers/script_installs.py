"""Install commands in Dockerfiles, shell scripts and the steps of workflows: what they add beside any manifest.

`pip install`, `uv add`, `pipx install`, `conda install`, `npm install -g` and their kin are read as the rows stand;
nothing is run, no variable is followed, and what a command takes from another file is left to that file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.scanners.manifests.parsers.clones import Clones
from aibom.scanners.manifests.parsers.command_heads import plain_command, unlisted
from aibom.scanners.manifests.parsers.pip_command import read_install
from aibom.scanners.manifests.pep508 import parse_requirement
from aibom.scanners.manifests.places import MAX_LINE
from aibom.scanners.manifests.record import Gap, Manifest, Package, Role

MAX_ROWS = 50_000
_LIKELY = re.compile(rb"(?:install|\badd\b|\bi |\buvx |--with)")
_WORDS = ("install", " add ", " i ", "uvx ", "--with")
_COMMENT = re.compile(r"\s*(?:#|rem\b|::)", re.IGNORECASE)
_RUN = re.compile(r"\A\s*(?:RUN|-?\s*run:)\s+(?:--\S+\s+)*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:&&|\|\||;|\|)\s*")
_PYTHON = re.compile(r"(?:uv\s+add|uv\s+tool\s+install|pipx\s+install|poetry\s+add|pdm\s+add|rye\s+add)\s+(?P<rest>.*)")
_ONCE = re.compile(r"(?:uvx|uv\s+tool\s+run|pipx\s+run|uv\s+run(?=\s.*--with\b))\s+(?P<rest>.*)")
# What a workflow fills in: `${{ matrix.torch || '2.4' }}`; its words are no packages, and its `||` ends no command.
_FILLED_IN = re.compile(r"\$\{\{[^{}]{0,400}\}\}")
_FETCHING = frozenset({"--with", "--from"})
_WITH_VALUE = _FETCHING | {"--python", "-p", "--index", "--index-url", "--directory"}
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
    clones = Clones()
    for number, row in enumerate(within(text.splitlines(), MAX_ROWS, "lines"), first_line):
        if _COMMENT.match(row):
            continue
        rows.append(_Row(row.strip()[:MAX_LINE], number))
        if not row.rstrip().endswith(("\\", "^", "`")):
            yield from _of_rows(rows, clones)
            rows = []
    yield from _of_rows(rows, clones)


def _of_rows(rows: list[_Row], clones: Clones) -> Iterator[Package]:
    joined = _FILLED_IN.sub("${}", " ".join(row.text.rstrip("\\^`").strip() for row in rows)[:MAX_LINE])
    if not any(word in joined for word in _WORDS) and not clones.may_be(joined):
        return
    for command in _BETWEEN.split(_RUN.sub("", unlisted(joined), count=1)):
        yield from clones.installed(plain_command(command), rows[0].line)
        for package in _of_command(plain_command(command), rows[0].line):
            yield package._replace(line=_line_of(package.name, rows))


def _line_of(name: str, rows: list[_Row]) -> int:
    wanted = re.sub(r"[^a-z0-9]+", "", name.lower())
    found = (row.line for row in rows if wanted in re.sub(r"[^a-z0-9]+", "", row.text.lower()))
    return next(found, rows[0].line)


def _of_command(command: str, line: int) -> Iterator[Package]:
    installed = read_install(command, line)
    if installed is not None:
        yield from installed.packages
    elif (match := _ONCE.match(command)) is not None:
        yield from _python(_fetched(match["rest"].split(), command.startswith("uv run")), line)
    elif (match := _PYTHON.match(command)) is not None:
        yield from _python(match["rest"].split(), line)
    elif (match := _NODE.match(command)) is not None:
        yield from _node(match["rest"].split(), line)


def _fetched(words: list[str], only_with: bool) -> list[str]:
    """What `uvx --from a b` and `uv run --with a x.py` fetch: the packages of their options, else what they run."""
    with_ = [words[at + 1] for at, word in enumerate(words[:-1]) if word in _FETCHING]
    with_ += [word.partition("=")[2] for word in words if word.startswith(("--with=", "--from="))]
    given = [name for one in with_ for name in one.strip("\"'").split(",")]
    if only_with or any(word.startswith("--from") for word in words):
        return given
    bare = (word for at, word in enumerate(words) if at == 0 or words[at - 1] not in _WITH_VALUE)
    run = next((word for word in bare if not word.startswith("-")), "")
    return [*given, run.partition("@")[0]]


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
