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
