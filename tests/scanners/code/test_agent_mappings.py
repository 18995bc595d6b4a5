"""Agents that mappings describe, in code and in files."""

from __future__ import annotations

from aibom.model.kinds import Kind

_TABLE = """import OpenAI from "openai";
const client = new OpenAI();
const agents = {
  triage: { name: "Triage", instructions: "You are the triage agent. Decide who should answer." , tools: ["refund"] },
  billing: {
    description: "Answers questions about invoices",
    instructions: "You are the billing agent. Answer questions about invoices and refunds.",
    model: "gpt-4o",
  },
};
export async function run(name: keyof typeof agents, q: string) {
  const a = agents[name];
  return client.chat.completions.create({ model: a.model ?? "gpt-4o-mini", messages: [
    { role: "system", content: a.instructions }, { role: "user", content: q }] });
}
"""


def test_entries_of_a_table_of_agents_are_agents_with_what_stands_in_them(scan):
    found = scan({"src/agents.ts": _TABLE})
    assert {"Triage", "billing"} <= set(found.names(Kind.AGENT))
    assert found.places(Kind.AGENT, "billing") == {"src/agents.ts:5"}
    assert ("billing", "uses-model", "gpt-4o") in found.links
    assert ("Triage", "uses-prompt", "instructions") in found.links
    assert ("billing", "uses-prompt", "instructions 2") in found.links


def test_a_named_mapping_with_instructions_and_tools_is_an_agent_and_a_server_of_tools_is_none(scan):
    found = scan(
        {
            "src/main.ts": 'import { createLoop } from "./loop";\nimport OpenAI from "openai";\n'
            'createLoop({ name: "Clerk", systemPrompt: "You are a clerk who files letters.", tools: [] });\n'
            'serve({ name: "files", version: "1.0.0", instructions: "Read files with these tools.", tools: [] });\n'
            'show({ name: "Polite", systemPrompt: "You are polite and brief in all you say." });\n'
        }
    )
    assert found.names(Kind.AGENT) == ["Clerk"]


def test_a_voice_assistant_has_its_models_and_their_services(scan):
    found = scan(
        {
            "src/call.ts": 'import Vapi from "@vapi-ai/web";\nexport const interviewer = {\n  name: "Interviewer",\n'
            '  transcriber: { provider: "deepgram", model: "nova-2" },\n  voice: { provider: "11labs", voiceId: "s" },\n'
            '  model: { provider: "openai", model: "gpt-4", messages: [\n'
            '    { role: "system", content: "You are a professional interviewer. Ask one question after another." }] },\n'
            "};\n"
        }
    )
    assert found.names(Kind.AGENT) == ["Interviewer"]
    assert {"OpenAI", "Deepgram", "ElevenLabs"} <= set(found.names(Kind.SERVICE))
    assert ("Interviewer", "uses-model", "gpt-4") in found.links


def test_agents_of_the_claude_agent_sdk_with_models_by_their_short_names(scan):
    found = scan(
        {
            "src/review.ts": 'import { query, type AgentDefinition } from "@anthropic-ai/claude-agent-sdk";\n'
            'const reviewer: AgentDefinition = { description: "Reviews", prompt: "You are a reviewer.", model: "haiku" };\n'
            'const lead = query({ prompt: "Review", options: { model: "opus", agents: { "code-reviewer": reviewer } } });\n'
        }
    )
    assert {"lead", "code-reviewer"} <= set(found.names(Kind.AGENT))
    assert "opus" in found.names(Kind.MODEL)


def test_any_model_of_a_small_table_may_be_meant_by_a_key_with_a_default(scan):
    found = scan(
        {
            "src/ask.ts": 'import Anthropic from "@anthropic-ai/sdk";\n'
            'const MODELS = { opus: "claude-opus-4-20250514", haiku: "claude-3-5-haiku-20241022" };\n'
            "export const ask = (options: { model?: string }) => new Anthropic().messages.create({\n"
            '  model: MODELS[options.model || "haiku"], max_tokens: 9, messages: [] });\n'
        }
    )
    assert found.names(Kind.MODEL) == ["claude-3-5-haiku-20241022", "claude-opus-4-20250514"]


def test_names_of_channels_and_keys_are_no_models(scan):
    found = scan(
        {
            "src/main.ts": 'import OpenAI from "openai";\nipc.handle("claude-code:query", run);\n'
            'store("gemini-scribe-api-key", "deepseek-chat");\n'
        }
    )
    assert found.names(Kind.MODEL) == ["deepseek-chat"]


def test_what_a_script_gives_as_a_whole_is_what_requires_it(scan):
    found = scan(
        {
            "tools.js": "const tools = [{ type: 'function', function: { name: 'checkStock', description: 'Stock of shoes',"
            " parameters: { type: 'object', properties: {} } } }];\nmodule.exports = tools;\n",
            "clerk.js": "const OpenAI = require('openai');\nconst tools = require('./tools');\n"
            "const ask = () => new OpenAI().chat.completions.create({ model: 'gpt-4o', messages: [], tools: tools });\n",
        }
    )
    assert any(kind == "has-tool" and target == "checkStock" for _, kind, target in found.links)


