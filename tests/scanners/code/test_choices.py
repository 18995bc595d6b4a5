"""Models that users choose from: lists that an interface shows, mappings that lead from a choice to a model."""

from __future__ import annotations

from aibom.model.kinds import Kind

MODELS = """
export const chatModels = [
  { id: "anthropic/claude-haiku-4.5", name: "Claude Haiku 4.5", provider: "anthropic" },
  { id: "openai/gpt-4.1-mini", name: "GPT-4.1 Mini", provider: "openai" },
  { id: "%s", name: "Fast", provider: "xai" },
];
"""


def test_a_list_that_is_shown_to_users_names_models(scan) -> None:
    found = scan({"lib/models.ts": MODELS % "xai/grok-4-fast"})
    assert found.names(Kind.MODEL) == ["claude-haiku-4.5", "gpt-4.1-mini", "grok-4-fast"]
    assert found.places(Kind.MODEL, "gpt-4.1-mini") == {"lib/models.ts:4"}


def test_entries_without_the_name_of_a_model_are_none(scan) -> None:
    assert "turbo" not in str(scan({"lib/models.ts": MODELS % "turbo"}).names(Kind.MODEL))


def test_a_list_with_prices_is_a_catalogue(scan) -> None:
    rows = ",".join(f'{{ id: "gpt-4o-{n}", name: "GPT {n}", pricing: {n} }}' for n in range(4))
    assert scan({"lib/prices.ts": f"export const models = [{rows}];"}).names(Kind.MODEL) == []


CHOICE = """
from enum import Enum
from litellm import completion

class Speed(str, Enum):
    FAST = "fast"
    GOOD = "good"

MODELS = {Speed.FAST: "openai/gpt-4o-mini", Speed.GOOD: "groq/llama-3.1-70b-versatile"}

def ask(question: str, speed: Speed = Speed.FAST):
    return completion(model=MODELS[speed], messages=[{"role": "user", "content": question}])
"""


def test_a_mapping_from_choices_gives_all_its_models(scan) -> None:
    assert scan({"ask.py": CHOICE}).names(Kind.MODEL) == ["gpt-4o-mini", "llama-3.1-70b-versatile"]


def test_a_constant_key_gives_its_model_alone(scan) -> None:
    fixed = (
        CHOICE.replace("MODELS[speed]", 'MODELS["fast"]')
        .replace("Speed.FAST:", '"fast":')
        .replace("Speed.GOOD:", '"good":')
    )
    assert scan({"ask.py": fixed}).names(Kind.MODEL) == ["gpt-4o-mini"]


MOCK = """
import { streamText } from "ai";
import { getWeather } from "./weather";

const createMockModel = () => ({ provider: "mock", modelId: "mock-model", version: "v3" });

export function POST(messages) {
  return streamText({ model: createMockModel(), messages, tools: { getWeather } });
}
"""


def test_the_texts_of_a_written_out_model_are_no_tools(scan) -> None:
    assert "mock" not in scan({"app/route.ts": MOCK}).names(Kind.TOOL)


MASTRA = """
import { createTool } from "@mastra/core/tools";

export const clerkTool = createTool({
  id: "ask-clerk",
  description: "Asks the clerk to sum up the minutes of a meeting",
  inputSchema: schema,
  execute: async ({ context, mastra }) => {
    const agent = mastra?.getAgent("clerk");
    const text = `Please sum up the following minutes of the council for the town's newsletter:\\n\\n${context.minutes}`;
    return agent.generate([{ role: "user", content: text }]);
  },
});
"""


def test_a_tool_is_told_once_and_what_it_asks_an_agent_is_a_prompt(scan) -> None:
    found = scan({"src/tools/clerk.ts": MASTRA})
    assert found.names(Kind.TOOL) == ["ask-clerk"]
    assert len(found.names(Kind.PROMPT)) == 1


REPHRASE = """
import { ChatPromptTemplate, MessagesPlaceholder } from "@langchain/core/prompts";
const rephrase = ChatPromptTemplate.fromMessages([
  new MessagesPlaceholder("history"),
  ["user", "{input}"],
  ["user", "Given the above conversation, generate a search query to look up."],
]);
"""


def test_what_a_template_says_for_the_user_is_a_prompt(scan) -> None:
    assert scan({"src/chain.ts": REPHRASE}).names(Kind.PROMPT) == ["rephrase"]
    assert scan({"src/chain.ts": REPHRASE.replace("Given the above", "{a}")[:240] + "]);"}).names(Kind.PROMPT) == []


