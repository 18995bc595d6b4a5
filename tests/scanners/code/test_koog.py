"""Habits of Koog's agents: texts of blocks, registries that are added, processes that serve."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

GARDEN = """import ai.koog.agents.core.agent.AIAgent
import ai.koog.agents.core.agent.config.AIAgentConfig
import ai.koog.agents.core.tools.ToolRegistry
import ai.koog.agents.core.tools.annotations.Tool
import ai.koog.agents.core.tools.reflect.ToolSet
import ai.koog.agents.core.tools.reflect.tools
import ai.koog.agents.mcp.McpToolRegistryProvider
import ai.koog.embeddings.local.LLMEmbedder
import ai.koog.prompt.dsl.prompt
import ai.koog.prompt.executor.clients.anthropic.AnthropicModels
import ai.koog.prompt.executor.clients.openai.OpenAIModels

class GardenTools : ToolSet {
    @Tool
    fun waterBed(bed: String): String = "done"
}

class GardenAgent(private val executor: PromptExecutor) {
    val embedder = LLMEmbedder(client, OpenAIModels.Embeddings.TextEmbedding3Small)

    suspend fun care(question: String) {
        val served = ProcessBuilder("npx", "-y", "weather-mcp").redirectErrorStream(true).start()
        val weather = McpToolRegistryProvider.fromTransport(McpToolRegistryProvider.defaultStdioTransport(served))
        val agent = AIAgent(
            promptExecutor = executor,
            agentConfig = AIAgentConfig(
                prompt("gardener") {
                    system(markdown {
                        "Today it is dry."
                        +"You're an expert for gardens who waters the beds."
                    })
                },
                AnthropicModels.Sonnet_4_5,
                300,
            ),
            toolRegistry = ToolRegistry { tools(GardenTools()) } + weather,
        )
        agent.run(question)
    }
}
"""


def test_an_agent_of_koog_has_what_its_registries_and_blocks_say(scan) -> None:
    found = scan({"src/GardenAgent.kt": GARDEN})
    assert found.names(Kind.AGENT) == ["GardenAgent"]
    assert found.names(Kind.MODEL) == ["claude-sonnet-4-5", "text-embedding-3-small"]
    tools = {target for source, kind, target in found.links if kind == RelationKind.HAS_TOOL.value}
    assert tools == {"waterBed", "weather-mcp"}
    assert any("expert for gardens" not in name for name in found.names(Kind.PROMPT))
    assert {one for one in found.links if one[:2] == ("GardenAgent", RelationKind.USES_PROMPT.value)}


def test_a_plus_between_texts_is_no_block(scan) -> None:
    plain = 'import ai.koog.prompt.dsl.prompt\nfun greet() { val a = "Hello" + " you"; println(a) }\n'
    assert not scan({"src/Plain.kt": plain}).names(Kind.PROMPT)
