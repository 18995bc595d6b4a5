"""Tools and prompts that models and agents are given in forms of older releases, and by folders of plug-ins."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

AUTOGEN = """import autogen
config = [{"model": "gpt-4-1106-preview"}]
def find_berth(length):
    return "berth 4"
def book_berth(number):
    return "booked"
settings = {
    "functions": [{"name": "find_berth", "description": "Find a free berth", "parameters": {"type": "object"}}],
    "config_list": config,
}
master = autogen.AssistantAgent(name="harbour_master", llm_config=settings)
skipper = autogen.UserProxyAgent(name="skipper", function_map={"find_berth": find_berth})
skipper.register_function(function_map={"book_berth": book_berth})
"""


def test_functions_of_autogens_first_releases(scan):
    links = scan({"harbour.py": AUTOGEN}).links
    assert {
        ("harbour_master", "has-tool", "find_berth"),
        ("skipper", "has-tool", "find_berth"),
        ("skipper", "has-tool", "book_berth"),
    } <= links
    assert ("harbour_master", "has-tool", "book_berth") not in links


def test_functions_that_are_bound_to_a_model(scan):
    text = """import { ChatOpenAI } from "@langchain/openai";
const model = new ChatOpenAI({ modelName: "gpt-4o-mini" });
const tagging = model.bind({
  tools: [{ type: "function", function: { name: "tag_letter", description: "Tag a letter", parameters: {} } }],
});
"""
    assert ("gpt-4o-mini", "has-tool", "tag_letter") in scan({"tag.mjs": text}).links


def test_prompts_that_a_model_of_llamaindex_is_asked_with(scan):
    text = """from llama_index.core import PromptTemplate
from llama_index.llms.openai import OpenAI
class Essay:
    llm = OpenAI(model="gpt-4o-mini")
    async def write(self, topic):
        outline = PromptTemplate("Write the outline of an essay about {topic} for a school paper.")
        return await self.llm.astream(prompt=outline, topic=topic)
"""
    assert ("gpt-4o-mini", "uses-prompt", "outline") in scan({"essay.py": text}).links


def test_a_tool_that_is_loaded_by_name_has_its_service_and_no_other(scan):
    text = """from langchain.agents import load_tools
tools = load_tools([%s])
"""
    found = scan({"find.py": text % '"google-serper"'})
    assert ("google-serper", "calls-service", "Serper") in found.links
    several = scan({"find.py": text % '"google-serper", "openweathermap-api"'})
    assert "Serper" in several.names(Kind.SERVICE)
    assert ("openweathermap-api", "calls-service", "Serper") not in several.links
    assert scan({"find.py": text % '"openweathermap-api"'}).names(Kind.SERVICE) == []


def test_tools_that_are_nodes_of_a_graph(scan):
    text = """from langchain_core.tools import tool
from langgraph.graph import StateGraph
@tool
def statutes(question: str) -> str:
    "Look up a statute."
    return ""
def tidy(state):
    "Tidy the state."
    return state
def make(first):
    builder = StateGraph(dict)
    builder.add_node("statutes", first)
    builder.add_node("tidy", tidy)
    return builder.compile()
club = make(statutes)
"""
    tools = {tool for _, kind, tool in scan({"club.py": text}).links if kind == "has-tool"}
    assert tools == {"statutes"}


PLUGIN = "Plugins/Letters/Shorten/skprompt.txt"
KERNELS = {
    "Program.cs": """using Microsoft.SemanticKernel;
var builder = Kernel.CreateBuilder();
builder.AddOpenAIChatCompletion("gpt-4o-mini", key);
var kernel = builder.Build();
var folder = Path.Combine(Directory.GetCurrentDirectory(), "Plugins", "Letters");
var letters = kernel.ImportPluginFromPromptDirectory(folder);
""",
    "app.py": """from semantic_kernel import Kernel
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion
kernel = Kernel()
kernel.add_service(OpenAIChatCompletion(service_id="chat", ai_model_id="gpt-4o-mini"))
letters = kernel.add_plugin(parent_directory="./Plugins", plugin_name="Letters")
""",
}


@pytest.mark.parametrize("path", KERNELS)
def test_prompts_of_a_folder_that_a_kernel_imports_are_its_models(scan, path):
    other = "Plugins/Recipes/Cook/skprompt.txt"
    links = scan({path: KERNELS[path]}, (PLUGIN, other)).links
    assert ("gpt-4o-mini", "uses-prompt", PLUGIN) in links
    assert ("gpt-4o-mini", "uses-prompt", other) not in links


def test_messages_in_another_librarys_form_are_the_models(scan):
    text = """from langchain.adapters.openai import convert_openai_messages
