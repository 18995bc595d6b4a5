"""Writes findings as SARIF 2.1.0 (OASIS), in the shape and within the limits of GitHub code scanning.

Limits: docs.github.com, "SARIF support for code scanning" and "SARIF results exceed one or more limits".
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from aibom.bom.facts import BomFacts
from aibom.bom.placement import locations_of
from aibom.core.text import printable
from aibom.model.finding import Excepted, Finding, FindingKind, Judgement, Location, RuleInfo
from aibom.model.kinds import Severity
from aibom.reports.places import relative_uri, repository_path
from aibom.reports.sarif_baseline import Earlier, absent
from aibom.reports.sarif_rules import LEVELS, descriptor, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INFORMATION_URI = "https://cyclonedx.org/capabilities/mlbom/"
# Code scanning refuses more than 25,000 results of a run and shows the 5,000 worst.
MAX_RESULTS = 5000
MAX_LOCATIONS = 1000
# A result's own locations; code scanning shows no more of them, so further ones are related locations.
OWN_LOCATIONS = 10
MAX_GZIP_BYTES = 10 * 1000 * 1000
_ROOT = "%SRCROOT%"
_ALSO_HERE = {"text": "Also here."}
# The result that says what was left out.
_CUT = RuleInfo(
    id="AIB000",
    name="results-left-out",
    severity=Severity.MEDIUM,
    confidence="high",
    audience="developer",
    tags=(),
    why="Code scanning takes a limited number of results of one run, so the least severe ones were left out.",
    fix="Fix the findings that are shown, or write all of them with `aibom check --json`.",
    refs=(
        "https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/"
        "sarif-support-for-code-scanning",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What every result of a run needs."""

    prefix: str
    bom_path: str
    facts: BomFacts | None
    record: bool = False
    baseline: Earlier | None = None
    max_results: int = MAX_RESULTS
    max_locations: int = MAX_LOCATIONS


def to_sarif(
    judgement: Judgement,
    *,
    prefix: str,
    bom_path: str,
    tool_version: str,
    category: str = "aibom",
    facts: BomFacts | None = None,
    record: bool = False,
    baseline: Earlier | None = None,
) -> bytes:
    """The SARIF log. `prefix` = scanned folder relative to its repository (BomFacts.prefix); `bom_path` = the
    BOM file relative to the repository, for findings that are placed there; `facts` names and places the steps
    of graph witnesses. With a `baseline` each result says whether it is new. Excepted findings and those that are gone
    since the baseline are left out of what is uploaded, since code scanning shows them as open; with `record` they
    stand there, with `suppressions` and as `absent`."""
    results, locations = MAX_RESULTS, MAX_LOCATIONS
    while True:
        run = _Run(
            prefix=prefix,
            bom_path=bom_path,
            facts=facts,
            record=record,
            baseline=baseline,
            max_results=results,
            max_locations=locations,
        )
        data = _log(judgement, run, tool_version, category)
        if _fits(data) or results <= 1:
            return data
        # First the many places of a finding go, since only the first is shown; then the least severe findings.
        results, locations = (results, locations // 10) if locations > 1 else (results // 2, 1)


def _fits(data: bytes) -> bool:
    return len(data) <= MAX_GZIP_BYTES or len(gzip.compress(data, mtime=0)) <= MAX_GZIP_BYTES


def _log(judgement: Judgement, run: _Run, tool_version: str, category: str) -> bytes:
    findings = judgement.findings
    is_cut = len(findings) > run.max_results
    kept = findings[: run.max_results - 1] if is_cut else findings
    rules = sorted((*judgement.rules, *((_CUT,) if is_cut else ())), key=lambda rule: rule.id)
    index = {rule.id: number for number, rule in enumerate(rules)}
    results = [_result(finding, index, run) for finding in kept]
    if is_cut:
        results.append(_cut_result(findings[len(kept) :], index, run))
    if run.baseline:
        for result in results:
            result["baselineState"] = run.baseline.state(result)
    if run.record:
        results += [_suppressed(one, index, run) for one in judgement.excepted[: run.max_results]]
        results += _gone(judgement, index, run)
    results.sort(key=_order)
    driver = {
        "name": "aibom",
        "version": tool_version,
        "semanticVersion": tool_version,
        "informationUri": INFORMATION_URI,
        "rules": [descriptor(rule) for rule in rules],
    }
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": f"{category}/"},
                "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
                "columnKind": "utf16CodeUnits",
                "invocations": [_invocation(judgement)],
                "results": results,
            }
        ],
    }
    return orjson.dumps(log, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _gone(judgement: Judgement, index: dict[str, int], run: _Run) -> list[dict[str, Any]]:
    """The results of the baseline that this run no longer has, excepted or not."""
    if run.baseline is None:
        return []
    now = [finding.fingerprint for finding in judgement.findings]
    now += [excepted.finding.fingerprint for excepted in judgement.excepted]
    found = (absent(one, index) for one in run.baseline.gone(now))
    return [one for one in found if one is not None and one.get("locations")][: run.max_results]


def _invocation(judgement: Judgement) -> dict[str, Any]:
    notes = [{"level": "warning", "message": {"text": sentence(text)}} for text in judgement.warnings]
    return {"executionSuccessful": True} | ({"toolExecutionNotifications": notes} if notes else {})


def _order(result: dict[str, Any]) -> tuple[str, str, int, str]:
    place = result["locations"][0]["physicalLocation"]
    fingerprint = result["partialFingerprints"]["primaryLocationLineHash"]
    return (result["ruleId"], place["artifactLocation"]["uri"], place["region"]["startLine"], fingerprint)


def _result(finding: Finding, index: dict[str, int], run: _Run) -> dict[str, Any]:
    fails = finding.kind is FindingKind.FAIL
    places = [*dict.fromkeys(finding.locations)][: run.max_locations] or [Location(path="", in_bom=True)]
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "kind": "fail" if fails else "review",
        "level": LEVELS[finding.severity] if fails else "none",
        "message": {"text": message_text(finding.message)},
        "locations": [{"physicalLocation": _physical(place, run)} for place in places[:OWN_LOCATIONS]],
        "partialFingerprints": {"primaryLocationLineHash": finding.fingerprint},
        "properties": {
            "component": printable(finding.component),
            "bom-ref": finding.ref,
            "severity": str(finding.severity),
        },
    }
    steps = list(_steps(finding.witness, run))
    more = [{"physicalLocation": _physical(place, run), "message": _ALSO_HERE} for place in places[OWN_LOCATIONS:]]
    if steps or more:
        related = (steps + more)[: run.max_locations]
        result["relatedLocations"] = [place | {"id": number} for number, place in enumerate(related, 1)]
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": [{"location": step} for step in steps]}]}]
    return result


