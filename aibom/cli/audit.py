"""`aibom audit`: scan, then check; the main job."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from aibom.cli.judging import Outputs, judge_and_report
from aibom.cli.judging_options import Judging, judging_options
from aibom.cli.options import Scanning, Vulns, embed_option, path_argument, scanning_options, vulns_options
from aibom.cli.output import ProgressLine, show_notes, write_output


@click.command(
    epilog="\b\nExamples:\n  aibom audit .\n"
    "  aibom audit services/chat --policy strict --out build/aibom --fail-on critical\n"
    "  aibom audit . --vulns default --policy strict"
)
@path_argument
@click.option(
    "--out", type=click.Path(path_type=Path), default="aibom-out", show_default=True,
    help="Folder for bom.cdx.json and findings.sarif.",
)  # fmt: skip
@scanning_options
@vulns_options
@embed_option
@judging_options
def audit(
    path: Path,
    out: Path,
    scanning: Scanning,
    vulns: Vulns,
    embed: bool,
    judging: Judging,
) -> int:
    """Scan the tree at PATH, judge it, and show a summary.

    Writes OUT/bom.cdx.json (CycloneDX) and OUT/findings.sarif (SARIF 2.1.0); with --vulns also the vulnerabilities,
    OUT/vdr.cdx.json unless --vdr says otherwise.
    """
    from aibom.cli.auditing import report_audit
    from aibom.core.clock import now
    from aibom.pipeline.judging import audit_inventory
    from aibom.pipeline.writing import write_bom

    wanted = vulns.terms()
    progress = ProgressLine()
    inventory = scanning.inventory(path, progress, exclude=(out,))
    inventory, found = audit_inventory(inventory, wanted, embed=embed) if wanted else (inventory, None)
    data = write_bom(inventory, spec_version=scanning.spec_version, moment=now())
    progress.clear()
    bom = out / "bom.cdx.json"
    write_output(bom, data)
    show_notes(inventory.summary.notes)
    refused = report_audit(data, found, vulns.vdr or str(out / "vdr.cdx.json")) if found else 0
    code = judge_and_report(
        data,
        name=str(bom),
        terms=judging.terms(audit=found),
        fail_on=judging.fail_on,
        outputs=Outputs(
            reports=judging.reports(str(out / "findings.sarif")),
            category=judging.category,
            baseline=judging.baseline,
            compare=judging.compare,
            bom=str(bom),
            bom_uri=_in_repository(bom, path, inventory.summary.prefix),
        ),
    )
    return refused or code


def _in_repository(bom: Path, root: Path, prefix: str) -> str:
    """The BOM's path relative to the repository that was scanned; its name alone when it lies elsewhere."""
    top = root.resolve()
    for _ in PurePosixPath(prefix).parts:
        top = top.parent
    place = bom.resolve()
    return place.relative_to(top).as_posix() if place.is_relative_to(top) else bom.name
