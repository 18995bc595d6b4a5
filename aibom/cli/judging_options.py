"""The options that `check` and `audit` share: by what a BOM is judged, and where the reports go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.bundles import bundled
from aibom.cli.options import FAIL_ON, parse_as_of
from aibom.core.errors import UsageError

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.model.audit import Audit
    from aibom.pipeline.judging import Terms

CONFIDENCES = ("low", "medium", "high")
# A file of parameters for the place where aibom runs (a CI's own settings, say); --params and --param win over it.
PARAMS_VARIABLE = "AIBOM_PARAMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """The values of the options, as click passes them."""

    policies: tuple[str, ...]
    params_files: tuple[Path, ...]
    params: tuple[str, ...]
    exceptions: Path | None
    approvals: Path | None
    vex: tuple[Path, ...]
    as_of: str | None
    min_confidence: str
    fail_on: str
    category: str
    baseline: Path | None
    compare: str | None
    sarif_record: str | None
    json_file: str | None
    html: str | None
    markdown: str | None
    junit: str | None

    def terms(self, *, vulns: AuditTerms | None = None, audit: Audit | None = None, strict: bool = False) -> Terms:
        """By what to judge; UsageError for values that say nothing."""
        from aibom.core.clock import now
        from aibom.pipeline.judging import Terms

        if any(not name.strip() for name in self.policies):
            raise UsageError("--policy was given without a value; name a pack, a rule file or a folder.")
        return Terms(
            policies=self.policies or ("baseline",),
            params_files=self.params_files,
            params=self.params,
            exceptions=self.exceptions,
            approvals=self.approvals,
            vex=self.vex,
            as_of=parse_as_of(self.as_of, now()),
            min_confidence=self.min_confidence,
            vulns=vulns,
            audit=audit,
            strict=strict,
        )

    def reports(self, sarif: str | None) -> dict[str, str]:
        """The reports that are wanted: name (aibom.cli.judging.REPORTS) -> where it goes."""
        wanted = {
            "sarif": sarif,
            "sarif-record": self.sarif_record,
            "json": self.json_file,
            "html": self.html,
            "markdown": self.markdown,
            "junit": self.junit,
        }
        return {name: place for name, place in wanted.items() if place is not None}


judging_options = bundled(
    "judging",
    Judging,
    click.option(
        "--policy", "policies", multiple=True, metavar="PACK|FILE|DIR",
        help="Policy pack, rule file or folder of rules; repeatable. [default: baseline]",
    ),
    click.option(
        "--params", "params_files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        envvar=PARAMS_VARIABLE, show_envvar=True,
        help="Parameters of rules, one file for each environment, say; repeatable, the later wins.",
    ),
    click.option(
        "--param", "params", multiple=True, metavar="RULE.NAME=VALUE",
        help="One parameter of a rule; repeatable, wins over files and packs.",
    ),
    click.option(
        "--exceptions", type=click.Path(path_type=Path), metavar="FILE",
        help="Exceptions with owner, reason and expiry.",
    ),
    click.option(
        "--approvals", type=click.Path(path_type=Path), metavar="FILE",
        help="Register of approved tools, models, data sets and providers.",
    ),
    click.option(
        "--vex", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
        help="Statements about vulnerabilities: CycloneDX VEX or VDR, OpenVEX; repeatable.",
    ),
    click.option("--as-of", metavar="DATE", help="Judge expiry dates as of this day (YYYY-MM-DD). [default: today]"),
    click.option(
        "--min-confidence", type=click.Choice(CONFIDENCES), default="low", show_default=True,
        help="Leave out rules whose findings are less sure than this.",
    ),
    click.option(
        "--fail-on", type=click.Choice(FAIL_ON), default="high", show_default=True,
        help="Exit with 1 when a finding has this severity or a higher one.",
    ),
    click.option("--category", default="aibom", show_default=True, help="Category of the SARIF run; keep it stable."),
    click.option(
        "--baseline", type=click.Path(path_type=Path), metavar="OLD.sarif",
        help="Say of each SARIF result whether it is new since this earlier file, unchanged or updated.",
    ),
    click.option(
        "--sarif-record", metavar="FILE",
        help="Write SARIF with excepted findings and those that are gone since --baseline; to keep, not to upload.",
    ),
    click.option("--json", "json_file", metavar="FILE", help="Write the findings as JSON; - for stdout."),
    click.option(
        "--html", metavar="FILE",
        help="Write a page for people: inventory, findings, graph, model cards; one file, no network; - for stdout.",
    ),
    click.option("--compare", metavar="OLD", help="With --html: say in the page what changed since this BOM."),
    click.option(
        "--markdown", metavar="FILE",
        help="Write a summary for a pull-request comment or a CI's step summary; - for stdout.",
    ),
    click.option("--junit", metavar="FILE", help="Write JUnit XML, one test case for each rule; - for stdout."),
)  # fmt: skip
