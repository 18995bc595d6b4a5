"""Kits of applications in TypeScript: components that functions give, tools of pages, servers that clients start."""

from __future__ import annotations

from aibom.model.kinds import Kind

MASTRA = """
import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { LibSQLVector } from "@mastra/libsql";
import { openai } from "@ai-sdk/openai";

export const vectors = new LibSQLVector({ connectionUrl: "file:../notes.db" });
const forecast = createTool({ id: "forecast", description: "Tells the weather of a town", execute: async () => "sun" });
export const clerk = new Agent({
  name: "Weather clerk",
  instructions: "You tell people the weather of their town.",
  model: ({ runtimeContext }) => runtimeContext.get("tier") === "pro" ? openai("gpt-4o") : openai("gpt-4o-mini"),
  tools: async () => ({ forecast }),
});
"""


def test_functions_written_in_place_give_an_agent_its_models_and_tools(scan) -> None:
    found = scan({"clerk.ts": MASTRA})
    assert ("Weather clerk", "uses-model", "gpt-4o") in found.links
    assert ("Weather clerk", "uses-model", "gpt-4o-mini") in found.links
    assert ("Weather clerk", "has-tool", "forecast") in found.links
    assert "LibSQL" in found.names(Kind.SERVICE)


GENKIT = """
import { genkit } from "genkit";
import { googleAI } from "@genkit-ai/googleai";
import { mcpClient, mcpServer } from "genkitx-mcp";

const maps = mcpClient({ name: "maps", serverProcess: { command: "npx", args: ["-y", "@modelcontextprotocol/server-google-maps"] } });
const ai = genkit({ plugins: [googleAI(), maps] });
ai.defineTool({ name: "addNumbers", description: "Adds two numbers" }, async ({ a, b }) => a + b);
mcpServer(ai, { name: "sums", version: "0.1.0" }).start();
"""


def test_servers_that_genkit_starts_and_is(scan) -> None:
    found = scan({"index.ts": GENKIT})
    assert found.names(Kind.TOOL) == ["addNumbers", "maps", "sums"]
    assert ("sums", "has-tool", "maps") not in found.links


VOLTAGENT = """
import { Agent, MCPConfiguration } from "@voltagent/core";
import { openai } from "@ai-sdk/openai";

const servers = new MCPConfiguration({ servers: { github: { type: "stdio", command: "npx", args: ["-y", "@modelcontextprotocol/server-github"] } } });
const clerk = new Agent({ name: "Clerk", instructions: "You triage the issues of a team.", model: openai("gpt-4o"), tools: await servers.getTools() });
"""


def test_an_agent_of_voltagent_uses_the_servers_of_its_configuration(scan) -> None:
    found = scan({"index.ts": VOLTAGENT})
    assert ("Clerk", "has-tool", "github") in found.links


STORE = """
import { createClient } from "@supabase/supabase-js";
import OpenAI from "openai";

const openai = new OpenAI();
const supabase = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_KEY);
export async function store(content: string) {
  const answer = await openai.embeddings.create({ model: "text-embedding-3-small", input: content });
  const [{ embedding }] = answer.data;
  await supabase.from("notes").insert({ content, embedding }).select("*");
}
export const plain = (name: string) => supabase.from("users").insert({ name });
"""


def test_rows_with_embeddings_make_a_database_a_vector_store(scan) -> None:
    found = scan({"store.ts": STORE})
    assert ("Supabase", "uses-model", "text-embedding-3-small") in found.links
    assert "Supabase" not in scan({"users.ts": STORE.replace(", embedding }", " }")}).names(Kind.SERVICE)


FILMS = """
import { TwelveLabs } from "twelvelabs-js";
const DEFAULT_MODEL = "pegasus1.2";
const films = new TwelveLabs({ apiKey: process.env.TWELVE_LABS_API_KEY });
export const analyse = (videoId, model = DEFAULT_MODEL) => films.analyze({ videoId, modelName: model, prompt: "What is shown?" });
"""


