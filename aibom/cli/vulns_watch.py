"""`aibom vulns watch`: what changed for BOMs that were published."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.inputs import read_input
from aibom.cli.options import FAIL_ON, database_path
from aibom.cli.output import write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.enrichers.vulnerabilities.database import Database
    from aibom.enrichers.vulnerabilities.watch import News, State

_EXAMPLES = """\b
Examples:
  aibom vulns watch releases/*.cdx.json
  aibom vulns update && aibom vulns watch bom.cdx.json --state watch.json --json news.json --fail-on high
"""


@click.command("watch", epilog=_EXAMPLES)
@click.argument("boms", nargs=-1, required=True, metavar="BOM...")
@click.option("--db", metavar="FILE", help="The database. [default: that of `aibom vulns`]")
@click.option(
    "--state",
    "state_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What was told so far. [default: beside the database]",
)
@click.option(
    "--max-db-age",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="DAYS",
    help="Say so when the database is older than this.",
)
@click.option("--json", "json_file", metavar="FILE", help="Write the changes as JSON; - for stdout.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="high", show_default=True,
              help="Exit with 1 when a new vulnerability has this severity or a higher one.")  # fmt: skip
def watch(
    boms: tuple[str, ...], db: str | None, state_file: Path | None, max_db_age: int, json_file: str | None, fail_on: str
) -> int:
    """Compare BOMs with the last run: vulnerabilities that are new, fixed or retracted, each told once.

    A BOM is known by its file name, so that the next release of a product is compared with the one before.
    """
    from aibom.core.clock import now
    from aibom.enrichers.vulnerabilities.audit import AuditTerms, is_stale
    from aibom.enrichers.vulnerabilities.build import building
    from aibom.enrichers.vulnerabilities.database import Database
    from aibom.enrichers.vulnerabilities.watch import load_state, save_state

    terms = AuditTerms(database=database_path(db), moment=now(), max_age_days=max_db_age)
    state_path = state_file or terms.database.with_name(f"{terms.database.name}.watch.json")
    _refuse_same_names(boms)
    with building(state_path), Database(terms.database) as database:
        state = load_state(state_path)
        if is_stale(database.info, terms):
            when = f"{database.info.as_of:%Y-%m-%d}"
            click.echo(f"warning: the database is of {when}; newer advisories are missing", err=True)
        news = [one for name in boms for one in _news_of(name, state, database, terms)]
        _report(news, len(boms), json_file)
        save_state(state_path, state)  # last: what was not told is told the next time
    return int(any(_reaches(one, fail_on) for one in news))


def _report(news: Sequence[News], boms: int, json_file: str | None) -> None:
    if json_file:
        _write_json(json_file, news)
    if json_file != "-":
        _show(news, boms)


def _news_of(name: str, state: State, database: Database, terms: AuditTerms) -> list[News]:
    from aibom.bom.facts import facts_of
    from aibom.bom.read import load_document
    from aibom.enrichers.vulnerabilities.audit import packages_of_facts
    from aibom.enrichers.vulnerabilities.match import audit_packages
    from aibom.enrichers.vulnerabilities.watch import compare, watched
    from aibom.model.audit import Audit

    facts = facts_of(load_document(read_input(name), name=name))
    components = [one for one in facts.components if one is not facts.root]
    audit = Audit(verdicts=audit_packages(packages_of_facts(components), database), database=database.info)
    rows = [(one.ref, one.identity, str(one.values.get("version") or "")) for one in components]
    return compare(_key(name), watched(audit, rows), state, database)


def _key(name: str) -> str:
    return "stdin" if name == "-" else Path(name).name


def _refuse_same_names(boms: Sequence[str]) -> None:
    names = [_key(name) for name in boms]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise UsageError(f"Two BOMs are called {twice[0]}; a BOM is known by its file name, so give each its own.")


def _write_json(target: str, news: Sequence[News]) -> None:
    import orjson

    rows = [
        {
            "change": str(one.change),
            "bom": one.bom,
            "component": one.component,
            "version": one.version,
            "id": one.id,
            "severity": one.severity,
            "detail": one.detail,
        }
        for one in news
    ]
    write_output(target, orjson.dumps({"changes": rows}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def _show(news: Sequence[News], boms: int) -> None:
    for one in news:
        detail = f" ({one.detail})" if one.detail else ""
        text = f"{one.change.upper():14} {one.severity:9} {one.id}  {one.component} {one.version}  {one.bom}{detail}"
        click.echo(printable(text))
    click.echo(f"{len(news)} changes in {boms} BOMs" if news else f"Nothing new in {boms} BOMs", err=True)


def _reaches(one: News, fail_on: str) -> bool:
    from aibom.enrichers.vulnerabilities.scores import SEVERITIES
    from aibom.enrichers.vulnerabilities.watch import Change

    if fail_on == "never" or one.change is not Change.NEW:
        return False
    # Nobody knows how severe an unscored one is: it counts.
    return one.severity == "unknown" or SEVERITIES.index(one.severity) <= SEVERITIES.index(fail_on)
