"""What containers hand over: models by name in Quarkus, AI services as tools, stores behind Spring's advisors."""

from __future__ import annotations

from aibom.inventory.wiring import settle
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import SETTINGS, Evidence, Link, Observation, Subject

EDITOR = """package x;
import dev.langchain4j.service.SystemMessage;
import io.quarkiverse.langchain4j.RegisterAiService;
import io.quarkiverse.langchain4j.ToolBox;
@RegisterAiService(modelName = "large")
public interface Editor {
    @SystemMessage("You are an editor. Ask the poet for verses.")
    @ToolBox({Poet.class})
    String edit(String request);
}
"""
POET = """package x;
import dev.langchain4j.agent.tool.Tool;
import io.quarkiverse.langchain4j.RegisterAiService;
@RegisterAiService
public interface Poet {
    @Tool("A poet")
    String verse(String topic);
}
"""
DESK = """package x;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.vectorstore.VectorStore;
class Desk {
    private final ChatClient chatClient;
    Desk(ChatClient.Builder builder, Booking tools, VectorStore store) {
        this.chatClient = builder.defaultSystem("You are the desk of an airline and help its guests.")
            .defaultAdvisors(QuestionAnswerAdvisor.builder(store).build()).defaultTools(tools).build();
    }
}
"""


def test_services_of_quarkus_have_the_model_of_their_name_and_each_other_as_tools(scan):
    found = scan({"src/main/java/x/Editor.java": EDITOR, "src/main/java/x/Poet.java": POET})
    assert {("Editor", "uses-model", "chat/large"), ("Poet", "uses-model", "chat/")} <= found.links
    assert {("Editor", "has-tool", "verse"), ("Editor", "contains", "Poet")} & found.links


def test_an_advisor_searches_the_store_of_the_settings(scan):
    found = scan({"src/main/java/x/Desk.java": DESK})
    assert ("chatClient", "reads-data", "store") in found.links


def test_a_named_model_is_the_one_of_its_key() -> None:
    def model(name: str, key: str) -> Observation:
        evidence = Evidence(path="src/main/resources/application.properties", line=1, symbol=key)
        return Observation(
            subject=Subject(kind=Kind.MODEL, name=name), evidence=evidence, facts={"model_class": "chat"}
        )

    seen = [
        model("llama3.2", "quarkus.langchain4j.ollama.chat-model.model-id"),
        model("qwen2.5:14b", "quarkus.langchain4j.ollama.large.chat-model.model-id"),
    ]
    agent = Subject(kind=Kind.AGENT, name="Editor")

    def used(which: str) -> set[str]:
        wanted = Subject(kind=Kind.MODEL, name=which, origin=SETTINGS)
        link = Link(source=agent, kind=RelationKind.USES_MODEL, target=wanted, evidence=seen[0].evidence)
        return {one.target.name for one in settle([link], seen)}

    assert used("chat/large") == {"qwen2.5:14b"}
    assert used("chat/") == {"llama3.2"}
    assert used("chat") == {"llama3.2", "qwen2.5:14b"}


def test_a_bean_is_of_the_interface_that_its_type_is_named_for(scan):
    config = (
        "package x;\nimport dev.langchain4j.model.azure.AzureOpenAiChatModel;\n"
        "import dev.langchain4j.model.chat.ChatLanguageModel;\nimport dev.langchain4j.service.AiServices;\n"
        "class Config {\n"
        '  @Bean AzureOpenAiChatModel keyed() { return AzureOpenAiChatModel.builder().deploymentName("gpt-4o").build(); }\n'
        '  @Bean AzureOpenAiChatModel identity() { return AzureOpenAiChatModel.builder().deploymentName("gpt-4o").build(); }\n'
        "  @Bean Helper helper(ChatLanguageModel model) {\n"
        "    return AiServices.builder(Helper.class).chatLanguageModel(model).build();\n  }\n}\n"
    )
    helper = "package x;\npublic interface Helper { String chat(String message); }\n"
    found = scan({"src/main/java/x/Config.java": config, "src/main/java/x/Helper.java": helper})
    assert ("Helper", "uses-model", "gpt-4o") in found.links


def test_a_long_text_beside_the_role_of_the_system_is_a_prompt_of_a_helper_class(scan):
    chat = (
        "package x;\npublic class Chat {\n"
        '  static final String URL = "https://api.openai.com/v1/chat/completions";\n  String send(String body) { return URL; }\n}\n'
    )
    poet = (
        'package x;\npublic class Poet {\n  private final Message system = new Message(Role.SYSTEM, """\n'
        "      Write a short poem about the animal named in the next message.\n"
        '      Use four lines and end with a question.\n      """);\n}\n'
    )
    found = scan({"src/main/java/x/Chat.java": chat, "src/main/java/x/Poet.java": poet})
    assert found.places(Kind.PROMPT, "Poet prompt") == {"src/main/java/x/Poet.java:3"}


