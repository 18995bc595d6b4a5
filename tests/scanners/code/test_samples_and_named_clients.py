"""Files that are handed out to be filled in, and clients of providers that nobody listed."""

from __future__ import annotations

import pytest

from aibom.catalog.named_clients import named_client
from aibom.model.kinds import Kind

REPLY = """import { env } from "../env.ts";

export async function reply(text: string) {
  const response = await fetch("https://api.openai.com/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({ model: env.GPT_MODEL, messages: [{ role: "system", content: env.GREETING }] }),
  });
  return response.json();
}
"""
HANDED_OUT = 'export const env = { GREETING: "You are the clerk of a hotel.", GPT_MODEL: "gpt-4o" };\n'
BOT = """package main

import "github.com/acme/anthropic-go"

const masterPrompt = "You are a helpful assistant. Answer in two sentences and say so when you do not know."

func ask(text string) { anthropic.New(anthropic.WithSystemPrompt(masterPrompt)).Generate(text) }
"""


def test_a_file_that_is_handed_out_stands_in_for_the_one_that_is_missing(scan):
    found = scan({"functions/reply.ts": REPLY, "env.ts.example": HANDED_OUT})
    assert ("gpt-4o", "served-by", "OpenAI") in found.links
    assert "env.ts.example:1" in found.places(Kind.MODEL, "gpt-4o")


def test_it_does_not_where_the_file_is_there(scan):
    own = 'export const env = { GREETING: "Hello", GPT_MODEL: "gpt-4.1-mini" };\n'
    found = scan({"functions/reply.ts": REPLY, "env.ts": own, "env.ts.example": HANDED_OUT})
    assert ("gpt-4.1-mini", "served-by", "OpenAI") in found.links
    assert ("gpt-4o", "served-by", "OpenAI") not in found.links


def test_a_client_named_for_a_provider_brings_its_service_and_the_prompts_of_its_files(scan):
    found = scan({"bot.go": BOT})
    assert found.names(Kind.SERVICE) == ["Anthropic"]
    assert found.names(Kind.PROMPT) == ["masterPrompt"]
    assert "github.com/acme/anthropic-go" in found.names(Kind.LIBRARY)


@pytest.mark.parametrize(
    ("group", "module", "provider"),
    [
        ("go", "github.com/acme/go-gemini/v2", "google"),
        ("javascript", "@acme/openai-edge", "openai"),
        ("javascript", "groq-client/dist/chat.js", "groq"),
        ("python", "gemini_webapi.client", "google"),
        ("rust", "anthropic_rs", "anthropic"),
    ],
)
def test_names_of_clients(group, module, provider):
    client = named_client(group, module)
    assert client is not None
    assert client[2] == provider


@pytest.mark.parametrize(
    ("group", "module"),
    [
        ("go", "github.com/acme/claude-desktop-notes"),
        ("go", "strings"),
        ("javascript", "./openai-client"),
        ("javascript", "@/openai-client"),
        ("javascript", "gpt-3-encoder"),
        ("python", "openai_billing_report"),
        ("python", ".openai_client"),
        ("jvm", "com.acme.openai_client"),
    ],
)
def test_other_names_are_none(group, module):
    assert named_client(group, module) is None


def test_examples_of_a_schema_are_sent_to_nobody(scan):
    found = scan(
        {
            "models.py": "import openai\n"
            "from fastapi import APIRouter, Body\n"
            "from pydantic import BaseModel, ConfigDict\n"
            "router = APIRouter()\n"
            "EXAMPLE = {'model': 'harbour-9b'}\n"
            "class Question(BaseModel):\n"
            "    model_config = ConfigDict(json_schema_extra={'examples': [{\n"
            "        'model': 'gpt-4o', 'tools': [{'name': 'egg_fryer', 'description': 'Fries eggs as told',\n"
            "        'input_schema': {'type': 'object', 'properties': {}}}]}]})\n"
            "    class Config:\n"
            "        schema_extra = {'example': {'model': 'gpt-4o-mini'}}\n"
            "ANSWERS = {200: {'content': {'application/json': {'example': {'model': 'claude-3-haiku-20240307'}}}}}\n"
            "@router.get('/stream', responses=ANSWERS)\n"
            "def stream(question: Question = Body(openapi_examples={'one': {'value': {'model': 'gpt-4.1'}}})):\n"
            "    return openai.OpenAI().chat.completions.create(model='o3-mini', messages=[])\n"
        }
    )
    assert found.names(Kind.MODEL) == ["o3-mini"]
    assert found.names(Kind.TOOL) == []


def test_readers_by_media_type_stay_what_they_are(scan):
    found = scan(
        {
            "ask.py": "import openai\n"
            "MODELS = {'text/plain': {'model': 'gpt-4o-mini'}, 'application/pdf': {'model': 'gpt-4o'}}\n"
            "def ask(kind):\n"
            "    return openai.OpenAI().chat.completions.create(model=MODELS[kind]['model'], messages=[])\n"
        }
    )
    assert found.names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]


def test_what_a_page_says_in_a_language_is_mentioned(scan):
    texts = 'export default { parsingModel: { claude_3_5_sonnet_v1: { label: "Claude 3.5 Sonnet v1" } }, model: "gpt-4o-2024-05-13" };\n'
    ask = 'import OpenAI from "openai";\nnew OpenAI().chat.completions.create({ model: "gpt-4.1", messages: [] });\n'
    found = scan({"src/i18n/en/index.ts": texts, "src/ask.ts": ask})
    assert found.names(Kind.MODEL) == ["gpt-4.1"]


def test_an_agent_is_not_named_by_the_variable_of_its_answer(scan):
    code = (
        "import boto3\n"
        "def ask_the_clerk(agent_id, text):\n"
        "    client = boto3.client('bedrock-agent-runtime')\n"
        "    response = client.invoke_agent(agentId=agent_id, agentAliasId='A', inputText=text)\n"
        "    return response\n"
    )
    assert scan({"clerk.py": code}).names(Kind.AGENT) == ["ask_the_clerk"]
