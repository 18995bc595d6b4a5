"""Packs: selection, inheritance, overrides, locks, several at once; and how names become policies."""

from __future__ import annotations

from pathlib import Path

import pytest
from policy_samples import rule_text

from aibom.core.errors import DocumentError, UsageError
from aibom.model.kinds import Severity
from aibom.policy.load import Policy, load_policy, shipped_packs
from aibom.policy.rule import UnknownPolicy

ONE = rule_text("message: m\nwhen: {kind: model}", rule_id="ACME001")
TWO = (
    rule_text("message: m\nwhen: {source: {none_glob: $trusted}}", rule_id="ACME002", severity="medium").replace(
        "tags: [test]", "tags: [test, gate]"
    )
    + "params: {trusted: {type: globs, default: ['hf:acme/*']}}\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "one.yaml").write_text(ONE)
    (rules / "two.yaml").write_text(TWO)
    return tmp_path


def pack(folder: Path, name: str, body: str) -> str:
    path = folder / f"{name}.yaml"
    path.write_text(f"id: {name}\nversion: 1.0.0\nrules: [rules]\n{body}\n")
    return str(path)


def family(folder: Path, parent: str, child: str) -> list[str]:
    """A folder of two packs, of which the second extends the first."""
    (folder / "packs").mkdir()
    (folder / "packs" / "a-parent.yaml").write_text(f"id: parent\nversion: 1.0.0\n{parent}\n")
    (folder / "packs" / "b-child.yaml").write_text(f"id: child\nversion: 1.0.0\nextends: [parent]\n{child}\n")
    return [str(folder)]


def how(policy: Policy) -> dict[str, tuple[Severity, UnknownPolicy]]:
    return {rule.info.id: (rule.info.severity, rule.unknown) for rule in policy.rules}


def error_of(names: list[str]) -> str:
    with pytest.raises(DocumentError) as caught:
        load_policy(names)
    return str(caught.value)


def test_selection_by_id_and_tag(folder: Path) -> None:
    assert set(how(load_policy([pack(folder, "a", "select: {ids: [ACME001]}")]))) == {"ACME001"}
    assert set(how(load_policy([pack(folder, "b", "select: {tags: [gate]}")]))) == {"ACME002"}
    assert set(how(load_policy([pack(folder, "c", "select: {tags: [test], except: [ACME001]}")]))) == {"ACME002"}


def test_a_rule_a_folder_and_a_pack_can_be_named(folder: Path) -> None:
    policy = load_policy([str(folder / "rules" / "one.yaml")])
    assert ([one.id for one in policy.packs], set(how(policy))) == (["one"], {"ACME001"})
    policy = load_policy([str(folder / "rules")])
    assert ([one.id for one in policy.packs], set(how(policy))) == (["rules"], {"ACME001", "ACME002"})
    assert {one.id for one in load_policy(["baseline"]).packs} == {"baseline"}


def test_overrides(folder: Path) -> None:
    body = (
        "select: {ids: [ACME001, ACME002]}\nunknown: review\noverride:\n"
        "  ACME001: {severity: low, unknown: finding, reason: known}\n"
        "  ACME002: {params: {trusted: ['hf:other/*']}, reason: ours}"
    )
    policy = load_policy([pack(folder, "a", body)])
    assert how(policy) == {
        "ACME001": (Severity.LOW, UnknownPolicy.FINDING),
        "ACME002": (Severity.MEDIUM, UnknownPolicy.REVIEW),
    }
    assert policy.rules[1].settings["trusted"] == ["hf:other/*"]


def test_a_child_can_change_and_disable_what_its_parent_selects(folder: Path) -> None:
    names = family(
        folder,
        "select: {ids: [ACME001, ACME002]}",
        "override: {ACME001: {severity: info, reason: r}, ACME002: {enabled: false, reason: r}}",
    )
    (path,) = Path(names[0]).glob("packs/b-child.yaml")
    assert {info.id: info.rules for info in load_policy(names).packs} == {
        "parent": ("ACME001", "ACME002"),
        "child": ("ACME001",),
    }
    assert path.exists()


@pytest.mark.parametrize(
    "change",
    ["severity: low", "enabled: false", "params: {trusted: ['*']}"],
)
def test_a_locked_rule_cannot_be_weakened(folder: Path, change: str) -> None:
    names = family(
        folder,
        "select: {ids: [ACME002]}\nlocked: [ACME002]",
        f"override: {{ACME002: {{{change}, reason: r}}}}",
    )
    assert "b-child.yaml:4:21: rule ACME002 is locked by a pack that this one extends" in error_of(names)


def test_a_locked_rule_can_be_made_stricter(folder: Path) -> None:
    names = family(
        folder,
        "select: {ids: [ACME002]}\nlocked: [ACME002]",
        "override: {ACME002: {severity: critical, unknown: finding, reason: r}}",
    )
    assert how(load_policy(names)) == {"ACME002": (Severity.CRITICAL, UnknownPolicy.FINDING)}


def test_several_packs_run_a_rule_once_and_as_the_strictest_asks(folder: Path) -> None:
    milder = "select: {ids: [ACME001]}\noverride: {ACME001: {severity: low, reason: r}}"
    stricter = "select: {ids: [ACME001]}\nunknown: finding\noverride: {ACME001: {enabled: true, reason: r}}"
    (folder / "packs").mkdir()
    for name, body in (("milder", milder), ("stricter", stricter)):
        (folder / "packs" / f"{name}.yaml").write_text(f"id: {name}\nversion: 1.0.0\n{body}\n")
    policy = load_policy([str(folder)])
    assert how(policy) == {"ACME001": (Severity.HIGH, UnknownPolicy.FINDING)}
    assert [one.id for one in policy.packs] == ["milder", "stricter"]


def test_packs_that_set_one_parameter_differently_are_an_error(folder: Path) -> None:
    (folder / "packs").mkdir()
    for name in ("a", "b"):
        body = f"override: {{ACME002: {{params: {{trusted: ['hf:{name}/*']}}, reason: r}}}}"
        (folder / "packs" / f"{name}.yaml").write_text(
            f"id: {name}\nversion: 1.0.0\nselect: {{ids: [ACME002]}}\n{body}\n"
        )
    assert "packs set parameter 'trusted' of rule ACME002 to different values" in error_of([str(folder)])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("select: {ids: [ACME01]}", "a.yaml:4:15: no rule 'ACME01' (did you mean 'ACME001'?)"),
        ("select: {tags: [gates]}", "a.yaml:4:16: no rule has the tag 'gates' (did you mean 'gate'?)"),
        ("extends: [baselin]", "no pack 'baselin' to extend (did you mean 'baseline'?)"),
        ("extends: [a]", "packs extend each other in a circle: a -> a"),
        ("override: {ACME001: {severity: low, reason: r}}", "rule ACME001 is overridden but not selected"),
        ("select: {ids: [ACME001]}\noverride: {ACME001: {severity: low}}", "needs the key 'reason'"),
        (
            "select: {ids: [ACME002]}\noverride: {ACME002: {params: {trustd: []}, reason: r}}",
            "a.yaml:5:31: rule ACME002 has no parameter 'trustd' (did you mean 'trusted'?)",
        ),
        (
            "select: {ids: [ACME002]}\noverride: {ACME002: {params: {trusted: 3}, reason: r}}",
            "parameter 'trusted' must be a list of globs",
        ),
        ("locked: [ACME001]", "rule 'ACME001' is locked but not selected"),
        ("selct: {all: true}", "a.yaml:4:1: unknown key 'selct' in a pack (did you mean 'select'?)"),
        ("rules: [nowhere]", "duplicate key 'rules'"),
    ],
)
def test_errors_in_packs(folder: Path, body: str, expected: str) -> None:
    assert expected in error_of([pack(folder, "a", body)])


