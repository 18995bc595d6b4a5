"""What `check` and `audit` share: judge a BOM, write the reports, show the summary, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from aibom.cli.auditing import report_audit
from aibom.cli.output import write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable
from aibom.model.finding import FindingKind, Judgement
from aibom.model.kinds import Severity

if TYPE_CHECKING:
    from aibom.pipeline import Checked, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where reports go (None = not wanted); `bom` is set when this run wrote the BOM as well, `bom_uri` is then its
    path in the repository; `vdr` when the check looks vulnerabilities up and is to write them."""

    sarif: str | None
    record: str | None
    json: str | None
    category: str
    bom: str | None = None
    bom_uri: str | None = None
    vdr: str | None = None

    def check(self, name: str) -> None:
        """Refuse two documents in one place, or a report in the place of the BOM that is judged."""
        wanted = (self.sarif, self.record, self.json, self.vdr, self.bom or name)
        places = [one for one in wanted if one is not None]
        if name == "-" and self.bom is None:
            places.pop()  # what is read from stdin is not written to
        files = [place if place == "-" else os.path.realpath(place) for place in places]
        if len(set(files)) < len(files):
            raise UsageError(
                "Two of the BOM, --sarif, --sarif-record, --json and --vdr name the same place; give each its own file."
            )


def judge_and_report(
    data: bytes,
    *,
    name: str,
    terms: Terms,
    fail_on: str,
    outputs: Outputs,
) -> int:
    """Judge the BOM in `data`; the exit code is 1 when a finding reaches `fail_on`, else 0."""
    from aibom.pipeline import check_bom

    outputs.check(name)
    checked = check_bom(data, name=name, terms=terms)
    refused = report_audit(data, checked.audit, outputs.vdr) if checked.audit and terms.vulns else 0
    _write_reports(checked, outputs, bom_path=outputs.bom_uri or _shown_path(name))
    for warning in (*checked.facts.warnings, *checked.judgement.warnings):
        click.echo(f"warning: {printable(warning)}", err=True)
    if "-" not in (outputs.sarif, outputs.record, outputs.json, outputs.vdr):
        _show_summary(checked, name, outputs)
    return refused or int(reaches(checked.judgement, fail_on))


def reaches(judgement: Judgement, fail_on: str) -> bool:
    """Whether any failing finding has the severity `fail_on` or a higher one."""
    if fail_on == "never":
        return False
    threshold = Severity(fail_on).rank
    return any(one.kind is FindingKind.FAIL and one.severity.rank >= threshold for one in judgement.findings)


def _write_reports(checked: Checked, outputs: Outputs, bom_path: str) -> None:
    from aibom import __version__

    prefix = checked.facts.prefix
    for target in (outputs.sarif, outputs.record):
        if not target:
            continue
        from aibom.reports.sarif import to_sarif

        sarif = to_sarif(
            checked.judgement,
            prefix=prefix,
            bom_path=bom_path,
            tool_version=__version__,
            category=outputs.category,
            facts=checked.facts,
            excepted=target == outputs.record,
        )
        write_output(target, sarif)
    if outputs.json:
        from aibom.reports.findings_json import to_json

        write_output(outputs.json, to_json(checked.judgement, prefix=prefix, bom_path=bom_path))


def _shown_path(name: str) -> str:
    """A path for reports: as given when relative and below the current folder, else only the file's name."""
    if name == "-":
        return "stdin"
    path = PurePath(os.path.relpath(name)) if Path(name).is_absolute() else PurePath(name)
    return path.name if ".." in path.parts else path.as_posix()


def _show_summary(checked: Checked, name: str, outputs: Outputs) -> None:
    from aibom.reports.table import Summary, print_summary

    facts = checked.facts
    counts = Counter(one.kind for one in facts.components if one is not facts.root)
    labelled = {"BOM": outputs.bom, "SARIF": outputs.sarif, "JSON": outputs.json}
    summary = Summary(
        target=facts.root.name if facts.root else name,
        counts=dict(sorted(counts.items())),
        unknowns=len(facts.unknowns),
        judgement=checked.judgement,
        files={label: path for label, path in labelled.items() if path},
    )
    print_summary(summary, sys.stdout)
