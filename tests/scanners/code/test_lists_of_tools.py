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


KIT = """import { tool } from "@langchain/core/tools";
import { z } from "zod";
const schema = z.object({ harbour: z.string() });
export const find = tool(async ({ harbour }) => harbour, { name: "find_berth", description: "Find a berth", schema });
export const book = tool(async ({ harbour }) => harbour, { name: "book_berth", description: "Book a berth", schema });
export const NAMED = { find, book };
export class Kit { get all() { return [find, book]; } every() { return [find, book]; } }
"""
CLERK = """import { createReactAgent } from "@langchain/langgraph/prebuilt";
import { ChatOpenAI } from "@langchain/openai";
import * as kit from "./kit";
import { find, book, Kit, NAMED } from "./kit";
const logged = (list: any[]) => list.map((one) => one);
%s
export const clerk = createReactAgent({ llm: new ChatOpenAI({ model: "gpt-4o" }), tools, name: "clerk" });
"""


@pytest.mark.parametrize(
    "made",
    [
        "const tools = Object.entries(NAMED).map(([, one]) => one);",
        "const tools = [[find], [book]].flatMap((one) => one);",
        'const tools = ["find", "book"].map((name) => NAMED[name]);',
        "const tools = logged([find, book]);",
        "const tools = [...new Set([find, book])];",
        "const tools = new Kit().all;",
        "const tools = Object.values(kit);",
    ],
)
def test_lists_of_scripts(scan, made):
    links = scan({"src/clerk.ts": CLERK % made, "src/kit.ts": KIT}).links
    assert {target for _, kind, target in links if kind == "has-tool"} == {"find_berth", "book_berth"}


@pytest.mark.parametrize("made", ["const tools = [find].map((one) => one);", "const tools = [find, new Kit().every];"])
def test_lists_of_scripts_without_the_other(scan, made):
    links = scan({"src/clerk.ts": CLERK % made, "src/kit.ts": KIT}).links
    assert "book_berth" not in {target for _, kind, target in links if kind == "has-tool"}
