"""Kits of agents, abilities and clients of MCP in Go, PHP, Java and Kotlin; scripts and notebooks of these languages."""

from __future__ import annotations

import json

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree
from aibom.scanners.code.gate import gate_of


def test_an_agent_by_options_has_what_they_hold(scan):
    found = scan(
        {
            "main.go": "package main\n"
            'import (\n\t"trpc.group/trpc-go/trpc-agent-go/agent/llmagent"\n'
            '\t"trpc.group/trpc-go/trpc-agent-go/model/openai"\n\t"trpc.group/trpc-go/trpc-agent-go/tool"\n'
            '\t"trpc.group/trpc-go/trpc-agent-go/tool/function"\n)\n'
            "func add(a float64) float64 { return a }\n"
            "func main() {\n"
            '\tsum := function.NewFunctionTool(add, function.WithName("add_up"))\n'
            '\tllmagent.New("calculator", llmagent.WithModel(openai.New("deepseek-chat")),'
            ' llmagent.WithInstruction("You calculate step by step."), llmagent.WithTools([]tool.Tool{sum}))\n}\n'
        }
    )
    assert {
        ("calculator", "has-tool", "add_up"),
        ("calculator", "uses-model", "deepseek-chat"),
        ("calculator", "uses-prompt", "calculator system prompt"),
    } <= found.links


def test_abilities_of_wordpress_are_tools_and_other_registrations_none(scan):
    found = scan(
        {
            "plugin.php": "<?php\n"
            "wp_register_ability('shop/list-orders', array('description' => 'Lists the orders of a week.'));\n"
            "register_post_type('shop-order', array('description' => 'Orders of the shop.'));\n"
        }
    )
    assert found.names(Kind.TOOL) == ["shop/list-orders"]


def test_functions_of_drupal_by_their_attribute(scan):
    found = scan(
        {
            "src/ListArticles.php": "<?php\nnamespace Drupal\\news;\nuse Drupal\\ai\\Attribute\\FunctionCall;\n"
            "#[FunctionCall(id: 'news:list', function_name: 'list_articles', name: 'List')]\n"
            "class ListArticles {}\n"
        }
    )
    assert found.names(Kind.TOOL) == ["list_articles"]


def test_clients_of_mcp_in_java_are_told_by_what_they_start(scan):
    found = scan(
        {
            "Ask.java": "import io.modelcontextprotocol.client.transport.*;\n"
            "class Ask {\n"
            '  Object a = ServerParameters.builder("npx").args("-y", "@modelcontextprotocol/server-github").build();\n'
            '  Object b = HttpClientSseClientTransport.builder("https://mcp.rail.example.com").build();\n'
            "}\n"
        }
    )
    assert found.names(Kind.TOOL) == ["@modelcontextprotocol/server-github", "mcp.rail.example.com"]


def test_the_builder_of_a_transport_names_no_server(scan):
    found = scan(
        {
            "Ask.java": "import io.modelcontextprotocol.client.transport.*;\n"
            "class Ask {\n"
            "  void ask(String url) {\n"
            "    var transportBuilder = HttpClientSseClientTransport.builder(url);\n"
            "    McpClient.sync(transportBuilder.build()).build();\n"
            "  }\n"
            "}\n"
        }
    )
    assert found.names(Kind.TOOL) == []
    assert len(found.unknowns) == 1


NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": [line]}
        for line in (
            '@file:DependsOn("com.aallam.openai:openai-client-jvm:4.0.1")',
            "val question = 1",
            'import com.aallam.openai.api.chat.*\nval model = ChatCompletionRequest(model = ModelId("gpt-4o-mini"), '
            'messages = listOf(ChatMessage(role = ChatRole.System, content = "You explain articles about software.")))',
        )
    ],
    "metadata": {"kernelspec": {"language": "kotlin"}},
    "nbformat": 4,
}


def test_cells_of_kotlin_have_imports_of_their_own(scan):
    text = json.dumps(NOTEBOOK, indent=1)
    found = scan({"ask.ipynb": text})
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "import com.aallam" in row)
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert found.places(Kind.LIBRARY, "com.aallam.openai:openai-client") == {f"ask.ipynb:{line}"}
    assert len(found.names(Kind.PROMPT)) == 1


