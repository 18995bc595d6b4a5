"""Rust: servers of MCP that builders and routers make, and registries of tools that a program gives to its model."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind

BUILDER = """use mcp_core::{server::Server, types::ServerCapabilities};
use crate::notes::ReadNote;
async fn main() {
    let server = Server::builder("notes-server".to_string(), "1.0".to_string())
        .register_tool(ReadNote::tool(), ReadNote::call())
        .build();
}
"""
READ_NOTE = """use mcp_core::types::Tool;
pub struct ReadNote;
impl ReadNote {
    pub fn tool() -> Tool {
        Tool { name: "read_note".to_string(), description: Some("Read a note of the vault".to_string()), annotations: None }
    }
}
"""
ROUTER = """use mcp_core::{Tool, protocol::ServerCapabilities};
use mcp_server::Router;
struct NotesRouter;
impl Router for NotesRouter {
    fn name(&self) -> String { "notes-server".to_string() }
    fn list_tools(&self) -> Vec<Tool> { vec![Tool::new("read_note", "Read a note of the vault", schema(), None)] }
}
"""
CLOSURES = """use pmcp::{Server, SimpleTool};
async fn main() {
    let server = Server::builder().name("notes-server").version("1.0.0").tool("read_note", ReadNote).build().unwrap();
}
"""
TOOLS = """pub trait Tool: Send + Sync {
    fn name(&self) -> &str;
    fn description(&self) -> &str;
    fn parameters(&self) -> Value;
    fn execute(&self, args: Value) -> String;
}
pub struct FetchPage;
impl Tool for FetchPage {
    fn name(&self) -> &str { "fetch_page" }
    fn description(&self) -> &str { "Fetch a page of the web and return its text" }
    fn parameters(&self) -> Value { json!({"type": "object", "properties": {"url": {"type": "string"}}}) }
    fn execute(&self, args: Value) -> String { String::new() }
}
#[derive(Default)]
pub struct Registry { tools: FIELD }
impl Registry {
    pub fn new() -> Self { Self { tools: MADE } }
    pub fn register(&mut self, tool: Box<dyn Tool>) { self.tools.ENTERED }
    pub fn specs(&self) -> Vec<Value> {
        self.tools.LISTED.map(|t| json!({"type": "function", "function": {"name": t.name(), "description": t.description()}})).collect()
    }
}
"""
AGENT = """use crate::tools::{FetchPage, Registry};
pub struct Desk { registry: Registry }
impl Desk {
    pub fn new() -> Self {
        let mut registry = Registry::START();
        registry.register(Box::new(FetchPage));
        Self { registry }
    }
    pub async fn ask(&self, question: &str) -> String {
        let body = json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": question}], "tools": GIVEN});
        reqwest::Client::new().post("https://api.openai.com/v1/chat/completions").json(&body).send().await.unwrap().text().await.unwrap()
    }
}
"""
KEPT = {
    "list": ("Vec<Box<dyn Tool>>", "Vec::new()", "push(tool);", "iter()"),
    "mapping": (
        "HashMap<String, Box<dyn Tool>>",
        "HashMap::new()",
        "insert(tool.name().to_string(), tool);",
        "values()",
    ),
    "by its type": (
        "HashMap<String, Box<dyn Tool>>",
        "Default::default()",
        "insert(tool.name().into(), tool);",
        "values()",
    ),
    "behind a lock": (
        *("Arc<RwLock<HashMap<String, Arc<dyn Tool>>>>", "Arc::new(RwLock::new(HashMap::new()))"),
        *("write().unwrap().insert(tool.name().into(), tool);", "read().unwrap().values()"),
    ),
}


@pytest.mark.parametrize(
    "files",
    [
        {"src/main.rs": BUILDER, "src/notes.rs": READ_NOTE},
        {"src/main.rs": ROUTER},
        {"src/main.rs": CLOSURES},
    ],
)
def test_a_server_made_by_a_builder_or_a_router_has_its_name_and_tools(scan, files: dict[str, str]) -> None:
    found = scan(files)
    assert found.names(Kind.TOOL, "mcp") == ["notes-server"]
    assert ("notes-server", "read_note") in {(source, target) for source, _, target in found.links}


def test_a_record_called_tool_of_another_crate_is_none(scan) -> None:
    source = READ_NOTE.replace("mcp_core::types", "workbench::types")
    assert not scan({"src/notes.rs": source}).names(Kind.TOOL)


@pytest.mark.parametrize("start", ["new", "default"])
@pytest.mark.parametrize("kept", KEPT)
def test_what_is_registered_is_given_to_the_model_by_a_request_of_ones_own(scan, kept: str, start: str) -> None:
    kind, made, entered, listed = KEPT[kept]
    tools = TOOLS.replace("FIELD", kind).replace("MADE", made).replace("ENTERED", entered).replace("LISTED", listed)
    agent = AGENT.replace("START", start).replace("GIVEN", "self.registry.specs()")
    found = scan({"src/tools.rs": tools, "src/desk.rs": agent})
    assert ("Desk", RelationKind.HAS_TOOL.value, "fetch_page") in found.links
    assert ("Desk", RelationKind.USES_MODEL.value, "gpt-4.1-mini") in found.links


def test_a_request_without_tools_makes_no_agent(scan) -> None:
    found = scan({"src/desk.rs": AGENT.replace("START", "new").replace("GIVEN", "[]")})
    assert not found.names(Kind.AGENT)


SWARM = """use swarms_rs::llm::provider::openai::OpenAI;
async fn main() {
    let client = OpenAI::from_url("https://api.deepseek.com/v1", key).set_model("deepseek-chat");
    let risk = client.agent_builder().system_prompt("You weigh the risks of a trade.").agent_name("Risk Agent").build();
}
"""


def test_an_agent_of_swarms_has_its_prompt_and_the_model_of_its_client(scan) -> None:
    found = scan({"src/main.rs": SWARM})
    assert found.names(Kind.AGENT) == ["Risk Agent"]
    assert ("Risk Agent", RelationKind.USES_MODEL.value, "deepseek-chat") in found.links
    assert ("Risk Agent", RelationKind.USES_PROMPT.value, "Risk Agent system prompt") in found.links


def test_a_server_whose_name_is_a_setting_is_called_after_its_crate(scan) -> None:
    source = BUILDER.replace('"notes-server".to_string()', "config.name()")
    found = scan({"src/main.rs": source}, documents={"Cargo.toml": '[package]\nname = "notes-mcp"\n'})
    assert found.names(Kind.TOOL, "mcp") == ["notes-mcp"]


@pytest.mark.parametrize(
    "said", ["Implementation::from_build_env()", 'Implementation { name: env!("CARGO_PKG_NAME").into() }']
)
def test_a_server_that_the_build_names_is_called_after_its_crate(scan, said: str) -> None:
    source = f"""use rmcp::{{ServerHandler, model::{{Implementation, ServerInfo}}}};
struct Desktop;
impl ServerHandler for Desktop {{
    fn get_info(&self) -> ServerInfo {{ ServerInfo {{ server_info: {said}, ..Default::default() }} }}
}}
"""
    found = scan({"src/main.rs": source}, documents={"Cargo.toml": '[package]\nname = "desktop-mcp"\n'})
    assert found.names(Kind.TOOL, "mcp") == ["desktop-mcp"]
