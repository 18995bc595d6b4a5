"""Every class of change, every tier, and what makes no change."""

from __future__ import annotations

import copy

import pytest
from diff_samples import (
    AGENT,
    BASE,
    MODEL,
    NEW_HASH,
    SERVER,
    WEIGHTS,
    Json,
    bom,
    changed,
    classes,
    compared,
    library,
    only,
    properties,
    replaced,
    sha,
)

from aibom.core.errors import UsageError
from aibom.exchange.diff import load_any
from aibom.model.change import Tier
from aibom.model.change_classes import CHANGE_CLASSES


def test_the_mirror_of_a_mirror_is_the_class_itself() -> None:
    for row in CHANGE_CLASSES.values():
        assert CHANGE_CLASSES[row.mirror].mirror == row.name


def test_a_document_does_not_differ_from_itself() -> None:
    comparison = compared(BASE, BASE)
    assert comparison.changes == ()
    assert comparison.matched == comparison.unchanged == 7


def test_bom_refs_order_and_scan_properties_are_no_change() -> None:
    text = copy.deepcopy(BASE)
    text["components"].reverse()
    for number, one in enumerate(text["components"]):
        one["bom-ref"] = f"urn:cdx:{number}"
    agent = next(one["bom-ref"] for one in text["components"] if one["name"] == "desk")
    text["dependencies"] = [{"ref": agent, "dependsOn": ["svc:openai"]}, {"ref": "root", "dependsOn": [agent]}]
    text["serialNumber"] = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
    text["metadata"]["timestamp"] = "2026-09-01T00:00:00Z"
    text["metadata"]["properties"] = properties(**{"scan:files": "99"})
    assert compared(BASE, text).changes == ()


@pytest.mark.parametrize(
    ("old", "new", "cls"),
    [
        ("1.26.4", "2.1.0", "upgraded"),
        ("2.10.0", "2.9.0", "downgraded"),  # by numbers, not by text
        ("2.0.0rc1", "2.0.0", "upgraded"),
        ("2.0", "2.0.post1", "upgraded"),
        ("1.0", "nightly", "version-changed"),
    ],
)
def test_versions_are_ordered_as_the_ecosystem_does(old: str, new: str, cls: str) -> None:
    change = only(compared(bom(library("numpy", old)), bom(library("numpy", new))))
    assert (change.cls, change.tier, change.confidence) == (cls, Tier.PURL, "high")


def test_versions_that_are_spelt_otherwise_are_the_same() -> None:
    assert classes(compared(bom(library("numpy", "2.0")), bom(library("numpy", "2.0.0")))) == {}


def test_a_commit_has_no_place_in_an_order() -> None:
    later = "7" * 40
    new = replaced(
        BASE, "model:triage", version=later, purl=f"pkg:huggingface/acme/triage@{later}", hashes=sha(NEW_HASH)
    )
    assert only(compared(BASE, new)).cls == "version-changed"


def test_same_version_and_other_hash_is_a_substitution() -> None:
    change = only(compared(BASE, replaced(BASE, "model:triage", hashes=sha(NEW_HASH))))
    assert (change.cls, str(change.severity), change.kind) == ("substituted", "critical", "model")


def test_weights_without_a_version_are_substituted_too() -> None:
    assert only(compared(BASE, replaced(BASE, "f1", hashes=sha(NEW_HASH)))).cls == "substituted"


def test_weak_hashes_prove_nothing() -> None:
    old = bom(library("numpy", "2.0", hashes=[{"alg": "SHA-1", "content": "a" * 40}]))
    new = bom(library("numpy", "2.0", hashes=[{"alg": "SHA-1", "content": "b" * 40}]))
    assert classes(compared(old, new)) == {}


def test_one_of_several_hashes_in_common_is_no_substitution() -> None:
    old = bom(library("numpy", "2.0", hashes=[*sha("a" * 64), *sha("b" * 64)]))
    new = bom(library("numpy", "2.0", hashes=[*sha("b" * 64), *sha("c" * 64)]))
    assert classes(compared(old, new)) == {"facts-changed": 1}


def test_the_tag_of_an_image_that_moved_is_a_substitution() -> None:
    def image(digest: str) -> Json:
        facts = properties(kind="image", tag="3.12-slim", digest=f"sha256:{digest}", source="docker:library/python")
        return {"type": "container", "bom-ref": "img", "name": "python", "version": "3.12-slim", "properties": facts}

    assert only(compared(bom(image("a" * 64)), bom(image("b" * 64)))).cls == "substituted"