SERVER = """require "mcp"
MCP::Server.new(name: "weather", version: "1", tools: [])
"""


def test_a_script_without_ending_is_of_the_language_that_runs_it(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/server").write_text(f"#!/usr/bin/env ruby\n{SERVER}")
    (tmp_path / "bin/other").write_text("#!/usr/bin/env lua\n" + SERVER.replace("weather", "tides"))
    names = [one.name for one in scan_tree(tmp_path).components if one.kind is Kind.TOOL]
    assert names == ["weather"]


def test_messages_of_a_chat_let_a_file_pass():
    assert gate_of("php")(b"$a = ['role' => 'user', 'content' => $text];")
    assert gate_of("jvm")(b'Map.of("role", "system", "content", text)')
    assert not gate_of("php")(b"$a = ['role' => 'user', 'name' => $text];")


CALCULATOR = """use rmcp::{tool, tool_router};
pub struct Calculator;
#[tool_router(server_handler)]
impl Calculator {
    #[tool(description = "Calculate the sum of two numbers")]
    fn sum(&self, a: i32) -> String { a.to_string() }
}
"""


def test_a_router_of_rust_that_handles_by_itself_is_a_server(scan):
    found = scan({"src/calculator.rs": CALCULATOR})
    assert found.names(Kind.TOOL) == ["Calculator", "sum"]
    assert scan({"src/calculator.rs": CALCULATOR.replace("(server_handler)", "")}).names(Kind.TOOL) == ["sum"]


def test_tools_and_platforms_of_symfony_by_their_bridges(scan):
    found = scan(
        {
            "ask.php": "<?php\nuse Symfony\\AI\\Agent\\Agent;\nuse Symfony\\AI\\Agent\\Bridge\\Mapbox\\Mapbox;\n"
            "use Symfony\\AI\\Agent\\Toolbox\\Toolbox;\nuse Symfony\\AI\\Platform\\Bridge\\Ollama\\Factory;\n"
            "$platform = Factory::createPlatform(env('HOST'));\n"
            "$map = new Mapbox(http_client(), env('TOKEN'));\n"
            "$toolbox = new Toolbox([$map], logger: logger());\n"
            "$desk = new Agent($platform, 'llama3.2', toolbox: $toolbox);\n"
        }
    )
    assert ("desk", "has-tool", "Mapbox") in found.links
    assert found.names(Kind.SERVICE) == ["Ollama"]


def test_tools_engines_and_prompts_of_langchain4j(scan):
    found = scan(
        {
            "Ask.java": "import dev.langchain4j.agent.tool.graalvm.GraalVmJavaScriptExecutionTool;\n"
            "import dev.langchain4j.web.search.searchapi.SearchApiWebSearchEngine;\n"
            "import dev.langchain4j.model.input.structured.StructuredPrompt;\n"
            '@StructuredPrompt("Explain the law of {{country}} in two sentences.")\n'
            "class LegalPrompt {}\n"
            "class Ask {\n  Object tool = new GraalVmJavaScriptExecutionTool();\n"
            '  Object engine = SearchApiWebSearchEngine.builder().engine("google").build();\n}\n'
        }
    )
    assert found.names(Kind.TOOL) == ["GraalVmJavaScriptExecutionTool"]
    assert found.names(Kind.SERVICE) == ["SearchApi"]
    assert len(found.names(Kind.PROMPT)) == 1


POLYGLOT = {
    "cells": [
        {
            "cell_type": "code",
            "metadata": {"vscode": {"languageId": "polyglot-notebook"}},
            "outputs": [],
            "source": [
                "using Microsoft.SemanticKernel;\n",
                'kernel.Config.AddOpenAITextCompletion("davinci", "text-davinci-003", key);',
            ],
        }
    ],
    "metadata": {"language_info": {"name": "python"}},
    "nbformat": 4,
}


def test_cells_that_all_say_their_language_are_read_in_it(scan):
    assert scan({"first.ipynb": json.dumps(POLYGLOT)}).names(Kind.MODEL) == ["text-davinci-003"]
    mixed = {**POLYGLOT, "cells": [*POLYGLOT["cells"], {"cell_type": "code", "metadata": {}, "source": ["x = 1"]}]}
    assert scan({"first.ipynb": json.dumps(mixed)}).names(Kind.MODEL) == []
