"""Java agents over a base of the project's own, MCP servers as records of its own, agents handed to an agent."""

from __future__ import annotations

from aibom.model.kinds import Kind

SERVER = "package shop;\npublic record McpServerMetadata(String name, String url, Protocol protocol) {}\n"
BASE = """package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import java.util.List;
public abstract class ToolAgent {
    protected ToolAgent(ChatLanguageModel model, List<McpServerMetadata> servers) { this.model = model; }
    private final ChatLanguageModel model;
}
"""
BILLING = """package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import java.util.List;
public class BillingAgent extends ToolAgent {
    public BillingAgent(ChatLanguageModel model, String url) {
        super(model, List.of(new McpServerMetadata("payments", url, Protocol.SSE)));
    }
}
"""
LEAD = """package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import java.util.List;
public class LeadAgent {
    private final ChatLanguageModel model;
    public LeadAgent(ChatLanguageModel model, List<ToolAgent> agents) { this.model = model; }
}
"""
WIRING = """package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import java.util.List;
public class Wiring {
    public BillingAgent billing() { return new BillingAgent(model, "http://localhost:8080/sse"); }
    public LeadAgent lead() { return new LeadAgent(model, List.of(billing())); }
    private ChatLanguageModel model;
}
"""
FILES = {"Server": SERVER, "ToolAgent": BASE, "BillingAgent": BILLING, "LeadAgent": LEAD, "Wiring": WIRING}


def test_servers_of_own_records_and_agents_of_agents(scan):
    found = scan({f"src/main/java/shop/{name}.java": text for name, text in FILES.items()})
    assert found.names(Kind.AGENT) == ["BillingAgent", "LeadAgent"]
    assert found.names(Kind.TOOL) == ["payments"]
    assert {("BillingAgent", "has-tool", "payments"), ("LeadAgent", "contains", "BillingAgent")} <= found.links


def test_a_record_of_a_server_whose_name_is_not_known_is_none(scan):
    source = (
        "from dataclasses import dataclass\n"
        "from mcp import StdioServerParameters\n"
        "@dataclass\n"
        "class McpServerConfig:\n"
        "    server_name: str\n"
        "    server_param: StdioServerParameters\n"
        "def handle_conversation(config):\n"
        "    return [McpServerConfig(server_name=n, server_param=StdioServerParameters(command=c.command))\n"
        "            for n, c in config.items()]\n"
    )
    assert scan({"client/cli.py": source}).names(Kind.TOOL) == []
