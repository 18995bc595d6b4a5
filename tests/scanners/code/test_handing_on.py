"""How projects hand things on: lists that grow, inherited factories, folders of their own, commands, classes of agents."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind, RelationKind

GUIDE = "You are a guide to the churches of Rome and answer in two sentences."


def names(found, kind):
    return {one.subject.name for one in found.observations if one.subject.kind == kind}


def test_messages_appended_to_a_list_are_prompts(scan):
    found = scan(
        {
            "chat.py": "from openai import OpenAI\n"
            "def ask(question):\n"
            "    messages = []\n"
            f"    messages.append({{'role': 'system', 'content': {GUIDE!r}}})\n"
            "    messages.append({'role': 'user', 'content': question})\n"
            "    return OpenAI().chat.completions.create(model='gpt-4o-mini', messages=messages)\n"
        }
    )
    assert next(o.evidence.line for o in found.observations if o.subject.kind == Kind.PROMPT) == 4


def test_a_history_kept_by_an_object_grows(scan):
    found = scan(
        {
            "bot.py": "from openai import OpenAI\n"
            f"GUIDE_PROMPT = {GUIDE!r}\n"
            "class Bot:\n"
            "    def __init__(self):\n"
            "        self.history = []\n"
            "        self.history.append({'role': 'system', 'content': GUIDE_PROMPT})\n"
            "    def ask(self):\n"
            "        return OpenAI().chat.completions.create(model='gpt-4o', messages=self.history)\n"
        }
    )
    assert names(found, Kind.PROMPT) == {"GUIDE_PROMPT"}


def test_a_text_that_most_of_a_prompt_is_made_of_lends_its_name(scan):
    found = scan(
        {
            "judge.py": "from transformers import AutoTokenizer\n"
            "tokenizer = AutoTokenizer.from_pretrained('Qwen/Qwen2.5-7B-Instruct')\n"
            f"INSTRUCTION = {GUIDE!r}\n"
            "def render(row):\n"
            "    messages = [{'role': 'user', 'content': INSTRUCTION + f'\\nHeadline: {row}'}]\n"
            "    return tokenizer.apply_chat_template(messages, tokenize=False)\n"
        }
    )
    assert names(found, Kind.PROMPT) == {"INSTRUCTION"}


def test_a_question_and_a_message_of_any_speaker_are_no_prompts(scan):
    found = scan(
        {
            "ask.py": "from openai import OpenAI\n"
            "QUESTION = 'What did the council of the city decide about the bridge in May?'\n"
            "def ask(history, note):\n"
            "    lines = []\n"
            "    for m in history:\n"
            "        role = 'system' if m.first else 'assistant'\n"
            "        lines.append({'role': role, 'content': f'Summary of the talk:\\n{note}'})\n"
            "    lines.append({'role': 'user', 'content': QUESTION})\n"
            "    return OpenAI().chat.completions.create(model='gpt-4o', messages=lines)\n"
        }
    )
    assert names(found, Kind.PROMPT) == set()


def test_a_factory_that_is_inherited_gives_the_class_it_is_called_on(scan):
    found = scan(
        {
            "settings.py": "from dataclasses import dataclass, field\n"
            "@dataclass\n"
            "class Base:\n"
            "    user: str = 'a'\n"
            "    @classmethod\n"
            "    def load(cls, values):\n"
            "        return cls(**values)\n"
            "@dataclass\n"
            "class Settings(Base):\n"
            "    answer_model: str = field(default='anthropic/claude-3-haiku-20240307')\n",
            "app.py": "from langchain.chat_models import init_chat_model\n"
            "from settings import Settings\n"
            "def answer(values):\n"
            "    settings = Settings.load(values)\n"
            "    return init_chat_model(settings.answer_model)\n",
        }
    )
    assert "claude-3-haiku-20240307" in names(found, Kind.MODEL)


FOLDERS = [
    ("HERE = Path(__file__).resolve().parents[1]\nPATH = HERE / 'models' / 'churn.pkl'\n", "models/churn.pkl"),
    ("PATH = Path(__file__).absolute().parent.parent / 'models/churn.pkl'\n", "svc/models/churn.pkl"),
    (
        "BASE = os.path.dirname(os.path.abspath(__file__))\nPATH = f'{BASE}/models/churn.pkl'\n",
        "svc/api/models/churn.pkl",
    ),
    (
        "HERE = os.path.dirname(__file__)\nUP = os.path.dirname(HERE)\nPATH = os.path.join(UP, 'churn.pkl')\n",
        "svc/churn.pkl",
    ),
    ("PATH = os.path.join(os.path.dirname(__file__), '..', 'models', 'churn.pkl')\n", "svc/models/churn.pkl"),
    ("PATH = Path.cwd() / 'models/churn.pkl'\n", "models/churn.pkl"),  # wherever it is started
    ("PATH = Path(__file__).parent.parent.parent.parent / 'models/churn.pkl'\n", "models/churn.pkl"),  # outside
]


@pytest.mark.parametrize(("source", "path"), FOLDERS)
def test_a_path_below_the_projects_own_folder_is_a_path_in_the_tree(scan, source, path):
    head = "import os\nfrom pathlib import Path\nimport joblib\n"
    found = scan({"svc/api/app.py": f"{head}{source}joblib.load(PATH)\n"})
    assert names(found, Kind.MODEL) == {path}


def test_a_path_that_exists_only_from_the_top_of_the_tree_is_that_one(scan):
    code = "from pathlib import Path\nimport joblib\njoblib.load(Path(__file__).parent.parent / 'svc' / 'fits' / 'churn.pkl')\n"
    found = scan({"svc/api/app.py": code, "svc/fits/make.py": "MADE = 1\n"})
    assert names(found, Kind.MODEL) == {"svc/fits/churn.pkl"}


@pytest.mark.parametrize("key", ["name", "name.lower()", "'large'"])
def test_a_default_that_is_a_key_gets_through_no_look_up(scan, key):
    code = f"""from sentence_transformers import SentenceTransformer
