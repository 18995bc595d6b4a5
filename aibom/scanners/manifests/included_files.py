"""Reads the requirement files that others include, whatever they are called (`-r base.reqs`, `-c pins`).

The name alone does not say that `deps/more.txt` is a requirement file; that another one includes it does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.core.errors import UnreadableError
from aibom.core.left_out import leave_out
from aibom.core.limits import DEFAULT_LIMITS
from aibom.scanners.base import Tree
from aibom.scanners.manifests.checks import checked
from aibom.scanners.manifests.parsers.requirements import parse_requirements
from aibom.scanners.manifests.record import Gap, Manifest, Role

# Includes of includes of ...: a tree that goes on is cut, and the join tells which file was not read.
MAX_FILES = 500
ENDINGS = (".txt", ".in", ".pip", ".req", ".reqs", ".requirements", ".lock")


def with_included(records: Mapping[str, Manifest], tree: Tree) -> dict[str, Manifest]:
    """The records, and those of the listed files that requirement files include and that no format claims."""
    found = dict(records)
    todo = sorted(records, reverse=True)
    while todo and len(found) - len(records) < MAX_FILES:
        path = todo.pop()
        for target in _targets(path, found[path]):
            if target not in found and target.endswith(ENDINGS) and tree.exists(target):
                found[target] = _read(target, tree)
                todo.append(target)
    if todo:
        leave_out(MAX_FILES, "included requirement files", todo[-1])
    return dict(sorted(found.items()))


def _targets(path: str, record: Manifest) -> Iterator[str]:
    for include in record.includes:
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), include.target.replace("\\", "/")))


def _read(path: str, tree: Tree) -> Manifest:
    try:
        return checked(parse_requirements(tree.file(path).read(DEFAULT_LIMITS.config_bytes), path))
    except UnreadableError as error:
        gap = Gap(error.why, error.line)
        return Manifest(ecosystem="pypi", role=Role.REQUIREMENTS, gaps=(gap,))
