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


ANSWERS = """
class AskBack { intent "ask_back" @description("ask the person for what is missing")  message string }
class Refund {
  intent "refund"
  order string
}
class Order { status "open" | "closed"  lines string[] }
type Desk = AskBack | Refund
function NextStep(
    thread: string,
) -> Desk | AddUp {
  client "openai/gpt-4o"
  prompt #"What is to be done next? {{ thread }}"#
}
function Extract(text: string) -> Order {
  client "openai/gpt-4o"
  prompt #"Read the order. {{ text }}"#
}
"""


def test_classes_that_an_answer_chooses_among_are_tools() -> None:
    sums = 'class AddUp {\n  intent "add"\n  a int\n}\nclass Idle {\n  intent "idle"\n}\n'
    seen = configured({"baml_src/desk.baml": ANSWERS, "baml_src/sums.baml": sums})
    assert places(seen, "tool") == {("AskBack", 2), ("Refund", 3), ("AddUp", 1)}
    assert names(seen, "prompt") == {"NextStep", "Extract"}
    asked = next(one for one in seen.observations if one.subject.name == "AskBack")
    assert asked.facts["description"] == "ask the person for what is missing"
    assert not any(link.target.name in ("Desk", "AddUp") for link in seen.links)


def test_classes_of_another_program_are_no_tools() -> None:
    sums = 'class AddUp {\n  intent "add"\n  a int\n}\n'
    assert "AddUp" not in names(configured({"baml_src/desk.baml": ANSWERS, "other/sums.baml": sums}), "tool")


def _troubles(source: str) -> list[tuple[int | None, str]]:
    return [
        (one.line, one.reason) for one in configured({"baml_src/main.baml": source}).unknowns if one.topic == "file"
    ]


def test_what_cannot_be_read_is_told_and_costs_one_block() -> None:
    source = (
        'client<llm> Fast {\n  provider openai\n  options {\n    model "gpt-4o-mini"\n'
        'function Route(text: string) -> Tool {\n  client Fast\n  prompt #"Which tool reads this? {{ text }}\n'
        'clinet<llm> Slow { provider openai options { model "gpt-4o" } }\n'
        'client<llm> Whole { provider openai options { model "gpt-4.1" } }\n'
    )
    assert _troubles(source) == [
        (1, "syntax error (the end of `client Fast` is missing)"),
        (5, "syntax error (the end of a text of `function Route` is missing)"),
    ]
    assert names(configured({"baml_src/main.baml": source}), "model") == {"gpt-4o-mini", "gpt-4.1"}


def test_a_block_of_no_known_kind_is_told() -> None:
    source = 'clinet<llm> Slow { provider openai options { model "gpt-4o" } }\n'
    assert _troubles(source) == [(1, "syntax error (`clinet` begins no block of BAML)")]


def test_braces_in_texts_and_templates_are_no_trouble() -> None:
    source = (
        CLIENTS + 'template_string Rules(name: string) #"\n  function {{ name }} {\n"#\n'
        'class Answer {\n  text string @description("one of { and }")\n}\n'
        'test Routed {\n  functions [Route]\n  args {\n    text #"\n      if (a) {\n    "#\n  }\n}\n'
        "type Either = Answer | string\n// class Old {\n"
    )
    assert _troubles(source) == []
