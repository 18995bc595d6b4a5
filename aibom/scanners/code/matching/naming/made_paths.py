"""Paths of data that a program puts together of several parts: most of many combinations exist nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Set

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.types import Found

_MANY = 4  # combinations that are few enough to be meant one by one


def without_made_up(
    found: list[Found], joined: Set[Subject], is_there: Callable[[str], bool]
) -> tuple[list[Found], bool]:
    """What one call reads, without the paths that were `joined` of parts and do not exist, where they are many; and
    whether any were left out. Where none exists, the folder that all of them lie in stands for them."""
    made = [one for one in found if one.subject in joined and one.subject.origin == "file"]
    absent = [one for one in made if not is_there(one.subject.name)]
    if len(made) <= _MANY or not absent:
        return found, False
    left_out = {one.subject for one in absent}
    rest = [one for one in found if one.subject not in left_out]
    folder = _shared(absent) if len(absent) == len(made) else ""
    if not folder:
        return rest, True
    subject = Subject(kind=Kind.DATASET, name=folder, origin="file")
    return [*rest, Found(subject, {**absent[0].facts, "source": f"file:{folder}"}, absent[0].places)], False


def _shared(found: list[Found]) -> str:
    """The folder below which all paths lie, unless it is all of a disk or hidden, where programs keep their own."""
    paths = [posixpath.dirname(one.subject.name).split("/") for one in found]
    shared = list[str]()
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    named = [part for part in shared if part not in (".", "..", "~", "")]
    hidden = any(part.startswith(".") for part in named)
    return "/".join(shared) if len(named) > 1 and not hidden else ""
