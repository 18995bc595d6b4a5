"""OpenAI's clients that are sent to somebody else's server: requests apart from them follow."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

GO = """package main
import (
	"context"
	"os"
	"github.com/openai/openai-go"
	"github.com/openai/openai-go/option"
)
func client() openai.Client { return openai.NewClient(option.WithAPIKey("x"), option.WithBaseURL(%s)) }
func ask(c openai.Client) {
	c.Chat.Completions.New(context.Background(), openai.ChatCompletionNewParams{Model: "ai/smollm2", Messages: nil})
}
var _ = os.Getenv
"""
CSHARP = """using OpenAI;
using OpenAI.Chat;
var options = new OpenAIClientOptions { Endpoint = new Uri("https://models.inference.ai.azure.com") };
var client = new OpenAIClient(new ApiKeyCredential(token), options).GetChatClient("gpt-4o-mini");
var local = new ChatClient("llama3.2", key, new OpenAIClientOptions { Endpoint = new Uri("http://localhost:11434/v1") });
"""


@pytest.mark.parametrize(
    ("address", "services"),
    [
        ('"http://localhost:11434/v1"', ["Ollama"]),
        ('os.Getenv("MODEL_RUNNER_URL")', []),
        ('os.Getenv("OPENAI_BASE_URL")', ["OpenAI"]),
    ],
)
def test_a_request_goes_where_its_client_goes(scan, address, services):
    found = scan({"main.go": GO % address})
    assert found.names(Kind.SERVICE) == services
    assert found.names(Kind.MODEL) == ["ai/smollm2"]


def test_options_of_csharp_name_the_server(scan):
    found = scan({"Program.cs": CSHARP})
    assert found.names(Kind.SERVICE) == ["GitHub Models", "Ollama"]
    assert {("gpt-4o-mini", "served-by", "GitHub Models"), ("llama3.2", "served-by", "Ollama")} <= found.links


SERVED = """import os
from crewai import LLM
{constants}
llm = LLM(model={model}{address})
"""


@pytest.mark.parametrize(
    ("constants", "address"),
    [("", ""), ('VLLM_BASE_URL = os.getenv("VLLM_BASE_URL", "http://localhost:8000/v1")', ", base_url=VLLM_BASE_URL")],
)
def test_a_server_of_one_s_own_runs_repositories_of_the_hub(scan, constants, address):
    text = SERVED.format(constants=constants, address=address, model='"hosted_vllm/google/gemma-3-4b-it"')
    found = scan({"desk.py": text})
    assert {one.subject.origin for one in found.observations if one.subject.kind is Kind.MODEL} == {"hf"}
    assert found.names(Kind.SERVICE) == ["vLLM"]
    assert ("google/gemma-3-4b-it", "served-by", "vLLM") in found.links


def test_a_request_written_by_hand_goes_to_the_server_that_its_address_is_called_after(scan):
    text = (
        "import json, os, urllib.request\n"
        'VLLM_URL = os.getenv("VLLM_URL", "http://localhost:8000/v1")\n'
        "def ask(prompt):\n"
        '    body = json.dumps({"model": "google/gemma-3-4b-it", "messages": [{"role": "user", "content": prompt}]})\n'
        '    return urllib.request.urlopen(urllib.request.Request(VLLM_URL.rstrip("/") + "/chat/completions", data=body))\n'
    )
    assert scan({"desk.py": text}).names(Kind.SERVICE) == ["vLLM"]


SWITCHED = """from langchain_openai import ChatOpenAI
PROVIDER = "openai"
OPENAI_MODEL = "gpt-5"
ROUTED_MODEL = "openai/gpt-5"
def model_name(provider):
    return ROUTED_MODEL if provider == "openrouter" else OPENAI_MODEL
def chat(provider):
    model = model_name(provider)
    if provider == "openrouter":
        return ChatOpenAI(base_url="https://openrouter.ai/api/v1", model=model)
    return ChatOpenAI(model=model)
"""


def test_a_routers_name_for_a_model_of_openai_is_the_routers_and_the_plain_one_openais(scan):
    found = scan({"chat.py": SWITCHED})
    assert found.names(Kind.MODEL, "openai") == ["gpt-5"]
    assert found.names(Kind.MODEL, "openrouter") == ["openai/gpt-5"]


def test_a_provider_before_a_model_is_taken_apart_where_code_does_it_before_it_asks(scan):
    code = """from google import genai
from openai import OpenAI
def plain(name):
    return name.split(":", 1)[1] if ":" in name else name
SPEC = "google_genai:gemini-2.5-flash"
def ask(text):
    return genai.Client().models.generate_content(model=plain(SPEC), contents=text)
def local(text):
    return OpenAI(base_url="http://localhost:11434/v1").chat.completions.create(model="mistral:7b", messages=[])
"""
    names = scan({"ask.py": code}).names(Kind.MODEL)
    assert sorted(names) == ["gemini-2.5-flash", "mistral:7b"]
