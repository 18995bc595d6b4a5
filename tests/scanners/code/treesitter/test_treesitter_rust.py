"""Rust as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, line_of, plain, read

AGENT = r"""
use async_openai::{types::{CreateChatCompletionRequestArgs as Args, *}, Client};
use rig::providers::openai;
use serde;
mod config;

/// Default model.
pub const MODEL: &str = "gpt-4o";
lazy_static! { static ref CLIENT: Client = Client::new(); }

/// Settings of the agent.
#[derive(Debug, Deserialize)]
pub struct Settings {
    #[arg(long, default_value = "gpt-4o-mini")]
    model: String,
    #[serde(default = "default_prompt")]
    prompt: Option<String>,
}
enum Kind { Fast, Smart = 2 }

impl Default for Settings {
    fn default() -> Self { Self { model: "gpt-4".to_string(), ..Settings::empty() } }
}

impl Settings {
    /// Asks the model.
    #[tool(description = "Gets the weather")]
    pub async fn ask(&self, city: &str, (a, b): (i32, i32)) -> Result<String> {
        let agent = openai::Client::from_env().agent("gpt-4o").preamble("You are").tool(Adder).build();
        let request = Args::default().model(MODEL).messages([Message::user(format!("In {} at {city}", a))]).build()?;
        let model = env::var("MODEL").unwrap_or_else(|_| "gpt-4o".to_string());
        let names = vec!["a", MODEL];
        let body = json!({"model": MODEL, "n": 1, "tools": [{"name": tool.name()}], "stop": null});
        if let Some(first) = names.first() { register(first); }
        for name in &names { load(name)?; }
        let text = self.client.chat().create(request).await?.choices[0].message.content.clone();
        let picked = match kind { Kind::Fast => "a", _ => "b" };
        self.model = String::from("m");
        let prompt = include_str!("../prompts/system.txt");
        let typed = client.extractor::<Person>("gpt-4o").build();
        Ok(text)
    }
}
"""


def test_uses() -> None:
    facts = read("src/agent.rs", AGENT)
    assert imported(facts) == [
        ("async_openai.types", "CreateChatCompletionRequestArgs", "Args"),
        ("async_openai.types", "*", "*"),
        ("async_openai", "Client", "Client"),
        ("rig.providers", "openai", "openai"),
        ("serde", None, "serde"),
        ("self", "config", "config"),
    ]
    assert not facts.problems


def test_items() -> None:
    facts = read("src/agent.rs", AGENT)
    names = bound(facts)
    assert names[":MODEL"] == "gpt-4o"
    assert names[":CLIENT"] == "Client.new()"
    assert names["Settings:model"] == "gpt-4o-mini"
    assert names["Settings:prompt"] == "default_prompt()"
    assert names["Kind:Smart"] == 2
    (settings, _) = facts.classes
    assert ([plain(facts, one) for one in settings.bases], settings.doc) == (["=Default"], "Settings of the agent.")
    assert [plain(facts, one) for one in settings.decorators] == ["derive()"]
    ask = next(one for one in facts.functions if one.name == "ask")
    assert (ask.scope, ask.doc) == ("Settings", "Asks the model.")
    assert [plain(facts, one) for one in ask.decorators] == ["tool()"]
    made = next(one for one in facts.calls if one.form == "annotation" and one.callee == "tool")
    assert [(key, plain(facts, value)) for key, value in made.kwargs] == [("description", "Gets the weather")]
    assert [p.name for p in ask.params] == ["self", "city", "<param:2>"]
    assert names["Settings.ask:a"] == ("item", "=<param:2>", 0)
    assert [plain(facts, value) for value in ask.returns] == ["=text"]


def test_calls_and_struct_literals() -> None:
    facts = read("src/agent.rs", AGENT)
    names = bound(facts)
    assert names["Settings.ask:agent"] == "openai.Client.from_env().agent().preamble().tool().build()"
    assert names["Settings.ask:request"] == "Args.default().model().messages().build()"
    assert args(facts, "model") == ["=MODEL"]
    assert args(facts, "Message.user") == [("template", "In ", "=a", " at ", "=city")]
    assert call(facts, "client.extractor").types == ("Person",)
    made = call(facts, "Settings")
    assert (made.form, made.spread) == ("new", True)
    assert kwargs(facts, "Settings") == {"model": "gpt-4", "**": "Settings.empty()"}


def test_values() -> None:
    facts = read("src/agent.rs", AGENT)
    names = bound(facts)
    assert names["Settings.ask:model"] == ("either", "env.var()", "gpt-4o")
    assert names["Settings.ask:names"] == ["a", "=MODEL"]
    assert names["Settings.ask:body"] == {"model": "=MODEL", "n": 1, "tools": [{"name": "tool.name()"}], "stop": None}
    assert names["Settings.ask:first"] == "names.first()"
    assert names["Settings.ask:name"] == "=names"
    assert names["Settings.ask:text"] == (
        "member",
        ("item", ("member", "self.client.chat().create()", "choices"), 0),
        "message.content",
    )
    assert names["Settings.ask:picked"] == ("either", "a", "b")
    assert names["Settings.ask:self.model"] == "m"
    assert args(facts, "include_str!") == ["../prompts/system.txt"]
    assert call(facts, "include_str!").line == line_of(AGENT, "include_str!")


def test_lines_inside_macros() -> None:
    facts = read(
        "main.rs", "fn main() {\n    let a = vec![\n        load(\n            1),\n        store(2),\n    ];\n}\n"
    )
    assert [(one.callee, one.line) for one in facts.calls] == [("load", 3), ("store", 5)]
