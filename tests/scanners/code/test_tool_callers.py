"""Agents that no framework names: functions and classes that hand tools to a model."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

TOOL = (
    "{'type': 'function', 'function': {'name': 'find_order', 'description': 'Find an order by its number.',"
    " 'parameters': {'type': 'object', 'properties': {'number': {'type': 'string'}}}}}"
)


def test_a_function_that_hands_tools_to_a_model_is_an_agent(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            f"TOOLS = [{TOOL}]\n"
            "def answer(question):\n"
            "    messages = [{'role': 'system', 'content': 'You help customers of the book shop with their orders.'}]\n"
            "    return client.chat.completions.create(model='gpt-4o', messages=messages, tools=TOOLS)\n"
        }
    )
    assert found.names(Kind.AGENT) == ["answer"]
    assert found.places(Kind.AGENT, "answer") == {"desk.py:4", "desk.py:6"}
    assert {("answer", "uses-model", "gpt-4o"), ("answer", "has-tool", "find_order")} <= found.links
    assert [kind for source, kind, _ in found.links if source == "answer"].count("uses-prompt") == 1


def test_calls_of_one_class_make_one_agent_though_its_tools_come_from_a_server(scan):
    found = scan(
        {
            "client.py": "from anthropic import Anthropic\n"
            "class Clerk:\n"
            "    def __init__(self):\n"
            "        self.anthropic = Anthropic()\n"
            "    async def ask(self, question):\n"
            "        tools = (await self.session.list_tools()).tools\n"
            "        return self.anthropic.messages.create(model='claude-sonnet-4-5', messages=question, tools=tools)\n"
            "    async def again(self, messages, tools):\n"
            "        return self.anthropic.messages.create(model='claude-sonnet-4-5', messages=messages, tools=tools)\n"
        }
    )
    assert found.names(Kind.AGENT) == ["Clerk"]
    assert ("Clerk", "uses-model", "claude-sonnet-4-5") in found.links


def test_one_forced_function_is_a_form_of_the_answer_and_no_tools_are_none(scan):
    found = scan(
        {
            "extract.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def extract(text):\n"
            "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}],\n"
            f"        tools=[{TOOL}], tool_choice={{'type': 'function', 'function': {{'name': 'find_order'}}}})\n"
            "def plain(text):\n"
            "    return client.chat.completions.create(model='gpt-4o', messages=[{'role': 'user', 'content': text}],\n"
            "        tools=None)\n"
        }
    )
    assert found.names(Kind.AGENT) == []


def test_tools_that_a_framework_gave_to_its_agent_make_no_second_one(scan):
    found = scan(
        {
            "tools.py": "from langchain_core.tools import tool\n"
            "@tool\n"
            "def opening_hours(day: str) -> str:\n"
            "    '''Tell when the museum is open.'''\n"
            "    return '9 to 5'\n",
            "model.py": "from langchain_openai import ChatOpenAI\n"
            "from tools import opening_hours\n"
            "def bound():\n"
            "    return ChatOpenAI(model='gpt-4o').bind_tools([opening_hours])\n",
            "main.py": "from langgraph.prebuilt import create_react_agent\n"
            "from model import bound\n"
            "from tools import opening_hours\n"
            "guide = create_react_agent(bound(), tools=[opening_hours])\n",
        }
    )
    assert found.names(Kind.AGENT) == ["guide"]


def test_a_go_method_and_a_typescript_route(scan):
    go = scan(
        {
            "chat/client.go": "package chat\n"
            'import openai "github.com/sashabaranov/go-openai"\n'
            "type Desk struct { client *openai.Client }\n"
            "func (d *Desk) Ask(tools []openai.Tool) {\n"
            "\td.client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: openai.GPT4o, Tools: tools})\n"
            "}\n"
        }
    )
    assert go.names(Kind.AGENT) == ["Desk"]
    script = scan(
        {
            "app/api/chat/route.ts": "import OpenAI from 'openai';\n"
            "import { functions } from './functions';\n"
            "const openai = new OpenAI();\n"
            "export async function POST(req: Request) {\n"
            "  return openai.chat.completions.create({ model: 'gpt-4o-mini', messages, functions });\n"
            "}\n"
        }
    )
    assert script.names(Kind.AGENT) == ["chat POST"]


CLIENT = """
import OpenAI from "openai";
export class RouterLLM {
  client = new OpenAI();
  async ask(input) {
    const tools = input.tools.map((tool) => ({ type: "function", function: { name: tool.name } }));
    return this.client.chat.completions.create({ model: this.model, messages: input.messages, tools });
  }
}
"""


def test_a_client_that_hands_on_its_callers_tools_is_no_agent(scan) -> None:
    assert scan({"router.ts": CLIENT}).names(Kind.AGENT) == []
    assert scan({"router.ts": CLIENT.replace("RouterLLM", "Router")}).names(Kind.AGENT) == ["Router"]


def test_whoever_calls_with_tools_is_the_agent_and_not_what_hands_them_on(scan):
    found = scan(
        {
            "call.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def send(messages, tools):\n"
            "    return client.chat.completions.create(model='gpt-4o-mini', messages=messages, tools=tools)\n"
            "def several(messages, tools):\n"
            "    def one():\n"
            "        return send(messages, tools)\n"
            "    return [one() for _ in range(3)]\n",
            "desk.py": "from call import several\n"
            "OPEN = {'type': 'function', 'function': {'name': 'open_shop', 'description': 'Open.', 'parameters': {}}}\n"
            "def serve(question):\n"
            "    messages = [{'role': 'user', 'content': question}]\n"
            "    while True:\n"
            "        messages.append(several(messages, [OPEN])[0])\n",
        }
    )
    agents = {(one.subject.name, one.evidence.path) for one in found.observations if one.subject.kind == Kind.AGENT}
    assert agents == {("serve", "desk.py")}
    assert ("serve", "has-tool", "open_shop") in {(a, str(kind), b) for a, kind, b in found.links}


def test_functions_that_azure_serves_as_tools(scan):
    found = scan(
        {
            "function_app.py": "import azure.functions as func\n"
            "app = func.FunctionApp()\n"
            "@app.mcp_tool_trigger(arg_name='context', tool_name='list_books', description='Lists books.')\n"
            "def books(context): return '[]'\n"
            "@app.generic_trigger(arg_name='context', type='mcpToolTrigger', toolName='count_books')\n"
            "def count(context): return '3'\n"
            "@app.generic_trigger(arg_name='timer', type='timerTrigger')\n"
            "def tick(timer): return None\n"
            "@app.mcp_prompt_trigger(arg_name='context', prompt_name='review_book', description='Reviews.')\n"
            "def review(context): return 'Tell what the book is about.'\n"
        }
    )
    assert "review_book" in found.names(Kind.PROMPT)
    assert {one.subject.name for one in found.observations if one.subject.kind == Kind.TOOL} == {
        "list_books",
        "count_books",
    }


GEMINI = """package x;
import com.google.genai.Client;
import com.google.genai.types.*;
public class Pilot {
  String ask(Client client, String question) {
    GenerateContentConfig config = GenerateContentConfig.builder()%s
        .systemInstruction(Content.fromParts(Part.fromText("You are a pilot who tells the depth of berths."))).build();
    return client.models.generateContent("gemini-2.5-flash", question, config).text();
  }
}
"""


def test_other_settings_of_a_call_are_no_tools(scan):
    assert not scan({"src/Pilot.java": GEMINI % ""}).names(Kind.AGENT)
    tool = '.tools(Tool.builder().functionDeclarations(FunctionDeclaration.builder().name("depth").build()).build())'
    assert scan({"src/Pilot.java": GEMINI % tool}).names(Kind.AGENT) == ["Pilot"]


def test_what_cuts_the_words_of_a_search_is_no_tool(scan):
    code = """from langchain_chroma import Chroma
