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
