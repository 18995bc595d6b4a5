"""What the habits of a language say: builders, global usings, annotations, constants of packages, literal tools."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind
from aibom.scanners.code.gate import gate_of

GO_CLINIC = """
package clinic

import (
    "context"
    openai "github.com/sashabaranov/go-openai"
)

func answer(client *openai.Client, question string, careful bool) {
    model := openai.GPT4oMini
    if careful {
        model = openai.GPT4o
    }
    client.CreateChatCompletion(context.Background(), openai.ChatCompletionRequest{
        Model: model,
        Messages: []openai.ChatCompletionMessage{
            {Role: openai.ChatMessageRoleSystem, Content: "You are the assistant of a veterinary clinic."},
            {Role: openai.ChatMessageRoleUser, Content: question},
        },
    })
}
"""


def test_go_constants_of_a_package_stand_where_they_are_named_and_every_branch_counts(scan) -> None:
    found = scan({"clinic/answer.go": GO_CLINIC})
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]
    assert "clinic/answer.go:10" in found.places(Kind.MODEL, "gpt-4o-mini")
    assert "clinic/answer.go:12" in found.places(Kind.MODEL, "gpt-4o")
    assert len(found.names(Kind.PROMPT)) == 1


def test_go_flag_defaults_name_models(scan) -> None:
    source = """
package main

import "github.com/openai/openai-go"

func init() {
    root.Flags().StringVarP(&modelFlag, "model", "m", "anthropic/claude-sonnet-4-5-20250929", "the model")
    root.Flags().StringVarP(&theme, "theme", "t", "gpt-4o", "no model")
}
"""
    assert scan({"cmd/root.go": source}).names(Kind.MODEL) == ["claude-sonnet-4-5-20250929"]


def test_a_mapping_of_aliases_is_no_use_of_its_models(scan) -> None:
    rows = "\n".join(f'        "claude-{n}-latest": "claude-3-{n}-opus-2024022{n}",' for n in range(8))
    source = f"""
package models

import "github.com/anthropics/anthropic-sdk-go"

func resolve(name string) string {{
    aliases := map[string]string{{
{rows}
    }}
    anthropic.NewClient()
    ask(anthropic.MessageNewParams{{Model: anthropic.Model(aliases[name])}})
    return aliases[name]
}}
"""
    assert scan({"models/resolve.go": source}).names(Kind.MODEL) == []


JAVA_ASSISTANT = """
package clinic.chat;

import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.spring.AiService;

@AiService
interface Assistant {
    @SystemMessage(fromResource = "/prompts/system.st")
    String chat(String question);
}
"""
JAVA_TOOLS = """
package clinic.chat;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.beans.factory.annotation.Value;

class Tools {
    @Value("${clinic.model:gpt-4o-mini}")
    private String model;

    @Tool("List the owners of the clinic")
    List<Owner> listOwners() { return owners.findAll(); }

    OpenAiChatModel chatModel() {
        return OpenAiChatModel.builder().apiKey(key).modelName(model).build();
    }
}
"""


def test_java_annotations_of_an_interface_make_an_agent_with_its_prompt(scan) -> None:
    prompt = "src/main/resources/prompts/system.st"
    found = scan(
        {"src/main/java/clinic/Assistant.java": JAVA_ASSISTANT, "src/main/java/clinic/Tools.java": JAVA_TOOLS},
        also=(prompt,),
    )
    assert found.names(Kind.AGENT) == ["Assistant"]
    assert found.names(Kind.PROMPT) == [prompt]
    assert found.names(Kind.TOOL) == ["listOwners"]
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert ("Assistant", RelationKind.USES_PROMPT.value, prompt) in found.links


CSHARP_CHAT = """
namespace Clinic;

public class Chat(Kernel kernel)
{
    public async Task AskAsync(string question)
    {
        var builder = Kernel.CreateBuilder().AddAzureOpenAIChatCompletion("gpt-4o", endpoint, key);
        var history = new ChatHistory("You help the staff of a veterinary clinic. Be brief.");
        builder.Plugins.AddFromType<Lights>();
    }
}
"""
CSHARP_LIGHTS = """
namespace Clinic;

public class Lights
{
    [KernelFunction("switch_lights")]
    public Task SwitchAsync(bool on) => Task.CompletedTask;
}
"""


def test_csharp_global_usings_hold_for_the_files_of_their_project(scan) -> None:
    usings = "\n".join(
        f"global using {name};"
        for name in ("System.Text.Json", "Azure.Identity", "Microsoft.AspNetCore.Mvc", "Microsoft.SemanticKernel")
    )
    project = {"app/GlobalUsings.cs": usings, "app/Chat.cs": CSHARP_CHAT, "app/Lights.cs": CSHARP_LIGHTS}
    found = scan(project)
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert found.names(Kind.TOOL) == ["switch_lights"]
    assert len(found.names(Kind.PROMPT)) == 1
    elsewhere = scan({"app/GlobalUsings.cs": usings, "other/Chat.cs": CSHARP_CHAT})
    assert elsewhere.names(Kind.PROMPT) == []


def test_csharp_files_with_global_usings_pass_the_gate() -> None:
    assert gate_of("dotnet")(CSHARP_CHAT.encode())
    assert not gate_of("dotnet")(b"namespace Clinic;\npublic class Owner { public string Name { get; set; } }")


def test_php_settings_given_after_the_constructor(scan) -> None:
    source = """<?php