HUB = {{"small": "BAAI/bge-small-en-v1.5", "large": "BAAI/bge-large-en-v1.5"}}
def embedder(name="small"):
    return SentenceTransformer(HUB.get({key}, name))
embedder()
embedder("intfloat/e5-base-v2")
"""
    found = names(scan({"embed.py": code}), Kind.MODEL)
    assert "small" not in found
    assert "intfloat/e5-base-v2" in found


def test_an_unknown_word_before_a_slash_is_no_folder(scan):
    found = scan({"app.py": "from transformers import AutoModel\nAutoModel.from_pretrained(f'{ORG}/bert-small')\n"})
    assert names(found, Kind.MODEL) == set()


def test_handoffs_that_are_set_later_are_joined(scan):
    found = scan(
        {
            "desk.py": "from agents import Agent, handoff\n"
            "billing = Agent(name='Billing', instructions='You answer questions about bills.')\n"
            "triage = Agent(name='Triage', instructions='You send customers to the right desk.')\n"
            "triage.handoffs = [handoff(agent=billing)]\n"
            "billing.handoffs.append(triage)\n"
        }
    )
    pairs = {(source, target) for source, _, target in found.links}
    assert {("Triage", "Billing"), ("Billing", "Triage")} <= pairs


def test_a_long_decorator_is_evidence_too(scan):
    found = scan(
        {
            "desk.py": "from agents import function_tool\n"
            "@function_tool(\n"
            "    name_override='seat_map',\n"
            "    description_override='Shows the seats.',\n"
            ")\n"
            "def show(): ...\n"
        }
    )
    assert {o.evidence.line for o in found.observations if o.subject.name == "seat_map"} == {2, 6}


COMMANDS = [
    ("import subprocess\nsubprocess.Popen(['vllm', 'serve', 'Qwen/Qwen3-8B', '--port', '8000'])\n", "Qwen/Qwen3-8B", "vLLM"),
    ("import os\nos.system('ollama pull llama3.2')\n", "llama3.2", "Ollama"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "model", "service"), COMMANDS)
def test_commands_that_code_runs_are_read(scan, source, model, service):
    found = scan({"serve.py": source})
    assert names(found, Kind.MODEL) == {model}
    assert service in names(found, Kind.SERVICE)


def test_other_commands_tell_nothing(scan):
    found = scan(
        {"build.py": "import subprocess\nsubprocess.run(['git', 'log', '--model'])\nrun(['vllm', 'serve', 'x/y'])\n"}
    )
    assert not found.observations


AGENT = (
    "from openai import OpenAI\n"
    "class BaseAgent:\n"
    "    def say(self, text):\n"
    "        return OpenAI().chat.completions.create(model='gpt-4o', messages=text)\n"
    "class PolicyAgent(BaseAgent):\n"
    "    def run(self, text):\n"
    "        return self.say(text)\n"
    "class UserAgent:\n"
    "    header = 'curl'\n"
)


def test_a_class_that_is_called_agent_and_chats_is_one(scan):
    found = scan({"policy.py": AGENT})
    assert names(found, Kind.AGENT) == {"PolicyAgent"}


def test_a_class_that_makes_a_frameworks_agent_lends_it_its_name(scan):
    found = scan(
        {
            "research.py": "from langgraph.prebuilt import create_react_agent\n"
            "from langchain_openai import ChatOpenAI\n"
            "class ResearchAgent:\n"
            "    def __init__(self):\n"
            "        self.graph = create_react_agent(ChatOpenAI(model='gpt-4o'), tools=[])\n"
        }
    )
    assert names(found, Kind.AGENT) == {"ResearchAgent"}


def test_files_that_are_opened_where_embeddings_are_made_are_data(scan):
    source = "from openai import OpenAI\ntext = open('docs/policy.md').read()\nopen('index.json', 'w')\n"
    embed = "OpenAI().embeddings.create(model='text-embedding-3-small', input=text)\n"
    tree = ("docs/policy.md", "index.json")
    assert names(scan({"index.py": source + embed}, also=tree), Kind.DATASET) == {"docs/policy.md"}
    assert names(scan({"read.py": source}, also=tree), Kind.DATASET) == set()


def test_knowledge_that_lies_in_a_folder_of_the_framework_is_found(scan):
    found = scan(
        {
            "crew.py": "from crewai import Agent\n"
            "from crewai.knowledge.source.text_file_knowledge_source import TextFileKnowledgeSource\n"
            "about = TextFileKnowledgeSource(file_paths=['about-us.md'])\n"
            "Agent(role='Writer', llm='openai/gpt-4o', knowledge_sources=[about])\n",
        },
        also=("knowledge/about-us.md",),
    )
    assert names(found, Kind.DATASET) == {"knowledge/about-us.md"}
    assert ("Writer", RelationKind.READS_DATA.value, "knowledge/about-us.md") in found.links


STORES = [
    ("from qdrant_client import QdrantClient\nQdrantClient(url='http://localhost:6333')\n", "Qdrant"),
    ("from qdrant_client import QdrantClient\nQdrantClient(url='http://vectors.internal:8443')\n", "Qdrant"),
    ("from langchain_ollama import ChatOllama\nChatOllama(model='llama3.2', base_url='http://gpu-box:9000')\n", "Ollama"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name"), STORES)
def test_a_store_of_ones_own_is_named_for_what_it_is(scan, source, name):
    assert names(scan({"store.py": source}), Kind.SERVICE) == {name}


def test_a_plugin_names_its_tool_by_its_own_name(scan):
    plugin = """
    import OpenAI from "openai";
    const memory = {
      name: "rag-memory",
      plugin: function () {
        return {
          name: this.name,
          setup(agent) {
            agent.function({
              name: this.name,
              description: "Search the documents of the workspace, or remember something.",
              parameters: { type: "object", properties: { content: { type: "string", description: "What" } } },
              handler: async ({ content }) => this.search(content),
            });
          },
        };
      },
    };
    """
    assert scan({"plugins/memory.js": plugin}).names(Kind.TOOL) == ["rag-memory"]


CONFIGURED = """\
import ml_collections
def get_config():
    config = ml_collections.ConfigDict()
    config.dataset_name = 'wikipedia'
    config.eval_dataset_name = 'lambada'
    config.steps = 10_000
    return config
