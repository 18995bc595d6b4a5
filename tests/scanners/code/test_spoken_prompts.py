"""System prompts told by the call that they are handed to, in SDKs that nobody listed; an SDK's own tree uses the SDK."""

from __future__ import annotations

from aibom.model.kinds import Kind

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
