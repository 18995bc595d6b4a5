"""Ampersands in the text of markup, which are no beginnings of characters by name."""

from __future__ import annotations

import pytest
from treesitter_facts import bound, read

PAGE = """import {{ useChat }} from "@ai-sdk/react";
type Props = Tide & {{ harbour: string }};
export function Page(props: Props) {{
  const chat = useChat({{ api: "/api/chat?kind=tide&short=1", mode: props.flags & 3 }});
  return <main title="Tides & ships">{text}</main>;
}}
export const MODEL = "gpt-4o";
"""


@pytest.mark.parametrize(
    "text",
    [
        "Terms & tides",
        "Terms && tides",
        "<i title='&'>&&</i>",
        "Q&A &nbsp; of the day",
        "Tom & Jerry's <b>R&D</b> {chat.status} & more",
        '<a href="?berth=1&ship=2">Book &\\n go</a>',
    ],
)
def test_what_stands_around_an_ampersand_of_a_text_is_read(text) -> None:
    facts = read("page.tsx", PAGE.format(text=text))
    assert facts.problems == ()
    assert bound(facts)[":MODEL"] == "gpt-4o"
    [given] = [value for value in facts.calls if value.callee == "useChat"]
    assert given.line == 4


def test_texts_are_those_of_the_source() -> None:
    facts = read("page.tsx", 'const note = <Note title={"A & B"} kind="c&d">E & F</Note>;\nconst LATER = "G & H";\n')
    assert facts.problems == ()
    assert bound(facts)[":LATER"] == "G & H"


def test_other_broken_syntax_is_told_still() -> None:
    facts = read("page.tsx", "const a = <b>A & B</b>;\nfunction ( { & ;\nconst LATER = 'x';\n")
    assert [one.reason for one in facts.problems] == ["syntax error"]
