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


SERVER = """using Azure.AI.OpenAI;
using Microsoft.Extensions.AI;
var builder = WebApplication.CreateBuilder(args);
AzureOpenAIClient client = new AzureOpenAIClient(new Uri(endpoint), new DefaultAzureCredential());
builder.Services.AddChatClient(client.GetChatClient("gpt-4.1-mini").AsIChatClient());
builder.Services.AddMcpServer().WithHttpTransport().WithTools<Parks>();
"""
PARKS = """using Microsoft.Extensions.AI;
using ModelContextProtocol.Server;
[McpServerToolType]
public class Parks {
    [McpServerTool(Name = "FindPark"), Description("Finds a park.")]
    public async Task<string> FindPark(IChatClient chatClient, string name) {
        return (await chatClient.GetResponseAsync(name)).Text;
    }
}
"""
ANSWER = '''import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Answer {
    private static final String RULES = """
        You answer questions about the health plan of a company. Be brief in your answers.
        """.stripIndent();
    private final ChatModel model = OpenAiChatModel.builder().modelName("gpt-4o-mini").build();
    String answer(String question) { return model.chat(RULES + question); }
}
'''
RUNNER = """package main
import "github.com/parakeet-nest/parakeet/llm"
func main() {
    url := "http://localhost:12434/engines/llama.cpp/v1"
    tools := []llm.Tool{{Type: "function", Function: llm.Function{Name: "hello"}}}
    query := llm.Query{Model: "ai/smollm2", Tools: tools}
    run(url, query)
}
"""


def test_a_server_of_tools_is_found_beside_other_packages_and_called_after_its_project(scan):
    found = scan({"Parks.Server/Program.cs": SERVER, "Parks.Server/Tools/Parks.cs": PARKS})
    assert found.names(Kind.TOOL) == ["FindPark", "Parks.Server"]
    assert ("Parks.Server", "contains", "FindPark") in found.links
    assert ("FindPark", "uses-model", "gpt-4.1-mini") in found.links


def test_a_text_handed_to_a_java_model_is_its_prompt(scan):
    found = scan({"src/Answer.java": ANSWER})
    assert found.names(Kind.PROMPT) == ["RULES"]
    assert ("gpt-4o-mini", "uses-prompt", "RULES") in found.links


def test_dockers_model_runner_is_known_by_its_port(scan):
    found = scan({"main.go": RUNNER})
    assert found.names(Kind.SERVICE) == ["Docker Model Runner"]
    assert ("ai/smollm2", "has-tool", "hello") in found.links
