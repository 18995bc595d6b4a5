"""Compares the results of a run with those of an earlier SARIF file (SARIF 2.1.0, section 3.27.24 baselineState)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import parse_json

_NAME = "The SARIF file of --baseline"
# What makes a result "updated" when it changed since the baseline.
_COMPARED = ("level", "kind", "message")
# Rule ids and texts of an absent result are copied; a baseline may come from anywhere.
_MAX_ABSENT = 5000


class Earlier(Protocol):
    """What a run is compared with."""

    def state(self, result: Mapping[str, Any]) -> str:
        """The `baselineState` of a result of this run."""

    def gone(self, fingerprints: Iterable[str]) -> Sequence[Mapping[str, Any]]:
        """The earlier results that none of these fingerprints names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The results of the earlier run by fingerprint."""

    results: Mapping[str, Mapping[str, Any]]

    def state(self, result: Mapping[str, Any]) -> str:
        """`new`, `unchanged` or `updated`. Lines that moved are no change."""
        old = self.results.get(_fingerprint(result))
        if old is None:
            return "new"
        same = all(old.get(name) == result.get(name) for name in _COMPARED) and _paths(old) == _paths(result)
        return "unchanged" if same else "updated"

    def is_new(self, fingerprint: str) -> bool:
        """Whether no earlier result has this fingerprint."""
        return fingerprint not in self.results

    def gone(self, fingerprints: Iterable[str]) -> list[Mapping[str, Any]]:
        """The earlier results that none of these fingerprints names, sorted by fingerprint."""
        left = sorted(set(self.results) - set(fingerprints))
        return [self.results[one] for one in left[:_MAX_ABSENT]]


def read_baseline(data: bytes) -> Baseline:
    """The results of an earlier SARIF file of ours; UsageError when it is none.

    Suppressed and absent results of it are no results; those without our fingerprint are another tool's.
    """
    try:
        document = parse_json(data, _NAME)
    except UnreadableError as error:
        raise UsageError(f"{error}.") from None
    runs = document.get("runs") if isinstance(document, dict) else None
    if not isinstance(runs, list) or document.get("version") != "2.1.0":  # type: ignore[union-attr]
        raise UsageError(f"{_NAME} is not SARIF 2.1.0.")
    results = [one for run in runs if isinstance(run, dict) for one in _list(run.get("results"))]
    counted = [one for one in results if not one.get("suppressions") and one.get("baselineState") != "absent"]
    return Baseline(results={key: one for one in counted if (key := _fingerprint(one))})


def absent(result: Mapping[str, Any], index: Mapping[str, int]) -> dict[str, Any] | None:
    """An earlier result as one that is gone; None when no rule of this run is its rule."""
    rule = result.get("ruleId")
    if not isinstance(rule, str) or rule not in index:
        return None
    kept = {name: result[name] for name in ("message", "locations", "partialFingerprints") if name in result}
    return {"ruleId": rule, "ruleIndex": index[rule], "kind": "pass", "level": "none", "baselineState": "absent"} | kept


def _list(value: Any) -> Sequence[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _fingerprint(result: Mapping[str, Any]) -> str:
    prints = result.get("partialFingerprints")
    value = prints.get("primaryLocationLineHash") if isinstance(prints, dict) else None
    return value if isinstance(value, str) else ""


def _paths(result: Mapping[str, Any]) -> list[Any]:
    found = []
    for location in _list(result.get("locations")):
        physical = location.get("physicalLocation")
        artifact = physical.get("artifactLocation") if isinstance(physical, dict) else None
        found.append(artifact.get("uri") if isinstance(artifact, dict) else None)
    return found
