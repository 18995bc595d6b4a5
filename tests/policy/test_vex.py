"""VEX in both formats: what it takes away, for how long, and what is told of every statement."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from policy_samples import bom, component

from aibom.bom.vex import VexDocument, read_vex
from aibom.core.errors import UsageError
from aibom.policy.evaluate import judge
from aibom.policy.load import load_policy
from aibom.policy.vex import apply_vex

TODAY = date(2026, 11, 26)
PURL = "pkg:pypi/torch@2.5.1"
TORCH = component(
    PURL, kind="library", name="torch", version="2.5.1", purl=PURL,
    vulnerabilities=[{"id": "CVE-2025-32434", "aliases": ["GHSA-53q9-r3pm-6pq6"], "cvss": 9.3, "severity": "critical"}],
)  # fmt: skip
FULL = {"aibom:vex:owner": "ml-platform", "aibom:vex:expires": "2026-12-31"}


def cyclonedx(*vulnerabilities: dict[str, Any], **more: Any) -> VexDocument:
    data = {"bomFormat": "CycloneDX", "specVersion": "1.6", "vulnerabilities": list(vulnerabilities), **more}
    return read_vex(json.dumps(data, indent=1).encode(), "app.vex.json")


def analysed(ref: str = PURL, id_: str = "CVE-2025-32434", says: dict[str, str] = FULL, **more: Any) -> dict[str, Any]:
    properties = [{"name": name, "value": value} for name, value in says.items()]
    analysis = {"state": "not_affected", "justification": "code_not_reachable"}
    return {"id": id_, "analysis": analysis, "affects": [{"ref": ref}], "properties": properties} | more


def openvex(*statements: dict[str, Any], **more: Any) -> VexDocument:
    data = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "author": "ml-platform",
        "timestamp": "2026-11-01T00:00:00Z",
        **more,
    }
    return read_vex(json.dumps(data | {"statements": list(statements)}, indent=1).encode(), "vendor.vex.json")


def stated(product: Any = PURL, **more: Any) -> dict[str, Any]:
    return {
        "vulnerability": {"name": "CVE-2025-32434"},
        "products": [{"@id": product} if isinstance(product, str) else product],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "aibom:vex:expires": "2026-12-31",
    } | more


def state(*documents: VexDocument, today: date = TODAY) -> Any:
    facts, _ = apply_vex(bom(TORCH), documents, today)
    (item,) = facts.by_ref[PURL].values["vulnerabilities"]  # type: ignore[misc]
    return item.get("vex_state")  # type: ignore[union-attr]


def rows(*documents: VexDocument, today: date = TODAY) -> list[Any]:
    return apply_vex(bom(TORCH), documents, today)[1]


@pytest.mark.parametrize(
    "document",
    [
        cyclonedx(analysed()),
        cyclonedx(analysed("pkg:pypi/Torch")),
        cyclonedx(analysed(id_="GHSA-53q9-r3pm-6pq6")),
        cyclonedx(analysed(id_="PYSEC-1", references=[{"id": "CVE-2025-32434", "source": {"name": "NVD"}}])),
        cyclonedx(analysed("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Apypi%2Ftorch%402.5.1")),
        cyclonedx(analysed("torch-ref"), components=[{"bom-ref": "torch-ref", "purl": PURL, "type": "library", "name": "torch"}]),
        cyclonedx(analysed(affects=[{"ref": "pkg:pypi/torch", "versions": [{"range": "vers:pypi/>=2.5|<2.6", "status": "unaffected"}]}])),
        openvex(stated()),
        openvex(stated("pkg:pypi/torch?vers=vers:pypi%2F%3C2.6")),
        openvex(stated({"@id": "https://acme.example/x", "identifiers": {"purl": PURL}})),
        openvex(stated({"@id": "helpdesk", "subcomponents": [{"@id": PURL}]})),
        openvex(stated("root")),
        openvex(stated(vulnerability="CVE-2025-32434")),
    ],
)  # fmt: skip
def test_a_statement_gives_the_vulnerability_its_state(document: VexDocument) -> None:
    assert state(document) == "not_affected"
    (row,) = rows(document)
    assert (row["standing"], row["matches"], row["used"], row["owner"]) == ("active", 1, True, "ml-platform")


@pytest.mark.parametrize(
    "document",
    [
        cyclonedx(analysed("pkg:pypi/torch@2.4.0")),
        cyclonedx(analysed("pkg:pypi/torchvision")),
        cyclonedx(analysed(id_="CVE-2024-1")),
        cyclonedx(analysed(affects=[{"ref": "pkg:pypi/torch", "versions": [{"range": "vers:pypi/>=2.6"}]}])),
        openvex(stated({"@id": "another-product", "subcomponents": [{"@id": PURL}]})),
        openvex(stated("pkg:pypi/torch?vers=nonsense")),
    ],
)  # fmt: skip
def test_what_is_about_something_else_changes_nothing_and_is_told(document: VexDocument) -> None:
    assert state(document) is None
    assert rows(document)[0]["matches"] == 0


def test_expiry_opens_the_vulnerability_again() -> None:
    document = cyclonedx(analysed())
    assert state(document, today=date(2026, 12, 31)) == "not_affected"
    assert state(document, today=date(2027, 1, 1)) is None
    assert rows(document, today=date(2027, 1, 1))[0]["standing"] == "expired"


@pytest.mark.parametrize(
    ("document", "missing"),
    [
        (cyclonedx(analysed(says={"aibom:vex:owner": "x"})), ["an expiry date"]),
        (cyclonedx(analysed(says={"aibom:vex:expires": "2027-01-01"})), ["an owner"]),
        (cyclonedx(analysed(analysis={"state": "not_affected"})), ["a justification"]),
        (cyclonedx(analysed(affects=[])), ["what it is about"]),
        (openvex(stated(**{"aibom:vex:expires": "soon"})), ["an expiry date"]),
    ],
)
def test_a_suppression_that_does_not_say_all_it_must_does_not_count(document: VexDocument, missing: list[str]) -> None:
    assert state(document) is None
    (row,) = rows(document)
    assert (row["standing"], row["missing"]) == ("incomplete", missing)


def test_what_is_said_of_one_cve_is_not_said_of_another_that_shares_its_advisory() -> None:
    both = component(PURL, kind="library", name="torch", version="2.5.1", purl=PURL,
                     vulnerabilities=[{"id": "CVE-2021-24040", "aliases": ["CVE-2021-39207", "GHSA-m87f"]}])  # fmt: skip

    def judged(*documents: VexDocument) -> Any:
        (item,) = apply_vex(bom(both), documents, TODAY)[0].by_ref[PURL].values["vulnerabilities"]  # type: ignore[misc]
        return item.get("vex_state")  # type: ignore[union-attr]

    one, other = cyclonedx(analysed(id_="CVE-2021-24040")), cyclonedx(analysed(id_="CVE-2021-39207"))
    assert judged(one) is None
    assert judged(one, other) == "not_affected"


def test_what_suppresses_nothing_needs_no_end() -> None:
    assert state(openvex(stated(status="under_investigation", **{"aibom:vex:expires": None}))) == "in_triage"


def test_the_statement_made_last_counts_and_duplicates_are_told() -> None:
    documents = [openvex(stated(status="affected", timestamp="2026-11-20T00:00:00Z")), cyclonedx(analysed())]
    assert state(*documents) == "exploitable"
    first, second = rows(*documents)
    assert (first["repeats"], first["used"]) == (None, True)
    assert second["repeats"] == f"vendor.vex.json:{first['line']}"
    assert first["line"] > 1


def test_findings_about_statements_and_about_what_they_cover() -> None:
    policy = load_policy(("strict",))

    def found(*documents: VexDocument, today: date = TODAY) -> set[str]:
        return {one.rule for one in judge(bom(TORCH), policy, vex=documents, as_of=today).findings}

    vulnerable = {"AIB505"}
    assert found() >= vulnerable
    assert not found(cyclonedx(analysed())) & {*vulnerable, "AIB920", "AIB921", "AIB922", "AIB923"}
    assert found(cyclonedx(analysed()), today=date(2027, 1, 1)) >= {*vulnerable, "AIB920"}
    assert found(cyclonedx(analysed(id_="CVE-1"))) >= {*vulnerable, "AIB921"}
    assert "AIB922" in found(cyclonedx(analysed()), openvex(stated()))
    assert found(openvex(stated(justification=""))) >= {*vulnerable, "AIB923"}


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"{", "not valid JSON"), (b"[]", "neither CycloneDX nor OpenVEX"), (b'{"a": 1}', "neither"), (b"[" * 5000, "nested deeper")],
)  # fmt: skip
def test_what_is_no_vex_is_refused_with_its_name(content: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=rf"vex\.json.*{why}"):
        read_vex(content, "vex.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["", PURL, "CVE-2025-32434", "not_affected", "fixed", "vers:pypi/>=1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from("id @id name analysis state affects ref versions range properties value products status vulnerability subcomponents identifiers purl aliases".split()), inner, max_size=5
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, JSON)
def test_hostile_documents_are_read_without_failing(vulnerabilities: Any, statements: Any) -> None:
    one = cyclonedx(analysed(), vulnerabilities=vulnerabilities, metadata=statements)
    two = openvex(stated(), author=vulnerabilities)
    three = read_vex(json.dumps({"@context": "openvex", "statements": statements}).encode(), "x.json")
    facts, found = apply_vex(bom(TORCH), [one, two, three], TODAY)
    assert len(found) == sum(len(document.statements) for document in (one, two, three))
    assert facts.by_ref[PURL].values["vulnerabilities"]
