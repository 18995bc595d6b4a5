"""Habits of Rust programs: settings in `Default`, mappings of pairs, texts that macros lay out, files in the program."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

MAIN = """mod config;
use config::Configuration;
fn main() -> anyhow::Result<()> {
    let config = Configuration::load()?;
    let model = llm::load_dynamic(config.model.architecture(), &config.model.path, llm::TokenizerSource::Embedded)?;
    Ok(())
}
"""
CONFIG = """use std::{collections::HashMap, path::PathBuf};
pub struct Configuration { pub model: Model, pub commands: HashMap<String, Command> }
pub struct Model { pub path: PathBuf }
pub struct Command { pub prompt: String, pub description: String }
impl Default for Configuration {
    fn default() -> Self {
        Self {
            model: Model { path: "models/13B/vicuna-q5_1.bin".into() },
            commands: HashMap::from_iter([
                ("answer".into(), Command {
                    description: "Answers what somebody of the club wants to know, in a few words and politely.".into(),
                    prompt: indoc::indoc! {"
                        Below is an instruction that describes a task. Write a response that completes it well.
                        {{PROMPT}}
                    "}.into(),
                }),
            ]),
        }
    }
}
impl Configuration {
    pub fn load() -> anyhow::Result<Self> { let config = Self::default(); Ok(config) }
}
"""


def test_a_model_and_prompts_in_the_defaults_of_settings(scan):
    found = scan({"src/main.rs": MAIN, "src/config.rs": CONFIG})
    assert found.names(Kind.MODEL) == ["models/13B/vicuna-q5_1.bin"]
    assert found.names(Kind.PROMPT) == ["answer prompt"]


EMBEDDED = """use ollama_rs::{Ollama, generation::completion::request::GenerationRequest};
const RAG_PROMPT: &str = include_str!("../prompts/rag.prompt");
pub struct Chain { ollama: Ollama, model: String }
impl Chain {
    pub fn new() -> Self { Self { ollama: Ollama::default(), model: "qwen3:8b".to_string() } }
    pub async fn ask(&self, question: &str) -> String {
        let prompt = RAG_PROMPT.replace("{question}", question);
        self.ollama.generate(GenerationRequest::new(self.model.clone(), prompt)).await.unwrap().response
    }
}
"""


def test_a_file_in_the_program_is_the_prompt_of_the_model_that_is_asked_with_it(scan):
    found = scan({"src/chain.rs": EMBEDDED}, also=("prompts/rag.prompt",))
    assert ("qwen3:8b", RelationKind.USES_PROMPT.value, "prompts/rag.prompt") in found.links
