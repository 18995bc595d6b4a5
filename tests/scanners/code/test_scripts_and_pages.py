"""Scripts and pages: bindings of an edge platform, pages, packages by address, registries, lists of models."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.scanners.code.gate import gate_of
from aibom.scanners.code.treesitter import read_source
from aibom.scanners.code.treesitter.script_sources import plain_module

WORKER = """
export default {
  async fetch(request, env) {
    const model = "@cf/meta/llama-3.1-8b-instruct";
    const question = await request.text();
    const found = await env.AI.run("@cf/baai/bge-base-en-v1.5", { text: question });
    await env.VECTORIZE.query(found.data[0], { topK: 3 });
    return env.AI.run(model, { messages: [{ role: "system", content: "You answer from the minutes of the council." }] });
  },
};
"""


def test_models_that_a_binding_runs_are_those_of_the_platform(scan):
    found = scan({"src/index.js": WORKER})
    assert found.names(Kind.MODEL) == ["@cf/baai/bge-base-en-v1.5", "@cf/meta/llama-3.1-8b-instruct"]
    assert found.names(Kind.SERVICE) == ["Cloudflare Vectorize", "Cloudflare Workers AI"]
    assert ("Cloudflare Vectorize", "uses-model", "@cf/baai/bge-base-en-v1.5") in found.links
    assert gate_of("javascript")(WORKER.encode())


def test_other_things_that_are_run_name_no_model(scan):
    found = scan({"src/index.js": "export const f = (db) => db.prepare(q).run('llama-3.1', { a: 1 });\n"})
    assert found.names(Kind.MODEL) == []


def test_a_session_of_the_edge_runtime_needs_no_import(scan):
    code = "const session = new Supabase.ai.Session('gte-small');\n"
    assert scan({"supabase/functions/embed/index.ts": code}).names(Kind.MODEL) == ["gte-small"]
    assert gate_of("javascript")(code.encode())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("npm:openai@4.20", "openai"),
        ("npm:@anthropic-ai/sdk@^0.30/resources", "@anthropic-ai/sdk/resources"),
        ("jsr:@openai/openai@4", "@openai/openai"),
        ("https://esm.sh/openai@4?target=deno", "openai"),
        ("https://esm.sh/v135/@xenova/transformers@2.17.1", "@xenova/transformers"),
        ("https://cdn.jsdelivr.net/npm/@mlc-ai/web-llm@0.2/+esm", "@mlc-ai/web-llm/+esm"),
        ("https://deno.land/x/openai@v4.20/mod.ts", "openai"),
        ("https://example.com/openai/index.js", "https://example.com/openai/index.js"),
        ("node:fs", "node:fs"),
        ("./openai", "./openai"),
    ],
)
def test_a_package_by_address_has_its_name(written, name):
    assert plain_module(written) == name


PAGE = """<html><head>
<script src="https://cdn.jsdelivr.net/npm/@tensorflow/tfjs@4.22.0/dist/tf.min.js"></script>
<script src="js/app.js" defer></script>
<script type="application/json">{"model": "gpt-4o"}</script>
</head><body>
<p>gpt-4.1 is not used here</p>
<script type="module">
  import { pipeline } from "https://cdn.jsdelivr.net/npm/@xenova/transformers@2.17.1";
  const embed = await pipeline("feature-extraction", "Xenova/gte-small");
