"""Languages without a front end: what literals say is told, and that the rest was not read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from memory_tree import run

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.other_languages import OtherLanguages

SWIFT = """import Foundation
import OpenAI
// let old = ChatQuery(messages: [], model: "gpt-3.5-turbo")
let query = ChatQuery(messages: messages, model: "gpt-4o-mini")
let url = URL(string: "https://api.anthropic.com/v1/messages")!
"""
R = 'library(ellmer)\nchat <- chat_anthropic(system_prompt = "Be terse", model = "claude-3-5-sonnet-latest")\n'


def test_literals_are_told_and_the_file_is_an_unknown() -> None:
    seen = run(OtherLanguages(), {"Sources/Chat.swift": SWIFT, "R/chat.R": R, "Sources/Plain.swift": "let a = 1\n"})
    assert set(seen.named(Kind.MODEL)) == {"gpt-4o-mini", "claude-3-5-sonnet-latest"}
    assert set(seen.named(Kind.SERVICE)) == {"OpenAI", "Anthropic"}
    assert {(link.target.name, link.kind) for link in seen.links} == {
        ("OpenAI", RelationKind.SERVED_BY),
        ("Anthropic", RelationKind.SERVED_BY),
    }
    assert [(one.path, one.line) for one in seen.unknowns] == [("R/chat.R", 1), ("Sources/Chat.swift", 2)]


def test_a_few_sure_names_beside_a_stated_model_are_models() -> None:
    few = SWIFT + 'let fallback = desk.ask("claude-3-5-haiku-20241022")\n'
    names = run(OtherLanguages(), {"Sources/Chat.swift": few}).named(Kind.MODEL)
    assert set(names) == {"gpt-4o-mini", "claude-3-5-haiku-20241022"}
    many = SWIFT + "".join(f'desk.offer("gpt-4.{n}-mini")\n' for n in range(1, 9))
    assert set(run(OtherLanguages(), {"Sources/Chat.swift": many}).named(Kind.MODEL)) == {"gpt-4o-mini"}


def test_many_files_of_a_language_are_one_unknown() -> None:
    seen = run(OtherLanguages(), {f"Sources/Chat{n}.swift": SWIFT for n in range(12)})
    assert [one.reason for one in seen.unknowns] == ["Swift is not read; 12 files speak of AI"]


def test_tests_and_documentation_are_left_aside() -> None:
    seen = run(OtherLanguages(), {"Tests/ChatTests.swift": SWIFT, "vignettes/chat.Rmd": R})
    assert not seen.observations
    assert not seen.unknowns


DART = """import 'package:google_generative_ai/google_generative_ai.dart';
final model = GenerativeModel(
  model: 'gemini-1.5-pro',
  systemInstruction: Content.system('Answer at the desk of a clinic.'),
  tools: [Tool(functionDeclarations: [FunctionDeclaration('findSlot', 'Finds a free slot', schema)])],
);
"""
ELIXIR = """alias LangChain.Message
weather = Function.new!(%{name: "get_weather", description: "Weather of a city"})
model = ChatAnthropic.new!(%{model: "claude-sonnet-4-5", stream: true})
message = Message.new_system!(~S|You are a helpful guide of the museum.|)
"""
ENUM = """import Foundation
enum ChatModel: String {
    case gpt_4_1 = "gpt-4.1"
    case gpt_5 = "gpt-5"
}
let address = "https://api.openai.com/v1/chat/completions"
func ask(model: ChatModel = .gpt_4_1, systemText: String = "You are a patient tutor of mathematics.") {}
"""


def test_prompts_and_tools_of_literals() -> None:
    seen = run(OtherLanguages(), {"lib/desk.dart": DART, "lib/guide.ex": ELIXIR})
    assert set(seen.named(Kind.TOOL)) == {"findSlot", "get_weather"}
    assert set(seen.named(Kind.PROMPT)) == {"desk prompt", "guide prompt"}
    assert set(seen.named(Kind.SERVICE)) == {"Google Gemini", "Anthropic"}
    drawn = {(link.source.name, link.kind, link.target.name) for link in seen.links if link.source}
    assert ("gemini-1.5-pro", RelationKind.HAS_TOOL, "findSlot") in drawn
    assert ("claude-sonnet-4-5", RelationKind.USES_PROMPT, "guide prompt") in drawn


def test_the_case_that_is_the_default_is_the_model() -> None:
    seen = run(OtherLanguages(), {"Sources/Tutor.swift": ENUM})
    assert set(seen.named(Kind.MODEL)) == {"gpt-4.1"}
    assert set(seen.named(Kind.PROMPT)) == {"Tutor prompt"}


def test_texts_for_people_are_no_prompts() -> None:
    plain = 'import OpenAI\nlet title = "Your chats"\nlet help = "Select a chat to see what was said in it."\n'
    seen = run(OtherLanguages(), {"Sources/View.swift": plain})
    assert not seen.named(Kind.PROMPT)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    run(OtherLanguages(), {"a/b.swift": b'import CoreML\nmodel: "gpt-4o' + data})


@pytest.mark.parametrize("piece", ["'a\\", '"a\\"', '"ab",', "https://api.openai.com ", '"""a\n', "~s|", "prompt: "])
def test_repeated_pieces_cost_little(piece: str) -> None:
    started = time.process_time()
    run(
        OtherLanguages(),
        {"Sources/Chat.swift": 'import OpenAI\nlet model = "gpt-4o"\n' + piece * (1_000_000 // len(piece))},
    )
    assert time.process_time() - started < 3


SERVER = """import MCP
let server = Server(name: "reminders", version: "1.0.0", capabilities: .init(tools: .init()))
let tools = [Tool(name: "add_reminder", description: "Adds a reminder", inputSchema: [:])]
"""


def test_servers_of_swift_have_the_tools_of_their_file() -> None:
    seen = run(OtherLanguages(), {"Sources/main.swift": SERVER})
    assert set(seen.named(Kind.TOOL)) == {"reminders", "add_reminder"}
    drawn = {(link.source.name, link.kind, link.target.name) for link in seen.links if link.source}
    assert drawn == {("reminders", RelationKind.CONTAINS, "add_reminder")}


def test_servers_of_another_package_are_none_of_mcp() -> None:
    seen = run(OtherLanguages(), {"Sources/main.swift": SERVER.replace("import MCP", "import OpenAI\nimport Vapor")})
    assert set(seen.named(Kind.TOOL)) == {"add_reminder"}


STYLE = """enum Style: String {
    case formal, casual
    var systemPrompt: String {
        switch self {
        case .formal: return "Rewrite this text in a formal tone for a letter."
        case .casual: return "Rewrite this text in a casual tone for a friend."
        }
    }
    var title: String {
        switch self {
        case .formal: return "A formal tone for letters to offices"
        case .casual: return "A casual tone for letters to friends"
        }
    }
}
"""


def test_a_block_for_prompts_gives_one_for_each_case() -> None:
    seen = run(OtherLanguages(), {"Sources/Style.swift": STYLE})
    assert set(seen.named(Kind.PROMPT)) == {"systemPrompt", "systemPrompt 2"}


def test_a_port_of_ollama_beside_a_host() -> None:
    seen = run(OtherLanguages(), {"Sources/Defaults.swift": 'let host = "http://10.0.0.2"\nlet port = "11434"\n'})
    assert set(seen.named(Kind.SERVICE)) == {"Ollama"}
    assert not run(OtherLanguages(), {"Sources/Sizes.swift": 'let width = "11434"\n'}).named(Kind.SERVICE)
