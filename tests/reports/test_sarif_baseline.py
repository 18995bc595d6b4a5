"""What is new since an earlier SARIF file, what is unchanged, what is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import report_samples as samples
from test_sarif import validator, written

from aibom.core.errors import UsageError
from aibom.model.finding import Judgement, Location
from aibom.reports.sarif_baseline import read_baseline

OLD = read_baseline(written(samples.JUDGEMENT))


def states(judgement: Judgement, **more: Any) -> dict[str, str]:
    log = json.loads(written(judgement, **more))
    validator().validate(log)
    return {result["ruleId"]: result["baselineState"] for result in log["runs"][0]["results"]}


def changed(number: int, **more: Any) -> Judgement:
    findings = list(samples.FINDINGS)
    findings[number] = replace(findings[number], **more)
    return replace(samples.JUDGEMENT, findings=tuple(findings))


def test_the_same_judgement_is_unchanged() -> None:
    assert set(states(samples.JUDGEMENT, baseline=OLD).values()) == {"unchanged"}


def test_lines_that_moved_are_no_change() -> None:
    moved = changed(2, locations=(Location(path=".mcp.json", line=77),))
    assert set(states(moved, baseline=OLD).values()) == {"unchanged"}


def test_another_message_or_file_is_an_update_and_another_finding_is_new() -> None:
    assert states(changed(2, message="It is not encrypted."), baseline=OLD)["AIB301"] == "updated"
    assert states(changed(2, locations=(Location(path="b.json"),)), baseline=OLD)["AIB301"] == "updated"
    assert states(changed(2, fingerprint="ab" * 32), baseline=OLD)["AIB301"] == "new"


def test_what_is_gone_stands_only_in_the_record() -> None:
    less = replace(samples.JUDGEMENT, findings=samples.FINDINGS[1:])
    assert "AIB102" not in states(less, baseline=OLD)
    log = json.loads(written(less, baseline=OLD, record=True))
    validator().validate(log)
    gone = [one for one in log["runs"][0]["results"] if one.get("baselineState") == "absent"]
    assert [(one["ruleId"], one["level"]) for one in gone] == [("AIB102", "none")]
    # An absent result of a record is not a result of the next comparison.
    assert (
        gone[0]["partialFingerprints"]["primaryLocationLineHash"] not in read_baseline(json.dumps(log).encode()).results
    )


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"version": "2.0.0", "runs": []}', b'{"runs": 3, "version": "2.1.0"}'])
def test_a_file_that_is_no_sarif(data: bytes) -> None:
    with pytest.raises(UsageError, match="--baseline"):
        read_baseline(data)


@pytest.mark.parametrize("result", [3, {}, {"partialFingerprints": 1}, {"locations": 3, "ruleId": []}])
def test_results_of_other_tools_are_left_alone(result: object) -> None:
    document = {"version": "2.1.0", "runs": [{"results": [result]}, 7]}
    assert read_baseline(json.dumps(document).encode()).results == {}
