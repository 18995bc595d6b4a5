"""Claude's Agent SDK in scripts: servers of MCP in place and made elsewhere, agents among the options."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

SHOP = """import { query, tool, createSdkMcpServer } from "@anthropic-ai/claude-agent-sdk";
const lookup = tool("lookup_order", "Look up an order by its number", {}, async ({ id }) => find(id));
const shop = createSdkMcpServer({ name: "shop", tools: [lookup] });
const agents = {
  reviewer: { description: "Reviews replies", prompt: "You review replies to customers for tone.", tools: ["Read"] },
};
export const answer = (text) => query({
  prompt: text,
  options: { mcpServers: { shop, github: { command: "npx", args: ["-y", "@modelcontextprotocol/server-github"] } }, agents },
});
"""


def test_servers_that_are_made_elsewhere_stand_beside_those_in_place(scan) -> None:
    found = scan({"src/shop.ts": SHOP})
    given = {
        target for source, kind, target in found.links if source == "answer" and kind == RelationKind.HAS_TOOL.value
    }
    assert given == {"github", "shop"}
    assert found.names(Kind.TOOL) == ["github", "lookup_order", "shop"]


def test_what_an_agent_among_the_options_is_told_is_its_prompt(scan) -> None:
    found = scan({"src/shop.ts": SHOP})
    assert ("reviewer", RelationKind.USES_PROMPT.value, "reviewer system prompt") in found.links


CALC = """import { McpAgent } from "agents/mcp";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
export class Calculator extends McpAgent {
  server = new McpServer({ name: "calculator", version: "1.0.0" });
  async init() { this.server.tool("add", { a: z.number() }, async ({ a }) => add(a)); }
}
"""


def test_a_server_of_cloudflare_is_no_agent(scan) -> None:
    found = scan({"src/index.ts": CALC})
    assert (found.names(Kind.AGENT), found.names(Kind.TOOL)) == ([], ["add", "calculator"])
