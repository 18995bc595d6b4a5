"""Agents of the JVM's that are made with a chat model and derive from a base of the project's own."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

BASE = """
package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import java.util.List;
public abstract class ToolAgent {
  protected final ChatLanguageModel model;
  protected ToolAgent(ChatLanguageModel model) { this.model = model; }
  protected abstract String getSystemMessage();
}
"""
MEMBER = """
package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
public class StockAgent extends ToolAgent {
  private static final String STOCK_SYSTEM_MESSAGE = "You are a stock keeper. Answer briefly.";
  public StockAgent(ChatLanguageModel model) { super(model); }
  protected String getSystemMessage() { return STOCK_SYSTEM_MESSAGE; }
}
"""
CONFIGURATION = """
package shop;
import dev.langchain4j.model.chat.ChatLanguageModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
@Configuration
public class Models {
  @Bean
  public ChatLanguageModel chatLanguageModel() {
    return OpenAiChatModel.builder().modelName("gpt-4o").build();
  }
}
"""


def test_members_of_a_family_have_the_injected_model(scan) -> None:
    src = "src/main/java/shop"
    plain = "package shop;\npublic class TravelAgent { private final String name; }\n"
    found = scan(
        {
            f"{src}/ToolAgent.java": BASE,
            f"{src}/StockAgent.java": MEMBER,
            f"{src}/Models.java": CONFIGURATION,
            f"{src}/TravelAgent.java": plain,
        }
    )
    assert found.names(Kind.AGENT) == ["StockAgent"]
    assert ("StockAgent", RelationKind.USES_PROMPT.value, "STOCK_SYSTEM_MESSAGE") in found.links
    assert ("StockAgent", RelationKind.USES_MODEL.value, "gpt-4o") in found.links