def test_models_of_twelve_labs(scan) -> None:
    found = scan({"films.ts": FILMS})
    assert ("pegasus1.2", "served-by", "Twelve Labs") in found.links


INDEX = """
import fs from "fs";
import OpenAI from "openai";
const openai = new OpenAI();
const essays = JSON.parse(fs.readFileSync("scripts/essays.json", "utf8"));
const known = JSON.parse(fs.readFileSync("scripts/cache.json", "utf8"));
const done = JSON.parse(fs.readFileSync("scripts/done.json", "utf8"));
for (const essay of essays) await openai.embeddings.create({ model: "text-embedding-3-small", input: essay.text });
fs.writeFileSync("scripts/done.json", JSON.stringify(done));
"""


def test_data_that_another_script_made_is_read_for_embeddings(scan) -> None:
    assert scan({"scripts/embed.ts": INDEX}).names(Kind.DATASET) == ["scripts/essays.json"]


CHARACTER = """
import { type Character, type Action } from "@elizaos/core";
export const ada: Character = {
  name: "Ada",
  plugins: ["@elizaos/plugin-openai"],
  system: "Respond to all messages in a helpful, conversational manner.",
  bio: ["Explains engines in plain words"],
  topics: ["engines"],
  style: { all: ["short"] },
};
export const greet: Action = {
  name: "GREET_GUEST",
  similes: ["SAY_HELLO"],
  description: "Greets whoever comes in",
  validate: async () => true,
  handler: async () => ({ text: "hello" }),
};
export const menu = { name: "Lunch", similes: ["Dinner"], description: "What the kitchen has today" };
"""


def test_characters_of_elizaos_with_their_words_and_actions(scan) -> None:
    found = scan({"src/character.ts": CHARACTER})
    assert ("Ada", "uses-prompt", "Ada system prompt") in found.links
    assert found.names(Kind.TOOL) == ["GREET_GUEST"]


ZOO = """
const MODELS = [
  { id: 1, owner: "stability-ai", name: "SDXL", version: "98d6bab2dd21e4ffc4cc626420ab4f24b99ec60728c5d835ff9c3439396aca45", url: "https://replicate.com/stability-ai/sdxl?utm=zoo" },
  { id: 2, owner: "cjwbw", name: "anything-v3.0", version: "f410ed4c6a0c3bf8b76747860b3a3c9e4c8b5a827a16eac9dd5ad9642edce9a2" },
];
const SHOPS = [{ owner: "ada", name: "bookshop", version: "2" }];
export default MODELS;
"""


def test_models_of_replicate_in_a_list_of_objects(scan) -> None:
    found = scan({"lib/models.js": ZOO})
    assert found.names(Kind.MODEL, "replicate") == ["cjwbw/anything-v3.0", "stability-ai/sdxl"]
    assert found.one(Kind.MODEL, "stability-ai/sdxl").facts["revision"].startswith("98d6bab2")


VOLT_MEMORY = """
import { Agent, Memory, AiSdkEmbeddingAdapter } from "@voltagent/core";
import { LibSQLVectorAdapter } from "@voltagent/libsql";
import { openai } from "@ai-sdk/openai";
const memory = new Memory({ embedding: new AiSdkEmbeddingAdapter(openai.embedding("text-embedding-3-small")), vector: new LibSQLVectorAdapter({ url: "file:./notes.db" }) });
export const clerk = new Agent({ name: "Clerk", instructions: "You answer from the notes of a team.", model: "openai/gpt-4o", memory });
"""


def test_the_memory_of_an_agent_is_a_store_that_embeds(scan) -> None:
    links = scan({"index.ts": VOLT_MEMORY}).links
    assert ("Clerk", "stores-in", "LibSQL") in links
    assert ("LibSQL", "uses-model", "text-embedding-3-small") in links


