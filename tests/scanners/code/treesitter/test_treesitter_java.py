"""Java as facts."""

from __future__ import annotations

from treesitter_facts import args, bound, call, imported, kwargs, plain, read

CONFIG = '''
package com.acme.assistant;

import dev.langchain4j.agent.tool.Tool;
import org.springframework.ai.openai.*;
import static com.acme.Models.CHAT;

/**
 * Wires the assistant.
 */
@Configuration
@AiService(wiringMode = EXPLICIT, chatModel = "openAiChatModel")
public class AssistantConfig extends Base<String> implements Closeable {
    private static final String MODEL = "gpt-4o";
    @Value("${assistant.model:gpt-4o-mini}")
    private String model;
    private final ChatClient client;

    enum Kind { FAST("gpt-4o-mini"), SMART("gpt-4o"); final String id; Kind(String id) { this.id = id; } }
    record Options(String name, int size) {}

    AssistantConfig(ChatClient.Builder builder, @Value("${key}") String key) {
        super(builder);
        client = builder.defaultSystem("You are helpful").build();
    }

    /** Looks up the weather. @return it */
    @Tool("Weather in a " + "city")
    @Bean
    public ChatModel chatModel(final List<String> names, String... rest) {
        var options = OpenAiChatOptions.builder().model(OpenAiApi.ChatModel.GPT_4_O.getValue()).temperature(0.4d).build();
        String prompt = """
            You are
              a bot""";
        for (String name : names) { register(name); }
        Runnable task = () -> run("a");
        model = fast ? "a" : "b";
        List<String> all = List.of("x", String.format("%s-mini", MODEL));
        Map<String, Object> map = Map.of("model", MODEL, "n", -1);
        Assistant assistant = AiServices.create(Assistant.class, this.client);
        return new OpenAiChatModel(options) { int k = 1; };
    }
}
interface Assistant { @SystemMessage("You are a poet") String chat(@UserMessage String question); }
'''


def test_imports_and_package() -> None:
    facts = read("src/main/java/com/acme/AssistantConfig.java", CONFIG)
    assert facts.package == "com.acme.assistant"
    assert imported(facts) == [
        ("dev.langchain4j.agent.tool", "Tool", "Tool"),
        ("org.springframework.ai.openai", "*", "*"),
        ("com.acme.Models", "CHAT", "CHAT"),
    ]
    assert not facts.problems


def test_annotations() -> None:
    facts = read("AssistantConfig.java", CONFIG)
    config = facts.classes[0]
    assert [plain(facts, one) for one in config.decorators] == ["=Configuration", "AiService()"]
    assert kwargs(facts, "AiService") == {"wiringMode": "=EXPLICIT", "chatModel": "openAiChatModel"}
    assert call(facts, "AiService").form == "annotation"
    assert [plain(facts, base) for base in config.bases] == ["=Base", "=Closeable"]
    assert config.doc == "Wires the assistant."
    method = next(one for one in facts.functions if one.name == "chatModel")
    assert [plain(facts, one) for one in method.decorators] == ["Tool()", "=Bean"]
    assert args(facts, "Tool") == ["Weather in a city"]
    assert method.doc == "Looks up the weather."
    assert facts.functions[-1].name == "chat"
    assert args(facts, "SystemMessage") == ["You are a poet"]


def test_fields_and_members() -> None:
    facts = read("AssistantConfig.java", CONFIG)
    names = bound(facts)
    assert names["AssistantConfig:MODEL"] == "gpt-4o"
    assert names["AssistantConfig:model"] == "Value()"
    assert [plain(facts, one.args[0]) for one in facts.calls if one.callee == "Value"] == [
        "${assistant.model:gpt-4o-mini}",
        "${key}",
    ]
    assert names["AssistantConfig:client"] == "?"
    assert names["AssistantConfig.Kind:FAST"] == "Kind()"
    assert names["AssistantConfig.Options:name"] == "?"
    assert names["AssistantConfig.constructor:this.client"] == "builder.defaultSystem().build()"
    assert names["AssistantConfig.chatModel:this.model"] == ("either", "a", "b")
    assert args(facts, "super") == ["=builder"]


def test_calls_and_literals() -> None:
    facts = read("AssistantConfig.java", CONFIG)
    names = bound(facts)
    assert names["AssistantConfig.chatModel:prompt"] == "You are\n  a bot"
    assert names["AssistantConfig.chatModel:all"] == ["x", ("template", "=MODEL", "-mini")]
    assert names["AssistantConfig.chatModel:map"] == {"model": "=MODEL", "n": -1}
    assert names["AssistantConfig.chatModel:name"] == "=names"
    model = call(facts, "model")
    assert plain(facts, model.receiver) == "OpenAiChatOptions.builder()"
    assert args(facts, "model") == ["OpenAiApi.ChatModel.GPT_4_O.getValue()"]
    assert args(facts, "AiServices.create") == ["=Assistant", "=this.client"]
    made = call(facts, "OpenAiChatModel")
    assert (made.form, plain(facts, made.args[0])) == ("new", "=options")
    method = next(one for one in facts.functions if one.name == "chatModel")
    assert [(p.name, p.annotation) for p in method.params] == [("names", "List<String>"), ("*rest", "String")]
