"""Configuration documents that code reads: names are followed into YAML, JSON, TOML and `.env` files."""

from __future__ import annotations

import posixpath

import pytest

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.model.sighting import Link, Observation
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.python import read_python
from aibom.scanners.code.resolving.documents import Documents

CHAT = "from openai import OpenAI\n"


def scanned(files):
    """The observations and links of a project given as path -> text."""
    data = {path: text.encode() for path, text in files.items()}
    code = {path: read_python(path, text) for path, text in data.items() if path.endswith(".py")}
    documents = Documents(data, data.get)
    return list(match(code, frozenset(data), load_catalogue(), None, documents))


def places(sightings, kind, name):
    found = (one for one in sightings if isinstance(one, Observation) and one.subject.kind == kind)
    return {f"{one.evidence.path}:{one.evidence.line}" for one in found if one.subject.name == name}


@pytest.mark.parametrize(
    ("path", "text", "load"),
    [
        ("config.yaml", "chat:\n  model: gpt-4o-mini\n", "yaml.safe_load(open('config.yaml'))"),
        ("config.json", '{"chat": {\n "model": "gpt-4o-mini"}}', "json.load(open('config.json'))"),
        ("config.toml", '[chat]\nmodel = "gpt-4o-mini"\n', "tomllib.load(open('config.toml', 'rb'))"),
        ("conf/app.yaml", "chat:\n  model: gpt-4o-mini\n", "OmegaConf.load('conf/app.yaml')"),
    ],
)
def test_a_setting_of_a_document_names_the_model(path, text, load):
    code = f"import json, tomllib, yaml\nfrom omegaconf import OmegaConf\n{CHAT}settings = {load}\n"
    code += "reply = OpenAI().chat.completions.create(model=settings['chat']['model'], messages=[])\n"
    assert f"{path}:2" in places(scanned({"app/bot.py": code, path: text}), Kind.MODEL, "gpt-4o-mini")


def test_a_document_is_followed_through_a_reader_function_and_a_settings_class():
    files = {
        "params.yaml": "embedder: BAAI/bge-m3\n",
        "src/settings.py": "import yaml\nfrom dataclasses import dataclass\n"
        "@dataclass\nclass Settings:\n    embedder: str\n"
        "def load(path='params.yaml'):\n    with open(path) as file:\n        return Settings(**yaml.safe_load(file))\n",
        "src/index.py": "from sentence_transformers import SentenceTransformer\nfrom settings import load\n"
        "encoder = SentenceTransformer(load().embedder)\n",
    }
    assert places(scanned(files), Kind.MODEL, "BAAI/bge-m3") >= {"params.yaml:1", "src/index.py:3"}


def test_hydra_composes_the_defaults_list_with_groups_and_interpolations():
    files = {
        "conf/config.yaml": "defaults:\n  - model: small\n  - _self_\ndata:\n  root: data\n  train: ${data.root}/train.csv\n",
        "conf/model/small.yaml": "checkpoint: distilbert-base-uncased\n",
        "src/train.py": "import hydra\nimport pandas as pd\nfrom transformers import AutoModel\n"
        "@hydra.main(version_base='1.3', config_path='../conf', config_name='config')\n"
        "def main(cfg):\n    frame = pd.read_csv(cfg.data.train)\n"
        "    model = AutoModel.from_pretrained(cfg.model.checkpoint)\n",
    }
    found = scanned(files)
    assert "conf/model/small.yaml:1" in places(found, Kind.MODEL, "distilbert-base-uncased")
    assert "conf/config.yaml:6" in places(found, Kind.DATASET, "data/train.csv")


def test_older_hydra_puts_the_members_of_a_group_at_the_top():
    files = {
        "conf/config.yaml": "defaults:\n  - encoder: mini\n",
        "conf/encoder/mini.yaml": "name: all-MiniLM-L6-v2\n",
        "train.py": "import hydra\nfrom sentence_transformers import SentenceTransformer\n"
        "@hydra.main(config_path='conf/config.yaml')\n"
        "def main(config):\n    SentenceTransformer(config.name)\n",
    }
    assert "conf/encoder/mini.yaml:1" in places(scanned(files), Kind.MODEL, "all-MiniLM-L6-v2")


