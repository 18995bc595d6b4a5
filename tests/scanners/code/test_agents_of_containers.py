"""Agents that a container of Java puts together, or that an options object of C# describes: whose they are, which
servers, stores and texts they are given."""

from __future__ import annotations

from pathlib import Path

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

BUILD = """<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>desk</artifactId><version>1</version>
<dependencies><dependency><groupId>org.springframework.ai</groupId>
<artifactId>spring-ai-starter-model-openai</artifactId></dependency></dependencies></project>
"""
PROPERTIES = """spring.ai.openai.chat.options.model=gpt-4o-mini
spring.ai.mcp.client.stdio.servers-configuration=classpath:mcp-servers-config.json
"""
SERVERS = '{"mcpServers": {"harbour": {"command": "npx", "args": ["-y", "@acme/harbour-mcp"]}}}'
RUNNER = """package x;
import io.modelcontextprotocol.client.McpSyncClient;
import java.util.List;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.mcp.SyncMcpToolCallbackProvider;
public class App {
    CommandLineRunner run(ChatClient.Builder builder, List<McpSyncClient> clients) {
        return args -> {
            var harbourDesk = builder.defaultToolCallbacks(new SyncMcpToolCallbackProvider(clients)).build();
            System.out.println(harbourDesk.prompt("Which berths are free?").call().content());
        };
    }
}
"""
FACTORY = """package x;
import java.util.*;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatModel;
public class DeskFactory {
    private final Map<String, ChatClient> clients = new HashMap<>();
    DeskFactory(ChatModel chatModel, Desks desks, BerthTools tools) {
        for (Desks.Desk desk : desks.all()) {
            clients.put(desk.name(), ChatClient.builder(chatModel).defaultTools(tools).build());
        }
    }
}
"""
TOOLS = """package x;
import org.springframework.ai.tool.annotation.Tool;
public class BerthTools {
    @Tool(description = "Finds a free berth") String findBerth(String day) { return "B4"; }
}
"""
DESK = """package x;
import dev.langchain4j.service.SystemMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkiverse.langchain4j.mcp.runtime.McpToolBox;
@RegisterAiService(retrievalAugmentor = Handbook.class)
public interface Desk {
    @SystemMessage("You are the desk of a harbour and answer skippers.")
    @McpToolBox("weather")
    String answer(String question);
}
"""
HANDBOOK = """package x;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.*;
import dev.langchain4j.rag.content.retriever.EmbeddingStoreContentRetriever;
import dev.langchain4j.store.embedding.EmbeddingStore;
public class Handbook implements Supplier<RetrievalAugmentor> {
    private final RetrievalAugmentor augmentor;
    Handbook(EmbeddingStore store, EmbeddingModel model) {
        augmentor = DefaultRetrievalAugmentor.builder().contentRetriever(
            EmbeddingStoreContentRetriever.builder().embeddingModel(model).embeddingStore(store).build()).build();
    }
    public RetrievalAugmentor get() { return augmentor; }
}
"""
CRITIC = """using Microsoft.Agents.AI;
using OpenAI;
var chat = new OpenAIClient(key).GetChatClient("gpt-4.1").AsIChatClient();
ChatClientAgent reader = new(chat, new ChatClientAgentOptions { Name = "Critic", Instructions = "You criticise stories." });
ChatClientAgent writer = new(chat, "You write short stories about boats.", "Writer");
"""
TEAM = """app:
  ai:
    agents:
      - name: triage
        model: gpt-4.1-mini
        system-prompt: classpath:prompts/triage.st
"""
SERVER = """using Microsoft.Extensions.DependencyInjection;
var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddMcpServer().WithStdioServerTransport().WithToolsFromAssembly();
"""


def _links(root: Path, files: dict[str, str]) -> set[tuple[str, str, str]]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    found = scan_tree(root)
    names = {one.ref: one.name for one in found.components}
    return {(names.get(one.source, ""), one.kind, names.get(one.target, "")) for one in found.relations}


def test_servers_of_a_file_that_the_settings_name_are_handed_over(tmp_path):
    resources = "src/main/resources/"
    tree = {"pom.xml": BUILD, f"{resources}application.properties": PROPERTIES, "src/main/java/x/App.java": RUNNER}
    assert ("harbourDesk", "has-tool", "harbour") in _links(
        tmp_path, {**tree, f"{resources}mcp-servers-config.json": SERVERS}
    )


def test_servers_of_another_file_are_not(tmp_path):
    tree = {"pom.xml": BUILD, "src/main/resources/application.properties": PROPERTIES, ".mcp.json": SERVERS}
    assert ("harbourDesk", "has-tool", "harbour") not in _links(tmp_path, {**tree, "src/main/java/x/App.java": RUNNER})


