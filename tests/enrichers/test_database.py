"""Building, keeping and opening the database, with everything that can be wrong with it."""

from __future__ import annotations

import gzip
import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from advisories import MODIFIED, NOW, TORCH, database, package, record, write_zip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import UnreadableError, UsageError
from aibom.enrichers.vulnerabilities.audit import AuditTerms, run_audit
from aibom.enrichers.vulnerabilities.build import Input, build_database, building
from aibom.enrichers.vulnerabilities.database import Database, DatabaseError
from aibom.enrichers.vulnerabilities.exploited import read_epss, read_kev
from aibom.enrichers.vulnerabilities.match import audit_packages
from aibom.enrichers.vulnerabilities.osv import read_record
from aibom.model.audit import AuditState

PYSEC_YAML = """\
id: PYSEC-2021-142
modified: 2021-07-05T00:01:24.020Z
details: A flaw in PyYAML.
aliases:
- CVE-2020-14343
withdrawn: null
affected:
- package: {ecosystem: PyPI, name: pyyaml}
  ranges:
  - type: ECOSYSTEM
    events:
    - introduced: "0"
    - fixed: 5.10
  versions:
  - 3.10
  - "5.3"
"""


def build(path: Path, *sources: Path) -> tuple[tuple[str, str, str], ...]:
    with building(path):
        return build_database(path, [Input(path=s, name=s.name) for s in sources], moment=NOW).problems


def test_a_checkout_of_yaml_and_json_is_read_and_what_is_no_advisory_is_told(tmp_path: Path) -> None:
    checkout = tmp_path / "advisory-database"
    (checkout / "vulns" / "pyyaml").mkdir(parents=True)
    (checkout / ".git").mkdir()
    (checkout / ".git" / "config.json").write_text("{}")
    (checkout / "vulns" / "pyyaml" / "PYSEC-2021-142.yaml").write_text(PYSEC_YAML)
    (checkout / "vulns" / "GHSA.json").write_text(json.dumps(TORCH[0]))
    (checkout / "vulns" / "half.json").write_text('{"id": "GHSA')
    (checkout / "vulns" / "none.yaml").write_text("rules: []")
    path = tmp_path / "db.sqlite"
    problems = build(path, checkout)
    assert [(name, where) for name, where, _ in problems] == [
        ("advisory-database", "vulns/half.json"),
        ("advisory-database", "vulns/none.yaml"),
    ]
    assert "not valid JSON" in problems[0][2]
    assert problems[1][2] == "no advisory (no usable id)"
    with Database(path) as opened:
        assert opened.info.records == 2
        assert opened.info.skipped == 2
        found = audit_packages([package("pkg:pypi/pyyaml@5.9"), package("pkg:pypi/pyyaml@5.10")], opened)
    assert [v.state for v in found.values()] == ["vulnerable", "clean"]  # 5.10 is no number


def test_the_database_is_as_current_as_its_newest_record(tmp_path: Path) -> None:
    with Database(database(tmp_path)) as opened:
        assert opened.info.as_of.isoformat() == MODIFIED.replace("Z", "+00:00")
        assert opened.info.built_at == NOW


def test_a_record_from_the_future_does_not_make_it_fresher(tmp_path: Path) -> None:
    with Database(
        database(tmp_path, [record("A-1", "acme", {"introduced": "0"}, modified="2031-01-01T00:00:00Z")])
    ) as opened:
        assert opened.info.as_of == NOW


def test_nothing_to_import_leaves_the_old_database(tmp_path: Path) -> None:
    path = database(tmp_path)
    before = path.read_bytes()
    empty = write_zip(tmp_path / "empty.zip", [])
    with pytest.raises(UsageError, match="No advisory was found"):
        build(path, empty)
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["all.zip", "empty.zip", "vulns.sqlite", "vulns.sqlite.lock"]


@pytest.mark.parametrize("cut", [10, 100, -30])
def test_a_cut_archive_is_refused(tmp_path: Path, cut: int) -> None:
    whole = write_zip(tmp_path / "all.zip", TORCH)
    whole.write_bytes(whole.read_bytes()[:cut])
    with pytest.raises(UsageError, match="no complete ZIP archive"):
        build(tmp_path / "db.sqlite", whole)
    assert not (tmp_path / "db.sqlite").exists()


def test_two_builders_do_not_work_at_once(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite"
    with building(path), pytest.raises(UsageError, match="Another aibom is writing"), building(path, seconds=0.05):
        pass
    with building(path, seconds=0.05):
        pass


def test_a_second_builder_waits_and_nothing_is_lost(tmp_path: Path) -> None:
    path, failures = tmp_path / "db.sqlite", []
    sources = [
        write_zip(tmp_path / f"{n}.zip", [record(f"A-{n}-{m}", "acme", {"introduced": "0"}) for m in range(50)])
        for n in range(4)
    ]

    def work(source: Path) -> None:
        try:
            build(path, source)
        except (UsageError, OSError) as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(source,)) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with Database(path) as opened:
        assert opened.info.records == 50
        assert len(list(opened.all_documents())) == 50


