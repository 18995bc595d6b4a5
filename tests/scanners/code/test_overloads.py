"""Methods of one name that take different things: what any of them gives back or is marked with counts."""

from __future__ import annotations

from aibom.model.kinds import Kind

JAVA = """package com.harbour;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.model.openai.OpenAiChatModel;
public class Desk implements Clerk {
    public String getSystemPrompt() {
        return "You are the clerk of the harbour office. Answer in one short line, and name the berth.";
    }
    public String getSystemPrompt(Mode mode) { return getSystemPrompt(); }
    OpenAiChatModel model() { return model("gpt-4o-mini"); }
    OpenAiChatModel model(String name) { return model(name, 0.1); }
    OpenAiChatModel model(String name, double heat) { return OpenAiChatModel.builder().modelName(name).build(); }
    @Tool("Moors a ship at a berth") public String moor(String ship) { return moor(ship, 1); }
    public String moor(String ship, int berth) { return ship; }
}
"""
CSHARP = """using OpenAI.Chat;
public class Desk {
    public ChatClient Model() => Model("gpt-4o-mini");
    public ChatClient Model(string name) => Model(name, "key");
    public ChatClient Model(string name, string key) => new ChatClient(name, key);
}
"""


def test_the_first_of_two_gives_the_prompt(scan):
    found = scan({"Desk.java": JAVA})
    assert found.names(Kind.PROMPT) == ["getSystemPrompt"]
    assert found.names(Kind.TOOL) == ["moor"]
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert not found.unknowns


def test_one_hands_on_to_the_next(scan):
    found = scan({"Desk.cs": CSHARP})
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert not found.unknowns
