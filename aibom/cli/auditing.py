"""What scan, audit and check share of an audit against known vulnerabilities: its document, its summary, its exit."""

from __future__ import annotations

from collections import Counter

import click

from aibom.cli.output import write_output
from aibom.core.text import printable
from aibom.model.audit import Audit, AuditState


def report_audit(bom: bytes, audit: Audit, vdr: str | None) -> int:
    """Write the VDR, tell the counts on stderr; 2 when the database could not be used, else 0."""
    from aibom.core.clock import now
    from aibom.pipeline.writing import write_vdr

    if vdr:
        write_output(vdr, write_vdr(bom, audit, moment=now()))
    click.echo(printable(audit_line(audit)), err=True)
    for note in audit.notes:
        click.echo(f"note: {printable(note)}", err=True)
    if audit.failure:
        click.echo(f"aibom: {printable(audit.failure)}", err=True)
        return 2
    return 0


def audit_line(audit: Audit) -> str:
    """One line that never says "clean" of what was not looked up."""
    states = Counter(verdict.state for verdict in audit.verdicts.values())
    found = sum(len(verdict.vulnerabilities) for verdict in audit.verdicts.values())
    parts = [
        f"{states[AuditState.VULNERABLE]} vulnerable ({found} vulnerabilities)",
        f"{states[AuditState.CLEAN]} without known vulnerability",
        f"{states[AuditState.NOT_AUDITED]} not audited",
    ]
    when = f" as of {audit.database.as_of:%Y-%m-%d}{' (stale)' if audit.stale else ''}" if audit.database else ""
    return f"Packages{when}: {', '.join(parts)}"
