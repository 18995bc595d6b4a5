"""Kotlin as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, plain, read

CONFIG = '''
package com.acme.assistant

import ai.koog.agents.core.agent.AIAgent
import com.aallam.openai.api.chat.*
import com.acme.Models as Known

const val MODEL = "gpt-4o"
private val lazyClient by lazy { OpenAI("k") }

/** Wires the assistant. */
@Configuration
class AssistantConfig(private val client: ChatClient, @Value("\\${model:x}") val model: String = "gpt-4o") : Base(client) {
    companion object {
        const val DEFAULT = "gpt-4o-mini"
    }
    enum class Kind(val id: String) {
        FAST("gpt-4o-mini"),
        SMART("gpt-4o")
    }
    lateinit var memory: Memory

    /**
     * Looks up the weather.
     * @param city where
     */
    @Tool("Weather in a " + "city")
    suspend fun weather(@P("The city") city: String, days: Int = 3): String {
        val openAI = OpenAI(token = System.getenv("KEY") ?: "none", timeout = Timeout(socket = 60))
        val request = ChatCompletionRequest(
            model = ModelId(MODEL),
            messages = listOf(ChatMessage(role = ChatRole.User, content = "Weather in $city for ${days}d"))
        )
        val text = client.prompt()?.user("q")!!.call().content
        val agent = agent("bot") { model = "gpt-4o"; tool(::weather) }
        val options = mapOf("model" to MODEL, "n" to 1)
        for (part in parts) use(part)
        val picked = when (kind) {
            Kind.FAST -> "a"
            else -> "b"
        }
        val prompt = """
            You are
              a bot
        """.trimIndent()
        memory = Memory(prompt)
        keep(true, null)
        return if (fast) "x" else text
    }
}
'''


def test_imports_and_package() -> None:
    facts = read("src/main/kotlin/AssistantConfig.kt", CONFIG)
    assert facts.package == "com.acme.assistant"
    assert imported(facts) == [
        ("ai.koog.agents.core.agent", "AIAgent", "AIAgent"),
        ("com.aallam.openai.api.chat", "*", "*"),
        ("com.acme", "Models", "Known"),
    ]
    assert not facts.problems


def test_classes_and_fields() -> None:
    facts = read("AssistantConfig.kt", CONFIG)
    config = facts.classes[0]
    assert ([plain(facts, one) for one in config.bases], config.doc) == (["=Base"], "Wires the assistant.")
    assert [plain(facts, one) for one in config.decorators] == ["=Configuration"]
    names = bound(facts)
    assert names[":MODEL"] == "gpt-4o"
    assert names[":lazyClient"] == "OpenAI()"
    assert names["AssistantConfig:model"] == "gpt-4o"
    assert names["AssistantConfig:client"] == "?"
    assert names["AssistantConfig:DEFAULT"] == "gpt-4o-mini"
    assert names["AssistantConfig.Kind:FAST"] == "Kind()"
    assert names["AssistantConfig.weather:this.memory"] == "Memory()"


def test_functions() -> None:
    facts = read("AssistantConfig.kt", CONFIG)
    weather = next(one for one in facts.functions if one.name == "weather")
    assert weather.doc == "Looks up the weather."
    assert [plain(facts, one) for one in weather.decorators] == ["Tool()"]
    assert args(facts, "Tool") == ["Weather in a city"]
    assert [(p.name, plain(facts, p.default), p.annotation) for p in weather.params] == [
        ("city", None, "String"),
        ("days", 3, "Int"),
    ]
    assert [plain(facts, value) for value in weather.returns] == [("either", "x", "=text")]


def test_calls_and_values() -> None:
    facts = read("AssistantConfig.kt", CONFIG)
    names = bound(facts)
    first = next(one for one in facts.calls if one.callee == "OpenAI" and one.kwargs)
    assert {key: plain(facts, value) for key, value in first.kwargs} == {
        "token": ("either", "System.getenv()", "none"),
        "timeout": "Timeout()",
    }
    assert kwargs(facts, "ChatCompletionRequest") == {"model": "ModelId()", "messages": ["ChatMessage()"]}
    assert kwargs(facts, "ChatMessage")["content"] == ("template", "Weather in ", "=city", " for ", "=days", "d")
    assert names["AssistantConfig.weather:text"] == ("member", "this.client.prompt().user().call()", "content")
    assert kwargs(facts, "agent") == {"model": "gpt-4o"}
    assert args(facts, "tool") == ["=weather"]
    assert names["AssistantConfig.weather:options"] == {"model": "=MODEL", "n": 1}
    assert names["AssistantConfig.weather:part"] == "=parts"
    assert names["AssistantConfig.weather:picked"] == ("either", "a", "b")
    assert names["AssistantConfig.weather:prompt"] == "You are\n  a bot"
    assert args(facts, "keep") == [True, None]
    assert call(facts, "Memory").scope == "AssistantConfig.weather"


def test_generic_calls_that_the_grammar_reads_as_comparisons() -> None:
    facts = read("Main.kt", 'val names = listOf<String>("a")\nval agent = build<Weather>(tool)\n')
    assert bound(facts)[":names"] == ["a"]
    assert (args(facts, "build"), call(facts, "build").types) == (["=tool"], ("Weather",))