def test_an_edited_prompt_is_no_substitution() -> None:
    def prompt(digest: str) -> Json:
        facts = [*properties(kind="prompt"), {"name": "cdx:ai-ml:prompt", "value": "system"}]
        return {"type": "data", "bom-ref": "p", "name": "system", "hashes": sha(digest), "properties": facts}

    assert only(compared(bom(prompt("a" * 64)), bom(prompt("b" * 64)))).cls == "content-changed"


def test_several_versions_of_one_thing_are_a_multiset() -> None:
    old = bom(library("numpy", "1.26.4"), library("numpy", "2.0.0"))
    new = bom(library("numpy", "2.1.0"), library("numpy", "1.26.4"), library("numpy", "0.9"))
    comparison = compared(old, new)
    assert classes(comparison) == {"upgraded": 1, "added": 1}
    upgraded = next(one for one in comparison.changes if one.cls == "upgraded")
    assert (upgraded.old and upgraded.old.version, upgraded.new and upgraded.new.version) == ("2.0.0", "2.1.0")
    assert upgraded.confidence == "medium"


def test_same_content_under_another_name_is_a_rename() -> None:
    change = only(compared(BASE, replaced(BASE, "f1", name="models/ranker.safetensors")))
    assert (change.cls, change.tier) == ("renamed", Tier.HASH)


def test_empty_files_are_not_each_others_copies() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    old = bom(library("numpy", "2"), {"type": "file", "bom-ref": "a", "name": "a.json", "hashes": sha(empty)})
    new = bom(library("numpy", "2"), {"type": "file", "bom-ref": "b", "name": "b.json", "hashes": sha(empty)})
    assert classes(compared(old, new)) == {"added": 1, "removed": 1}


def test_a_service_is_found_again_by_its_endpoint() -> None:
    change = only(compared(BASE, replaced(BASE, "svc:openai", name="OpenAI API")))
    assert (change.cls, change.tier, change.confidence) == ("renamed", Tier.ENDPOINT, "medium")


def test_a_tool_is_found_again_by_the_package_that_it_starts() -> None:
    assert only(compared(BASE, replaced(BASE, "tool:files", name="documents"))).tier is Tier.ENDPOINT


def test_a_tool_whose_package_is_newer_is_upgraded_and_nothing_else() -> None:
    newer = [
        *properties(kind="tool", command="npx @acme/files@1.1.0 ./data", package="pkg:npm/%40acme/files@1.1.0"),
        {"name": "aibom:mounts", "value": "./data"},
    ]
    assert classes(compared(BASE, replaced(BASE, "tool:files", properties=newer))) == {"upgraded": 1}


def test_another_command_of_the_same_tool_is_told() -> None:
    other = [
        *properties(kind="tool", command="npx @evil/files@1.0.0 ./data", package="pkg:npm/%40evil/files@1.0.0"),
        {"name": "aibom:mounts", "value": "./data"},
    ]
    change = only(compared(BASE, replaced(BASE, "tool:files", properties=other)))
    assert (change.cls, [fact.name for fact in change.facts]) == ("endpoint-changed", ["command", "package"])


def test_the_same_name_from_another_registry_is_another_source() -> None:
    new = bom(changed(library("numpy", "2.0"), purl="pkg:pypi/numpy@2.0?repository_url=https://pypi.evil.example"))
    change = only(compared(bom(library("numpy", "2.0")), new))
    assert (change.cls, change.tier) == ("source-changed", Tier.NAME)


def test_the_same_model_name_from_another_hub_is_another_source() -> None:
    old = changed(MODEL, purl=None, hashes=None, properties=properties(kind="model", source="hf:acme/triage"))
    new = changed(MODEL, purl=None, hashes=None, properties=properties(kind="model", source="modelscope:acme/triage"))
    change = only(compared(bom(old), bom(new)))
    assert (change.cls, change.tier, change.confidence) == ("source-changed", Tier.NAME_ONLY, "medium")


def test_packages_of_one_name_in_two_ecosystems_are_two() -> None:
    npm = {"type": "library", "bom-ref": "n", "name": "openai", "version": "4.0", "purl": "pkg:npm/openai@4.0"}
    old, new = bom(AGENT, library("openai", "1.0")), bom(AGENT, npm)
    assert classes(compared(old, new)) == {"added": 1, "removed": 1}


@pytest.mark.parametrize(
    ("fields", "cls"),
    [
        ({"licenses": [{"license": {"id": "AGPL-3.0-only"}}]}, "licence-changed"),
        ({"licenses": None}, "licence-changed"),
        ({"supplier": {"name": "Other"}}, "supplier-changed"),
        ({"hashes": None}, "hash-lost"),
        (
            {"modelCard": {"considerations": {"technicalLimitations": ["English only"], "users": ["Agents"]}}},
            "card-lost-facts",
        ),
        (
            {"modelCard": {"considerations": {"technicalLimitations": ["English only", "None"], "users": ["Agents"]}}},
            "card-changed",
        ),
        ({"description": "Sorts tickets."}, "facts-changed"),
    ],
)
def test_facts_of_a_model(fields: Json, cls: str) -> None:
    assert only(compared(BASE, replaced(BASE, "model:triage", **fields))).cls == cls


