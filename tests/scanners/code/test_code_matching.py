"""What calls of known SDKs mean, and what looks like them and means nothing."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PYTHON_MODELS = [
    ("from transformers import AutoModelForCausalLM as A\nA.from_pretrained('meta-llama/Llama-3.1-8B')", "meta-llama/Llama-3.1-8B", "hf"),
    ("from transformers import pipeline\npipeline('summarization', model='facebook/bart-large-cnn')", "facebook/bart-large-cnn", "hf"),
    ("import sentence_transformers as st\nst.SentenceTransformer('all-MiniLM-L6-v2')", "all-MiniLM-L6-v2", "hf"),
    ("from langchain_community.chat_models import ChatOllama\nChatOllama(model='llama3.2')", "llama3.2", "ollama"),
    ("from langchain.embeddings import OpenAIEmbeddings\nOpenAIEmbeddings()", "text-embedding-ada-002", "openai"),
    ("from langchain.chat_models import init_chat_model\ninit_chat_model('anthropic:claude-3-5-sonnet-latest')", "claude-3-5-sonnet-latest", "anthropic"),
    ("import litellm\nlitellm.completion(model='groq/llama-3.1-8b-instant', messages=[])", "llama-3.1-8b-instant", "groq"),
    ("import google.generativeai as genai\ngenai.GenerativeModel('gemini-1.5-pro')", "gemini-1.5-pro", "google"),
    ("from google import genai\ngenai.Client().models.generate_content(model='gemini-2.5-flash', contents='x')", "gemini-2.5-flash", "google"),
    ("import boto3\nboto3.client('bedrock-runtime').converse(modelId='amazon.nova-lite-v1:0')", "amazon.nova-lite-v1:0", "bedrock"),
    ("import ollama\nollama.chat(model='mistral', messages=[])", "mistral", "ollama"),
    ("from llama_index.llms.openai import OpenAI\nOpenAI(model='gpt-4o')", "gpt-4o", "openai"),
    ("import torch\ntorch.load('weights/best.pt', weights_only=False)", "weights/best.pt", "file"),
    ("from ultralytics import YOLO\nYOLO('yolov8n.pt')", "yolov8n.pt", "file"),
    ("import whisper\nwhisper.load_model('base')", "whisper-base", "openai-whisper"),
    ("import spacy\nspacy.load('en_core_web_sm')", "en_core_web_sm", "spacy"),
    ("import pickle\nclf = pickle.load(open('models/churn_model.pkl', 'rb'))", "models/churn_model.pkl", "file"),
    ("from openai import AzureOpenAI\nAzureOpenAI().chat.completions.create(model='team-gpt4')", "team-gpt4", "azure-openai"),
    ("from openai import OpenAI\nOpenAI(base_url='https://api.deepseek.com').chat.completions.create(model='deepseek-chat')", "deepseek-chat", "deepseek"),
    ("from openai import OpenAI\nOpenAI(base_url='http://localhost:11434/v1').chat.completions.create(model='qwen2.5')", "qwen2.5", "ollama"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "origin"), PYTHON_MODELS)
def test_models_of_python_sdks(scan, source, name, origin):
    found = scan({"app.py": source})
    assert (name, origin) in {
        (o.subject.name, o.subject.origin) for o in found.observations if o.subject.kind == Kind.MODEL
    }


SCRIPT_MODELS = [
    ("import OpenAI from 'openai';\nconst c = new OpenAI();\nawait c.chat.completions.create({ model: 'gpt-4o' });", "gpt-4o", "openai"),
    ("import { openai } from '@ai-sdk/openai';\nconst m = openai('gpt-4o-mini');", "gpt-4o-mini", "openai"),
    ("import { createOpenAI } from '@ai-sdk/openai';\nconst p = createOpenAI({ baseURL: 'https://api.groq.com/openai/v1' });\np('llama3-70b-8192');", "llama3-70b-8192", "groq"),
    ("import { anthropic } from '@ai-sdk/anthropic';\nanthropic(process.env.MODEL ?? 'claude-3-5-sonnet-latest');", "claude-3-5-sonnet-latest", "anthropic"),
    ("import { ChatOpenAI } from '@langchain/openai';\nnew ChatOpenAI({ modelName: 'gpt-4o' });", "gpt-4o", "openai"),
    ("import Anthropic from '@anthropic-ai/sdk';\nnew Anthropic().messages.create({ model: 'claude-3-haiku-20240307' });", "claude-3-haiku-20240307", "anthropic"),
    ("import { GoogleGenerativeAI } from '@google/generative-ai';\nnew GoogleGenerativeAI(k).getGenerativeModel({ model: 'gemini-1.5-flash' });", "gemini-1.5-flash", "google"),
    ("import ollama from 'ollama';\nawait ollama.chat({ model: 'llama3.1' });", "llama3.1", "ollama"),
    ("import { pipeline } from '@xenova/transformers';\nawait pipeline('feature-extraction', 'Xenova/all-MiniLM-L6-v2');", "Xenova/all-MiniLM-L6-v2", "hf"),
    ("const { OpenAI } = require('openai');\nnew OpenAI().embeddings.create({ model: 'text-embedding-3-small' });", "text-embedding-3-small", "openai"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "name", "origin"), SCRIPT_MODELS)
def test_models_of_javascript_sdks(scan, source, name, origin):
    found = scan({"app.ts": source})
    assert (name, origin) in {
        (o.subject.name, o.subject.origin) for o in found.observations if o.subject.kind == Kind.MODEL
    }


OTHER_MODELS = [
    ("chat.rb", "require 'openai'\nMODEL = 'gpt-4o'\nclass Bot\n  def initialize\n    @api = OpenAI::Client.new(access_token: 'x')\n  end\n  def ask\n    @api.chat(parameters: { model: MODEL })\n  end\nend\n", "gpt-4o", "openai"),
    ("main.go", 'package main\nimport openai "github.com/sashabaranov/go-openai"\nfunc run() {\n\tr := openai.ChatCompletionRequest{Model: openai.GPT4oMini}\n}\n', "gpt-4o-mini", "openai"),
    ("Bot.java", 'import dev.langchain4j.model.openai.OpenAiChatModel;\nclass Bot {\n  static final String NAME = "gpt-4o";\n  Object model = OpenAiChatModel.builder().apiKey("k").modelName(Bot.NAME).build();\n}\n', "gpt-4o", "openai"),
    ("Bot.cs", 'using Microsoft.SemanticKernel;\nclass Bot {\n  const string Name = "gpt-4o";\n  void Run() { var b = Kernel.CreateBuilder().AddOpenAIChatCompletion(Name, "k"); }\n}\n', "gpt-4o", "openai"),
    ("main.rs", 'use async_openai::types::CreateChatCompletionRequestArgs;\nfn main() {\n  let r = CreateChatCompletionRequestArgs::default().model("gpt-4o").build();\n}\n', "gpt-4o", "openai"),
    ("bot.php", "<?php\n$client = OpenAI::client('k');\n$client->chat()->create(['model' => 'gpt-4o', 'messages' => []]);\n", "gpt-4o", "openai"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "source", "name", "origin"), OTHER_MODELS)
def test_models_of_sdks_of_other_languages(scan, path, source, name, origin):
    found = scan({path: source})
    assert any(
        (o.subject.name, o.subject.origin) == (name, origin) and o.evidence.confidence >= 0.9
        for o in found.observations
        if o.subject.kind == Kind.MODEL
    )


@pytest.mark.parametrize(
    "source",
    [
        "class Task(BaseModel):\n    name: str\n\nTask(name='gpt-4o review')",
        "PRICES = {'gpt-4o': 2.5, 'gpt-4o-mini': 0.15, 'claude-3-opus-20240229': 15}",
        "SUPPORTED = ['gpt-4o', 'gpt-4', 'gpt-3.5-turbo', 'o1', 'o3-mini']",
        '"""Use ChatOpenAI(model=\'gpt-4o\') for this."""\n# client.chat.completions.create(model="gpt-4")\n',
        "def run(agent: 'Agent', model: Model): ...",
        "from myorm import Model\nModel.create(model='gpt-4o table')",
        "logo = 'https://storage.googleapis.com/acme/logo.png'",
        "docs = 'see https://platform.openai.com/docs for more'",
        "from django.db import models\nclass Agent(models.Model):\n    name = models.CharField()",
        "tool = Tool(name='hammer')",
    ],
)
def test_what_only_looks_like_ai_is_not(scan, source):
    found = scan({"app.py": source})
    assert [o.subject for o in found.observations] == []
    assert found.unknowns == []