def test_variables_that_env_files_set_are_followed_from_scripts(scan):
    found = scan(
        {
            "bot.js": "import dotenv from 'dotenv'\nimport OpenAI from 'openai'\nconst env = dotenv.config().parsed\n"
            "const client = new OpenAI({ apiKey: env.CHAT_KEY, baseURL: process.env.CHAT_URL })\n"
            "client.chat.completions.create({ model: env.CHAT_MODEL, messages: [] })\n"
        },
        documents={".env.example": "CHAT_URL='https://api.siliconflow.cn/v1'\nCHAT_MODEL='qwen-plus'\n"},
    )
    assert "bot.js:5" in found.places(Kind.MODEL, "qwen-plus")
    assert ("qwen-plus", "served-by", "SiliconFlow") in found.links


def test_prompts_that_a_server_of_the_low_level_sdk_lists(scan):
    found = scan(
        {
            "src/server.ts": 'import { ListPromptsRequestSchema } from "@modelcontextprotocol/sdk/types.js";\n'
            'enum Named { BRIEF = "brief_notes" }\n'
            'const PROMPTS = { "commit": { name: "commit", description: "Write a message", arguments: [] } };\n'
            "server.setRequestHandler(ListPromptsRequestSchema, async () => ({ prompts: Object.values(PROMPTS) }));\n"
            "other.setRequestHandler(ListPromptsRequestSchema, async () => ({\n"
            '  prompts: [{ name: Named.BRIEF, description: "Without arguments" }] }));\n'
        }
    )
    assert found.names(Kind.PROMPT) == ["brief_notes", "commit"]


def test_an_agent_that_an_entry_holds_has_the_name_of_the_entry(scan):
    found = scan(
        {
            "src/desk.ts": 'import { createAgent } from "langchain";\n'
            'const desk = { name: "Desk", description: "Answers", runnable: createAgent({ model: "openai:gpt-4o",\n'
            '  tools: [], systemPrompt: "You are a desk agent who answers." }) };\n'
        }
    )
    assert found.names(Kind.AGENT) == ["Desk"]


def test_what_an_agent_loop_prepares_belongs_to_the_agent_and_one_forced_tool_makes_none(scan):
    found = scan(
        {
            "src/loop.ts": 'import { ToolLoopAgent, generateText, tool } from "ai";\nimport { openai } from "@ai-sdk/openai";\n'
            'const look = tool({ description: "Looks things up", inputSchema: {}, execute: async () => "" });\n'
            "export const clerk = new ToolLoopAgent({ model: openai('gpt-4o'), prepareCall: ({ options, ...rest }) => (\n"
            '  { ...rest, instructions: "You are a clerk who looks things up.", tools: { look } }) });\n'
            "export const form = (q: string) => generateText({ model: openai('gpt-4o'), prompt: q, tools: { look },\n"
            '  toolChoice: { type: "tool", toolName: "look" } });\n'
        }
    )
    assert found.names(Kind.AGENT) == ["clerk"]
    assert ("clerk", "has-tool", "look") in found.links
    assert any(source == "clerk" and kind == "uses-prompt" for source, kind, _ in found.links)


def test_a_model_that_a_function_of_an_sdk_makes_is_told_once(scan):
    found = scan(
        {
            "src/ask.ts": "import { streamText } from 'ai'\nimport { groq } from '@ai-sdk/groq'\n"
            "const pick = () => groq('meta-llama/llama-4-scout')\nexport const ask = () => {\n"
            "  const model = pick()\n  return streamText({ model: model, prompt: 'Say hello to everybody in the room' })\n}\n"
        }
    )
    assert {one.subject.origin for one in found.observations if one.subject.kind == Kind.MODEL} == {"groq"}


def test_a_worker_hears_the_model_that_a_page_posts(scan):
    found = scan(
        {
            "src/app.tsx": 'const worker = new Worker(new URL("./worker.ts", import.meta.url));\n'
            'export const go = (audio: any) => worker.postMessage({ audio, model: "Xenova/whisper-base" });\n',
            "src/worker.ts": 'import { pipeline } from "@xenova/transformers";\n'
            'self.addEventListener("message", async (event) => {\n  const { audio, model } = event.data;\n'
            '  const run = await pipeline("automatic-speech-recognition", model);\n});\n',
        }
    )
    assert "src/worker.ts:4" in found.places(Kind.MODEL, "Xenova/whisper-base")


