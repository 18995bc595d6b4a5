"""The Markdown summary: complete, bounded, and inert whatever names it shows."""

from __future__ import annotations

from dataclasses import replace

import report_samples as samples
from golden import check_golden
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from test_sarif import HERE, written

from aibom.core.markdown import code, escaped
from aibom.model.finding import Judgement, Location
from aibom.reports.markdown import MAX_CHARACTERS, to_markdown
from aibom.reports.sarif_baseline import read_baseline

_GITHUB = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def page(judgement: Judgement, **more: object) -> str:
    return to_markdown(judgement, samples.facts(), bom_path="aibom-out/bom.cdx.json", **more).decode()  # type: ignore[arg-type]


def kinds(text: str) -> set[str]:
    tokens = _GITHUB.parse(text)
    return {child.type for token in tokens for child in [token, *(token.children or [])]}


def test_the_page_of_the_support_bot() -> None:
    check_golden(HERE / "data" / "support-bot.md", page(samples.JUDGEMENT).encode())


def test_what_is_new_since_the_baseline_is_marked() -> None:
    old = read_baseline(written(replace(samples.JUDGEMENT, findings=samples.FINDINGS[1:])))
    text = page(replace(samples.JUDGEMENT, findings=samples.FINDINGS[:-1]), baseline=old)
    assert "**1 new**, 1 gone" in text
    assert text.count("- **new** ") == 1


def test_a_thousand_findings_of_one_cause_are_shown_once() -> None:
    one = samples.FINDINGS[0]
    many = tuple(replace(one, fingerprint=f"{n:064x}") for n in range(1000))
    text = page(replace(samples.JUDGEMENT, findings=many))
    assert text.count("trust-remote-code") == 1
    assert "- and 980 more" in text


def test_the_page_is_bounded_and_says_what_is_left_out() -> None:
    one = samples.FINDINGS[0]
    many = tuple(replace(one, rule=f"ACME{n}", message="long " * 200, fingerprint=f"{n:064x}") for n in range(500))
    text = page(replace(samples.JUDGEMENT, findings=many))
    assert len(text) <= MAX_CHARACTERS + 500
    assert "further rules have findings" in text


HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example)",
    "![x](https://evil.example/a.png)",
    "@everyone #12 https://evil.example",
    "`code` **bold** | table",
    "<!-- hidden -->",
    "\u202egnp.exe",
    "line\n## heading",
    "- item",
    "1. item",
    "www.evil.example",
)


def test_names_cannot_make_markup() -> None:
    for text in HOSTILE:
        finding = replace(samples.FINDINGS[0], message=text, component=text, locations=(Location(path=text, line=1),))
        shown = page(replace(samples.JUDGEMENT, findings=(finding,), warnings=(text,)))
        assert not kinds(shown) & {"html_inline", "ordered_list_open", "html_block", "link_open", "image"}, text
        assert "\u202e" not in shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_escaped_text_is_text(text: str) -> None:
    allowed = {"inline", "text", "text_special", "paragraph_open", "paragraph_close"}
    assert kinds(f"x {escaped(text)}") <= allowed | {"softbreak"}
    (inline,) = [token for token in _GITHUB.parse(f"x {code(text)} y") if token.type == "inline"]
    assert [child.type for child in inline.children or []] == ["text", "code_inline", "text"]
