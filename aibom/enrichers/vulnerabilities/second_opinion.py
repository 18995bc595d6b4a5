"""pip-audit as a second opinion on Python packages, over the same advisories, in this process.

pip-audit asks an OSV server; here that is one on the loopback, which answers from the database's original records
with the OSV schema's own procedure ("Evaluation"), not with aibom's index. So reading, indexing, matching and the
merging of aliases are all done twice, by different code, and every difference is told.
"""

from __future__ import annotations

import json
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from aibom.core.errors import UsageError
from aibom.core.limits import MIB
from aibom.enrichers.vulnerabilities.database import Database
from aibom.enrichers.vulnerabilities.match import Coordinate, coordinate_of
from aibom.model.audit import AuditState, Package, Verdict

_ECOSYSTEM = "PyPI"
_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A package version on which the two do not agree: what only one of them names, or why one did not look."""

    name: str
    version: str
    only_aibom: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()
    reason: str = ""

    def line(self) -> str:
        """One sentence."""
        parts = [f"only aibom names {', '.join(self.only_aibom)}"] if self.only_aibom else []
        parts += [f"only pip-audit names {', '.join(self.only_other)}"] if self.only_other else []
        parts += [self.reason] if self.reason else []
        return f"{self.name} {self.version}: {'; '.join(parts)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """How many package versions pip-audit was asked about, how many ids both name, and every difference."""

    asked: int
    agreed: int
    differences: tuple[Difference, ...]

    def lines(self) -> list[str]:
        """For people: one line on the whole, one for each difference."""
        total = f"pip-audit: {self.asked} Python packages asked, {self.agreed} vulnerabilities named by both"
        return [f"{total}, {len(self.differences)} differences", *(f"pip-audit: {d.line()}" for d in self.differences)]


def compare_with_pip_audit(packages: Sequence[Package], verdicts: Mapping[str, Verdict], database: Database) -> Opinion:
    """Ask pip-audit about all Python packages. Raises UsageError when it is not installed."""
    ours: dict[Coordinate, Verdict] = {}
    for package in packages:
        at = coordinate_of(package, database.info.ecosystems)
        if isinstance(at, Coordinate) and at.ecosystem == _ECOSYSTEM:
            ours[at] = verdicts[package.ref]
    theirs = ask_pip_audit([(at.name, at.version) for at in sorted(ours)], database)
    agreed, differences = 0, []
    for at in sorted(ours):
        other = theirs.get((at.name, at.version))
        both, difference = _difference(at, ours[at], other)
        agreed += both
        differences += [difference] if difference else []
    return Opinion(asked=len(ours), agreed=agreed, differences=tuple(differences))


def _difference(at: Coordinate, verdict: Verdict, other: list[frozenset[str]] | None) -> tuple[int, Difference | None]:
    mine = [frozenset((item.id, *item.aliases)) for item in verdict.vulnerabilities]
    if other is None or verdict.state is AuditState.NOT_AUDITED:
        skipped = "pip-audit skipped it" if other is None else f"aibom did not audit it: {verdict.reason}"
        agree = other is None and verdict.state is AuditState.NOT_AUDITED
        return 0, None if agree else Difference(name=at.name, version=at.version, reason=skipped)
    only_mine = tuple(sorted(min(ids) for ids in mine if not any(ids & found for found in other)))
    only_other = tuple(sorted(min(ids) for ids in other if not any(ids & found for found in mine)))
    both = len(mine) - len(only_mine)
    if not only_mine and not only_other:
        return both, None
    return both, Difference(name=at.name, version=at.version, only_aibom=only_mine, only_other=only_other)


def ask_pip_audit(wanted: Sequence[tuple[str, str]], database: Database) -> dict[tuple[str, str], list[frozenset[str]]]:
    """(name, version) -> the sets of ids that pip-audit names; a version that it cannot read is left out."""
    try:
        from pip_audit._audit import Auditor
        from pip_audit._dependency_source import DependencySource
        from pip_audit._service import Dependency, ResolvedDependency
        from pip_audit._service.interface import ServiceError
        from pip_audit._service.osv import OsvService
    except ImportError:
        raise UsageError("--auditor pip-audit wants pip-audit 2: install `aibom[pip-audit]`.") from None

    spelt: dict[tuple[str, Version], list[tuple[str, str]]] = {}
    for name, version in wanted:
        try:
            spelt.setdefault((canonicalize_name(name), Version(version)), []).append((name, version))
        except InvalidVersion:
            continue

    class Source(DependencySource):  # type: ignore[misc]
        """The packages of the BOM."""

        def collect(self) -> Iterator[Dependency]:
            yield from (ResolvedDependency(name, version) for name, version in spelt)

        def fix(self, fix_version: object) -> None:
            raise NotImplementedError

    found: dict[tuple[str, str], list[frozenset[str]]] = {}
    with _server(database) as url, tempfile.TemporaryDirectory(prefix="aibom-pip-audit-") as cache:
        service = OsvService(Path(cache), timeout=_SECONDS, osv_url=url)
        service.session.trust_env = False  # no proxy stands between this process and itself
        try:
            for dependency, results in Auditor(service).audit(Source()):
                for key in spelt[dependency.canonical_name, dependency.version]:
                    found[key] = [frozenset((result.id, *result.aliases)) for result in results]
        except (ServiceError, ValueError, KeyError, OSError) as error:
            raise UsageError(f"pip-audit could not finish ({type(error).__name__}: {error}).") from None
    return found


@contextmanager
def _server(database: Database) -> Iterator[str]:
    """An OSV endpoint on the loopback for as long as the block runs; its address."""
    records = _records_by_name(database)

    class Handler(BaseHTTPRequestHandler):
        """POST /v1/query of the OSV API."""

        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length") or 0), MIB)
            query = json.loads(self.rfile.read(length))
            name, version = str(query["package"]["name"]), str(query["version"])
            hits = [record for record in records.get(name, ()) if is_affected(record, name, version)]
            answer = json.dumps({"vulns": hits} if hits else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives
            """Nothing: stderr belongs to the user."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1/query"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _records_by_name(database: Database) -> dict[str, list[dict[str, Any]]]:
    """The records of all Python packages, names spelt as pip-audit asks for them."""
    records: dict[str, list[dict[str, Any]]] = {}
    for document in database.all_documents():
        names: set[str] = set()
        for affected in document.get("affected") or ():
            package = affected.get("package") if isinstance(affected, dict) else None
            if isinstance(package, dict) and package.get("ecosystem") == _ECOSYSTEM:
                package["name"] = canonicalize_name(str(package.get("name", "")))
                names.add(package["name"])
        for name in sorted(names):
            records.setdefault(name, []).append(document)
    return records