@pytest.mark.parametrize(
    ("fact", "old", "new", "cls"),
    [
        ("signature.state", "verified", "unsigned", "signature-lost"),
        ("signature.state", "unsigned", "invalid", "signature-lost"),
        ("scan.verdict", "clean", "malicious", "verdict-worse"),
        ("pinned", "true", "false", "pin-lost"),
        ("floating_alias", "false", "true", "pin-lost"),
        ("retirement.date", None, "2026-12-01", "retired"),
    ],
)
def test_ranked_facts_get_worse_and_better(fact: str, old: str | None, new: str | None, cls: str) -> None:
    def model(value: str | None) -> Json:
        facts = properties(kind="model", **({fact: value} if value else {}))
        return bom(changed(MODEL, properties=facts))

    assert only(compared(model(old), model(new))).cls == cls
    assert only(compared(model(new), model(old))).cls == CHANGE_CLASSES[cls].mirror


def test_a_model_whose_end_has_come_between_both_documents_is_retired() -> None:
    model = changed(MODEL, properties=properties(kind="model", **{"retirement.date": "2026-06-01"}))
    old, new = bom(model), bom(model)
    new["metadata"]["timestamp"] = "2026-07-01T00:00:00Z"
    assert only(compared(old, new)).cls == "retired"
    assert compared(old, new, same_tree=True).changes == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("permissions", "write"),
        ("auto_approve", "*"),
        ("mounts", "/"),
        ("privileged", "true"),
        ("env_names", "DB_PASSWORD"),
    ],
)
def test_a_tool_may_do_more(name: str, value: str) -> None:
    wider = [*SERVER["properties"], {"name": f"aibom:{name}", "value": value}]
    new = replaced(BASE, "tool:files", properties=wider)
    assert only(compared(BASE, new)).cls == "permissions-widened"
    assert only(compared(new, BASE)).cls == "permissions-narrowed"


def test_what_a_wildcard_allowed_already_is_not_more() -> None:
    def tool(*approved: str) -> Json:
        listed = [{"name": "aibom:auto_approve", "value": one} for one in approved]
        return bom(changed(SERVER, properties=[*SERVER["properties"], *listed]))

    assert classes(compared(tool("*"), tool("read_file"))) == {"permissions-narrowed": 1}
    assert classes(compared(tool("read_file"), tool("*"))) == {"permissions-widened": 1}


def test_a_new_way_to_an_external_service_is_shown_with_its_path() -> None:
    new = copy.deepcopy(BASE)
    new["services"].append({"bom-ref": "svc:x", "name": "Exfil", "endpoints": ["https://x.example"]})
    new["dependencies"].append({"ref": "tool:files", "dependsOn": ["svc:x"]})
    next(one for one in new["dependencies"] if one["ref"] == "agent:desk")["dependsOn"].append("tool:files")
    flow = next(one for one in compared(BASE, new).changes if one.cls == "new-data-flow")
    assert [step.name for step in flow.path] == ["helpdesk", "desk", "files", "Exfil"]
    assert classes(compared(BASE, new)) == {"new-data-flow": 1, "added": 1, "relation-added": 1}
    assert classes(compared(new, BASE)) == {"data-flow-gone": 1, "removed": 1, "relation-removed": 1}


def test_an_agent_that_newly_reaches_a_known_service_is_a_new_flow() -> None:
    helper = {"type": "application", "bom-ref": "agent:h", "name": "helper", "properties": properties(kind="agent")}
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    old["components"].append(helper)
    new["components"].append(helper)
    new["dependencies"].append({"ref": "agent:h", "dependsOn": ["svc:openai"]})
    flow = next(one for one in compared(old, new).changes if one.cls == "new-data-flow")
    assert [step.name for step in flow.path] == ["helper", "OpenAI"]


def test_a_service_inside_is_no_data_flow() -> None:
    new = copy.deepcopy(BASE)
    new["services"].append({"bom-ref": "svc:q", "name": "Qdrant", "endpoints": ["http://localhost:6333"]})
    assert classes(compared(BASE, new)) == {"added": 1}


def test_other_kinds_of_data_to_a_known_service_are_a_new_flow() -> None:
    data = [{"flow": "inbound", "classification": "documents"}]
    assert only(compared(BASE, replaced(BASE, "svc:openai", data=data))).cls == "new-data-flow"


