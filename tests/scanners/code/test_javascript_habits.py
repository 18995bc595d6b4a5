"""Habits of applications in TypeScript: options in variables, tools by factories and keys, prompts in lists, singletons."""

from __future__ import annotations

from aibom.model.kinds import Kind

OPTIONS = """
import { ChatOllama } from "@langchain/ollama";
import { ChatOpenAI } from "@langchain/openai";

const options = { model: "gpt-4o-mini", temperature: 0 };
export const writer = new ChatOpenAI(options);

export function local(settings) {
  const given: { model: string } = { model: settings.modelName };
  return new ChatOllama(given);
}
"""


def test_options_in_a_variable_are_read_and_their_model_is_no_default(scan) -> None:
    found = scan({"models.ts": OPTIONS})
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.places(Kind.MODEL, "gpt-4o-mini") == {"models.ts:5", "models.ts:6"}


FACTORY = """
import { Tool } from "@modelcontextprotocol/sdk/types.js";
export function describeTool(schema, name: string, description: string): Tool {
  return { name, description, inputSchema: toJson(schema) };
}
"""
HOSTS = """
import { describeTool } from "./factory";
export const HOST_TOOLS = [
  describeTool(MuteSchema, "mute_host", "Mute a host of the monitoring service"),
  describeTool(ListSchema, "list_hosts", "List the hosts of the monitoring service"),
];
"""


def test_a_factory_makes_a_tool_for_each_caller(scan) -> None:
    found = scan({"factory.ts": FACTORY, "hosts.ts": HOSTS})
    assert found.names(Kind.TOOL) == ["list_hosts", "mute_host"]
    assert found.places(Kind.TOOL, "list_hosts") == {"hosts.ts:5"}


KEYED = """
import OpenAI from "openai";
const toolDefinitions = {
  getTime: { description: "Tells the time of the user", parameters: {} },
  openPage: { description: "Opens a page in the browser", parameters: { url: { type: "string" } } },
};
const resource = { name: "work-dir", description: "The folder of this session", uriTemplate: "git://", paramsSchema };
const wrapped = input.tools.map((tool) => ({ type: "function", function: { name: tool.name, description: tool.text } }));
"""
ACTIONS = """
import z from "zod";
const schema = z.object({ queries: z.array(z.string()) });
export const search = { name: "web_search", schema, getToolDescription: () => "Search the web", execute: run };
"""


def test_tools_under_keys_and_with_a_schema_and_no_resource(scan) -> None:
    found = scan({"lib/tools.ts": KEYED, "lib/actions/search.ts": ACTIONS})
    assert found.names(Kind.TOOL) == ["getTime", "openPage", "web_search"]


SETTINGS = """
import { OpenAI } from "openai";
export const DEFAULTS = {
  actions: [
    { name: "Polish", prompt: "Act as a professional editor and finalize the following text with care." },
    { name: "Chef", system: "You are a cook who answers in the metre of old ballads, and never otherwise." },
    { name: "Plain", description: "You are a reader of this label in the settings page of the extension." },
  ],
};
function promptCacheKey(prefix: string) { return `the key under which an answer to ${prefix} is kept for later use`; }
"""
JOINED = """
import { chatCompletion } from "./llm";
export async function greet(player, other) {
  const prompt = [`You are ${player.name}, and you just started a conversation with ${other.name}.`];
  prompt.push("Be sure to include some detail of the last conversation in your greeting.");
  return chatCompletion({ messages: [{ role: "system", content: prompt.join("\\n") }] });
}
"""


def test_prompts_in_lists_of_settings_and_joined_of_lines(scan) -> None:
    found = scan({"settings.ts": SETTINGS, "greet.ts": JOINED})
    assert found.names(Kind.PROMPT) == ["Chef system", "Polish prompt", "greet prompt"]


SINGLETON = """
import { pipeline } from "@huggingface/transformers";
class Loader {
  static task = null;
  static model = null;
  static async get() { return pipeline(this.task, this.model); }
}
class Drawings extends Loader {
  static task = "image-classification";
  static model = "Xenova/quickdraw-mobilevit-small";
}
"""


def test_a_subclass_says_which_model_its_base_loads(scan) -> None:
    assert scan({"worker.js": SINGLETON}).names(Kind.MODEL) == ["Xenova/quickdraw-mobilevit-small"]


SERVER = """
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import axios from "axios";

class Finder {
  private server: Server;
  private urls = { search: "https://api.tavily.com/search" };
  constructor() {
    this.server = new Server({ name: "finder", version: "1" });
    this.server.setRequestHandler(ListToolsRequestSchema, async () => ({
      tools: [
        { name: "find_pages", description: "Finds pages of the web", inputSchema: { type: "object" } },
        { name: "count_words", description: "Counts the words of a text", inputSchema: { type: "object" } },
      ],
    }));
    this.server.setRequestHandler(CallToolRequestSchema, async (request) => {
      switch (request.params.name) {
        case "find_pages":
          return await this.search(request.params.arguments);
        case "count_words":
          return count(request.params.arguments);
      }
    });
  }
  async search(args) {
    return (await axios.post(this.urls.search, args)).data;
  }
}
"""


def test_the_branch_of_a_tool_says_which_service_it_uses(scan) -> None:
    found = scan({"server.ts": SERVER})
    served = {link for link in found.links if "Tavily" in link}
    assert {link[0] for link in served} == {"find_pages"}


