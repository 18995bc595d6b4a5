"""What `diff` and `drift` share: their options, the reports, the summary, the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.bundles import bundled
from aibom.cli.judging import shown_path
from aibom.cli.options import parse_as_of
from aibom.cli.output import refuse_same_place, write_output
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.model.change import Change, Comparison
    from aibom.pipeline.comparing import Diffed
    from aibom.pipeline.judging import Terms

ANY, NEVER = "any", "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diffing:
    """The values of the options, as click passes them."""

    json_file: str | None
    markdown: str | None
    html: str | None
    sarif: str | None
    fail_on: str | None
    show_all: bool
    policies: tuple[str, ...]
    new_policies: tuple[str, ...]
    no_policy: bool
    exceptions: Path | None
    approvals: Path | None
    as_of: str | None

    @property
    def places(self) -> dict[str, str]:
        """Name of a report (_REPORTS) -> where it goes, of those that are wanted."""
        wanted = {"json": self.json_file, "markdown": self.markdown, "html": self.html, "sarif": self.sarif}
        return {name: place for name, place in wanted.items() if place is not None}

    def rules(self) -> tuple[Terms, Terms] | None:
        """By what the old and the new BOM are judged; None when neither is."""
        if self.no_policy:
            if self.policies or self.new_policies:
                raise UsageError("--no-policy judges nothing; leave it out, or leave --policy and --new-policy out.")
            return None
        if any(not name.strip() for name in (*self.policies, *self.new_policies)):
            raise UsageError(
                "--policy or --new-policy was given without a value; name a pack, a rule file or a folder."
            )
        old = self.policies or ("baseline",)
        return self._terms(old), self._terms(self.new_policies or old)

    def _terms(self, policies: tuple[str, ...]) -> Terms:
        from aibom.core.clock import now
        from aibom.pipeline.judging import Terms

        return Terms(
            policies=policies,
            exceptions=self.exceptions,
            approvals=self.approvals,
            as_of=parse_as_of(self.as_of, now()),
        )

    def classes(self, default: str) -> frozenset[str]:
        """The classes that fail the run; ANY stands for every class that is not quiet."""
        from aibom.model.change_classes import CHANGE_CLASSES
        from aibom.policy.reading import did_you_mean

        names = [name.strip() for name in (self.fail_on if self.fail_on is not None else default).split(",")]
        for name in names:
            if name not in CHANGE_CLASSES and name not in (ANY, NEVER):
                hint = did_you_mean(name, CHANGE_CLASSES)
                raise UsageError(
                    f"--fail-on has no class of change {name!r}{hint}; `{ANY}` and `{NEVER}` are allowed too."
                )
        if NEVER in names and len(names) > 1:
            raise UsageError(f"--fail-on {NEVER} stands alone.")
        if ANY in names:
            names += [row.name for row in CHANGE_CLASSES.values() if not row.quiet]
        return frozenset(names) - {ANY, NEVER}


diffing_options = bundled(
    "diffing",
    Diffing,
    click.option("--json", "json_file", metavar="FILE", help="Write every change as JSON; - for stdout."),
    click.option("--markdown", metavar="FILE", help="Write a summary for a pull-request comment; - for stdout."),
    click.option("--html", metavar="FILE", help="Write one self-contained page; - for stdout."),
    click.option("--sarif", metavar="FILE", help="Write SARIF 2.1.0 with baselineState; - for stdout."),
    click.option(
        "--fail-on", metavar="CLASS[,CLASS...]",
        help="Exit with 1 when there is a change of one of these classes (substituted, added, ...); `any` for every "
        "one that is shown, `never` for none.",
    ),
    click.option("--all", "show_all", is_flag=True, help="Show quiet changes as well, such as evidence that moved."),
    click.option(
        "--policy", "policies", multiple=True, metavar="PACK|FILE|DIR",
        help="Policy that the old BOM was judged by; repeatable. [default: baseline]",
    ),
    click.option(
        "--new-policy", "new_policies", multiple=True, metavar="PACK|FILE|DIR",
        help="Policy that the new BOM is judged by, when it is another one; repeatable. [default: as --policy]",
    ),
    click.option("--no-policy", is_flag=True, help="Compare the BOMs alone, without findings."),
    click.option(
        "--exceptions", type=click.Path(path_type=Path), metavar="FILE",
        help="Exceptions with owner, reason and expiry, for both.",
    ),
    click.option(
        "--approvals", type=click.Path(path_type=Path), metavar="FILE",
        help="Register of approved tools, models, data sets and providers, for both.",
    ),
    click.option("--as-of", metavar="DATE", help="Judge expiry dates as of this day (YYYY-MM-DD). [default: today]"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What a report is made of."""

    diffed: Diffed
    bom_path: str
    fail_on: Collection[str]
    failing: int
    show_all: bool

    @property
    def comparison(self) -> Comparison:
        return self.diffed.comparison


def report_diff(diffed: Diffed, diffing: Diffing, *, fail_on: frozenset[str], new_name: str) -> int:
    """Write the reports and the summary; the exit code is 1 when a change is of a class in `fail_on`, else 0."""
    comparison = diffed.comparison
    failing = sum(fails(change, fail_on) for change in comparison.changes)
    subject = _Subject(
        diffed=diffed,
        bom_path=shown_path(new_name),
        fail_on=fail_on,
        failing=failing,
        show_all=diffing.show_all,
    )
    documents = [(place, _REPORTS[report](subject)) for report, place in diffing.places.items()]
    for place, document in documents:
        write_output(place, document)
    for note in comparison.notes:
        click.echo(f"note: {printable(note)}", err=True)
    if "-" not in diffing.places.values():
        from aibom.reports.diff_table import print_comparison

        files = {_LABELS[report]: place for report, place in diffing.places.items()}
        print_comparison(comparison, sys.stdout, files, show_all=diffing.show_all)
    return int(failing > 0)


def fails(change: Change, fail_on: Collection[str]) -> bool:
    """Whether a change is of a class that fails; what may be a difference of the tools never does."""
    return change.cls in fail_on and not change.one_sided


def refuse_places(diffing: Diffing, *inputs: str) -> None:
    """UsageError when two reports, or a report and an input, name the same place."""
    refuse_same_place(*diffing.places.values(), *dict.fromkeys(name for name in inputs if name != "-"))


def _json(subject: _Subject) -> bytes:
    from aibom.reports.diff_json import to_json

    return to_json(subject.comparison, fail_on=subject.fail_on, failing=subject.failing)


def _markdown(subject: _Subject) -> bytes:
    from aibom.reports.diff_markdown import to_markdown

    return to_markdown(subject.comparison, show_all=subject.show_all)


def _html(subject: _Subject) -> bytes:
    from aibom.reports.diff_html import to_html

    return to_html(subject.comparison, show_all=subject.show_all)


def _sarif(subject: _Subject) -> bytes:
    from aibom import __version__
    from aibom.reports.diff_sarif import to_diff_sarif

    return to_diff_sarif(
        subject.comparison,
        prefix=subject.diffed.prefix,
        bom_path=subject.bom_path,
        tool_version=__version__,
        show_all=subject.show_all,
    )


_REPORTS: Mapping[str, Callable[[_Subject], bytes]] = {
    "json": _json,
    "markdown": _markdown,
    "html": _html,
    "sarif": _sarif,
}
_LABELS = {"json": "JSON", "markdown": "Markdown", "html": "HTML", "sarif": "SARIF"}