def test_a_variable_without_default_is_looked_up_in_env_files_but_never_a_secret():
    files = {
        ".env.example": "CHAT_MODEL=gpt-4.1-mini\nOPENAI_API_KEY=gpt-4o\n",
        "bot.py": f"import os\n{CHAT}client = OpenAI(api_key=os.environ['OPENAI_API_KEY'])\n"
        "client.chat.completions.create(model=os.getenv('CHAT_MODEL'), messages=[])\n"
        "client.chat.completions.create(model=os.environ['OPENAI_API_KEY'], messages=[])\n",
    }
    found = scanned(files)
    assert ".env.example:1" in places(found, Kind.MODEL, "gpt-4.1-mini")
    assert not places(found, Kind.MODEL, "gpt-4o")


def test_secrets_of_streamlit_are_looked_up_in_their_sample_but_no_keys():
    files = {
        ".streamlit/example_secrets.toml": 'REPLICATE_API_TOKEN = "gpt-4o"\nIMAGE_MODEL = "stability-ai/sdxl"\n',
        "app.py": "import replicate\nimport streamlit as st\n"
        "replicate.run(st.secrets['IMAGE_MODEL'], input={'prompt': 'a fox'})\n"
        "replicate.run(st.secrets['REPLICATE_API_TOKEN'], input={'prompt': 'a fox'})\n",
    }
    found = scanned(files)
    assert ".streamlit/example_secrets.toml:2" in places(found, Kind.MODEL, "stability-ai/sdxl")
    assert not places(found, Kind.MODEL, "gpt-4o")


@pytest.mark.parametrize(
    "text",
    ["chat: &a [*a, *a]\n", "chat: [", "- gpt-4o\n", "chat: {model: ${chat.model}}\n", "x: 1\n" * 40_000, "\x00\xff"],
)
def test_documents_that_cannot_be_followed_cost_nothing(text):
    code = f"import yaml\n{CHAT}cfg = yaml.safe_load(open('c.yaml'))\n"
    code += "OpenAI().chat.completions.create(model=cfg['chat']['model'], messages=[])\n"
    found = scanned({"bot.py": code, "c.yaml": text})
    assert not places(found, Kind.MODEL, "gpt-4o")


def test_a_loop_over_functions_makes_a_tool_of_each():
    files = {
        "tools.py": "from llama_index.core.tools import FunctionTool\n"
        "def find_order(number: str): ...\ndef cancel_order(number: str): ...\n"
        "tools = [FunctionTool.from_defaults(fn=one) for one in [find_order, cancel_order]]\n"
    }
    found = {one.subject.name for one in scanned(files) if isinstance(one, Observation)}
    assert {"find_order", "cancel_order"} <= found


def test_a_piped_prompt_is_joined_to_its_model():
    files = {
        "chain.py": "from langchain_core.prompts import ChatPromptTemplate\nfrom langchain_openai import ChatOpenAI\n"
        "REVIEW_PROMPT = 'You review contracts for missing clauses: {contract}'\n"
        "prompt = ChatPromptTemplate.from_template(REVIEW_PROMPT)\nllm = ChatOpenAI(model='gpt-4o')\n"
        "chain = prompt | llm\n"
    }
    links = {(one.source.name, one.target.name) for one in scanned(files) if isinstance(one, Link) and one.source}
    assert ("gpt-4o", "REVIEW_PROMPT") in links


def test_paths_are_found_around_the_file_that_asks():
    documents = Documents(["app/conf/a.yaml", "b.yaml"], lambda path: b"x: 1")
    assert documents.find("conf/a.yaml", "app/src/main.py") == "app/conf/a.yaml"
    assert documents.find("../../../b.yaml", "app/src/main.py") == "b.yaml"
    assert documents.find(posixpath.join("nowhere", "c.yaml"), "app/src/main.py") is None


def test_functions_and_modules_that_are_handed_over_are_tools():
    files = {
        "desk.py": "from strands import Agent\nfrom strands_tools import shell, current_time\n"
        "from desk_tools import cancel_visit\n"
        "agent = Agent(system_prompt='You plan visits of the clinic.', tools=[shell, current_time, cancel_visit])\n",
        "desk_tools/cancel_visit.py": "from strands.types.tools import ToolUse\ndef cancel_visit(tool: ToolUse): ...\n",
    }
    found = {
        one.subject.name for one in scanned(files) if isinstance(one, Observation) and one.subject.kind == Kind.TOOL
    }
    assert found == {"shell", "current_time", "cancel_visit"}


