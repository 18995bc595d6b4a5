"""BAML: clients with their models and fallbacks, functions with their prompts."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

CLIENTS = """client<llm> Flash {
  provider google-ai
  options {
    model gemini-2.5-flash
    api_key env.GEMINI_API_KEY
  }
}
client<llm> Chat {
  provider "openai"
  options {
    base_url "https://api.deepseek.com"
    model "deepseek-chat"
  }
}
client<llm> Either {
  provider fallback
  options {
    // one after the other
    strategy [Chat, Flash]
  }
}
client<llm> Given { provider openai options { model env.MODEL } }
function Summarise(text: string) -> Summary {
  client Either
  prompt #"
    You tell in three sentences what a text says. {
    {{ text }}
  "#
}
function Route(text: string) -> Tool {
  client "openai/gpt-4o-mini"
  prompt #"Which tool reads this? {{ text }}"#
}
test SummariseTest {
  functions [Summarise]
}
"""


def test_clients_and_functions() -> None:
    seen = configured({"baml_src/main.baml": CLIENTS})
    assert names(seen, "model") >= {"gemini-2.5-flash", "deepseek-chat"}
    assert names(seen, "service") == {"Google Gemini", "DeepSeek"}
    assert names(seen, "prompt") == {"Summarise", "Route"}
    assert ("Summarise", 23) in places(seen, "prompt")
    assert ("deepseek-chat", 12) in places(seen, "model")
    assert edges(seen, RelationKind.USES_PROMPT) == {
        ("deepseek-chat", "Summarise"),
        ("gemini-2.5-flash", "Summarise"),
        ("gpt-4o-mini", "Route"),
    }
    assert ("deepseek-chat", "DeepSeek") in edges(seen, RelationKind.SERVED_BY)


CHOSEN = """
client<llm> Fast {
  provider openai
  options { model "gpt-4o-mini" }
}
client<llm> Deep {
  provider anthropic
  options { model "claude-sonnet-4-5" }
}
client<llm> Both {
  provider fallback
  options {
    strategy [
      Fast
      Deep
    ]
  }
}
"""
TOTAL = 'function Total(text: string) -> string {\n  client Both\n  prompt #"Take the total of the invoice. {{ text }}"#\n}\n'


def test_a_function_asks_the_clients_of_another_file() -> None:
    seen = configured({"baml_src/clients.baml": CHOSEN, "baml_src/total.baml": TOTAL})
    assert edges(seen, RelationKind.USES_PROMPT) == {("gpt-4o-mini", "Total"), ("claude-sonnet-4-5", "Total")}
    assert edges(
        configured({"baml_src/llm/clients.baml": CHOSEN, "baml_src/total.baml": TOTAL}), RelationKind.USES_PROMPT
    )


def test_clients_of_another_project_are_not_asked() -> None:
    seen = configured({"other/clients.baml": CHOSEN, "baml_src/total.baml": TOTAL})
    assert names(seen, "prompt") == {"Total"}
    assert not edges(seen, RelationKind.USES_PROMPT)
