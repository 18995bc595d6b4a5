"""`aibom check`: the judgement alone, on any CycloneDX JSON."""

from __future__ import annotations

from pathlib import Path

import click

from aibom.cli.inputs import read_input
from aibom.cli.judging import Outputs, judge_and_report
from aibom.cli.options import audit_terms, check_options, terms, vulns_options


@click.command(
    epilog="\b\nExamples:\n  aibom check bom.cdx.json\n"
    "  aibom check bom.cdx.json --policy strict --sarif findings.sarif --fail-on critical\n"
    "  aibom check bom.cdx.json --vulns default --vdr vdr.cdx.json"
)
@click.argument("bom")
@vulns_options
@check_options
@click.option("--sarif", metavar="FILE", help="Write SARIF 2.1.0 for code scanning; - for stdout.")
def check(
    bom: str,
    vulns: str | None,
    max_db_age: int,
    refuse_stale: bool,
    vdr: str | None,
    auditor: str | None,
    policies: tuple[str, ...],
    exceptions: Path | None,
    approvals: Path | None,
    vex: tuple[Path, ...],
    as_of: str | None,
    category: str,
    json_file: str | None,
    sarif_record: str | None,
    fail_on: str,
    sarif: str | None,
) -> int:
    """Judge BOM (a CycloneDX JSON file, or - for stdin) with policy packs.

    With --vulns its packages are looked up first, so that a BOM that was published long ago is judged by what is
    known today.
    """
    return judge_and_report(
        read_input(bom),
        name=bom,
        terms=terms(
            policies,
            exceptions,
            approvals,
            as_of,
            vex=vex,
            vulns=audit_terms(vulns, max_db_age, refuse_stale, vdr, auditor),
        ),
        fail_on=fail_on,
        outputs=Outputs(sarif=sarif, record=sarif_record, json=json_file, category=category, vdr=vdr),
    )
