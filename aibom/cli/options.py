"""Options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aibom.core.errors import UsageError

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.model.audit import Audit
    from aibom.pipeline import Terms
    from aibom.scanners.environment import Wanted
    from aibom.sources.cache import Cache

Command = TypeVar("Command", bound=Callable[..., Any])
FAIL_ON = ("never", "low", "medium", "high", "critical")


def _given_path(_context: click.Context, _parameter: click.Parameter, value: str) -> Path:
    """An empty argument is a variable that was not set, not the current folder."""
    if not value:
        raise UsageError("The path to scan is empty; give the folder to scan.")
    return Path(value)


path_argument = click.argument("path", default=".", callback=_given_path)

spec_version_option = click.option(
    "--spec-version", type=click.Choice(["1.5", "1.6", "1.7"]), default="1.6", show_default=True,
    help="Version of the CycloneDX specification.",
)  # fmt: skip

user_config_option = click.option(
    "--user-config", is_flag=True,
    help="Read the MCP servers that clients are given in the home folder and in managed files as well (~/...).",
)  # fmt: skip

no_cache_option = click.option("--no-cache", is_flag=True, help="Read every file again; remember nothing.")


_ENVIRONMENT_OPTIONS = (
    click.option(
        "--env", "environments", multiple=True, type=click.Path(path_type=Path), metavar="PYTHON_OR_VENV",
        help="Read an installed environment too: a virtual environment, a python, or site-packages; repeatable.",
    ),
    click.option(
        "--verify-env", is_flag=True, help="Compare the environments' files with what RECORD says was installed.",
    ),
)  # fmt: skip


def environment_options(command: Command) -> Command:
    """The options that name installed environments."""
    for option in reversed(_ENVIRONMENT_OPTIONS):
        command = option(command)
    return command


def wanted_environments(environments: tuple[Path, ...], verify: bool) -> Wanted:
    """What the options say; UsageError when there is nothing to verify."""
    from aibom.scanners.environment import Wanted

    if verify and not environments:
        raise UsageError("--verify-env compares an installed environment; name it with --env.")
    return Wanted(locations=environments, verify=verify)


def vulns_options(command: Command) -> Command:
    """The options of an audit against known vulnerabilities, which scan, audit and check share."""
    for option in reversed(_VULNS_OPTIONS):
        command = option(command)
    return command


_VULNS_OPTIONS = (
    click.option(
        "--vulns", metavar="DB",
        help="Look packages up in this vulnerability database (`aibom vulns`); `default` for the usual place.",
    ),
    click.option(
        "--max-db-age", type=click.IntRange(min=0), default=10, show_default=True, metavar="DAYS",
        help="A database older than this is a finding.",
    ),
    click.option("--refuse-stale", is_flag=True, help="Do not use a database that is older than --max-db-age."),
    click.option("--vdr", metavar="FILE", help="Write the vulnerabilities as a CycloneDX document of their own (VDR)."),
    click.option(
        "--auditor", type=click.Choice(["pip-audit"]),
        help="Ask a second opinion on Python packages over the same database and tell every difference.",
    ),
)  # fmt: skip


embed_option = click.option(
    "--embed-vulnerabilities", "embed", is_flag=True,
    help="Write vulnerabilities into the BOM as well; BSI TR-03183-2 forbids that for an SBOM.",
)  # fmt: skip


def audit_terms(
    vulns: str | None, max_db_age: int, refuse_stale: bool, vdr: str | None, auditor: str | None
) -> AuditTerms | None:
    """What the shared options say about the database; None when no audit is wanted. Options that say nothing
    without a database are refused."""
    if vulns is None:
        for name, given in (("refuse-stale", refuse_stale), ("vdr", vdr), ("auditor", auditor)):
            if given:
                raise UsageError(f"--{name} says nothing without --vulns DB.")
        return None
    from aibom.core.clock import now
    from aibom.enrichers.vulnerabilities.audit import AuditTerms

    return AuditTerms(
        database=database_path(vulns),
        moment=now(),
        max_age_days=max_db_age,
        refuse_stale=refuse_stale,
        auditor=auditor or "",
    )


def database_path(given: str | None) -> Path:
    """The named database, or the usual one in the user's cache directory."""
    if given == "":
        raise UsageError("The name of the vulnerability database is empty.")
    if given not in (None, "default"):
        return Path(str(given))
    from aibom.sources.cache import cache_dir

    return cache_dir() / "vulnerabilities.sqlite"


@contextmanager
def opened_cache(no_cache: bool) -> Iterator[Cache | None]:
    """The cache of scans in the user's cache directory (AIBOM_CACHE_DIR), or None when it is not wanted."""
    if no_cache:
        yield None
        return
    import time

    from aibom.sources.cache import Cache, cache_dir

    cache = Cache(cache_dir(), day=int(time.time() // 86_400))
    try:
        yield cache
    finally:
        cache.close()


def check_options(command: Command) -> Command:
    """The options of `check` that `audit` takes as well."""
    for option in reversed(_CHECK_OPTIONS):
        command = option(command)
    return command


_CHECK_OPTIONS = (
    click.option(
        "--policy", "policies", multiple=True, metavar="PACK|FILE|DIR",
        help="Policy pack, rule file or folder of rules; repeatable. [default: baseline]",
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
    click.option("--category", default="aibom", show_default=True, help="Category of the SARIF run; keep it stable."),
    click.option("--json", "json_file", metavar="FILE", help="Write the findings as JSON; - for stdout."),
    click.option(
        "--sarif-record", metavar="FILE",
        help="Write SARIF with the excepted findings as well, each with its suppression; to keep, not to upload.",
    ),
    click.option(
        "--fail-on", type=click.Choice(FAIL_ON), default="high", show_default=True,
        help="Exit with 1 when a finding has this severity or a higher one.",
    ),
)  # fmt: skip


def terms(
    policies: tuple[str, ...],
    exceptions: Path | None,
    approvals: Path | None,
    as_of: str | None,
    *,
    vex: tuple[Path, ...] = (),
    vulns: AuditTerms | None = None,
    audit: Audit | None = None,
) -> Terms:
    """What the shared options say about the judgement."""
    from aibom.core.clock import now
    from aibom.pipeline import Terms

    if any(not name.strip() for name in policies):
        raise UsageError("--policy was given without a value; name a pack, a rule file or a folder.")

    return Terms(
        policies=policies or ("baseline",),
        exceptions=exceptions,
        approvals=approvals,
        as_of=parse_as_of(as_of, now()),
        vex=vex,
        vulns=vulns,
        audit=audit,
    )


def parse_as_of(text: str | None, now: datetime) -> date:
    """The day that expiry dates are compared with."""
    if text is None:
        return now.date()
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of wants a date as YYYY-MM-DD, not {text!r}.") from None
