"""Models whose names are declared in schemas, maps and settings of a program, and read of them."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

ASK = 'import OpenAI from "openai";\nimport {{ z }} from "zod";\nconst client = new OpenAI();\n{code}\n'
FIELDS = '{ MODEL: z.string().min(1).default("gpt-4o").describe("Writes"), KEY: z.string() }'


@pytest.mark.parametrize(
    "code",
    [
        f"const env = z.object({FIELDS}).parse(process.env);\nask(env.MODEL);",
        f"const schema = z.object({FIELDS});\nconst env = schema.parse(process.env);\nask(env.MODEL);",
        f"const read = z.object({FIELDS}).strict().safeParse(process.env);\nask(read.data.MODEL);",
        f"const env = createEnv({{ server: {FIELDS}, runtimeEnv: process.env }});\nask(env.MODEL);",
        'const models = new Map([["fast", "gpt-4o"]]);\nask(models.get("fast")!);',
        'const models = Object.fromEntries([["fast", "gpt-4o"]]);\nask(models.fast);',
    ],
)
def test_what_is_declared_is_followed(scan, code: str) -> None:
    asked = code.replace("ask(", "client.chat.completions.create({ model: ").replace(");\n", ");\n", 1)
    asked = asked[: asked.rindex(");")] + ", messages: [] });"
    found = scan({"desk.ts": ASK.format(code=asked)})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    assert ("gpt-4o", "served-by", "OpenAI") in found.links
    assert not found.unknowns


def test_a_field_without_a_default_stays_unknown(scan) -> None:
    code = "const env = z.object({ MODEL: z.string() }).parse(process.env);\n"
    found = scan({"desk.ts": ASK.format(code=f"{code}client.chat.completions.create({{ model: env.MODEL }});")})
    assert found.names(Kind.MODEL) == []
    assert found.unknowns


def test_a_hash_of_ruby_is_asked_by_fetch(scan) -> None:
    code = """require "openai"
MODELS = { fast: "gpt-4o" }.freeze
client = OpenAI::Client.new
client.chat(parameters: { model: MODELS.fetch(:fast), messages: [] })
"""
    found = scan({"desk.rb": code})
    assert "desk.rb:4" in found.places(Kind.MODEL, "gpt-4o")


@pytest.mark.parametrize("name", ["no-model-configured", "not-set", "no model selected", "models/None"])
def test_a_stand_in_for_no_model_is_none(scan, name: str) -> None:
    code = f'import OpenAI from "openai";\nnew OpenAI().chat.completions.create({{ model: "{name}" }});\n'
    assert scan({"desk.ts": code}).names(Kind.MODEL) == []


@pytest.mark.parametrize(
    "code",
    [
        'VISION_MODEL_TAGS = ("claude-3", "gpt-4", "grok-4")\nsees = any(one in model for one in VISION_MODEL_TAGS)',
        'strong = any(marker in question for marker in ("gpt-5-pro", "gpt-5-max"))',
    ],
)
def test_parts_of_names_that_a_text_is_searched_for_are_no_models(scan, code: str) -> None:
    ask = 'OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[])'
    assert scan({"desk.py": f"from openai import OpenAI\n{code}\n{ask}\n"}).names(Kind.MODEL) == ["gpt-4o-mini"]


def test_functions_of_the_first_semantic_kernel(scan) -> None:
    code = """using Microsoft.SemanticKernel.SkillDefinition;
public class Library
{
    [SKFunction("Fetches a document from an address")]
    public async Task<string> FetchDocument(string address) { return ""; }
}
"""
    assert scan({"Library.cs": code}).names(Kind.TOOL) == ["FetchDocument"]


def test_prompts_that_a_server_lists_belong_to_it(scan) -> None:
    server = """from mcp.server import Server
from prompts.handlers import list_prompts as listed
server = Server("papers")
@server.list_prompts()
async def list_prompts():
    return await listed()
"""
    handlers = "from .catalogue import PROMPTS\nasync def list_prompts():\n    return list(PROMPTS.values())\n"
    catalogue = 'from mcp.types import Prompt\nPROMPTS = {"compare": Prompt(name="compare", description="Compares")}\n'
    files = {"server.py": server, "prompts/__init__.py": "", "prompts/handlers.py": handlers}
    found = scan({**files, "prompts/catalogue.py": catalogue})
    assert ("papers", "uses-prompt", "compare") in found.links


def test_a_list_of_prompts_is_no_prompt_of_its_own(scan) -> None:
    code = """import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { ListPromptsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
const triage = { name: "triage", description: "How to sort issues" };
async function main() {
  const server = new Server({ name: "desk", version: "1" }, { capabilities: { prompts: {} } });
  server.setRequestHandler(ListPromptsRequestSchema, async () => ({ prompts: [triage] }));
}
main();
"""
    found = scan({"index.ts": code})
    assert found.names(Kind.PROMPT) == ["triage"]
    assert ("desk", "uses-prompt", "triage") in found.links


def test_what_is_put_into_a_request_before_it_is_unpacked(scan) -> None:
    code = """from openai import OpenAI
def ask(question, wide):
    request = {"input": question}
    request["model"] = "gpt-5"
    tools = []
    if wide:
        tools.append({"type": "web_search"})
    if tools:
        request["tools"] = tools
    return OpenAI().responses.create(**request)
"""
    found = scan({"desk.py": code})
    assert ("gpt-5", "has-tool", "web_search") in found.links
    assert ("gpt-5", "served-by", "OpenAI") in found.links
    assert not found.unknowns
