"""Folders that are read beside embeddings in typed languages, and what belongs to what in chains of calls."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

FOLDERS = {
    "main.go": """package main
import ("os"; "path/filepath"; "github.com/philippgille/chromem-go")
const docs = "./handbook"
func main() {
	c, _ := db.GetOrCreateCollection("handbook", nil, chromem.NewEmbeddingFuncOllama("nomic-embed-text", ""))
	filepath.WalkDir(docs, func(path string, d fs.DirEntry, err error) error { return nil })
	os.ReadFile("config.json")
}
""",
    "src/main.rs": """use fastembed::{EmbeddingModel, InitOptions, TextEmbedding};
use walkdir::WalkDir;
fn main() {
    let model = TextEmbedding::try_new(InitOptions::new(EmbeddingModel::AllMiniLML6V2)).unwrap();
    for entry in WalkDir::new("handbook") { add(entry); }
    let settings = std::fs::read_to_string("config.toml");
}
""",
    "Program.cs": """using OpenAI.Embeddings;
using System.IO;
var client = new EmbeddingClient("text-embedding-3-small", key);
foreach (var file in Directory.GetFiles("handbook", "*.md")) Add(File.ReadAllText(file));
""",
    "src/Main.java": """package a;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import java.nio.file.Files;
import java.nio.file.Path;
class Main {
  void load() throws Exception {
    var model = OpenAiEmbeddingModel.builder().modelName("text-embedding-3-small").build();
    Files.walk(Path.of("handbook")).forEach(this::add);
  }
}
""",
}

NOTES = ("handbook/leave.md", "config.json", "config.toml")


@pytest.mark.parametrize("path", FOLDERS)
def test_a_folder_that_is_read_beside_embeddings_is_data(scan, path):
    assert [name.strip("./") for name in scan({path: FOLDERS[path]}, NOTES).names(Kind.DATASET)] == ["handbook"]


def test_a_folder_that_is_read_beside_a_chat_model_is_none(scan):
    chat = FOLDERS["Program.cs"].replace("OpenAI.Embeddings", "OpenAI.Chat").replace("EmbeddingClient", "ChatClient")
    assert scan({"Program.cs": chat.replace("text-embedding-3-small", "gpt-4o")}, NOTES).names(Kind.DATASET) == []


RIG = """use rig::tool::Tool;
struct FreeSlots;
impl Tool for FreeSlots {
    const NAME: &'static str = "free_slots";
}
"""


def test_a_tool_of_rust_is_called_what_its_constant_says(scan):
    assert scan({"src/main.rs": RIG}).names(Kind.TOOL) == ["free_slots"]
    assert scan({"src/main.rs": RIG.replace("NAME", "KIND")}).names(Kind.TOOL) == ["FreeSlots"]


HUB = """use hf_hub::api::sync::Api;
fn main() {
    let model_id = "sentence-transformers/all-MiniLM-L6-v2";
    let api = Api::new().unwrap();
    let repo = api.model(model_id.to_string());
    println!("one");
    println!("two");
    println!("three");
    println!("four");
    let weights = repo.get("model.safetensors").unwrap();
}
"""


def test_the_weights_of_a_repository_are_its_own(scan):
    assert scan({"src/main.rs": HUB}).names(Kind.MODEL) == ["sentence-transformers/all-MiniLM-L6-v2"]


CHAIN = """require "ruby_llm"
class Desk
  SYSTEM = "You are the help desk of a library. Answer from the articles below."
  def call(question)
    RubyLLM.chat.with_instructions(SYSTEM).with_tool(OpeningHours).ask(question)
  end
end
class OpeningHours < RubyLLM::Tool
  description "Tells the opening hours of a day"
end
"""


def test_the_tool_of_a_chain_has_none_of_its_prompts(scan):
    found = scan({"app/desk.rb": CHAIN})
    assert found.names(Kind.TOOL) == ["OpeningHours"]
    assert not any(source == "OpeningHours" for source, _, _ in found.links)


EMBEDDED = """package main
import (
	_ "embed"
	"github.com/anthropics/anthropic-sdk-go"
)
//go:embed review.md
var reviewPrompt string
//go:embed page.html
var page string
type Options struct{ Model string }
func ask(client anthropic.Client) {
	o := Options{Model: string(anthropic.ModelClaude3_5HaikuLatest)}
	client.Messages.New(ctx, anthropic.MessageNewParams{Model: anthropic.Model(o.Model)})
}
"""


def test_files_that_a_program_embeds_under_a_prompts_name_and_constants_that_are_converted(scan):
    found = scan({"main.go": EMBEDDED}, ("review.md", "page.html"))
    assert found.names(Kind.PROMPT) == ["review.md"]
    assert found.names(Kind.MODEL) == ["claude-3-5-haiku-latest"]


WRITER = """package a;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.service.UserMessage;
public interface WriterAgent {
    @UserMessage("Write a short letter about {{topic}} to a friend.")
    @Agent("Writes letters")
    String write(String topic);
}
"""
BUILT = """package a;
import dev.langchain4j.agentic.AgenticServices;
class Office {
  void open(ChatModel model) {
    WriterAgent writer = AgenticServices.agentBuilder(WriterAgent.class).chatModel(model).build();
  }
}
"""


def test_an_annotated_interface_and_what_builds_it_are_one_agent(scan):
    found = scan({"src/WriterAgent.java": WRITER, "src/Office.java": BUILT})
    agents = {(one.subject.name, one.subject.scope) for one in found.observations if one.subject.kind == Kind.AGENT}
    assert agents == {("WriterAgent", "src/WriterAgent.java")}