RETURNED = """
import { tool, streamText } from "ai";
import { openai } from "@ai-sdk/openai";
function buildTools(user: string) {
  return {
    searchWeb: tool({ description: "Searches the web", inputSchema: question, execute: async () => search(user) }),
    openPage: tool({ description: "Opens a page", inputSchema: address, execute: async () => open(user) }),
  };
}
export const answer = (user) => streamText({ model: openai("gpt-4o"), tools: buildTools(user) });
"""


def test_tools_that_a_function_returns_are_named_by_their_keys(scan) -> None:
    assert scan({"tools.ts": RETURNED}).names(Kind.TOOL) == ["openPage", "searchWeb"]


AGENTS = """
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
export const clerk = new Agent({ id: "order-clerk", name: "Clerk", instructions: "You are a clerk.", model: "openai/gpt-4o" });
export const ask = createTool({
  id: "ask-clerk",
  execute: async ({ context, mastra }) => mastra.getAgentById("order-clerk").generate(context.question),
});
"""


def test_an_agent_is_asked_for_by_its_id(scan) -> None:
    found = scan({"mastra.ts": AGENTS})
    assert any(link[0] == "ask-clerk" and link[-1] == "Clerk" for link in found.links)


CHOICES = """
import OpenAI from "openai";
export const MODELS = [
  { title: "Coder", slug: "coder", model: "Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", isDefault: true, contextLength: 131072 },
  { title: "Small", slug: "small", model: "openai/gpt-oss-120b", contextLength: 128000 },
];
export const config = {
  ai: { defaultModel: "gpt-5", availableModels: ["gpt-5", "claude-sonnet-4-5", "gemini-2.5-pro", "o3-mini"] },
};
config.site.chatModels = "gpt-5.2,gpt-5-nano";
const [instructions, setInstructions] = useState("You are a helpful clerk who answers the phone.");
vscode.window.showInputBox({ title: "Key", prompt: "Please enter your key of the service to keep it for this session only, if you like." });
"""


def test_what_settings_offer_and_states_begin_with(scan) -> None:
    found = scan({"config.ts": CHOICES})
    assert found.names(Kind.MODEL) == [
        *("Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", "claude-sonnet-4-5", "gemini-2.5-pro", "gpt-5", "gpt-5-nano"),
        *("gpt-5.2", "o3-mini", "openai/gpt-oss-120b"),
    ]
    assert found.names(Kind.PROMPT) == ["instructions"]


def test_a_server_of_the_low_level_sdk_contains_what_its_handler_lists(scan) -> None:
    server = (
        "import { Server } from '@modelcontextprotocol/sdk/server/index.js';\n"
        "import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';\n"
        "import { berthTools } from './tools.js';\n"
        "const server = new Server({ name: 'berths', version: '1.0.0' }, { capabilities: { tools: {} } });\n"
        "server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [...berthTools] }));\n"
    )
    tools = (
        "export const berthTools = [\n"
        "  { name: 'free_berths', description: 'Lists free berths', inputSchema: { type: 'object' } },\n"
        "];\n"
    )
    other = server.replace("berthTools", "pilotTools").replace("'berths'", "'pilots'")
    others = tools.replace("berthTools", "pilotTools").replace("free_berths", "call_pilot")
    seen = scan({"a/index.js": server, "a/tools.js": tools, "b/index.js": other, "b/tools.js": others})
    joined = {(source, target) for source, kind, target in seen.links if source and kind == "contains"}
    assert joined == {("berths", "free_berths"), ("pilots", "call_pilot")}


FILLED = """import { GoogleGenAI } from "@google/genai";
import fs from "fs";

const ai = new GoogleGenAI({ apiKey: process.env.GEMINI_API_KEY });
const text = fs.readFileSync("./prompts/default.txt", "utf-8").replaceAll("{name}", process.env.NAME);
export const chat = ai.chats.create({ model: "gemini-2.5-flash", config: { systemInstruction: text } });
"""


def test_a_file_whose_places_are_filled_is_the_prompt(scan):
    found = scan({"src/chat.ts": FILLED}, also=("prompts/default.txt",))
    assert ("gemini-2.5-flash", "uses-prompt", "prompts/default.txt") in found.links


APPROVED = """import { tool } from "ai";
export function approvedTool(config) {
  return tool({ description: config.description, inputSchema: config.inputSchema, needsApproval: true,
                execute: (input) => config.execute(input) });
}
export function archiveTool(space) {
  return tool({ description: "Looks into the archive", inputSchema: z.object({ q: z.string() }), execute: find(space) });
}
"""
APPROVING = """import { ToolLoopAgent } from "ai";
import { openai } from "@ai-sdk/openai";
import { approvedTool, archiveTool } from "./approved";
export const writeChart = approvedTool({ description: "Writes a chart", inputSchema, execute: async (q) => q });
export const sendPilot = approvedTool({ description: "Sends a pilot", inputSchema, execute: async (q) => q });
export const harbour = new ToolLoopAgent({ model: openai("gpt-4o"), tools: { send: sendPilot, find: archiveTool(1) } });
"""


def test_a_function_that_makes_tools_of_what_it_is_told_makes_one_for_each_caller(scan) -> None:
    found = scan({"approved.ts": APPROVED, "harbour.ts": APPROVING})
    assert found.names(Kind.TOOL) == ["archiveTool", "sendPilot", "writeChart"]
    assert "harbour.ts:4" in found.places(Kind.TOOL, "writeChart")
    given = {name for source, kind, name in found.links if (source, kind) == ("harbour", "has-tool")}
    assert given == {"sendPilot", "archiveTool"}
