"""`aibom check`: the judgement alone, on any CycloneDX JSON."""

from __future__ import annotations

import click

from aibom.cli.inputs import read_bom_input
from aibom.cli.judging import Outputs, judge_and_report
from aibom.cli.judging_options import Judging, judging_options
from aibom.cli.options import Vulns, vulns_options


@click.command(
    epilog="\b\nExamples:\n  aibom check bom.cdx.json\n"
    "  aibom check bom.cdx.json --policy strict --sarif findings.sarif --fail-on critical\n"
    "  aibom check bom.cdx.json --param 'AIB101.trusted_sources=[\"hf:acme/*\"]' --markdown comment.md\n"
    "  aibom check bom.cdx.json --vulns default --vdr vdr.cdx.json"
)
@click.argument("bom")
@vulns_options
@judging_options
@click.option("--sarif", metavar="FILE", help="Write SARIF 2.1.0 for code scanning; - for stdout.")
@click.option("--strict", is_flag=True, help="Refuse a BOM that is not valid CycloneDX, instead of warning of it.")
def check(bom: str, vulns: Vulns, judging: Judging, sarif: str | None, strict: bool) -> int:
    """Judge BOM (CycloneDX or SPDX; - for stdin) with policy packs.

    With --vulns its packages are looked up first, so that a BOM that was published long ago is judged by what is
    known today.
    """
    return judge_and_report(
        read_bom_input(bom),
        name=bom,
        terms=judging.terms(vulns=vulns.terms(), strict=strict),
        fail_on=judging.fail_on,
        outputs=Outputs(
            reports=judging.reports(sarif),
            category=judging.category,
            baseline=judging.baseline,
            compare=judging.compare,
            vdr=vulns.vdr,
        ),
    )