from langchain_openai import ChatOpenAI
def headline(article):
    prompt = [{"role": "system", "content": "You write the headlines of a village paper."}]
    return ChatOpenAI(model="gpt-4o-mini").invoke(convert_openai_messages(prompt))
"""
    asked = {(model, kind) for model, kind, _ in scan({"paper.py": text}).links}
    assert ("gpt-4o-mini", "uses-prompt") in asked


def test_both_steps_of_a_summary_are_told_to_its_model(scan):
    text = """from langchain.chains.summarize import load_summarize_chain
from langchain_core.prompts import PromptTemplate
from langchain_openai import ChatOpenAI
PART = PromptTemplate.from_template("Summarize this part of the log book: {text}")
WHOLE = PromptTemplate.from_template("Make one summary of these: {text}")
def digest(parts):
    chain = load_summarize_chain(llm=ChatOpenAI(model="gpt-4o-mini"), map_prompt=PART, combine_prompt=WHOLE)
    return chain.run(parts)
"""
    links = scan({"log.py": text}).links
    assert {("gpt-4o-mini", "uses-prompt", "PART"), ("gpt-4o-mini", "uses-prompt", "WHOLE")} <= links


JOINED = """import { Agent } from "@mastra/core/agent";
import { openai } from "@ai-sdk/openai";
const corePrompt = "You are the assistant of a sports club and help its members.";
const rulesPrompt = "Never tell a member the address of another member of the club.";
const parts = ["north", "south"];
export const desk = new Agent({ name: "Desk", instructions: %s, model: openai("gpt-4o") });
"""


def test_texts_that_a_list_joins_are_told_by_their_own_names(scan):
    links = scan({"desk.ts": JOINED % '[corePrompt, rulesPrompt].join("\\n\\n")'}).links
    assert {target for _, kind, target in links if kind == "uses-prompt"} == {"corePrompt", "rulesPrompt"}
    other = scan({"desk.ts": JOINED % '[corePrompt, parts.join(", ")].join(" ")'}).links
    assert {target for _, kind, target in other if kind == "uses-prompt"} == {"corePrompt"}


def test_a_tool_that_asks_an_agent_has_it(scan):
    text = """import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { openai } from "@ai-sdk/openai";
const writer = new Agent({ name: "Writer", instructions: "You write the news of a club.", model: openai("gpt-4o") });
export const news = createTool({ id: "news", description: "Write news",
  execute: async ({ context }) => (await writer.generate(context.text)).text });
export const dates = createTool({ id: "dates", description: "List dates", execute: async () => calendar.generate(2) });
"""
    links = scan({"club.ts": text}).links
    assert {source for source, _, target in links if target == "Writer"} == {"news"}


def test_the_memory_and_the_searched_tools_of_an_agent_of_mastra(scan):
    text = """import { Agent } from "@mastra/core/agent";
import { ToolSearchProcessor, TokenLimiterProcessor } from "@mastra/core/processors";
import { createTool } from "@mastra/core/tools";
import { Memory } from "@mastra/memory";
import { PgVector } from "@mastra/pg";
import { openai } from "@ai-sdk/openai";
import { createOpenRouter } from "@openrouter/ai-sdk-provider";
const dates = createTool({ id: "dates", description: "List dates", execute: async () => 2 });
const later = { dates };
const trim = (messages) => messages.slice(-9);
export const images = createOpenRouter({ apiKey: key }).imageModel("google/gemini-2.5-flash-image");
export const desk = new Agent({ name: "Desk", instructions: "You help the members of a club.", model: openai("gpt-4o"),
  inputProcessors: [new ToolSearchProcessor({ tools: later }), new TokenLimiterProcessor({ limit: 9 }), trim],
  memory: new Memory({ vector: new PgVector(url), embedder: openai.embedding("text-embedding-3-small") }) });
"""
    found = scan({"club.ts": text})
    links = found.links
    assert {target for _, kind, target in links if kind == "has-tool"} == {"dates"}
    assert {("Desk", "uses-model", "text-embedding-3-small"), ("Desk", "uses-model", "gpt-4o")} <= links
    assert {source for source, _, target in links if target == "text-embedding-3-small"} == {"Desk", "pgvector"}
    assert ("google/gemini-2.5-flash-image", "served-by", "OpenRouter") in links
