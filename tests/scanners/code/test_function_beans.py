"""Functions that Spring's container hands to models by name, and builders of Java that are given tools and texts."""

from __future__ import annotations

from aibom.model.kinds import Kind

STOCK = """package com.acme.shop;
import java.util.function.Function;
import org.springframework.context.annotation.Description;
import org.springframework.stereotype.Service;
@Service("stockFunction")
@Description("Get the stock of a product")
public class StockFunction implements Function<StockFunction.Request, StockFunction.Response> {
    public Response apply(Request request) { return new Response(4); }
}
"""
CONFIG = """package com.acme.shop;
import java.util.function.Function;
import org.springframework.context.annotation.*;
@Configuration
public class ShopConfig {
    @Bean
    @Description("Get the price of a product")
    public Function<PriceRequest, PriceResponse> currentPrice(PriceClient client) { return client::fetch; }
    @Bean
    @Description("The clock of the shop")
    public Clock clock() { return Clock.systemUTC(); }
}
"""
CONTROLLER = """package com.acme.shop;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.openai.OpenAiChatOptions;
public class ShopController {
    private final ChatClient chatClient;
    ShopController(ChatClient.Builder builder) { this.chatClient = builder.build(); }
    String ask(String question) {
        return chatClient.prompt().user(question)
            .options(OpenAiChatOptions.builder().withModel("gpt-4o").withFunction("stockFunction").build())
            .functions("currentPrice").call().content();
    }
}
"""
SAILING = """package com.acme.sea;
import com.anthropic.models.messages.*;
public class Harbour {
    static final String ROLE = "You are a terse assistant for sailors and harbour masters.";
    void ask() {
        Tool tide = Tool.builder().name("get_tide").description("Tide of a harbour").build();
        MessageCreateParams.builder().model("claude-sonnet-4-0").system(ROLE).addTool(tide).build();
    }
}
"""


def test_function_beans_are_tools_where_they_are_declared(scan):
    found = scan(
        {"src/StockFunction.java": STOCK, "src/ShopConfig.java": CONFIG, "src/ShopController.java": CONTROLLER}
    )
    assert found.names(Kind.TOOL) == ["currentPrice", "stockFunction"]
    assert "src/StockFunction.java:7" in found.places(Kind.TOOL, "stockFunction")
    assert ("gpt-4o", "has-tool", "stockFunction") in found.links


def test_described_functions_of_a_program_without_ai_are_no_tools(scan):
    assert scan({"src/StockFunction.java": STOCK}).names(Kind.TOOL) == []


def test_a_builder_of_anthropic_is_given_tools_and_a_text(scan):
    found = scan({"src/Harbour.java": SAILING})
    assert ("claude-sonnet-4-0", "has-tool", "get_tide") in found.links
    assert ("claude-sonnet-4-0", "uses-prompt", "ROLE") in found.links