def is_affected(record: Mapping[str, Any], name: str, version: str) -> bool:
    """The OSV schema's evaluation, word by word, on an original record."""
    wanted = _version(version)
    for affected in record.get("affected") or ():
        package = affected.get("package") or {}
        if wanted is None or package.get("ecosystem") != _ECOSYSTEM or package.get("name") != name:
            continue
        if any(_version(listed) == wanted for listed in affected.get("versions") or ()):
            return True
        if any(_in_range(span, wanted) for span in affected.get("ranges") or () if span.get("type") == "ECOSYSTEM"):
            return True
    return False


def _in_range(span: Mapping[str, Any], wanted: Version) -> bool:
    zero = Version("0.dev0")
    events = [(kind, bound) for event in span.get("events") or () for kind, bound in event.items()]
    placed = [
        (place, kind) for kind, bound in events if (place := zero if bound == "0" else _version(bound)) is not None
    ]
    vulnerable = False
    for bound, kind in sorted(placed, key=lambda pair: (pair[0], pair[1] != "fixed")):
        if kind == "introduced" and wanted >= bound:
            vulnerable = True
        elif (kind == "fixed" and wanted >= bound) or (kind == "last_affected" and wanted > bound):
            vulnerable = False
    return vulnerable


def _version(text: Any) -> Version | None:
    """PEP 440, without the local segment, which says nothing of the release that advisories speak of."""
    try:
        return Version(Version(str(text)).public)
    except InvalidVersion:
        return None
