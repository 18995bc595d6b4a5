"""Paths of data and models that a program puts together of several parts: most of many combinations exist nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.matching.naming.texts import MANY, place_of
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.types import Const


def without_made_up(
    found: list[Found], known: Iterable[Const], is_there: Callable[[str], bool]
) -> tuple[list[Found], str]:
    """What one call reads, without the paths that are joined of parts and do not exist, where they are many; and one of
    them where nothing stands for them. Where none exists, the folder that all data lies in stands for it."""
    joined = [one for one in known if one.joined]
    places = {place for text in joined for place in place_of(text)}
    made = [one for one in found if one.subject.origin == "file" and not places.isdisjoint(one.places)]
    absent = [one for one in made if not is_there(one.subject.name)]
    if len(made) <= MANY or not absent:
        return found, ""
    left_out = {one.subject for one in absent}
    rest = [one for one in found if one.subject not in left_out]
    is_data = absent[0].subject.kind is Kind.DATASET
    folder = _shared(absent) if is_data and len(absent) == len(made) else ""
    if not folder:
        return rest, str(joined[0].value)
    subject = Subject(kind=Kind.DATASET, name=folder, origin="file")
    return [*rest, Found(subject, {**absent[0].facts, "source": f"file:{folder}"}, absent[0].places)], ""


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
