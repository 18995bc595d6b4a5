"""The XML reader: lines, namespaces, encodings, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import LimitError, UnreadableError
from aibom.core.xml import parse_xml

POM = b"""<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0" xmlns:m="urn:m">
  <!-- <version>9</version> -->
  <version>1.0</version>
  <dependencies>
    <dependency scope="test"><m:artifactId> djl
    </m:artifactId></dependency>
    <dependency/>
  </dependencies>
</project>
"""


def test_elements_with_lines() -> None:
    root, error = parse_xml(POM, "pom.xml")
    assert error is None
    assert root.value("version") == "1.0"
    first, second = root.all("dependencies", "dependency")
    assert (first.line, first.attributes, first.value("artifactId")) == (6, {"scope": "test"}, "djl")
    assert (second.line, second.children) == (8, [])
    assert [one.tag for one in root.walk()][:3] == ["project", "version", "dependencies"]


def test_encodings_follow_the_byte_order_mark() -> None:
    root, _ = parse_xml('<?xml version="1.0" encoding="utf-16"?><a>é</a>'.encode("utf-16"), "a.xml")
    assert root.text == "é"


def test_document_types_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    with pytest.raises(UnreadableError, match="document type"):
        parse_xml(bomb, "a.xml", partial=True)


def test_bounds() -> None:
    with pytest.raises(LimitError):
        parse_xml(b"<a>" * 5000, "a.xml", partial=True)


def test_damaged_files() -> None:
    cut = POM[: POM.index(b"<dependency/>")]
    with pytest.raises(UnreadableError) as caught:
        parse_xml(cut, "pom.xml")
    assert caught.value.line == 8
    root, error = parse_xml(cut, "pom.xml", partial=True)
    assert root.value("dependencies", "dependency", "artifactId") == "djl"
    assert error == ("not valid XML (no element found)", 8)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_files_never_surprise(data: st.DataObject) -> None:
    text = bytearray(POM)
    for _ in range(data.draw(st.integers(0, 5))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    try:
        root, _ = parse_xml(bytes(text), "m.xml", partial=True)
    except UnreadableError:
        return
    assert all(one.line >= 1 for one in root.walk())
