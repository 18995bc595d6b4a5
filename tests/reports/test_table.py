"""The terminal summary: the same on a terminal and in a pipe, plain in a pipe, inert in both."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest
import report_samples as samples

from aibom.model.finding import FindingKind, Location
from aibom.model.sighting import Unknown
from aibom.reports.table import Summary, print_summary

UNKNOWNS = (
    Unknown(topic="file", path="docs/big.ipynb", reason="larger than 4 MiB"),
    Unknown(topic="model", path="bot/ask.py", line=9, reason="the model's name is computed", expression="pick()"),
)
SUMMARY = Summary(
    target="support-bot",
    counts={"model": 2, "dataset": 1, "library": 1210, "service": 1},
    unknowns=UNKNOWNS,
    judgement=samples.JUDGEMENT,
    files={"BOM": "aibom-out/bom.cdx.json", "SARIF": "aibom-out/findings.sarif"},
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def plain(summary: Summary) -> str:
    stream = io.StringIO()
    print_summary(summary, stream)
    return stream.getvalue()


def drawn(summary: Summary, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm-256color", "COLUMNS": "110"} | environment).items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    print_summary(summary, stream)
    return stream.getvalue()


def test_plain_lines() -> None:
    assert plain(SUMMARY).splitlines()[:6] == [
        "support-bot: 2 models, 1 data set, 1,210 libraries, 1 service; 2 could not be read or resolved",
        "Findings: 1 critical, 1 high, 1 medium, 1 to review, 1 excepted (4 rules of baseline@1.0.0)",
        "",
        "CRITICAL AIB102 trust-remote-code  bot/index.py:14",
        "         Model 'BAAI/bge-small-en-v1.5' is loaded with trust_remote_code=True.",
        "         Fix: Leave out `trust_remote_code=True`, or pin the revision and review the code.",
    ]
    assert plain(SUMMARY).splitlines()[-2:] == ["BOM    aibom-out/bom.cdx.json", "SARIF  aibom-out/findings.sarif"]


def test_a_scan_alone_has_no_findings_to_tell() -> None:
    assert "Findings" not in plain(replace(SUMMARY, judgement=None))


def test_nothing_found() -> None:
    summary = replace(SUMMARY, judgement=samples.EMPTY, counts={}, unknowns=(), files={})
    assert plain(summary) == "support-bot: no components\nFindings: none (1 rule of baseline@1.0.0)\n"


def test_a_finding_without_a_file_names_the_line_of_the_bom() -> None:
    assert "REVIEW   AIB900 no-owner  line 42 of the BOM" in plain(SUMMARY)


def test_one_cause_is_shown_once() -> None:
    one = samples.FINDINGS[0]
    many = tuple(replace(one, ref=str(n), locations=(Location(path="a.py", line=n),)) for n in range(1, 1001))
    text = plain(replace(SUMMARY, judgement=replace(samples.JUDGEMENT, findings=many)))
    assert text.count("AIB102") == 1
    assert "(and 999 more)" in text


def test_only_the_ten_worst_causes_are_shown() -> None:
    rules = tuple(replace(samples.UNSAFE_LOADING, id=f"AIB1{n:02}") for n in range(12))
    findings = tuple(replace(samples.FINDINGS[0], rule=rule.id) for rule in rules)
    text = plain(replace(SUMMARY, judgement=replace(samples.JUDGEMENT, rules=rules, findings=findings)))
    assert "AIB109" in text
    assert "AIB110" not in text
    assert "2 further rules have findings; the report files name them all." in text


def test_without_a_report_the_options_that_write_one_are_named() -> None:
    rules = tuple(replace(samples.UNSAFE_LOADING, id=f"AIB1{n:02}") for n in range(11))
    findings = tuple(replace(samples.FINDINGS[0], rule=rule.id) for rule in rules)
    judgement = replace(samples.JUDGEMENT, rules=rules, findings=findings)
    text = plain(replace(SUMMARY, judgement=judgement, files={"BOM": "bom.cdx.json"}))
    assert "1 further rule has findings; --sarif, --json or --html FILE names them all." in text


def test_what_is_unknown_is_told_with_its_place_and_what_to_do() -> None:
    lines = plain(SUMMARY).splitlines()
    start = lines.index("UNKNOWN  model  bot/ask.py:9")
    assert lines[start : start + 5] == [
        "UNKNOWN  model  bot/ask.py:9",
        "         the model's name is computed: pick()",
        "UNKNOWN  file  docs/big.ipynb",
        "         larger than 4 MiB",
        "The BOM names each (aibom:unknown). A comment on the line says what a computed name is: `aibom: name=...`.",
    ]


def test_one_reason_is_shown_once_and_the_rest_is_counted() -> None:
    many = [Unknown(topic="file", path=f"{n}.txt", reason=f"reason {n}") for n in range(7)]
    many += [Unknown(topic="model", path="a.py", line=n, reason="the model's name is computed") for n in range(1, 4)]
    text = plain(replace(SUMMARY, unknowns=tuple(many)))
    assert "the model's name is computed (and 2 more)" in text
    assert "reason 3" in text
    assert "reason 4" not in text
    assert "3 further unknowns are not shown." in text


def test_a_review_does_not_look_like_a_failure() -> None:
    review = replace(samples.FINDINGS[0], kind=FindingKind.REVIEW)
    text = plain(replace(SUMMARY, judgement=replace(samples.JUDGEMENT, findings=(review,))))
    assert "Findings: 1 to review, 1 excepted" in text
    assert "CRITICAL" not in text


def test_a_terminal_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", drawn(SUMMARY, monkeypatch))
    for word in (
        "1,210 libraries",
        "AIB102 trust-remote-code",
        "bot/index.py:14",
        "Fix: Use https.",
        "findings.sarif",
        "bot/ask.py:9",
    ):
        assert word in text


def test_colour_only_where_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = re.compile(r"\x1b\[[0-9;]*3[1-7]")
    assert coloured.search(drawn(SUMMARY, monkeypatch))
    assert not coloured.search(drawn(SUMMARY, monkeypatch, NO_COLOR="1"))
    assert "\x1b" not in drawn(SUMMARY, monkeypatch, TERM="dumb")
    assert "\x1b" not in drawn(SUMMARY, monkeypatch, COLUMNS="40")
    assert "\x1b" not in plain(SUMMARY)


HOSTILE = "\x1b]0;owned\x07[bold red]x[/bold red] \u202egnp.exe :warning: [link=http://evil.example]y[/link]"


@pytest.mark.parametrize("on_terminal", [True, False])
def test_names_cannot_steer_the_terminal(on_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = replace(samples.FINDINGS[0], message=HOSTILE, locations=(Location(path=HOSTILE, line=1),))
    summary = replace(
        SUMMARY,
        target=HOSTILE,
        judgement=replace(samples.JUDGEMENT, findings=(finding,), packs=(HOSTILE,)),
        files={"BOM": HOSTILE},
    )
    text = drawn(summary, monkeypatch, COLUMNS="500") if on_terminal else plain(summary)
    assert not re.search(r"\x1b(?!\[[0-9;]*m)|\x07|\u202e", text)
    assert text.count("[bold red]x[/bold red]") == 5
    assert ":warning:" in text


def test_rich_is_imported_for_a_terminal_only() -> None:
    code = (
        "import io, sys; from aibom.reports.table import Summary, print_summary;"
        "print_summary(Summary(target='a', counts={}, unknowns=(), files={}), io.StringIO());"
        "print([name for name in sys.modules if name.partition('.')[0] == 'rich'])"
    )
    done: Any = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
