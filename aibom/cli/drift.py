"""`aibom drift`: whether the tree is still what the committed BOM says."""

from __future__ import annotations

from pathlib import Path

import click

from aibom.cli.diffing import ANY, Diffing, diffing_options, refuse_places, report_diff
from aibom.cli.inputs import read_input
from aibom.cli.judging import shown_path
from aibom.cli.options import Scanning, path_argument, scanning_options
from aibom.cli.output import ProgressLine, show_notes


@click.command(
    epilog="\b\nExamples:\n  aibom drift . bom.cdx.json\n"
    "  aibom drift services/chat services/chat/bom.cdx.json --fail-on added,removed,substituted\n"
    "  aibom drift . bom.cdx.json --markdown drift.md --fail-on never"
)
@path_argument
@click.argument("bom")
@scanning_options
@diffing_options
def drift(path: Path, bom: str, scanning: Scanning, diffing: Diffing) -> int:
    """Scan the tree at PATH and compare it with the committed BOM.

    Timestamps and properties of the scan do not count. Exits with 1 on any change but evidence that moved, unless
    --fail-on says otherwise. Scan as the BOM was made (--env, --user-config): what only one of them looked at is drift.
    """
    from aibom.core.clock import now
    from aibom.pipeline.comparing import diff_boms
    from aibom.pipeline.writing import write_bom

    fail_on = diffing.classes(ANY)
    rules = diffing.rules()
    refuse_places(diffing, bom)
    committed = read_input(bom)
    outputs = [Path(place) for place in diffing.places.values() if place != "-"]
    progress = ProgressLine()
    inventory = scanning.inventory(path, progress, outputs=outputs, hidden=(Path(bom),) if bom != "-" else ())
    fresh = write_bom(inventory, spec_version=scanning.spec_version, moment=now())
    progress.clear()
    show_notes(inventory.summary.notes)
    names = (shown_path(bom), f"scan of {shown_path(str(path))}")
    diffed = diff_boms(committed, fresh, names=names, rules=rules, same_tree=True)
    # What no file of the tree explains is placed in the committed BOM: the fresh one is not kept.
    return report_diff(diffed, diffing, fail_on=fail_on, new_name=bom)