def test_a_function_of_another_library_in_a_list_is_no_tool():
    code = "from sklearn.feature_selection import chi2\nfrom langchain.agents import initialize_agent\n"
    code += "agent = initialize_agent([chi2], llm=None)\n"
    found = scanned({"select.py": code})
    assert not [one for one in found if isinstance(one, Observation) and one.subject.kind == Kind.TOOL]


def test_a_prompt_file_that_a_class_reads_is_the_prompt_of_its_agent():
    files = {
        "app/answer.py": "import pathlib\nfrom agents import Agent\nclass Chat:\n"
        "    folder = pathlib.Path(__file__).parent / 'prompts/'\n"
        "    template = open(folder / 'answer.txt').read()\n    def __init__(self):\n"
        "        self.agent = Agent(name='Answerer', instructions=self.template)\n",
        "app/prompts/answer.txt": "You answer questions about the catalogue.",
    }
    links = {(one.source.name, one.target.name) for one in scanned(files) if isinstance(one, Link) and one.source}
    assert ("Answerer", "app/prompts/answer.txt") in links


def test_a_module_is_trained_on_the_data_of_its_data_module():
    files = {
        "train.py": "import pytorch_lightning as pl\nfrom model import Cola\nfrom data import ColaData\n"
        "pl.Trainer(max_epochs=3).fit(Cola(), ColaData())\n",
        "model.py": "import pytorch_lightning as pl\nfrom transformers import AutoModel\n"
        "class Cola(pl.LightningModule):\n    def __init__(self):\n"
        "        self.bert = AutoModel.from_pretrained('bert-base-uncased')\n",
        "data.py": "import pytorch_lightning as pl\nfrom datasets import load_dataset\n"
        "class ColaData(pl.LightningDataModule):\n    def prepare_data(self):\n"
        "        self.data = load_dataset('nyu-mll/glue', 'cola')\n",
    }
    links = {(one.source.name, one.target.name) for one in scanned(files) if isinstance(one, Link) and one.source}
    assert ("bert-base-uncased", "nyu-mll/glue") in links


def test_a_variable_without_default_is_looked_up_in_exports_of_shell_scripts():
    files = {
        "run.sh": "#!/bin/bash\nexport TRAINING_DATA=input/loans_folds.csv\nexport TEST_DATA=$1\nEVAL_DATA=input/x.csv\n",
        "src/train.py": "import os\nimport pandas as pd\nfrom sklearn.svm import SVC\n"
        "frame = pd.read_csv(os.environ.get('TRAINING_DATA'))\n"
        "other = pd.read_csv(os.environ['TEST_DATA'])\nmore = pd.read_csv(os.environ['EVAL_DATA'])\n"
        "SVC().fit(frame, frame.target)\n",
    }
    found = scanned(files)
    data = {one.subject.name for one in found if isinstance(one, Observation) and one.subject.kind == Kind.DATASET}
    assert data == {"input/loans_folds.csv"}
    assert "run.sh:2" in places(found, Kind.DATASET, "input/loans_folds.csv")


AUTOGEN = """
import autogen

config_list = autogen.config_list_from_json(env_or_file="OAI_CONFIG_LIST.json")
desk = autogen.AssistantAgent(name="Desk", llm_config={"config_list": config_list})

def free_berths(day: str) -> str:
    return day

desk.register_for_llm(name="free_berths", description="Lists free berths")(free_berths)
"""


def test_models_of_a_list_of_configurations_and_registered_functions_belong_to_the_agent():
    found = scanned({"desk.py": AUTOGEN, "OAI_CONFIG_LIST.json": '[{"model": "gpt-4o", "api_key": "<key>"}]'})
    links = {(one.source.name, one.target.name) for one in found if isinstance(one, Link) and one.source}
    assert places(found, Kind.MODEL, "gpt-4o") == {"OAI_CONFIG_LIST.json:1", "desk.py:5"}
    assert {("Desk", "gpt-4o"), ("Desk", "free_berths")} <= links


def test_a_list_of_rows_is_no_list_of_configurations():
    found = scanned({"desk.py": AUTOGEN, "OAI_CONFIG_LIST.json": '[{"model": "gpt-4o", "score": 3}]'})
    assert places(found, Kind.MODEL, "gpt-4o") == set()