CATALOGUED = """
import OpenAI from "openai";
const GPT4 = { modelId: "gpt-4o", modelName: "Mixtral-8x7b-Instruct-v0.1", provider: "openai" };
"""


def test_what_is_shown_of_an_identified_model_names_none(scan) -> None:
    assert scan({"lib/list.ts": CATALOGUED}).names(Kind.MODEL) == ["gpt-4o"]


SERVER = 'const DEFAULT_LLAMACPP_URL = "http://localhost:8080";\nconst APP_URL = "http://localhost:8081";\n'


def test_the_name_of_an_address_tells_the_server(scan) -> None:
    assert scan({"src/engine.ts": SERVER}).names(Kind.SERVICE) == ["llama.cpp"]


STORE = """
import { PineconeStore } from "@langchain/pinecone";
import { OpenAIEmbeddings } from "@langchain/openai";
const load = ({ embeddings }) => PineconeStore.fromExistingIndex(embeddings, { pineconeIndex: index });
export const ingest = () => load({ embeddings: new OpenAIEmbeddings({ model: "text-embedding-3-small" }) });
"""


def test_a_store_is_told_the_embeddings_that_a_caller_hands_over(scan) -> None:
    assert ("Pinecone", "uses-model", "text-embedding-3-small") in scan({"src/store.ts": STORE}).links


NETWORK = """
import { createAgent, createNetwork, createRoutingAgent } from "@inngest/agent-kit";
import { openai } from "inngest";
const clerk = createAgent({ name: "Clerk", system: "You answer questions about the town." });
const chief = createRoutingAgent({ name: "Chief", system: "You choose who answers a question." });
export const hall = createNetwork({ name: "Hall", agents: [clerk], router: chief, defaultModel: openai({ model: "gpt-4.1" }) });
"""


def test_the_router_of_a_network_is_one_of_its_agents(scan) -> None:
    found = scan({"src/hall.ts": NETWORK})
    assert {("Hall", "contains", "Clerk"), ("Hall", "contains", "Chief")} <= set(found.links)
    assert ("gpt-4.1", "served-by", "OpenAI") in found.links


MEMBER = """
import { ChatCompletionRequestMessageRoleEnum, OpenAIApi } from "openai";
const user = { chatMessage: [{ role: ChatCompletionRequestMessageRoleEnum.System, content: "You are a helpful assistant." }] };
"""


def test_a_role_may_be_a_member_of_an_enumeration(scan) -> None:
    assert len(scan({"src/data.ts": MEMBER}).names(Kind.PROMPT)) == 1
    asked = MEMBER.replace("Enum.System", "Enum.User").replace(
        "You are a helpful assistant.", "Which of the berths is free?"
    )
    assert scan({"src/data.ts": asked}).names(Kind.PROMPT) == []


SESSION = """
import { GoogleGenAI } from "@google/genai";
setModel("models/gemini-2.0-flash-exp");
setConfig({
  systemInstruction: { parts: [{ text: "You are my helpful assistant who draws graphs." }] },
  tools: [{ googleSearch: {} }, { functionDeclarations: [declaration] }],
});
"""


def test_settings_of_a_session_name_its_prompt_and_hosted_tools(scan) -> None:
    found = scan({"src/graph.tsx": SESSION})
    assert found.names(Kind.PROMPT) == ["systemInstruction"]
    assert found.names(Kind.TOOL) == ["google_search"]


VERSION = "854e8727697a057c525cdb45ab037f64ecca770a1769cc52287c2e56472a247b"
PREDICTION = """
const answer = await fetch("https://api.replicate.com/v1/predictions", {
  method: "POST",
  body: JSON.stringify({ version: "%s", input: { image } }),
});
"""


def test_replicate_knows_models_by_their_version(scan) -> None:
    found = scan({"app/route.ts": PREDICTION % VERSION})
    assert (VERSION, "served-by", "Replicate") in found.links
    assert scan({"app/route.ts": PREDICTION % "2.1.0"}).names(Kind.MODEL) == []


TASKS = """
import { generateText } from "ai";
const messages = match(option)
  .with("shorter", () => [
    { role: "system", content: "You are a writing assistant that shortens texts of the council. " + "Use Markdown." },
    { role: "user", content: prompt },
  ])
  .run();
"""


def test_messages_that_a_function_gives_hold_prompts(scan) -> None:
    assert len(scan({"app/generate/route.ts": TASKS}).names(Kind.PROMPT)) == 1