def test_how_a_model_is_loaded_stands_in_its_use(scan):
    source = """
from transformers import AutoModel
AutoModel.from_pretrained(
    "acme/encoder",
    revision="a1b2c3",
    trust_remote_code=True,
    torch_dtype=dtype,
)
"""
    observed = scan({"load.py": source}).one(Kind.MODEL, "acme/encoder")
    (use,) = observed.uses
    assert (use.path, use.line, use.symbol) == ("load.py", 3, "transformers.AutoModel.from_pretrained")
    assert use.args["trust_remote_code"] is True
    assert use.args["revision"] == "a1b2c3"
    assert use.args["use_safetensors"] is None
    assert use.args["torch_dtype"] == {"unresolved": "dtype"}
    assert observed.facts["revision"] == "a1b2c3"
    assert observed.facts["source"] == "hf:acme/encoder"


def test_tests_only_mention(scan):
    found = scan({"tests/test_app.py": "from openai import OpenAI\nOpenAI().chat.completions.create(model='gpt-4o')\n"})
    assert found.names(Kind.MODEL) == []
    assert found.one(Kind.MODEL, "gpt-4o").facts["usage"] == "mentioned"
    assert found.one(Kind.MODEL, "gpt-4o").evidence.confidence <= 0.3
    assert found.links == set()


