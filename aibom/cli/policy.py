"""`aibom policy`: list, lint, test, explain, document and begin policies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from aibom.policy.load import Policy


@click.group()
def policy() -> None:
    """List, lint, test and explain policy rules."""


@policy.command("list", epilog="\b\nExample:\n  aibom policy list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_packs(as_json: bool) -> None:
    """Show the packs that ship with aibom."""
    from aibom.policy.load import shipped_packs

    packs = shipped_packs()
    if as_json:
        import orjson

        found = [{"id": pack.id, "version": pack.version, "rules": len(pack.rules)} for pack in packs]
        click.echo(orjson.dumps({"packs": found}, option=orjson.OPT_INDENT_2).decode())
        return
    width = max(len(pack.id) for pack in packs)
    for pack in packs:
        click.echo(f"{pack.id:<{width}}  {pack.version}  {len(pack.rules):>3} rules  {pack.title}")


@policy.command(epilog="\b\nExample:\n  aibom policy lint ci/policies")
@click.argument("names", nargs=-1, metavar="[PACK|FILE|DIR]...")
def lint(names: tuple[str, ...]) -> int:
    """Check rules and packs: all names, operators, values, parameters, examples. Default: what ships with aibom."""
    from aibom.core.errors import UsageError
    from aibom.policy.lint import lint_policies

    report = lint_policies(names)
    for problem in report.problems:
        click.echo(problem)
    if not (report.rules or report.packs or report.problems):
        raise UsageError(f"No policy files (*.yaml) in {', '.join(names)}.")
    numbers = f"{_number(report.rules, 'rule')}, {_number(report.packs, 'pack')}"
    click.echo(f"{numbers}: {_number(len(report.problems), 'problem')}.")
    return 1 if report.problems else 0


@policy.command(epilog="\b\nExample:\n  aibom policy test ci/policies")
@click.argument("names", nargs=-1, metavar="[PACK|FILE|DIR]...")
@click.option("-v", "--verbose", is_flag=True, help="Show the tests that passed as well.")
def test(names: tuple[str, ...], verbose: bool) -> int:
    """Run the tests that rules carry. Default: every shipped rule."""
    from aibom.policy.selftest import run_rule_tests

    results = run_rule_tests(_load(names or ("strict",)))
    for result in results:
        if verbose or not result.passed:
            verdict = "ok" if result.passed else f"FAILED: {result.detail}"
            click.echo(f"{result.path}:{result.line}: {result.rule} {result.name}: {verdict}")
    failed = sum(1 for result in results if not result.passed)
    rules = len({result.rule for result in results})
    click.echo(f"{_number(len(results), 'test')} of {_number(rules, 'rule')}: {failed} failed.")
    return 1 if failed else 0


@policy.command(epilog="\b\nExample:\n  aibom policy explain AIB101 sentiment --bom bom.cdx.json")
@click.argument("rule")
@click.argument("component", required=False)
@click.option("--bom", required=True, type=click.Path(path_type=Path), help="The BOM that holds the component.")
@click.option(
    "--policy", "policies", multiple=True, metavar="PACK|FILE|DIR", help="Where the rule stands; default strict."
)
@click.option("--approvals", type=click.Path(path_type=Path), help="Approvals file.")
@click.option("--as-of", metavar="DATE", help="Judge as of this day (YYYY-MM-DD).")
def explain(
    rule: str,
    component: str | None,
    bom: Path,
    policies: tuple[str, ...],
    approvals: Path | None,
    as_of: str | None,
) -> None:
    """Show why RULE holds of COMPONENT (bom-ref, purl, name or name@version) or not: each predicate, its value,
    and the fact that it read."""
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document
    from aibom.pipeline.scoring import scored_profiles, with_scores
    from aibom.policy.approvals import load_approvals
    from aibom.policy.explain import explain as explained
    from aibom.policy.explain import find_component, find_rule, text_of

    policy = _load(policies or ("strict",))
    found = find_rule(policy, rule)
    document = load_document(bom)
    facts = with_scores(facts_of(document), document, scored_profiles(replace(policy, rules=(found,))))
    subject = find_component(facts, component) if component else None
    approved = load_approvals(approvals) if approvals else None
    click.echo(text_of(explained(facts, found, subject, approvals=approved, as_of=_day(as_of))))


@policy.command(epilog="\b\nExample:\n  aibom policy docs --policy strict -o docs/rules.md")
@click.option("--policy", "policies", multiple=True, metavar="PACK|FILE|DIR", help="Which rules; default strict.")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - for stdout.")
def docs(policies: tuple[str, ...], output: str) -> None:
    """Write the reference of rules as Markdown."""
    from aibom.cli.output import write_output
    from aibom.policy.docs import render

    write_output(output, render(_load(policies or ("strict",))).encode())


@policy.command(epilog="\b\nExample:\n  aibom policy new ACME001 no-gpl-models -o ci/policies/no-gpl-models.yaml")
@click.argument("rule_id", metavar="ID")
@click.argument("name")
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - for stdout.")
def new(rule_id: str, name: str, output: str) -> None:
    """Begin a rule: a file that loads, with one test that fires and one that passes."""
    from aibom.cli.output import write_output
    from aibom.core.errors import UsageError
    from aibom.policy.scaffold import new_rule

    if output != "-" and Path(output).exists():
        raise UsageError(f"{output} exists already.")
    write_output(output, new_rule(rule_id, name).encode())


def _load(names: tuple[str, ...]) -> Policy:
    from aibom.policy.load import load_policy

    return load_policy(names)


def _day(as_of: str | None) -> date:
    from aibom.cli.options import parse_as_of
    from aibom.core.clock import now

    return parse_as_of(as_of, now())


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
