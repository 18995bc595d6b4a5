"""CycloneDX to SPDX 2.3 and back: what is kept, what is told as lost, what is refused."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from exchange_samples import CLAIMS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spdx_documents import documents

from aibom.bom.facts import BomFacts, facts_of
from aibom.bom.read import load_document
from aibom.bom.validate import validate
from aibom.core.errors import UsageError
from aibom.exchange.convert import read_bom, write_bom_as
from aibom.exchange.spdx2_read import from_spdx2
from aibom.exchange.spdx2_write import to_spdx2

ROOT = Path(__file__).parents[2]
MOMENT = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)
KEPT = ("name", "version", "purl", "hashes", "licences", "description", "provider", "kind")


@cache
def schema() -> Any:
    return jsonschema.Draft7Validator(json.loads((ROOT / "third_party/spdx/spdx-schema-2.3.json").read_bytes()))


def spdx(document: Any) -> dict[str, Any]:
    return to_spdx2(document, moment=MOMENT, tool_version="1.0")[0]


def facts(document: Any) -> BomFacts:
    return facts_of(load_document(json.dumps(document).encode()))


def package(document: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in document["packages"] if one["name"] == name)


def test_output_passes_the_schema_and_the_validator_of_spdx_tools() -> None:
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    for document in (CLAIMS, json.loads((ROOT / "samples/rag-agent.expected/bom.cdx.json").read_bytes())):
        made = spdx(document)
        assert [error.message for error in schema().iter_errors(made)] == []
        assert validate_full_spdx_document(JsonLikeDictParser().parse(made)) == []


def test_fields_that_spdx_has() -> None:
    made = spdx(CLAIMS)
    assert made["creationInfo"] == {
        "created": "2026-03-14T15:09:26Z",
        "creators": [
            "Tool: aibom-1.0",
            "Tool: forge-2.1",
            "Person: Ines Marten (ines@acme.example)",
            "Organization: ACME Insurance (security@acme.example)",
        ],
    }
    assert made["documentNamespace"].endswith("claims-assistant-3e671687-395b-41f5-a30f-a58921a69b79")
    model = package(made, "triage")
    assert model["downloadLocation"] == "https://huggingface.co/acme/triage"
    assert model["homepage"] == "https://acme.example/triage"
    assert model["supplier"] == "Organization: ACME Research"
    assert model["releaseDate"] == "2026-02-01T00:00:00Z"
    assert {
        "referenceCategory": "PACKAGE-MANAGER",
        "referenceType": "purl",
        "referenceLocator": "pkg:huggingface/acme/triage@3f1c2b7",
    } in model["externalRefs"]
    related = {(r["spdxElementId"], r["relationshipType"], r["relatedSpdxElement"]) for r in made["relationships"]}
    assert ("SPDXRef-model-triage", "DEPENDS_ON", "SPDXRef-data-claims") in related
    assert ("SPDXRef-data-claims", "DEPENDS_ON", "NONE") in related
    assert ("SPDXRef-pkg-pypi-torch-2.7.1", "CONTAINS", "SPDXRef-torch-fbgemm") in related
    assert ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-claims-assistant") in related


def test_licences_outside_of_the_list_become_licenserefs_with_their_text() -> None:
    made = spdx(CLAIMS)
    texts = {one["licenseId"]: one["extractedText"] for one in made["hasExtractedLicensingInfos"]}
    assert package(made, "acme/claims-assistant")["licenseDeclared"] == "LicenseRef-ACME-Internal"
    assert texts["LicenseRef-ACME-Internal"] == "All rights reserved."
    assert package(made, "torch")["licenseDeclared"] == "BSD-3-Clause AND LicenseRef-NVIDIA-Software-Licence"
    assert package(made, "claims-2025")["licenseDeclared"] == "LicenseRef-acme-data OR CC-BY-4.0"


def test_vulnerabilities_become_advisories_of_the_packages_they_affect() -> None:
    document = copy.deepcopy(CLAIMS)
    torch = "pkg:pypi/torch@2.7.1"
    document["vulnerabilities"] = [
        {
            "id": "CVE-2025-32434",
            "source": {"name": "OSV", "url": "https://osv.dev/vulnerability/CVE-2025-32434"},
            "affects": [{"ref": torch}],
            "analysis": {"state": "not_affected", "justification": "code_not_reachable"},
        },
        {"id": "GHSA-53q9-r3pm-6pq6", "affects": [{"ref": torch}, {"ref": "gone"}]},
        {"id": "ACME-7", "affects": [{"ref": torch}]},
    ]
    made, losses = to_spdx2(document, moment=MOMENT, tool_version="1.0")
    refs = [one for one in package(made, "torch")["externalRefs"] if one["referenceType"] == "advisory"]
    assert [(one["referenceCategory"], one["referenceLocator"], one["comment"]) for one in refs] == [
        ("SECURITY", "https://osv.dev/vulnerability/CVE-2025-32434", "CVE-2025-32434: not_affected"),
        ("SECURITY", "https://github.com/advisories/GHSA-53q9-r3pm-6pq6", "GHSA-53q9-r3pm-6pq6"),
    ]
    assert {(one.field, one.count) for one in losses if one.field.startswith("vulnerabilities")} == {
        ("vulnerabilities[].source.name", 1),
        ("vulnerabilities[].analysis.justification", 1),
        ("vulnerabilities[].affects[].ref", 2),
        ("vulnerabilities[].id", 1),
    }
    assert [error.message for error in schema().iter_errors(made)] == []
    back = from_spdx2(made, spec_version="1.6")[0]
    (read,) = (one for one in back["components"] if one["name"] == "torch")
    assert {
        "type": "advisories",
        "url": "https://github.com/advisories/GHSA-53q9-r3pm-6pq6",
        "comment": "GHSA-53q9-r3pm-6pq6",
    } in read["externalReferences"]


def test_what_has_no_place_is_listed_and_nothing_else_is_missing() -> None:
    losses = to_spdx2(CLAIMS, moment=MOMENT, tool_version="1.0")[1]
    lost = {(one.ref, one.field) for one in losses}
    assert ("model/triage", "component.modelCard.modelParameters.task") in lost
    assert ("data/claims", "component.data[].classification") in lost
    assert ("model/triage", "component.pedigree.ancestors[].name") in lost
    assert not {
        field for _, field in lost if field.startswith(("component.name", "component.hashes", "component.purl"))
    }
    odd = copy.deepcopy(CLAIMS) | {"formulation": [{"bom-ref": "training"}]}
    odd["components"][0]["cryptoProperties"] = {"assetType": "algorithm"}
    more = {(one.ref, one.field) for one in to_spdx2(odd, moment=MOMENT, tool_version="1.0")[1]}
    assert more - lost == {("", "formulation[].bom-ref"), ("model/triage", "component.cryptoProperties.assetType")}


@pytest.mark.parametrize("spec_version", ["1.5", "1.6", "1.7"])
def test_there_and_back(spec_version: str) -> None:
    back, losses, warnings = from_spdx2(spdx(CLAIMS), spec_version=spec_version)
    assert validate(back) == []
    assert [loss for loss in losses if loss.field != "package.licenseConcluded"] == []
    assert warnings == []
    assert back["serialNumber"] == CLAIMS["serialNumber"]
    assert back["version"] == 4
    before, after = facts(CLAIMS), facts(back)
    assert after.relations == before.relations
    for one in before.components:
        for name in KEPT:
            assert after.by_ref[one.ref].values.get(name) == one.values.get(name), (one.ref, name)


def test_tag_value_says_the_same_as_json() -> None:
    written = {
        form: write_bom_as(CLAIMS, form, spec_version="1.6", moment=MOMENT, tool_version="1.0").data
        for form in ("spdx2-json", "spdx2-tag-value")
    }
    read = {form: read_bom(data, "bom") for form, data in written.items()}
    assert {form: one.format for form, one in read.items()} == {form: form for form in written}
    before, after = (facts(one.document) for one in read.values())
    assert after.relations == before.relations
    assert [(c.ref, c.values) for c in after.components if c.kind != "service"] == [
        (c.ref, c.values) for c in before.components if c.kind != "service"
    ]


def test_same_input_same_bytes_whatever_the_clock() -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    assert to_spdx2(CLAIMS, moment=MOMENT, tool_version="1.0") == to_spdx2(CLAIMS, moment=later, tool_version="1.0")


FOREIGN = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "vendor-image",
    "documentNamespace": "https://vendor.example/sbom/1",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: syft-1.2.3", "Organization: Vendor"]},
    "packages": [
        {
            "SPDXID": "SPDXRef-app",
            "name": "app",
            "downloadLocation": "https://vendor.example/app",
            "licenseConcluded": "Vendor-EULA-3",
            "licenseComments": "seen in the installer",
            "primaryPackagePurpose": "APPLICATION",
            "filesAnalyzed": False,
        },
        {
            "SPDXID": "SPDXRef-zlib",
            "name": "zlib",
            "downloadLocation": "NOASSERTION",
            "licenseDeclared": "Zlib",
            "filesAnalyzed": False,
        },
    ],
    "files": [
        {
            "SPDXID": "SPDXRef-so",
            "fileName": "./lib/libz.so",
            "checksums": [{"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2758"}],
        }
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"},
        {"spdxElementId": "SPDXRef-zlib", "relationshipType": "DEPENDENCY_OF", "relatedSpdxElement": "SPDXRef-app"},
        {"spdxElementId": "SPDXRef-zlib", "relationshipType": "CONTAINS", "relatedSpdxElement": "SPDXRef-so"},
        {"spdxElementId": "SPDXRef-app", "relationshipType": "VARIANT_OF", "relatedSpdxElement": "SPDXRef-zlib"},
    ],
}


def test_a_document_of_another_tool() -> None:
    read = read_bom(json.dumps(FOREIGN).encode(), "vendor.spdx.json")
    assert validate(read.document) == []
    made = read.document
    assert made["metadata"]["component"]["name"] == "app"
    assert made["metadata"]["component"]["licenses"] == [
        {"license": {"name": "Vendor-EULA-3", "acknowledgement": "concluded"}}
    ]
    assert made["metadata"]["tools"] == {"components": [{"type": "application", "name": "syft", "version": "1.2.3"}]}
    assert {"ref": "app", "dependsOn": ["zlib"]} in made["dependencies"]
    assert [str(r.kind) for r in facts(made).relations if r.source == "zlib"] == ["contains"]
    assert read.warnings == ("'Vendor-EULA-3' is no licence of the SPDX list known here; it is kept by name.",)
    assert {(one.ref, one.field) for one in read.losses} == {
        ("", "relationships[].relatedSpdxElement"),
        ("", "relationships[].relationshipType"),
        ("", "relationships[].spdxElementId"),
        ("SPDXRef-app", "package.licenseComments"),
    }


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "is neither CycloneDX"),
        (b"hello", "is neither CycloneDX"),
        (b"[1, 2]", "not a CycloneDX BOM"),
        (b'{"spdxVersion": "SPDX-2.3", "packages": [', "not valid JSON"),
        (b'{"spdxVersion": "SPDX-2.3", "name": 5}', "is not valid SPDX 2"),
        (b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', "is SPDX 3 without"),
        (b"SPDXVersion: SPDX-2.3\nPackageName: x\nNonsense", "is not valid SPDX tag-value"),
        (b"[" * 100_000, "nested deeper"),
    ],
)
def test_what_is_no_bom_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_bom(data, "given.json")
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_identifiers_given_twice_are_refused() -> None:
    twice = copy.deepcopy(FOREIGN)
    twice["packages"][1]["SPDXID"] = "SPDXRef-app"  # type: ignore[index]
    with pytest.raises(UsageError, match="gives the SPDXID 'SPDXRef-app' to two elements"):
        read_bom(json.dumps(twice).encode(), "vendor.spdx.json")
    clash = copy.deepcopy(CLAIMS)
    clash["components"][1]["bom-ref"] = "model/triage"
    with pytest.raises(UsageError, match="gives the bom-ref 'model/triage' to two components"):
        spdx(clash)


@given(document=documents(), form=st.sampled_from(["spdx2-json", "spdx2-tag-value"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_document_keeps_names_versions_purls_hashes_licences_and_dependencies(document: Any, form: str) -> None:
    data = write_bom_as(document, form, spec_version="1.6", moment=MOMENT, tool_version="1.0").data
    read = read_bom(data, "made")
    before, after = facts(document), facts(read.document)
    for one in before.components:
        other = after.by_ref[one.ref]
        for name in KEPT[:5]:
            assert (other.values.get(name) or None) == (one.values.get(name) or None)
    assert {r for r in after.relations if r.source in before.by_ref} == set(before.relations)


@given(
    position=st.integers(0, 10_000),
    junk=st.binary(max_size=20),
    form=st.sampled_from(["spdx2-json", "spdx2-tag-value"]),
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused(position: int, junk: bytes, form: str) -> None:
    data = write_bom_as(CLAIMS, form, spec_version="1.6", moment=MOMENT, tool_version="1.0").data
    place = position % len(data)
    try:
        read_bom(data[:place] + junk + data[place + len(junk) :], "damaged")
    except UsageError as error:
        sentence = str(error)
        assert "\n" not in sentence


def test_tag_value_holds_texts_that_look_like_its_own_marks() -> None:
    document = copy.deepcopy(CLAIMS)
    document["components"][0] |= {
        "description": "ends </text> here\nPackageName: trap\n\nand goes on",
        "version": "1\n2",
        "properties": [{"name": "acme:note", "value": "a <text> b\nRelationship: </text>"}],
    }
    data = write_bom_as(document, "spdx2-tag-value", spec_version="1.6", moment=MOMENT, tool_version="1.0").data
    (model,) = (one for one in read_bom(data, "bom").document["components"] if one["name"] == "triage")
    assert model["description"] == "ends < /text> here\nPackageName: trap\n\nand goes on"
    assert model["version"] == "1 2"
    assert {"name": "acme:note", "value": "a <text> b\nRelationship: </text>"} in model["properties"]
    assert "trap" not in {one["name"] for one in spdx_tools_reads(data)["packages"]}


def spdx_tools_reads(data: bytes) -> dict[str, Any]:
    """The JSON form of tag-value by the reference implementation, which must find nothing to object to."""
    from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
    from spdx_tools.spdx.parser.tagvalue.parser import Parser
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    parsed = Parser().parse(data.decode())
    assert validate_full_spdx_document(parsed) == []
    return dict(DocumentConverter().convert(parsed))


def test_spdx_tools_reads_our_tag_value_as_it_reads_our_json() -> None:
    from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser

    for document in (CLAIMS, json.loads((ROOT / "samples/rag-agent.expected/bom.cdx.json").read_bytes())):
        data = write_bom_as(document, "spdx2-tag-value", spec_version="1.6", moment=MOMENT, tool_version="1.0").data
        theirs = DocumentConverter().convert(JsonLikeDictParser().parse(spdx(document)))
        ours = spdx_tools_reads(data)
        for listed in ("packages", "relationships", "hasExtractedLicensingInfos"):
            assert sorted(ours.get(listed, []), key=str) == sorted(theirs.get(listed, []), key=str)


def test_we_read_what_spdx_tools_writes() -> None:
    import io

    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
    from spdx_tools.spdx.writer.tagvalue.tagvalue_writer import write_document

    for document in (spdx(CLAIMS), RICH):
        text = io.StringIO()
        write_document(JsonLikeDictParser().parse(copy.deepcopy(document)), text)
        read = read_bom(text.getvalue().encode(), "theirs.spdx")
        same = read_bom(json.dumps(document).encode(), "theirs.spdx.json")
        assert read.document == same.document
        assert {(one.ref, one.field) for one in read.losses} == {(one.ref, one.field) for one in same.losses}


RICH = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "vendor-image",
    "comment": "made by hand\nover two lines",
    "documentNamespace": "https://vendor.example/sbom/2",
    "creationInfo": {
        "created": "2026-01-01T00:00:00Z",
        "creators": ["Tool: syft-1.2.3", "Person: Ada (ada@vendor.example)"],
        "licenseListVersion": "3.25",
    },
    "externalDocumentRefs": [
        {
            "externalDocumentId": "DocumentRef-base",
            "spdxDocument": "https://vendor.example/sbom/base",
            "checksum": {"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2758"},
        }
    ],
    "packages": [
        {
            "SPDXID": "SPDXRef-app",
            "name": "app",
            "versionInfo": "2.0",
            "packageFileName": "app.tar.gz",
            "supplier": "Organization: Vendor (sbom@vendor.example)",
            "originator": "NOASSERTION",
            "downloadLocation": "git+https://git.vendor.example/app.git@v2",
            "filesAnalyzed": True,
            "packageVerificationCode": {
                "packageVerificationCodeValue": "d6a770ba38583ed4bb4525bd96e50461655d2758",
                "packageVerificationCodeExcludedFiles": ["./app.spdx"],
            },
            "checksums": [{"algorithm": "SHA256", "checksumValue": "5f" * 32}],
            "sourceInfo": "mirrored",
            "licenseConcluded": "(MIT AND LicenseRef-vendor)",
            "licenseDeclared": "LicenseRef-vendor",
            "licenseInfoFromFiles": ["MIT"],
            "licenseComments": "seen",
            "copyrightText": "(c) Vendor\nall rights reserved",
            "summary": "An app",
            "description": "It does things.",
            "comment": "reviewed",
            "attributionTexts": ["thanks"],
            "primaryPackagePurpose": "APPLICATION",
            "releaseDate": "2025-12-01T00:00:00Z",
            "builtDate": "2025-11-30T00:00:00Z",
            "validUntilDate": "2030-01-01T00:00:00Z",
            "externalRefs": [
                {
                    "referenceCategory": "SECURITY",
                    "referenceType": "cpe23Type",
                    "referenceLocator": "cpe:2.3:a:vendor:app:2.0:*:*:*:*:*:*:*",
                    "comment": "guessed",
                }
            ],
            "hasFiles": ["SPDXRef-main"],
        }
    ],
    "files": [
        {
            "SPDXID": "SPDXRef-main",
            "fileName": "./main.py",
            "fileTypes": ["SOURCE"],
            "checksums": [{"algorithm": "SHA1", "checksumValue": "d6a770ba38583ed4bb4525bd96e50461655d2758"}],
            "licenseConcluded": "MIT",
            "licenseInfoInFiles": ["MIT"],
            "copyrightText": "NONE",
            "noticeText": "no warranty",
            "fileContributors": ["Ada"],
        }
    ],
    "hasExtractedLicensingInfos": [
        {
            "licenseId": "LicenseRef-vendor",
            "name": "Vendor EULA",
            "extractedText": "You may\nnot.",
            "seeAlsos": ["https://vendor.example/eula"],
        }
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"},
        {
            "spdxElementId": "SPDXRef-main",
            "relationshipType": "GENERATED_FROM",
            "relatedSpdxElement": "SPDXRef-app",
            "comment": "by cythonize",
        },
    ],
    "annotations": [
        {
            "annotator": "Person: Ada (ada@vendor.example)",
            "annotationDate": "2026-01-02T00:00:00Z",
            "annotationType": "REVIEW",
            "comment": "looks fine",
        }
    ],
}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("PackageVersion: 1.0", "stands before what it belongs to"),
        ("PackageName: x\nPackageName", "is no tag with a value"),
        ("PackageName: x\nPackageComment: <text>never closed", "line 3: <text> is never closed"),
        ("PackageName: x\nPackageVersion: 1\nPackageVersion: 2", "line 4: versionInfo is given twice"),
        ("PackageName: x\nFilesAnalyzed: perhaps", "neither true nor false"),
        ("PackageName: x\nPackageChecksum: abc", "is no checksum"),
        ("PackageName: x\nExternalRef: OTHER x", "has category, type and locator"),
        ("Relationship: a DESCRIBES", "has two elements"),
        ("PackageColour: blue", "is no tag of SPDX 2"),
        (": nothing", "begins with a colon"),
    ],
)
def test_tag_value_that_is_wrong_is_refused_with_its_line(line: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        read_bom(f"SPDXVersion: SPDX-2.3\n{line}\n".encode(), "given.spdx")