GENKIT_MODELS = """
import { genkit } from "genkit";
import { googleAI } from "@genkit-ai/google-genai";
const ai = genkit({ plugins: [googleAI()], model: googleAI.model("gemini-2.5-flash") });
const getMenu = ai.defineTool({ name: "getMenu", description: "Returns today's menu" }, async () => "soup");
const pirate = ai.definePrompt({ name: "pirate", model: "googleai/gemini-2.0-flash", system: "Talk like a pirate at all times." });
export const answer = (query) => ai.generate({
  model: googleAI.model("gemini-2.5-pro"), tools: [getMenu],
  prompt: `You answer questions about the food that is on the menu. Question: ${query}`,
});
"""


def test_a_model_that_a_call_names_takes_the_place_of_its_clients(scan) -> None:
    links = scan({"index.ts": GENKIT_MODELS}).links
    assert ("gemini-2.0-flash", "uses-prompt", "pirate") in links
    used = {(kind, target) for source, kind, target in links if source == "gemini-2.5-flash"}
    assert used == {("served-by", "Google Gemini")}
    assert ("answer", "has-tool", "getMenu") in links


RAYCAST = """
import { AI } from "@raycast/api";
export default async function Command(text: string) {
  return AI.ask(`Rewrite the text so that it is friendly and short: ${text}`, { model: AI.Model["OpenAI_GPT-4o"], creativity: "low" });
}
"""


def test_models_that_raycast_is_asked_for(scan) -> None:
    found = scan({"src/rewrite.ts": RAYCAST})
    assert ("gpt-4o", "uses-prompt", "Command prompt") in found.links
    assert ("gpt-4o", "served-by", "Raycast AI") in found.links


SESSION = """
import { getLlama, LlamaChatSession } from "node-llama-cpp";
const llama = await getLlama();
const model = await llama.loadModel({ modelPath: "models/llama-3.1-8b.gguf" });
const context = await model.createContext();
export const session = new LlamaChatSession({ contextSequence: context.getSequence(), systemPrompt: "You are a helpful offline assistant." });
"""


def test_a_session_of_llama_cpp_tells_its_model_what_to_be(scan) -> None:
    links = scan({"ai.ts": SESSION}).links
    assert {one[0] for one in links if one[1] == "uses-prompt"} == {"models/llama-3.1-8b.gguf"}


FAQS = """
import { pipeline } from "@xenova/transformers";
import { Pinecone } from "@pinecone-database/pinecone";
import faqs from "../data/faqs.json" assert { type: "json" };
import settings from "../config/settings.json";
const index = new Pinecone().index("faqs");
const extractor = await pipeline("feature-extraction", "Xenova/all-MiniLM-L6-v2");
for (const faq of faqs) {
  const answer = await extractor(faq.question, { pooling: "mean", normalize: true });
  await index.upsert([{ id: faq.id, values: Array.from(answer.data), metadata: faq }]);
}
"""


def test_documents_that_are_imported_for_embeddings_are_data(scan) -> None:
    found = scan({"scripts/index.ts": FAQS}, also=("data/faqs.json", "config/settings.json"))
    assert found.names(Kind.DATASET) == ["data/faqs.json"]
    assert ("Pinecone", "uses-model", "Xenova/all-MiniLM-L6-v2") in found.links
    shown = 'import faqs from "../data/faqs.json";\nexport const first = faqs[0];'
    assert scan({"page.ts": shown}, also=("data/faqs.json",)).names(Kind.DATASET) == []


BRAIN = """
import { drizzle } from "drizzle-orm/postgres-js";
import { pgTable, text, vector } from "drizzle-orm/pg-core";
import { openai } from "@ai-sdk/openai";
import { streamText, embed, tool } from "ai";
const db = drizzle(process.env.DATABASE_URL);
const notes = pgTable("notes", { content: text("content"), embedding: vector("embedding", { dimensions: 1536 }).notNull() });
const users = pgTable("users", { name: text("name") });
const embedding = async (value) => (await embed({ model: openai.embedding("text-embedding-ada-002"), value })).embedding;
const save = async (content) => db.insert(notes).values({ content, embedding: await embedding(content) });
const join = async (name) => db.insert(users).values({ name });
export const answer = (messages) => streamText({ model: openai("gpt-4o"), messages, tools: {
  addNote: tool({ description: "Adds a note", execute: async ({ content }) => save(content) }),
  addUser: tool({ description: "Adds a user", execute: async ({ name }) => join(name) }),
} });
"""