def test_tools_of_ollama4j(scan):
    main = (
        "package x;\nimport io.github.ollama4j.tools.Tools;\nimport io.github.ollama4j.tools.annotations.ToolSpec;\n"
        "public class Main {\n"
        '  Object fuel = Tools.ToolSpec.builder().name("fuel-reporter").description("Price of fuel").build();\n'
        '  @ToolSpec(desc = "Computes a number")\n  public String number(Integer digits) { return "1"; }\n}\n'
    )
    assert scan({"src/main/java/x/Main.java": main}).names(Kind.TOOL) == ["fuel-reporter", "number"]


MUSICIAN = """package x;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.tool.ToolCallbackProvider;
class Musician {
    private static final String SCENE = "Write the chords of a scene for an orchestra of this kind: {scene}";
    private final ChatClient client;
    private final ToolCallbackProvider served;
    Musician(ChatClient.Builder builder, ToolCallbackProvider served) { this.client = builder.build(); this.served = served; }
    String play(String question) {
        return client.prompt().system("You are an agent of a musician and play what is asked for.").user(question)
            .toolCallbacks(served).options(ChatOptions.builder().model("mistral-large-latest").build()).call().content();
    }
    String score(String scene) {
        return client.prompt().user(spec -> spec.text(SCENE).param("scene", scene)).call().content();
    }
}
"""


def test_a_question_has_its_own_model_and_the_servers_of_the_settings(scan):
    found = scan({"src/main/java/x/Musician.java": MUSICIAN})
    assert ("mistral-large-latest", "has-tool", "mcp-servers") in found.links
    assert ("mistral-large-latest", "uses-prompt", "play prompt") in found.links
    assert found.names(Kind.AGENT) == ["Musician"]


def test_a_text_that_a_function_in_place_sets_is_the_prompt(scan):
    assert "SCENE" in scan({"src/main/java/x/Musician.java": MUSICIAN}).names(Kind.PROMPT)


def test_what_is_no_server_and_no_question_stays_out(scan):
    other = MUSICIAN.replace("ToolCallbackProvider", "ScoreArchive").replace("spec.text(SCENE)", "spec.title(SCENE)")
    found = scan({"src/main/java/x/Musician.java": other})
    assert not [link for link in found.links if link[2] == "mcp-servers"]
    assert "SCENE" not in found.names(Kind.PROMPT)


def test_a_short_form_of_the_user_is_a_prompt_by_its_name(scan):
    short = MUSICIAN.replace(
        "Write the chords of a scene for an orchestra of this kind: {scene}", "Scene description: {scene}"
    )
    named = short.replace("SCENE", "USER_PROMPT")
    assert "USER_PROMPT" in scan({"src/main/java/x/Musician.java": named}).names(Kind.PROMPT)
    assert "SCENE" not in scan({"src/main/java/x/Musician.java": short}).names(Kind.PROMPT)


NOTES = """package x;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
class Notes {
    @Value("classpath:/prompts/ferry-notes")
    private Resource ferryNotes;
    private final ChatClient client;
    Notes(ChatClient.Builder builder) { this.client = builder.build(); }
    String write(String day) {
        return client.prompt().user(u -> u.text(ferryNotes).param("day", day)).call().content();
    }
}
"""


def test_a_prompt_of_the_class_path_needs_no_ending(scan):
    file = "src/main/resources/prompts/ferry-notes"
    assert scan({"src/main/java/x/Notes.java": NOTES}, (file,)).names(Kind.PROMPT) == [file]
    other = NOTES.replace("classpath:/", "/")
    assert file not in scan({"src/main/java/x/Notes.java": other}, (file,)).names(Kind.PROMPT)


