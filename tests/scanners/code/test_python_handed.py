"""Functions that are handed over: beside their arguments, as plain tools; texts that are filled in; maps before prompts."""

from __future__ import annotations

from aibom.model.kinds import Kind


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def test_a_parameter_holds_what_the_function_is_handed_over_with(scan):
    found = scan(
        {
            "desk.py": "import gradio as gr\n"
            "from functools import partial\n"
            "from threading import Thread\n"
            "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def answer(question, model):\n"
            "    return client.chat.completions.create(model=model, messages=question)\n"
            "def sum_up(text, model_name):\n"
            "    return client.chat.completions.create(model=model_name, messages=text)\n"
            "def judge(text, name):\n"
            "    return client.chat.completions.create(model=name, messages=text)\n"
            "with gr.Blocks() as page:\n"
            "    question = gr.Textbox()\n"
            "    choice = gr.Dropdown(['gpt-4o', 'gpt-4.1'])\n"
            "    gr.Button().click(answer, [question, choice], None)\n"
            "Thread(target=sum_up, args=('hello', 'gpt-4.1-mini')).start()\n"
            "check = partial(judge, name='o3-mini')\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o", "gpt-4.1", "gpt-4.1-mini", "o3-mini"}
    assert not found.unknowns


def test_a_function_that_is_handed_over_as_a_tool_uses_what_its_body_uses(scan):
    found = scan(
        {
            "research.py": "from langchain.chat_models import init_chat_model\n"
            "from langchain_community.tools.tavily_search import TavilySearchResults\n"
            "from langgraph.prebuilt import create_react_agent\n"
            "_NOTES_PROMPT = 'Based on the page below, jot down notes about {topic}. Page: {content}'\n"
            "def search(query):\n"
            "    return TavilySearchResults(max_results=3).invoke(query)\n"
            "def read(page, topic):\n"
            "    text = _NOTES_PROMPT.format(topic=topic, content=page)\n"
            "    return init_chat_model('gpt-4o').invoke(text)\n"
            "clerk = create_react_agent(init_chat_model('gpt-4o'), tools=[search, read])\n"
        }
    )
    assert ("search", "calls-service", "Tavily") in found.links
    assert ("read", "uses-prompt", "_NOTES_PROMPT") in found.links
    assert ("read", "uses-model", "gpt-4o") in found.links


def test_a_prompt_after_a_map_of_its_places_is_joined_to_the_model_behind_it(scan):
    found = scan(
        {
            "translate.py": "from langchain_core.prompts import ChatPromptTemplate\n"
            "from langchain_openai import ChatOpenAI\n"
            "translation = ChatPromptTemplate.from_template('Translate {answer} to {language}')\n"
            "chain = {'answer': str, 'language': str} | translation | ChatOpenAI(model='gpt-4o')\n"
        }
    )
    assert ("gpt-4o", "uses-prompt", "translation") in found.links


def test_what_is_embedded_or_spoken_is_no_prompt(scan):
    found = scan(
        {
            "embed.py": "from openai import OpenAI\n"
            "def embed(query):\n"
            "    enhanced_query = f'Code example for {query}. Summary: example code that shows how to use {query} well'\n"
            "    return OpenAI().embeddings.create(model='text-embedding-3-small', input=enhanced_query)\n"
        }
    )
    assert names(found, Kind.PROMPT) == set()


def test_a_tool_that_a_schema_describes_uses_what_the_function_of_its_name_uses(scan):
    found = scan(
        {
            "desk.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def sum_up(text):\n"
            "    return client.chat.completions.create(model='gpt-4o-mini', messages=[{'role': 'user', 'content': text}])\n"
            "tools = [{'type': 'function', 'function': {'name': 'sum_up', 'description': 'Sums up a text', 'parameters': {}}}]\n"
            "client.chat.completions.create(model='gpt-4o', messages=[], tools=tools)\n"
        }
    )
    assert ("sum_up", "uses-model", "gpt-4o-mini") in found.links


def test_prompts_of_a_server_are_what_their_functions_give(scan):
    found = scan(
        {
            "wording.py": "def research_prompt(topic):\n"
            "    return f'Please research the following topic: {topic}. Begin with the resources, then use the tools.'\n",
            "server.py": "from fastmcp import FastMCP\n"
            "from wording import research_prompt\n"
            "mcp = FastMCP(name='Library')\n"
            "@mcp.prompt()\n"
            "def research(topic: str) -> str:\n"
            "    return research_prompt(topic)\n",
        }
    )
    assert ("Library", "uses-prompt", "research_prompt") in found.links


def test_a_prompt_is_joined_to_the_model_that_is_given_it_filled_in(scan):
    found = scan(
        {
            "answer.py": "from langchain_core.prompts import ChatPromptTemplate\n"
            "from langchain_openai import ChatOpenAI\n"
            "wording = ChatPromptTemplate.from_template('You are a careful assistant. Answer {question} in one line.')\n"
            "def answer(question):\n"
            "    return ChatOpenAI(model='gpt-4o').invoke(wording.format_messages(question=question))\n"
        }
    )
    assert ("gpt-4o", "uses-prompt", "wording") in found.links


def test_an_address_may_ask_for_a_model(scan):
    found = scan(
        {
            "speak.py": "import websockets\n"
            "def connect():\n"
            "    return websockets.connect('wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview-2024-10-01')\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o-realtime-preview-2024-10-01"}


def test_options_that_a_function_gathers_are_those_of_its_callers(scan):
    found = scan(
        {
            "desk.py": "import requests\n"
            "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "def post(**body):\n"
            "    return requests.post('https://api.openai.com/v1/responses', json=body).json()\n"
            "def chat(messages, **options):\n"
            "    return client.chat.completions.create(messages=messages, **options)\n"
            "class Agent:\n"
            "    def __init__(self, model='computer-use-preview', tools=()):\n"
            "        self.model, self.tools = model, tools\n"
            "    def run(self, items):\n"
            "        while True:\n"
            "            items += post(model=self.model, input=items, tools=self.tools)\n"
            "WEATHER = {'type': 'function', 'name': 'get_weather', 'description': 'Tell.', 'parameters': {}}\n"
            "agent = Agent(tools=[WEATHER])\n"
            "chat([], model='gpt-4o-mini')\n"
        }
    )
    assert names(found, Kind.MODEL) == {"computer-use-preview", "gpt-4o-mini"}
    assert names(found, Kind.AGENT) == {"Agent"}
    links = {(source, str(kind), target) for source, kind, target in found.links}
    assert {("Agent", "has-tool", "get_weather"), ("Agent", "uses-model", "computer-use-preview")} <= links
    assert not found.unknowns


def test_prompts_of_a_server_that_give_messages_or_what_cannot_be_read(scan):
    found = scan(
        {
            "server.py": "from fastmcp import FastMCP\n"
            "from fastmcp.prompts import Message\n"
            "mcp = FastMCP('Harbour')\n"
            "@mcp.prompt(name='plan_mooring', description='Plan a mooring.')\n"
            "def plan(ship: str) -> list[Message]:\n"
            "    return [Message(f'The ship: {ship}\\nPlan how it is moored, and which tugs are needed.')]\n"
            "@mcp.prompt()\n"
            "def report(ship: str) -> list:\n"
            "    return [{'role': 'user', 'content': f'Write a report of what {ship} did in this harbour today.'}]\n"
            "@mcp.prompt()\n"
            "def weather(day: str) -> str:\n"
            "    return wording.build(day)\n",
        }
    )
    assert found.names(Kind.PROMPT) == ["plan_mooring", "report", "weather"]
    assert found.places(Kind.PROMPT, "plan_mooring") == {"server.py:4", "server.py:6"}
    assert ("Harbour", "uses-prompt", "weather") in found.links
