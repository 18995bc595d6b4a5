"""The catalogue: compiled, not stale, and its questions answered."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from aibom.catalog.loader import COMPILED, load_catalogue

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compiler():
    spec = importlib.util.spec_from_file_location("compile_catalogue", ROOT / "tools" / "compile_catalogue.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compile_catalogue"] = module
    spec.loader.exec_module(module)
    return module


def test_the_compiled_catalogue_is_that_of_the_sources(compiler):
    data, problems = compiler.compile_sources()
    assert problems == []
    assert data == COMPILED.read_bytes()


def test_braces_are_alternatives(compiler):
    assert set(compiler.expand("a:{B,C().{d,e}}")) == {"a:B", "a:C().d", "a:C().e"}


def test_a_wrong_source_is_told_with_its_file(compiler, tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "about: x\nsignatures:\n  python:\n  - {of: ['no-colon'], shape: missing, clas: chat}\n", "utf-8"
    )
    _, problems = compiler.compile_sources(tmp_path)
    assert any("bad.yaml" in problem and "clas" in problem for problem in problems)
    assert any("missing" in problem for problem in problems)


def test_a_shape_has_one_meaning_in_all_sources(compiler, tmp_path):
    source = "about: x\nshapes:\n  desk: {kind: %s}\nsignatures:\n  python:\n  - {of: ['desk:%s'], shape: desk}\n"
    (tmp_path / "one.yaml").write_text(source % ("model", "Ask"), "utf-8")
    (tmp_path / "two.yaml").write_text(source % ("service", "Serve"), "utf-8")
    _, problems = compiler.compile_sources(tmp_path)
    assert any("shape desk is defined twice" in problem for problem in problems)


@pytest.mark.parametrize(
    ("group", "module", "path"),
    [
        ("python", "openai", "OpenAI().chat.completions.create"),
        ("python", "openai.lib.azure", "AzureOpenAI().chat.completions.create"),
        ("python", "transformers.models.auto", "AutoModel.from_pretrained"),
        ("python", "google", "genai.Client().models.generate_content"),
        ("javascript", "@ai-sdk/openai", "openai"),
        ("javascript", "openai", "default().chat.completions.create"),
        ("javascript", "langchain/chat_models/openai", "ChatOpenAI"),
    ],
)
def test_signatures_are_found_below_inner_modules(group, module, path):
    assert load_catalogue().signatures(group, "call", module, path)


def test_a_signature_asks_for_its_import():
    assert load_catalogue().signatures("python", "call", "acme", "OpenAI().chat.completions.create") == ()


@pytest.mark.parametrize(
    ("name", "provider", "model_class"),
    [
        ("gpt-4o", "openai", "chat"),
        ("text-embedding-3-small", "openai", "embedding"),
        ("claude-3-5-sonnet-20241022", "anthropic", "chat"),
        ("Gemini-2.0-Flash", "google", "chat"),
        ("anthropic.claude-3-sonnet-20240229-v1:0", "bedrock", "chat"),
        ("BAAI/bge-small-en-v1.5", "hf", "embedding"),
        ("rerank-english-v3.0", "cohere", "reranker"),
    ],
)
def test_forms_tell_provider_and_class(name, provider, model_class):
    form = load_catalogue().form(name)
    assert form is not None
    assert (form.provider, form.model_class) == (provider, model_class)


@pytest.mark.parametrize("name", ["best_model", "model", "resnet", "customer-42", "", "x"])
def test_other_names_have_no_form(name):
    assert load_catalogue().form(name) is None


def test_providers_are_found_by_host_key_and_spelling():
    catalogue = load_catalogue()
    assert catalogue.provider_of_host("api.openai.com").id == "openai"
    assert catalogue.provider_of_host("acme.openai.azure.com").id == "azure-openai"
    assert catalogue.provider_of_host("storage.googleapis.com") is None
    assert catalogue.provider_of_env("TAVILY_API_KEY").name == "Tavily"
    assert catalogue.provider_of_name("vertex_ai").id == "vertex"


def test_packages_by_name_and_by_import():
    catalogue = load_catalogue()
    assert catalogue.package("pypi", "Langchain_OpenAI").role == "framework"
    assert catalogue.package("npm", "@ai-sdk/some-new-provider").role == "sdk"
    assert catalogue.package("pypi", "requests") is None
    assert catalogue.imported_package("python", "sklearn.svm").name == "scikit-learn"
    assert catalogue.imported_package("javascript", "@langchain/core/tools").name == "@langchain/core"


@pytest.mark.parametrize(
    ("constant", "name"),
    [
        ("GPT_4_O_MINI", "gpt-4o-mini"),
        ("ChatModelGPT4o", "gpt-4o"),
        ("ModelClaude3_7SonnetLatest", "claude-3-7-sonnet-latest"),
    ],
)
def test_constants_are_told_by_letters_and_digits(constant, name):
    assert load_catalogue().spelt_model(constant) == name


def test_every_provider_that_is_named_exists():
    catalogue = load_catalogue()
    raw = catalogue._raw
    named = {row.get("provider") for row in raw["signatures"]} | {row.get("service") for row in raw["signatures"]}
    named |= {form[1] for forms in raw["forms"].values() for form in forms} - {"hf"}
    assert sorted(id_ for id_ in named if id_ and catalogue.provider(id_) is None) == []


@pytest.mark.parametrize(("name", "class_"), [("nomic-embed-text:latest", "embedding"), ("llama3.2:1b", "chat")])
def test_a_tag_of_ollama_leaves_a_model_what_it_is(name: str, class_: str) -> None:
    form = load_catalogue().form(name)
    assert form is not None
    assert (form.provider, form.model_class) == ("ollama", class_)


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("openrouter/auto", "openrouter"),
        ("openrouter/free", "openrouter"),
        ("qwen/qwen3-coder:free", "openrouter"),
        ("deepseek/deepseek-r1-0528:nitro", "openrouter"),
        ("qwen/qwen3-coder", "hf"),
        ("qwen3:8b", "ollama"),
    ],
)
def test_variants_of_names_are_openrouter_s(name, provider):
    form = load_catalogue().form(name)
    assert form is not None
    assert form.provider == provider
