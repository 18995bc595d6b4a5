"""`aibom audit`: scan, then check; the main job."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import click

from aibom.cli.judging import Outputs, judge_and_report
from aibom.cli.options import (
    audit_terms,
    check_options,
    embed_option,
    environment_options,
    no_cache_option,
    opened_cache,
    path_argument,
    spec_version_option,
    terms,
    user_config_option,
    vulns_options,
    wanted_environments,
)
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
@spec_version_option
@no_cache_option
@user_config_option
@environment_options
@vulns_options
@embed_option
@check_options
def audit(
    path: Path,
    out: Path,
    spec_version: str,
    no_cache: bool,
    user_config: bool,
    environments: tuple[Path, ...],
    verify_env: bool,
    vulns: str | None,
    max_db_age: int,
    refuse_stale: bool,
    vdr: str | None,
    auditor: str | None,
    embed: bool,
    policies: tuple[str, ...],
    exceptions: Path | None,
    approvals: Path | None,
    vex: tuple[Path, ...],
    as_of: str | None,
    category: str,
    json_file: str | None,
    sarif_record: str | None,
    fail_on: str,
) -> int:
    """Scan the tree at PATH, judge it, and show a summary.

    Writes OUT/bom.cdx.json (CycloneDX) and OUT/findings.sarif (SARIF 2.1.0); with --vulns also the vulnerabilities,
    OUT/vdr.cdx.json unless --vdr says otherwise.
    """
    from aibom.cli.auditing import report_audit
    from aibom.core.clock import now
    from aibom.pipeline import audit_inventory, scan_tree, write_bom

    wanted = audit_terms(vulns, max_db_age, refuse_stale, vdr, auditor)

    progress = ProgressLine()
    installed = wanted_environments(environments, verify_env)
    with opened_cache(no_cache) as cache:
        inventory = scan_tree(
            path, progress, exclude=(out,), cache=cache, environments=installed, user_config=user_config
        )
    inventory, found = audit_inventory(inventory, wanted, embed=embed) if wanted else (inventory, None)
    data = write_bom(inventory, spec_version=spec_version, moment=now())
    progress.clear()
    bom = out / "bom.cdx.json"
    write_output(bom, data)
    show_notes(inventory.summary.notes)
    refused = report_audit(data, found, vdr or str(out / "vdr.cdx.json")) if found else 0
    code = judge_and_report(
        data,
        name=str(bom),
        terms=terms(policies, exceptions, approvals, as_of, vex=vex, audit=found),
        fail_on=fail_on,
        outputs=Outputs(
            sarif=str(out / "findings.sarif"),
            record=sarif_record,
            json=json_file,
            category=category,
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
