"""Servers, agents and tools of further frameworks in TypeScript, and what projects hand on in place of a server."""

from __future__ import annotations

from pathlib import Path

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

SERVER = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { registration } from "./registration";
import { addTideTools } from "./tides";
export function start(env) {
  const server = new McpServer({ name: "harbour", version: "1.0.0" });
  addTideTools(registration(server, env));
}
"""
REGISTRATION = """
export interface Registration { registerTool(name: string, config: object, run: Function): void; }
export function registration(server, env): Registration {
  return { ...env, registerTool: (name, config, run) => server.registerTool(name, config, env.tracked(run)) };
}
"""
TIDES = """
import type { Registration } from "./registration";
export function addTideTools(context: Registration) {
  context.registerTool("read_tide", { description: "Reads the tide of a pier", inputSchema: {} }, async () => 3);
  context.accountTool("book_berth", { description: "Books a berth for a ship", inputSchema: {} }, async () => 4);
  context.handleTool("not_one", { retries: 3 });
}
"""


def test_tools_are_entered_through_what_stands_in_place_of_the_server(scan) -> None:
    found = scan({"src/server.ts": SERVER, "src/registration.ts": REGISTRATION, "src/tides.ts": TIDES})
    assert found.names(Kind.TOOL) == ["book_berth", "harbour", "read_tide"]
    assert ("harbour", "contains", "read_tide") in found.links


def test_a_registry_of_a_program_without_models_has_no_tools(scan) -> None:
    drawing = 'export function menu(bar) { bar.registerTool("brush", { description: "Draws a line" }, draw); }\n'
    assert not scan({"src/menu.ts": drawing}).names(Kind.TOOL)


NEST = """
import { McpModule, Prompt, Tool } from "@rekog/mcp-nest";
@Module({ imports: [McpModule.forRoot({ name: "shelf-server", version: "1.0.0" })] })
export class AppModule {}
export class Shelves {
  @Tool({ name: "find-shelf", description: "Find the shelf of a book" })
  async find({ title }) { return title; }
  @Prompt({ name: "shelf-guide", description: "Explain the shelves" })
  guide() { return { messages: [] }; }
}
"""
CLASSES = """
import { MCPPrompt } from "mcp-framework";
class ClosePrompt extends MCPPrompt {
  name = "close_month";
  description = "Close the month";
  async generateMessages() { return []; }
}
export default ClosePrompt;
"""
METADATA = 'import { type PromptMetadata } from "xmcp";\nexport const metadata: PromptMetadata = { name: "plan-tour", description: "Plan a tour" };\nexport default function tour() { return "Plan it"; }\n'


def test_servers_and_prompts_of_frameworks(scan) -> None:
    found = scan({"src/app.ts": NEST, "src/prompts/Close.ts": CLASSES, "src/prompts/tour.ts": METADATA})
    assert found.names(Kind.TOOL) == ["find-shelf", "shelf-server"]
    assert found.names(Kind.PROMPT) == ["close_month", "plan-tour", "shelf-guide"]
    assert ("shelf-server", "contains", "find-shelf") in found.links


SUBAGENTS = """
import { createDeepAgent, type SubAgent } from "deepagents";
import { query } from "@anthropic-ai/claude-agent-sdk";
const critic: SubAgent = { name: "critic", description: "Criticises a report", prompt: "You criticise reports.", tools: [] };
const idle: SubAgent = { name: "idle", description: "Does nothing at all", prompt: "You do nothing.", tools: [] };
export const writer = createDeepAgent({ model: "openai:gpt-4o", instructions: "You write reports.", subagents: [critic] });
export function desk(question) {
  return query({ prompt: question, options: { model: "claude-sonnet-4-5", agents: {
    customs: { description: "Knows the customs", prompt: "You know the rules.", tools: ["Read"] },
  } } });
}
"""


def test_agents_are_given_those_that_mappings_describe(scan) -> None:
    found = scan({"src/team.ts": SUBAGENTS})
    assert {link for link in found.links if link[1] == "contains"} == {
        ("writer", "contains", "critic"),
        ("desk", "contains", "customs"),
    }


LOADER = """
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { loadTools } from "./load.js";
const server = new Server({ name: "sky", version: "1.0.0" }, { capabilities: { tools: {} } });
const tools = await loadTools("./tools/impl");
server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: tools.map((one) => one.definition) }));
"""
LOAD = """
import { readdirSync } from "node:fs";
export async function loadTools(dir) {
  const found = [];
  for (const file of readdirSync(dir)) found.push((await import(`${dir}/${file}`)).default);
  return found;
}
"""
MOON = """
export default {
  definition: { name: "moon_phase", description: "Phase of the moon on a day", inputSchema: { type: "object", properties: {} } },
  async run({ day }) { return day; },
};
"""


def test_a_helper_goes_through_the_folder_that_it_is_given(tmp_path: Path) -> None:
    files = {"src/server.js": LOADER, "src/load.js": LOAD, "src/tools/impl/moon.js": MOON}
    assert _tools(tmp_path / "one", files) == ["moon_phase", "sky"]
    assert _tools(tmp_path / "other", {**files, "src/server.js": LOADER.replace("./tools/impl", "./plans")}) == ["sky"]


def _tools(root: Path, files: dict[str, str]) -> list[str]:
    """The tools of a tree whose files are read as the gate and the imports say."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return sorted(one.name for one in scan_tree(root).components if one.kind is Kind.TOOL)


