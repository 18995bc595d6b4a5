"""Habits of Go and Rust programs: settings by name, lists that grow, embedded files, servers that collect their tools."""

from __future__ import annotations

from aibom.catalog.constant_names import named_model
from aibom.model.kinds import Kind

ASK = """package ask
import ollama "github.com/ollama/ollama/api"

func (a *Asker) Ask(question string) {
    a.history = append(a.history, ollama.Message{Role: "system", Content: "You keep the minutes of a town council."})
    a.history = append(a.history, ollama.Message{Role: "user", Content: question})
    a.client.Chat(nil, &ollama.ChatRequest{Model: a.model, Messages: a.history}, nil)
    a.client.Generate(nil, &ollama.GenerateRequest{Model: a.model, System: a.system}, nil)
}
"""
ASKER = """package ask
import (
    _ "embed"
    ollama "github.com/ollama/ollama/api"
    "github.com/spf13/viper"
)

//go:embed SYSTEM
var system string

type Asker struct {
    client  *ollama.Client
    model   string
    system  string
    history []ollama.Message
}

func New(c *ollama.Client) *Asker {
    return &Asker{client: c, model: viper.GetString("llm.model"), system: system, history: make([]ollama.Message, 0)}
}
"""
SETTINGS = """package config
import "github.com/spf13/viper"
var fallback = "qwen2.5-coder:3b"
func Load() { viper.SetDefault("llm.model", fallback) }
"""
TOOL = """use rust_mcp_sdk::macros::{mcp_tool, JsonSchema};
#[mcp_tool(
    name = "list_bookings",
    description = concat!("Lists ", "bookings")
)]
#[derive(Debug, JsonSchema)]
pub struct ListBookings { pub day: String }
"""
SERVER = """use rust_mcp_sdk::schema::{Implementation, InitializeResult};
pub fn details() -> InitializeResult {
    InitializeResult { server_info: Implementation { name: "bookings".to_string(), version: "1".into() }, meta: None }
}
"""
ROUTER = """use rmcp::{tool, ServerHandler, model::{Implementation, ServerInfo}};
struct Desk { }
impl Desk {
    #[tool(description = "Opens the desk")]
    async fn open_desk(&self) -> String { String::new() }
}
impl ServerHandler for Desk {
    fn get_info(&self) -> ServerInfo { ServerInfo { server_info: Implementation::new("front-desk", "1"), ..Default::default() } }
}
"""


def test_settings_fields_lists_and_embedded_files_of_go_are_followed(scan):
    files = {"ask/ask.go": ASK, "ask/asker.go": ASKER, "config/config.go": SETTINGS}
    found = scan(files, also=("ask/SYSTEM",))
    assert found.names(Kind.MODEL) == ["qwen2.5-coder:3b"]
    assert found.names(Kind.PROMPT) == ["Ask prompt", "ask/SYSTEM"]
    assert ("qwen2.5-coder:3b", "uses-prompt", "ask/SYSTEM") in found.links
    assert ("qwen2.5-coder:3b", "uses-prompt", "Ask prompt") in found.links


def test_a_server_has_the_tools_that_are_nearest_to_it(scan):
    found = scan({"src/tools/list.rs": TOOL, "src/server.rs": SERVER})
    assert ("bookings", "contains", "list_bookings") in found.links
    assert "src/tools/list.rs:2" in found.places(Kind.TOOL, "list_bookings")


def test_the_class_of_a_server_has_its_own_methods_and_the_name_it_tells(scan):
    found = scan({"src/main.rs": ROUTER, "src/other.rs": SERVER})
    assert ("front-desk", "contains", "open_desk") in found.links
    assert ("bookings", "contains", "open_desk") not in found.links


def test_constants_spell_the_models_that_they_are_named_after():
    assert named_model("GPT_5_MINI") == "gpt-5-mini"
    assert named_model("gemini25FlashPreview0417") == "gemini-2.5-flash-preview-04-17"
    assert named_model("ModelClaudeSonnet4_6") == "claude-sonnet-4-6"
    assert named_model("ChatModelGPT4oMini") == "gpt-4o-mini"
    assert named_model("GEMINI_2_5_FLASH") == "gemini-2.5-flash"
    assert named_model("MAX_TOKENS_4") is None


SHADOWED = """package main
import (
    "github.com/strowk/foxy-contexts/pkg/app"
    "github.com/strowk/foxy-contexts/pkg/fxctx"
    "github.com/strowk/foxy-contexts/pkg/mcp"
)
func serve() *app.Builder {
    app := app.NewBuilder().WithTool(listPods).WithName("pods-server")
    return app
}
func listPods() fxctx.Tool { return fxctx.NewTool(&mcp.Tool{Name: "list-pods"}, nil) }
"""
TESTED = """use async_openai::types::CreateChatCompletionRequestArgs;
fn ask() { CreateChatCompletionRequestArgs::default().model("gpt-4o").build(); }
#[cfg(test)]
mod tests {
    use super::*;
    fn asked() { CreateChatCompletionRequestArgs::default().model("gpt-4o-mini").build(); }
}
"""


def test_a_variable_named_as_the_package_that_makes_it(scan):
    found = scan({"main.go": SHADOWED})
    assert ("pods-server", "contains", "list-pods") in found.links


def test_tests_inside_of_rust_files_are_left_aside(scan):
    assert scan({"src/lib.rs": TESTED}).names(Kind.MODEL) == ["gpt-4o"]
