"""What settings say by default of services, and texts that a program puts together piece by piece."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

CLAP = """use clap::Parser;
#[derive(Parser)]
struct Cli {
    #[arg(long, default_value = "http://127.0.0.1:6333")]
    store: String,
    #[arg(long, default_value = "http://localhost:9000")]
    weaviate_url: String,
    #[arg(long, default_value = "llama3.2:3b")]
    model: String,
}
"""


def test_addresses_of_stores_by_their_port_or_their_options_name(scan):
    assert scan({"src/main.rs": CLAP}).names(Kind.SERVICE) == ["Qdrant", "Weaviate"]


def test_an_address_of_an_option_that_names_no_store_is_none(scan):
    plain = CLAP.replace("6333", "8080").replace("weaviate_url", "backend_url")
    assert scan({"src/main.rs": plain}).names(Kind.SERVICE) == []


PREFS = """package com.x
class Prefs(private val store: SharedPreferences) {
    val host: String get() = store.getString("host", "10.0.2.2") ?: "10.0.2.2"
    val port: Int get() = store.getInt("port", 11434)
}
"""


def test_a_port_that_only_ollama_has_tells_it_beside_a_host(scan):
    assert scan({"app/Prefs.kt": PREFS}).names(Kind.SERVICE) == ["Ollama"]


@pytest.mark.parametrize("other", ['store.getInt("port", 8080)', 'store.getInt("amount", 11434)'])
def test_other_ports_and_other_numbers_tell_nothing(scan, other):
    plain = PREFS.replace('store.getInt("port", 11434)', other) + '// port 11434\nval model = "gpt-4o"\n'
    assert "Ollama" not in scan({"app/Prefs.kt": plain}).names(Kind.SERVICE)


THOR = """require "openai"
class InstallGenerator < Rails::Generators::Base
  class_option :llm, type: :string, default: "mistral", desc: "Which provider answers"
  class_option :login, type: :string, default: "google", desc: "Who signs users in"
end
"""


def test_the_provider_that_an_option_chooses_by_default(scan):
    assert scan({"lib/install.rb": THOR}).names(Kind.SERVICE) == ["Mistral AI"]


def test_the_provider_that_settings_choose_by_default(scan):
    settings = 'class Settings(BaseSettings):\n    llm_provider: str = "anthropic"\n    auth_provider: str = "google"\n'
    code = "import anthropic\n" + settings
    assert scan({"settings.py": code}).names(Kind.SERVICE) == ["Anthropic"]


FORMATTED = """use candle_core::Device;
use sift::Model;
fn main() {
    let prompts: Vec<String> = rows.iter().map(|row| format!("[INST] {}\\nAnswer: Yes or No\\nAnswer:[/INST]", row)).collect();
    let turn = format!("[INST] {} [/INST]", question);
    Model::load("weights/mistral-7b-instruct.gguf").generate(&prompts);
}
"""


def test_a_text_in_the_format_of_a_model_is_a_prompt_if_it_says_something(scan):
    found = scan({"src/main.rs": FORMATTED})
    assert found.places(Kind.PROMPT, "main prompt") == {"src/main.rs:4"}
    assert found.names(Kind.PROMPT) == ["main prompt"]


BUILT = {
    "Desk.cs": """using Microsoft.SemanticKernel.ChatCompletion;
var text = new StringBuilder();
text.AppendLine("The hotel is in Vienna and has forty rooms.");
text.AppendLine("Answer in the language of the guest.");
var history = new ChatHistory(text.ToString());
""",
    "Desk.java": """import dev.langchain4j.data.message.SystemMessage;
class Desk {
  SystemMessage make() {
    String text = new StringBuilder().append("The hotel is in Vienna. ").append("Answer the guest in short.").toString();
    return SystemMessage.from(text);
  }
}
""",
    "desk.go": """package main
import "github.com/ollama/ollama/api"
func ask(client *api.Client) {
	var sb strings.Builder
	sb.WriteString("The hotel is in Vienna. ")
	fmt.Fprintf(&sb, "Answer the guest in %s.", language)
	client.Generate(ctx, &api.GenerateRequest{Model: "llama3.2", System: sb.String()}, print)
}
""",
    "Desk.kt": """import dev.langchain4j.data.message.SystemMessage
fun make(): SystemMessage {
    val text = buildString {
        append("The hotel is in Vienna. ")
        appendLine("Answer the guest in short.")
    }
    return SystemMessage.from(text)
}
""",
}


@pytest.mark.parametrize("name", BUILT)
def test_texts_of_builders_are_what_was_added(scan, name):
    found = scan({name: BUILT[name]})
    assert len(found.names(Kind.PROMPT)) == 1


def test_a_builder_that_was_given_nothing_readable_is_no_prompt(scan):
    plain = (
        BUILT["Desk.java"]
        .replace('"The hotel is in Vienna. "', "place")
        .replace('"Answer the guest in short."', "rule")
    )
    assert scan({"Desk.java": plain}).names(Kind.PROMPT) == []


ROW = '\t{Name: "n%d", Config: support.ModelConfig{ModelName: "anthropic.claude-3-%d-sonnet", MaxTokens: 100}},\n'


@pytest.mark.parametrize(("rows", "told"), [(3, 3), (20, 0)])
def test_many_structs_that_name_models_are_a_table_of_what_there_is(scan, rows, told):
    table = "".join(ROW % (row, row) for row in range(rows))
    code = f'package ai\nimport "github.com/aws/aws-sdk-go/service/bedrockruntime"\nvar models = []support.Model{{\n{table}}}\n'
    assert len(scan({"ai/bedrock.go": code}).names(Kind.MODEL)) == told


def test_a_name_with_a_tag_embeds_as_the_name_without_does(scan):
    code = """use ollama_rs::Ollama;
const EMBEDDINGS: &str = "nomic-embed-text:latest";
async fn embed(ollama: Ollama) { ollama.generate_embeddings(EMBEDDINGS.to_string(), text, None).await; }
"""
    found = scan({"src/main.rs": code})
    assert found.one(Kind.MODEL, "nomic-embed-text:latest").facts["model_class"] == "embedding"