def test_tools_that_fill_a_table_with_vectors_use_the_store(scan) -> None:
    links = scan({"route.ts": BRAIN}).links
    assert ("addNote", "calls-service", "pgvector") in links
    assert ("addNote", "uses-model", "text-embedding-ada-002") in links
    assert not [one for one in links if one[0] == "addUser"]


HANDLERS = """
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { QdrantClient } from "@qdrant/js-client-rest";
class Search { constructor(private client: QdrantClient) {} async handle(args) { return this.client.search("docs", args); } }
const client = new QdrantClient({ url: process.env.QDRANT_URL });
const handlers = new Map();
handlers.set("search_documentation", new Search(client));
const server = new Server({ name: "docs", version: "1.0.0" }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [
  { name: "search_documentation", description: "Searches the docs", inputSchema: { type: "object" } },
  { name: "list_documentation", description: "Lists the docs", inputSchema: { type: "object" } },
] }));
server.setRequestHandler(CallToolRequestSchema, async (request) => handlers.get(request.params.name).handle(request.params.arguments));
"""


def test_a_map_of_handlers_says_what_a_tool_calls(scan) -> None:
    links = scan({"server.ts": HANDLERS}).links
    assert {one[0] for one in links if one[1:] == ("calls-service", "Qdrant")} == {"search_documentation"}


CHATBOT = {
    "lib/providers.ts": """
import { gateway } from "@ai-sdk/gateway";
import { customProvider } from "ai";
export const models = customProvider({ languageModels: { chat: gateway.languageModel("xai/grok-3-mini"), title: gateway.languageModel("xai/grok-2-1212") } });
""",
    "app/(chat)/api/chat/route.ts": """
import { streamText, createUIMessageStream, tool } from "ai";
import { models } from "@/lib/providers";
const getTime = tool({ description: "Tells the time", execute: async () => Date.now() });
export async function POST(request) {
  const { messages, selected } = await request.json();
  return createUIMessageStream({ execute: ({ writer }) => writer.merge(streamText({ model: models.languageModel(selected), messages, tools: { getTime } })) });
}
""",
}


def test_an_agent_in_a_function_in_place_is_named_after_the_one_around(scan) -> None:
    found = scan(CHATBOT)
    assert found.names(Kind.AGENT) == ["chat POST"]
    assert ("chat POST", "uses-model", "grok-3-mini") in found.links
    assert found.names(Kind.SERVICE) == ["Vercel AI Gateway"]  # whom the gateway asks is not the program's affair


LLAMA = """
import Replicate from "replicate";
const VERSIONS = { "yorickvp/llava-13b": "e272157381e2a3bf12df3a8edd1f38d1dbd736bbb7437277c8b34175f8fce358" };
const COMMITS = { main: "e272157381e2a3bf12df3a8edd1f38d1dbd736bbb7437277c8b34175f8fce358" };
export const run = (client, image) => client.predictions.create({ input: { image }, version: VERSIONS["yorickvp/llava-13b"] });
"""


def test_versions_of_replicate_under_the_names_of_their_models(scan) -> None:
    assert scan({"route.js": LLAMA}).names(Kind.MODEL, "replicate") == ["yorickvp/llava-13b"]


WELCOME = """
import { useChat } from "ai/react";
export const Home = () => useChat({ api: "/api/guru", initialMessages: [{ id: "0", role: "system", content: `**Welcome to the Guru**

Your ultimate companion in the academic landscape of a university.` }] });
"""


def test_a_greeting_is_no_prompt(scan) -> None:
    assert scan({"app/page.tsx": WELCOME}).names(Kind.PROMPT) == []
    told = WELCOME.replace("**Welcome to the Guru**", "You are the guru of a university.")
    assert scan({"app/page.tsx": told}).names(Kind.PROMPT)


