"""The name of its model that an object of a library keeps."""

from __future__ import annotations

from aibom.model.kinds import Kind

COLD = """import { ChatBedrockConverse } from "@langchain/aws";
export class Clerk {
  private chat: ChatBedrockConverse;
  constructor() { this.chat = new ChatBedrockConverse({ model: "anthropic.claude-3-haiku-20240307-v1:0" }); }
  verify(text: string) {
    const cold = new ChatBedrockConverse({ model: this.chat.model, temperature: 0 });
    return cold.invoke(text);
  }
}
"""
WARM = """from langchain_openai import ChatOpenAI
class Clerk:
    def __init__(self):
        self.llm = ChatOpenAI(model="gpt-4o-mini")
    def verify(self, text):
        return ChatOpenAI(model=self.llm.model_name, temperature=0).invoke(text)
"""


def test_a_second_client_has_the_model_of_the_first(scan) -> None:
    found = scan({"clerk.ts": COLD, "clerk.py": WARM})
    assert "clerk.ts:6" in found.places(Kind.MODEL, "anthropic.claude-3-haiku-20240307-v1:0")
    assert "clerk.py:6" in found.places(Kind.MODEL, "gpt-4o-mini")
    assert found.unknowns == []


def test_an_object_that_was_made_without_a_name_gives_none(scan) -> None:
    found = scan({"clerk.py": WARM.replace('model="gpt-4o-mini"', "temperature=1")})
    assert [one.topic for one in found.unknowns] == ["model"]
    assert found.places(Kind.MODEL, "gpt-3.5-turbo") == {"clerk.py:4"}  # the library's own
