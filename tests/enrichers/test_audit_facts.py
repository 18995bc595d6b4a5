"""What an audit makes of the facts of a BOM."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from advisories import NOW, database

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.enrichers.vulnerabilities.audit import AuditTerms, packages_of_facts, run_audit, with_audit


def audited(tmp_path: Path, *components: dict[str, Any], **more: Any) -> BomFacts:
    document = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": list(components), **more}
    facts = facts_of(load_document(json.dumps(document).encode(), name="bom.json"))
    return with_audit(
        facts, run_audit(packages_of_facts(facts.components), AuditTerms(database=database(tmp_path), moment=NOW))
    )


def library(purl: str, **more: Any) -> dict[str, Any]:
    return {"type": "library", "bom-ref": purl, "name": purl, "purl": purl, **more}


def test_what_the_bom_states_of_vulnerabilities_is_not_lost(tmp_path: Path) -> None:
    clean, vulnerable = "pkg:pypi/torch@2.6.0", "pkg:pypi/torch@2.5.1"
    stated = [
        {"id": "VENDOR-1", "affects": [{"ref": clean}, {"ref": vulnerable}]},
        {"id": "GHSA-53q9-r3pm-6pq6", "analysis": {"state": "in_triage"}, "affects": [{"ref": vulnerable}]},
    ]
    facts = audited(tmp_path, library(clean), library(vulnerable), vulnerabilities=stated)
    first, second = (facts.by_ref[ref].values for ref in (clean, vulnerable))
    assert (first["audit.state"], [v["id"] for v in first["vulnerabilities"]]) == ("vulnerable", ["VENDOR-1"])
    assert [(v["id"], v.get("vex_state")) for v in second["vulnerabilities"]] == [
        ("CVE-2025-32434", "in_triage"),
        ("VENDOR-1", None),
    ]


def test_tools_are_audited_as_the_package_that_they_are_started_from(tmp_path: Path) -> None:
    properties = [
        {"name": "aibom:kind", "value": "tool"},
        {"name": "aibom:package", "value": "pkg:npm/left-pad-ng@3.0.0"},
    ]
    image = [{"name": "aibom:kind", "value": "tool"}, {"name": "aibom:package", "value": "pkg:docker/acme/tool@1"}]
    facts = audited(
        tmp_path,
        {"type": "application", "bom-ref": "t", "name": "pad", "properties": properties},
        {"type": "application", "bom-ref": "i", "name": "acme", "properties": image},
        {
            "type": "machine-learning-model",
            "bom-ref": "m",
            "name": "gemma",
            "purl": "pkg:huggingface/google/gemma-2b@1",
        },
    )
    states = {one.ref: one.values.get("audit.state") for one in facts.components}
    assert states == {"t": "vulnerable", "i": "not-audited", "m": None}


def test_an_action_is_a_package_only_when_it_is_called_one(tmp_path: Path) -> None:
    action = library("pkg:github/acme/act@v1.0.0", properties=[
        {"name": "aibom:kind", "value": "library"}, {"name": "aibom:ecosystem", "value": "githubactions"},
    ])  # fmt: skip
    facts = audited(tmp_path, action, library("pkg:github/madler/zlib@v1.2.3"))
    reasons = [one.values["audit.reason"] for one in facts.components]
    assert reasons == ["the database holds no advisories for GitHub Actions", "no advisories are read for pkg:github"]
