"""Merging: what unites, what stays apart, provenance, and validity of any merge."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from exchange_samples import CLAIMS
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.validate import validate
from aibom.core.errors import UsageError
from aibom.exchange.merge import FROM, Source, merge

MOMENT = datetime(2026, 3, 14, tzinfo=UTC)
WEB: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:11111111-2222-4333-8444-555555555555",
    "version": 2,
    "metadata": {"component": {"type": "application", "bom-ref": "root", "name": "web", "version": "1.0"}},
    "components": [
        {
            "type": "library",
            "bom-ref": "lib-1",
            "name": "torch",
            "version": "2.7.1",
            "purl": "pkg:pypi/torch@2.7.1",
            "description": "Tensors",
            "hashes": [{"alg": "SHA-256", "content": "ab" * 32}],
            "licenses": [{"license": {"id": "BSD-3-Clause"}}],
        },
        {
            "type": "library",
            "bom-ref": "data/claims",
            "name": "react",
            "version": "19.0.0",
            "purl": "pkg:npm/react@19.0.0",
        },
    ],
    "dependencies": [{"ref": "root", "dependsOn": ["data/claims", "lib-1"]}],
}


def merged(*documents: Any, name: str | None = None) -> tuple[dict[str, Any], list[str]]:
    sources = [Source(document=one, name=f"bom{number}.json") for number, one in enumerate(documents, 1)]
    return merge(sources, name=name, version="4.2" if name else None, moment=MOMENT, tool_version="1.0")


def component(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in document["components"] if one["name"] == name]


def origins(raw: dict[str, Any]) -> list[str]:
    return [one["value"] for one in raw["properties"] if one["name"] == FROM]


def test_a_monorepo() -> None:
    made, notes = merged(CLAIMS, WEB, name="shop")
    assert validate(made) == []
    root = made["metadata"]["component"]
    assert (root["name"], root["version"]) == ("shop", "4.2")
    assert {"ref": root["bom-ref"], "dependsOn": ["claims-assistant", "root"]} in made["dependencies"]
    (torch,) = component(made, "torch")
    assert torch["description"] == "Tensors"
    assert torch["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert origins(torch) == [
        "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/4#pkg%3Apypi%2Ftorch%402.7.1",
        "urn:cdx:11111111-2222-4333-8444-555555555555/2#lib-1",
    ]
    assert torch["components"][0]["name"] == "fbgemm"
    assert any("bom2.json says licenses" in note for note in notes)


def test_refs_that_clash_are_renamed_and_dependencies_follow() -> None:
    made, _ = merged(CLAIMS, WEB, name="shop")
    (react,) = component(made, "react")
    assert react["bom-ref"] == "2/data/claims"
    assert {"ref": "root", "dependsOn": ["2/data/claims", "pkg:pypi/torch@2.7.1"]} in made["dependencies"]
    assert {"ref": "data/claims"} in made["dependencies"]


def test_without_a_name_the_first_application_is_the_root() -> None:
    made, _ = merged(WEB, CLAIMS)
    assert made["metadata"]["component"]["name"] == "web"
    assert component(made, "claims-assistant")
    node = next(one for one in made["dependencies"] if one["ref"] == "root")
    assert "claims-assistant" in node["dependsOn"]


def test_the_same_purl_with_other_hashes_stays_apart() -> None:
    other = copy.deepcopy(WEB)
    other["serialNumber"] = "urn:uuid:99999999-2222-4333-8444-555555555555"
    other["components"][0]["hashes"][0]["content"] = "cd" * 32
    made, notes = merged(WEB, other, name="shop")
    assert len(component(made, "torch")) == 2
    assert any("other hashes for pkg:pypi/torch@2.7.1" in note for note in notes)


def test_a_bom_merged_with_itself_has_each_part_once() -> None:
    made, notes = merged(CLAIMS, CLAIMS)
    assert [one["name"] for one in made["components"]] == ["claims-2025", "triage", "torch"] or len(
        made["components"]
    ) == 3
    assert len(made["services"]) == 1
    assert notes == []


def test_signatures_do_not_survive() -> None:
    _, notes = merged(CLAIMS | {"signature": {"algorithm": "ES256", "value": "x"}}, WEB)
    assert any("Signatures" in note for note in notes)


def test_bad_input() -> None:
    clash = copy.deepcopy(WEB)
    clash["components"][1]["bom-ref"] = "lib-1"
    with pytest.raises(UsageError, match="bom2.json gives the bom-ref 'lib-1' to two components"):
        merged(CLAIMS, clash)
    rootless = {key: value for key, value in WEB.items() if key != "metadata"}
    with pytest.raises(UsageError, match="--name"):
        merged(rootless)
    odd = copy.deepcopy(WEB)
    for one in odd["components"]:
        one["properties"] = {"team": "web"}
    document, _ = merged(CLAIMS, odd)
    assert all(isinstance(one.get("properties", []), list) for one in document["components"])


LIBRARIES = st.lists(
    st.builds(
        lambda n, v, h, p: {
            "type": "library", "bom-ref": f"r{n}", "name": f"lib{n}", "version": str(v),
            **({"purl": f"pkg:npm/lib{n}@{v}"} if p else {}),
            **({"hashes": [{"alg": "SHA-256", "content": h * 64}]} if h else {}),
        },
        st.integers(0, 4), st.integers(1, 2), st.sampled_from(["", "a", "b"]), st.booleans(),
    ),
    max_size=5,
    unique_by=lambda one: one["bom-ref"],
)  # fmt: skip


@given(lists=st.lists(LIBRARIES, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_merge_is_valid_complete_and_repeatable(lists: list[list[dict[str, Any]]]) -> None:
    documents = [
        WEB | {"components": listed, "dependencies": [{"ref": "root", "dependsOn": [one["bom-ref"] for one in listed]}]}
        for listed in lists
    ]
    made, _ = merged(*copy.deepcopy(documents), name="all")
    assert validate(made) == []
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)
    assert {target for node in made["dependencies"] for target in node.get("dependsOn", ())} <= set(refs)
    wanted = {(one["name"], one["version"]) for listed in lists for one in listed}
    assert wanted <= {(one["name"], one["version"]) for one in made["components"]}
    assert json.dumps(merged(*documents, name="all")[0]) == json.dumps(made)


def test_files_of_one_name_are_told_apart_by_their_hashes_each_once() -> None:
    """Thousands of files are called `__init__.py`: each is looked for by its hash, and told once when it is another."""

    def tree(first: int) -> Any:
        files = [
            {
                "type": "file",
                "bom-ref": f"f{number}",
                "name": "__init__.py",
                "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
            }
            for number in range(first, first + 800)
        ]
        serial = f"urn:uuid:{first:08d}-2222-4333-8444-555555555555"
        return copy.deepcopy(WEB) | {"serialNumber": serial, "components": files, "dependencies": []}

    document, notes = merged(tree(0), tree(400))
    assert len(document["components"]) == 1_200
    assert sum("other hashes" in note for note in notes) == 400
    shared = [one for one in document["components"] if len(one["properties"]) == 2]
    assert len(shared) == 400