"""


@pytest.mark.parametrize(
    "parameter", ["config: ml_collections.ConfigDict", "config"], ids=["told by its type", "told by its name"]
)
def test_settings_that_a_file_of_configuration_sets_one_by_one(scan, parameter):
    found = scan(
        {
            "configs/default.py": CONFIGURED,
            "train.py": "import ml_collections\nimport tensorflow_datasets as tfds\n"
            f"def train({parameter}):\n"
            "    return tfds.load(config.dataset_name), tfds.load(config.eval_dataset_name)\n",
            "main.py": "from absl import flags\nimport train\nFLAGS = flags.FLAGS\ntrain.train(FLAGS.config)\n",
        }
    )
    assert names(found, Kind.DATASET) == {"wikipedia", "lambada"}
    assert not found.unknowns


def test_data_that_unsloth_reshapes_stays_what_its_adapter_is_trained_on(scan):
    found = scan(
        {
            "tune.py": "from unsloth import FastLanguageModel\nfrom unsloth.chat_templates import standardize_sharegpt\n"
            "from datasets import load_dataset\nfrom trl import SFTTrainer\n"
            "model, tokenizer = FastLanguageModel.from_pretrained(model_name='acme/desk-1b')\n"
            "model = FastLanguageModel.get_peft_model(model, r=16)\n"
            "mails = standardize_sharegpt(load_dataset('acme/desk-mails', split='train'))\n"
            "SFTTrainer(model=model, train_dataset=mails.map(str))\n"
        }
    )
    assert ("acme/desk-1b", RelationKind.TRAINED_ON, "acme/desk-mails") in found.links


def test_the_data_sets_that_catboost_brings(scan):
    found = scan({"income.py": "import catboost.datasets as cbd\ntrain, test = cbd.adult()\n"})
    assert names(found, Kind.DATASET) == {"adult"}


def test_a_name_within_the_call_that_it_is_given_is_what_it_was(scan):
    found = scan(
        {
            "tune.py": "from transformers import AutoModelForCausalLM, Trainer\nfrom peft import get_peft_model\n"
            "from datasets import load_dataset\n"
            "model = AutoModelForCausalLM.from_pretrained('acme/desk-1b')\n"
            "model = get_peft_model(\n    model,\n    None,\n)\n"
            "Trainer(model=model, train_dataset=load_dataset('acme/desk-mails'))\n"
        }
    )
    assert ("acme/desk-1b", RelationKind.TRAINED_ON, "acme/desk-mails") in found.links


def test_a_joined_path_with_a_part_that_is_computed_is_told_as_unknown(scan):
    found = scan(
        {
            "score.py": "import joblib, os\n"
            "def score(kind, folder):\n"
            "    return [joblib.load(os.path.join(folder, f'{kind}_{fold}.pkl')) for fold in range(5)]\n"
            "score('forest', 'models')\n"
        }
    )
    assert [(one.line, one.topic) for one in found.unknowns] == [(3, "model")]


TRAVEL = {
    "travel/tools/base.py": "from abc import ABC\n"
    "class BaseTool(ABC):\n"
    "    description: str = ''\n"
    "    def call(self, text): ...\n",
    "travel/tools/timetable.py": "from travel.tools.base import BaseTool\n"
    "class Timetable(BaseTool):\n"
    "    name = 'timetable'\n"
    "    description = 'Looks up when the next train to a city leaves.'\n"
    "    def call(self, text): return '9:30'\n"
    "class Silent(BaseTool):\n"
    "    def call(self, text): return ''\n",
    "travel/main.py": "from openai import OpenAI\n"
    "from travel.tools.timetable import Timetable, Silent\n"
    "def ask(question):\n"
    "    return OpenAI().chat.completions.create(model='gpt-4o', messages=question, tools=[Timetable()])\n",
}


def test_classes_of_an_own_tool_family_that_describe_themselves_are_tools(scan):
    found = scan(TRAVEL)
    assert names(found, Kind.TOOL) == {"timetable"}
    assert next(o.evidence.line for o in found.observations if o.subject.kind == Kind.TOOL) == 2


def test_classes_of_an_own_agent_family_that_describe_themselves_are_agents_once(scan):
    found = scan(
        {
            "crew.py": "from openai import OpenAI\n"
            "class BaseAgent:\n"
            "    description = ''\n"
            "class Planner(BaseAgent):\n"
            "    name = 'planner'\n"
            "    description = 'Plans journeys by rail through Italy.'\n"
            "class GuideAgent(BaseAgent):\n"
            "    name = 'guide'\n"
            "    description = 'Tells of the churches of Rome.'\n"
            "    def run(self, text):\n"
            "        return OpenAI().chat.completions.create(model='gpt-4o', messages=text)\n"
            "print(GuideAgent().run('where?'))\n"
        }
    )
    assert names(found, Kind.AGENT) == {"planner", "guide"}


def test_a_store_that_is_imported_and_handed_on_is_a_service(scan):
    found = scan(
        {
            "stores.py": "def backend():\n"
            "    from llama_index.vector_stores.qdrant import QdrantVectorStore\n"
            "    return QdrantVectorStore\n"
        }
    )
    assert names(found, Kind.SERVICE) == {"Qdrant"}


def test_a_version_under_a_servers_name_is_no_model(scan):
    found = scan({"probe.py": "from openai import OpenAI\nvllm_version = '0.3.0'\nollama_model = 'gemma3'\n"})
    assert names(found, Kind.MODEL) == {"gemma3"}


def test_a_table_over_enumerations_gives_each_key_its_own_model(scan):
    found = scan(
        {
            "llm.py": "from enum import StrEnum\n"
            "from langchain_groq import ChatGroq\n"
            "from langchain_openai import ChatOpenAI\n"
            "class Groq(StrEnum):\n"
            "    SMALL = 'llama-3.1-8b-instant'\n"
            "    LARGE = 'llama-3.3-70b-versatile'\n"
            "class OpenAI(StrEnum):\n"
            "    NANO = 'gpt-5-nano'\n"
            "    MINI = 'gpt-5-mini'\n"
            "    OWN = 'our-gpt-5'\n"
            "TABLE = {m: m.value for m in Groq} | {m: m.value for m in OpenAI}\n"
            "def get(name):\n"
            "    api = TABLE.get(name)\n"
            "    return ChatGroq(model=api) if name in Groq else ChatOpenAI(model=api)\n"
            "get(Groq.SMALL)\n"
            "get(OpenAI.OWN)\n"
        }
    )
    assert names(found, Kind.MODEL) == {"llama-3.1-8b-instant", "our-gpt-5"}


def test_all_files_that_a_folder_lists_are_the_folder(scan):
    found = scan(
        {
            "fill.py": "import os\n"
            "from langchain_chroma import Chroma\n"
            "from langchain_community.document_loaders import PyPDFLoader\n"
            "def fill(folder):\n"
            "    store = Chroma()\n"
            "    for name in os.listdir(folder):\n"
            "        store.add_documents(PyPDFLoader(os.path.join(folder, name)).load())\n"
            "fill('./guides')\n"
        }
    )
    assert names(found, Kind.DATASET) == {"guides"}


def test_rows_that_are_read_by_hand_are_data_and_those_written_are_not(scan):
    found = scan(
        {
            "seed.py": "import json, openai\n"
            "def rows(path='seed_tasks.jsonl'):\n"
            "    return [json.loads(line) for line in open(path)]\n"
            "with open('answers.jsonl', 'w') as out:\n"
            "    out.write('')\n"
        }
    )
    assert names(found, Kind.DATASET) == {"seed_tasks.jsonl"}


def test_what_an_own_tool_decorator_marks_is_a_tool(scan):
    found = scan(
        {
            "travel/registry.py": "TOOLS = {}\n"
            "def register_tool(tags=None):\n"
            "    def decorator(cls):\n"
            "        TOOLS[cls.__name__] = cls\n"
            "        return cls\n"
            "    return decorator\n",
            "travel/main.py": "from openai import OpenAI\n"
            "from travel.registry import register_tool\n"
            "@register_tool(tags=['rail'])\n"
            "class Timetable:\n"
            "    name: str = 'Anna'\n"
            "@register_tool()\n"
            "def book(seat): return seat\n"
            "OpenAI()\n",
        }
    )
    assert names(found, Kind.TOOL) == {"Timetable", "book"}


def test_what_a_question_about_models_offers_and_takes_by_default_is_used(scan):
    found = scan(
        {
            "setup.py": "import inquirer\n"
            "from langchain_openai import ChatOpenAI\n"
            "questions = [\n"
            "    inquirer.List('chat-model', message='Which model?', choices=['gpt-4o', 'o1'], default='gpt-4o-mini'),\n"
            "    inquirer.Text('city', message='Which town?', default='gpt-4'),\n"
            "]\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o-mini", "gpt-4o", "o1"}


def test_a_default_stays_where_only_a_branch_assigns_another_and_generics_hold_their_argument(scan):
    found = scan(
        {
            "app.py": "import sys\n"
            "from dataclasses import dataclass\n"
            "from langchain.chat_models import init_chat_model\n"
            "from langgraph.runtime import Runtime\n"
            "@dataclass\n"
            "class Llm:\n"
            "    model: str = 'gpt-4o'\n"
            "@dataclass\n"
            "class Context:\n"
            "    model: str = 'claude-3-5-haiku-latest'\n"
            "def main():\n"
            "    config = Llm()\n"
            "    if len(sys.argv) > 1:\n"
            "        config.model = sys.argv[1]\n"
            "    return init_chat_model(model=config.model)\n"
            "def node(state, runtime: Runtime[Context]):\n"
            "    return init_chat_model(runtime.context.model)\n"
        }
    )
    assert names(found, Kind.MODEL) == {"gpt-4o", "claude-3-5-haiku-latest"}


def test_a_dictionary_of_prompts_is_each_of_them_by_its_key(scan):
    text = "You are an expert engineer. Read the change that is given to you and say in five sentences what is wrong with it."
    found = scan(
        {
            "desk/prompt.py": f"prompt_templates = {{'review': {text!r}, 'short': 'no'}}\n",
            "desk/ask.py": "from openai import OpenAI\n"
            "from desk.prompt import prompt_templates\n"
            "print(OpenAI(), prompt_templates)\n",
        }
    )
    assert names(found, Kind.PROMPT) == {"review"}


def test_a_server_that_is_given_on_the_command_line_is_unknown_and_not_called_after_its_variable(scan):
    found = scan(
        {
            "client.py": "import sys\n"
            "from mcp import StdioServerParameters\n"
            "def connect(script):\n"
            "    command = 'python' if script.endswith('.py') else 'node'\n"
            "    server_params = StdioServerParameters(command=command, args=[script])\n"
            "    return server_params\n"
            "connect(sys.argv[1])\n"
        }
    )
    assert names(found, Kind.TOOL) == set()
    assert {u.topic for u in found.unknowns} == {"tool"}


def test_a_list_of_instructions_is_one_prompt_with_a_place_for_each_line(scan):
    found = scan(
        {
            "guide.py": "from agno.agent import Agent\n"
            "agent = Agent(\n"
            "    instructions=[\n"
            "        'You are a guide to the churches of Rome and answer in two sentences.',\n"
            "        'Always name the century in which a church was built, never guess it.',\n"
            "    ],\n"
            ")\n"
        }
    )
    told = [o for o in found.observations if o.subject.kind == Kind.PROMPT]
    assert len({o.subject for o in told}) == 1
    assert {4, 5} <= {o.evidence.line for o in told}


_HELPER = (
    "from openai import OpenAI\n"
    "client = OpenAI()\n"
    "def complete(messages, model='gpt-4o-mini', **options):\n"
    "    return client.chat.completions.create(model=model, messages=messages, **options)\n"
)
_CLERK = (
    "from llm import complete\n"
    "CLERK_PROMPT = 'You answer letters to the town hall and look up files.'\n"
    "TOOLS = [{'type': 'function', 'function': {'name': 'find_file', 'description': 'Find a file by its number',\n"
    "          'parameters': {'type': 'object', 'properties': {'number': {'type': 'string'}}}}}]\n"
    "class Clerk:\n"
    "    def _ask(self, messages, **options):\n"
    "        return complete([{'role': 'system', 'content': CLERK_PROMPT}, *messages], **options)\n"
    "    def answer(self, letter):\n"
    "        return self._ask([{'role': 'user', 'content': letter}], tools=TOOLS)\n"
)


def test_tools_come_through_keyword_arguments_to_the_model(scan):
    found = scan({"llm.py": _HELPER, "clerk.py": _CLERK})
    assert names(found, Kind.AGENT) == {"Clerk"}
    assert ("Clerk", "has-tool", "find_file") in found.links
    assert ("Clerk", "uses-model", "gpt-4o-mini") in found.links


def test_who_gives_a_helper_no_tools_is_no_agent_and_lends_it_no_prompt(scan):
    summary = (
        "from llm import complete\n"
        "SUMMARY_PROMPT = 'You summarise letters in three sentences.'\n"
        "def summarise(letter):\n"
        "    return complete([{'role': 'system', 'content': SUMMARY_PROMPT}, {'role': 'user', 'content': letter}])\n"
    )
    found = scan({"llm.py": _HELPER, "clerk.py": _CLERK, "summary.py": summary})
    assert names(found, Kind.AGENT) == {"Clerk"}
    assert ("Clerk", "uses-prompt", "CLERK_PROMPT") in found.links
    assert ("Clerk", "uses-prompt", "SUMMARY_PROMPT") not in found.links


def test_a_service_before_an_api_is_not_the_agent_but_who_calls_it(scan):
    found = scan(
        {
            "llm.py": "from openai import OpenAI\n"
            "class LLMService:\n"
            "    def __init__(self):\n"
            "        self.client = OpenAI()\n"
            "    def chat(self, messages, tools=None):\n"
            "        return self.client.chat.completions.create(model='gpt-4o', messages=messages, tools=tools)\n",
            "clerk.py": _CLERK.replace("complete([", "LLMService().chat([").replace(
                "import complete", "import LLMService"
            ),
        }
    )
    assert names(found, Kind.AGENT) == {"Clerk"}
