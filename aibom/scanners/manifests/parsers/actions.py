"""GitHub Actions: what workflows and composite actions use (`uses: owner/repository/path@ref`)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.manifests.names import is_commit
from aibom.scanners.manifests.parsers.script_installs import installs
from aibom.scanners.manifests.record import Gap, Manifest, Package, Role
from aibom.scanners.manifests.values import mapping, sequence, text

_USES = re.compile(r"([\w.-]+/[\w.-]+)(/[^@\s]+)?@(\S+)\Z")


def parse_actions(data: bytes, path: str) -> Manifest | None:
    """The record; None for a YAML file that uses nothing. Actions of the tree (`./...`) are not third-party."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    packages, gaps = list[Package](), list[Gap]()
    rows = decode(data).splitlines()
    for document in documents:
        if document.error:
            gaps.append(Gap(f"{document.error[0]}; what follows is not read", document.error[1]))
        for uses, line in _uses(document):
            found = _action(uses, line)
            if isinstance(found, Gap):
                gaps.append(found)
            elif found is not None:
                packages.append(found)
        packages += _installed(document, rows)
    if not (packages or gaps):
        return None
    return Manifest(ecosystem="githubactions", role=Role.MANIFEST, packages=tuple(packages), gaps=tuple(gaps))


def _installed(document: Lined, rows: list[str]) -> Iterator[Package]:
    """What the commands of the steps install; it is there while the workflow runs."""
    paths = [("jobs", name, "steps") for name in mapping(document.value, "jobs")]
    for path in (*paths, ("runs", "steps")):
        for index, step in enumerate(sequence(document.value, *path)):
            if not (run := text(step, "run")) or "install" not in run:
                continue
            line = document.line_at(*path, index, "run")
            below = 0 < line <= len(rows) and rows[line - 1].rstrip().endswith(("|", ">", "-", "+"))
            for package in installs(run, line + below):
                origin = package.origin or "pypi"
                yield package._replace(scope="build", origin=origin)


def _uses(document: Lined) -> Iterator[tuple[str, int]]:
    """The value and line of every `uses`: of steps, and of jobs that call a workflow."""
    for name, job in mapping(document.value, "jobs").items():
        if uses := text(job, "uses"):
            yield uses, document.line_at("jobs", name, "uses")
        yield from _steps(document, "jobs", name, "steps")
    yield from _steps(document, "runs", "steps")


def _steps(document: Lined, *steps: str) -> Iterator[tuple[str, int]]:
    for index, step in enumerate(sequence(document.value, *steps)):
        if uses := text(step, "uses"):
            yield uses, document.line_at(*steps, index, "uses")


def _action(uses: str, line: int) -> Package | Gap | None:
    """An action is fixed only by a whole commit id; tags and branches move."""
    if uses.startswith(("./", "docker://")):
        return None
    match = _USES.match(uses)
    if match is None:
        return Gap("an action that is not spelt owner/repository@ref", line, uses)
    name, ref = match.group(1), match.group(3)
    return Package(
        name, line, version=ref, declared_range=ref, scope="build", direct=True, pinned=is_commit(ref), symbol=uses
    )
