"""The verdict on each package: one state, never silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from advisories import MORE, TORCH, database, package, record

from aibom.enrichers.vulnerabilities.database import Database
from aibom.enrichers.vulnerabilities.match import audit_packages
from aibom.model.audit import AuditState, Package, Verdict


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return database(tmp_path_factory.mktemp("db"), kev=["CVE-2025-32434"], epss={"CVE-2025-32434": 0.42})


def verdict(path: Path, one: Package | str) -> Verdict:
    asked = package(one) if isinstance(one, str) else one
    with Database(path) as opened:
        return audit_packages([asked], opened)[asked.ref]


def test_aliases_are_one_vulnerability_with_the_worst_score_and_what_is_known_of_attacks(built: Path) -> None:
    found = verdict(built, "pkg:pypi/torch@2.5.1%2Bcu121")
    assert found.state is AuditState.VULNERABLE
    (only,) = found.vulnerabilities
    assert only.id == "CVE-2025-32434"
    assert only.aliases == ("GHSA-53q9-r3pm-6pq6", "PYSEC-2025-41")
    assert (only.cvss, only.severity, only.kev, only.epss) == (9.3, "critical", True, 0.42)
    assert only.fixed == ("2.6.0",)
    assert only.cwes == (502,)
    assert only.urls[0] == "https://nvd.example/CVE-2025-32434"
    assert not only.unbounded


@pytest.mark.parametrize(
    ("purl", "state"),
    [
        ("pkg:pypi/torch@2.6.0", "clean"),
        ("pkg:pypi/Torch@1.12.0", "vulnerable"),
        ("pkg:pypi/pyyaml@5.3.1", "vulnerable"),
        ("pkg:pypi/pyyaml@5.0", "clean"),
        ("pkg:pypi/never-heard-of@1.0", "clean"),
        ("pkg:maven/org.acme/core@2.0-beta1", "vulnerable"),
        ("pkg:maven/org.acme/core@2.0", "clean"),
    ],
)
def test_states(built: Path, purl: str, state: str) -> None:
    found = verdict(built, purl)
    assert (found.state, found.reason) == (state, "")


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (Package(ref="x", kind="library", name="x", purl=None, version="1.0"), "it has no package URL"),
        (package("nonsense"), "its package URL is not valid"),
        (package("pkg:pypi/torch"), "its version is not known"),
        (package("pkg:pypi/torch", declared_range=">=2"), "its version is not known, only the range >=2 is declared"),
        (package("pkg:docker/ollama/ollama@0.5.7"), "no advisories are read for pkg:docker"),
        (package("pkg:cargo/serde@1.0.0"), "the database holds no advisories for crates.io"),
        (package("pkg:pypi/torch@nightly"), "'nightly' has no place in the order of PyPI versions"),
        (package("pkg:npm/acme-sparse@1.0.0"), "an advisory for it cannot be evaluated (it names neither versions nor a range of versions)"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_up_is_not_audited_with_the_reason(built: Path, one: Package, reason: str) -> None:
    assert verdict(built, one) == Verdict(state=AuditState.NOT_AUDITED, reason=reason)


def test_malicious_packages_are_critical(built: Path) -> None:
    (only,) = verdict(built, "pkg:pypi/langchian@0.1.0").vulnerabilities
    assert (only.id, only.severity, only.malicious) == ("MAL-2026-1401", "critical", True)


def test_a_range_without_end_is_flagged(built: Path) -> None:
    (only,) = verdict(built, "pkg:npm/left-pad-ng@3.0.0").vulnerabilities
    assert only.unbounded
    assert only.severity == "critical"


def test_withdrawn_advisories_do_not_count(built: Path) -> None:
    assert all("GHSA-with-draw-nnnn" not in v.records for v in verdict(built, "pkg:pypi/torch@2.5.1").vulnerabilities)


def test_a_vulnerable_version_stays_vulnerable_beside_an_advisory_that_cannot_be_read(tmp_path: Path) -> None:
    path = database(tmp_path, [*TORCH, record("GHSA-odd", "torch", {"introduced": "0"}, {"fixed": "soon"})])
    assert verdict(path, "pkg:pypi/torch@2.5.1").state is AuditState.VULNERABLE
    assert verdict(path, "pkg:pypi/torch@2.6.0").state is AuditState.NOT_AUDITED


def test_of_two_records_with_one_id_the_newer_counts(tmp_path: Path) -> None:
    newer = record("PYSEC-2022-43015", "torch", {"introduced": "0"}, {"fixed": "3.0"}, modified="2026-11-21T00:00:00Z")
    for place, records in enumerate(([*TORCH, newer], [newer, *TORCH])):
        folder = tmp_path / str(place)
        folder.mkdir()
        assert "PYSEC-2022-43015" in {
            v.id for v in verdict(database(folder, records), "pkg:pypi/torch@2.9").vulnerabilities
        }


def test_chains_of_aliases_are_one(tmp_path: Path) -> None:
    chain = [
        record("GHSA-aaaa", "acme", {"introduced": "0"}, aliases=["CVE-2026-1"]),
        record("PYSEC-2026-1", "acme", {"introduced": "0"}, aliases=["CVE-2026-1", "SNYK-1"]),
        record("SNYK-1", "acme", {"introduced": "0"}),
        record("PYSEC-2026-2", "acme", {"introduced": "0"}),
    ]
    found = verdict(database(tmp_path, chain), "pkg:pypi/acme@1.0").vulnerabilities
    assert [(v.id, v.aliases) for v in found] == [
        ("CVE-2026-1", ("GHSA-aaaa", "PYSEC-2026-1", "SNYK-1")),
        ("PYSEC-2026-2", ()),
    ]


def test_every_sample_record_is_read(built: Path) -> None:
    with Database(built) as opened:
        assert opened.info.records == len(TORCH) + len(MORE)
        assert opened.info.withdrawn == 1


@pytest.mark.parametrize(
    ("ecosystem", "named", "purl"),
    [
        ("Go", "github.com/BurntSushi/toml", "pkg:golang/github.com/burntsushi/toml@v1.0.0"),
        ("npm", "@acme/core", "pkg:npm/%40acme/core@1.0.0"),
        ("crates.io", "serde_json", "pkg:cargo/serde-json@1.0.0"),
        ("RubyGems", "Rails", "pkg:gem/Rails@1.0"),
        ("Packagist", "Symfony/Http-Kernel", "pkg:composer/symfony/http-kernel@v1.0.0"),
        ("NuGet", "Newtonsoft.Json", "pkg:nuget/newtonsoft.json@1.0.0"),
        ("Maven", "org.acme:core", "pkg:maven/org.acme/core@1.0"),
        ("PyPI", "Acme.Core_Lib", "pkg:pypi/acme-core-lib@1.0"),
        ("GitHub Actions", "tj-actions/changed-files", "pkg:githubactions/TJ-Actions/changed-files/sub@v1.0.0"),
    ],
)
def test_names_are_compared_as_each_registry_does(tmp_path: Path, ecosystem: str, named: str, purl: str) -> None:
    path = database(tmp_path, [record("A-1", named, {"introduced": "0"}, {"fixed": "2.0.0"}, ecosystem=ecosystem)])
    assert verdict(path, purl).state is AuditState.VULNERABLE
