"""Comments that name what cannot be read (`# aibom: name=...`): those that nothing took are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.sighting import Observation, Remark, Unknown

# A call may be long, and the comment stands on any of its lines or above it.
_REACH = 60


def untaken_names(remarks: Iterable[Remark], observations: Iterable[Observation]) -> Iterator[Unknown]:
    """An unknown for each stated name that no sighting near the comment bears."""
    stated = [remark for remark in remarks if remark.verb == "name"]
    if not stated:
        return
    paths = {remark.path for remark in stated}
    seen = [(one.evidence.path, one.evidence.line or 0, one.subject.name) for one in observations]
    seen = [one for one in seen if one[0] in paths]
    for remark in stated:
        if not any(_took(remark, *one) for one in seen):
            reason = "the name that this comment states was taken by no call on its lines"
            yield Unknown(topic="comment", path=remark.path, line=remark.line, reason=reason, expression=remark.text)


def _took(remark: Remark, path: str, line: int, name: str) -> bool:
    near = remark.line - _REACH <= line <= remark.last + _REACH
    return path == remark.path and near and remark.text.lower().endswith(name.lower())