</script>
</body></html>
"""


def test_the_scripts_of_a_page_are_read_where_they_stand(scan):
    found = scan(
        {"index.html": PAGE, "js/app.js": "const net = await tf.loadGraphModel('models/digits/model.json');\n"}
    )
    assert found.names(Kind.MODEL) == ["Xenova/gte-small", "models/digits/model.json"]
    assert found.places(Kind.MODEL, "Xenova/gte-small") == {"index.html:9"}
    assert found.names(Kind.LIBRARY) == ["@tensorflow/tfjs", "@xenova/transformers"]
    assert found.places(Kind.LIBRARY, "@tensorflow/tfjs") == {"index.html:2"}


@pytest.mark.parametrize(
    "page", [b"<script", b"<script src=", b"<script>\0{{", b"<script src='a'" * 500, b"</script>" * 9]
)
def test_broken_pages_are_read_as_far_as_they_go(page):
    assert read_source("index.html", page, "javascript").problems == ()


CHAT = """
import { customProvider, generateText, streamText } from "ai";
import { openai } from "@ai-sdk/openai";
const models = customProvider({ languageModels: { chat: openai("gpt-4o"), title: openai("gpt-4.1-nano") } });
export async function POST(request) {
  return streamText({ model: models.languageModel("chat"), tools: { pay: { inputSchema, execute } } });
}
export const tell = () => generateText({ model: "xai/grok-4", prompt: "Say something about the sea." });
"""


def test_a_registry_gives_the_model_of_the_key_that_is_asked_for(scan):
    found = scan({"app/api/chat/route.ts": CHAT})
    assert ("chat POST", "uses-model", "gpt-4o") in found.links
    assert ("chat POST", "uses-model", "gpt-4.1-nano") not in found.links


def test_a_plain_name_goes_through_the_gateway(scan):
    found = scan({"app/api/chat/route.ts": CHAT})
    assert ("grok-4", "served-by", "Vercel AI Gateway") in found.links
    assert "xAI" not in found.names(Kind.SERVICE)


LIST = """export const Models = [
  { group: "qwen", name: "Qwen2-1.5B-Instruct-q4f32_1-MLC", label: "Qwen" },
  { group: "gemma", name: "gemma-2-2b-it-q4f32_1-MLC", label: "Gemma" },
];
"""


def test_of_a_list_of_models_the_one_that_is_taken_is_used(scan):
    store = "import { Models } from './models';\nexport const store = create((set) => ({\n  selectedModel: Models[1],\n}));\n"
    found = scan({"src/models.ts": LIST, "src/store.ts": store})
    assert found.names(Kind.MODEL) == ["gemma-2-2b-it-q4f32_1-MLC"]
    assert found.places(Kind.MODEL, "gemma-2-2b-it-q4f32_1-MLC") == {"src/models.ts:3", "src/store.ts:3"}


TOOLS = """
import { tool } from "./util";
const told = { list_tables: { description: "Lists the tables", parameters: schema } };
export function getTools({ database }) {
  return {
    list_tables: tool({ ...told.list_tables, execute: async () => database.tables() }),
    run_sql: tool({ description: "Runs a statement", parameters: schema, execute: async ({ sql }) => database.run(sql) }),
    retry: tool({ times: 3, execute: async () => 1 }),
  };
}
"""


def test_tools_that_a_helper_of_the_project_makes_have_the_names_of_their_keys(scan):
    found = scan({"src/tools.ts": TOOLS})
    assert found.names(Kind.TOOL) == ["list_tables", "run_sql"]
    assert found.places(Kind.TOOL, "run_sql") == {"src/tools.ts:7"}


SYMFONY = """<?php
namespace App\\Movies;
use Symfony\\AI\\Agent\\Toolbox\\Attribute\\AsTool;
use Symfony\\AI\\Platform\\Message\\Message;
use Symfony\\AI\\Platform\\Message\\MessageBag;
use Symfony\\AI\\Platform\\PlatformInterface;

#[AsTool(name: 'movie_search', description: 'Searches the movies.')]
final class MovieSearch
{
    public function __construct(private readonly PlatformInterface $platform) {}

    public function __invoke(string $query): string
    {
        $system = 'You are a librarian who knows every movie of the town.';
        return $this->platform->invoke('gpt-4.1', new MessageBag(Message::forSystem($system)))->asText();
    }
}
"""


def test_namespaces_open_the_gate_of_php():
    assert gate_of("php")(b"<?php\nuse Symfony\\AI\\Agent\\Toolbox\\Attribute\\AsTool;\n")
    assert gate_of("php")(b"<?php\nuse Prism\\Prism\\Prism;\n")


def test_a_platform_of_symfony_invokes_a_model(scan):
    found = scan({"src/Movies/MovieSearch.php": SYMFONY})
    assert found.names(Kind.MODEL) == ["gpt-4.1"]
    assert found.names(Kind.TOOL) == ["movie_search"]
    assert ("gpt-4.1", "uses-prompt", "__invoke prompt") in found.links


RAILS = """class Chef < ApplicationAgent
  generate_with :openai, model: "gpt-4o-mini"
