"""Realistic OSV records and databases of them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aibom.enrichers.vulnerabilities.build import Input, build_database, building
from aibom.model.audit import Package

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MODIFIED = "2026-11-20T08:00:00Z"
CRITICAL = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def record(
    id_: str,
    name: str,
    *events: dict[str, str],
    ecosystem: str = "PyPI",
    versions: list[str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An OSV record about one package."""
    affected: dict[str, Any] = {"package": {"ecosystem": ecosystem, "name": name}}
    if events:
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": list(events)}]
    if versions is not None:
        affected["versions"] = versions
    return {"schema_version": "1.6.0", "id": id_, "modified": MODIFIED, "affected": [affected]} | more


TORCH = [
    record(
        "GHSA-53q9-r3pm-6pq6",
        "torch",
        {"introduced": "0"},
        {"fixed": "2.6.0"},
        aliases=["CVE-2025-32434"],
        summary="torch.load with weights_only=True runs code",
        severity=[{"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}],
        references=[{"type": "WEB", "url": "https://pytorch.example/notes"}, {"type": "ADVISORY", "url": "https://nvd.example/CVE-2025-32434"}],
        database_specific={"severity": "CRITICAL", "cwe_ids": ["CWE-502"]},
    ),
    record(
        "PYSEC-2025-41",
        "torch",
        {"introduced": "0"},
        {"fixed": "2.6.0"},
        versions=["2.5.0", "2.5.1"],
        aliases=["CVE-2025-32434", "GHSA-53q9-r3pm-6pq6"],
        details="PyTorch is a Python package for tensor computation.",
    ),
    record("PYSEC-2022-43015", "Torch", {"introduced": "0"}, {"fixed": "1.13.1"}, aliases=["CVE-2022-45907"]),
    record("GHSA-with-draw-nnnn", "torch", {"introduced": "0"}, withdrawn="2026-01-01T00:00:00Z"),
]  # fmt: skip
MORE = [
    record("GHSA-6757-jp84-gxfx", "PyYAML", {"introduced": "5.1"}, {"fixed": "5.4"}, database_specific={"severity": "MODERATE"}),
    record("MAL-2026-1401", "langchian", versions=["0.1.0", "0.1.1"]),
    record("GHSA-no-upper-end0", "left-pad-ng", {"introduced": "1.0.0"}, ecosystem="npm", severity=[{"type": "CVSS_V3", "score": CRITICAL}]),
    record("GHSA-nothing-said0", "acme-sparse", ecosystem="npm"),
    record("GHSA-maven-0000000", "org.acme:core", {"introduced": "0"}, {"fixed": "2.0-rc1"}, ecosystem="Maven"),
]  # fmt: skip


def write_zip(path: Path, records: Iterable[dict[str, Any]]) -> Path:
    """An archive as OSV publishes it: one JSON file for each record."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(records):
            archive.writestr(f"{place:04}-{one['id']}.json", json.dumps(one))
    return path


def database(folder: Path, records: Iterable[dict[str, Any]] = (*TORCH, *MORE), **options: Any) -> Path:
    """A database of records, built at NOW."""
    path = folder / "vulns.sqlite"
    source = write_zip(folder / "all.zip", records)
    with building(path):
        build_database(path, [Input(path=source, name="all.zip")], moment=NOW, **options)
    return path


def package(purl: str, **more: Any) -> Package:
    """A library with this purl, which is its ref as well."""
    return Package(**{"ref": purl, "kind": "library", "name": purl, "purl": purl, "version": None} | more)
