"""What each caller of a helper gives it: the model and the text that are meant for each other."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

_HELPER = (
    "import OpenAI from 'openai';\n"
    "const client = new OpenAI();\n"
    "async function complete(model: string, system: string, text: string) {\n"
    "  return client.chat.completions.create({ model,\n"
    "    messages: [{ role: 'system', content: system }, { role: 'user', content: text }] });\n"
    "}\n"
    "export const ask = (model: string, system: string, text: string) => complete(model, system, text);\n"
)
_DESK = (
    "import { ask } from './llm';\n"
    "const LETTER_PROMPT = 'You answer letters to a museum of ships in two sentences.';\n"
    "const LABEL_PROMPT = 'You write the label of an exhibit for children of ten years.';\n"
    "export const letter = (text: string) => ask('gpt-4o', LETTER_PROMPT, text);\n"
    "export const label = (text: string) => ask('gpt-4o-mini', LABEL_PROMPT, text);\n"
)


def prompts(found):
    return {(source, target) for source, kind, target in found.links if kind == "uses-prompt"}


def test_a_model_has_the_prompt_of_its_own_call(scan):
    told = prompts(scan({"llm.ts": _HELPER, "desk.ts": _DESK}))
    assert told == {("gpt-4o", "LETTER_PROMPT"), ("gpt-4o-mini", "LABEL_PROMPT")}


def test_a_prompt_that_the_helper_itself_gives_goes_to_all(scan):
    shared = _HELPER.replace("content: system }", "content: HOUSE_PROMPT }").replace(
        "async function",
        "const HOUSE_PROMPT = 'You answer for a museum of ships and are always polite.';\nasync function",
    )
    told = prompts(scan({"llm.ts": shared, "desk.ts": _DESK}))
    assert {("gpt-4o", "HOUSE_PROMPT"), ("gpt-4o-mini", "HOUSE_PROMPT")} <= told


def test_a_factory_makes_each_agent_with_what_its_call_gives(scan):
    found = scan(
        {
            "factory.py": "from agents import Agent, function_tool\n"
            "@function_tool\n"
            "def read_log(day: str) -> str:\n"
            "    '''Read the log of a ship.'''\n"
            "@function_tool\n"
            "def write_report(text: str) -> str:\n"
            "    '''Write the report.'''\n"
            "def make(name, model, tools):\n"
            "    return Agent(name=name, model=model, tools=tools)\n"
            "reader = make('Reader', 'gpt-4.1', [read_log])\n"
            "writer = make('Writer', 'gpt-4.1-mini', [write_report])\n"
        }
    )
    assert found.names(Kind.AGENT) == ["Reader", "Writer"]
    tools = {(source, target) for source, kind, target in found.links if kind == "has-tool"}
    assert tools == {("Reader", "read_log"), ("Writer", "write_report")}
    assert ("Reader", "uses-model", "gpt-4.1-mini") not in found.links


def test_objects_of_one_class_keep_their_models_and_prompts_apart(scan):
    found = scan(
        {
            "team.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "WRITER_PROMPT = 'You write short stories for children of five years.'\n"
            "CRITIC_PROMPT = 'You find the weak sentences of a story and say why.'\n"
            "class TeamAgent:\n"
            "    def __init__(self, name, system_prompt, model='gpt-4o-mini'):\n"
            "        self.name, self.system_prompt, self.model = name, system_prompt, model\n"
            "    def ask(self, text):\n"
            "        return client.chat.completions.create(model=self.model, messages=[\n"
            "            {'role': 'system', 'content': self.system_prompt}, {'role': 'user', 'content': text}])\n"
            "team = [TeamAgent('writer', WRITER_PROMPT), TeamAgent('critic', CRITIC_PROMPT, model='gpt-4o')]\n"
        }
    )
    told = {one for one in prompts(found) if one[0].startswith("gpt")}
    assert told == {("gpt-4o-mini", "WRITER_PROMPT"), ("gpt-4o", "CRITIC_PROMPT")}
    assert ("writer", "uses-model", "gpt-4o-mini") in found.links
    assert ("critic", "uses-model", "gpt-4o-mini") not in found.links


_WRAPPER = (
    "from openai import OpenAI\n"
    "class ChatWrapper:\n"
    "    def __init__(self):\n"
    "        self.client = OpenAI()\n"
    "    def complete(self, **options):\n"
    "        return self.send(**options)\n"
    "    def send(self, **options):\n"
    "        return self.client.chat.completions.create(model='gpt-4o', **options)\n"
)
_AGENTS = (
    "from wrapper import ChatWrapper\n"
    "LETTER_PROMPT = 'You answer letters to a museum of ships in two sentences.'\n"
    "LABEL_PROMPT = 'You write the label of an exhibit for children of ten years.'\n"
    "class LetterAgent:\n"
    "    def __init__(self, chat: ChatWrapper):\n"
    "        self.chat = chat\n"
    "    def answer(self, text):\n"
    "        system = LETTER_PROMPT.format(text=text)\n"
    "        return self.chat.complete(messages=[{'role': 'system', 'content': system}])\n"
    "class LabelAgent:\n"
    "    def __init__(self, chat: ChatWrapper):\n"
    "        self.chat = chat\n"
    "    def label(self, text):\n"
    "        return self.chat.complete(messages=[{'role': 'system', 'content': LABEL_PROMPT}])\n"
)


def test_who_reaches_a_model_through_a_wrapper_has_the_prompts_of_its_own_calls(scan):
    told = prompts(scan({"wrapper.py": _WRAPPER, "agents.py": _AGENTS}))
    assert told == {
        ("LetterAgent", "LETTER_PROMPT"),
        ("LabelAgent", "LABEL_PROMPT"),
        ("gpt-4o", "LETTER_PROMPT"),
        ("gpt-4o", "LABEL_PROMPT"),
    }


def test_where_one_caller_of_a_wrapper_tells_nothing_none_is_left_out(scan):
    silent = _AGENTS + "def anything(chat: ChatWrapper, messages):\n    return chat.complete(messages=messages)\n"
    told = prompts(scan({"wrapper.py": _WRAPPER, "agents.py": silent}))
    assert {("LetterAgent", "LETTER_PROMPT"), ("LabelAgent", "LABEL_PROMPT")} <= told


CLOSED = """from crewai.tools import tool
from openai import OpenAI
class Client:
    def __init__(self):
        self.client = OpenAI()
    def simple(self, prompt, system):
        return self.generate([{"role": "system", "content": system}, {"role": "user", "content": prompt}])
    def generate(self, messages):
        params = {"model": "gpt-4o-mini", "messages": messages}
        def request():
            return self.client.chat.completions.create(**params)
        return request()
"""


@pytest.mark.parametrize("many", [3, 30])
def test_a_request_within_a_function_in_place_has_the_prompts_of_who_calls_the_outer_one(scan, many):
    names = [f"list_quay_{one}" for one in range(many)]
    asked = "".join(
        f"@tool('{name}')\ndef {name}(text: str) -> str:\n    '''Does {name}.'''\n"
        f"    return Client().simple(text, 'You are the clerk who does {name} for the harbour office, in one line.')\n"
        for name in names
    )
    found = scan({"client.py": CLOSED + asked})
    given = {(source, target) for source, kind, target in found.links if kind == "uses-prompt" and source in names}
    assert {source for source, _ in given} == set(names)
    assert len(given) == len(names)
