"""SARIF as GitHub code scanning takes it: valid, placed in the repository, bounded, and inert."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema_rs
import pytest
import report_samples as samples
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.model.finding import Finding, FindingKind, Judgement, Location
from aibom.model.kinds import Severity
from aibom.reports import sarif
from aibom.reports.places import relative_uri
from aibom.reports.sarif import MAX_LOCATIONS, MAX_RESULTS, to_sarif

HERE = Path(__file__).parent
SCHEMA = HERE.parent.parent / "third_party" / "sarif" / "sarif-schema-2.1.0.json"


@cache
def validator() -> Any:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_bytes()), validate_formats=True)


def written(judgement: Judgement, **more: Any) -> bytes:
    arguments = {"prefix": "services/support", "bom_path": "aibom-out/bom.cdx.json", "tool_version": "0.0.0"}
    return to_sarif(judgement, **(arguments | more))


def run_of(judgement: Judgement, **more: Any) -> dict[str, Any]:
    log = json.loads(written(judgement, **more))
    assert [error.message for error in validator().iter_errors(log)] == []
    return log["runs"][0]


def result_of(finding: Finding, **more: Any) -> dict[str, Any]:
    (result,) = run_of(replace(samples.JUDGEMENT, findings=(finding,)), **more)["results"]
    return result


def place(location: dict[str, Any]) -> tuple[str, int]:
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


def at(*places: Location, **more: Any) -> Finding:
    return samples.finding(samples.PLAIN_HTTP, "service:ollama", "Endpoint is not encrypted.", *places, **more)


def test_sample_is_as_expected() -> None:
    facts = samples.facts()
    data = written(samples.JUDGEMENT, facts=facts)
    assert [error.message for error in validator().iter_errors(json.loads(data))] == []
    check_golden(HERE / "data" / "support-bot.sarif", data)


def test_paths_are_relative_to_the_repository_and_percent_encoded() -> None:
    result = result_of(at(Location(path="bot/re index#1: ü.py", line=3)))
    assert place(result["locations"][0]) == ("services/support/bot/re%20index%231%3A%20%C3%BC.py", 3)
    assert place(result_of(at(Location(path="a.py", line=3)), prefix="")["locations"][0]) == ("a.py", 3)


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "services/support/etc/passwd"),
        ("a/./b//c.py", "services/support/a/b/c.py"),
        ("..", "services"),
        ("~/.cursor/mcp.json", "~/.cursor/mcp.json"),
        ("javascript:alert(1)", "services/support/javascript%3Aalert%281%29"),
    ],
)
def test_no_path_leads_out_of_the_repository(path: str, uri: str) -> None:
    assert place(result_of(at(Location(path=path)))["locations"][0])[0] == uri


def test_a_finding_of_the_bom_alone_is_placed_in_the_bom() -> None:
    result = result_of(at(Location(path="", line=42, in_bom=True)))
    assert place(result["locations"][0]) == ("aibom-out/bom.cdx.json", 42)


def test_severity_becomes_level_and_score() -> None:
    rules = {rule["id"]: rule for rule in run_of(samples.JUDGEMENT)["tool"]["driver"]["rules"]}
    scores = {rule_id: rule["properties"]["security-severity"] for rule_id, rule in rules.items()}
    assert scores == {"AIB102": "9.5", "AIB204": "8.0", "AIB301": "5.5", "AIB900": "0.0"}
    assert rules["AIB102"]["defaultConfiguration"]["level"] == "error"
    assert rules["AIB102"]["properties"]["tags"] == ["AML.T0010", "S2.3", "external/cwe/cwe-094", "model", "security"]


def test_tags_are_at_most_twenty() -> None:
    rule = replace(samples.OWNERLESS, tags=tuple(f"tag-{n}" for n in range(40)))
    (found,) = run_of(Judgement(packs=(), rules=(rule,), findings=(), components=0))["tool"]["driver"]["rules"]
    assert len(found["properties"]["tags"]) == 20
    assert "security" in found["properties"]["tags"]


def test_a_review_is_no_failure() -> None:
    result = result_of(at(Location(path="a.py"), kind=FindingKind.REVIEW))
    assert (result["kind"], result["level"]) == ("review", "none")


def test_the_fingerprint_is_that_of_the_finding() -> None:
    finding = at(Location(path="a.py"))
    assert result_of(finding)["partialFingerprints"] == {"primaryLocationLineHash": finding.fingerprint}


def test_category_names_the_run_and_not_the_pack() -> None:
    assert run_of(samples.EMPTY)["automationDetails"] == {"id": "aibom/"}
    assert run_of(samples.EMPTY, category="nightly")["automationDetails"] == {"id": "nightly/"}


def test_excepted_findings_are_left_out() -> None:
    assert b"localhost:11434" not in written(samples.JUDGEMENT)


def test_a_witness_is_a_code_flow_with_names_and_places() -> None:
    finding = at(Location(path="a.py"), witness=("application:support-bot", "gone", "tool:mcp/browser"))
    result = result_of(finding, facts=samples.facts())
    steps = [step["location"] for step in result["codeFlows"][0]["threadFlows"][0]["locations"]]
    assert [(step["message"]["text"], place(step)) for step in steps] == [
        ("application 'support-bot'.", ("services/support/pyproject.toml", 1)),
        ("tool 'browser'.", ("services/support/.mcp.json", 4)),
    ]
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]
    assert "codeFlows" not in result_of(finding)


def test_many_places_are_related_locations_up_to_the_limit() -> None:
    result = result_of(at(*(Location(path="a.py", line=n) for n in range(1, 2000))))
    assert len(result["locations"]) == 10
    assert len(result["locations"]) + len(result["relatedLocations"]) == MAX_LOCATIONS
    assert place(result["relatedLocations"][0]) == ("services/support/a.py", 11)


def test_too_many_findings_leave_the_worst_and_a_result_that_says_so() -> None:
    worst = samples.FINDINGS[0]
    many = (worst, *(at(Location(path="a.py", line=n), fingerprint=f"{n:064}") for n in range(1, 6001)))
    run = run_of(replace(samples.JUDGEMENT, findings=many))
    assert len(run["results"]) == MAX_RESULTS
    (cut,) = [result for result in run["results"] if result["ruleId"] == "AIB000"]
    assert cut["message"]["text"] == "1,002 further findings were left out of this file: 1,002 medium."
    assert any(result["ruleId"] == worst.rule for result in run["results"])


def test_the_file_shrinks_until_it_can_be_uploaded(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [Location(path=f"{n * 7919 % 10007}.py", line=n) for n in range(1, 500)]
    many = [at(*places[n:], fingerprint=hashlib.sha256(bytes([n])).hexdigest()) for n in range(60)]
    with_one_place = tuple(replace(finding, locations=finding.locations[:1]) for finding in many)
    size = len(gzip.compress(written(replace(samples.JUDGEMENT, findings=with_one_place)), mtime=0))
    monkeypatch.setattr(sarif, "MAX_GZIP_BYTES", size + 100)
    run = run_of(replace(samples.JUDGEMENT, findings=tuple(many)))
    assert len(run["results"]) == 60
    assert {len(result["locations"]) for result in run["results"]} == {1}
    monkeypatch.setattr(sarif, "MAX_GZIP_BYTES", size - 100)
    fewer = run_of(replace(samples.JUDGEMENT, findings=tuple(many)))["results"]
    assert 1 < len(fewer) < 60
    assert any(result["ruleId"] == "AIB000" for result in fewer)


def test_order_of_findings_does_not_matter() -> None:
    turned = replace(samples.JUDGEMENT, findings=tuple(reversed(samples.FINDINGS)))
    assert written(turned) == written(samples.JUDGEMENT)


def test_embedded_links_are_disarmed() -> None:
    finding = replace(at(Location(path="a.py")), message="Model '[free](http://evil.example)' is unpinned")
    assert result_of(finding)["message"]["text"] == "Model '\\[free\\](http://evil.example)' is unpinned."


def test_warnings_are_notifications() -> None:
    (notification,) = run_of(samples.JUDGEMENT)["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "The exception EXC-7 matches nothing."


TEXT = st.text(max_size=60)
FINDING = st.builds(
    Finding,
    rule=st.sampled_from([rule.id for rule in samples.JUDGEMENT.rules]),
    severity=st.sampled_from(Severity),
    kind=st.sampled_from(FindingKind),
    message=TEXT | st.just("x" * 5000),
    component=TEXT,
    identity=TEXT,
    ref=TEXT,
    fingerprint=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    locations=st.lists(
        st.builds(Location, path=TEXT, line=st.integers(-3, 10**6), in_bom=st.booleans()), max_size=3
    ).map(tuple),
    witness=st.lists(TEXT, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(FINDING, max_size=4), TEXT, TEXT)
def test_hostile_texts_give_a_valid_and_inert_file(findings: list[Finding], prefix: str, bom_path: str) -> None:
    judgement = replace(samples.JUDGEMENT, findings=tuple(findings))
    run = run_of(judgement, prefix=prefix, bom_path=bom_path, facts=samples.facts())
    for result in run["results"]:
        text = result["message"]["text"]
        assert 0 < len(text) <= 1024
        assert text.isprintable() or not any(ord(char) < 32 or char in "\u202e\u2028" for char in text)
        for location in (*result["locations"], *result.get("relatedLocations", ())):
            uri, line = place(location)
            assert line >= 1
            assert uri.isascii()
            assert not uri.startswith("/")
            assert ".." not in unquote(uri).split("/")
            assert ":" not in uri


def test_a_byte_of_a_name_that_is_not_utf8_becomes_that_byte_of_the_uri() -> None:
    assert relative_uri("models/caf\\xe9 1.py") == "models/caf%E9%201.py"
    assert relative_uri("a\\b:c.py") == "a%5Cb%3Ac.py"
