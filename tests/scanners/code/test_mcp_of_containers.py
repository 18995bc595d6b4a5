"""Spring's MCP annotations belong to the server of the settings; Microsoft's agents as tools and in handoffs; Rig's RAG agents."""

from __future__ import annotations

from aibom.model.kinds import Kind

SPRING = """package a;
import org.springaicommunity.mcp.annotation.McpTool;
import io.modelcontextprotocol.spec.McpSchema.*;
class Poet {
  @McpTool(name = "get_tide", description = "Get the tide")
  public String getTide(double lat) {
    String request = "For a tide of %s metres please write an epic poem in the style of a sailor.".formatted(lat);
    exchange.createMessage(CreateMessageRequest.builder().systemPrompt("You are a poet of the old sea!")
        .messages(List.of(new SamplingMessage(Role.USER, new TextContent(request)))).build());
    return "";
  }
}
"""
DESK = """using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
AIAgent words = client.AsAIAgent(name: "Words", instructions: "You change words to better ones.");
AIAgent boss = client.AsAIAgent(name: "Boss", instructions: "You delegate all work to others.",
    tools: [words.AsAIFunction(new AIFunctionFactoryOptions { Name = "change_words" }), AIFunctionFactory.Create(Count, "count_words")]);
Workflow flow = AgentWorkflowBuilder.CreateHandoffBuilderWith(boss).WithHandoffs(boss, [words]).Build();
static int Count(string text) => 1;
"""
RIG = """use rig::providers::openai;
fn main() {
    let client = openai::Client::from_env();
    let handbook = client.context_rag_agent("gpt-4o-mini").preamble("You answer questions from the handbook.").build();
}
"""


def test_annotated_tools_belong_to_the_server_of_the_settings(scan):
    found = scan({"src/main/java/a/Poet.java": SPRING})
    assert found.names(Kind.TOOL) == ["get_tide"]
    assert found.names(Kind.PROMPT) == ["getTide prompt", "request"]
    assert ("mcp-server", "contains", "get_tide") in found.links


def test_agents_are_tools_and_hand_over(scan):
    found = scan({"Program.cs": DESK})
    assert found.names(Kind.TOOL) == ["change_words", "count_words"]
    assert {("Boss", "has-tool", "change_words"), ("change_words", "contains", "Words")} <= found.links
    assert ("Boss", "contains", "Words") in found.links


def test_agents_with_a_context_of_their_own(scan):
    found = scan({"src/main.rs": RIG})
    assert found.names(Kind.AGENT) == ["handbook"]
    assert ("handbook", "uses-model", "gpt-4o-mini") in found.links


def test_a_deployment_of_aspire_is_the_model_that_it_holds(scan):
    host = 'var ai = builder.AddAzureOpenAI("openai").AddDeployment(new AzureOpenAIDeployment("chat", "gpt-4o", "2024-08-06"));\n'
    web = (
        "using Azure.AI.OpenAI;\nusing Microsoft.Extensions.AI;\n"
        'var client = services.GetRequiredService<AzureOpenAIClient>().GetChatClient("chat");\n'
        'var own = new AzureOpenAIClient(new Uri(address), key).GetChatClient("chat");\n'
    )
    found = scan({"AppHost/Program.cs": host, "Web/Program.cs": web})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert "Web/Program.cs:4" in found.places(Kind.MODEL, "gpt-4o")
