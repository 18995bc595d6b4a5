"""What models, stores and servers are given by builders of Rust, Ruby, PHP, Go and C#."""

from __future__ import annotations

from aibom.model.kinds import Kind

WEATHER = """use ollama_rs::{coordinator::Coordinator, generation::chat::ChatMessage, Ollama};
/// Get the temperature of the processor.
#[ollama_rs::function]
async fn processor_temperature() -> Result<String, Error> { Ok("42".to_string()) }
async fn run() {
    let history = vec![ChatMessage::system("You answer in the style of a weather report.".to_string())];
    let coordinator = Coordinator::new(Ollama::default(), "llama3.2".to_string(), history).add_tool(processor_temperature);
}
"""
GUIDE = """use chatgpt::prelude::*;
use chatgpt::functions::gpt_function;
#[gpt_function]
async fn send_message(user: String) {}
async fn run() {
    let client = ChatGPT::new("key")?;
    let mut conversation = client.new_conversation_directed("You answer all questions with a remark on Rust.");
    conversation.add_function(send_message())?;
}
"""
MANUAL = """require "langchain"
llm = Langchain::LLM::OpenAI.new(api_key: ENV["KEY"], default_options: {
  chat_model: "gpt-4o", embedding_model: "text-embedding-3-small" })
store = Langchain::Vectorsearch::Pgvector.new(url: ENV["PG"], index_name: "Docs", llm: llm)
"""
SUMS = """<?php
namespace App;
use PhpMcp\\Server\\Attributes\\McpTool;
use PhpMcp\\Server\\Attributes\\McpPrompt;
class Sums
{
    #[McpTool(name: 'add_numbers')]
    public function add(int $a, int $b): int { return $a + $b; }
    #[McpPrompt(name: 'greet_user')]
    public function greet(string $name): array { return []; }
}
"""
SERVER = """<?php
use PhpMcp\\Server\\Server;
$server = Server::make()->withServerInfo('Sum server', '1.0.0')->build();
"""
HANDBOOK = """package main
import (
    "context"
    "os"
    "github.com/tmc/langchaingo/documentloaders"
    "github.com/tmc/langchaingo/vectorstores/qdrant"
)
func main() {
    ctx := context.Background()
    file, _ := os.Open("data/handbook.pdf")
    docs, _ := documentloaders.NewPDF(file, 100).Load(ctx)
    store, _ := qdrant.New(qdrant.WithCollectionName("docs"))
    store.AddDocuments(ctx, docs)
}
"""
TRAVEL = """using Azure.AI.OpenAI;
var options = new ChatCompletionsOptions()
{
    DeploymentName = "gpt-4-turbo",
    Tools = { new ChatCompletionsFunctionToolDefinition() { Name = "search_hotels", Description = "Search hotels" } }
};
"""


def test_rust_coordinators_have_the_functions_they_are_given(scan):
    found = scan({"src/main.rs": WEATHER})
    assert found.names(Kind.TOOL) == ["processor_temperature"]
    assert ("llama3.2", "has-tool", "processor_temperature") in found.links


def test_directed_conversations_of_chatgpt_rs(scan):
    found = scan({"src/main.rs": GUIDE})
    assert found.names(Kind.TOOL) == ["send_message"]
    assert found.names(Kind.SERVICE) == ["OpenAI"]
    assert len(found.names(Kind.PROMPT)) == 1


def test_a_store_of_langchainrb_holds_what_its_embedding_model_makes(scan):
    found = scan({"main.rb": MANUAL})
    assert ("pgvector", "uses-model", "text-embedding-3-small") in found.links


def test_a_php_server_has_its_name_tools_and_prompts(scan):
    found = scan({"src/Sums.php": SUMS, "server.php": SERVER})
    assert found.names(Kind.TOOL) == ["Sum server", "add_numbers"]
    assert ("Sum server", "uses-prompt", "greet_user") in found.links


def test_documents_of_go_are_stored(scan):
    found = scan({"main.go": HANDBOOK})
    assert ("data/handbook.pdf", "stores-in", "Qdrant") in found.links


def test_options_of_azure_have_tools(scan):
    assert ("gpt-4-turbo", "has-tool", "search_hotels") in scan({"Program.cs": TRAVEL}).links
