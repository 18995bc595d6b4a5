"""Prompts that are put together of several named texts, at once or one after the other."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

TEXTS = """
from openai import OpenAI

ROLE = "You are a friendly voice on the phone who answers briefly."
LAUGHS = "Speak with short sentences and use the tags for laughing and sighing."
TITLE = "Phone"

def ask(text, engine):
    {made}
    messages = [{{"role": "system", "content": prompt}}, {{"role": "user", "content": text}}]
    return OpenAI().chat.completions.create(model="gpt-4o-mini", messages=messages)
"""


@pytest.mark.parametrize(
    "made",
    [
        'prompt = ROLE + "\\n" + LAUGHS',
        'prompt = f"{ROLE}\\n\\n{LAUGHS}"',
        'prompt = "\\n".join([ROLE, "", LAUGHS, text])',
        "prompt = ROLE\n    if engine == 'orpheus':\n        prompt += LAUGHS",
        "prompt = ROLE\n    if engine == 'orpheus':\n        prompt += f'\\n{LAUGHS}'",
    ],
)
def test_each_named_part_of_a_prompt_is_used(scan, made):
    links = scan({"voice.py": TEXTS.format(made=made)}).links
    assert {target for _, kind, target in links if kind == "uses-prompt"} == {"ROLE", "LAUGHS"}


def test_short_parts_and_values_of_other_names_are_no_prompts(scan):
    links = scan({"voice.py": TEXTS.format(made='prompt = f"{TITLE}: {ROLE}"; title = ROLE; title += LAUGHS')}).links
    assert {target for _, kind, target in links if kind == "uses-prompt"} == {"ROLE"}


def test_what_a_method_adds_to_a_prompt_of_its_object_is_used(scan):
    made = (
        "from openai import OpenAI\n\n"
        'CALM = "You are a friendly voice on the phone who answers briefly."\n'
        'LAUGHS = "Speak with short sentences and use the tags for laughing and sighing."\n\n'
        "class Voice:\n    def __init__(self, engine):\n        self.system_prompt = CALM\n"
        "        if engine == 'orpheus':\n            self.system_prompt += f'\\n{LAUGHS}'\n\n"
        "    def ask(self, text):\n"
        '        messages = [{"role": "system", "content": self.system_prompt}]\n'
        '        return OpenAI().chat.completions.create(model="gpt-4o-mini", messages=messages)\n'
    )
    used = {target for _, kind, target in scan({"voice.py": made}).links if kind == "uses-prompt"}
    assert used == {"CALM", "LAUGHS"}


def test_texts_that_one_variable_gets_one_after_the_other_are_several_prompts(scan):
    cells = (
        "from langchain.prompts import ChatPromptTemplate\nfrom langchain_openai import ChatOpenAI\n\n"
        'template = """You write five versions of the question of a user: {question}"""\n'
        "versions = ChatPromptTemplate.from_template(template) | ChatOpenAI(model='gpt-4o')\n"
        'template = """You split the question of a user into smaller ones: {question}"""\n'
        "parts = ChatPromptTemplate.from_template(template) | ChatOpenAI(model='gpt-4o')\n"
        'prompt = "Summarise the following text in three sentences for a busy reader: {text}"\n'
        "ChatOpenAI(model='gpt-4o-mini').invoke(prompt)\n"
        'prompt = "Translate the following text into plain words for a child of seven: {text}"\n'
        "ChatOpenAI(model='gpt-4o-mini').invoke(prompt)\n"
    )
    found = scan({"queries.py": cells})
    assert found.names(Kind.PROMPT) == ["queries prompt", "queries prompt 2", "template", "template 2"]
    assert {("gpt-4o", "uses-prompt", "template"), ("gpt-4o", "uses-prompt", "template 2")} <= found.links


def test_a_text_without_blanks_says_something_itself_beside_the_file_that_is_put_into_it(scan):
    found = scan(
        {
            "sum.py": "import google.generativeai as genai\n"
            "def kept(key):\n    return f'videos/harbour_cache/of_the_old_town/{key}.txt'\n"
            "def summarize(key):\n"
            "    model = genai.GenerativeModel('gemini-1.5-flash')\n"
            "    return model.generate_content([f'以下是视频的字幕文本内容，请用三点总结:\\n{kept(key)}'])\n"
        }
    )
    assert found.names(Kind.PROMPT) == ["summarize prompt"]
    assert "sum.py:6" in found.places(Kind.PROMPT, "summarize prompt")
