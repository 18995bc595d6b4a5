"""Comments in the source that take findings away: what they cover, and what rules say of them."""

from __future__ import annotations

from dataclasses import replace

from policy_samples import TODAY, bom, component

from aibom.model.finding import Judgement
from aibom.model.sighting import Remark
from aibom.policy.evaluate import judge
from aibom.policy.load import load_policy

TWO_PLACES = component(
    "gpt-4o",
    hosted=True,
    floating_alias=True,
    source="openai:gpt-4o",
    evidence=[{"path": "chat.py", "line": 3}, {"path": "batch.py", "line": 9}],
)
IMAGE = component(
    "qdrant",
    kind="container",
    tag="latest",
    image="qdrant/qdrant",
    evidence=[
        {"path": "compose.yaml", "line": 4, "technique": "manifest-analysis"},
        {"path": "run.py", "line": 8, "technique": "source-code-analysis"},
    ],
)


def remark(path: str, line: int, *rules: str, text: str = "checked by hand") -> Remark:
    return Remark(path=path, line=line, last=line, verb="ignore", rules=rules, text=text)


def check(*remarks: Remark) -> Judgement:
    facts = replace(bom(TWO_PLACES, IMAGE), remarks=remarks)
    return judge(facts, load_policy(["strict"]), as_of=TODAY)


def places(judgement: Judgement, rule: str) -> list[str]:
    return [f"{at.path}:{at.line}" for one in judgement.findings if one.rule == rule for at in one.locations]


def ids(judgement: Judgement, rule: str) -> list[str]:
    return [one.component for one in judgement.findings if one.rule == rule]


def test_a_comment_covers_its_own_place_and_no_other() -> None:
    assert places(check(), "AIB105") == ["batch.py:9", "chat.py:3"]
    one = check(remark("chat.py", 3, "AIB105"))
    assert places(one, "AIB105") == ["batch.py:9"]
    both = check(remark("chat.py", 3, "AIB105"), remark("batch.py", 9, "AIB105"))
    assert places(both, "AIB105") == []
    assert len(both.excepted) == 2
    assert {(x.suppression.id, x.suppression.in_source) for x in both.excepted} == {
        ("chat.py:3", True),
        ("batch.py:9", True),
    }
    assert [x.suppression.reason for x in both.excepted] == ["checked by hand"] * 2
    assert ids(both, "AIB902") == []


def test_where_an_image_is_declared_it_is_covered_everywhere() -> None:
    assert places(check(), "AIB509") == ["compose.yaml:4", "run.py:8"]
    assert places(check(remark("compose.yaml", 4, "AIB509")), "AIB509") == []
    assert places(check(remark("run.py", 8, "AIB509")), "AIB509") == ["compose.yaml:4"]


def test_other_lines_and_other_rules_are_not_covered() -> None:
    judgement = check(remark("chat.py", 4, "AIB105"), remark("chat.py", 3, "AIB104"))
    assert places(judgement, "AIB105") == ["batch.py:9", "chat.py:3"]
    assert ids(judgement, "AIB902") == ["chat.py:3", "chat.py:4"]
    (unused, *_) = [one for one in judgement.findings if one.rule == "AIB902"]
    assert unused.locations[0].as_given is False


def test_without_a_reason_nothing_is_covered() -> None:
    judgement = check(remark("chat.py", 3, "AIB105", text=""))
    assert places(judgement, "AIB105") == ["batch.py:9", "chat.py:3"]
    assert ids(judgement, "AIB909") == ["chat.py:3"]
    assert ids(judgement, "AIB902") == []


def test_a_rule_that_does_not_exist_and_no_rule_at_all_are_told() -> None:
    judgement = check(remark("chat.py", 3, "AIB1O5"), remark("batch.py", 9))
    assert ids(judgement, "AIB906") == ["batch.py:9", "chat.py:3"]


def test_rules_about_ends_and_globs_do_not_ask_of_comments() -> None:
    fired = {one.rule for one in check(remark("chat.py", 3, "AIB105")).findings}
    assert not fired & {"AIB901", "AIB902", "AIB903", "AIB904", "AIB905", "AIB906", "AIB907", "AIB909"}
