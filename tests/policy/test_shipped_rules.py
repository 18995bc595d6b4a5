"""Every shipped rule: its examples, its documentation, its place; schemas and reference that are not stale."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import jsonschema
import pytest

from aibom.core.resources import data_root, policies_dir, schema_path
from aibom.core.yaml import parse_yaml
from aibom.policy.docs import render
from aibom.policy.lint import lint_policies
from aibom.policy.load import load_policy, shipped_library
from aibom.policy.rule import RuleSource, read_rule
from aibom.policy.schema import schema_files
from aibom.policy.selftest import rule_tests

RULES = sorted(shipped_library().rules.values(), key=lambda source: source.info.id)
ROOT = data_root()


@pytest.mark.parametrize("source", RULES, ids=lambda source: source.info.id)
def test_examples(source: RuleSource) -> None:
    failures = [f"{result.name}: {result.detail}" for result in rule_tests(source) if not result.passed]
    assert failures == []


@pytest.mark.parametrize("source", RULES, ids=lambda source: source.info.id)
def test_documentation(source: RuleSource) -> None:
    info = source.info
    assert len(info.why) > 40
    assert len(info.fix) > 20
    assert info.refs
    assert any(re.fullmatch(r"[SC]\d(\.\d+)?", tag) for tag in info.tags), "a requirement row among the tags"
    assert all(param.description for param in source.params.values())
    lines = (ROOT / source.path).read_text().split("\n")
    assert lines[0] == "# yaml-language-server: $schema=../../../schemas/rule.schema.json"


def test_ids_names_and_topics() -> None:
    assert [name for name, count in Counter(source.info.name for source in RULES).items() if count > 1] == []
    topics = {source.info.id[:4]: set() for source in RULES}
    for source in RULES:
        topics[source.info.id[:4]].add(Path(source.path).parts[-2])
    assert {digit: names for digit, names in topics.items() if len(names) != 1} == {}


def test_nothing_is_wrong_with_what_ships() -> None:
    report = lint_policies(())
    assert report.problems == ()
    assert (report.rules, report.packs) == (len(RULES), len(shipped_library().packs))


def test_strict_selects_all_and_hides_nothing() -> None:
    policy = load_policy(["strict"])
    assert [rule.info.id for rule in policy.rules] == [source.info.id for source in RULES]
    assert {rule.unknown.value for rule in policy.rules} == {"finding"}


def test_baseline_is_a_choice_of_confident_rules() -> None:
    policy = load_policy(["baseline"])
    assert 12 <= len(policy.rules) < len(RULES)
    assert all(rule.info.confidence != "low" for rule in policy.rules)


@pytest.mark.parametrize(("schema", "files"), [("rule", "rules/*/*.yaml"), ("pack", "packs/*.yaml")])
def test_shipped_files_fit_their_schema(schema: str, files: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_path(schema).read_bytes()))
    validator.check_schema(validator.schema)
    found = sorted(policies_dir().glob(files))
    assert found
    for path in found:
        errors = [
            f"{path.name} {error.json_path}" for error in validator.iter_errors(parse_yaml(path.read_bytes(), ""))
        ]
        assert errors == []


@pytest.mark.parametrize(
    "body",
    [
        "when: {formt: pickle}",
        "when: {kind: modle}",
        "when: {format: {eqq: x}}",
        "when: {uses: {any: {symbl: x}}}",
        "when: {hosted: {glob: x}}",
        "when: {}",
    ],
)
def test_the_schema_refuses_typos_as_the_loader_does(body: str) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_path("rule").read_bytes()))
    head = "id: ACME001\nname: x\nseverity: low\ntags: [a]\nmessage: m\nwhy: w\nfix: f\ntests: []\n"
    assert list(validator.iter_errors(parse_yaml(f"{head}when: {{format: pickle}}".encode(), ""))) == []
    assert list(validator.iter_errors(parse_yaml((head + body).encode(), ""))) != []


def test_schemas_are_not_stale() -> None:
    for name, content in schema_files().items():
        assert (ROOT / "schemas" / name).read_bytes() == content, f"{name}: run tools/generate.py"


def test_the_reference_names_every_rule_once() -> None:
    text = render(load_policy(["strict"]))
    for source in RULES:
        assert text.count(f'### <a id="{source.info.id.lower()}"></a>{source.info.id} {source.info.name}') == 1
    assert "| `baseline` |" in text
    assert render(load_policy(["strict"])) == text


@pytest.mark.parametrize("source", RULES, ids=lambda source: source.info.id)
def test_examples_that_are_read_later_are_the_same(source: RuleSource) -> None:
    whole = read_rule((ROOT / source.path).read_bytes(), source.path)
    assert source.tests
    assert source.examples() == whole.examples()


def test_there_are_enough_rules_and_packs() -> None:
    assert len(RULES) >= 80
    assert {
        *("baseline", "strict", "production-gate", "supply-chain-guide", "owasp-llm", "atlas"),
        *("g7-cisa-bsi", "eu-ai-act", "licence"),
    } == set(shipped_library().packs)