BEE = """
import { ReActAgent } from "beeai-framework/agents/react/agent";
import { ChatModel } from "beeai-framework/backend/chat";
import { WikipediaTool } from "beeai-framework/tools/search/wikipedia";
const llm = await ChatModel.fromName("ollama:granite3.1-dense:8b");
const clerk = new ReActAgent({ llm, tools: [new WikipediaTool()] });
"""
USED = """
import { MCPAgent, MCPClient } from "mcp-use";
import { ChatOpenAI } from "@langchain/openai";
import { Stagehand } from "@browserbasehq/stagehand";
const client = MCPClient.fromDict({ mcpServers: { playwright: { command: "npx", args: ["@playwright/mcp@latest"] } } });
const surfer = new MCPAgent({ llm: new ChatOpenAI({ model: "gpt-4o" }), client, maxSteps: 20 });
const stagehand = new Stagehand({ env: "LOCAL" });
const buyer = stagehand.agent({ provider: "openai", model: "computer-use-preview", instructions: "You buy what is on the list." });
"""


def test_agents_of_frameworks_have_their_models_and_tools(scan) -> None:
    bee, used = scan({"src/bee.ts": BEE}), scan({"src/used.ts": USED})
    assert bee.names(Kind.MODEL) == ["granite3.1-dense:8b"]
    assert ("clerk", "has-tool", "WikipediaTool") in bee.links
    assert ("surfer", "has-tool", "playwright") in used.links
    assert ("buyer", "uses-model", "computer-use-preview") in used.links


