"""Lists of tools that programs put together: copies, slices, mappings by name, members by name."""

from __future__ import annotations

import pytest

TOOLS = """from langchain_core.tools import tool

@tool
def find_berth(harbour: str) -> str:
    '''Find a berth.'''
    return harbour

@tool
def book_berth(harbour: str) -> str:
    '''Book a berth.'''
    return harbour

BASE = [find_berth]
"""
DESK = """import desk_tools
from desk_tools import BASE, book_berth, find_berth
from langgraph.prebuilt import create_react_agent

def make():
    %s
    return create_react_agent("openai:gpt-4o", tools=tools, name="desk")
"""


@pytest.mark.parametrize(
    "made",
    [
        "tools = BASE.copy()\n    tools.extend([book_berth])",
        "tools = BASE[:]\n    tools.append(book_berth)",
        "tools = {t.name: t for t in BASE}\n    tools['book'] = book_berth\n    tools = list(tools.values())",
        "tools = [getattr(desk_tools, name) for name in ('find_berth', 'book_berth')]",
    ],
)
def test_the_agent_has_all_of_them(scan, made):
    links = scan({"desk.py": DESK % made, "desk_tools.py": TOOLS}).links
    assert {target for source, kind, target in links if kind == "has-tool"} == {"find_berth", "book_berth"}


@pytest.mark.parametrize(
    "made", ["tools = BASE.copy()", "tools = BASE[:1]", "tools = [getattr(desk_tools, 'BASE')[0]]"]
)
def test_what_nothing_adds_is_not_there(scan, made):
    links = scan({"desk.py": DESK % made, "desk_tools.py": TOOLS}).links
    assert {target for source, kind, target in links if kind == "has-tool"} == {"find_berth"}