ELASTIC = """
import { ElasticVectorSearch } from "@langchain/community/vectorstores/elasticsearch";
import { OpenAIEmbeddings } from "@langchain/openai";
const store = new ElasticVectorSearch(new OpenAIEmbeddings({ model: "text-embedding-3-small" }), { client });
"""


def test_stores_of_langchain_are_told_their_embeddings(scan) -> None:
    assert ("Elasticsearch", "uses-model", "text-embedding-3-small") in scan({"src/store.ts": ELASTIC}).links


KEYED = """
import openai

class Desk:
    MODELS = {
        "gpt-4.1": {"name": "GPT-4.1", "provider": "OpenAI", "max_tokens": 10000},
        "gpt-4.1-mini": {"name": "GPT-4.1 Mini", "provider": "OpenAI", "max_tokens": 10000},
    }

    def answer(self, text):
        return openai.OpenAI().responses.create(model=self.current_model, input=text)
"""
SCHEMA = """
import OpenAI from "openai";
const SUPPORTED_MODELS = ["gpt-4o", "gpt-4o-mini"] as const;
export const TOOLS = [{
  name: "ask", description: "Asks a model",
  inputSchema: { type: "object", properties: { model: { type: "string", enum: SUPPORTED_MODELS } } },
}];
"""


def test_models_that_a_mapping_shows_under_their_names_are_offered(scan) -> None:
    found = scan({"desk.py": KEYED})
    assert found.names(Kind.MODEL) == ["gpt-4.1", "gpt-4.1-mini"]
    assert found.places(Kind.MODEL, "gpt-4.1-mini") == {"desk.py:7"}
    priced = KEYED.replace('"max_tokens"', '"input_cost"')
    assert scan({"desk.py": priced}).names(Kind.MODEL) == []


def test_models_that_the_schema_of_a_tool_lets_callers_choose_are_offered(scan) -> None:
    assert scan({"src/tools.ts": SCHEMA}).names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


def test_a_member_of_an_enumeration_that_a_setting_chooses_may_be_any_of_them(scan):
    found = scan(
        {
            "sizes.py": "import enum\n"
            "class Size(enum.Enum):\n"
            "    TINY = 'tiny'\n"
            "    SMALL = 'small'\n"
            "def read(settings):\n"
            "    return Size(settings.get('size', 'small')), settings.get('language')\n",
            "transcribe.py": "from faster_whisper import WhisperModel\n"
            "from sizes import read\n"
            "class Transcriber:\n"
            "    def __init__(self, size, device):\n"
            "        self.model = WhisperModel(size.value, device=device)\n"
            "def make(settings):\n"
            "    size, language = read(settings)\n"
            "    return Transcriber(size, 'cuda')\n",
        }
    )
    assert {one.subject.name for one in found.observations if one.subject.kind is Kind.MODEL} == {
        "whisper-small",
        "whisper-tiny",
    }


ENUMERATION = """
export enum ChatModel {
  Fast = "gpt-4o-mini",
  Strong = "gpt-4o",
  Legacy = "gpt-3.5-turbo",
}
"""
ASKED = """
import OpenAI from "openai";
import { ChatModel } from "./models";
export const ask = (input: string) => new OpenAI().responses.create({ model: %s, input });
"""


def test_of_an_enumeration_the_members_that_are_named(scan) -> None:
    found = scan({"src/models.ts": ENUMERATION, "src/ask.ts": ASKED % "ChatModel.Fast"})
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]


def test_of_an_enumeration_that_is_handed_on_all_members(scan) -> None:
    asked = ASKED % "Object.values(ChatModel)[index]"
    found = scan({"src/models.ts": ENUMERATION, "src/ask.ts": asked})
    assert found.names(Kind.MODEL) == ["gpt-3.5-turbo", "gpt-4o", "gpt-4o-mini"]


LEADERS = """\
import OpenAI from "openai";
export const models = [
%s];
export const ask = (text) => new OpenAI().responses.create({ model: "gpt-4o", input: text });
"""


def test_a_table_of_what_models_have_scored_is_no_choice(scan):
    row = (
        '  {{ model: "gpt-5-{0}", icon: "/{0}.png", isThinking: true, avgAcc: 3{0}.5, travel: {{ caseAcc: 18.9 }} }},\n'
    )
    scored = "".join(row.format(n) for n in range(5))
    assert scan({"board.tsx": LEADERS % scored}).names(Kind.MODEL) == ["gpt-4o"]
    plain = "".join(f'  {{ id: "gpt-5-{n}", name: "Desk {n}", steps: 3 }},\n' for n in range(3))
    assert len(scan({"board.tsx": LEADERS % plain}).names(Kind.MODEL)) == 4