def test_a_text_that_is_read_with_its_encoding_and_embedded_is_data(scan):
    found = scan(
        {
            "scripts/embed.ts": 'import fs from "fs";\nimport OpenAI from "openai";\nconst openai = new OpenAI();\n'
            'const book = JSON.parse(fs.readFileSync("scripts/essays.json", "utf8"));\n'
            'await openai.embeddings.create({ model: "text-embedding-3-small", input: book.essays });\n'
        },
        also=("scripts/essays.json",),
    )
    assert found.names(Kind.DATASET) == ["scripts/essays.json"]


def test_a_fine_tuned_model_is_trained_on_the_file_that_is_uploaded(scan):
    found = scan(
        {
            "tune.ts": 'import OpenAI from "openai";\nimport fs from "fs";\nconst openai = new OpenAI();\n'
            'const file = await openai.files.create({ file: fs.createReadStream("data/train.jsonl"), purpose: "fine-tune" });\n'
            'await openai.fineTuning.jobs.create({ training_file: file.id, model: "gpt-4o-mini-2024-07-18" });\n'
        }
    )
    assert ("gpt-4o-mini-2024-07-18", "trained-on", "data/train.jsonl") in found.links


def test_a_low_level_server_has_the_tools_that_it_answers_beside_another_server(scan):
    found = scan(
        {
            "server/erp.js": 'export const erpTools = [{ name: "query_orders", description: "Looks orders up",'
            ' inputSchema: { type: "object", properties: {} } }];\n',
            "server/index.js": 'import { Server } from "@modelcontextprotocol/sdk/server/index.js";\n'
            'import { ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";\n'
            'import { erpTools } from "./erp.js";\nclass Erp {\n  constructor() {\n'
            '    this.server = new Server({ name: "erp-mcp", version: "1.0.0" }, { capabilities: { tools: {} } });\n'
            "    this.server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [...erpTools] }));\n  }\n}\n",
            "other/index.js": 'import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";\n'
            'const server = new McpServer({ name: "other", version: "1.0.0" });\n',
        }
    )
    assert ("erp-mcp", "contains", "query_orders") in found.links


def test_people_and_browsers_called_agents_are_none(scan):
    found = scan(
        {
            "src/team.ts": 'import OpenAI from "openai";\nexport const agents = [{ name: "Mary", role: "Sales", phone: "1" }];\n'
            'export const userAgents = [{ name: "Firefox", system: "Linux", model: "gecko" }];\n'
        }
    )
    assert found.names(Kind.AGENT) == []


def test_a_short_name_within_the_call_is_a_model_on_whichever_line(scan):
    found = scan(
        {
            "agent.py": "from claude_agent_sdk import AgentDefinition\nagents = {\n    'scout': AgentDefinition(\n"
            "        description='Finds sources',\n        prompt='You are a scout who finds sources.',\n        model='haiku',\n"
            "    )\n}\n"
        }
    )
    assert found.names(Kind.MODEL) == ["haiku"]
    assert ("scout", "uses-model", "haiku") in found.links


def test_a_tool_that_spreads_its_schema_has_the_name_of_the_schema(scan):
    seen = scan(
        {
            "tools/tides.ts": "export const schema = { name: 'tide_table', description: 'Tides', inputSchema: {} } as const;\n"
            "export async function lookUp(args: { port: string }) { return args; }\n",
            "tools/index.ts": "import { schema as tides, lookUp } from './tides.js';\n"
            "export const tools = [{ ...tides, handler: lookUp }];\n",
            "index.ts": 'import { Server } from "@modelcontextprotocol/sdk/server/index.js";\n'
            'import { tools } from "./tools/index.js";\n'
            'const server = new Server({ name: "harbour", version: "1" }, { capabilities: { tools: {} } });\n'
            "server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: tools.map(({ name }) => ({ name })) }));\n",
        }
    )
    assert seen.names(Kind.TOOL) == ["harbour", "tide_table"]


def test_servers_of_tmcp_have_the_tools_that_functions_add(scan):
    seen = scan(
        {
            "server.ts": "import { McpServer } from 'tmcp';\nimport { addTides } from './tides.js';\n"
            "const server = new McpServer({ name: 'harbour', version: '1' }, {});\naddTides(server);\n",
            "tides.ts": "import { McpServer } from 'tmcp';\nexport const addTides = (server: McpServer) => {\n"
            "  server.tool({ name: 'tide_table', description: 'Tides' }, async () => ({}));\n};\n",
        }
    )
    assert seen.names(Kind.TOOL) == ["harbour", "tide_table"]
    assert ("harbour", "contains", "tide_table") in seen.links


def test_servers_of_litemcp_are_named_and_have_their_tools(scan):
    seen = scan(
        {
            "index.ts": "import { LiteMCP } from 'litemcp';\nconst server = new LiteMCP('harbour', '0.1.0');\n"
            "const tides = { name: 'tide_table', description: 'Tides', parameters: {}, execute: async () => 'high' };\n"
            "server.addTool(tides);\n",
        }
    )
    assert seen.names(Kind.TOOL) == ["harbour", "tide_table"]
    assert ("harbour", "contains", "tide_table") in seen.links
