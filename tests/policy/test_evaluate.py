"""From facts to findings: who is asked, what is said, where it is shown, and what a fingerprint stands on."""

from __future__ import annotations

import random
from typing import Any

import pytest
from policy_samples import bom, component, judged, relations, rule_text

from aibom.model.finding import FindingKind, Location

PICKLE = rule_text(
    "message: Model ${name} ${version|unpinned} from ${source|nowhere}\nselect: {kind: model}\nwhen: {format: pickle}"
)
REMOTE = rule_text(
    "message: ${uses.symbol}\nselect: {kind: model}\nwhen: {uses: {any: {args.trust_remote_code: true}}}"
)


def at(path: str, line: int) -> dict[str, Any]:
    return {"path": path, "line": line, "technique": "source-code-analysis"}


def test_a_rule_holds_of_what_it_selects() -> None:
    facts = bom(
        component("a", format="pickle", source="hf:x/a"),
        component("b", format="gguf"),
        component("c", kind="dataset", format="pickle"),
    )
    (finding,) = judged(facts, PICKLE).findings
    assert (finding.rule, finding.component, finding.ref, finding.kind) == ("TEST001", "a", "a", FindingKind.FAIL)
    assert finding.message == "Model a unpinned from hf:x/a"


def test_versions_of_one_component_are_one_finding_with_all_places() -> None:
    versions = [
        component(
            f"torch@{version}",
            kind="library",
            name="torch",
            version=version,
            purl=f"pkg:pypi/torch@{version}",
            ecosystem="pypi",
            evidence=[at(f"{version}/uv.lock", 7)],
        )
        for version in ("2.4.0", "2.1.0")
    ]
    rule = rule_text("message: ${name} ${version}\nselect: {kind: library}\nwhen: {version: {lt: '2.6'}}")
    (finding,) = judged(bom(*versions), rule).findings
    assert finding.message == "torch 2.1.0, 2.4.0"
    assert finding.identity == "pkg:pypi/torch"
    assert [place.path for place in finding.locations] == ["2.1.0/uv.lock", "2.4.0/uv.lock"]


def test_a_finding_about_a_use_takes_the_line_of_the_use() -> None:
    uses = [
        {"path": "a.py", "line": 3, "symbol": "safe", "args": {"trust_remote_code": False}},
        {"path": "b.py", "line": 9, "symbol": "vllm.LLM", "args": {"trust_remote_code": True}},
        {"path": "b.py", "line": 40, "symbol": "vllm.LLM", "args": {"trust_remote_code": "True"}},
    ]
    (finding,) = judged(bom(component("phi", uses=uses, evidence=[at("a.py", 3)])), REMOTE).findings
    assert finding.locations == (Location(path="b.py", line=9), Location(path="b.py", line=40))
    assert finding.message == "vllm.LLM"


def test_an_alternative_that_does_not_hold_gives_no_places() -> None:
    rule = rule_text(
        "message: m\nselect: {kind: model}\n"
        "when: {any: [{uses: {any: {symbol: a}}, format: gguf}, {uses: {any: {symbol: b}}}]}"
    )
    uses = [{"path": "x.py", "line": 1, "symbol": "a"}, {"path": "x.py", "line": 2, "symbol": "b"}]
    (finding,) = judged(bom(component("m", format="pickle", uses=uses)), rule).findings
    assert finding.locations == (Location(path="x.py", line=2),)


@pytest.mark.parametrize(
    ("unknown", "kinds"),
    [("ignore", []), ("review", [FindingKind.REVIEW]), ("finding", [FindingKind.FAIL])],
)
def test_what_becomes_of_an_unknown_result(unknown: str, kinds: list[FindingKind]) -> None:
    findings = judged(bom(component("a")), PICKLE + f"unknown: {unknown}\n").findings
    assert [finding.kind for finding in findings] == kinds
    assert all("Not known whether this holds (format not stated)" in finding.message for finding in findings)


def test_a_rule_can_word_its_unknown_result() -> None:
    rule = PICKLE + "unknown: review\nunknown_message: Format of ${name} is not known\n"
    (finding,) = judged(bom(component("a")), rule).findings
    assert finding.message == "Format of a is not known"


def test_a_failure_hides_the_question_about_another_version() -> None:
    shared = {"name": "m", "source": "hf:x/m"}
    facts = bom(component("m1", **shared), component("m2", format="pickle", version="2", **shared))
    (finding,) = judged(facts, PICKLE + "unknown: review\n").findings
    assert finding.kind is FindingKind.FAIL
    assert finding.ref == "m2"


VULNERABLE = rule_text(
    "message: ${name} has ${vulnerabilities.id}\ndiscriminator: vulnerabilities.id\n"
    "when: {vulnerabilities: {any: {cvss: {gte: 7}}}}"
)


def test_a_discriminator_splits_a_finding() -> None:
    known = [{"id": "CVE-1", "cvss": 9.0}, {"id": "CVE-2", "cvss": 2.0}, {"id": "CVE-3", "cvss": 7.0}]
    findings = judged(bom(component("t", vulnerabilities=known)), VULNERABLE).findings
    assert [finding.message for finding in findings] == ["t has CVE-1", "t has CVE-3"]
    assert len({finding.fingerprint for finding in findings}) == 2


