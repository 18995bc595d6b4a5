"""Prompt files that a program lists, mappings that it fills in loops, and messages called after who speaks."""

from __future__ import annotations

from aibom.model.kinds import Kind, RelationKind

CLERK = (
    "from openai import OpenAI\n"
    "from app.texts import TEXTS\n"
    "client = OpenAI()\n"
    "def answer(stage, letter):\n"
    "    return client.chat.completions.create(model='gpt-4o-mini', messages=[\n"
    "        {'role': 'system', 'content': %s},\n"
    "        {'role': 'user', 'content': letter},\n"
    "    ])\n"
)
FILES = ("app/letters/triage.md", "app/letters/answer.md", "app/letters/README.md", "app/letters/stamp.png")


def edges(found, kind):
    return {(source, target) for source, relation, target in found.links if relation == kind}


def asked(scan, texts, key="TEXTS[stage]"):
    return edges(scan({"app/texts.py": texts, "app/clerk.py": CLERK % key}, FILES), RelationKind.USES_PROMPT)


EVERY = {("gpt-4o-mini", "app/letters/triage.md"), ("gpt-4o-mini", "app/letters/answer.md")}


def test_files_of_a_folder_that_a_loop_reads_are_the_prompts(scan):
    texts = (
        "from pathlib import Path\n"
        "TEXTS = {}\n"
        "for path in (Path(__file__).parent / 'letters').glob('*.md'):\n"
        "    TEXTS[path.stem] = path.read_text()\n"
    )
    assert asked(scan, texts) == EVERY


def test_files_of_a_folder_that_a_comprehension_reads_are_the_prompts(scan):
    texts = "from pathlib import Path\nTEXTS = {p.stem: p.read_text() for p in Path('app/letters').glob('*.md')}\n"
    assert asked(scan, texts) == EVERY


def test_files_that_a_listing_names_are_the_prompts(scan):
    texts = (
        "import os\n"
        "FOLDER = 'app/letters'\n"
        "TEXTS = {}\n"
        "for name in os.listdir(FOLDER):\n"
        "    with open(os.path.join(FOLDER, name)) as file:\n"
        "        TEXTS[name[:-3]] = file.read()\n"
    )
    assert asked(scan, texts) == EVERY


def test_a_file_that_its_stem_asks_for_is_the_prompt(scan):
    texts = (
        "from pathlib import Path\n"
        "TEXTS = {}\n"
        "for path in Path('app/letters').glob('*.md'):\n"
        "    TEXTS[path.stem] = path.read_text()\n"
    )
    assert asked(scan, texts, "TEXTS['triage']") == {("gpt-4o-mini", "app/letters/triage.md")}


def test_a_file_whose_name_a_parameter_gives_is_any_of_its_folder(scan):
    texts = (
        "def text(stage):\n    with open(f'letters/{stage}.md') as file:\n        return file.read()\nTEXTS = text\n"
    )
    assert asked(scan, texts, "TEXTS(stage)") == EVERY


def test_files_of_a_folder_that_nobody_tells_a_model_are_no_prompts(scan):
    texts = "from pathlib import Path\nTEXTS = {'triage': 'You sort the letters of tenants.'}\nPAGES = list(Path('app/letters').glob('*.md'))\n"
    assert not {name for _, name in asked(scan, texts)} & {"app/letters/triage.md", "app/letters/answer.md"}


def test_messages_called_after_who_speaks_are_prompts(scan):
    found = scan(
        {
            "book.py": "from langchain.chat_models import ChatOpenAI\n"
            "from langchain.schema import HumanMessage, SystemMessage\n"
            "chat = ChatOpenAI(model_name='gpt-4-0613')\n"
            "def pages(topic):\n"
            "    return chat([HumanMessage(content=f'Write a picture book of six pages about this topic: {topic}')])\n"
            "def question():\n"
            "    return chat.invoke([HumanMessage(content='Where is the oldest bridge?')])\n"
        }
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("gpt-4-0613", "pages prompt")}