NAMED_TOOLS = {
    "src/main/java/x/Config.java": "package x;\nimport dev.langchain4j.model.chat.ChatModel;\n"
    "import dev.langchain4j.service.AiServices;\n@Configuration\nclass Config {\n"
    '  @Bean Desk desk(ChatModel model, @Qualifier("orderTools") Object orderTools, Object stockTools) {\n'
    "    return AiServices.builder(Desk.class).chatModel(model).tools(orderTools)\n"
    '      .systemMessageProvider(id -> "You answer questions about orders of a shop.").build();\n  }\n}\n',
    "src/main/java/x/Desk.java": "package x;\npublic interface Desk { String chat(String message); }\n",
    "src/main/java/x/OrderTools.java": "package x;\nimport dev.langchain4j.agent.tool.Tool;\n@Component\n"
    'public class OrderTools {\n  @Tool("Find an order") public String findOrder(String id) { return id; }\n}\n',
    "src/main/java/x/Other.java": "package x;\nimport dev.langchain4j.agent.tool.Tool;\n@Component\n"
    'public class StockTools {\n  @Tool("Count the stock") public String countStock(String id) { return id; }\n}\n',
}


def test_tools_that_a_container_hands_over_by_name_alone(scan):
    links = scan(NAMED_TOOLS).links
    assert {target for source, kind, target in links if (source, kind) == ("Desk", "has-tool")} == {"findOrder"}
    assert [kind for source, kind, _ in links if source == "Desk"].count("uses-prompt") == 1
    settings = {(source, kind, target) for source, kind, target in links if kind == "uses-model"}
    assert ("Desk", "uses-model", "chat") in settings  # whatever the application's settings name


CLIENT = {
    "src/main/java/x/Config.java": "package x;\nimport org.springframework.ai.chat.client.ChatClient;\n"
    "class Config {\n  @Bean ChatClient desk(ChatClient.Builder builder, Orders orders) {\n"
    "    return builder.defaultTools(orders).build();\n  }\n}\n",
    "src/main/java/x/Orders.java": "package x;\nimport org.springframework.ai.tool.annotation.Tool;\n"
    'class Orders {\n  @Tool(description = "Find an order") public String findOrder(String id) { return id; }\n}\n',
    "src/main/java/x/Ask.java": "package x;\nimport org.springframework.ai.chat.client.ChatClient;\n"
    'class Ask {\n  static final String ORDERS = "You answer questions about the orders of a shop.";\n'
    "  private final ChatClient desk;\n  Ask(ChatClient desk) { this.desk = desk; }\n"
    "  String ask(String text) { return desk.prompt().system(ORDERS).user(text).call().content(); }\n}\n",
}
TALK = """package x;
import org.springframework.ai.chat.client.ChatClient;
class Talk {
    static final String GREET = "You greet the guests of a hotel by their names.";
    static final String HELP = "You help the guests of a hotel with their bookings.";
    private final ChatClient client;
    private final Booking booking;
    Talk(ChatClient.Builder builder, Booking booking) { this.client = builder.build(); this.booking = booking; }
    String greet(String name) { return client.prompt().system(GREET).user(name).call().content(); }
    String help(String text) { return client.prompt().system(HELP).user(text).tools(booking).call().content(); }
}
"""
BOOKING = """package x;
import org.springframework.ai.tool.annotation.Tool;
class Booking { @Tool(description = "Book a room") public String book(String room) { return room; } }
"""


def prompts_of(found, agent):
    return {target for source, kind, target in found.links if (source, kind) == (agent, "uses-prompt")}


def test_a_prompt_belongs_to_the_client_that_is_told_it_in_another_class(scan):
    assert prompts_of(scan(CLIENT), "desk") == {"ORDERS"}


def test_a_class_that_hands_tools_over_has_all_prompts_of_its_methods(scan):
    found = scan({"src/main/java/x/Talk.java": TALK, "src/main/java/x/Booking.java": BOOKING})
    assert prompts_of(found, "Talk") == {"GREET", "HELP"}
    other = TALK.replace("class Talk", "class Hall").replace(".tools(booking)", "")
    found = scan({"src/main/java/x/Hall.java": other, "src/main/java/x/Booking.java": BOOKING})
    assert "Hall" not in found.names(Kind.AGENT)


def test_a_model_that_embeds_by_its_name_is_nobodys_chat_model() -> None:
    def model(name: str) -> Observation:
        evidence = Evidence(path="src/main/resources/application.yml", line=1, symbol="siliconflow.model")
        return Observation(subject=Subject(kind=Kind.MODEL, name=name), evidence=evidence, facts={})

    seen = [model("BAAI/bge-m3"), model("Qwen/Qwen3-8B")]
    wanted = Subject(kind=Kind.MODEL, name="chat", origin=SETTINGS)
    desk = Subject(kind=Kind.AGENT, name="Desk")
    link = Link(source=desk, kind=RelationKind.USES_MODEL, target=wanted, evidence=seen[0].evidence)
    assert {one.target.name for one in settle([link], seen)} == {"Qwen/Qwen3-8B"}
