"""What Laravel's `config()` gives: members of the files of settings, handed over by name."""

from __future__ import annotations

from aibom.model.kinds import Kind

SETTINGS = """<?php
return [
    'provider' => [
        'mistral' => ['key' => env('MISTRAL_KEY'), 'model' => env('MISTRAL_MODEL', 'mistral-7b-instruct-v0.2')],
    ],
];
"""
MANAGER = """<?php
namespace App;

use NeuronAI\\Providers\\Mistral\\Mistral;

class Providers
{
    public function mistral()
    {
        return new Mistral(...config('%s'));
    }
}
"""


def test_a_setting_is_read_where_it_stands(scan) -> None:
    found = scan({"config/neuron.php": SETTINGS, "app/Providers.php": MANAGER % "neuron.provider.mistral"})
    assert found.places(Kind.MODEL, "mistral-7b-instruct-v0.2") == {"app/Providers.php:10", "config/neuron.php:4"}
    assert ("mistral-7b-instruct-v0.2", "served-by", "Mistral AI") in found.links


def test_another_setting_gives_nothing(scan) -> None:
    found = scan({"config/neuron.php": SETTINGS, "app/Providers.php": MANAGER % "neuron.provider.cohere"})
    assert found.names(Kind.MODEL) == []


DEFAULT = """<?php
use OpenAI\\Laravel\\Facades\\OpenAI;

function ask($text)
{
    return OpenAI::chat()->create(['model' => config('openai.chat', 'gpt-4o-mini'), 'messages' => []]);
}
"""


def test_the_default_of_a_setting_counts(scan) -> None:
    assert scan({"app/ask.php": DEFAULT}).names(Kind.MODEL) == ["gpt-4o-mini"]


COMMAND = """<?php
use Illuminate\\Console\\GeneratorCommand;

class MakeTool extends GeneratorCommand
{
    protected $name = 'make:tool';
    protected $description = 'Create a new class of tools for the agents.';
    protected function getDefaultNamespace($root): string { return $root; }
    public function handle() {}
}
"""


def test_a_command_of_the_console_is_no_tool(scan) -> None:
    assert scan({"src/Tools/MakeTool.php": COMMAND}).names(Kind.TOOL) == []


SCANNER = """<?php
use Illuminate\\Support\\Facades\\View;
use OpenAI\\Laravel\\Facades\\OpenAI;

class Scanner
{
    public function scan(string $template = 'receipt')
    {
        $prompt = View::make("scanner::{$template}")->render();
        $given = ['model' => 'gpt-4o'];
        return OpenAI::chat()->create(array_merge($given, ['messages' => [['role' => 'user', 'content' => $prompt]]]));
    }
}
"""


def test_views_of_a_package_are_prompts_and_merged_arrays_are_read(scan) -> None:
    view = "resources/prompts/receipt.blade.php"
    found = scan({"src/Scanner.php": SCANNER, view: "Extract all data points from the receipt as JSON."})
    assert ("gpt-4o", "uses-prompt", view) in found.links


MCP = """<?php
use PhpMcp\\Laravel\\Facades\\Mcp;

Mcp::tool('welcome_message', Welcome::class);
Mcp::prompt('seo_keywords', SeoKeywords::class);
"""


def test_tools_that_are_registered_by_a_facade(scan) -> None:
    found = scan({"routes/mcp.php": MCP})
    assert (found.names(Kind.TOOL), found.names(Kind.PROMPT)) == (["welcome_message"], ["seo_keywords"])


TRANSLATED = """
class Wikipedia < ::Chatbot::Tool
  def name
    "wikipedia"
  end

  def description
    I18n.t("chatbot.wikipedia.description")
  end

  def parameters
    [{ name: "query", type: String }]
  end

  def process(args)
    Encyclopedia.find(args["query"])
  end
end
"""


def test_a_tool_may_be_described_in_the_users_language(scan) -> None:
    assert scan({"lib/chatbot/tools/wikipedia.rb": TRANSLATED}).names(Kind.TOOL) == ["wikipedia"]