SPEAKING = """
import { openai } from "@ai-sdk/openai";
import { Agent } from "@mastra/core/agent";
import { Mastra } from "@mastra/core/mastra";
import { OpenAIVoice } from "@mastra/voice-openai";
const optimist = new Agent({ name: "Optimist", instructions: "You see the good side of every topic.", model: openai("gpt-4o"), voice: new OpenAIVoice({ speechModel: { name: "tts-1-hd" } }) });
export const mastra = new Mastra({ agents: { optimist } });
export const speak = (text) => mastra.getAgent("optimist").voice.speak(text);
"""


def test_an_agent_that_is_asked_for_is_no_part_of_a_model(scan) -> None:
    found = scan({"agents.ts": SPEAKING})
    assert not [one for one in found.links if one[0] == "gpt-4o" and one[2] == "Optimist"]
    assert ("tts-1-hd", "served-by", "OpenAI") in found.links


LOADED = """
import { tool, generateText } from "ai";
import { openai } from "@ai-sdk/openai";
function toTools(described) {
  const tools = {};
  for (const each of described) tools[each.name] = tool({ description: each.description, inputSchema: each.schema });
  tools["look_up"] = tool({ description: "Looks something up", inputSchema: {} });
  return tools;
}
export const run = (described, prompt) => generateText({ model: openai("gpt-4o"), prompt, tools: toTools(described) });
"""


def test_tools_under_keys_that_only_the_program_knows_have_no_name(scan) -> None:
    assert "toTools" not in scan({"tools.ts": LOADED}).names(Kind.TOOL)


CONVEX = """
import OpenAI from "openai";
import Instructor from "@instructor-ai/instructor";
import { action } from "./_generated/server";
const together = new OpenAI({ apiKey: process.env.TOGETHER_API_KEY, baseURL: "https://api.together.xyz/v1" });
const client = Instructor({ client: together, mode: "JSON_SCHEMA" });
export const title = (text) => client.chat.completions.create({ messages: [{ role: "user", content: text }], model: "Qwen/Qwen2.5-72B-Instruct-Turbo" });
export const similar = action({ handler: async (ctx, args) => {
  const answer = await together.embeddings.create({ input: [args.query], model: "togethercomputer/m2-bert-80M-32k-retrieval" });
  return ctx.vectorSearch("notes", "by_embedding", { vector: answer.data[0].embedding, limit: 16 });
} });
"""


def test_convex_searches_by_vectors_and_a_client_that_is_wrapped(scan) -> None:
    links = scan({"convex/notes.ts": CONVEX}).links
    assert ("Convex vector search", "uses-model", "togethercomputer/m2-bert-80M-32k-retrieval") in links
    assert ("Qwen/Qwen2.5-72B-Instruct-Turbo", "served-by", "Together AI") in links


def test_functions_of_a_session_of_node_llama_cpp_are_tools_of_an_agent(scan):
    session = (
        "import { defineChatSessionFunction, getLlama, LlamaChatSession } from 'node-llama-cpp';\n"
        "const llama = await getLlama();\n"
        "const model = await llama.loadModel({ modelPath: 'models/Qwen3-1.7B-Q8_0.gguf' });\n"
        "const context = await model.createContext();\n"
        "const systemPrompt = 'You tell the hour in the harbours of the world.';\n"
        "const session = new LlamaChatSession({ contextSequence: context.getSequence(), systemPrompt });\n"
        "const getHour = defineChatSessionFunction({ description: 'Get the hour', params: {}, handler: () => 'noon' });\n"
    )
    asked = "await session.prompt('How late is it in Genoa?'{});\n"
    found = scan({"clock.js": session + asked.format(", { functions: { getHour } }")})
    assert found.names(Kind.AGENT) == ["clock"]
    assert ("clock", "has-tool", "getHour") in found.links
    assert ("clock", "uses-prompt", "systemPrompt") in found.links
    assert scan({"clock.js": session + asked.format("")}).names(Kind.AGENT) == []


