"""`aibom audit`: scan, then check; the main job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from aibom.cli.judging import Outputs, judge_and_report
from aibom.cli.judging_options import Judging, judging_options
from aibom.cli.options import Scanning, Vulns, embed_option, path_argument, scanning_options, vulns_options
from aibom.cli.output import ProgressLine, show_notes, write_output
from aibom.cli.places import hidden_places
from aibom.core.errors import UsageError


def _given_folder(_context: click.Context, _parameter: click.Parameter, value: str) -> Path:
    """An empty value is a variable that was not set, not the current folder."""
    if not value:
        raise UsageError("--out is empty; name the folder for bom.cdx.json and findings.sarif.")
    folder = Path(value)
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--out wants a folder, and {folder} is a file.")
    return folder


@click.command(
    epilog="\b\nExamples:\n  aibom audit .\n"
    "  aibom audit services/chat --policy strict --out build/aibom --fail-on critical\n"
    "  aibom audit . --vulns default --policy strict"
)
@path_argument
@click.option(
    "--out", callback=_given_folder, default="aibom-out", show_default=True, metavar="FOLDER",
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
    from aibom.pipeline.judging import audit_inventory, judge_of
    from aibom.pipeline.writing import write_bom

    wanted = vulns.terms()
    outputs = _outputs(out, judging, (vulns.vdr or str(out / "vdr.cdx.json")) if wanted else None)
    bom = out / "bom.cdx.json"
    outputs.check(str(bom))
    judge = judge_of(judging.terms())  # a mistake in a policy or a list costs no scan
    progress = ProgressLine()
    places = [bom, *(Path(place) for place in outputs.places if place != "-")]
    inventory = scanning.inventory(path, progress, outputs=places, hidden=hidden_places(out, places))
    inventory, found = audit_inventory(inventory, wanted, embed=embed) if wanted else (inventory, None)
    data = write_bom(inventory, spec_version=scanning.spec_version, moment=now())
    progress.clear()
    write_output(bom, data)
    show_notes(inventory.summary.notes)
    refused = report_audit(data, found, outputs.vdr) if found else 0
    code = judge_and_report(
        data,
        name=str(bom),
        terms=judging.terms(audit=found),
        fail_on=judging.fail_on,
        outputs=replace(outputs, bom_uri=_in_repository(bom, path, inventory.summary.prefix)),
        judge=judge,
    )
    return refused or code


def _outputs(out: Path, judging: Judging, vdr: str | None) -> Outputs:
    """Where all documents of the run go but the BOM's path in its repository, which the scan tells."""
    return Outputs(
        reports=judging.reports(str(out / "findings.sarif")),
        category=judging.category,
        baseline=judging.baseline,
        compare=judging.compare,
        bom=str(out / "bom.cdx.json"),
        vdr=vdr,
    )


def _in_repository(bom: Path, root: Path, prefix: str) -> str:
    """The BOM's path relative to the repository that was scanned; its name alone when it lies elsewhere."""
    top = root.resolve()
    for _ in PurePosixPath(prefix).parts:
        top = top.parent
    place = bom.resolve()
    return place.relative_to(top).as_posix() if place.is_relative_to(top) else bom.name
