"""Settings that frameworks hand to code: properties of Java programs, sections of .NET, what Spring wires by itself."""

from __future__ import annotations

from aibom.inventory.build import build_inventory
from aibom.model.component import ScanSummary
from aibom.model.kinds import Kind
from aibom.scanners.configs.products.spring import read_properties

SUMMARY = ScanSummary(listed_by="walk", files=1, files_read=1)
ROOT = "clinic/src/main/java/clinic/"
PROPERTIES = "clinic/src/main/resources/application.properties"
MODELS = """package clinic;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
import org.eclipse.microprofile.config.inject.ConfigProperty;
class Models {
    @ConfigProperty(name = "ollama.chat.model.id") private String name;
    private final ClinicProperties properties;
    Object local() { return OllamaChatModel.builder().modelName(name).build(); }
    Object hosted() { return MistralAiChatModel.builder().modelName(properties.getChatModel()).build(); }
}
"""
CLASS = """package clinic;
import org.springframework.boot.context.properties.ConfigurationProperties;
@ConfigurationProperties(prefix = "clinic.ai")
class ClinicProperties {
    private String chatModel;
    String getChatModel() { return chatModel; }
}
"""
SERVICE = """using LLama;
using LLama.Common;
namespace Clinic;
public class Local {
    private readonly ClinicSettings _settings;
    public Local(ClinicSettings settings) {
        _settings = settings;
        var parameters = new ModelParams(Path.Combine(_settings.ModelsPath, _settings.Model));
    }
}
"""
SETTINGS = """namespace Clinic;
public class ClinicSettings { public string ModelsPath { get; set; } = ""; public string Model { get; set; } = ""; }
"""
DESK = """package clinic;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.tool.ToolCallbackProvider;
class Desk {
    private final ChatClient client;
    Desk(ChatClient.Builder builder, ToolCallbackProvider tools) {
        this.client = builder.defaultSystem("You help at the desk of a clinic.").defaultToolCallbacks(tools).build();
    }
}
"""
STORES = """package clinic;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.context.annotation.Bean;
class Stores {
    @Bean SimpleVectorStore store(EmbeddingModel embedding) { return SimpleVectorStore.builder(embedding).build(); }
}
"""
BARE = """package clinic;
import lombok.Data;
import org.springframework.boot.context.properties.ConfigurationProperties;
@Data
@ConfigurationProperties(prefix = "clinic.ai")
public class ClinicProperties {
    private String system = "You help at the desk of a clinic. Be short.";
    private Chat chat = new Chat();
    @Data
    public static class Chat { private String model = "mistral-small-latest"; }
}
"""
KEPT = """package clinic;
import org.springframework.boot.context.properties.ConfigurationProperties;
@ConfigurationProperties(prefix = "clinic.ai")
public record ClinicProperties(String system, Chat chat) {
    public record Chat(String model) {}
}
"""
ASKS = """package clinic;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.model.mistralai.MistralAiChatModel;
class Models {
    private final ClinicProperties properties;
    Object hosted() { return MistralAiChatModel.builder().modelName(properties.getChat().getModel()).build(); }
    Object system() { return SystemMessage.from(properties.getSystem()); }
}
"""
SPRING = b"""spring.ai.openai.embedding.model=text-embedding-3-small
spring.ai.openai.chat.model=gpt-4o-mini
spring.ai.mcp.client.sse.connections.rooms.url=http://localhost:8080
spring.ai.mcp.server.name=clinic-server
"""


def test_properties_name_the_models_of_fields_and_of_bound_classes(scan):
    text = "ollama.chat.model.id=llama3.2\nclinic.ai.chat-model=mistral-small-latest\n"
    files = {f"{ROOT}Models.java": MODELS, f"{ROOT}ClinicProperties.java": CLASS}
    found = scan(files, documents={PROPERTIES: text})
    assert found.names(Kind.MODEL) == ["llama3.2", "mistral-small-latest"]
    assert f"{PROPERTIES}:1" in found.places(Kind.MODEL, "llama3.2")


def test_a_section_fills_the_class_of_settings_that_has_its_fields(scan):
    text = '{"Local": {"ModelsPath": "models", "Model": "mistral-7b.gguf"}}'
    found = scan({"Local.cs": SERVICE, "ClinicSettings.cs": SETTINGS}, documents={"appsettings.json": text})
    assert found.names(Kind.MODEL) == ["models/mistral-7b.gguf"]


def test_what_spring_wires_is_taken_from_the_settings(scan):
    found = scan({f"{ROOT}Desk.java": DESK, f"{ROOT}Stores.java": STORES})
    sightings = [*found.sightings, *read_properties(SPRING, PROPERTIES)]
    inventory = build_inventory(sightings, name="clinic", summary=SUMMARY)
    edges = {(r.source.rpartition("/")[2], r.kind, r.target.rpartition("/")[2]) for r in inventory.relations}
    assert ("client", "has-tool", "rooms") in edges
    assert ("client", "uses-model", "gpt-4o-mini") in edges
    assert any(kind == "uses-model" and target == "text-embedding-3-small" for _, kind, target in edges)


def test_getters_that_nobody_wrote_give_the_fields(scan):
    found = scan({f"{ROOT}Models.java": ASKS, f"{ROOT}ClinicProperties.java": BARE})
    assert found.names(Kind.MODEL) == ["mistral-small-latest"]
    assert found.names(Kind.PROMPT) == ["system prompt"]
    assert f"{ROOT}Models.java:6" in found.places(Kind.MODEL, "mistral-small-latest")


def test_a_text_of_the_settings_is_one_prompt_whatever_it_is_called_in_code(scan):
    asks = ASKS.replace("getChat().getModel()", "chat().model()").replace("getSystem()", "system()")
    text = "clinic:\n  ai:\n    system-prompt: You help at the desk of a clinic. Be short.\n"
    files = {f"{ROOT}Models.java": asks.replace("system()", "systemPrompt()"), f"{ROOT}ClinicProperties.java": KEPT}
    files[f"{ROOT}ClinicProperties.java"] = KEPT.replace("String system", "String systemPrompt")
    found = scan(files, documents={"clinic/src/main/resources/application.yml": text})
    assert found.names(Kind.PROMPT) == ["system-prompt"]