def test_access_without_credentials_is_a_protection_lost() -> None:
    old = replaced(BASE, "svc:openai", authenticated=True)
    assert only(compared(old, replaced(BASE, "svc:openai", authenticated=False))).cls == "protection-lost"


def test_moved_evidence_is_quiet() -> None:
    old = replaced(BASE, "model:triage", evidence={"occurrences": [{"location": "app.py", "line": 3}]})
    new = replaced(BASE, "model:triage", evidence={"occurrences": [{"location": "app.py", "line": 9}]})
    comparison = compared(old, new)
    assert classes(comparison) == {}
    assert classes(comparison, quiet=True) == {"evidence-moved": 1}
    assert comparison.unchanged == comparison.matched


def test_details_that_no_rule_reads_are_told_quietly() -> None:
    said = {
        "copyright": "(c) 2026 Acme",
        "externalReferences": [{"type": "vcs", "url": "https://git.acme.example/numpy"}],
        "properties": [{"name": "acme:reviewed", "value": "yes"}],
    }
    new = replaced(BASE, "pkg:pypi/numpy@1.26.4", **said)
    new["metadata"]["properties"] = [{"name": "acme:ticket", "value": "SEC-1"}]
    comparison = compared(BASE, new)
    assert comparison.shown == ()
    told = {change.kind: {fact.name: (fact.new, fact.gained) for fact in change.facts} for change in comparison.changes}
    assert told == {
        "document": {"properties": (["acme:ticket=SEC-1"], ("acme:ticket=SEC-1",))},
        "library": {
            "copyright": ("(c) 2026 Acme", ()),
            "external_references": (
                ["vcs https://git.acme.example/numpy"],
                ("vcs https://git.acme.example/numpy",),
            ),
            "properties": (["acme:reviewed=yes"], ("acme:reviewed=yes",)),
        },
    }
    assert {change.cls for change in comparison.changes} == {"details-changed"}


def test_vulnerabilities_count_only_when_both_looked_them_up() -> None:
    def listed(*names: str) -> list[Json]:
        return [{"id": name, "affects": [{"ref": "pkg:pypi/requests@2.32.0"}]} for name in names]

    old, new = (
        changed(BASE, vulnerabilities=listed("CVE-2026-1")),
        changed(BASE, vulnerabilities=listed("CVE-2026-1", "CVE-2026-2")),
    )
    assert only(compared(old, new)).cls == "vulnerability-added"
    assert only(compared(new, old)).cls == "vulnerability-gone"
    assert classes(compared(BASE, new)) == {}


def test_a_signature_of_the_document_that_is_lost() -> None:
    signed = changed(BASE, signature={"algorithm": "ES256", "value": "aGVsbG8"})
    change = only(compared(signed, BASE))
    assert (change.cls, change.kind, change.old, change.new) == ("signature-lost", "document", None, None)


def test_what_one_of_two_tools_never_states_is_quiet() -> None:
    def by(tool: str, document: Json) -> Json:
        copied = copy.deepcopy(document)
        copied["metadata"]["tools"] = {"components": [{"type": "application", "name": tool, "version": "1"}]}
        return copied

    new = replaced(BASE, "model:triage", licenses=None, supplier={"name": "Other"})
    comparison = compared(by("syft", BASE), by("cdxgen", new))
    assert classes(comparison) == {"supplier-changed": 1}
    assert classes(comparison, quiet=True) == {"supplier-changed": 1, "licence-changed": 1}
    assert any("different tools" in note for note in comparison.notes)


def test_unrelated_documents_are_refused() -> None:
    other = bom(library("django", "5.0"))
    other["metadata"]["component"]["name"] = "webshop"
    with pytest.raises(UsageError, match="nothing in common"):
        compared(bom(library("numpy", "2.0")), other)


def test_an_application_that_was_rewritten_wholly_is_compared() -> None:
    comparison = compared(bom(library("numpy", "2.0")), bom(library("jax", "0.5")))
    assert classes(comparison) == {"added": 1, "removed": 1}


def test_an_empty_document_gains_everything() -> None:
    assert classes(compared({"bomFormat": "CycloneDX", "specVersion": "1.6"}, bom(WEIGHTS))) == {"added": 2}


def test_refs_that_two_components_share_are_refused() -> None:
    twice = bom(library("numpy", "2.0"), changed(library("numpy", "2.1"), **{"bom-ref": "pkg:pypi/numpy@2.0"}))
    with pytest.raises(UsageError, match="bom-ref for more than one component"):
        compared(twice, twice)


def test_what_is_no_bom_is_refused() -> None:
    for data in (b"", b"[]", b"{}", b"<bom/>", b"\xff\xfe"):
        with pytest.raises(UsageError):
            load_any(data, "x.json")
