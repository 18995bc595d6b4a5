"""Names of models that a library's or a language's own notions hold: records, defaults beside keys, versions."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

_RECORD = """
from collections import namedtuple
from openai import OpenAI

Tier = namedtuple("Tier", %s)
FREE = Tier("turbo-1", "gpt-4o-mini", 20)
PRO = Tier(limit=90, model="gpt-4.1", label="turbo-2")

def ask(text, paid):
    tier = PRO if paid else FREE
    return OpenAI().responses.create(model=tier.model, input=text)
"""


@pytest.mark.parametrize("fields", ['["label", "model", "limit"]', '"label model limit"', '"label, model, limit"'])
def test_a_field_of_a_named_tuple_is_what_stands_at_its_position(scan, fields):
    found = scan({"tiers.py": _RECORD % fields})
    assert found.names(Kind.MODEL) == ["gpt-4.1", "gpt-4o-mini"]
    assert not found.unknowns


def test_a_field_at_another_position_is_another(scan):
    found = scan({"tiers.py": _RECORD % '["model", "label", "limit"]'})
    assert "turbo-1" in found.names(Kind.MODEL)


def test_a_named_tuple_with_a_default(scan):
    source = """
from collections import namedtuple
from openai import OpenAI
Job = namedtuple("Job", ["text", "model"], defaults=["o4-mini"])
job = Job("Sort the mail.")
OpenAI().responses.create(model=job.model, input=job.text)
"""
    found = scan({"jobs.py": source})
    assert found.names(Kind.MODEL) == ["o4-mini"]
    assert not found.unknowns


def test_a_key_that_is_set_where_it_is_missing(scan):
    source = """
from openai import OpenAI
def ask(text, **options):
    options.setdefault("model", "gpt-4.1-nano")
    return OpenAI().responses.create(input=text, **options)
"""
    found = scan({"ask.py": source})
    assert found.names(Kind.MODEL) == ["gpt-4.1-nano"]
    assert [one for one in found.links if one[0] == "gpt-4.1-nano"] == [("gpt-4.1-nano", "served-by", "OpenAI")]
    assert scan({"ask.py": source.replace("setdefault", "discard")}).unknowns


def test_a_property_of_the_jvm_with_a_default(scan):
    source = """
package shop;
import dev.langchain4j.model.openai.OpenAiChatModel;
class Chat {
    static final String MODEL = System.getProperty("chat.model"%s);
    OpenAiChatModel model() { return OpenAiChatModel.builder().modelName(MODEL).build(); }
}
"""
    assert scan({"Chat.java": source % ', "gpt-4.1-mini"'}).names(Kind.MODEL) == ["gpt-4.1-mini"]
    without = scan({"Chat.java": source % ""})
    assert without.names(Kind.MODEL) == []
    assert without.unknowns


_CHAIN = """
from langchain.llms import OpenAI
llm = OpenAI(temperature=0)
"""


@pytest.mark.parametrize(
    ("file", "text", "model"),
    [
        ("requirements.txt", "langchain==0.0.131\n", "text-davinci-003"),
        ("requirements.txt", "langchain[llms] == 0.0.300\n", "text-davinci-003"),
        ("pyproject.toml", '[tool.poetry.dependencies]\nlangchain = "^0.0.131"\n', "text-davinci-003"),
        ("pyproject.toml", '[project]\ndependencies = [\n  "langchain~=0.0.200",\n]\n', "text-davinci-003"),
        ("requirements.txt", "langchain>=0.0.131\n", "gpt-3.5-turbo-instruct"),
        ("requirements.txt", "langchain==0.1.16\n", "gpt-3.5-turbo-instruct"),
        ("requirements.txt", "langchain-hub==0.0.1\n", "gpt-3.5-turbo-instruct"),
    ],
)
def test_the_default_of_a_library_is_that_of_the_version_which_is_pinned(scan, file, text, model):
    assert scan({"app/chain.py": _CHAIN}, documents={file: text}).names(Kind.MODEL) == [model]


@pytest.mark.parametrize(
    ("version", "model"),
    [
        ("^0.0.135", "text-davinci-003"),
        ("0.0.209", "gpt-3.5-turbo-instruct"),
        ("latest", "gpt-3.5-turbo-instruct"),
        ("^1.2.3", "gpt-3.5-turbo-instruct"),
    ],
)
def test_the_default_of_a_package_of_npm_is_that_of_its_version(scan, version, model):
    source = 'import { OpenAI } from "langchain/llms/openai";\nexport const llm = new OpenAI({ temperature: 0 });\n'
    package = f'{{"dependencies": {{"langchain": "{version}", "langchain-hub": "0.0.1"}}}}\n'
    assert scan({"src/llm.ts": source}, documents={"package.json": package}).names(Kind.MODEL) == [model]


def test_a_retrieval_chain_does_not_ask_the_model_that_embeds(scan):
    source = """
