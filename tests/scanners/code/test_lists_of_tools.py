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


BERTHS = {
    "src/main/java/x/FindTools.java": "package x;\nimport dev.langchain4j.agent.tool.Tool;\n"
    'public class FindTools { @Tool("Find a berth") public String findBerth(String harbour) { return harbour; } }\n',
    "src/main/java/x/BookTools.java": "package x;\nimport dev.langchain4j.agent.tool.Tool;\n"
    'public class BookTools { @Tool("Book a berth") public String bookBerth(String harbour) { return harbour; } }\n',
    "src/main/java/x/Desk.java": "package x;\npublic interface Desk { String chat(String text); }\n",
    "src/main/java/x/Kit.java": "package x;\nimport java.util.Map;\npublic class Kit {\n"
    '  static final Map<String, Object> ALL = Map.of("find", new FindTools(), "book", new BookTools());\n'
    "  static Object named(String name) { return ALL.get(name); }\n}\n",
}
MAKE = (
    "package x;\nimport dev.langchain4j.model.chat.ChatModel;\nimport dev.langchain4j.service.AiServices;\n"
    "import java.util.*;\nimport java.util.stream.*;\nclass Make {\n  Desk make(ChatModel model) {\n    %s\n"
    "    return AiServices.builder(Desk.class).chatModel(model).tools(tools).build();\n  }\n}\n"
)


@pytest.mark.parametrize(
    "made",
    [
        "List<Object> tools = new ArrayList<>(List.of(new FindTools()));\n    tools.addAll(List.of(new BookTools()));",
        "var tools = Stream.concat(Stream.of(new FindTools()), List.of(new BookTools()).stream()).toList();",
        'var tools = Stream.of("find", "book").map(Kit::named).filter(Objects::nonNull).toList();',
    ],
)
def test_lists_and_streams_of_java(scan, made):
    links = scan(BERTHS | {"src/main/java/x/Make.java": MAKE % made}).links
    assert {target for source, kind, target in links if (source, kind) == ("Desk", "has-tool")} == {
        "findBerth",
        "bookBerth",
    }


SHARP = """using System.ComponentModel;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
public static class Harbour
{
    [Description("Find a berth")] public static string FindBerth(string harbour) => harbour;
    [Description("Book a berth")] public static string BookBerth(string harbour) => harbour;
    public static readonly IList<AITool> Finds = [AIFunctionFactory.Create(FindBerth)];
    public static readonly IList<AITool> Books = [AIFunctionFactory.Create(BookBerth)];
}
public class Make
{
    public AIAgent Desk(IChatClient client)
    {
        %s
        return new ChatClientAgent(client, instructions: "You help the guests of a harbour.", name: "desk", tools: tools);
    }
}
"""


@pytest.mark.parametrize(
    ("made", "known"),
    [
        ("var tools = new List<AITool>(); tools.AddRange(Harbour.Finds); tools.AddRange(Harbour.Books);", 2),
        ("var tools = Harbour.Finds.Concat(Harbour.Books).Where(one => one.Name != null).ToList();", 2),
        (
            "var tools = new Delegate[] { Harbour.FindBerth, Harbour.BookBerth }"
            ".Select(one => AIFunctionFactory.Create(one)).Cast<AITool>().ToList();",
            2,
        ),
        ("var tools = Harbour.Finds.Where(one => one.Name != null).ToList();", 1),
    ],
)
def test_lists_and_linq_of_dotnet(scan, made, known):
    links = scan({"Harbour.cs": SHARP % made}).links
    found = {target for source, kind, target in links if (source, kind) == ("desk", "has-tool")}
    assert found == {"FindBerth", "BookBerth"} if known > 1 else found == {"FindBerth"}


REGISTRY = """export class Registry {
  private tools = new Map<string, any>();
  private names = new Map<string, any>();
  register(tool: any) { this.tools.set(tool.name, tool); return this; }
  call(name: string, value: any) { this.names.set(name, value); return this; }
  getAll() { return Array.from(this.tools.values()); }
}
export const shared = new Registry();
"""


@pytest.mark.parametrize(
    "made",
    [
        "shared.register(find);\nshared.register(book);\nconst tools = shared.getAll();",
        "const tools = new Registry().register(find).register(book).getAll();",
    ],
)
def test_registries_of_scripts_give_what_is_registered(scan, made):
    clerk = CLERK.replace("import * as kit", 'import { Registry, shared } from "./registry";\nimport * as kit')
    files = {"src/clerk.ts": clerk % made, "src/kit.ts": KIT, "src/registry.ts": REGISTRY}
    links = scan(files).links
    assert {target for _, kind, target in links if kind == "has-tool"} == {"find_berth", "book_berth"}
    files["src/clerk.ts"] = clerk % made.replace("register(book)", 'call("book", book)')
    other = {target for _, kind, target in scan(files).links if kind == "has-tool"}
    assert other == {"find_berth"}