def _suppressed(excepted: Excepted, index: dict[str, int], run: _Run) -> dict[str, Any]:
    """A result that does not count, with who decided so (SARIF 3.27.23, 3.35)."""
    cause = excepted.suppression
    suppression: dict[str, Any] = {
        "kind": "inSource" if cause.in_source else "external",
        "status": "accepted",
        "justification": sentence(cause.reason),
        "properties": {"id": printable(cause.id)},
    }
    for name in ("owner", "expires", "approved_by", "ticket"):
        if value := getattr(cause, name):
            suppression["properties"][name] = printable(value)
    return _result(excepted.finding, index, run) | {"suppressions": [suppression]}


def _steps(witness: Sequence[str], run: _Run) -> Iterable[dict[str, Any]]:
    """The components of a graph path, each at its best place."""
    for ref in witness[: run.max_locations]:
        component = run.facts.by_ref.get(ref) if run.facts else None
        if run.facts is not None and component is not None:
            place = locations_of(run.facts, ref)[0]
            text = f"{component.kind} '{component.name}'"
            yield {"physicalLocation": _physical(place, run), "message": {"text": message_text(text)}}


def _physical(location: Location, run: _Run) -> dict[str, Any]:
    path = repository_path(location, run.prefix, run.bom_path)
    return {
        "artifactLocation": {"uri": relative_uri(path), "uriBaseId": _ROOT},
        "region": {"startLine": max(location.line, 1)},
    }


def message_text(text: str) -> str:
    """A message that says nothing but itself: one line, no control characters, and no embedded link, whose
    syntax is `[text](target)` (SARIF 3.11.6)."""
    flat = sentence(text)
    if "](" in flat:
        flat = flat.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return flat


def _cut_result(left_out: Sequence[Finding], index: dict[str, int], run: _Run) -> dict[str, Any]:
    counts = Counter(finding.severity for finding in left_out)
    shown = ", ".join(f"{counts[severity]:,} {severity}" for severity in reversed(Severity) if counts[severity])
    finding = Finding(
        rule=_CUT.id,
        severity=_CUT.severity,
        kind=FindingKind.FAIL,
        message=f"{len(left_out):,} further findings were left out of this file: {shown}.",
        component="",
        identity="",
        ref="",
        fingerprint=hashlib.sha256(_CUT.id.encode()).hexdigest(),
        locations=(Location(path="", in_bom=True),),
    )
    return _result(finding, index, run)