ELIZA = """
import { composePromptFromState, ModelType, type Action } from "@elizaos/core";
const transferTemplate = `Given the recent messages, extract the amount of the transfer. {{recentMessages}}`;
const voteTemplate = `Rate the last answer between 1 and 10. {{answer}}`;
const letterTemplate = `Dear {{name}}, the harbour is closed.`;
export const transfer: Action = {
  name: "TRANSFER_TOKEN", similes: [], description: "Transfer a token to somebody",
  handler: async (runtime, message, state) => {
    const prompt = composePromptFromState({ state, template: transferTemplate });
    await runtime.useModel(ModelType.TEXT_LARGE, { prompt });
    await runtime.useModel(ModelType.TEXT_SMALL, { prompt: voteTemplate });
    await send(letterTemplate);
  },
};
"""
TITLED = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
const server = new McpServer({ name: "till", version: "1.0.0" });
export const tools = [
  { method: "create_customer", name: "Create Customer", description: "Creates a customer of the shop", parameters: {}, execute },
  { method: "list_prices", name: "List Prices", description: "Lists what things cost", parameters: {}, execute },
];
for (const tool of tools) server.registerTool(tool.method, { description: tool.description }, tool.execute);
"""


def test_templates_of_elizaos_are_prompts(scan) -> None:
    found = scan({"src/actions/transfer.ts": ELIZA})
    assert found.names(Kind.PROMPT) == ["transferTemplate", "voteTemplate"]
    assert found.names(Kind.TOOL) == ["TRANSFER_TOKEN"]


def test_a_tool_is_called_by_its_identifier_and_not_by_its_title(scan) -> None:
    assert scan({"src/till.ts": TITLED}).names(Kind.TOOL) == ["create_customer", "list_prices", "till"]


def test_programs_are_no_models_though_their_names_begin_so(scan) -> None:
    text = 'import { generateText } from "ai";\nexport const sources = [{ value: "claude-code" }, { model: "claude-3-5-haiku-latest" }];\n'
    assert scan({"src/sources.ts": text}).names(Kind.MODEL) == ["claude-3-5-haiku-latest"]


AMPLIFY = """
import { a } from "@aws-amplify/backend";
const schema = a.schema({
  chat: a.conversation({
    aiModel: a.ai.model("Claude 3.5 Haiku"),
    systemPrompt: "You are the clerk of a harbour and answer in two sentences.",
    tools: [a.ai.dataTool({ name: "get_tide", description: "Gets the tide of a pier" })],
  }),
});
"""
LOG = """
import { Agent } from "@mariozechner/pi-agent-core";
import { getModel } from "@mariozechner/pi-ai";
import { serve } from "@upstash/workflow/nextjs";
const model = getModel("anthropic", "claude-sonnet-4-20250514");
export const keeper = new Agent({ initialState: { systemPrompt: "You keep the log of a harbour.", model } });
export const { POST } = serve(async (context) => {
  const agent = context.agents.agent({ model: context.agents.openai("gpt-4o"), name: "scholar", background: "You answer from papers only." });
});
"""


def test_routes_of_amplify_and_agents_of_workflows(scan) -> None:
    amplify, log = scan({"amplify/data/resource.ts": AMPLIFY}), scan({"src/log.ts": LOG})
    assert amplify.names(Kind.MODEL) == ["Claude 3.5 Haiku"]
    assert amplify.names(Kind.TOOL) == ["get_tide"]
    assert log.names(Kind.AGENT) == ["keeper", "scholar"]
    assert ("keeper", "uses-model", "claude-sonnet-4-20250514") in log.links


def test_fields_of_a_form_are_no_models_to_choose_from(scan) -> None:
    fields = 'import { McpClient } from "@modelcontextprotocol/sdk/client/index.js";\nexport const properties = [{ displayName: "Command", name: "command" }, { displayName: "Arguments", name: "args" }, { displayName: "Where", name: "cwd" }];\n'
    assert not scan({"src/credentials.ts": fields}).names(Kind.MODEL)


def test_declarations_of_types_are_not_read(tmp_path: Path) -> None:
    text = 'import OpenAI from "openai";\ndeclare const systemPrompt = "You are a clerk of the harbour.";\nexport const TOOL = { name: "berth", description: "Finds a berth", parameters: {} };\n'
    assert _tools(tmp_path, {"types/index.d.ts": text}) == []


def test_own_decorators_that_describe_what_they_stand_over_make_tools(tmp_path: Path) -> None:
    decorator = "export function CreateAction(params: any) {\n  return (target: object, key: string) => {};\n}\n"
    berth = """import { z } from "zod";
