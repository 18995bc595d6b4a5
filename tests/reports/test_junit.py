"""JUnit XML: one test case for each rule that ran, well-formed whatever the names are."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import report_samples as samples
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sarif import HERE

from aibom.model.finding import Judgement
from aibom.reports.junit import to_junit


def written(judgement: Judgement) -> bytes:
    return to_junit(judgement, prefix="services/support", bom_path="aibom-out/bom.cdx.json")


def test_the_support_bot() -> None:
    check_golden(HERE / "data" / "support-bot.junit.xml", written(samples.JUDGEMENT))


def test_counts() -> None:
    root = ElementTree.fromstring(written(samples.JUDGEMENT))
    assert root.attrib == {"tests": "4", "failures": "3", "errors": "0", "skipped": "1"}
    assert len(root.findall(".//testcase")) == 4
    passed = ElementTree.fromstring(written(samples.EMPTY))
    assert passed.attrib["failures"] == "0"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_well_formed(text: str) -> None:
    finding = replace(samples.FINDINGS[0], message=text, component=text)
    root = ElementTree.fromstring(written(replace(samples.JUDGEMENT, findings=(finding,), packs=(text,))))
    assert root.attrib["failures"] == "1"
