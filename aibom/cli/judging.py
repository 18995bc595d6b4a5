"""What `check` and `audit` share: judge a BOM, write the reports, show the summary, choose the exit code."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from aibom.cli.auditing import report_audit
from aibom.cli.inputs import read_input
from aibom.cli.output import write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable
from aibom.model.finding import FindingKind, Judgement
from aibom.model.kinds import Severity

if TYPE_CHECKING:
    from aibom.pipeline.judging import Checked, Judge, Terms
    from aibom.reports.findings_json import Basis


# The reports that say what is new since an earlier SARIF file.
_TELL_OF_BASELINES = frozenset({"sarif", "sarif-record", "markdown", "html"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Where documents go. `reports` = name of a report (REPORTS) -> place; `bom` is set when this run wrote the BOM
    as well, `bom_uri` is then its path in the repository; `vdr` when the check looks vulnerabilities up and is to
    write them; `baseline` = an earlier SARIF file; `compare` = an older BOM, for the HTML page."""

    reports: Mapping[str, str] = field(default_factory=dict)
    category: str = "aibom"
    baseline: Path | None = None
    compare: str | None = None
    bom: str | None = None
    bom_uri: str | None = None
    vdr: str | None = None

    @property
    def places(self) -> list[str]:
        """All places that this run's reports are written to."""
        return [*self.reports.values(), *([self.vdr] if self.vdr is not None else [])]

    def check(self, name: str) -> None:
        """Refuse two documents in one place, or a report in the place of the BOM that is judged, and an older BOM that
        no report would tell of."""
        if self.compare is not None and "html" not in self.reports:
            raise UsageError("--compare needs --html; `aibom diff OLD NEW` compares without a check.")
        if self.compare == name == "-":
            raise UsageError("Only one of the two documents can come from stdin.")
        if self.baseline is not None and not _TELL_OF_BASELINES & self.reports.keys():
            raise UsageError("--baseline needs a report that tells what is new: --sarif, --markdown or --html.")
        for one in (self.baseline, self.compare):
            if one is not None and str(one) != "-" and not Path(one).exists():
                raise UsageError(f"There is no file {one}.")
        places = [*self.places, self.bom or name]
        if name == "-" and self.bom is None:
            places.pop()  # what is read from stdin is not written to
        files = [place if place == "-" else os.path.realpath(place) for place in places]
        if len(set(files)) < len(files):
            raise UsageError("Two documents of this run name the same place; give each a file of its own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What a report is made of."""

    checked: Checked
    data: bytes
    bom_path: str
    category: str
    baseline: bytes | None
    older: tuple[str, bytes] | None
    basis: Basis

    @property
    def judgement(self) -> Judgement:
        return self.checked.judgement

    @property
    def prefix(self) -> str:
        return self.checked.facts.prefix


def judge_and_report(
    data: bytes,
    *,
    name: str,
    terms: Terms,
    fail_on: str,
    outputs: Outputs,
    judge: Judge | None = None,
) -> int:
    """Judge the BOM in `data`, by `judge` where the files of the terms were read before; the exit code is 1 when a
    finding reaches `fail_on`, else 0."""
    from aibom.pipeline.judging import check_bom

    outputs.check(name)
    baseline = read_input(str(outputs.baseline)) if outputs.baseline else None
    older = (shown_path(outputs.compare), read_input(outputs.compare)) if outputs.compare else None
    checked = check_bom(data, name=name, terms=terms, judge=judge)
    refused = report_audit(data, checked.audit, outputs.vdr) if checked.audit and terms.vulns else 0
    subject = _Subject(
        checked=checked,
        data=data,
        bom_path=outputs.bom_uri or shown_path(name),
        category=outputs.category,
        baseline=baseline,
        older=older,
        basis=_basis(data, checked, terms, fail_on),
    )
    documents = [(place, REPORTS[report](subject)) for report, place in outputs.reports.items()]
    for place, document in documents:
        write_output(place, document)
    for warning in (*checked.facts.warnings, *checked.judgement.warnings):
        click.echo(f"warning: {printable(warning)}", err=True)
    if "-" not in outputs.places:
        _show_summary(checked, name, outputs)
    return refused or int(reaches(checked.judgement, fail_on))


def _basis(data: bytes, checked: Checked, terms: Terms, fail_on: str) -> Basis:
    import hashlib

    from aibom.reports.findings_json import Basis

    changes = {
        "approvals": terms.approvals,
        "exceptions": terms.exceptions,
        "min-confidence": terms.min_confidence != "low",
        "parameters": (*terms.params_files, *terms.params),
        "vex": terms.vex,
    }
    return Basis(
        bom_sha256=hashlib.sha256(data).hexdigest(),
        packs=tuple((pack.id, pack.version, pack.digest) for pack in checked.packs),
        fail_on=fail_on,
        passed=fail_on != "never" and not reaches(checked.judgement, fail_on),
        changed_by=tuple(name for name, given in changes.items() if given),
    )


def reaches(judgement: Judgement, fail_on: str) -> bool:
    """Whether any failing finding has the severity `fail_on` or a higher one."""
    if fail_on == "never":
        return False
    threshold = Severity(fail_on).rank
    return any(one.kind is FindingKind.FAIL and one.severity.rank >= threshold for one in judgement.findings)


def _sarif(subject: _Subject, record: bool = False) -> bytes:
    from aibom import __version__
    from aibom.reports.sarif import to_sarif
    from aibom.reports.sarif_baseline import read_baseline

    return to_sarif(
        subject.judgement,
        prefix=subject.prefix,
        bom_path=subject.bom_path,
        tool_version=__version__,
        category=subject.category,
        facts=subject.checked.facts,
        record=record,
        baseline=read_baseline(subject.baseline) if subject.baseline is not None else None,
    )


def _json(subject: _Subject) -> bytes:
    from aibom.reports.findings_json import to_json

    return to_json(subject.judgement, prefix=subject.prefix, bom_path=subject.bom_path, basis=subject.basis)


def _markdown(subject: _Subject) -> bytes:
    from aibom.reports.markdown import to_markdown
    from aibom.reports.sarif_baseline import read_baseline

    baseline = read_baseline(subject.baseline) if subject.baseline is not None else None
    return to_markdown(subject.judgement, subject.checked.facts, bom_path=subject.bom_path, baseline=baseline)


def _html(subject: _Subject) -> bytes:
    from aibom.cli.page_sections import changes, completeness
    from aibom.reports.html.page import to_html
    from aibom.reports.sarif_baseline import read_baseline

    baseline = read_baseline(subject.baseline) if subject.baseline is not None else None
    sections = [completeness(subject.data, subject.bom_path)]
    if subject.older is not None:
        name, older = subject.older
        sections.insert(0, changes(older, subject.data, names=(name, subject.bom_path)))
    return to_html(
        subject.judgement, subject.checked.facts, bom_path=subject.bom_path, baseline=baseline, sections=sections
    )


def _junit(subject: _Subject) -> bytes:
    from aibom.reports.junit import to_junit

    return to_junit(subject.judgement, prefix=subject.prefix, bom_path=subject.bom_path)


# Name of a report -> what makes it; the command line names their places.
REPORTS: Mapping[str, Callable[[_Subject], bytes]] = {
    "sarif": _sarif,
    "sarif-record": lambda subject: _sarif(subject, record=True),
    "json": _json,
    "html": _html,
    "markdown": _markdown,
    "junit": _junit,
}
_LABELS = {
    "sarif": "SARIF",
    "json": "JSON",
    "sarif-record": "Record",
    "html": "HTML",
    "markdown": "Markdown",
    "junit": "JUnit",
}


def shown_path(name: str) -> str:
    """A path for reports: as given when relative and below the current folder, else only the file's name."""
    if name == "-":
        return "stdin"
    path = PurePath(os.path.relpath(name)) if Path(name).is_absolute() else PurePath(name)
    return path.name if ".." in path.parts else path.as_posix()


def _show_summary(checked: Checked, name: str, outputs: Outputs) -> None:
    from aibom.reports.table import Summary, print_summary

    facts = checked.facts
    counts = Counter(one.kind for one in facts.components if one is not facts.root)
    files = {"BOM": outputs.bom} if outputs.bom else {}
    files |= {_LABELS[report]: place for report, place in outputs.reports.items()}
    summary = Summary(
        target=facts.root.name if facts.root else name,
        counts=dict(sorted(counts.items())),
        unknowns=facts.unknowns,
        judgement=checked.judgement,
        files=files,
    )
    print_summary(summary, sys.stdout)
