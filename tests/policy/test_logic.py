"""The truth tables of docs/policy-language.md, one line each."""

from __future__ import annotations

from typing import Any

import pytest
from policy_samples import TODAY, ask

from aibom.policy.kleene import all_of, any_of, conjunction, disjunction, negation, none_of
from aibom.policy.world import World

T, F, U = True, False, None
VALUES = (T, F, U)
AND = {(T, T): T, (T, F): F, (T, U): U, (F, F): F, (F, U): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, F): F, (F, U): U, (U, U): U}


def table(pairs: dict[tuple[Any, Any], Any], left: Any, right: Any) -> Any:
    return pairs.get((left, right), pairs.get((right, left)))


@pytest.mark.parametrize("left", VALUES)
@pytest.mark.parametrize("right", VALUES)
def test_connectives_follow_kleene(left: Any, right: Any) -> None:
    assert conjunction([left, right]) is table(AND, left, right)
    assert disjunction([left, right]) is table(OR, left, right)
    assert all_of([lambda _: left, lambda _: right])(0) is table(AND, left, right)
    assert any_of([lambda _: left, lambda _: right])(0) is table(OR, left, right)


@pytest.mark.parametrize("first", VALUES)
@pytest.mark.parametrize("second", VALUES)
@pytest.mark.parametrize("third", VALUES)
def test_three_operands_are_the_same_as_two_twice(first: Any, second: Any, third: Any) -> None:
    tests = [lambda _: first, lambda _: second, lambda _: third]
    assert all_of(tests)(0) is table(AND, table(AND, first, second), third)
    assert any_of(tests)(0) is table(OR, table(OR, first, second), third)


def test_negation() -> None:
    assert [negation(value) for value in VALUES] == [F, T, U]
    assert [none_of(lambda _, value=value: value)(0) for value in VALUES] == [F, T, U]


UNRESOLVED = {"unresolved": "settings.x"}


@pytest.mark.parametrize(
    ("predicate", "stated", "other", "missing", "null", "unresolved"),
    [
        ("format: pickle", "pickle", "gguf", U, F, U),
        ("format: {ne: gguf}", "pickle", "gguf", U, F, U),
        ("format: {in: [pickle, joblib]}", "joblib", "gguf", U, F, U),
        ("format: {not_in: [gguf]}", "pickle", "gguf", U, F, U),
        ("format: {glob: 'pick*'}", "pickle", "gguf", U, F, U),
        ("format: {none_glob: 'gg*'}", "pickle", "gguf", U, F, U),
        ("format: {matches: '^p.c'}", "pickle", "gguf", U, F, U),
        ("format: {present: true}", "pickle", None, F, F, U),
        ("size: {lt: 10}", 9, 10, U, F, U),
        ("size: {lte: 10}", 10, 10.5, U, F, U),
        ("size: {gt: 10}", 11, 10, U, F, U),
        ("size: {gte: 10}", 10, 9, U, F, U),
        ("size: {in: [1, 2]}", 2, 3, U, F, U),
        ("hosted: true", True, False, U, F, U),
        ("version: {lt: 2.6.0}", "2.10.0-rc1", "2.10.0", U, F, U),
        ("approval.reviewed: {older_than: 90d}", "2026-01-01", "2026-05-01", U, F, U),
        ("approval.reviewed: {newer_than: 4w}", "2026-05-20T08:00:00Z", "2026-04-01", U, F, U),
        ("approval.reviewed: {before: 2026-02-01}", "2026-01-31", "2026-02-01", U, F, U),
        ("approval.reviewed: {after: 2026-02-01}", "2026-02-02", "2026-02-01", U, F, U),
        ("licences: {licence_allowed: [MIT, Apache-2.0]}", ["MIT OR GPL-3.0-only"], ["GPL-3.0-only"], U, F, U),
        ("licences: {licence_denied: ['GPL-*']}", ["MIT AND GPL-3.0-only"], ["MIT OR GPL-3.0-only"], U, F, U),
        ("permissions: {subset_of: ['read:*']}", ["read:issues"], ["read:issues", "write:code"], U, F, U),
        ("permissions: {contains_all: [a, b]}", ["a", "b", "c"], ["a"], U, F, U),
    ],
)
def test_operators_on_each_state_of_a_fact(
    predicate: str, stated: Any, other: Any, missing: Any, null: Any, unresolved: Any
) -> None:
    name = predicate.split(":")[0]
    predicate = predicate.replace("lt: 2.6.0", "lt: '2.10.0'")
    assert ask(predicate, {name: stated}) is True
    assert ask(predicate, {name: other}) is False
    assert ask(predicate, {}) is missing
    assert ask(predicate, {name: None}) is null
    assert ask(predicate, {name: UNRESOLVED}) is unresolved


