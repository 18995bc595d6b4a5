"""`aibom vulns`: the database of known vulnerabilities, and what changed for BOMs that were published."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aibom.cli.options import database_path
from aibom.cli.output import ProgressLine, write_output
from aibom.cli.vulns_watch import watch
from aibom.core.errors import UsageError
from aibom.core.text import printable

if TYPE_CHECKING:
    from aibom.enrichers.vulnerabilities.build import Built, Input
    from aibom.model.audit import DatabaseInfo

DEFAULT_URL = "https://osv-vulnerabilities.storage.googleapis.com/{ecosystem}/all.zip"
_SHOWN_PROBLEMS = 5
_IMPORT_EXAMPLES = """\b
Examples:
  aibom vulns import all.zip --db vulns.sqlite
  aibom vulns import ~/advisory-database/advisories --as-of 2026-11-20 --epss epss_scores.csv.gz
"""
_UPDATE_EXAMPLES = """\b
Examples:
  aibom vulns update
  aibom vulns update --ecosystem PyPI --ecosystem npm
  aibom vulns update --url 'https://mirror.example/osv/{ecosystem}/all.zip'
"""
_STATUS_EXAMPLES = """\b
Examples:
  aibom vulns status
  aibom vulns status --db vulns.sqlite --max-db-age 3 --json -