from langchain.chains import create_retrieval_chain
from langchain.chains.combine_documents import create_stuff_documents_chain
from langchain_chroma import Chroma
from langchain_core.prompts import ChatPromptTemplate
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
store = Chroma(persist_directory="db", embedding_function=OpenAIEmbeddings(model="text-embedding-3-large"))
prompt = ChatPromptTemplate.from_template("Answer from the context only.\\n\\n{context}\\n\\nQuestion: {input}")
chain = create_retrieval_chain(store.as_retriever(), create_stuff_documents_chain(ChatOpenAI(model="gpt-4o"), prompt))
"""
    asked = {model for model, kind, _ in scan({"rag.py": source}).links if kind == "uses-prompt"}
    assert asked == {"gpt-4o", "chain"}


@pytest.mark.parametrize(
    "read",
    [
        'import { Command } from "commander";\nconst program = new Command().option("-m, --chat-model <name>", "to ask", "llama3.2:3b");\n'
        "program.parse();\nconst { chatModel } = program.opts();",
        'import yargs from "yargs";\nconst argv = yargs(process.argv.slice(2)).option("chatModel", { default: "llama3.2:3b" }).parseSync();\n'
        "const chatModel = argv.chatModel;",
        'import { parseArgs } from "node:util";\nconst { values } = parseArgs({ options: { chatModel: { type: "string", default: "llama3.2:3b" } } });\n'
        "const chatModel = values.chatModel;",
    ],
)
def test_options_of_the_command_line_of_scripts(scan, read):
    source = f'import ollama from "ollama";\n{read}\nawait ollama.chat({{ model: chatModel, messages }});'
    found = scan({"cli.ts": source})
    assert found.names(Kind.MODEL) == ["llama3.2:3b"]
    assert not found.unknowns
    without = scan({"cli.ts": source.replace("chatModel }", "other }").replace(".chatModel", ".other")})
    assert without.unknowns


def test_an_options_class_has_what_the_settings_of_its_section_say(scan):
    source = """
using Microsoft.SemanticKernel;
var builder = WebApplication.CreateBuilder(args);
var options = builder.Configuration.GetSection("Chat").Get<ChatOptions>()!;
builder.Services.AddKernel().AddOpenAIChatCompletion(options.ModelId, options.ApiKey);
"""
    declared = """
public class ChatOptions
{
    public string ModelId { get; set; } = "house-model-1";
    public string ApiKey { get; set; } = "";
}
"""
    files = {"Program.cs": source, "ChatOptions.cs": declared}
    settings = {"appsettings.json": '{"Chat": {"ModelId": "gpt-4.1", "ApiKey": ""}}'}
    found = scan(files, documents=settings)
    assert "gpt-4.1" in found.names(Kind.MODEL)
    assert not found.unknowns
    assert scan(files).names(Kind.MODEL) == ["house-model-1"]
