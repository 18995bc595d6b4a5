"""Comments that name what cannot be read (`# aibom: name=...`).

In source code the call takes the name itself. Elsewhere (compose files, shell, settings) the comment names the unknown
on its line, which becomes a component; a comment that nothing took is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, Technique
from aibom.model.sighting import Evidence, Observation, Remark, Subject, Unknown

# A call may be long, and the comment stands on any of its lines or above it.
_REACH = 60
_KINDS = {"model": Kind.MODEL, "dataset": Kind.DATASET}


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


def named_unknowns(remarks: Iterable[Remark], unknowns: Iterable[Unknown]) -> dict[Unknown, Observation]:
    """The unknown models and data sets that a comment on their line names, each with what it is."""
    stated = [remark for remark in remarks if remark.verb == "name"]
    named: dict[Unknown, Observation] = {}
    for unknown in unknowns if stated else ():
        remark = next((one for one in stated if one.covers(unknown.path, unknown.line or 0)), None)
        if remark is not None and unknown.topic in _KINDS:
            subject = Subject(kind=_KINDS[unknown.topic], name=remark.text)
            evidence = Evidence(path=unknown.path, line=unknown.line, technique=Technique.OTHER)
            named[unknown] = Observation(subject=subject, evidence=evidence, facts={"usage": "used"})
    return named


def _took(remark: Remark, path: str, line: int, name: str) -> bool:
    near = remark.line - _REACH <= line <= remark.last + _REACH
    return path == remark.path and near and remark.text.lower().endswith(name.lower())