OPENCODE = """
import { tool } from "@opencode-ai/plugin";

export default tool({
  description: "Run the type checker",
  args: { file: tool.schema.string() },
  async execute({ file }) { return file; },
});
"""


def test_tools_of_opencode_are_named_by_their_file_or_variable(scan) -> None:
    named = OPENCODE.replace("export default", "export const lint =")
    other = OPENCODE.replace("@opencode-ai/plugin", "./helpers")
    found = scan({"tool/typecheck.ts": OPENCODE, "tool/style.ts": named, "lib/other.ts": other})
    assert found.names(Kind.TOOL) == ["lint", "typecheck"]


PUT_INTO = """import { streamText, type Tool } from "ai";
import { z } from "zod";
const tideSearch = { description: "Looks up the tide", inputSchema: z.object({ q: z.string() }), execute: async () => 1 };
const shipSearch = { description: "Looks up a ship", inputSchema: z.object({ q: z.string() }), execute: async () => 2 };
const shelf = { description: "A shelf of the archive", width: 3 };
const SEARCHES = { tide: tideSearch, ship: shipSearch } as const;
function makeArchive(space: string) {
  return { description: "Looks into " + space, inputSchema: z.object({ q: z.string() }), execute: async () => space };
}
export async function POST(request: Request) {
  const { messages, kinds, space, draw } = await request.json();
  const tools: Record<string, Tool> = {};
  kinds.forEach((kind: string) => {
    const search = SEARCHES[kind as keyof typeof SEARCHES];
    if (search) tools[`${kind}Search`] = search;
  });
  if (space) { tools.archive = makeArchive(space); }
  tools["draw_chart"] = { description: "Draws a chart", inputSchema: z.object({}), execute: draw };
  const others: Record<string, unknown> = {};
  others.shelf = shelf;
  return streamText({ model: "openai/gpt-5-nano", messages, tools: Object.keys(tools).length ? tools : undefined });
}
"""


def test_tools_are_put_into_a_mapping_that_begins_empty(scan) -> None:
    found = scan({"route.ts": PUT_INTO})
    tools = {"archive", "draw_chart", "shipSearch", "tideSearch"}
    assert set(found.names(Kind.TOOL)) == tools
    assert {name for source, kind, name in found.links if (source, kind) == ("POST", "has-tool")} == tools
    assert "route.ts:3" in found.places(Kind.TOOL, "tideSearch")


MEASURED = """
import { Mastra } from "@mastra/core";
import { Workspace } from "@mastra/core/workspace";

export const mastra = new Mastra({});
export const desk = new Workspace({ name: "Desk", filesystem: local, instructions: { sandbox: "Run nothing." }, tools: { remove: {} } });
export const cases = await mastra.datasets.create({
  name: "delivery-cases",
  description: "Cases that each release is measured by",
  inputSchema: caseSchema,
  groundTruthSchema: expectedSchema,
});
"""


def test_data_of_mastra_is_no_tool_and_a_workspace_no_agent(scan) -> None:
    found = scan({"src/mastra.ts": MEASURED})
    assert (found.names(Kind.TOOL), found.names(Kind.AGENT)) == ([], [])
    assert found.names(Kind.DATASET) == ["delivery-cases"]


EARLY = """import { experimental_streamText } from "ai";
import { openai } from "@ai-sdk/openai";
export async function researcher(messages) {
  return experimental_streamText({
    model: openai("gpt-4-turbo"), messages, system: "As a search expert, you answer each question with what was found.",
    tools: { search: { description: "Search the web", parameters: schema, execute: async ({ query }) => query } },
  });
}
"""


def test_early_names_of_the_vercel_ai_sdk(scan):
    found = scan({"researcher.ts": EARLY})
    assert found.names(Kind.AGENT) == ["researcher"]
    assert {("researcher", "uses-model", "gpt-4-turbo"), ("researcher", "has-tool", "search")} <= found.links
