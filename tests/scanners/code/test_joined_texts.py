"""Lists of lines that a program joins to one text for a model, as each language writes it."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ROLE, RULE = "You review pull requests for the payments team.", "Report only findings that can be acted on."
PHP = f"""<?php
class Reviewer {{
    private function instructions(): string {{
        return implode(PHP_EOL, ['{ROLE}', '{RULE}']);
    }}
    public function review(string $diff) {{
        return OpenAI::client(getenv('OPENAI_API_KEY'))->chat()->create(['model' => 'gpt-4o', 'messages' => [
            ['role' => 'system', 'content' => $this->instructions()], ['role' => 'user', 'content' => $diff]]]);
    }}
}}
"""
RUBY = f"""require "openai"
class Reviewer
  def review(diff)
    instructions = []
    instructions << "{ROLE}"
    instructions << "{RULE}"
    OpenAI::Client.new.chat(parameters: {{ model: "gpt-4o", messages: [
      {{ role: "system", content: instructions.join("\\n") }}, {{ role: "user", content: diff }}] }})
  end
end
"""
GO = f"""package main
import (
	"context"
	"strings"
	"github.com/sashabaranov/go-openai"
)
var instructions = strings.Join([]string{{"{ROLE}", "{RULE}"}}, "\\n")
func review(client *openai.Client, diff string) {{
	client.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{{
		Model: openai.GPT4o,
		Messages: []openai.ChatCompletionMessage{{{{Role: "system", Content: instructions}}}},
	}})
}}
"""
JAVA = f"""package shop;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.*;
public class Reviewer {{
    public String review(String diff) {{
        List<String> instructions = new ArrayList<>();
        instructions.add("{ROLE}");
        instructions.add("{RULE}");
        OpenAiChatModel model = OpenAiChatModel.builder().modelName("gpt-4o").build();
        return model.chat(SystemMessage.from(String.join("\\n", instructions))).aiMessage().text();
    }}
}}
"""
STREAM = JAVA.replace(
    'String.join("\\n", instructions)', f'Stream.of("{ROLE}", "{RULE}").collect(Collectors.joining("\\n"))'
)
KOTLIN = f"""package shop
import dev.langchain4j.data.message.SystemMessage
import dev.langchain4j.model.openai.OpenAiChatModel
fun review(diff: String): String {{
    val instructions = mutableListOf<String>()
    instructions += "{ROLE}"
    instructions.add("{RULE}")
    val model = OpenAiChatModel.builder().modelName("gpt-4o").build()
    return model.chat(SystemMessage.from(instructions.joinToString(separator = "\\n"))).aiMessage().text()
}}
"""
CSHARP = f"""using OpenAI.Chat;
public class Reviewer {{
    public void Review(string diff) {{
        var instructions = new List<string>();
        instructions.Add("{ROLE}");
        instructions.Add("{RULE}");
        var client = new ChatClient("gpt-4o", Environment.GetEnvironmentVariable("OPENAI_API_KEY"));
        client.CompleteChat(new SystemChatMessage(string.Join(Environment.NewLine, instructions)));
    }}
}}
"""
RUST = f"""use async_openai::{{Client, types::{{CreateChatCompletionRequestArgs, ChatCompletionRequestUserMessageArgs}}}};
async fn review(diff: &str) {{
    let mut instructions = vec!["{ROLE}".to_string()];
    instructions.push(diff.to_string());
    ask(&instructions.join("\\n")).await;
}}
async fn ask(text: &str) {{
    let request = CreateChatCompletionRequestArgs::default().model("gpt-4o").messages([
        ChatCompletionRequestUserMessageArgs::default().content(text).build().unwrap().into(),
    ]).build().unwrap();
    let client = Client::new();
    client.chat().create(request).await;
}}
"""
FILES = {
    "php": {"src/Reviewer.php": PHP},
    "ruby": {"lib/reviewer.rb": RUBY},
    "go": {"main.go": GO},
    "java": {"src/main/java/shop/Reviewer.java": JAVA},
    "stream": {"src/main/java/shop/Reviewer.java": STREAM},
    "kotlin": {"src/main/kotlin/shop/Reviewer.kt": KOTLIN},
    "csharp": {"Reviewer.cs": CSHARP},
    "rust": {"src/main.rs": RUST},
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_lines_that_are_joined_for_a_model_are_one_prompt(scan, files):
    assert len(scan(files).names(Kind.PROMPT)) == 1


TOLD = {"ruby": 'instructions.join("\\n")', "java": 'String.join("\\n", instructions)'}


@pytest.mark.parametrize("language", TOLD)
def test_lines_that_are_joined_for_people_are_no_prompt(scan, language):
    (path, text), *_ = FILES[language].items()
    shown = text.replace(TOLD[language], "diff").replace("OpenAI::Client", f"puts({TOLD['ruby']})\n    OpenAI::Client")
    shown = shown.replace(ROLE, "Invoices of May").replace(RULE, "Refunds of May").replace("instructions", "labels")
    assert scan({path: shown}).names(Kind.PROMPT) == []
