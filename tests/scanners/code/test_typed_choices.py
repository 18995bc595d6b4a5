"""Models that types let through, and options in which no model can be read."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

COMMAND = """
from typing import Literal
import openai

CHAT_MODELS = Literal[
    "gpt-4",
    "gpt-3.5-turbo",
]

def chat(question: str, model: CHAT_MODELS = None, judge_model: Literal["gpt-4o", "o3-mini"] = None):
    return openai.chat.completions.create(model=model, messages=[{"role": "user", "content": question}])
"""


def test_a_literal_type_offers_its_models(scan) -> None:
    found = scan({"bot.py": COMMAND})
    assert found.names(Kind.MODEL) == ["gpt-3.5-turbo", "gpt-4", "gpt-4o", "o3-mini"]
    assert found.places(Kind.MODEL, "gpt-3.5-turbo") == {"bot.py:7"}


def test_a_long_type_and_one_of_other_things_offer_none(scan) -> None:
    many = ", ".join(f'"gpt-4-{n:04}"' for n in range(1101, 1113))
    assert scan({"bot.py": f"from typing import Literal\nModels = Literal[{many}]\n"}).names(Kind.MODEL) == []
    assert (
        scan({"bot.py": COMMAND.replace("CHAT_MODELS", "Sizes").replace("judge_model", "judge")}).names(Kind.MODEL)
        == []
    )


RESEARCH = """
import { z } from "zod";
import axios from "axios";

type ChatModel = "gpt-4o" | "gpt-4o-mini";

export function register(server) {
  server.tool("research", "Starts a research task on the web", {
    model: z.enum(["exa-research", "exa-research-pro"]).optional().describe("Which model"),
    depth: z.enum(["quick", "thorough"]),
  }, async ({ model }) => axios.post("https://api.exa.ai/research", { model: model || "exa-research-fast" }));
}
"""


def test_a_schema_and_a_union_type_offer_their_models(scan) -> None:
    found = scan({"src/research.ts": RESEARCH})
    offered = ["exa-research", "exa-research-fast", "exa-research-pro", "gpt-4o", "gpt-4o-mini"]
    assert found.names(Kind.MODEL) == offered
    assert found.places(Kind.MODEL, "exa-research-pro") == {"src/research.ts:9"}


WORKER = """
import { ChatOllama } from "@langchain/ollama";
self.addEventListener("message", async (event) => {
  const model = new ChatOllama(%s);
});
"""


@pytest.mark.parametrize("options", ["event.data.config", "{ ...event.data, temperature: 0 }"])
def test_options_that_cannot_be_read_have_no_default_model(scan, options: str) -> None:
    found = scan({"worker.ts": WORKER % options})
    assert found.names(Kind.MODEL) == []
    assert [one.topic for one in found.unknowns] == ["model"]


def test_options_that_can_be_read_leave_the_default(scan) -> None:
    assert scan({"worker.ts": WORKER % "{ temperature: 0 }"}).names(Kind.MODEL) == ["llama2"]


LOCAL = """
import os
from langchain_openai import ChatOpenAI
chat = ChatOpenAI(openai_api_key=%s, openai_api_base=os.getenv("API_BASE"), temperature=0)
"""


def test_a_server_with_a_key_of_its_own_does_not_answer_with_the_default(scan) -> None:
    assert scan({"chat.py": LOCAL % '"lm-studio"'}).names(Kind.MODEL) == []
    assert scan({"chat.py": LOCAL % 'os.getenv("API_KEY")'}).names(Kind.MODEL) == ["gpt-3.5-turbo"]


CHOICES = """
from crewai import Agent, LLM

PROVIDERS = {
    "OpenAI": {"models": ["gpt-4.1-mini", "gpt-4o"]},
}

def choices():
    return [f"{provider}: {model}" for provider in PROVIDERS.keys() for model in PROVIDERS[provider]["models"]]

analyst = Agent(role="Analyst", goal="Read figures", backstory="Careful", llm=LLM(model=choices()[0]))
"""


def test_a_choice_shown_with_its_provider_is_told_where_it_is_written(scan) -> None:
    found = scan({"crew.py": CHOICES})
    assert [one.strip() for one in found.names(Kind.MODEL)] == found.names(Kind.MODEL)
    assert "crew.py:5" in found.places(Kind.MODEL, "gpt-4.1-mini")


def test_names_in_one_text_are_told_without_the_blanks_between(scan) -> None:
    source = 'from langchain_openai import ChatOpenAI\nNAMES = "gpt-4o, gpt-4o-mini"\n'
    source += 'chats = [ChatOpenAI(model=name) for name in NAMES.split(",")]\n'
    assert scan({"chats.py": source}).names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


def test_a_store_in_the_browser_is_a_service(scan) -> None:
    source = (
        'import { VoyVectorStore } from "@langchain/community/vectorstores/voy";\nnew VoyVectorStore(client, vectors);'
    )
    assert scan({"worker.ts": source}).names(Kind.SERVICE) == ["Voy"]