def test_one_setting_for_many_providers_goes_to_the_provider_of_the_name(scan):
    source = """
from langchain_openai import ChatOpenAI
from langchain_anthropic import ChatAnthropic
from langchain_groq import ChatGroq

def make(provider, model="gpt-4o"):
    if provider == "openai":
        return ChatOpenAI(model=model)
    if provider == "anthropic":
        return ChatAnthropic(model=model)
    return ChatGroq(model=model)
"""
    found = scan({"make.py": source})
    assert {(o.subject.name, o.subject.origin) for o in found.observations if o.subject.kind == Kind.MODEL} == {
        ("gpt-4o", "openai")
    }


def test_services_keys_and_addresses(scan):
    source = """
import os
import requests
requests.post("https://api.tavily.com/search", json={"q": "x"})
key = os.environ["COHERE_API_KEY"]
"""
    found = scan({"search.py": source})
    assert found.names(Kind.SERVICE) == ["Cohere", "Tavily"]
    assert found.one(Kind.SERVICE, "Cohere").facts["env_names"] == ["COHERE_API_KEY"]
    assert found.one(Kind.SERVICE, "Tavily").facts["endpoints"] == ["https://api.tavily.com/search"]


def test_a_model_named_by_its_key_alone_counts_with_less_confidence(scan):
    found = scan({"app.py": "answer = call_llm(prompt, model='gpt-4o-mini')\n"})
    observed = found.one(Kind.MODEL, "gpt-4o-mini")
    assert observed.subject.origin == "openai"
    assert observed.evidence.confidence < 0.7


def test_data_sets(scan):
    source = """
from datasets import load_dataset
import pandas as pd
from sklearn.model_selection import train_test_split

load_dataset("squad", split="train", revision="main")
load_dataset("json", data_files="data/train.jsonl")
load_dataset("csv", data_files={"train": "data/a.csv", "test": "data/b.csv"})
frame = pd.read_csv("notebooks\\\\data\\\\sales.csv")
"""
    found = scan({"train.py": source}, also=("notebooks/data/sales.csv",))
    assert found.names(Kind.DATASET, "hf") == ["squad"]
    assert found.names(Kind.DATASET, "file") == [
        "data/a.csv",
        "data/b.csv",
        "data/train.jsonl",
        "notebooks/data/sales.csv",
    ]
    assert found.one(Kind.DATASET, "squad").facts["split"] == "train"


def test_a_data_frame_beside_no_ai_is_no_data_set(scan):
    assert scan({"report.py": "import pandas as pd\npd.read_csv('sales.csv')\n"}).names(Kind.DATASET) == []


def test_libraries_are_the_packages_behind_imports(scan):
    source = (
        "import torch.nn as nn\nfrom sklearn.svm import SVC\nimport json\nfrom google.generativeai import configure\n"
    )
    found = scan({"a.py": source, "b.ts": "import { z } from 'zod';\nimport { streamText } from 'ai';\n"})
    assert found.names(Kind.LIBRARY, "pypi") == ["google-generativeai", "scikit-learn", "torch"]
    assert found.names(Kind.LIBRARY, "npm") == ["ai"]
    assert found.one(Kind.LIBRARY, "torch").facts["imported"] is True


@pytest.mark.parametrize(
    ("path", "source", "task"),
    [
        ("app.py", "from transformers import pipeline\npipeline('summarization')", "summarization"),
        ("app.py", "from transformers import pipeline\npipeline(task='ner', device=0)", "ner"),
        (
            "app.ts",
            "import { pipeline } from '@huggingface/transformers';\nawait pipeline('translation');",
            "translation",
        ),
    ],
)
def test_a_call_that_lets_the_library_choose_the_model_is_an_unknown_model(scan, path, source, task):
    (found,) = scan({path: source}).unknowns
    assert (found.topic, found.line, found.expression) == ("model", 2, task)
    assert "takes its default" in found.reason


def test_a_download_from_the_hub_is_what_its_kind_of_repository_says(scan):
    found = scan(
        {
            "fetch.py": "import huggingface_hub as hub\n"
            "hub.snapshot_download('acme/claims-qa', repo_type='dataset')\n"
            "hub.HfApi().hf_hub_download(repo_id='acme/claims-encoder', filename='model.safetensors')\n"
            "hub.snapshot_download('acme/demo', repo_type='space')\n"
        }
    )
    assert found.names(Kind.DATASET) == ["acme/claims-qa"]
    assert found.names(Kind.MODEL) == ["acme/claims-encoder"]
