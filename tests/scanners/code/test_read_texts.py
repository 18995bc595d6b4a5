"""Prompts in files of text that code reads, whatever their folder is called and however it is that they are read."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASKED = """from openai import OpenAI
import os

def text_of(name):
    with open(os.path.join(os.path.dirname(__file__), "texts", name + ".txt")) as f:
        return f.read()

def run(notes):
    messages = [{"role": "system", "content": text_of("shorten") + notes}]
    return OpenAI().chat.completions.create(model="gpt-4o-mini", messages=messages)
"""
EMBEDDED = """package main
import (
	"embed"
	openai "github.com/sashabaranov/go-openai"
)
//go:embed texts/*.txt
var texts embed.FS
func textOf(name string) string {
	data, err := texts.ReadFile("texts/" + name + ".txt")
	if err != nil { panic(err) }
	return string(data)
}
func run(client *openai.Client) {
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: openai.GPT4o,
		Messages: []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleSystem, Content: NAMED}},
	})
}
"""
READ = """use async_openai::{types::*, Client};
async fn run() {
    let system = std::fs::read_to_string("texts/shorten.txt").unwrap();
    let request = CreateChatCompletionRequestArgs::default().model("gpt-4o-mini").messages([
        ChatCompletionRequestSystemMessageArgs::default().content(system).build().unwrap().into(),
    ]).build().unwrap();
    Client::new().chat().create(request).await;
}
"""
RESOURCE = """package post;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
public class Letters {
  private final ChatModel model = OpenAiChatModel.builder().modelName("gpt-4o-mini").build();
  static String textOf(String name) throws Exception {
    try (var in = Letters.class.getResourceAsStream("/texts/" + name + ".txt")) {
      return new String(in.readAllBytes());
    }
  }
  public Object run() throws Exception { return model.chat(SystemMessage.from(textOf("shorten"))); }
}
"""
VIEW = """require "openai"
class Notes
  def text_of(name)
    ERB.new(File.read(Rails.root.join("app", "texts", "#{name}.erb"))).result(binding)
  end
  def run
    messages = [{ role: "system", content: text_of("shorten") }]
    OpenAI::Client.new.chat(parameters: { model: "gpt-4o-mini", messages: messages })
  end
end
"""
BESIDE = """<?php
class Notes {
  public function run() {
    $text = file_get_contents(__DIR__ . "/../texts/shorten.md");
    $messages = [['role' => 'system', 'content' => $text]];
    return OpenAI::client("x")->chat()->create(['model' => 'gpt-4o-mini', 'messages' => $messages]);
  }
}
"""
WRITTEN = {
    "a text before what is asked": ("desk/run.py", ASKED, "desk/texts/shorten.txt"),
    "embedded files": ("main.go", EMBEDDED.replace("NAMED", 'textOf("shorten")'), "texts/shorten.txt"),
    "a file of Rust": ("src/main.rs", READ, "texts/shorten.txt"),
    "a resource of Java": ("src/main/java/post/Letters.java", RESOURCE, "src/main/resources/texts/shorten.txt"),
    "a view of Ruby": ("lib/notes.rb", VIEW, "app/texts/shorten.erb"),
    "a file beside one of PHP": ("src/Notes.php", BESIDE, "texts/shorten.md"),
}


MORE = {
    "file_get_contents": (
        "src/Notes.php",
        BESIDE.replace('shorten.md")', 'shorten.md") . "\\n\\nToday is " . date("c")'),
        "texts/shorten.md",
    ),
    "readAllBytes": (
        "src/main/java/post/Letters.java",
        RESOURCE.replace("in.readAllBytes())", 'in.readAllBytes()) + "\\n\\nToday is " + today'),
        "src/main/resources/texts/shorten.txt",
    ),
    "ReadAllText": (
        "Notes.cs",
        """using OpenAI.Chat;
public class Notes {
    string Build(string day) { return File.ReadAllText("texts/shorten.md") + "\\n\\nToday is " + day; }
    object Run() => new ChatClient("gpt-4o-mini", "x").CompleteChat(new SystemChatMessage(Build(day)));
}
""",
        "texts/shorten.md",
    ),
}


@pytest.mark.parametrize("form", MORE)
def test_a_text_that_is_read_is_a_prompt_where_more_is_said_with_it(scan, form):
    path, source, text = MORE[form]
    assert text in scan({path: source}, also=(text, "texts/README.txt")).names(Kind.PROMPT)


@pytest.mark.parametrize("form", WRITTEN)
def test_what_is_read_and_told_to_a_model_is_a_prompt(scan, form):
    path, source, text = WRITTEN[form]
    assert scan({path: source}, also=(text, "texts/README.txt")).names(Kind.PROMPT) == [text]


def test_what_no_model_is_told_is_none(scan):
    python = ASKED.replace('text_of("shorten") + notes', "notes").replace(
        "def run", 'print(text_of("shorten"))\ndef run'
    )
    go = EMBEDDED.replace("NAMED", "question(textOf)")
    for path, source, text in (("desk/run.py", python, "desk/texts/shorten.txt"), ("main.go", go, "texts/shorten.txt")):
        assert scan({path: source}, also=(text,)).names(Kind.PROMPT) == []


def test_of_embedded_files_that_are_chosen_as_it_runs_all_are_prompts(scan):
    also = ("texts/shorten.txt", "texts/mail.txt", "texts/logo.png")
    found = scan({"main.go": EMBEDDED.replace("NAMED", "textOf(os.Args[1])")}, also=also)
    assert found.names(Kind.PROMPT) == ["texts/mail.txt", "texts/shorten.txt"]


def test_a_file_that_names_a_model_or_a_path_is_no_text_beside_it(scan):
    source = (
        "from datasets import load_dataset\n"
        'line = open("names.txt").read()\n'
        'rows = load_dataset("csv", data_files=f"data/{line}.csv")\n'
    )
    assert "names.txt" not in scan({"run.py": source}, also=("names.txt", "data/a.csv")).names(Kind.DATASET)