end
"""


def test_rails_says_by_its_own_words_what_it_uses(scan):
    found = scan(
        {
            "app/agents/application_agent.rb": "class ApplicationAgent < ActiveAgent::Base\nend\n",
            "app/agents/chef.rb": RAILS,
            "app/models/recipe.rb": "class Recipe < ApplicationRecord\n  has_neighbors :embedding\nend\n",
        }
    )
    assert found.names(Kind.AGENT) == ["Chef"]
    assert ("Chef", "uses-model", "gpt-4o-mini") in found.links
    assert "pgvector" in found.names(Kind.SERVICE)
    assert gate_of("ruby")(b"class Recipe < ApplicationRecord\n  has_neighbors :embedding\nend\n")


def test_a_graph_is_called_as_it_is_named_after_it_was_made(scan):
    code = (
        'import { StateGraph } from "@langchain/langgraph";\nimport { ChatOpenAI } from "@langchain/openai";\n'
        'async function plan(state) {\n  return new ChatOpenAI({ model: "gpt-4o-mini" }).invoke(state.messages);\n}\n'
        'export const graph = new StateGraph(State).addNode("plan", plan).compile();\ngraph.name = "Trip Planner";\n'
    )
    assert ("Trip Planner", "uses-model", "gpt-4o-mini") in scan({"src/agent.ts": code}).links


def test_a_few_models_under_one_name_are_used_and_many_are_a_list(scan):
    few = "export const MODELS = { [FAST]: 'gpt-4o-mini', [SMART]: 'gpt-4o' };\n"
    assert scan({"src/models.ts": few}).names(Kind.MODEL) == ["gpt-4o", "gpt-4o-mini"]
    many = "".join(f"  [M{i}]: 'gpt-4-{i:04}',\n" for i in range(8))
    assert scan({"src/models.ts": f"export const MODELS = {{\n{many}}};\n"}).names(Kind.MODEL) == []


SEARCH = """
import { Pinecone } from "@pinecone-database/pinecone";
import OpenAI from "openai";
const openai = new OpenAI();
async function embed(text) {
  const response = await openai.embeddings.create({ model: "text-embedding-3-small", input: text });
  return response.data[0].embedding;
}
export async function find(question) {
  const vector = await embed(question);
  return new Pinecone().index("minutes").query({ vector, topK: 3 });
}
"""


def test_a_store_is_searched_by_what_an_embedding_model_made(scan):
    assert ("Pinecone", "uses-model", "text-embedding-3-small") in scan({"src/find.ts": SEARCH}).links


RESPONSES = """
import OpenAI from "openai";
const list = [{ name: "get_weather", description: "Tells the weather", parameters: { place: { type: "string" } } }];
export async function ask(messages) {
  const tools = list.map((tool) => ({ type: "function", name: tool.name, description: tool.description }));
  return new OpenAI().responses.create({ model: "gpt-5-mini", input: messages, tools });
}
"""


def test_tools_that_are_mapped_from_a_list_are_those_of_the_list(scan):
    assert ("gpt-5-mini", "has-tool", "get_weather") in scan({"src/ask.ts": RESPONSES}).links


def test_two_texts_of_one_function_are_two_prompts(scan):
    ask = 'await generateText({{ model: openai("gpt-4o-mini"), system: "{}", prompt: question }});\n'
    code = (
        'import { generateText } from "ai";\nimport { openai } from "@ai-sdk/openai";\n'
        "export async function answer(question) {\n  "
        + ask.format("Tell whether this is a question about the town.")
        + "  "
        + ask.format("Answer the question from the minutes of the council.")
        + "}\n"
    )
    found = scan({"src/answer.ts": code})
    assert found.names(Kind.PROMPT) == ["answer prompt", "answer prompt 2"]
    assert ("gpt-4o-mini", "uses-prompt", "answer prompt 2") in found.links


ACCOUNTS = """class Assistant::Function::GetAccounts < Assistant::Function
  class << self
    def name
      "get_accounts"
    end

    def description
      "Use this to see what accounts the user has."
    end
  end

  def call(params = {})
    ::OpenAI::Client.new.embeddings(parameters: { model: "text-embedding-3-small", input: params })
  end
end
"""


def test_a_class_that_tells_a_model_what_it_does_is_a_tool(scan):
    found = scan({"app/models/assistant/function/get_accounts.rb": ACCOUNTS})
    assert found.places(Kind.TOOL, "get_accounts") == {"app/models/assistant/function/get_accounts.rb:1"}
    assert ("get_accounts", "uses-model", "text-embedding-3-small") in found.links


def test_a_class_that_only_has_a_name_is_none(scan):
    code = "class HammerTool < Tool\n  def name\n    'hammer'\n  end\n\n  def call\n  end\nend\n"
    assert scan({"app/models/hammer_tool.rb": code}).names(Kind.TOOL) == []


def test_addresses_that_a_function_returns_are_those_of_services(scan):
    code = (
        "<?php\nclass Connector {\n  public function url(): string {\n    return match ($this->service) {\n"
        "      'openai' => 'https://api.openai.com/v1',\n      'deep_seek' => 'https://api.deepseek.com/v1',\n    };\n  }\n}\n"
    )
    assert scan({"app/Connector.php": code}).names(Kind.SERVICE) == ["DeepSeek", "OpenAI"]


def test_a_class_that_is_written_in_an_expression_is_no_function(scan):
    code = """
const OpenAI = require('openai');
let Desk = null;
if (process.env.DESK) {
  Desk = class Inner { ask() { return new OpenAI().chat.completions.create({ model: 'gpt-4o' }); } };
}
const desk = Desk();
desk.ask();
"""
    assert scan({"src/desk.js": code}).names(Kind.MODEL) == ["gpt-4o"]


def test_a_library_that_a_page_holds_minified_is_left_and_said(scan):
    library = "var a={};" + "".join(f"a[k{n}]=a[k{n + 1}];" for n in range(2_000))
    page = (
        f"<html>\n<script>{library}</script>\n<script type='module'>\nimport OpenAI from 'openai';\n"
        "new OpenAI().responses.create({ model: 'gpt-4o', input: 'Summarise the minutes of the council.' });\n</script></html>\n"
    )
    found = scan({"web/index.html": page})
    assert found.names(Kind.MODEL) == ["gpt-4o"]
    problems = read_source("web/index.html", page.encode(), "javascript").problems
    assert [(one.line, one.reason) for one in problems] == [(2, "minified or generated: lines too long to be source")]