import { CreateAction } from "@harbour/actions";
import { openai } from "@ai-sdk/openai";
export class Berths {
  @CreateAction({ name: "find_berth", description: "Finds a free berth", schema: z.object({ length: z.number() }) })
  async findBerth(args: { length: number }) { return "B7"; }
  @CreateAction({ name: "plain", description: "No tool" })
  async plain() { return ""; }
}
export const model = openai("gpt-4o");
"""
    files = {
        "shared/js/actions/package.json": '{\n  "name": "@harbour/actions",\n  "version": "1.0.0"\n}\n',
        "shared/js/actions/src/index.ts": decorator,
        "agents/berths.ts": berth,
    }
    assert _tools(tmp_path, files) == ["find_berth"]


def test_agents_whose_model_the_run_alone_knows_have_their_tools_and_texts(scan) -> None:
    router = """
import { GoogleGenerativeAI } from "@google/generative-ai";
import Settings from "./settings";
export async function routeMessage(id: string, message: string) {
  const config = await Settings.findOne({ id });
  const genAI = new GoogleGenerativeAI(process.env.GEMINI_API_KEY || "");
  const model = genAI.getGenerativeModel({ model: config.model, tools: [{ googleSearch: {} } as any] });
  const greeting = `You are the clerk of the harbour. Search for today's tides before you answer. ${message}`;
  return (await model.generateContent(greeting)).response.text();
}
"""
    found = scan({"src/router.ts": router})
    assert {one for one in found.links if one[1] in ("has-tool", "uses-prompt")} == {
        ("routeMessage", "has-tool", "google_search"),
        ("routeMessage", "uses-prompt", "greeting"),
    }


def test_a_function_that_tells_of_tools_makes_none_of_its_own(scan) -> None:
    weather = """import type { Fn } from "./types";
export const get_weather: Fn = { name: "get_weather", description: "The weather of a place", parameters: { type: "object", properties: { city: { type: "string" } } } };
export const available = [get_weather];
"""
    told = """import OpenAI from "openai";
import { available } from "./weather";
export const client = new OpenAI();
export function parameters(enabled: string[]) {
  const common: any = { model: "gpt-4o-mini" };
  const chosen = available.filter((one) => enabled.includes(one.name));
  common.tools = chosen.map((one) => ({ type: "function", function: { name: one.name, description: one.description, parameters: one.parameters } }));
  return common;
}
"""
    found = scan({"src/weather.ts": weather, "src/told.ts": told})
    assert found.names(Kind.TOOL) == ["get_weather"]


def test_what_a_table_by_provider_tells_is_told_once(scan) -> None:
    table = """import OpenAI from "openai";
export const PROVIDERS: Record<string, any> = {
  openrouter: { name: "OpenRouter", baseURL: "https://openrouter.ai/api/v1", models: [{ id: "openai/gpt-4o", label: "GPT-4o" }] },
};
"""
    assert scan({"src/providers.ts": table}).names(Kind.MODEL) == ["openai/gpt-4o"]


def test_tools_under_keys_that_the_run_knows_have_no_name(scan) -> None:
    kit = """import { tool } from "ai";
export function toolsOf(agent: any) {
  const tools: Record<string, any> = {};
  for (const action of agent.actions()) {
    tools[action.name] = tool({ description: action.description, inputSchema: action.schema, execute: async (given: any) => agent.run(action.name, given) });
  }
  return tools;
}
"""
    assert not scan({"src/kit.ts": kit}).names(Kind.TOOL)


def test_files_that_define_actions_are_read_by_themselves(tmp_path: Path) -> None:
    berth = """import { z } from "zod";
import { defineAction } from "@harbour/core";
export const findBerth = defineAction({
  name: "find_berth",
  description: "Finds a free berth",
  schema: z.object({ length: z.number() }),
  handler: async (agent, given) => agent.find(given.length),
});
"""
    model = 'import { openai } from "@ai-sdk/openai";\nexport const model = openai("gpt-4o");\n'
    assert _tools(tmp_path, {"plugins/berths.ts": berth, "src/model.ts": model}) == ["find_berth"]