def test_absent_is_about_what_is_stated() -> None:
    assert ask("source: {absent: true}", {}) is True
    assert ask("source: {absent: true}", {"source": None}) is True
    assert ask("source: {absent: true}", {"source": ""}) is False
    assert ask("source: {absent: true}", {"source": UNRESOLVED}) is None
    assert ask("source: {absent: false}", {"source": "hf:a/b"}) is True
    assert ask("source: {present: false}", {}) is True


@pytest.mark.parametrize(
    ("predicate", "empty", "missing", "null"),
    [
        ("licences: {any: MIT}", F, U, F),
        ("licences: {every: MIT}", F, U, F),
        ("licences: {none: MIT}", T, U, T),
        ("licences: {count: {of: MIT, lte: 0}}", T, U, T),
        ("licences: {count: {gte: 1}}", F, U, F),
        ("licences: {exists: true}", F, F, F),
        ("licences: {empty: true}", T, U, F),
    ],
)
def test_quantifiers_on_lists_with_nothing_in_them(predicate: str, empty: Any, missing: Any, null: Any) -> None:
    assert ask(predicate, {"licences": []}) is empty
    assert ask(predicate, {}) is missing
    assert ask(predicate, {"licences": None}) is null
    assert ask(predicate, {"licences": UNRESOLVED}) is None


def use(**arguments: Any) -> dict[str, Any]:
    return {"path": "app.py", "line": 3, "symbol": "torch.load", "args": arguments}


def test_quantifiers_over_uses() -> None:
    remote = "args.trust_remote_code: true"
    yes, no, unclear = use(trust_remote_code=True), use(trust_remote_code=False), use(trust_remote_code=UNRESOLVED)
    for how, expected in (
        ("any", [T, T, U, F, T]),
        ("every", [T, F, F, F, U]),
        ("none", [F, F, U, T, F]),
    ):
        lists = [[yes], [yes, no], [no, unclear], [no], [yes, unclear]]
        assert [ask(f"uses: {{{how}: {{{remote}}}}}", {"uses": items}) for items in lists] == expected
    counted = f"uses: {{count: {{of: {{{remote}}}, gte: 2}}}}"
    assert [ask(counted, {"uses": items}) for items in ([yes, yes], [yes, unclear], [yes, no])] == [T, U, F]


def test_arguments_are_compared_as_the_source_spells_them() -> None:
    predicate = "uses: {any: {args.trust_remote_code: true}}"
    assert ask(predicate, {"uses": [use(trust_remote_code="True")]}) is True
    assert ask(predicate, {"uses": [use(trust_remote_code="true")]}) is True
    assert ask(predicate, {"uses": [use(trust_remote_code=1)]}) is False
    assert ask("uses: {any: {args.workers: 1}}", {"uses": [use(workers=True)]}) is False
    assert ask("uses: {any: {args.workers: {gte: 2}}}", {"uses": [use(workers=4)]}) is True
    assert ask("uses: {any: {args.workers: {gte: 2}}}", {"uses": [use(workers="4")]}) is None