REACHES = rule_text(
    "message: ${name}\nselect: {kind: agent}\ndiscriminator: target\n"
    "when: {reaches: {via: [uses-model, depends-on], target: {kind: model, signature.state: unsigned}}}"
)


def test_a_graph_rule_keeps_its_path() -> None:
    facts = bom(
        component("agent", kind="agent"),
        component("lib", kind="library"),
        component("m", **{"signature.state": "unsigned"}),
        edges=relations(("agent", "depends-on", "lib"), ("lib", "uses-model", "m"), ("agent", "has-tool", "m")),
    )
    (finding,) = judged(facts, REACHES).findings
    assert finding.witness == ("agent", "lib", "m")
    assert finding.discriminator == "m"


def test_rules_about_the_document() -> None:
    rule = rule_text(
        "subject: bom\nmessage: ${unknowns.path}\nwhen: {unknowns: {any: {topic: file}}}", rule_id="TEST002"
    )
    unknowns = [{"topic": "file", "path": "a.ipynb", "line": 4, "reason": "r"}, {"topic": "model", "path": "b.py"}]
    (finding,) = judged(bom(document={"unknowns": unknowns}), rule).findings
    assert (finding.component, finding.identity, finding.message) == ("helpdesk", "bom", "a.ipynb")
    assert finding.locations == (Location(path="a.ipynb", line=4),)


def test_aggregates_count_over_the_whole_document() -> None:
    rule = rule_text("subject: bom\nmessage: m\nwhen: {count: {of: {kind: model, pinned: false}, gt: 1}}")
    share = rule_text("subject: bom\nmessage: m\nwhen: {share: {of: {pinned: true}, among: {kind: model}, lt: 0.5}}")
    one = [component("a", pinned=False), component("b", pinned=True)]
    assert judged(bom(*one), rule, share).findings == ()
    two = [*one, component("c", pinned=False), component("d", kind="library", pinned=False)]
    assert {finding.rule for finding in judged(bom(*two), rule, share.replace("TEST001", "TEST002")).findings} == {
        "TEST001",
        "TEST002",
    }
    unsure = [component("a", pinned=False), component("b")]
    assert judged(bom(*unsure), rule).findings == ()
    assert len(judged(bom(*unsure), rule + "unknown: finding\n").findings) == 1


def test_findings_come_worst_first() -> None:
    low = rule_text("message: m\nselect: {kind: model}\nwhen: {format: pickle}", rule_id="TEST000", severity="low")
    facts = bom(component("b", format="pickle"), component("a", format="pickle"))
    findings = judged(facts, low, PICKLE).findings
    assert [(finding.rule, finding.ref) for finding in findings] == [
        ("TEST001", "a"),
        ("TEST001", "b"),
        ("TEST000", "a"),
        ("TEST000", "b"),
    ]


def test_values_are_never_read_as_templates_and_are_made_one_safe_line() -> None:
    name = "${source}\x1b[31m\n[x](http://evil)\u202e"
    (finding,) = judged(bom(component("a", name=name, format="pickle", source="hf:s/m")), PICKLE).findings
    assert finding.message == "Model ${source}\\x1b[31m [x](http://evil)\\u202e unpinned from hf:s/m"


def test_long_values_are_cut() -> None:
    (finding,) = judged(bom(component("a", name="n" * 5000, format="pickle")), PICKLE).findings
    assert len(finding.message) < 250


def sample(shift: int, version: str) -> list[Any]:
    models = [
        component(
            f"m{number}-{version}",
            name=f"m{number}",
            version=version,
            source=f"hf:x/m{number}",
            format="pickle",
            uses=[{"path": "a.py", "line": number + shift, "symbol": "s", "args": {"trust_remote_code": True}}],
            vulnerabilities=[{"id": f"CVE-{number}", "cvss": 9}],
            evidence=[at("a.py", number + shift)],
        )
        for number in range(1, 6)
    ]
    tools = [
        component(f"tool{number}", kind="tool", name="search", evidence=[at(f"{number}.py", shift + 1)])
        for number in range(3)
    ]
    return models + tools


def prints(components: list[Any]) -> list[str]:
    tool = rule_text("message: m\nselect: {kind: tool}\nwhen: {name: search}", rule_id="TEST003")
    vulnerable = VULNERABLE.replace("TEST001", "TEST004")
    found = judged(bom(*components), PICKLE, REMOTE.replace("TEST001", "TEST002"), tool, vulnerable).findings
    return sorted(finding.fingerprint for finding in found)


def test_fingerprints_stay_when_lines_move_components_are_reordered_and_versions_change() -> None:
    before = prints(sample(0, "1.0"))
    assert len(before) == 5 + 5 + 3 + 5
    assert len(set(before)) == len(before)
    for seed in range(5):
        moved = sample(100 + seed, f"2.{seed}")
        random.Random(seed).shuffle(moved)
        assert prints(moved) == before


def test_the_judgement_says_what_ran() -> None:
    judgement = judged(bom(component("a")), PICKLE)
    assert judgement.packs == ("test",)
    assert [rule.id for rule in judgement.rules] == ["TEST001"]
    assert judgement.components == 2
