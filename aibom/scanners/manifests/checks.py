"""The last look at a record, whatever the format: names that can be names of nothing are gaps; there is an end."""

from __future__ import annotations

import dataclasses

from aibom.core import re
from aibom.core.left_out import within
from aibom.scanners.manifests.record import Gap, Manifest

MAX_PACKAGES = 50_000  # of one file
_MAX_NAME = 300
_NOT_IN_NAMES = re.compile(r"[\x00-\x20\x7f]")


def is_name(name: str) -> bool:
    """Whether it may name a package or project: not empty, not endless, no space or control character."""
    return 0 < len(name) <= _MAX_NAME and _NOT_IN_NAMES.search(name) is None


def checked(record: Manifest) -> Manifest:
    """The record without entries and edges that have no usable name, and a gap for each such entry."""
    if len(record.packages) > MAX_PACKAGES:
        record = dataclasses.replace(record, packages=tuple(within(record.packages, MAX_PACKAGES, "packages")))
    bad = {one.line for one in record.packages if not is_name(one.name)}
    bad |= {one.line for one in record.projects if not is_name(one.name)}
    names = {end.name for edge in record.edges for end in edge[:2] if end is not None}
    if not bad and all(map(is_name, names)):
        return record
    return dataclasses.replace(
        record,
        packages=tuple(one for one in record.packages if is_name(one.name)),
        projects=tuple(one for one in record.projects if is_name(one.name)),
        edges=tuple(one for one in record.edges if all(end is None or is_name(end.name) for end in one[:2])),
        gaps=(*record.gaps, *(Gap("an entry without a usable name", line) for line in sorted(bad))),
    )
