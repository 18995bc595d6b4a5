"""`aibom diff`: what changed between two BOMs, and what that means."""

from __future__ import annotations

import click

from aibom.cli.diffing import NEVER, Diffing, diffing_options, refuse_places, report_diff
from aibom.cli.inputs import read_input
from aibom.cli.judging import shown_path
from aibom.core.errors import UsageError


@click.command(
    epilog="\b\nExamples:\n  aibom diff release-1.cdx.json release-2.cdx.json\n"
    "  aibom diff old.cdx.json new.cdx.json --fail-on substituted,signature-lost,permissions-widened\n"
    "  aibom diff old.cdx.json new.cdx.json --markdown comment.md --json changes.json\n"
    "  aibom diff old.cdx.json new.cdx.json --policy baseline --new-policy strict"
)
@click.argument("old")
@click.argument("new")
@diffing_options
def diff(old: str, new: str, diffing: Diffing) -> int:
    """Compare the BOM OLD with the BOM NEW (CycloneDX or SPDX, ours or another tool's; - for
    stdin).

    Components are found again by purl, by name and source, by endpoint or command, by content, never by bom-ref.
    Findings that came with the BOM are told apart from those that came with the rules.
    """
    import gc

    from aibom.pipeline.comparing import diff_boms

    gc.disable()  # nothing here makes cycles worth the tenth of the time that looking for them takes
    if old == new == "-":
        raise UsageError("Only one of the two documents can come from stdin.")
    fail_on = diffing.classes(NEVER)
    rules = diffing.rules()
    refuse_places(diffing, old, new)
    diffed = diff_boms(read_input(old), read_input(new), names=(shown_path(old), shown_path(new)), rules=rules)
    return report_diff(diffed, diffing, fail_on=fail_on, new_name=new)