namespace Clinic;

use LLPhant\\Chat\\Enums\\OpenAIChatModel;
use LLPhant\\Chat\\FunctionInfo\\FunctionBuilder;
use LLPhant\\Chat\\OpenAIChat;
use LLPhant\\OpenAIConfig;

class Answers
{
    public function ask(string $question): string
    {
        $config = new OpenAIConfig();
        $config->model = OpenAIChatModel::Gpt4Turbo->value;
        $chat = new OpenAIChat($config);
        $chat->setTools([FunctionBuilder::buildFunctionInfo(new Calendar(), 'nextAppointment')]);
        return $chat->generateText("You answer the questions of pet owners. The question is: {$question}. Be kind.");
    }
}
"""
    found = scan({"src/Answers.php": source})
    assert found.names(Kind.MODEL) == ["gpt-4-turbo"]
    assert found.names(Kind.TOOL) == ["nextAppointment"]
    assert found.names(Kind.SERVICE) == ["OpenAI"]


def test_rust_agents_take_the_provider_of_their_client(scan) -> None:
    source = """
use rig::{client::CompletionClient, providers::openrouter};

pub fn agent(prompt: &str) -> anyhow::Result<impl rig::completion::Chat> {
    let client = openrouter::Client::new(&key).map_err(|e| anyhow::anyhow!("no client: {}", e))?;
    Ok(client.agent("openai/gpt-4o").preamble(prompt).build())
}
"""
    found = scan({"src/agent.rs": source})
    assert found.names(Kind.SERVICE) == ["OpenRouter"]
    assert found.one(Kind.MODEL, "openai/gpt-4o").subject.origin == "openrouter"


ROUTE = """
import { google } from "@ai-sdk/google";
import { streamText } from "ai";
import { titlePrompt } from "./prompts";

export async function POST(request) {
  return streamText({
    model: google("gemini-2.5-flash"),
    system: titlePrompt,
    tools: {
      searchFlights: {
        description: "Search for flights",
        parameters: schema,
        execute: async ({ origin }) => find(origin),
      },
    },
  });
}
"""
PROMPTS = """
export const titlePrompt = "Write a short title for the conversation, without quotation marks and without a colon.";
export const updatePrompt = (text) => `Improve the following text, keep its language and its length,
and do not add anything that is not in it: ${text}`;
export const promptLabel = "Your question";
"""


def test_tools_written_out_in_the_options_of_a_call(scan) -> None:
    found = scan({"app/route.ts": ROUTE, "app/prompts.ts": PROMPTS})
    assert found.names(Kind.TOOL) == ["searchFlights"]
    assert "app/route.ts:11" in found.places(Kind.TOOL, "searchFlights")


def test_long_texts_under_a_name_that_says_prompt(scan) -> None:
    found = scan({"app/route.ts": ROUTE, "app/prompts.ts": PROMPTS})
    assert found.names(Kind.PROMPT) == ["titlePrompt", "updatePrompt"]


def test_functions_of_an_object_that_return_prompts(scan) -> None:
    writers = """
export const desk = {
  getPromptForLetter: (text, { language }) => {
    return (`Write the answer of a museum of ships to the letter below, in ${language} and in the present tense.` +
      (language ? " Keep its tone. " : " ") + text);
  },
  promptForSign(text) { return `Write the label of an exhibit for children of ten years, in two short and plain sentences: ${text}`; },
  formatLetter: (text) => `Printed by the museum of ships for its friends and for everybody who asks: ${text}`,
};
"""
    found = scan({"app/route.ts": ROUTE, "app/prompts.ts": PROMPTS + writers})
    assert found.names(Kind.PROMPT) == ["getPromptForLetter", "promptForSign", "titlePrompt", "updatePrompt"]


def test_statements_over_vectors_name_pgvector(scan) -> None:
    search = "const rows = await sql(`SELECT id FROM chunks ORDER BY embedding <=> ${query}::vector LIMIT 5`);"
    plain = "const rows = await sql(`SELECT id FROM chunks WHERE a <> ${b} ORDER BY id`);"
    head = 'import OpenAI from "openai";\n'
    assert scan({"src/search.ts": head + search}).names(Kind.SERVICE) == ["pgvector"]
    assert scan({"src/search.ts": head + plain}).names(Kind.SERVICE) == []
