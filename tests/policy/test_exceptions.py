"""Exceptions: what they cover, when they end, and what rules say of them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from policy_samples import bom, component, rule_text

from aibom.core.errors import DocumentError, UsageError
from aibom.model.finding import Judgement
from aibom.policy.evaluate import judge
from aibom.policy.exceptions import load_exceptions, read_exceptions
from aibom.policy.load import load_policy

BASE = {
    "id": "EXC-014",
    "rule": "AIB103",
    "match": "{name: legacy}",
    "reason": "retrained by Q3",
    "owner": "ml-platform",
    "created": "2026-05-01",
    "expires": "2026-08-01",
}
LEGACY = component(
    "legacy",
    format="pickle",
    source="file:models/legacy.pkl",
    pinned=True,
    hosted=False,
    hashes=["SHA-256:aa"],
    evidence=[{"path": "models/legacy.pkl", "line": 1}],
)
OTHER = component("other", format="pickle", source="file:models/other.pkl", pinned=True)


def text(*entries: dict[str, str]) -> bytes:
    lines = ["exceptions:"]
    for entry in entries:
        fields = [f"  {key}: {value}" for key, value in {**BASE, **entry}.items()]
        lines += ["- " + fields[0].strip(), *fields[1:]]
    return "\n".join(lines).encode()


def check(*entries: dict[str, str], day: str = "2026-06-01", components: Any = (LEGACY, OTHER)) -> Judgement:
    exceptions = read_exceptions(text(*entries), "exceptions.yaml")
    policy = load_policy(["strict"])
    return judge(bom(*components), policy, exceptions=exceptions, as_of=date.fromisoformat(day))


def fired(judgement: Judgement, rule: str) -> list[str]:
    return [finding.component for finding in judgement.findings if finding.rule == rule]


def test_an_exception_takes_its_finding_away_and_keeps_it_on_record() -> None:
    judgement = check({})
    assert fired(judgement, "AIB103") == ["other"]
    (excepted,) = judgement.excepted
    assert (excepted.finding.rule, excepted.finding.component) == ("AIB103", "legacy")
    assert (excepted.suppression.id, excepted.suppression.reason) == ("EXC-014", "retrained by Q3")
    assert fired(judgement, "AIB901") == fired(judgement, "AIB902") == []


@pytest.mark.parametrize(("day", "covers"), [("2026-05-01", True), ("2026-08-01", True), ("2026-04-30", False)])
def test_it_counts_from_its_first_to_its_last_day(day: str, covers: bool) -> None:
    assert ("legacy" not in fired(check({}, day=day), "AIB103")) is covers


def test_an_expired_exception_covers_nothing_and_is_a_finding() -> None:
    judgement = check({}, day="2026-08-02")
    assert sorted(fired(judgement, "AIB103")) == ["legacy", "other"]
    assert fired(judgement, "AIB901") == ["EXC-014"]
    (finding,) = [finding for finding in judgement.findings if finding.rule == "AIB901"]
    assert (finding.locations[0].path, finding.locations[0].line) == ("exceptions.yaml", 2)
    assert finding.identity == "exception:EXC-014"


def test_an_unused_exception_is_a_finding() -> None:
    assert fired(check({"match": "{name: gone}"}), "AIB902") == ["EXC-014"]


def test_an_exception_from_a_rule_that_does_not_run_is_not_called_unused() -> None:
    exceptions = read_exceptions(text({"rule": "AIB104"}), "exceptions.yaml")
    judgement = judge(bom(LEGACY), load_policy(["baseline"]), exceptions=exceptions, as_of=date(2026, 6, 1))
    assert fired(judgement, "AIB902") == []


@pytest.mark.parametrize(
    ("match", "covers"),
    [
        ("{source: 'file:models/legacy.*'}", True),
        ("{path: 'models/*'}", True),
        ("{kind: model, name: legacy}", True),
        ("{kind: dataset, name: legacy}", False),
        ("{purl: 'pkg:huggingface/*'}", False),
        ("{name: legacy, hashes: ['SHA-256:aa']}", True),
        ("{name: legacy, hashes: ['SHA-256:bb']}", False),
        ("{name: LEGACY}", False),
    ],
)
def test_match(match: str, covers: bool) -> None:
    assert ("legacy" not in fired(check({"match": match}), "AIB103")) is covers


def test_it_covers_one_version_and_leaves_the_other() -> None:
    versions = [
        component(f"t{version}", name="t", version=version, format="pickle", purl=f"pkg:huggingface/x/t@{version}")
        for version in ("1", "2")
    ]
    judgement = check({"match": "{purl: 'pkg:huggingface/x/t@1'}"}, components=versions)
    (finding,) = [finding for finding in judgement.findings if finding.rule == "AIB103"]
    assert finding.ref == "t2"
    assert [one.finding.ref for one in judgement.excepted] == ["t1"]


def test_the_first_of_two_that_fit_is_used() -> None:
    judgement = check({}, {"id": "EXC-015"})
    assert [one.suppression.id for one in judgement.excepted] == ["EXC-014"]
    assert fired(judgement, "AIB902") == ["EXC-015"]


def test_rules_can_ask_everything_about_an_exception() -> None:
    rule = rule_text(
        "subject: exception\nmessage: ${id} ${rule} ${match_share} ${lifetime_days} ${severity} ${overlaps|none}\n"
        "when: {known_rule: true, matches: {gte: 1}}"
    )
    from policy_samples import policy_of

    policy = policy_of(rule, rule_text("message: m\nselect: {kind: model}\nwhen: {format: pickle}", "AIB103"))
    exceptions = read_exceptions(text({}, {"id": "EXC-015", "match": "{name: '*'}"}), "exceptions.yaml")
    judgement = judge(bom(LEGACY), policy, exceptions=exceptions, as_of=date(2026, 6, 1))
    assert sorted(finding.message for finding in judgement.findings) == [
        "EXC-014 AIB103 0.5 92 high none",
        "EXC-015 AIB103 1.0 92 high EXC-014",
    ]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"expires": "2026-04-01"}, "exceptions.yaml:8:12: expires is before created"),
        ({"expires": "soon"}, "expires must be a date such as 2026-12-01"),
        ({"match": "{}"}, "match is empty"),
        ({"match": "{nam: x}"}, "unknown key 'nam' in match (did you mean 'name'?)"),
        ({"waiver": "x"}, "unknown key 'waiver' in an exception"),
        ({"reason": "''"}, "reason must not be empty"),
        ({"rule": "AIB9"}, ""),
    ],
)
def test_errors(entry: dict[str, str], expected: str) -> None:
    if not expected:
        assert read_exceptions(text(entry), "exceptions.yaml").entries[0].rule == "AIB9"
        return
    with pytest.raises(DocumentError) as caught:
        read_exceptions(text(entry), "exceptions.yaml")
    assert expected in str(caught.value)


def test_every_field_but_two_is_required() -> None:
    for key in BASE:
        lines = [line for line in text({}).decode().split("\n") if f"{key}: " not in line]
        lines = [line if line.startswith(("-", "e")) else "  " + line.strip() for line in lines]
        if not any(line.startswith("- ") for line in lines):
            lines[1] = "- " + lines[1].strip()
        with pytest.raises(DocumentError, match=f"needs the key '{key}'"):
            read_exceptions("\n".join(lines).encode(), "exceptions.yaml")


def test_two_with_one_id_are_an_error() -> None:
    with pytest.raises(DocumentError, match="two exceptions are called 'EXC-014'"):
        read_exceptions(text({}, {}), "exceptions.yaml")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Cannot read the exceptions file"):
        load_exceptions(tmp_path / "none.yaml")
    path = tmp_path / "exceptions.yaml"
    path.write_bytes(text({}))
    assert load_exceptions(path).entries[0].path == "exceptions.yaml"


@pytest.mark.parametrize(
    ("expires", "more", "rules"),
    [
        ("2026-07-01", {}, {"AIB908"}),
        ("2026-07-01", {"ticket": "SEC-1", "approved_by": "security"}, set()),
        ("2026-12-31", {"ticket": "SEC-1", "approved_by": "security"}, {"AIB905"}),
    ],
)
def test_lifetime_and_approval_are_asked_by_severity(expires: str, more: dict[str, str], rules: set[str]) -> None:
    """AIB101 is high: half a year at most, a ticket and somebody who granted it."""
    judgement = check({"rule": "AIB101", "expires": expires, **more})
    assert {one.rule for one in judgement.findings if one.rule in ("AIB905", "AIB908")} == rules
    assert not any(one.message.startswith("Not known") for one in judgement.findings if one.rule.startswith("AIB9"))


@pytest.mark.parametrize(
    ("match", "why"),
    [("{kind: modle}", "kind is never 'modle' (did you mean 'model'?)"), ("{purl: []}", "purl lists nothing")],
)
def test_a_match_that_fits_nothing_is_an_error(match: str, why: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(why)):
        read_exceptions(text({"match": match}), "exceptions.yaml")
