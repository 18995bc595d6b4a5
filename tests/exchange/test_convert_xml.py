"""CycloneDX XML against the published XSD, and back to JSON."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.xml import XmlValidator
from exchange_samples import CLAIMS
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.bom.validate import validate
from aibom.core.errors import UsageError
from aibom.exchange.convert import read_bom
from aibom.exchange.xml_read import read_xml
from aibom.exchange.xml_write import to_xml

ROOT = Path(__file__).parents[2]
SAMPLE = json.loads((ROOT / "samples/rag-agent.expected/bom.cdx.json").read_bytes())


def xsd_error(data: bytes, version: str) -> Any:
    return XmlValidator(SchemaVersion.from_version(version)).validate_str(data.decode())


@pytest.mark.parametrize("version", ["1.5", "1.6", "1.7"])
def test_output_passes_the_xsd(version: str) -> None:
    for document in (CLAIMS, SAMPLE):
        assert xsd_error(to_xml(document, spec_version=version)[0], version) is None


def test_the_check_can_fail() -> None:
    data = to_xml(CLAIMS, spec_version="1.6")[0]
    assert xsd_error(data.replace(b"<dependencies>", b"<dependencies><x/>"), "1.6") is not None


@pytest.mark.parametrize("document", [CLAIMS, SAMPLE], ids=["claims", "sample"])
def test_there_and_back_is_the_same_document(document: dict[str, Any]) -> None:
    data, losses = to_xml(document, spec_version="1.6")
    assert losses == []
    read = read_bom(data, "bom.xml")
    assert (read.format, read.losses) == ("cyclonedx-xml", ())
    assert validate(read.document) == []
    assert dict(read.document) == {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json"} | document


def test_what_xml_or_the_version_has_no_place_for_is_listed() -> None:
    document = copy.deepcopy(CLAIMS) | {"signature": {"algorithm": "ES256", "value": "abc"}}
    fields = {(one.ref, one.field) for one in to_xml(document, spec_version="1.6")[1]}
    assert fields == {("", "signature")}
    older = {one.field for one in to_xml(CLAIMS, spec_version="1.5")[1]}
    assert any(field.startswith("components[].modelCard.considerations") for field in older)


FOREIGN = b"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" xmlns:v="https://vendor.example" version="2" v:state="signed">
  <metadata><tools><tool><vendor>v</vendor><name>gen</name></tool></tools></metadata>
  <components>
    <component type="library" bom-ref="a"><name>zlib</name><version>1.3</version>
      <hashes><hash alg="SHA-1">d6a770ba38583ed4bb4525bd96e50461655d2758</hash></hashes>
      <licenses><license><id>Zlib</id></license></licenses><modified>false</modified>
      <v:grade>A</v:grade>
    </component>
  </components>
  <dependencies><dependency ref="a"/></dependencies>
</bom>"""


def test_a_document_of_another_tool() -> None:
    document, losses = read_xml(FOREIGN, "vendor.xml")
    assert validate(document) == []
    assert document["version"] == 2
    assert document["metadata"]["tools"] == [{"vendor": "v", "name": "gen"}]
    (library,) = document["components"]
    assert library["modified"] is False
    assert library["licenses"] == [{"license": {"id": "Zlib"}}]
    assert {(one.ref, one.field) for one in losses} == {("a", "bom.components[].grade"), ("", "bom.@v:state")}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html><body/></html>", "not a CycloneDX BOM"),
        (b'<bom xmlns="http://cyclonedx.org/schema/bom/9.9"/>', "not a CycloneDX BOM"),
        (FOREIGN[:300], "not valid XML"),
        (b'<!DOCTYPE bom [<!ENTITY a "b">]><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "document type"),
        (b"<a>" * 5_000, "levels"),
    ],
)
def test_what_is_no_bom_is_refused_in_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        read_bom(data, "given.xml")
    assert "\n" not in str(caught.value)


@given(position=st.integers(0, 20_000), junk=st.binary(max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused(position: int, junk: bytes) -> None:
    data = to_xml(CLAIMS, spec_version="1.6")[0]
    place = position % len(data)
    try:
        read_bom(data[:place] + junk + data[place + len(junk) :], "damaged")
    except UsageError as error:
        sentence = str(error)
        assert "\n" not in sentence


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(name=TEXT, description=TEXT, value=TEXT)
@settings(max_examples=60, deadline=None)
def test_any_text_survives(name: str, description: str, value: str) -> None:
    document = copy.deepcopy(CLAIMS)
    document["components"][0] |= {
        "name": name,
        "description": description,
        "properties": [{"name": name, "value": value}],
    }
    data = to_xml(document, spec_version="1.6")[0]
    made = read_xml(data, "x")[0]["components"][0]
    assert (made["name"], made["description"], made["properties"][0]["value"]) == (name, description, value)
