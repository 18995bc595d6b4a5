"""What classes of packages that nobody listed are by their names, in Java, C# and PHP; containers of Aspire; texts in
languages without blanks."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

JAVA = """
import io.clinicware.agents.ReActAgent;
import io.clinicware.agents.tool.Tool;
import io.clinicware.model.QwenChatModel;
import io.clinicware.store.RedisVectorStore;
import com.openai.client.okhttp.OpenAIOkHttpClient;
class Desk {
  @Tool(name = "find_slot", description = "Finds a free slot of a doctor")
  String findSlot(String doctor) { return doctor; }
  void run() {
    var model = QwenChatModel.builder().modelName("clinic-qwen").build();
    var store = new RedisVectorStore("localhost");
    ReActAgent desk = ReActAgent.builder().name("front desk").sysPrompt("You answer at the desk of a clinic.").model(model).build();
    var client = OpenAIOkHttpClient.fromEnv();
  }
}
"""
CSHARP = """
using ClinicWare.Agents;
using OpenAI.Chat;
var client = new ChatClient("gpt-4o", key);
var store = new MongoVectorStore(db);
var desk = new ResearchAgent(name: "desk", instructions: "You answer at the desk of a clinic.");
"""
HOST = """
var builder = DistributedApplication.CreateBuilder(args);
var reader = builder.AddContainer("reader", "mcp/markitdown").WithHttpEndpoint(targetPort: 3001);
var store = builder.AddContainer("store", "qdrant/qdrant", "v1.9");
builder.Build().Run();
"""


def test_builders_say_by_their_names_what_they_make(scan):
    found = scan({"Desk.java": JAVA})
    assert found.names(Kind.AGENT) == ["front desk"]
    assert found.names(Kind.TOOL) == ["find_slot"]
    assert found.names(Kind.MODEL) == ["clinic-qwen"]
    assert {"Alibaba Cloud Model Studio", "Redis"} <= set(found.names(Kind.SERVICE))
    assert ("front desk", "uses-model", "clinic-qwen") in found.links


def test_constructors_say_it_as_well(scan):
    found = scan({"Program.cs": CSHARP})
    assert found.names(Kind.AGENT) == ["desk"]
    assert "MongoDB Atlas Vector Search" in found.names(Kind.SERVICE)


def test_a_store_of_nobody_and_a_client_of_a_request_are_none(scan):
    found = scan(
        {"Program.cs": CSHARP.replace("MongoVectorStore", "ShopVectorStore").replace("instructions:", "phone:")}
    )
    assert found.names(Kind.AGENT) == []
    assert found.names(Kind.SERVICE) == ["OpenAI"]


def test_an_aspire_host_adds_containers(scan):
    found = scan({"AppHost/Program.cs": HOST})
    assert found.names(Kind.TOOL) == ["markitdown"]
    assert found.names(Kind.SERVICE) == ["Qdrant"]


@pytest.mark.parametrize(
    "text", ["你是天气助手，请用中文简洁地回答问题。", "あなたは天気のアシスタントです。短く答えてください。"]
)
def test_a_prompt_needs_no_blanks(scan, text: str):
    found = scan({"desk.py": f"import openai\nopenai.responses.create(model='gpt-4o', instructions='{text}')\n"})
    assert len(found.names(Kind.PROMPT)) == 1


def test_roles_of_messages_may_be_constants(scan):
    chat = (
        "<?php\nuse Orhanerday\\OpenAi\\OpenAi;\n"
        'const ROLE = "role"; const CONTENT = "content"; const SYS = "system";\n'
        "$ai = new OpenAi(getenv('OPENAI_API_KEY'));\n"
        '$history[] = [ROLE => SYS, CONTENT => "You answer at the desk of a clinic."];\n'
        "$ai->chat(['model' => 'gpt-4o', 'messages' => $history]);\n"
    )
    found = scan({"desk.php": chat})
    assert len(found.names(Kind.PROMPT)) == 1


def test_a_module_of_ruby_is_no_agent(scan):
    client = (
        "module ClinicAgent\n  class Client\n    def ask(text)\n"
        "      OpenAI::Client.new.chat(parameters: { model: 'gpt-4o', messages: [{ role: 'user', content: text }] })\n"
        "    end\n  end\nend\n"
    )
    found = scan({"lib/client.rb": f'require "openai"\n{client}'})
    assert found.names(Kind.AGENT) == []
    assert found.names(Kind.MODEL) == ["gpt-4o"]
