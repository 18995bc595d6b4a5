"""How programs of each SDK are usually written, language by language."""

from __future__ import annotations

from aibom.model.kinds import Kind

FLEET = "fleet/src/main/java/fleet/"
INSPECTOR = """package fleet.agents;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.service.SystemMessage;
import io.quarkiverse.langchain4j.ToolBox;
import fleet.tools.Workshop;
public interface Inspector {
    @SystemMessage("You inspect bicycles that come back from a rental.")
    @Agent(description = "Inspects a bicycle", outputKey = "report")
    @ToolBox(Workshop.class)
    String inspect(String frameNumber);
}
"""
WORKSHOP = """package fleet.tools;
import dev.langchain4j.agent.tool.Tool;
public class Workshop {
    @Tool("Books a repair") public String bookRepair(String frameNumber) { return "booked"; }
}
"""
RETURNS = """package fleet.workflow;
import dev.langchain4j.agentic.declarative.SequenceAgent;
import fleet.agents.Inspector;
public interface Returns {
    @SequenceAgent(outputKey = "done", subAgents = { Inspector.class })
    String take(String frameNumber);
}
"""


def test_annotated_interfaces_of_langchain4j_are_agents_across_packages(scan):
    found = scan(
        {
            f"{FLEET}agents/Inspector.java": INSPECTOR,
            f"{FLEET}tools/Workshop.java": WORKSHOP,
            f"{FLEET}workflow/Returns.java": RETURNS,
        }
    )
    assert found.names(Kind.AGENT) == ["Inspector", "Returns"]
    assert ("Inspector", "has-tool", "bookRepair") in found.links
    assert ("Returns", "contains", "Inspector") in found.links
    assert any(source == "Inspector" and kind == "uses-prompt" for source, kind, _ in found.links)


def test_an_imported_class_is_that_of_the_nearest_build(scan):
    source = 'package shop.ai;\npublic class Names {{ public static final String MODEL = "{}"; }}\n'
    use = (
        "package shop.web;\nimport dev.langchain4j.model.openai.OpenAiChatModel;\nimport shop.ai.Names;\n"
        "class Desk { Object m = OpenAiChatModel.builder().modelName(Names.MODEL).build(); }\n"
    )
    found = scan(
        {
            "desk/src/main/java/shop/ai/Names.java": source.format("gpt-4.1-mini"),
            "store/src/main/java/shop/ai/Names.java": source.format("gpt-4o"),
            "desk/src/main/java/shop/web/Desk.java": use,
        }
    )
    assert "gpt-4.1-mini" in {o.subject.name for o in found.observations if o.evidence.path.endswith("Desk.java")}
    assert not [o for o in found.observations if o.subject.name == "gpt-4o" and o.evidence.path.endswith("Desk.java")]


CLERK = '''using Microsoft.Extensions.AI;
class Clerk(IChatClient chatClient) {
    async Task<string> Answer(string question, string customer) {
        var messages = new List<ChatMessage>([ new(ChatRole.System, $$"""
            You are the clerk of a small bookshop and answer {{customer}} in two sentences.
            """) ]);
        messages.Add(new ChatMessage(ChatRole.User, question));
        var stock = AIFunctionFactory.Create(LookUpStock);
        ChatOptions options = new() { Tools = [stock] };
        return (await chatClient.GetResponseAsync(messages, options)).Text;
    }
    async Task<string> Summarise(string thread) =>
        (await chatClient.GetResponseAsync<Summary>($"Write a summary of this thread in at most thirty words: {thread}")).Text;
    static int LookUpStock(string isbn) => 3;
}
'''


def test_messages_of_microsoft_extensions_ai_are_prompts_however_the_list_is_written(scan):
    found = scan({"Shop/Clerk.cs": CLERK})
    assert found.names(Kind.TOOL) == ["LookUpStock"]
    assert {o.evidence.line for o in found.observations if o.subject.kind == Kind.PROMPT} == {4, 10}
