"""Loops over mappings and rows: each model is asked with what stands beside it, in every language."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

GO = """package main
import openai "github.com/sashabaranov/go-openai"
var table = map[string]string{"gpt-4.1": "You are a clerk of a bank.", "o3-mini": "You are a porter of a house."}
func main() {
	c := openai.NewClient("k")
	for model, text := range table {
		c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: model, Messages: []openai.ChatCompletionMessage{{Role: "system", Content: text}}})
	}
}
"""
PHP = """<?php
const TABLE = ['gpt-4.1' => 'You are a clerk of a bank.', 'o3-mini' => 'You are a porter of a house.'];
$client = OpenAI::client('k');
foreach (TABLE as $model => $text) {
    $client->chat()->create(['model' => $model, 'messages' => [['role' => 'system', 'content' => $text]]]);
}
"""
ROWS = """<?php
$client = OpenAI::client('k');
foreach ([['m' => 'gpt-4.1', 'p' => 'You are a clerk of a bank.'], ['m' => 'o3-mini', 'p' => 'You are a porter.']] as ['m' => $m, 'p' => $p]) {
    $client->chat()->create(['model' => $m, 'messages' => [['role' => 'system', 'content' => $p]]]);
}
"""
RUBY = """require "openai"
TABLE = { "gpt-4.1" => "You are a clerk of a bank.", "o3-mini" => "You are a porter of a house." }
TABLE.each do |model, text|
  OpenAI::Client.new.chat(parameters: { model: model, messages: [{ role: "system", content: text }] })
end
"""
CSHARP = """using OpenAI.Chat;
var table = new Dictionary<string, string> { ["gpt-4.1"] = "You are a clerk of a bank.", ["o3-mini"] = "You are a porter." };
foreach (var (model, text) in table)
{
    var c = new ChatClient(model, "k");
    await c.CompleteChatAsync([new SystemChatMessage(text)]);
}
"""
PAIRS = (
    CSHARP.replace("var (model, text)", "var pair").replace("(model,", "(pair.Key,").replace("(text)", "(pair.Value)")
)
KOTLIN = """import com.aallam.openai.api.chat.*
import com.aallam.openai.api.model.ModelId
val table = mapOf("gpt-4.1" to "You are a clerk of a bank.", "o3-mini" to "You are a porter of a house.")
fun main() {
    for ((model, text) in table) {
        ask(ChatCompletionRequest(model = ModelId(model), messages = listOf(ChatMessage(role = ChatRole.System, content = text))))
    }
}
"""
JAVA = """import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.Map;
class Ask {
  static final Map<String, String> TABLE = Map.of("fast", "gpt-4.1", "good", "o3-mini");
  void ask() { TABLE.forEach((name, model) -> OpenAiChatModel.builder().modelName(model).build()); }
}
"""
PROGRAMS = {
    "main.go": GO,
    "ask.php": PHP,
    "rows.php": ROWS,
    "ask.rb": RUBY,
    "Ask.cs": CSHARP,
    "Pairs.cs": PAIRS,
    "ask.kt": KOTLIN,
}


@pytest.mark.parametrize("path", PROGRAMS)
def test_both_names_of_a_loop_are_followed(scan, path):
    found = scan({path: PROGRAMS[path]})
    called = [one for one in found.observations if one.subject.kind is Kind.MODEL and one.evidence.confidence > 0.4]
    assert {one.subject.name for one in called} == {"gpt-4.1", "o3-mini"}
    assert {source for source, kind, _ in found.links if kind == "uses-prompt"} >= {"gpt-4.1", "o3-mini"}


def test_a_function_in_place_is_given_the_entries_of_a_mapping(scan):
    found = scan({"Ask.java": JAVA})
    assert {one.evidence.symbol for one in found.observations if one.subject.name == "gpt-4.1"} >= {
        "dev.langchain4j.model.openai.OpenAiChatModel.builder"
    }


def test_the_place_in_a_list_is_no_model(scan):
    listed = GO.replace('map[string]string{"gpt-4.1": ', "[]string{").replace('"o3-mini": ', "")
    assert scan({"main.go": listed}).names(Kind.MODEL) == []
