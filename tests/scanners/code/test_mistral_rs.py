"""mistral.rs: builders of models, adapters, agents, tools and MCP servers."""

from __future__ import annotations

from aibom.model.kinds import Kind

DESK = """use mistralrs::{tool, AgentBuilder, GgufModelBuilder, LoraModelBuilder, McpClientConfig, McpServerConfig};
use mistralrs::{McpServerSource, ModelBuilder, TextMessageRole, TextMessages, TextModelBuilder};

#[tool(description = "Look up an order by its number")]
fn look_up_order(#[description = "Number"] number: String) -> Result<String> { Ok(number) }

async fn main() -> Result<()> {
    let config = McpClientConfig {
        servers: vec![McpServerConfig {
            name: "files".to_string(),
            source: McpServerSource::Process { command: "npx".to_string(), args: vec!["server-files".to_string()] },
            ..Default::default()
        }],
        ..Default::default()
    };
    let model = ModelBuilder::new("Qwen/Qwen3-4B").with_mcp_client(config).build().await?;
    let desk = AgentBuilder::new(model)
        .with_system_prompt("You answer questions about orders of a book shop.")
        .register_tool(look_up_order_tool_with_callback())
        .build();
    let tuned = LoraModelBuilder::from_text_model_builder(TextModelBuilder::new("Qwen/Qwen2.5-0.5B-Instruct"))
        .with_adapter_revision("books", "bookshop/orders-lora", "acad7d7")
        .build().await?;
    let small = GgufModelBuilder::new("unsloth/Qwen3-0.6B-GGUF", vec!["Qwen3-0.6B-Q4_K_M.gguf"]).build().await?;
    let messages = TextMessages::new()
        .add_message(TextMessageRole::System, "You translate letters of customers into English.")
        .add_message(TextMessageRole::User, "Guten Tag");
    Ok(())
}
"""


def test_models_adapters_agents_and_tools_of_mistral_rs(scan):
    found = scan({"src/main.rs": DESK})
    assert found.names(Kind.MODEL) == [
        "Qwen/Qwen2.5-0.5B-Instruct",
        "Qwen/Qwen3-4B",
        "bookshop/orders-lora",
        "unsloth/Qwen3-0.6B-GGUF",
    ]
    assert found.names(Kind.TOOL) == ["files", "look_up_order"]
    assert len(found.names(Kind.PROMPT)) == 2
    assert {
        ("desk", "uses-model", "Qwen/Qwen3-4B"),
        ("Qwen/Qwen3-4B", "has-tool", "files"),
        ("bookshop/orders-lora", "derived-from", "Qwen/Qwen2.5-0.5B-Instruct"),
    } <= found.links