def test_a_look_up_by_a_method_of_ones_own_is_no_default(scan):
    found = scan(
        {
            "app.py": "import yaml\n"
            "from langchain_ollama import ChatOllama\n"
            "class Config:\n"
            "    def __init__(self):\n"
            "        self.data = yaml.safe_load(open('config.yaml'))\n"
            "    def get(self, section, key):\n"
            "        return self.data.get(section, {}).get(key)\n"
            "config = Config()\n"
            "llm = ChatOllama(model=config.get('llm', 'model'))\n"
        },
        documents={"config.yaml": "llm:\n  model: qwen2.5:7b\n"},
    )
    assert found.names(Kind.MODEL) == ["qwen2.5:7b"]


def test_what_stands_for_a_path_is_no_model(scan):
    found = scan({"app.py": "from llama_cpp import Llama\nllm = Llama(model_path='Model Path')\n"})
    assert not found.names(Kind.MODEL)


def test_a_picture_service_asked_over_the_web_is_told_with_its_model(scan):
    found = scan(
        {
            "bot.py": "import aiohttp\n"
            "async def pollinate(text, model='flux'):\n"
            "    url = f'https://image.pollinations.ai/prompt/{text}?model={model}&nologo=true'\n"
            "    async with aiohttp.ClientSession() as session:\n"
            "        return await session.get(url)\n"
            "async def paint(text):\n"
            "    params = {'prompt': text, 'model': 'anything_v5.safetensors [65f48cc1]', 'steps': '25'}\n"
            "    async with aiohttp.ClientSession() as session:\n"
            "        return await session.get('https://api.prodia.com/generate', params=params)\n"
        }
    )
    assert edges(found, RelationKind.SERVED_BY) == {
        ("flux", "Pollinations.AI"),
        ("anything_v5.safetensors", "Prodia"),
    }


def test_a_template_of_jinja_is_the_prompt_of_the_call_that_renders_it(scan):
    found = scan(
        {
            "letters.py": "from jinja2 import Environment, FileSystemLoader\n"
            "from openai import OpenAI\n"
            "env = Environment(loader=FileSystemLoader('prompts'))\n"
            "client = OpenAI()\n"
            "def ask(text, model='gpt-4o'):\n"
            "    return client.chat.completions.create(model=model, messages=[{'role': 'user', 'content': text}])\n"
            "def sort(letter):\n"
            "    return ask(env.get_template('sort.j2').render(letter=letter))\n"
            "def answer(letter):\n"
            "    return ask(env.get_template('answer.xml').render(letter=letter), model='gpt-4.1')\n"
        },
        also=("prompts/sort.j2", "prompts/answer.xml"),
    )
    assert edges(found, RelationKind.USES_PROMPT) == {
        ("gpt-4o", "prompts/sort.j2"),
        ("gpt-4.1", "prompts/answer.xml"),
    }


def test_files_of_a_package_are_prompts(scan):
    found = scan(
        {
            "desk/main.py": "import litellm\n"
            "from importlib.resources import files\n"
            "def load(name):\n"
            "    return files('desk.prompts').joinpath(name).read_text(encoding='utf-8')\n"
            "def answer(letter):\n"
            "    return litellm.completion(model='gpt-4o-mini', messages=[{'role': 'system', 'content': load('clerk.md')}])\n"
        },
        also=("desk/prompts/clerk.md", "desk/notes/clerk.md"),
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("gpt-4o-mini", "desk/prompts/clerk.md")}


def test_the_ending_that_a_path_is_given_is_its_own(scan):
    found = scan(
        {
            "desk.py": "import pathlib, litellm\n"
            "def load(name):\n"
            "    return open(pathlib.Path('prompts') / pathlib.Path(name).with_suffix('.txt')).read()\n"
            "def answer(letter):\n"
            "    return litellm.completion(model='gpt-4o', messages=[{'role': 'system', 'content': load('clerk.prompty')}])\n"
        },
        also=("prompts/clerk.txt", "prompts/judge.txt"),
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("gpt-4o", "prompts/clerk.txt")}


