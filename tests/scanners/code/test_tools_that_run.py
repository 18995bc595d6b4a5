"""Tools as objects of a project's own: a description beside the function that runs it, brought into an API's form."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

LOOP = """
import Anthropic from "@anthropic-ai/sdk";
import {{ tools }} from "./tools";
const client = new Anthropic();
export const ask = (messages) => client.messages.create({{ model: "claude-sonnet-4-20250514", messages, tools: {tools} }});
"""
BESIDE = """
const forecast = {
  name: "get_forecast", description: "Tells the weather", parameters: { type: "object", properties: {} },
  execute: async ({ town }) => (await fetch(`https://api.weather.gov/towns/${town}`)).json(),
};
export const tools = [forecast];
"""
WITHIN = """
const forecast = {
  definition: { name: "get_forecast", description: "Tells the weather", input_schema: { type: "object" } },
  run: async ({ town }) => (await fetch(`https://api.weather.gov/towns/${town}`)).json(),
};
export const tools = [forecast];
"""


@pytest.mark.parametrize(
    ("source", "given"),
    [
        (BESIDE, "tools.map((one) => ({ name: one.name, input_schema: one.parameters }))"),
        (WITHIN, "tools.map((one) => one.definition)"),
    ],
)
def test_the_function_beside_a_description_says_what_a_tool_calls(scan, source: str, given: str) -> None:
    links = scan({"tools.ts": source, "loop.ts": LOOP.format(tools=given)}).links
    assert ("get_forecast", "calls-service", "api.weather.gov") in links
    assert ("ask", "has-tool", "get_forecast") in links


def test_names_of_tools_are_no_tools(scan) -> None:
    names = scan({"tools.ts": WITHIN, "loop.ts": LOOP.format(tools="tools.map((one) => one.label)")})
    assert ("ask", "has-tool", "get_forecast") not in names.links


ZOD = """
import OpenAI from "openai";
import { zodFunction } from "openai/helpers/zod";
import { z } from "zod";
const openai = new OpenAI();
const reddit = { name: "reddit", parameters: z.object({}), description: "Gets the latest posts" };
const runLLM = ({ messages, tools }) => openai.chat.completions.create({ model: "gpt-4o-mini", messages, tools: tools.map(zodFunction) });
export const answer = (message) => runLLM({ messages: [message], tools: [reddit] });
"""


def test_functions_of_a_library_bring_tools_into_form(scan) -> None:
    assert ("gpt-4o-mini", "has-tool", "reddit") in scan({"llm.ts": ZOD}).links


LOCALS = """
import OpenAI from "openai";
const openai = new OpenAI();
export async function title(text) {
  const systemPrompt = "You write short titles for blog posts about gardens.";
  return openai.chat.completions.create({ model: "gpt-4o-mini", messages: [{ role: "system", content: systemPrompt }] });
}
export async function tags(text) {
  const systemPrompt = "You choose five tags for blog posts about gardens.";
  return openai.chat.completions.create({ model: "gpt-4o", messages: [{ role: "system", content: systemPrompt }] });
}
"""


def test_variables_of_one_name_in_two_functions_are_two_prompts(scan) -> None:
    found = scan({"llm.ts": LOCALS})
    assert found.names(Kind.PROMPT) == ["systemPrompt", "systemPrompt 2"]
    assert ("gpt-4o", "uses-prompt", "systemPrompt 2") in found.links


MODES = """
import { streamText } from "ai";
import { openai } from "@ai-sdk/openai";
const models = { fast: openai("gpt-4o-mini"), smart: openai("o3-mini") };
export async function answer(history, mode = "fast") {
  (async () => {
    const { textStream } = streamText({ model: models[mode], system: "You answer questions of customers.", messages: history });
  })();
}
"""


def test_a_parameter_of_the_function_around_chooses_among_models(scan) -> None:
    links = scan({"actions.ts": MODES}).links
    assert {one[0] for one in links if one[1] == "uses-prompt"} == {"gpt-4o-mini", "o3-mini"}


PASSING = """
import type { Ollama } from "ollama";
export async function chatWithModel(ollama: Ollama, model: string, messages: Message[], tools?: Tool[]) {
  return ollama.chat({ model, messages, tools, stream: false });
}
export const toolDefinition = {
  name: "ollama_chat", description: "Chats with a model", inputSchema: { type: "object" },
  handler: async (ollama: Ollama, args) => chatWithModel(ollama, args.model, args.messages, args.tools),
};
"""


def test_who_passes_on_a_callers_model_and_tools_is_no_agent(scan) -> None:
    found = scan({"src/chat.ts": PASSING})
    assert found.names(Kind.AGENT) == []
    assert ("ollama_chat", "calls-service", "Ollama") in found.links
    chosen = PASSING.replace("model, messages, tools,", 'model: "llama3.2", messages, tools,')
    assert scan({"src/chat.ts": chosen}).names(Kind.AGENT) == ["chatWithModel"]


NODES = """
import { StateGraph } from "@langchain/langgraph";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
async function write(state) { return new ChatOpenAI({ modelName: "gpt-4o-mini" }).invoke(state.topic); }
const workflow = new StateGraph({ channels: {} });
workflow.addNode("write", new RunnableLambda({ func: write }));
const app = workflow.compile();
async function research(topic) { return app.invoke({ topic }); }
export const action = { name: "research_topic", description: "Researches a topic", parameters: [], handler: async ({ topic }) => research(topic) };
"""


def test_functions_that_are_wrapped_for_nodes_and_graphs_that_tools_run(scan) -> None:
    links = scan({"research.ts": NODES}).links
    assert ("app", "uses-model", "gpt-4o-mini") in links
    assert ("research_topic", "contains", "app") in links


FOLDER = {
    "lib/tools/weather.ts": 'import { tool } from "ai";\nexport const weather = tool({ description: "Weather of a city", execute: async () => "sun" });\nexport const format = (text) => text;',
    "lib/tools/docs.ts": 'import { tool } from "ai";\nexport const searchDocs = tool({ description: "Searches the handbook", execute: async () => [] });',
    "lib/tools/index.ts": 'export * from "./weather";\nexport * from "./docs";',
    "app/route.ts": """
