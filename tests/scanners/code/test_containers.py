"""Methods outside of their type, containers of .NET programs, settings of Rust programs and the crate's own modules."""

from __future__ import annotations

from aibom.model.kinds import Kind

HOST = """using Aspire.Hosting;
var builder = DistributedApplication.CreateBuilder(args);
var model = builder.AddDeskModel("llm");
model.RunsLocally("phi4");
"""
EXTENSIONS = """using Aspire.Hosting;
public static class DeskExtensions {
    public static IResourceBuilder<DeskModel> RunsLocally(this IResourceBuilder<DeskModel> builder, string name) {
        var ollama = builder.ApplicationBuilder.AddOllama("ollama").WithDataVolume();
        var made = ollama.AddModel(builder.Resource.Name, name);
        return builder;
    }
}
"""
PROGRAM = """using Microsoft.Extensions.AI;
using Azure.AI.OpenAI;
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton<IChatClient>(sp =>
    new AzureOpenAIClient(endpoint, key).GetChatClient("gpt-4o-mini").AsIChatClient());
"""
DESK = """using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;
public class Desk {
    private readonly AIAgent _agent;
    public Desk(IChatClient chatClient) {
        _agent = new ChatClientAgent(chatClient, instructions: "You answer at the desk of a clinic.", name: "desk");
    }
}
"""
CONFIG = """use orch::lm::openai_model;
#[derive(Deserialize)]
pub struct ModelConfig { pub model: Option<String> }
impl Default for ModelConfig {
    fn default() -> Self { Self { model: Some(openai_model::GPT_4O_MINI.to_string()) } }
}
"""
MANAGER = """use crate::lm::ModelConfig;
use orch::lm::OpenAiBuilder;
pub struct Config { pub openai: Option<ModelConfig> }
impl Default for Config { fn default() -> Self { Self { openai: Some(ModelConfig::default()) } } }
fn load(path: &str) -> Result<Config, Error> {
    let config: Config = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    Ok(config)
}
fn make() {
    let config = load("config.json")?;
    let Some(openai) = config.openai else { return };
    let Some(model) = openai.model.clone() else { return };
    let lm = OpenAiBuilder::new().with_model(model).try_build();
}
"""


def test_a_method_outside_of_its_type_is_given_what_its_calls_give(scan):
    found = scan({"host/Program.cs": HOST, "host/DeskExtensions.cs": EXTENSIONS})
    assert found.names(Kind.MODEL) == ["phi4"]
    assert "host/Program.cs:4" in found.places(Kind.MODEL, "phi4")
    assert ("phi4", "served-by", "Ollama") in found.links


def test_a_container_hands_the_registered_client_to_a_constructor(scan):
    found = scan({"desk/Program.cs": PROGRAM, "desk/Services/Desk.cs": DESK})
    assert ("desk", "uses-model", "gpt-4o-mini") in found.links


def test_a_client_that_two_programs_register_is_nobodys(scan):
    other = PROGRAM.replace("gpt-4o-mini", "gpt-4o")
    found = scan({"desk/Program.cs": PROGRAM, "ward/Program.cs": other, "shared/Desk.cs": DESK})
    assert not [link for link in found.links if link[0] == "desk" and link[1] == "uses-model"]


def test_defaults_of_rust_settings_are_found_through_the_crates_own_modules(scan):
    files = {"src/lm/mod.rs": "mod config;\npub use config::*;\n", "src/lm/config.rs": CONFIG, "src/main.rs": MANAGER}
    found = scan(files)
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.places(Kind.MODEL, "gpt-4o-mini") >= {"src/lm/config.rs:5", "src/main.rs:13"}
