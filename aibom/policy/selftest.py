"""Runs the examples that rules carry (`aibom policy test`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aibom.bom.graph import Graph
from aibom.policy.compile import Compiled, compile_predicate
from aibom.policy.examples import Example, Expect
from aibom.policy.kleene import Truth
from aibom.policy.load import Policy, shipped_library
from aibom.policy.narrow import full_predicate
from aibom.policy.paths import Subject
from aibom.policy.reach import Relations
from aibom.policy.rule import Rule, RuleSource, bind
from aibom.policy.trace import matched_items
from aibom.policy.world import World

_OUTCOMES: dict[Truth, Expect] = {True: Expect.FINDING, False: Expect.PASS, None: Expect.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleResult:
    """What one example gave; `detail` says what was wrong, "" when nothing was."""

    rule: str
    name: str
    expected: str
    got: str
    detail: str
    path: str
    line: int

    @property
    def passed(self) -> bool:
        """Whether the rule did what the example says."""
        return not self.detail


def run_rule_tests(policy: Policy) -> tuple[ExampleResult, ...]:
    """All examples of the policy's rules, each with its own parameters (the defaults where it sets none).

    Examples show what a rule means as it is written, so what packs override does not apply to them.
    """
    return tuple(result for rule in policy.rules for result in rule_tests(policy.sources[rule.info.id]))


def doubts_about(policy: Policy, most: int = 10) -> tuple[str, ...]:
    """Examples that fail of rules that the user wrote, one sentence each: what such a rule finds, or does not, means
    nothing. The shipped rules are held to theirs by this project's tests."""
    own = [policy.sources[rule.info.id] for rule in policy.rules if not policy.sources[rule.info.id].tests]
    failed = [one for source in own if source.table.nodes.get("tests") for one in rule_tests(source) if not one.passed]
    shown = [f"{one.path}:{one.line}: rule {one.rule} fails its own test {one.name!r}: {one.detail}." for one in failed]
    more = [f"{len(shown) - most} more tests of rules fail; `aibom policy test` names them."] if shown[most:] else []
    return (*shown[:most], *more)


def rule_tests(source: RuleSource) -> Iterator[ExampleResult]:
    """The results of one rule's examples, and a failure when it has none that fires or none that passes."""
    rule = bind(source)
    examples = source.examples()
    expected = {example.expect for example in examples}
    for needed in (Expect.FINDING, Expect.PASS):
        if needed not in expected:
            detail = f"the rule has no test that expects {needed.value!r}"
            yield _result(rule, f"(a test with expect: {needed.value})", needed.value, "none", detail, 1)
    for example in examples:
        yield _run(bind(source, example.settings) if example.settings else rule, example)


def world_of(rule: Rule, example: Example) -> World:
    """The world that an example describes."""
    own = (example.values,) if rule.subject is Subject.COMPONENT else ()
    return World(
        today=example.as_of,
        components=(*own, *example.others),
        relations=Relations(Graph.of(example.relations)),
    )


def _run(rule: Rule, example: Example) -> ExampleResult:
    tree = compile_predicate(full_predicate(rule), world_of(rule, example))
    got = _OUTCOMES[tree.test(example.values)]
    detail = "" if got is example.expect else f"expected {example.expect.value}, got {got.value}"
    if not detail and example.message:
        message = _message(rule, tree, example.values)
        detail = "" if message == example.message else f"the message is {message!r}"
    return _result(rule, example.name, example.expect.value, got.value, detail, example.line)


def _message(rule: Rule, tree: Compiled, values: Any) -> str:
    return rule.message.render([values], matched_items(tree, values))


def _result(rule: Rule, name: str, expected: str, got: str, detail: str, line: int) -> ExampleResult:
    return ExampleResult(
        rule=rule.info.id, name=name, expected=expected, got=got, detail=detail, path=rule.path, line=line
    )


def shipped_sources() -> tuple[RuleSource, ...]:
    """All shipped rules, sorted by id."""
    return tuple(source for _, source in sorted(shipped_library().rules.items()))
