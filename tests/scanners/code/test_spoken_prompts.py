"""System prompts told by the call that they are handed to, in SDKs that nobody listed; an SDK's own tree uses the SDK."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.scanners.code.matching.prompt_texts import is_prompt_name

RUST = """use genai::chat::{ChatMessage, ChatRequest};
use genai::Client;
const MODELS: &[(&str, &str)] = &[("groq::openai/gpt-oss-20b", "GROQ_API_KEY"), ("claude-haiku-4-5", "ANTHROPIC_API_KEY")];
async fn ask(client: Client) {
    let chat = ChatRequest::new(vec![]).with_system("You are a careful clerk of the harbour office.");
    for (model, key) in MODELS {
        client.exec_chat(model, chat.clone(), None).await;
    }
}
"""
KOTLIN = """import com.google.ai.client.generativeai.GenerativeModel
import com.google.ai.client.generativeai.type.content
class Guide(key: String) {
    val model = GenerativeModel(
        modelName = "gemini-1.5-flash",
        systemInstruction = content { text("You are a guide who answers from the museum's catalogue only.") },
    )
}
"""
CSHARP = """using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
OpenAIPromptExecutionSettings settings = new()
{
    ChatSystemPrompt = @"You are a friendly adviser of savers who answers briefly"
};
"""


def test_a_builder_that_says_system_takes_a_prompt(scan):
    found = scan({"src/main.rs": RUST})
    assert found.names(Kind.PROMPT) == ["ask prompt"]
    assert found.places(Kind.PROMPT, "ask prompt") == {"src/main.rs:5"}


def test_a_loop_takes_the_pairs_of_a_list_apart(scan):
    found = scan({"src/main.rs": RUST})
    assert found.names(Kind.MODEL) == ["claude-haiku-4-5", "openai/gpt-oss-20b"]


def test_a_block_writes_the_system_instruction(scan):
    found = scan({"app/Guide.kt": KOTLIN})
    assert "app/Guide.kt:6" in found.places(Kind.PROMPT, found.names(Kind.PROMPT)[0])


def test_a_setting_called_system_prompt_is_one(scan):
    found = scan({"Program.cs": CSHARP})
    assert found.places(Kind.PROMPT, found.names(Kind.PROMPT)[0]) == {"Program.cs:5"}


def test_a_shell_command_is_no_prompt(scan):
    script = 'require "openai"\nsystem("git add all of the files and commit them now")\nKernel.system("rm -r the old folder of reports now")\n'
    assert scan({"run.rb": script}).names(Kind.PROMPT) == []


def test_the_examples_of_a_package_of_php_use_it(scan):
    own = "<?php\nnamespace PhpMcp\\Server\\Attributes;\nclass McpTool { public function __construct(public string $name) {} }\n"
    example = (
        "<?php\nuse PhpMcp\\Server\\Attributes\\McpTool;\nclass Sums {\n"
        "    #[McpTool(name: 'add_numbers')]\n    public function add(int $a, int $b): int { return $a + $b; }\n}\n"
    )
    found = scan({"src/Attributes/McpTool.php": own, "examples/Sums.php": example})
    assert found.names(Kind.TOOL) == ["add_numbers"]


def test_the_examples_of_a_gem_use_it_and_base_is_the_nearest(scan):
    found = scan(
        {
            "lib/dspy/tools/base.rb": "module DSPy\n  module Tools\n    class Base\n    end\n  end\nend\n",
            "examples/run.rb": "class CalculatorTool < DSPy::Tools::Base\n  def call\n  end\nend\n",
            "rubocop/cop.rb": "class NoLogger < Base\nend\n",
        }
    )
    assert [name.lower() for name in found.names(Kind.TOOL)] == ["calculatortool"]


def test_a_method_called_prompt_is_told_by_its_class(scan):
    text = "You write the minutes of a meeting from the notes below, and leave out whatever was not decided there."
    code = (
        f"class Minutes < Sublayer::Generators::Base\n  def prompt\n    <<-PROMPT\n    {text}\n    PROMPT\n  end\nend\n"
    )
    assert scan({"app/minutes.rb": code}).names(Kind.PROMPT) == ["Minutes prompt"]


GO = 'package main\nimport openai "github.com/sashabaranov/go-openai"\nfunc main() { openai.NewClient(key()) }\n'
EVALUATION = (
    "package evaluation\n"
    "const answerTemplate = `You are a teacher grading a quiz.\nYou are given a question, the answer of the student"
    " and the true answer, and score the answer as CORRECT or INCORRECT.`\n"
)
UNITY = """using OpenAI;
using OpenAI.Models;
class Desk {
    public static Model GPT4oMini { get; } = new("gpt-4o-mini", "openai");
    void Ask() { var request = new ChatRequest(messages, model: Desk.Model.GPT4oMini); }
}
"""
KOTLIN_ENUM = """package app
enum class GPTModel(val model: String, val tokens: Int) {
    gpt4("gpt-4", 8192),
    gpt4o("gpt-4o", 4096),
    gpt35Turbo("gpt-3.5-turbo", 4096),
    gpt4turbo("gpt-4-turbo", 4096),
}
data class Params(val model: GPTModel = GPTModel.gpt35Turbo)
const val ADDRESS = "https://api.openai.com/v1/chat/completions"
"""


def test_a_text_that_begins_as_a_prompt_is_one_where_the_tree_speaks_to_ai(scan):
    assert scan({"main.go": GO, "evaluation/qa.go": EVALUATION}).names(Kind.PROMPT) == ["answerTemplate"]
    assert scan({"evaluation/qa.go": EVALUATION}).names(Kind.PROMPT) == []


def test_the_entry_of_a_long_enumeration_that_is_the_default_is_used(scan):
    assert scan({"app/Params.kt": KOTLIN_ENUM}).names(Kind.MODEL) == ["gpt-3.5-turbo"]


def test_a_file_of_php_called_after_instructions_returns_a_prompt(scan):
    text = "You are an editor that writes short excerpts of articles. Answer with the excerpt and nothing else at all."
    code = f"<?php\nreturn <<<'TEXT'\n{text}\nTEXT;\n"
    assert scan({"includes/excerpt/system-instruction.php": code}).names(Kind.PROMPT) == ["system_instruction"]


def test_a_prompt_that_a_loader_names_is_its_file(scan):
    code = (
        "import dev.langchain4j.model.openai.OpenAiChatModel;\nclass Draw {\n"
        '  void run() { var text = loadPromptTemplate("describe_image.txt"); OpenAiChatModel.builder().build(); }\n}\n'
    )
    path = "src/main/resources/describe_image.txt"
    found = scan({"src/main/java/Draw.java": code}, also=(path,))
    assert found.names(Kind.PROMPT) == [path]


def test_a_builder_called_after_models_takes_one(scan):
    code = 'use swiftide::integrations;\nfn main() { integrations::dashscope().default_prompt_model("qwen-long").build(); }\n'
    assert scan({"src/main.rs": code}).names(Kind.MODEL) == ["qwen-long"]


TOKENISED = (
    "from transformers import AutoModelForCausalLM, AutoTokenizer\n"
    "tokenizer = AutoTokenizer.from_pretrained('acme/judge-13b')\n"
    "model = AutoModelForCausalLM.from_pretrained('acme/judge-13b')\n"
    "rubric = '''###Task Description: Write a detailed feedback on the response, strictly by the rubric.'''\n"
    "ids = tokenizer(rubric, return_tensors='pt').input_ids\n"
)


def test_a_text_that_is_tokenised_for_a_model_that_generates(scan):
    assert scan({"judge.py": TOKENISED + "model.generate(ids)\n"}).names(Kind.PROMPT) == ["rubric"]
    assert not scan({"judge.py": TOKENISED + "model(ids).logits\n"}).names(Kind.PROMPT)


PLANNED = (
    "from openai import OpenAI\nfrom get_prompt import load_prompt\n"
    "content = '''Follow the lesson plan below, using what the blog says of it.\\n<plan>\\n{lesson}\\n</plan>\\n{blog}'''\n"
    "OpenAI().responses.create(model='gpt-4o', input={call}(content=content.format(lesson=1, blog=2)))\n"
)


def test_a_text_that_is_filled_in_for_a_function_for_prompts(scan):
    found = scan({"lcel.py": PLANNED.format(call="load_prompt", lesson="{lesson}", blog="{blog}")})
    assert found.places(Kind.PROMPT, found.names(Kind.PROMPT)[0]) == {"lcel.py:3"}
    assert not scan({"lcel.py": PLANNED.format(call="count", lesson="{lesson}", blog="{blog}")}).names(Kind.PROMPT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<s><s_total>$6.90</s_total><s_company>Harbour Supplies of the North Quay</s_company></s>", []),
        ("<s>[INST] Sum up the receipt below in one line. {text} [/INST]", ["text"]),
    ],
)
def test_what_a_model_of_documents_writes_is_no_prompt(scan, text: str, found: list[str]) -> None:
    code = f"from transformers import DonutProcessor\nDonutProcessor.from_pretrained('acme/donut')\ntext = {text!r}\n"
    assert len(scan({"read.py": code}).names(Kind.PROMPT)) == len(found)


@pytest.mark.parametrize(
    ("answer", "found"),
    [("The pilot boards at the outer buoy.", 0), ("", 1), ("Say where {pilot} boards the ship.", 1)],
)
def test_a_row_to_learn_from_ends_in_its_answer(scan, answer: str, found: int) -> None:
    row = f"### Instruction: Tell the captain where the pilot boards. \n\n### Response: {answer}"
    code = f"from transformers import pipeline\npipe = pipeline(model='acme/pilot')\nrows = [{{'inputs': {row!r}}}]\n"
    assert len(scan({"rows.py": code}).names(Kind.PROMPT)) == found


def test_rows_of_data_are_no_prompts_although_some_begin_so(scan):
    rows = [
        "You are a terrible sailor and you should stop mooring here!",
        "This article is completely biased and lacks references.",
        "D'aww! He matches this background colour I'm stuck with.",
        "I will find out where you moor, that is a promise.",
    ]
    asked = "import openai\nimport numpy as np\nrows = {}\nrow = np.random.choice(rows)\n"
    assert not scan({"made.py": asked.format(rows)}).names(Kind.PROMPT)
    personas = ["You are a terrible sailor who answers in rhymes.", "You are a pilot who answers in numbers."] * 2
    assert scan({"made.py": asked.format(personas)}).names(Kind.PROMPT)


def test_what_is_told_back_of_a_tool_and_the_system_of_an_object_are_no_prompts(scan):
    code = (
        "import anthropic\n"
        "from dataclasses import dataclass\n"
        "@dataclass\n"
        "class ToolResult:\n"
        "    output: str | None = None\n"
        "    system: str | None = None\n"
        "    def __add__(self, other: 'ToolResult'):\n"
        "        return ToolResult(system=combined(self.system, other.system))\n"
        "def combined(first, other):\n    return first + other if first and other else first or other\n"
        "def run(command):\n"
        "    if input() != 'yes':\n"
        "        return ToolResult(system='Command execution was cancelled by the user, and you must restart the tool.')\n"
        "    return anthropic.Anthropic().messages.create(model='claude-3-5-sonnet-20241022', messages=[command])\n"
    )
    assert scan({"tools.py": code}).names(Kind.PROMPT) == []


def test_hints_of_a_page_are_no_prompts(scan):
    page = (
        'import OpenAI from "openai";\n'
        "const INSTRUCTIONS_TOOLTIP_TEXT = `You are shown the custom instructions that you set, and they tell the LLM how to answer.`;\n"
        "const FULL_PROMPT_TOOLTIP_TEXT = `You see the full prompt that is sent to the LLM, with your custom instructions.`;\n"
        "export const Form = () => (\n"
        '  <textarea placeholder="You are an expert email assistant who answers in short sentences." title={INSTRUCTIONS_TOOLTIP_TEXT} />\n'
        ");\n"
        'export const ask = () => new OpenAI().chat.completions.create({ model: "gpt-4o", messages: [] });\n'
    )
    assert scan({"form.tsx": page}).names(Kind.PROMPT) == []


def test_what_tools_answer_is_no_prompt_where_a_prompt_is_told_of_them(scan):
    code = """from langchain_core.messages import SystemMessage