def test_a_list_that_a_composition_calls_incomplete_cannot_prove_absence() -> None:
    world = World(today=TODAY, incomplete=frozenset({("self", "vulnerabilities")}))
    low, high = {"id": "CVE-1", "cvss": 3.0}, {"id": "CVE-2", "cvss": 9.8}
    severe = "vulnerabilities: {any: {cvss: {gte: 7}}}"
    assert ask(severe, {"vulnerabilities": [low]}, world) is None
    assert ask(severe, {"vulnerabilities": [low, high]}, world) is True
    assert ask("vulnerabilities: {every: {cvss: {lt: 7}}}", {"vulnerabilities": [low]}, world) is None
    assert ask("vulnerabilities: {every: {cvss: {lt: 7}}}", {"vulnerabilities": [high]}, world) is False
    assert ask("vulnerabilities: {none: {cvss: {gte: 7}}}", {"vulnerabilities": [low]}, world) is None
    assert ask("vulnerabilities: {count: {lte: 1}}", {"vulnerabilities": [low]}, world) is None
    assert ask("vulnerabilities: {count: {gte: 1}}", {"vulnerabilities": [low]}, world) is True
    assert ask("vulnerabilities: {exists: true}", {"vulnerabilities": []}, world) is None
    assert ask("vulnerabilities: {empty: true}", {"vulnerabilities": []}, world) is None


@pytest.mark.parametrize(
    ("predicate", "value"),
    [
        ("format: pickle", 3),
        ("format: {glob: '*'}", ["pickle"]),
        ("size: {gt: 1}", "2"),
        ("size: {gt: 1}", True),
        ("hosted: true", "true"),
        ("licences: {any: MIT}", "MIT"),
        ("licences: {any: MIT}", [3]),
        ("licences: {licence_allowed: MIT}", ["NOASSERTION"]),
        ("uses: {any: {symbol: torch.load}}", ["torch.load"]),
        ("version: {lt: '2'}", "not a version"),
        ("approval.reviewed: {older_than: 1d}", "yesterday"),
    ],
)
def test_a_value_of_another_type_than_the_vocabulary_says_is_unknown(predicate: str, value: Any) -> None:
    assert ask(predicate, {predicate.split(":")[0]: value}) is None


def test_keys_of_a_mapping_are_joined_by_and() -> None:
    predicate = "format: pickle\nsource: {glob: 'hf:*'}"
    assert ask(predicate, {"format": "pickle", "source": "hf:a/b"}) is True
    assert ask(predicate, {"format": "pickle", "source": "file:m.pkl"}) is False
    assert ask(predicate, {"format": "gguf"}) is False
    assert ask(predicate, {"format": "pickle"}) is None
    assert ask("size: {gte: 1, lt: 3}", {"size": 2}) is True
    assert ask("any: [{format: pickle}, {format: joblib}]\nnot: {hosted: true}", {"format": "joblib"}) is None


def test_versions_are_ordered_as_their_ecosystem_orders_them() -> None:
    def before(limit: str, version: str, purl: str) -> Any:
        return ask(f"version: {{lt: '{limit}'}}", {"version": version, "purl": purl})

    assert before("2.6.0", "2.10.0", "pkg:pypi/torch@2.10.0") is False
    assert before("2.6.0", "2.6.0rc1", "pkg:pypi/torch@2.6.0rc1") is True
    assert before("2.6.0", "2.6.0.post1", "pkg:pypi/torch@2.6.0.post1") is False
    assert before("1.0.0", "1.0.0-alpha.2", "pkg:npm/x@1.0.0-alpha.2") is True
    assert before("1.0.0-alpha.10", "1.0.0-alpha.2", "pkg:npm/x@1.0.0-alpha.2") is True
    assert before("1.2.0", "v1.1.9", "pkg:golang/x@v1.1.9") is True
    assert ask("version: {gte: '1.2.0'}", {"version": "1.2", "ecosystem": "npm"}) is True
