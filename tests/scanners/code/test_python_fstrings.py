"""F-strings of Python 3.12 and later, read by whatever Python runs."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aibom.model.kinds import Kind
from aibom.scanners.code.python.fstrings import plain

TOOLS = r'''
from langchain_core.tools import tool

def make_tools():
    @tool
    def list_ships(berth: str) -> str:
        """List the ships at a berth."""
        return f"Ships:\n{"\n".join(f"- {ship["name"]}" for ship in ships(berth))}"

    @tool
    def moor(ship: str) -> str:
        """Moor a ship."""
        return f'{ship['name']} is moored'

    return [list_ships, moor]
'''


def test_tools_around_such_strings_are_found(scan):
    found = scan({"tools.py": TOOLS})
    assert found.names(Kind.TOOL) == ["list_ships", "moor"]
    assert not found.unknowns


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('x = f"{row["name"]}"', "row['name']"),
        ("x = f'{os.getenv('MODEL', 'gpt-4o')}'", "os.getenv('MODEL', 'gpt-4o')"),
        ('x = f"{"\\n".join(rows)}"', ".join(rows)"),
        ('x = f"{\n    total  # of all\n}"', "total"),
        ('x = f"{f"{row["a"]}"} \\""', 'row["a"]'),
        ('x = rf"{row["a"]}\\d+"', "\\d+"),
        ('x = f"""{row["a"]} {"\\t".join(rows)}"""', ".join(rows)"),
        ('x = f"{row["a"]!r:>{width}}"', "!r:>{width}"),
    ],
)
def test_names_and_calls_stay_on_their_lines(text, kept):
    written = plain(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(written)
    assert kept in written
    assert written.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", ['x = f"{row[1]} and {name!r}"', "x = f'{a}' 'b'", 'x = "{row["', "def f(: f'"])
def test_what_needs_no_other_form_stays_as_it_is(text):
    assert plain(text) == text


_PARTS = st.sampled_from(
    [
        'f"',
        "f'",
        'rf"""',
        '"',
        "'",
        '"""',
        "{",
        "}",
        "{{",
        "\\",
        "\\n",
        "\n",
        "#",
        "x",
        "d[",
        "]",
        ":",
        "!r",
        "é",
        "\ud800",
    ]
)


@given(st.lists(_PARTS, max_size=60).map("".join))
def test_any_text_keeps_its_lines(text):
    assert plain(text).count("\n") == text.count("\n")


def test_a_text_too_deep_to_be_read_is_no_digit():
    assert "0" not in plain("""name = f"o{f"{f"{"3"}"}"}-mini"\n""")