def test_an_older_schema_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = database(tmp_path)
    for version, words in ((0, "an older aibom"), (99, "a newer aibom")):
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA user_version = {version}")
        with pytest.raises(DatabaseError, match=f"{words}.*build it again"):
            Database(path)


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(200)])
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "db.sqlite"
    path.write_bytes(content)
    with pytest.raises(DatabaseError, match="build it again"):
        Database(path)


def test_another_sqlite_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "db.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE advisory (id TEXT)")
    with pytest.raises(DatabaseError, match="no vulnerability database of aibom"):
        Database(path)


def test_a_cut_database_is_refused(tmp_path: Path) -> None:
    path = database(tmp_path)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(DatabaseError, match="cut off|damaged"):
        Database(path)


ASKED = [package("pkg:pypi/torch@2.5.1"), package("pkg:pypi/requests@2.32.3")]


def test_damage_is_never_clean(tmp_path: Path) -> None:
    """Pages are overwritten one after another: whatever is read then is either right or not audited."""
    path = database(tmp_path)
    whole = path.read_bytes()
    assert len(whole) >= 8 * 4096
    for place in range(4096, len(whole), 4096):
        path.write_bytes(whole[:place] + b"\xff" * 4096 + whole[place + 4096 :])
        found = run_audit(ASKED, AuditTerms(database=path, moment=NOW))
        assert found.verdicts[ASKED[0].ref].state in (AuditState.VULNERABLE, AuditState.NOT_AUDITED), place


def test_a_database_that_goes_away_while_it_is_read_is_read_on(tmp_path: Path) -> None:
    path = database(tmp_path)
    with Database(path) as opened:
        path.unlink()
        assert audit_packages(ASKED, opened)[ASKED[0].ref].state is AuditState.VULNERABLE
    gone = run_audit(ASKED, AuditTerms(database=path, moment=NOW))
    assert {v.state for v in gone.verdicts.values()} == {AuditState.NOT_AUDITED}
    assert "There is no vulnerability database" in gone.failure


def test_a_stale_database_is_told_or_refused(tmp_path: Path) -> None:
    path = database(tmp_path)
    assert not run_audit(ASKED, AuditTerms(database=path, moment=NOW, max_age_days=10)).stale
    told = run_audit(ASKED, AuditTerms(database=path, moment=NOW, max_age_days=3))
    assert told.stale
    assert told.verdicts[ASKED[0].ref].state is AuditState.VULNERABLE
    refused = run_audit(ASKED, AuditTerms(database=path, moment=NOW, max_age_days=3, refuse_stale=True))
    assert {v.state for v in refused.verdicts.values()} == {AuditState.NOT_AUDITED}
    assert "more than 3 days ago" in refused.failure


def test_kev_and_epss_files(tmp_path: Path) -> None:
    kev, epss = tmp_path / "kev.json", tmp_path / "epss.csv.gz"
    kev.write_text(
        json.dumps({"catalogVersion": "2026.11.25", "vulnerabilities": [{"cveID": "CVE-2025-3248"}, {"cveID": 7}]})
    )
    epss.write_bytes(
        gzip.compress(
            b"#model_version:v2026,score_date:2026-11-25\ncve,epss,percentile\nCVE-2025-3248,0.93,0.99\nCVE-1,x,1\n"
        )
    )
    assert read_kev(kev) == {"CVE-2025-3248"}
    assert read_epss(epss) == {"CVE-2025-3248": 0.93}
    kev.write_text("{}")
    epss.write_bytes(epss.read_bytes()[:20])
    with pytest.raises(UsageError, match="no KEV catalogue"):
        read_kev(kev)
    with pytest.raises(UsageError, match="Cannot read"):
        read_epss(epss)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "0", "1.0", "PyPI", "GIT", "ECOSYSTEM", "acme", "*"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from("id affected package name ecosystem ranges events introduced fixed last_affected versions type withdrawn severity score database_specific aliases".split()), inner, max_size=5
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from("id affected withdrawn severity aliases database_specific references summary".split()), VALUES
    )
)
def test_whatever_a_record_holds_it_is_read_or_refused(document: dict[str, object]) -> None:
    try:
        found = read_record(document, "record.json")
    except UnreadableError:
        return
    for affected in found.affected:
        assert affected.versions or affected.ranges or affected.problem  # never silence
