"""Comments to aibom in files of every language, and what they are about."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.model.sighting import Remark, Unknown
from aibom.scanners.remarks import MAX_REMARKS, remarks_in, speaks_to_us

IGNORE = "aibom: ignore[AIB105] reviewed"


def heard(path: str, text: str | bytes) -> list[Remark]:
    data = text.encode() if isinstance(text, str) else text
    assert speaks_to_us(data)
    return [one for one in remarks_in(path, data) if isinstance(one, Remark)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f"x = 1  # {IGNORE}"),
        ("a.ts", f"f() // {IGNORE}"),
        ("a.tsx", f"<Chat model={{m}} /> {{/* {IGNORE} */}}"),
        ("A.java", f"f(); /* {IGNORE} */"),
        ("a.go", f"f() //{IGNORE}"),
        ("a.rb", f"f # {IGNORE}"),
        ("a.php", f"<?php f(); # {IGNORE}"),
        ("a.rs", f"f(); // {IGNORE}"),
        ("a.yaml", f"model: gpt-4o  # {IGNORE}"),
        ("a.toml", f'model = "gpt-4o" # {IGNORE}'),
        (".vscode/mcp.json", f'{{"servers": {{}}}} // {IGNORE}'),
        ("main.tf", f'model = "x" # {IGNORE}'),
        ("Dockerfile", f"FROM a:b # {IGNORE}"),
        ("a.ini", f"model = x ; {IGNORE}"),
        ("a.sql", f"SELECT 1; -- {IGNORE}"),
        ("pom.xml", f"<a/> <!-- {IGNORE} -->"),
        ("README.md", f"text <!-- {IGNORE} -->"),
        ("a.ipynb", f'"model = f()  # {IGNORE}\\n",'),
        ("a.cs", f"f(); // {IGNORE}".encode("utf-16")),
    ],
)
def test_every_form_of_comment(path: str, text: str | bytes) -> None:
    assert heard(path, text) == [Remark(path=path, line=1, last=1, verb="ignore", rules=("AIB105",), text="reviewed")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", f's = "# {IGNORE}"'),
        ("a.ts", f"const s = '// {IGNORE}'"),
        ("README.md", f"Write `# {IGNORE}` or\n\n    # {IGNORE}"),
        ("a.yaml", f"url: http://{IGNORE}"),
    ],
)
def test_strings_and_prose_are_no_comments(path: str, text: str) -> None:
    assert heard(path, text) == []


def about(path: str, text: str) -> tuple[int, int, int]:
    (one,) = heard(path, text)
    return one.line, one.last, one.call


def test_what_a_comment_is_about() -> None:
    assert about("a.py", f"# {IGNORE}\n\n# more\nf()") == (1, 4, 0)
    assert about("a.py", f"# {IGNORE}\n@tool\n@other\ndef search(): ...") == (1, 4, 0)
    assert about("a.py", f"client.create(\n    model='gpt-4o',  # {IGNORE}\n)") == (2, 2, 1)
    assert about("a.py", f"Agent(\n  name='(',\n  model=Model(\n    # {IGNORE}\n    'gpt-4o'))") == (4, 5, 3)
    assert about("a.ts", f"describe('x', () => {{\n  f(); // {IGNORE}\n}})") == (2, 2, 0)
    assert about("a.ts", f"f({{\n  model: 'x', // {IGNORE}\n}})") == (2, 2, 1)
    assert about("a.yaml", f"a:\n  # {IGNORE}\n  model: x") == (2, 3, 0)


def test_rules_reasons_and_names() -> None:
    def read(comment: str) -> tuple[str, tuple[str, ...], str]:
        (one,) = heard("a.py", f"f()  # aibom: {comment}")
        return one.verb, one.rules, one.text

    assert read("ignore[AIB105, AIB101 AIB105] - on staging only") == (
        "ignore",
        ("AIB105", "AIB101"),
        "on staging only",
    )
    assert read("ignore[AIB105]") == ("ignore", ("AIB105",), "")
    assert read("ignore because") == ("ignore", (), "because")
    assert read("name='gpt-4o'") == ("name", (), "gpt-4o")
    assert read("name=gpt-4o") == ("name", (), "gpt-4o")


@pytest.mark.parametrize("comment", ["ingore[AIB105] x", "name=", ""])
def test_a_comment_that_says_nothing_known_is_an_unknown(comment: str) -> None:
    (found,) = remarks_in("a.py", f"f()  # aibom: {comment}".encode())
    assert isinstance(found, Unknown)
    assert (found.topic, found.line) == ("comment", 1)


def test_a_file_of_nothing_but_comments_is_bounded() -> None:
    found = list(remarks_in("a.yaml", f"# {IGNORE}\n".encode() * 20_000))
    assert len(found) == MAX_REMARKS + 1
    assert isinstance(found[-1], Unknown)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a.py", "a.ts", "a.ipynb", "a.md", "a.yaml"]),
    st.lists(
        st.sampled_from(["# aibom:", "// aibom: name=", "ignore[", "]", "(", ")", "{", "\n", '"', "\\", " ", "é", "\0"])
    ),
)
def test_any_text_is_read(path: str, parts: list[str]) -> None:
    text = "".join(parts)
    for one in remarks_in(path, text.encode()):
        assert isinstance(one, Remark | Unknown)
        assert 1 <= (one.line or 0) <= text.count("\n") + 1
