"""Languages without a front end: what literals say is told, and that the rest was not read."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from memory_tree import run

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.other_languages import OtherLanguages

SWIFT = """import Foundation
import OpenAI
// let old = ChatQuery(messages: [], model: "gpt-3.5-turbo")
let query = ChatQuery(messages: messages, model: "gpt-4o-mini")
let url = URL(string: "https://api.anthropic.com/v1/messages")!
"""
R = 'library(ellmer)\nchat <- chat_anthropic(system_prompt = "Be terse", model = "claude-3-5-sonnet-latest")\n'


def test_literals_are_told_and_the_file_is_an_unknown() -> None:
    seen = run(OtherLanguages(), {"Sources/Chat.swift": SWIFT, "R/chat.R": R, "Sources/Plain.swift": "let a = 1\n"})
    assert set(seen.named(Kind.MODEL)) == {"gpt-4o-mini", "claude-3-5-sonnet-latest"}
    assert set(seen.named(Kind.SERVICE)) == {"OpenAI", "Anthropic"}
    assert {(link.target.name, link.kind) for link in seen.links} == {
        ("OpenAI", RelationKind.SERVED_BY),
        ("Anthropic", RelationKind.SERVED_BY),
    }
    assert [(one.path, one.line) for one in seen.unknowns] == [("R/chat.R", 1), ("Sources/Chat.swift", 2)]


def test_many_files_of_a_language_are_one_unknown() -> None:
    seen = run(OtherLanguages(), {f"Sources/Chat{n}.swift": SWIFT for n in range(12)})
    assert [one.reason for one in seen.unknowns] == ["Swift is not read; 12 files speak of AI"]


def test_tests_and_documentation_are_left_aside() -> None:
    seen = run(OtherLanguages(), {"Tests/ChatTests.swift": SWIFT, "vignettes/chat.Rmd": R})
    assert not seen.observations
    assert not seen.unknowns


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    run(OtherLanguages(), {"a/b.swift": b'import CoreML\nmodel: "gpt-4o' + data})
