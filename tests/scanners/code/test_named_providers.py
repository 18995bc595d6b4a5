"""Who serves a model where an argument names it: a text, or a constant of an enumeration."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

PRISM = """<?php
namespace App\\Services;

use Prism\\Prism\\Enums\\Provider;
use Prism\\Prism\\Prism;

class Notes
{
    public function vectors(string $text)
    {
        return Prism::embeddings()->using('ollama', 'house-embedder-2')->fromInput($text)->asEmbeddings();
    }

    public function summary(string $text)
    {
        return Prism::text()->using(Provider::Groq, 'house-writer-7b')->withPrompt($text)->asText();
    }
}
"""
PICTURES = """<?php
namespace App;

use App\\Ai\\Coach;
use Laravel\\Ai\\Embeddings;
use Laravel\\Ai\\Enums\\Lab;
use Laravel\\Ai\\Image;

class Pictures
{
    public function donut() { return Image::of('A donut')->generate(provider: Lab::Gemini, model: 'house-painter'); }
    public function vectors() { return Embeddings::for(['Napa'])->generate(Lab::Mistral, 'house-embedder'); }
}
"""
COACH = """<?php
namespace App\\Ai;

use Laravel\\Ai\\Contracts\\Agent;
use Laravel\\Ai\\Providers\\Tools\\WebSearch;

class Coach implements Agent
{
    public function instructions(): string { return 'You are a sales coach who gives feedback on calls.'; }
    public function tools(): iterable { return [new WebSearch]; }
}
"""
BUNDLE = """ai:
    platform:
        openai: {api_key: '%env(OPENAI_API_KEY)%'}
        ollama: {host_url: 'http://localhost:11434'}
    agent:
        blog: {platform: 'ai.platform.openai', model: 'house-writer'}
        audio: {platform: 'ai.platform.ollama', model: 'house-listener'}
        other: {model: 'house-reader'}
"""


def test_prism_asks_whom_it_is_told_to(scan):
    found = scan({"app/Services/Notes.php": PRISM})
    assert {("house-embedder-2", "served-by", "Ollama"), ("house-writer-7b", "served-by", "Groq")} <= found.links


def test_a_word_that_names_no_provider_tells_none(scan):
    found = scan({"app/Services/Notes.php": PRISM.replace("'ollama'", "'primary'")})
    assert found.names(Kind.MODEL) == ["house-embedder-2", "house-writer-7b"]
    assert not {one for one in found.links if one[0] == "house-embedder-2" and one[1] == "served-by"}


def test_media_of_laravel_ask_the_lab_that_is_named(scan):
    found = scan({"app/Pictures.php": PICTURES})
    assert {
        ("house-painter", "served-by", "Google Gemini"),
        ("house-embedder", "served-by", "Mistral AI"),
    } <= found.links


def test_an_agent_of_laravel_has_the_tools_of_its_provider(scan):
    assert ("Coach", "has-tool", "WebSearch") in scan({"app/Ai/Coach.php": COACH}).links


def test_agents_of_symfony_ask_the_platform_that_they_name(tmp_path):
    (tmp_path / "ai.yaml").write_text(BUNDLE, encoding="utf-8")
    found = scan_tree(tmp_path)
    names = {one.ref: one.name for one in found.components}
    served = {(names[one.source], names[one.target]) for one in found.relations if one.kind == "served-by"}
    assert served == {("house-writer", "OpenAI"), ("house-listener", "Ollama")}


LLPHANT = """<?php
$config = new \\LLPhant\\OllamaConfig();
$config->model = 'house-writer:8b';
$tools = [\\LLPhant\\Chat\\FunctionInfo\\FunctionBuilder::buildFunctionInfo(new Clock(), 'currentDate')];
$chat = new \\LLPhant\\Chat\\OllamaChat($config);
$chat->setTools($tools);
echo $chat->generateChat([\\LLPhant\\Chat\\Message::user('What day is it?')]);
"""


def test_a_chat_of_llphant_with_tools_is_an_agent_on_its_configured_model(scan):
    found = scan({"chat.php": LLPHANT})
    assert {("chat", "has-tool", "currentDate"), ("chat", "uses-model", "house-writer:8b")} <= found.links
    assert ("house-writer:8b", "served-by", "Ollama") in found.links
    assert not {one for one in found.links if one[0] == "Ollama" and one[1] == "has-tool"}


CLERK = """<?php
namespace App;
use NeuronAI\\Agent;
use NeuronAI\\Providers\\OpenAI\\OpenAI;
use NeuronAI\\Tools\\Tool;
class ClerkAgent extends Agent
{
    protected function provider() { return new OpenAI(getenv('OPENAI_API_KEY'), 'gpt-4.1'); }
    public function instructions(): string { return 'You find the number of a customer by name.'; }
    protected function tools(): array
    {
        return [Tool::make('find_customer', 'Finds a customer')->setCallable(function (string $name): int { return strlen($name); })];
    }
}
"""


def test_the_method_that_lists_the_tools_of_an_agent_is_none_itself(scan):
    found = scan({"src/ClerkAgent.php": CLERK})
    assert found.names(Kind.TOOL) == ["find_customer"]
    assert ("ClerkAgent", "has-tool", "find_customer") in found.links
