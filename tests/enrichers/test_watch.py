"""Changes since the last look, each told once."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from advisories import database, record
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import UsageError
from aibom.enrichers.vulnerabilities.database import Database
from aibom.enrichers.vulnerabilities.match import audit_packages
from aibom.enrichers.vulnerabilities.watch import State, compare, load_state, save_state, watched
from aibom.model.audit import Audit, Package

OPEN = {"introduced": "0"}


class Watch:
    """Looks at one BOM again and again, with the state kept in a file between."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state, self.runs = folder, folder / "state.json", 0

    def __call__(self, records: list[dict[str, Any]], *versions: str) -> list[tuple[str, str, str]]:
        self.runs += 1
        folder = self.folder / str(self.runs)
        folder.mkdir()
        packages = [Package(ref=v, kind="library", name="acme", purl=f"pkg:pypi/acme@{v}", version=v) for v in versions]
        state = load_state(self.state)
        with Database(database(folder, records)) as opened:
            audit = Audit(verdicts=audit_packages(packages, opened), database=opened.info)
            rows = watched(audit, [(one.ref, "pkg:pypi/acme", one.ref) for one in packages])
            news = compare("app.cdx.json", rows, state, opened)
        save_state(self.state, state)
        return [(str(one.change), one.id, one.detail) for one in news]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return Watch(tmp_path)


OTHER = record("PYSEC-2026-9", "unrelated", OPEN)
FIRST = record("GHSA-aaaa", "acme", OPEN)


def test_what_is_new_is_told_once(watch: Watch) -> None:
    assert watch([FIRST], "1.0") == [("new", "GHSA-aaaa", "")]
    assert watch([FIRST], "1.0") == []


def test_an_advisory_that_gets_a_cve_is_not_news(watch: Watch) -> None:
    watch([FIRST], "1.0")
    assert watch([record("GHSA-aaaa", "acme", OPEN, aliases=["CVE-2026-1"])], "1.0") == []
    assert watch([record("PYSEC-2026-1", "acme", OPEN, aliases=["CVE-2026-1"])], "1.0") == []


def test_fixed_by_an_update_or_by_removal(watch: Watch) -> None:
    mended = record("GHSA-aaaa", "acme", OPEN, {"fixed": "2.0"})
    watch([mended], "1.0")
    assert watch([mended], "2.0") == [("fixed", "GHSA-aaaa", "it was 1.0")]
    assert watch([mended], "2.0") == []
    watch([mended], "1.0")
    assert watch([mended]) == [("fixed", "GHSA-aaaa", "the component is gone")]


def test_a_fix_that_was_published(watch: Watch) -> None:
    watch([FIRST], "1.0")
    mended = record("GHSA-aaaa", "acme", OPEN, {"fixed": "2.0"})
    assert watch([mended], "1.0") == [("fix-available", "GHSA-aaaa", "fixed in 2.0")]
    assert watch([mended], "1.0") == []


@pytest.mark.parametrize(
    ("after", "detail"),
    [
        ([record("GHSA-aaaa", "acme", OPEN, withdrawn="2026-11-25T00:00:00Z"), OTHER], "withdrawn"),
        ([OTHER], "the advisory is no longer in the database"),
        ([record("GHSA-aaaa", "acme", OPEN, {"fixed": "0.9"})], "it no longer names this version"),
    ],
)
def test_retracted(watch: Watch, after: list[dict[str, Any]], detail: str) -> None:
    watch([FIRST], "1.0")
    assert watch(after, "1.0") == [("retracted", "GHSA-aaaa", detail)]
    assert watch(after, "1.0") == []


def test_what_cannot_be_audited_any_more_is_neither_fixed_nor_forgotten(watch: Watch) -> None:
    watch([FIRST], "1.0")
    npm_only = [record("GHSA-npm", "left-pad", OPEN, ecosystem="npm")]
    assert watch(npm_only, "1.0") == [("not-audited", "GHSA-aaaa", "it can no longer be audited")]
    assert watch(npm_only, "1.0") == []
    assert watch([FIRST], "1.0") == []


def test_two_versions_of_one_component_are_one_piece_of_news(watch: Watch) -> None:
    assert watch([FIRST], "1.0", "1.1") == [("new", "GHSA-aaaa", "")]


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"schema": 2, "boms": {}}', b'{"schema": 1, "boms": {"a": {"b": [{"ids": []}]}}}']
)
def test_a_damaged_state_is_refused_rather_than_forgotten(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="begin anew"):
        load_state(path)
    assert path.read_bytes() == content


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["schema", "boms", "a", "ids", "fixed", "records", "version", "severity"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_state_or_refused(tmp_path_factory: pytest.TempPathFactory, data: Any) -> None:
    path = tmp_path_factory.mktemp("state") / "state.json"
    path.write_text(json.dumps({"schema": 1, "boms": data}))
    with contextlib.suppress(UsageError):
        assert isinstance(load_state(path), State)