"""

_database_option = click.option(
    "--db", metavar="FILE", help="The database. [default: vulnerabilities.sqlite in the user's cache directory]"
)


@click.group(
    epilog="\b\nExamples:\n  aibom vulns update\n  aibom vulns import PyPI/all.zip advisory-database/ --kev kev.json\n"
    "  aibom vulns status\n  aibom vulns watch releases/*.cdx.json\n"
    "  aibom check bom.cdx.json --vulns default       look the packages of any BOM up"
)
def vulns() -> None:
    """Keep the database of known vulnerabilities; watch published BOMs.

    Packages are looked up with `scan`, `audit` or `check --vulns DB`.
    """


@vulns.command("import", epilog=_IMPORT_EXAMPLES)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH|ZIP|DIR...")
@_database_option
@click.option("--kev", type=click.Path(path_type=Path), metavar="FILE", help="CISA's catalogue of exploited ones.")
@click.option("--epss", type=click.Path(path_type=Path), metavar="FILE", help="FIRST's EPSS scores (CSV, also .gz).")
@click.option("--as-of", metavar="DATE", help="The day on which the sources were current. [default: newest record]")
def import_(sources: tuple[Path, ...], db: str | None, kev: Path | None, epss: Path | None, as_of: str | None) -> None:
    """Build the database of OSV records: all.zip of OSV, a checkout of pypa/advisory-database or
    github/advisory-database, single files.

    It replaces the one that was there, once it is complete. KEV and EPSS stay as they were when they are not given.
    """
    from aibom.core.clock import now
    from aibom.enrichers.vulnerabilities.build import Input
    from aibom.enrichers.vulnerabilities.exploited import read_epss, read_kev

    moment = _moment_of(as_of)
    names = _names(sources)
    inputs = [Input(path=path, name=name, as_of=moment) for path, name in zip(sources, names, strict=True)]
    known_kev = read_kev(kev) if kev else None
    known_epss = read_epss(epss) if epss else None
    _build(database_path(db), inputs, moment=now(), kev=known_kev, epss=known_epss)


@vulns.command(epilog=_UPDATE_EXAMPLES)
@_database_option
@click.option(
    "--url",
    "urls",
    multiple=True,
    envvar="AIBOM_VULNS_URL",
    metavar="URL",
    help=f"Where to fetch; {{ecosystem}} stands for each. Repeatable. [env: AIBOM_VULNS_URL; default: {DEFAULT_URL}]",
)
@click.option("--ecosystem", "ecosystems", multiple=True, metavar="NAME", help="OSV ecosystem; repeatable.")
@click.option("--kev-url", metavar="URL", help="Fetch the KEV catalogue from here.")
@click.option("--epss-url", metavar="URL", help="Fetch EPSS scores from here.")
def update(
    db: str | None, urls: tuple[str, ...], ecosystems: tuple[str, ...], kev_url: str | None, epss_url: str | None
) -> None:
    """Fetch advisories that changed (ETag) and build the database of them. The only command that uses the network
    for this; what cannot be fetched changes nothing."""
    from aibom.core.clock import now
    from aibom.enrichers.vulnerabilities.build import Input
    from aibom.enrichers.vulnerabilities.ecosystems import DEFAULT
    from aibom.enrichers.vulnerabilities.exploited import read_epss, read_kev
    from aibom.enrichers.vulnerabilities.fetch import fetch, shown

    database, moment, progress = database_path(db), now(), ProgressLine()
    folder = database.with_name(f"{database.name}.sources")
    inputs, changed = [], 0
    for url in _expanded(urls or (DEFAULT_URL,), ecosystems or DEFAULT):
        fetched = fetch(url, folder, progress)
        changed += fetched.changed
        inputs.append(Input(path=fetched.path, name=shown(url), as_of=moment, etag=fetched.etag))
    progress.clear()
    click.echo(f"{len(inputs)} sources, {changed} changed", err=True)
    kev = read_kev(fetch(kev_url, folder, progress).path) if kev_url else None
    epss = read_epss(fetch(epss_url, folder, progress).path) if epss_url else None
    _build(database, inputs, moment=moment, kev=kev, epss=epss)


@vulns.command(epilog=_STATUS_EXAMPLES)
@_database_option
@click.option(
    "--max-db-age", type=click.IntRange(min=0), default=10, show_default=True, metavar="DAYS",
    help="Exit with 1 when the data is older.",
)  # fmt: skip
@click.option("--json", "json_file", metavar="FILE", help="Write the status as JSON; - for stdout.")
def status(db: str | None, max_db_age: int, json_file: str | None) -> int:
    """Say what the database holds and how old it is. Exits with 1 when it is too old, 2 when it cannot be used."""
    from aibom.core.clock import now
    from aibom.enrichers.vulnerabilities.audit import AuditTerms, is_stale
    from aibom.enrichers.vulnerabilities.database import Database

    path = database_path(db)
    with Database(path) as database:
        info, problems = database.info, database.problems(_SHOWN_PROBLEMS)
    stale = is_stale(info, AuditTerms(database=path, moment=now(), max_age_days=max_db_age))
    if json_file:
        import orjson

        write_output(
            json_file, orjson.dumps(_as_json(info, stale), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        )
    if json_file != "-":
        for line in _status_lines(info, stale, max_db_age, path):
            click.echo(printable(line))
        _show_problems(problems, info.skipped)
    return int(stale)


def _as_json(info: DatabaseInfo, stale: bool) -> Mapping[str, object]:
    from aibom.core.clock import timestamp

    return {
        "schema_version": info.schema_version,
        "built_at": timestamp(info.built_at),
        "as_of": timestamp(info.as_of),
        "stale": stale,
        "records": info.records,
        "withdrawn": info.withdrawn,
        "skipped": info.skipped,
        "kev": info.kev,
        "epss": info.epss,
        "packages": dict(info.ecosystems),
        "sources": [
            {"name": s.name, "records": s.records, "skipped": s.skipped, "as_of": timestamp(s.as_of), "etag": s.etag}
            for s in info.sources
        ],
    }


def _status_lines(info: DatabaseInfo, stale: bool, max_age: int, path: Path) -> Iterable[str]:
    yield f"Database    {path} (schema {info.schema_version}), built {info.built_at:%Y-%m-%d %H:%M} UTC"
    age = f", older than {max_age} days: run `aibom vulns update`" if stale else ""
    yield f"Current as of {info.as_of:%Y-%m-%d}{age}"
    yield f"Advisories  {info.records:,} ({info.withdrawn:,} withdrawn), KEV {info.kev:,}, EPSS {info.epss:,}"
    yield f"Packages    {', '.join(f'{name} {count:,}' for name, count in info.ecosystems.items()) or 'none'}"
    for source in info.sources:
        skipped = f", {source.skipped:,} files skipped" if source.skipped else ""
        yield f"Source      {source.name}: {source.records:,} records as of {source.as_of:%Y-%m-%d}{skipped}"


def _build(
    database: Path,
    inputs: Sequence[Input],
    *,
    moment: datetime,
    kev: Iterable[str] | None,
    epss: Mapping[str, float] | None,
) -> None:
    from aibom.enrichers.vulnerabilities.build import build_database, building

    progress = ProgressLine()
    with building(database):
        if kev is None or epss is None:
            kept_kev, kept_epss = _kept(database)
            kev, epss = kept_kev if kev is None else kev, kept_epss if epss is None else epss
        built = build_database(database, inputs, moment=moment, kev=kev, epss=epss, progress=progress)
    progress.clear()
    _show_built(built, database)


def _kept(database: Path) -> tuple[list[str], dict[str, float]]:
    """KEV and EPSS of the database that is replaced; nothing when there is none that can be read."""
    from aibom.enrichers.vulnerabilities.database import Database, DatabaseError

    try:
        with Database(database) as old:
            return old.all_exploited()
    except DatabaseError:
        return [], {}


def _show_built(built: Built, database: Path) -> None:
    withdrawn = f", {built.withdrawn:,} of them withdrawn" if built.withdrawn else ""
    click.echo(
        f"{built.records:,} advisories{withdrawn}, {built.packages:,} packages: {printable(str(database))}", err=True
    )
    _show_problems(built.problems, len(built.problems))


def _show_problems(problems: Sequence[tuple[str, str, str]], total: int) -> None:
    for source, path, why in problems[:_SHOWN_PROBLEMS]:
        click.echo(f"skipped: {printable(f'{source}: {path}: {why}', 300)}", err=True)
    if total > _SHOWN_PROBLEMS:
        click.echo(f"skipped: {total - _SHOWN_PROBLEMS:,} more files", err=True)


def _moment_of(as_of: str | None) -> datetime | None:
    from datetime import UTC, time

    from aibom.cli.options import parse_as_of
    from aibom.core.clock import now

    if as_of is None:
        return None
    moment = datetime.combine(parse_as_of(as_of, now()), time(), UTC)
    if moment > now():
        raise UsageError(f"--as-of {as_of} lies in the future.")
    return moment


def _names(sources: Sequence[Path]) -> list[str]:
    """A name for each source without the machine's paths: its last part, numbered where two are the same."""
    names: list[str] = []
    for path in sources:
        base = Path(os.path.realpath(path)).name or "source"
        same = sum(name == base or name.startswith(f"{base} (") for name in names)
        names.append(f"{base} ({same + 1})" if same else base)
    return names


def _expanded(urls: Iterable[str], ecosystems: Iterable[str]) -> list[str]:
    from urllib.parse import quote

    wanted = list(ecosystems)
    found = [
        url.replace("{ecosystem}", quote(name)) for url in urls for name in (wanted if "{ecosystem}" in url else [""])
    ]
    return list(dict.fromkeys(found))


vulns.add_command(watch)
