"""The HTML report without a browser: its data, its policy, and that no data can become markup."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import html_samples
import orjson
import report_samples as samples
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sarif import HERE, written

from aibom.core.resources import third_party
from aibom.model.finding import Judgement
from aibom.reports.html.data import Section, page_data
from aibom.reports.html.page import data_block, to_html
from aibom.reports.sarif_baseline import read_baseline

BOM = "aibom-out/bom.cdx.json"


class Reader(HTMLParser):
    """The elements of a page with their attributes and, for scripts and styles, their text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}
        self._open: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._open = self.texts.get(tag)

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)
            self._open = None

    def data(self) -> dict[str, object]:
        parsed: dict[str, object] = orjson.loads(self.texts["script"][0])
        return parsed

    def policy(self) -> str:
        (found,) = [a for tag, a in self.elements if tag == "meta" and "http-equiv" in a]
        return found["content"] or ""


def page(judgement: Judgement = samples.JUDGEMENT) -> Reader:
    return Reader(to_html(judgement, samples.facts(), bom_path=BOM).decode())


def test_the_data_of_the_support_bot() -> None:
    data = page_data(samples.JUDGEMENT, samples.facts(), bom_path=BOM)
    check_golden(HERE / "data" / "support-bot.html.json", orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n")
    assert page().data() == orjson.loads(orjson.dumps(data))


def test_the_policy_names_every_script_and_style_by_its_hash_and_no_place() -> None:
    read = page()
    for text in [*read.texts["script"][1:], *read.texts["style"]]:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in read.policy()
    assert len(read.texts["script"]) == 3
    assert read.policy().startswith("default-src 'none'; ")
    assert "unsafe" not in read.policy()
    assert "http" not in read.policy()


def test_the_page_has_no_handlers_no_sources_and_labels_for_all_fields() -> None:
    read = page()
    labelled = {tag for tag, _ in read.elements}
    assert {"main", "nav", "header", "footer", "h1", "h2"} <= labelled
    for _, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")]
    sections = [attributes for tag, attributes in read.elements if tag == "section"]
    ids = {attributes.get("id") for _, attributes in read.elements}
    assert all(attributes["aria-labelledby"] in ids for attributes in sections)


def test_the_library_is_what_its_readme_says_and_comes_only_with_a_graph() -> None:
    library = third_party("cytoscape/cytoscape.min.js")
    text = (Path(__file__).parents[2] / "third_party" / "cytoscape" / "README.md").read_text()
    assert hashlib.sha256(library.read_bytes()).hexdigest() in text
    alone = html_samples.facts([], [])
    assert len(Reader(to_html(samples.EMPTY, alone, bom_path=BOM).decode()).texts["script"]) == 2
    assert b"Cytoscape Consortium" not in to_html(samples.EMPTY, alone, bom_path=BOM)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_a_data_block_holds_nothing_that_html_reads(text: str) -> None:
    block = data_block({"name": text, text: [text]})
    assert not set(block) & set("<>&\u2028\u2029")
    assert orjson.loads(block) == {"name": text, text: [text]}


def test_hostile_names_do_not_change_the_elements_of_the_page() -> None:
    judgement, facts = html_samples.hostile()
    hostile = Reader(to_html(judgement, facts, bom_path=BOM).decode())
    plain = page()
    strip = [(tag, attributes.get("id")) for tag, attributes in plain.elements]
    assert [(tag, attributes.get("id")) for tag, attributes in hostile.elements] == strip
    assert hostile.policy() == plain.policy()
    assert "\\u202e" in str(hostile.data())


def test_what_is_new_and_what_is_added() -> None:
    old = read_baseline(written(replace(samples.JUDGEMENT, findings=samples.FINDINGS[1:])))
    section = Section(
        id="changes", title="Changes", note="Since 1.0.", columns=("What", "Class"), rows=[("x", "added")]
    )
    data = page_data(samples.JUDGEMENT, samples.facts(), bom_path=BOM, baseline=old, sections=[section])
    new = [one["new"] for cause in data["causes"] for one in cause["findings"]]  # type: ignore[union-attr, index, call-overload]
    assert new.count(True) == 1
    assert data["sections"][0]["rows"] == [["x", "added"]]  # type: ignore[index, call-overload]


def test_long_lists_are_cut_and_counted() -> None:
    places = [{"location": f"src/{number}.py", "line": 1} for number in range(450)]
    component = {"type": "library", "name": "torch", "bom-ref": "t", "evidence": {"occurrences": places}}
    facts = html_samples.facts([component], [])
    (_, torch) = page_data(samples.EMPTY, facts, bom_path=BOM)["components"]  # type: ignore[misc]
    assert len(torch["evidence"]) == 200  # type: ignore[index, arg-type, call-overload]
    assert torch["more_evidence"] == 250  # type: ignore[index, call-overload]
