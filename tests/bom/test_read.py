"""Reading a BOM file: bounded, with a plain sentence for everything that is none, and with lines."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import bom_samples
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom import read
from aibom.bom.facts import facts_of
from aibom.bom.placement import locations_of
from aibom.bom.read import load_document
from aibom.core.errors import UsageError


def test_path_and_bytes_give_the_same(tmp_path: Path) -> None:
    data = bom_samples.written(bom_samples.inventory())
    path = tmp_path / "bom.cdx.json"
    path.write_bytes(data)
    assert load_document(path) == load_document(data, name=str(path))


def test_each_component_has_its_line() -> None:
    data = bom_samples.written(bom_samples.inventory())
    lines = data.decode().splitlines()
    for component in facts_of(load_document(data)).components:
        assert lines[component.line - 1].strip() == f'"bom-ref": {json.dumps(component.ref)},'


def test_text_that_looks_like_a_ref_does_not_disturb_lines() -> None:
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "components": [
            {"type": "library", "name": 'x "bom-ref": "pandas"', "bom-ref": "decoy"},
            {"type": "library", "name": "pandas", "bom-ref": "pandas"},
        ],
    }
    data = json.dumps(bom, indent=1).encode()
    expected = next(n for n, line in enumerate(data.decode().splitlines(), 1) if '"bom-ref": "pandas"' in line)
    assert facts_of(load_document(data)).by_ref["pandas"].line == expected


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "sbom.json is not valid JSON"),
        (b"<bom/>", "sbom.json is XML; only CycloneDX JSON is read."),
        (b'{"bomFormat": "CycloneDX",\n "specVersion": }', r"not valid JSON .* at line 2\."),
        (b"[1, 2]", "not a CycloneDX BOM"),
        (b'{"spdxVersion": "SPDX-2.3"}', "looks like SPDX"),
        (b'{"name": "support-bot", "version": "1.0.0"}', "has no bomFormat of 'CycloneDX'"),
        (b"[" * 100_000, "nested deeper than 200 levels; that is no BOM"),
        (b'{"bomFormat": "CycloneDX", "metadata": "\xff"}', "not valid JSON"),
    ],
)
def test_what_is_no_bom_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        load_document(content, name="sbom.json")
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Cannot read .*: No such file"):
        load_document(tmp_path / "bom.cdx.json")
    with pytest.raises(UsageError, match=r"Cannot read .*: Is a directory"):
        load_document(tmp_path)


def test_size_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MAX_BYTES", 10)
    path = tmp_path / "bom.cdx.json"
    path.write_bytes(b" " * 11)
    for source in (path, b" " * 11):
        with pytest.raises(UsageError, match="is larger than"):
            load_document(source)


def test_a_byte_order_mark_is_tolerated() -> None:
    data = b"\xef\xbb\xbf" + bom_samples.written(bom_samples.inventory())
    assert load_document(data).spec_version == "1.6"


def test_unknown_fields_and_versions_are_warnings() -> None:
    document = load_document(b'{"bomFormat": "CycloneDX", "specVersion": "2.0", "blueprints": []}')
    assert document.warnings == (
        "The specVersion '2.0' is not known; the document is read as if it were 1.7.",
        "Fields that CycloneDX does not have were passed over: blueprints.",
    )


WORDS = (
    "bom-ref name type group purl components services metadata component properties value dependencies ref dependsOn"
    " licenses license expression id hashes alg content evidence occurrences identity methods location line modelCard"
    " modelParameters datasets data governance owners compositions aggregate assemblies vulnerabilities affects ratings"
    " score severity analysis state versions status endpoints externalReferences url tags supplier tools lifecycles"
    " authors pedigree ancestors scope flow classification symbol technique confidence additionalContext contents"
).split()
VALUES = [
    "",
    "a",
    "b",
    "pkg:pypi/torch@2",
    "urn:cdx:1/1#a",
    "data",
    "aibom:kind",
    "aibom:use",
    "aibom:size",
    "[",
    "incomplete",
]
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=6),
    max_leaves=8,
)
# Something of the right shape, so that odd values turn up at every depth and not only at the top.
OBJECTS = st.lists(st.dictionaries(st.sampled_from(WORDS), ODD, max_size=6), max_size=3)
HOLDERS = st.dictionaries(st.sampled_from(WORDS), ODD | OBJECTS, max_size=8)
ODD_COMPONENTS = st.lists(HOLDERS, max_size=3) | ODD


@settings(max_examples=40, deadline=None)
@given(
    st.fixed_dictionaries(
        {"components": ODD_COMPONENTS, "services": ODD_COMPONENTS},
        optional=dict.fromkeys(("metadata", "dependencies", "compositions", "vulnerabilities"), ODD | OBJECTS),
    )
)
def test_odd_documents_give_facts_and_never_raise(parts: dict[str, object]) -> None:
    data = json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6"} | parts).encode()
    facts = facts_of(load_document(data))
    assert len(facts.by_ref) == len(facts.components)
    for relation in facts.relations:
        assert {relation.source, relation.target} <= set(facts.by_ref)
    for component in facts.components:
        assert locations_of(facts, component.ref)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_damaged_files_are_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(bom_samples.written(bom_samples.of(bom_samples.TORCH)))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    with contextlib.suppress(UsageError):
        facts_of(load_document(bytes(content), name="bom.cdx.json"))
    with pytest.raises(UsageError, match=r"^bom.cdx.json is "):
        load_document(bytes(content[: data.draw(st.integers(0, len(content) - 3))]), name="bom.cdx.json")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"specVersion": "1.1"', "CycloneDX 1.1 has no JSON form"),
        ('"specVersion": "1.6", "components": [{"name": "a", "name": "b"}]', "only the last value counts: 'name'"),
        (
            '"specVersion": "1.6", "services": [], "services": [{"name": "say \\u0022hi\\" \\\\"}]',
            "only the last value counts: 'services'",
        ),
        ('"specVersion": "1.6", "components": [{"name": "say \\u0022hi\\" \\\\"}]', ""),
    ],
)
def test_what_is_tolerated_is_told(text: str, words: str) -> None:
    found = load_document(f'{{"bomFormat": "CycloneDX", {text}}}'.encode()).warnings
    assert [words in one for one in found] == ([True] if words else [])