def test_duplicate_ids_are_errors(folder: Path) -> None:
    (folder / "rules" / "three.yaml").write_text(ONE)
    assert "three.yaml:1:5: rule ACME001 stands in" in error_of([str(folder / "rules")])
    (folder / "rules" / "three.yaml").write_text(ONE.replace("ACME001", "AIB101"))
    assert "rule AIB101 stands in policies/rules/" in error_of([str(folder / "rules")])


def test_names_that_are_nothing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"No policy 'basline': .*did you mean 'baseline'"):
        load_policy(["basline"])
    with pytest.raises(UsageError, match="No policy files"):
        load_policy([str(tmp_path)])


def test_a_digest_tells_when_a_pack_selects_or_changes_something_else(folder: Path) -> None:
    def digest(body: str) -> str:
        return load_policy([pack(folder, "a", body)]).packs[0].digest

    first = digest("select: {ids: [ACME001]}")
    assert digest("select: {ids: [ACME001]}\n# a remark") == first
    assert digest("select: {ids: [ACME001, ACME002]}") != first
    assert digest("select: {ids: [ACME001]}\noverride: {ACME001: {severity: low, reason: r}}") != first
    (folder / "rules" / "one.yaml").write_text(ONE.replace("kind: model", "kind: dataset"))
    assert digest("select: {ids: [ACME001]}") != first


def test_every_shipped_pack_runs_without_parameters() -> None:
    for info in shipped_packs():
        assert len(load_policy([info.id]).rules) == len(info.rules) > 0


def test_a_rule_with_typos_is_still_taken_for_a_rule(tmp_path: Path) -> None:
    path = tmp_path / "rule.yaml"
    path.write_text("id: ACME001\nname: x\nselct: {kind: model}\nwhne: {format: pickle}\n")
    assert "rule.yaml:3:1: unknown key 'selct' in a rule (did you mean 'select'?)" in error_of([str(path)])


@pytest.mark.parametrize("body", ["", "select: {ids: []}", "select: {ids: [ACME001], except: [ACME001]}"])
def test_a_pack_that_selects_nothing_is_an_error(folder: Path, body: str) -> None:
    with pytest.raises(DocumentError, match="selects no rule"):
        load_policy([pack(folder, "nothing", body)])