def test_a_clients_own_model_has_the_prompt_of_its_calls(scan):
    found = scan(
        {
            "app.py": "import gradio as gr\n"
            "from huggingface_hub import InferenceClient\n"
            "client = InferenceClient('HuggingFaceH4/zephyr-7b-beta')\n"
            "def respond(message, history, system_message):\n"
            "    messages = [{'role': 'system', 'content': system_message}, {'role': 'user', 'content': message}]\n"
            "    return client.chat_completion(messages, max_tokens=500)\n"
            "gr.ChatInterface(respond, additional_inputs=[\n"
            "    gr.Textbox(value='You are a friendly guide through the garden.', label='System message')])\n"
        }
    )
    assert edges(found, RelationKind.USES_PROMPT) == {("HuggingFaceH4/zephyr-7b-beta", "system_message")}


def test_settings_of_decouple_have_their_defaults(scan):
    found = scan(
        {
            "ocr.py": "from decouple import Config as Settings, RepositoryEnv\n"
            "from openai import OpenAI\n"
            "config = Settings(RepositoryEnv('.env'))\n"
            "MODEL = config.get('COMPLETION_MODEL', default='gpt-4o-mini', cast=str)\n"
            "def correct(text):\n"
            "    return OpenAI().chat.completions.create(model=MODEL, messages=[{'role': 'user', 'content': text}])\n"
        }
    )
    assert found.places(Kind.MODEL, "gpt-4o-mini") == {"ocr.py:4", "ocr.py:6"}


def test_files_that_assistants_search_are_data_and_others_are_not(scan):
    found = scan(
        {
            "setup.py": "from openai import OpenAI\n"
            "client = OpenAI()\n"
            "client.files.create(file=open('data/handbook.pdf', 'rb'), purpose='assistants')\n"
            "client.files.create(file=open('cover.png', 'rb'), purpose='vision')\n"
        }
    )
    assert found.names(Kind.DATASET) == ["data/handbook.pdf"]


BARKEEPER = """import { googleAI } from "@genkit-ai/googleai";
import { genkit } from "genkit";
const ai = genkit({ plugins: [googleAI()], model: googleAI.model("gemini-2.5-flash") });
const keeper = ai.prompt("keeper");
"""


def test_a_prompt_by_its_name_is_the_nearest_file_of_that_name(scan):
    files = ("src/keeper/keeper.prompt", "dist/keeper/keeper.prompt")
    found = scan({"src/keeper/index.ts": BARKEEPER}, files)
    assert found.names(Kind.PROMPT) == ["src/keeper/keeper.prompt"]
    assert edges(found, RelationKind.USES_PROMPT) == {("gemini-2.5-flash", "src/keeper/keeper.prompt")}


def test_without_such_a_file_a_prompt_has_its_name(scan):
    assert scan({"src/keeper/index.ts": BARKEEPER}, ("src/keeper/keeper.md",)).names(Kind.PROMPT) == ["keeper"]
    others = ("src/b/keeper.prompt", "src/c/keeper.prompt")
    assert scan({"src/a/index.ts": BARKEEPER}, others).names(Kind.PROMPT) == ["keeper"]


def test_of_several_that_are_as_near_a_prompt_by_its_name_is_that_of_a_folder_of_prompts(scan):
    files = ("src/b/keeper.prompt", "src/prompts/keeper.prompt")
    assert scan({"src/a/index.ts": BARKEEPER}, files).names(Kind.PROMPT) == ["src/prompts/keeper.prompt"]
    files = ("src/b/prompts/keeper.prompt", "src/prompts/keeper.prompt")
    assert scan({"src/a/index.ts": BARKEEPER}, files).names(Kind.PROMPT) == ["keeper"]
