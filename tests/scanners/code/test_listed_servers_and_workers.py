"""TypeScript: MCP servers in lists of settings, and models that a Worker is bound to."""

from __future__ import annotations

from aibom.model.kinds import Kind

CLERK = """
import { createAgent, anthropic } from "@inngest/agent-kit";
export const clerk = createAgent({
  name: "clerk",
  system: "You are a clerk of the harbour.",
  model: anthropic({ model: "claude-3-5-haiku-latest" }),
  mcpServers: [{ name: "berths", transport: { type: "streamable-http", url: "https://mcp.harbour.example/mcp" } }],
});
"""
RUNTIME = """
import { CopilotRuntime } from "@copilotkit/runtime";
export const runtime = new CopilotRuntime({ mcpServers: [{ endpoint: "https://tides.harbour.example/sse" }] });
"""
QUERY = """
import { query, createSdkMcpServer } from "@anthropic-ai/claude-agent-sdk";
const tides = createSdkMcpServer({ name: "tides", version: "1", tools: [] });
for await (const one of query({ prompt: "Plan the day of the harbour", options: { mcpServers: { tides } } })) { show(one); }
"""


def test_a_server_of_a_list_is_named_as_it_says(scan) -> None:
    found = scan({"clerk.ts": CLERK})
    assert found.names(Kind.TOOL) == ["berths"]
    assert ("clerk", "has-tool", "berths") in found.links


def test_a_server_without_a_name_is_named_after_its_host(scan) -> None:
    assert scan({"runtime.ts": RUNTIME}).names(Kind.TOOL) == ["tides.harbour.example"]


def test_servers_among_the_options_of_a_query_are_its_agents(scan) -> None:
    assert ("query", "has-tool", "tides") in scan({"day.ts": QUERY}).links


WORKER = """
import { WorkflowEntrypoint } from "cloudflare:workers";
import { Agent } from "agents";
export class Report extends WorkflowEntrypoint {
  async run() { return this.env.AI.run("@cf/meta/llama-3.1-8b-instruct", { prompt: "Report on the harbour" }); }
}
export class Desk extends Agent {
  async onRequest() { return this.env.AI.run("@cf/baai/bge-m3", { text: ["ship"] }); }
}
"""


def test_a_class_of_a_worker_runs_the_models_it_is_bound_to(scan) -> None:
    assert scan({"worker.ts": WORKER}).names(Kind.MODEL) == ["@cf/baai/bge-m3", "@cf/meta/llama-3.1-8b-instruct"]


ASSISTANT = """
const { AzureOpenAI } = require("openai");
const definition = {
  name: "Tide Assistant",
  instructions: "You are an assistant of the harbour.",
  tools: [{ type: "function", function: { name: "tide", description: "Tells the tide", parameters: {} } }],
};
async function run() {
  const client = new AzureOpenAI({});
  return KNOWN ? await client.beta.assistants.retrieve(KNOWN) : await client.beta.assistants.create(definition);
}
"""


def test_an_assistant_of_azure_is_made_of_a_definition(scan) -> None:
    found = scan({"desk.js": ASSISTANT})
    assert found.names(Kind.AGENT) == ["Tide Assistant"]
    assert ("Tide Assistant", "has-tool", "tide") in found.links


PARSED = """import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { z } from "zod";

const Schema = z.object({ server: z.object({ name: z.string() }) });
const config = Schema.parse({ server: { name: process.env.SERVER_NAME ?? "redmine-desk" } });
const server = new Server({ name: config.server.name, version: "0.1.0" }, { capabilities: { tools: {} } });
"""


def test_settings_that_a_schema_checks_name_the_server(scan):
    assert "redmine-desk" in scan({"src/index.ts": PARSED}).names(Kind.TOOL)


def test_a_server_whose_name_is_computed_is_called_as_its_package(scan):
    source = PARSED.replace("config.server.name", "readName()")
    found = scan({"src/index.ts": source}, documents={"package.json": '{"name": "@acme/redmine-mcp"}'})
    assert found.names(Kind.TOOL) == ["@acme/redmine-mcp"]
    assert scan({"src/index.ts": source}).names(Kind.TOOL) == ["server"]