import { streamText } from "ai";
import { openai } from "@ai-sdk/openai";
import * as tools from "../lib/tools";
export const answer = (messages) => streamText({ model: openai("gpt-4o"), messages, tools });
""",
}


def test_a_module_that_is_handed_over_gives_the_tools_that_it_exports(scan) -> None:
    links = scan(FOLDER).links
    assert {one[2] for one in links if one[:2] == ("answer", "has-tool")} == {"weather", "searchDocs"}


WORKER = """
import { AIChatAgent } from "agents/ai-chat-agent";
import { tool, streamText } from "ai";
import { createWorkersAI } from "workers-ai-provider";
export class Desk extends AIChatAgent {
  async onChatMessage() {
    return streamText({ model: createWorkersAI({ binding: this.env.AI })("@cf/meta/llama-3.3-70b-instruct-fp8-fast"), messages: this.messages, tools: {
      embedText: tool({ description: "Embeds a text", execute: async ({ text }) => this.env.AI.run("@cf/baai/bge-base-en-v1.5", { text: [text] }) }),
    } });
  }
}
"""


def test_bindings_of_a_worker_in_a_class_of_a_library(scan) -> None:
    assert ("embedText", "uses-model", "@cf/baai/bge-base-en-v1.5") in scan({"src/index.ts": WORKER}).links


KEYED = """
import OpenAI from "openai";
const openai = new OpenAI();
const PROMPTS = { summary: (text) => `Summarise the text in two sentences: ${text}`, label: (text) => `#${text}` };
export const ask = (text) => openai.chat.completions.create({ model: "gpt-4o", messages: [{ role: "user", content: PROMPTS.summary(text) }] });
"""


def test_a_prompt_of_a_function_in_place_is_named_by_its_key(scan) -> None:
    assert scan({"ask.ts": KEYED}).names(Kind.PROMPT) == ["summary"]


HOST = """
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import Anthropic from "@anthropic-ai/sdk";
export class ChatHost {
  anthropic = new Anthropic();
  tools = [];
  async connect() {
    const files = new Client({ name: "host", version: "1.0.0" });
    await files.connect(new StdioClientTransport({ command: "npx", args: ["-y", "@modelcontextprotocol/server-filesystem", "/data"] }));
    const { tools } = await files.listTools();
    this.tools.push(...tools.map((one) => ({ name: one.name, input_schema: one.inputSchema })));
  }
  async ask(query) { return this.anthropic.messages.create({ model: "claude-3-5-sonnet-20241022", messages: [{ role: "user", content: query }], tools: this.tools }); }
}
"""


def test_a_host_has_the_servers_that_its_file_starts(scan) -> None:
    links = scan({"host.ts": HOST}).links
    assert ("ChatHost", "has-tool", "@modelcontextprotocol/server-filesystem") in links


def test_the_loop_within_an_agents_class_is_that_agent(scan) -> None:
    found = scan({"src/index.ts": WORKER})
    assert found.names(Kind.AGENT) == ["Desk"]
    assert ("Desk", "has-tool", "embedText") in found.links
    plain = WORKER.replace("extends AIChatAgent", "extends Route")
    assert scan({"src/index.ts": plain}).names(Kind.AGENT) == ["onChatMessage"]
