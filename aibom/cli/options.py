"""Options that several commands share, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.bundles import bundled
from aibom.core.errors import UsageError

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.audit import AuditTerms
    from aibom.model.component import Inventory
    from aibom.scanners.environment import Wanted
    from aibom.side_by_side import Progress
    from aibom.sources.cache import Cache


def _given_path(_context: click.Context, _parameter: click.Parameter, value: str) -> Path:
    """An empty argument is a variable that was not set, not the current folder."""
    if not value:
        raise UsageError("The path to scan is empty; give the folder to scan.")
    return Path(value)


path_argument = click.argument("path", default=".", callback=_given_path)


FAIL_ON = ("never", "low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanning:
    """The options that say what a scan looks at beside the tree, and how its BOM is written."""

    spec_version: str
    no_cache: bool
    online: bool
    signers: Path | None
    user_config: bool
    environments: tuple[Path, ...]
    verify_env: bool

    def inventory(
        self, path: Path, progress: Progress, *, outputs: Iterable[Path], hidden: Iterable[Path] = ()
    ) -> Inventory:
        """Scan the tree at `path` without `outputs`, which this run writes, and `hidden`. UsageError when one of them
        would replace a file of the tree, or when there is an environment to verify and none is named."""
        from aibom.cli.places import refuse_sources
        from aibom.pipeline.scanning import scan_tree
        from aibom.sources.cache import cache_dir, cache_files

        if self.verify_env and not self.environments:
            raise UsageError("--verify-env compares an installed environment; name it with --env.")
        outputs = tuple(outputs)
        refuse_sources(outputs, path)
        with opened_cache(self.no_cache) as cache:
            return scan_tree(
                path,
                progress,
                exclude=(*outputs, *hidden, *cache_files(cache_dir())),
                cache=cache,
                environments=self._wanted(),
                user_config=self.user_config,
                online=self.online,
                signers=self.signers,
            )

    def _wanted(self) -> Wanted | None:
        """The environments to read; None, and nothing loaded, when none is named."""
        if not self.environments:
            return None
        from aibom.scanners.environment import Wanted

        return Wanted(locations=self.environments, verify=self.verify_env)


scanning_options = bundled(
    "scanning",
    Scanning,
    click.option(
        "--spec-version", type=click.Choice(["1.5", "1.6", "1.7"]), default="1.6", show_default=True,
        help="Version of the CycloneDX specification.",
    ),
    click.option("--no-cache", is_flag=True, help="Read every file again; remember nothing."),
    click.option(
        "--online", is_flag=True, help="Ask the hub (HF_ENDPOINT) about models and data sets. [default: no network]"
    ),
    click.option(
        "--signers", type=click.Path(path_type=Path), metavar="FILE",
        help="Who must have signed which models and data sets (schemas/signers.schema.json); kept outside of PATH.",
    ),
    click.option(
        "--user-config", is_flag=True,
        help="Read the MCP servers that clients are given in the home folder and in managed files as well (~/...).",
    ),
    click.option(
        "--env", "environments", multiple=True, type=click.Path(path_type=Path), metavar="PYTHON_OR_VENV",
        help="Read an installed environment too: a virtual environment, a python, or site-packages; repeatable.",
    ),
    click.option(
        "--verify-env", is_flag=True, help="Compare the environments' files with what RECORD says was installed.",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulns:
    """The options of an audit against known vulnerabilities."""

    vulns: str | None
    max_db_age: int
    refuse_stale: bool
    vdr: str | None
    auditor: str | None

    def terms(self) -> AuditTerms | None:
        """What they say about the database; None when no audit is wanted. Options that say nothing without a
        database are refused."""
        if self.vulns is None:
            for name, given in (("refuse-stale", self.refuse_stale), ("vdr", self.vdr), ("auditor", self.auditor)):
                if given:
                    raise UsageError(f"--{name} says nothing without --vulns DB.")
            return None
        from aibom.core.clock import now
        from aibom.enrichers.vulnerabilities.audit import AuditTerms

        return AuditTerms(
            database=database_path(self.vulns),
            moment=now(),
            max_age_days=self.max_db_age,
            refuse_stale=self.refuse_stale,
            auditor=self.auditor or "",
        )


vulns_options = bundled(
    "vulns",
    Vulns,
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