def test_an_agent_without_a_variable_is_that_of_its_class(scan):
    found = scan({"src/main/java/x/DeskFactory.java": FACTORY, "src/main/java/x/BerthTools.java": TOOLS})
    assert found.names(Kind.AGENT) == ["DeskFactory"]
    assert ("DeskFactory", "has-tool", "findBerth") in found.links


def test_a_service_of_quarkus_has_the_servers_and_the_store_that_it_names(scan):
    found = scan({"src/main/java/x/Desk.java": DESK, "src/main/java/x/Handbook.java": HANDBOOK})
    assert {("Desk", "has-tool", "weather"), ("Desk", "reads-data", "store")} <= found.links


def test_a_service_of_quarkus_that_names_no_retriever_reads_no_store(scan):
    plain = DESK.replace("(retrievalAugmentor = Handbook.class)", "")
    found = scan({"src/main/java/x/Desk.java": plain, "src/main/java/x/Handbook.java": HANDBOOK})
    assert ("Desk", "reads-data", "store") not in found.links


def test_an_agent_of_c_sharp_has_what_its_options_say(scan):
    found = scan({"Program.cs": CRITIC})
    assert found.names(Kind.AGENT) == ["Critic", "Writer"]
    assert {("Critic", "uses-prompt", "Critic system prompt"), ("Writer", "uses-prompt", "Writer system prompt")} <= (
        found.links
    )


def test_an_agent_of_settings_is_told_the_file_on_the_class_path(tmp_path):
    resources = "src/main/resources/"
    files = {f"{resources}application.yml": TEAM, f"{resources}prompts/triage.st": "You are the triage agent."}
    assert ("triage", "uses-prompt", f"{resources}prompts/triage.st") in _links(tmp_path, files)


def test_a_server_at_the_top_is_called_after_its_project(tmp_path):
    tool = (
        'using ModelContextProtocol.Server;\npublic class T {\n  [McpServerTool] public static string Ask() => "";\n}\n'
    )
    links = _links(tmp_path, {"Harbour.csproj": "<Project/>", "Program.cs": SERVER, "T.cs": tool})
    assert ("Harbour", "contains", "Ask") in links


RAG = """package x;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.advisor.vectorstore.QuestionAnswerAdvisor;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.vectorstore.VectorStore;
public class HandbookService {
    private final ChatClient chatClient;
    HandbookService(ChatModel model, VectorStore store, BerthTools tools) {
        this.chatClient = ChatClient.builder(model).defaultAdvisors(QuestionAnswerAdvisor.builder(store).build()).build();
    }
}
"""


def test_a_client_that_answers_from_a_store_is_a_chain_whoever_makes_it(scan):
    found = scan({"src/main/java/x/HandbookService.java": RAG})
    assert found.names(Kind.AGENT) == ["HandbookService"]
    assert ("HandbookService", "reads-data", "store") in found.links


def test_a_client_with_tools_that_does_is_one_agent(scan):
    with_tools = RAG.replace(".defaultAdvisors", ".defaultTools(tools).defaultAdvisors")
    found = scan({"src/main/java/x/HandbookService.java": with_tools, "src/main/java/x/BerthTools.java": TOOLS})
    assert found.names(Kind.AGENT) == ["chatClient"]


def test_a_package_called_test_below_the_sources_is_no_test(scan):
    path = "src/main/java/com/acme/test/desk/DeskFactory.java"
    assert scan({path: FACTORY, "src/main/java/com/acme/test/desk/BerthTools.java": TOOLS}).names(Kind.AGENT)
    aside = path.replace("src/main", "src/test")
    assert not scan({aside: FACTORY, "src/test/java/com/acme/test/desk/BerthTools.java": TOOLS}).names(Kind.AGENT)


def test_a_retriever_searches_the_store_that_the_container_makes(scan):
    producer = (
        "package x;\nimport dev.langchain4j.store.embedding.EmbeddingStore;\n"
        "import dev.langchain4j.store.embedding.inmemory.InMemoryEmbeddingStore;\n"
        "public class Stores {\n    @Produces EmbeddingStore store() { return new InMemoryEmbeddingStore(); }\n}\n"
    )
    source = "src/main/java/x/"
    found = scan({f"{source}Desk.java": DESK, f"{source}Handbook.java": HANDBOOK, f"{source}Stores.java": producer})
    assert ("Desk", "reads-data", "In-memory vector store") in found.links
    assert ("Desk", "reads-data", "store") not in found.links