from langchain_community.retrievers import BM25Retriever
from langchain_openai import OpenAIEmbeddings
def split_words(text: str) -> list[str]:
    \"\"\"Cut a text into its words.\"\"\"
    return text.split()
def build(mode, docs, cut=split_words):
    if mode == "words":
        return BM25Retriever.from_documents(docs, k=4, preprocess_func=cut)
    return Chroma(embedding_function=OpenAIEmbeddings(model="text-embedding-3-small")).as_retriever()
retrievers = {"words": build("words", []), "dense": build("dense", [])}
for name, retriever in retrievers.items():
    print(retriever.invoke("Which ferry goes at nine?"))
"""
    found = scan({"search.py": code})
    assert not found.names(Kind.TOOL)
    assert not found.names(Kind.AGENT)


def test_a_chat_model_that_is_handed_tools_is_no_agent(scan):
    code = (
        "import litellm\n"
        "BASH = {{'type': 'function', 'function': {{'name': 'bash', 'description': 'Runs a command in the shell',"
        " 'parameters': {{'type': 'object', 'properties': {{}}}}}}}}\n"
        "class {name}:\n"
        "    def query(self, history):\n"
        "        return litellm.completion(model='gpt-4o', messages=history, tools=[BASH])\n"
    )
    assert scan({"models.py": code.format(name="LiteLLMModel")}).names(Kind.AGENT) == []
    assert scan({"desk.py": code.format(name="Desk")}).names(Kind.AGENT) == ["Desk"]


BACKEND = """\
from openai import OpenAI


class BaseChatModel:
    def chat(self, messages, functions=None): ...


class Zhipu({base}):
    def __init__(self):
        self.client = OpenAI(base_url="https://open.bigmodel.cn/api/paas/v4")

    def calls_functions(self):
        probe = {{"name": "fetch", "description": "Gets a page", "input_schema": {{"type": "object"}}}}
        return self.chat([], functions=[probe])

    def chat(self, messages, functions=None):
        return self.client.chat.completions.create(model="glm-4", messages=messages, tools=functions)
"""


@pytest.mark.parametrize(("base", "agents"), [("BaseChatModel", set()), ("object", {"Zhipu"})])
def test_what_derives_from_a_chat_model_is_no_agent(scan, base, agents):
    found = scan({"llm/zhipu.py": BACKEND.format(base=base)})
    assert set(found.names(Kind.AGENT)) == agents