from langchain_core.tools import StructuredTool, tool
from langchain_openai import ChatOpenAI
@tool("count_words")
def count_words(text: str) -> str:
    \"\"\"Count the words of a text.\"\"\"
    return f"There are {len(text.split())} words in the text that you have given to me"
def brought(server, definition, name):
    def _invoke(**given):
        return server.call(definition, given)
    return StructuredTool.from_function(func=_invoke, name=name, description=definition.description)
def build_system_prompt(tools):
    lines = [f"{one.name}: {one.description}" for one in tools]
    return f"You are a clerk who answers with the help of these tools: {lines}. Answer briefly and kindly."
def ask(server):
    tools = [count_words, *[brought(server, one, one.title) for one in server.all()]]
    return ChatOpenAI(model="gpt-4o").bind_tools(tools).invoke([SystemMessage(content=build_system_prompt(tools))])
"""
    found = scan({"clerk.py": code})
    assert found.names(Kind.TOOL) == ["count_words"]
    assert found.names(Kind.PROMPT) == ["build_system_prompt"]
    assert any(one.topic == "tool" for one in found.unknowns)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("get_confirmation_prompt", False),
        ("self.password_prompt", False),
        ("CONFIRM_PROMPT", False),
        ("letter_prompt", True),
        ("confirmed_facts_prompt", True),
    ],
)
def test_what_asks_the_one_who_sits_there_has_no_name_of_a_prompt(name: str, told: bool) -> None:
    assert is_prompt_name(name) is told
