"""How programs of each SDK are usually written, language by language."""

from __future__ import annotations

from aibom.catalog.loader import load_catalogue
from aibom.model.kinds import Kind
from aibom.scanners.code.matching.matcher import match
from aibom.scanners.code.resolving.documents import Documents
from aibom.scanners.code.treesitter import read_source
from tests.scanners.code.conftest import Scan

FLEET = "fleet/src/main/java/fleet/"
INSPECTOR = """package fleet.agents;
import dev.langchain4j.agentic.Agent;
import dev.langchain4j.service.SystemMessage;
import io.quarkiverse.langchain4j.ToolBox;
import fleet.tools.Workshop;
public interface Inspector {
    @SystemMessage("You inspect bicycles that come back from a rental.")
    @Agent(description = "Inspects a bicycle", outputKey = "report")
    @ToolBox(Workshop.class)
    String inspect(String frameNumber);
}
"""
WORKSHOP = """package fleet.tools;
import dev.langchain4j.agent.tool.Tool;
public class Workshop {
    @Tool("Books a repair") public String bookRepair(String frameNumber) { return "booked"; }
}
"""
RETURNS = """package fleet.workflow;
import dev.langchain4j.agentic.declarative.SequenceAgent;
import fleet.agents.Inspector;
public interface Returns {
    @SequenceAgent(outputKey = "done", subAgents = { Inspector.class })
    String take(String frameNumber);
}
"""


def test_annotated_interfaces_of_langchain4j_are_agents_across_packages(scan):
    found = scan(
        {
            f"{FLEET}agents/Inspector.java": INSPECTOR,
            f"{FLEET}tools/Workshop.java": WORKSHOP,
            f"{FLEET}workflow/Returns.java": RETURNS,
        }
    )
    assert found.names(Kind.AGENT) == ["Inspector", "Returns"]
    assert ("Inspector", "has-tool", "bookRepair") in found.links
    assert ("Returns", "contains", "Inspector") in found.links
    assert any(source == "Inspector" and kind == "uses-prompt" for source, kind, _ in found.links)


def test_an_imported_class_is_that_of_the_nearest_build(scan):
    source = 'package shop.ai;\npublic class Names {{ public static final String MODEL = "{}"; }}\n'
    use = (
        "package shop.web;\nimport dev.langchain4j.model.openai.OpenAiChatModel;\nimport shop.ai.Names;\n"
        "class Desk { Object m = OpenAiChatModel.builder().modelName(Names.MODEL).build(); }\n"
    )
    found = scan(
        {
            "desk/src/main/java/shop/ai/Names.java": source.format("gpt-4.1-mini"),
            "store/src/main/java/shop/ai/Names.java": source.format("gpt-4o"),
            "desk/src/main/java/shop/web/Desk.java": use,
        }
    )
    assert "gpt-4.1-mini" in {o.subject.name for o in found.observations if o.evidence.path.endswith("Desk.java")}
    assert not [o for o in found.observations if o.subject.name == "gpt-4o" and o.evidence.path.endswith("Desk.java")]


CLERK = '''using Microsoft.Extensions.AI;
class Clerk(IChatClient chatClient) {
    async Task<string> Answer(string question, string customer) {
        var messages = new List<ChatMessage>([ new(ChatRole.System, $$"""
            You are the clerk of a small bookshop and answer {{customer}} in two sentences.
            """) ]);
        messages.Add(new ChatMessage(ChatRole.User, question));
        var stock = AIFunctionFactory.Create(LookUpStock);
        ChatOptions options = new() { Tools = [stock] };
        return (await chatClient.GetResponseAsync(messages, options)).Text;
    }
    async Task<string> Summarise(string thread) =>
        (await chatClient.GetResponseAsync<Summary>($"Write a summary of this thread in at most thirty words: {thread}")).Text;
    static int LookUpStock(string isbn) => 3;
}
'''


def test_messages_of_microsoft_extensions_ai_are_prompts_however_the_list_is_written(scan):
    found = scan({"Shop/Clerk.cs": CLERK})
    assert found.names(Kind.TOOL) == ["LookUpStock"]
    assert {o.evidence.line for o in found.observations if o.subject.kind == Kind.PROMPT} == {4, 10, 13}


def test_aspire_models_are_served_by_the_resource_they_are_added_to(scan):
    source = """
internal static class Models {
    public static void AddModels(this IDistributedApplicationBuilder builder) {
        var ollama = builder.AddOllama("ollama").WithDataVolume();
        var chat = ollama.AddModel("chat", "llama3.1");
        var azure = builder.AddAzureOpenAI("ai");
        azure.AddDeployment("search", "text-embedding-3-small", "1");
    }
}
"""
    found = scan({"AppHost/Models.cs": source})
    assert found.names(Kind.MODEL) == ["llama3.1", "text-embedding-3-small"]
    assert ("llama3.1", "served-by", "Ollama") in found.links
    assert ("text-embedding-3-small", "served-by", "Azure OpenAI") in found.links
    game = """class World { void Load(Scene scene) { scene.AddModel(hero); scene.AddModel("hero"); } }"""
    assert not scan({"Game/World.cs": game}).names(Kind.MODEL)


NUXT_ROUTE = """
import { streamText, generateText } from 'ai'
export default defineEventHandler(async (event) => {
  const { model, messages } = await readBody(event)
  await generateText({ model: 'openai/gpt-5-nano', instructions: `You write titles for chats about gardening.` })
  return streamText({
    model,
    instructions: `You are the gardener of a public park and answer briefly.`,
    messages,
    tools: { pruning: pruningTool, ...(model.startsWith('openai/') && { soil: soilTool }) },
  })
})
"""
NUXT_TOOL = "import { tool } from 'ai'\nexport const NAME = tool({ description: 'x', execute: async () => 1 })\n"


def test_nuxt_brings_tools_and_settings_without_imports(scan):
    cookie = "export const useModels = () => useCookie('model', { default: () => 'anthropic/claude-haiku-4.5' })"
    found = scan(
        {
            "nuxt.config.ts": "export default defineNuxtConfig({})",
            "server/api/chat.post.ts": NUXT_ROUTE,
            "shared/utils/tools/pruning.ts": NUXT_TOOL.replace("NAME", "pruningTool"),
            "server/utils/soil.ts": NUXT_TOOL.replace("NAME", "soilTool"),
            "app/composables/useModels.ts": cookie,
        }
    )
    tools = {target for _, kind, target in found.links if kind == "has-tool"}
    assert tools == {"pruningTool", "soilTool"}
    assert "claude-haiku-4.5" in found.names(Kind.MODEL)
    assert {o.evidence.line for o in found.observations if o.subject.kind == Kind.PROMPT} >= {5, 8}


def test_a_mastra_tool_asks_the_agent_that_the_registry_holds_and_the_service_of_its_module(scan):
    tool = """
import { createTool } from '@mastra/core/tools'
import Exa from 'exa-js'
const exa = new Exa(process.env.EXA_API_KEY)
export const searchTool = createTool({
  id: 'search-news',
  execute: async (input, context) => {
    const { results } = await exa.search(input.query)
    const editor = context?.mastra?.getAgent('editorAgent')
    return editor.generate(results)
  },
})
"""
    agent = """
import { Agent } from '@mastra/core/agent'
export const editorAgent = new Agent({ name: 'Editor', instructions: 'You shorten news items.', model: 'openai/gpt-4.1' })
"""
    found = scan({"src/tools/search.ts": tool, "src/agents/editor.ts": agent})
    assert ("search-news", "contains", "Editor") in found.links
    assert ("search-news", "calls-service", "Exa") in found.links


NEURON_AGENT = """<?php
namespace Shop\\Agents;
use NeuronAI\\Agent;
use NeuronAI\\Providers\\OpenAI\\OpenAI;
use NeuronAI\\Tools\\Toolkits\\Calendar\\FormatDateTool;
class Clerk extends Agent {
    protected function provider() { return new OpenAI($_ENV['OPENAI_API_KEY'], 'gpt-4.1-mini'); }
    public function instructions(): string { return "You are the clerk of a bookshop. " . "Answer in two sentences."; }
    protected function tools(): array { return [FormatDateTool::make()]; }
}
"""
NEURON_USE = """<?php
namespace Shop;
use Shop\\Agents\\Clerk;
use Shop\\Tools\\Stock;
use NeuronAI\\Chat\\Messages\\UserMessage;
class Desk {
    public function ask($query) {
        $text = str_replace('{query}', $query, Prompts::ORDER_HELP);
        return Clerk::make()->addTool(Stock::make($_ENV['STOCK_KEY']))->chat(new UserMessage($text));
    }
}
"""
NEURON_TOOL = """<?php
namespace Shop\\Tools;
use NeuronAI\\Tools\\Tool;
class Stock extends Tool {
    public function __construct(string $key) { parent::__construct('look_up_stock', 'Looks up the stock of a book.'); }
}
"""
PROMPTS = """<?php
namespace Shop;
class Prompts {
    const ORDER_HELP = <<<EOT
    Help the customer with this order and say which of the books can be sent today: {query}
    EOT;
}
"""


def test_neuron_agents_have_their_own_text_kit_tools_and_added_tools(scan):
    found = scan(
        {
            "src/Agents/Clerk.php": NEURON_AGENT,
            "src/Desk.php": NEURON_USE,
            "src/Tools/Stock.php": NEURON_TOOL,
            "src/Prompts.php": PROMPTS,
        }
    )
    assert found.names(Kind.TOOL) == ["FormatDateTool", "look_up_stock"]
    assert {("Clerk", "has-tool", "FormatDateTool"), ("Clerk", "has-tool", "look_up_stock")} <= found.links
    assert "ORDER_HELP" in found.names(Kind.PROMPT)
    assert any(source == "Clerk" and kind == "uses-prompt" for source, kind, _ in found.links)


def test_fields_set_on_a_configuration_count_as_its_members(scan):
    source = """package desk

import (
	"context"
	"github.com/cloudwego/eino/components/tool/utils"
	"github.com/cloudwego/eino/flow/agent/react"
)

func build(ctx context.Context) {
	config := &react.AgentConfig{MaxStep: 25}
	lookUp, _ := utils.InferTool("look_up_order", "finds an order", find)
	config.ToolsConfig.Tools = []any{lookUp}
	clerk, _ := react.NewAgent(ctx, config)
	_ = clerk
}
"""
    assert ("clerk", "has-tool", "look_up_order") in scan({"desk/build.go": source}).links


def test_net_settings_are_what_appsettings_say():
    settings = """{
  // which models
  "AI": { "Deployment": "gpt-4o-mini", "Nested": { "Embedding": "text-embedding-3-small" }, "ApiKey": "abc" }
}"""
    program = """using Microsoft.SemanticKernel;
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAzureOpenAIChatCompletion(builder.Configuration["AI:Deployment"]!, "https://x", "k");
var section = builder.Configuration.GetSection("AI:Nested");
builder.Services.AddAzureOpenAITextEmbeddingGeneration(section["Embedding"]!);
builder.Services.AddOllamaChatCompletion(builder.Configuration.GetValue<string>("AI:Local", "llama3.2"));
"""
    paths = ("Shop/appsettings.json", "Shop/Program.cs")
    documents = Documents(paths, lambda path: settings.encode())
    records = {"Shop/Program.cs": read_source("Shop/Program.cs", program.encode(), "csharp")}
    found = Scan(list(match(records, frozenset(paths), load_catalogue(), None, documents)))
    assert found.names(Kind.MODEL) == ["gpt-4o-mini", "llama3.2", "text-embedding-3-small"]


def test_genkit_prompts_with_tools_are_agents_of_the_default_model(scan):
    source = """
import { genkit } from 'genkit';
import { googleAI } from '@genkit-ai/google-genai';
export const ai = genkit({ plugins: [googleAI()], model: googleAI.model('gemini-2.5-flash') });
const findBook = ai.defineTool({ name: 'findBook', description: 'x' }, async () => 1);
export const clerk = ai.definePrompt({ name: 'clerk', tools: [findBook] }, 'You are the clerk of a small bookshop.');
"""
    found = scan({"src/clerk.ts": source})
    assert found.names(Kind.AGENT) == ["clerk"]
    assert {("clerk", "has-tool", "findBook"), ("clerk", "uses-model", "gemini-2.5-flash")} <= found.links


def test_a_text_handed_through_a_function_keeps_its_place(scan):
    source = """
import { generateText } from 'ai'
import { openai } from '@ai-sdk/openai'
function cut(text, size = 100) {
  if (!text) return ''
  return text
}
export const ask = (news) => generateText({
  model: openai('gpt-4.1'),
  prompt: cut(`Write a summary of these news in at most thirty words and name the two most important ones: ${news}`),
})
"""
    found = scan({"src/news.ts": source})
    prompt = next(o for o in found.observations if o.subject.kind == Kind.PROMPT)
    assert prompt.subject.name != "cut"
    assert "src/news.ts:10" in found.places(Kind.PROMPT, prompt.subject.name)


def test_a_view_of_a_laravel_package_is_a_prompt_through_php_functions(scan):
    source = """<?php
namespace Shop;
use OpenAI\\Client;
class Oracle {
    public function __construct(protected Client $client) {}
    public function ask(string $question) { return $this->query(rtrim((string) view('shop::prompts.order', []), PHP_EOL)); }
    protected function query(string $prompt) {
        return $this->client->completions()->create(['model' => 'gpt-3.5-turbo-instruct', 'prompt' => $prompt]);
    }
}
""".replace("\\\\", "\\")
    view = "resources/views/prompts/order.blade.php"
    found = scan({"src/Oracle.php": source}, also=(view,))
    assert view in found.names(Kind.PROMPT)


def test_a_graph_of_langgraph_js_that_is_built_in_one_chain_reaches_its_nodes(scan):
    tools = """
import { tool } from "@langchain/core/tools"
const orderBook = tool(async () => "ordered", { name: "order_book", description: "x" })
const allTools: Record<string, unknown> = { order_book: orderBook }
export function getTools(names?: string[]) { return Object.values(allTools) }
"""
    graph = """
import { initChatModel } from "langchain/chat_models/universal"
import { StateGraph, START } from "@langchain/langgraph"
import { getTools } from "./tools"
export const makeClerk = async () => {
  const llm = (await initChatModel("openai:gpt-4.1")).bindTools(getTools())
  const answer = async (state) => llm.invoke([
    { role: "system", content: "You are the clerk of a small bookshop." }, ...state.messages,
  ])
  const builder = new StateGraph(State).addNode("answer", answer).addNode("wait", wait).addEdge(START, "answer")
  const clerk = builder.compile()
  return clerk
}
"""
    found = scan({"src/tools.ts": tools, "src/graph.ts": graph})
    assert found.names(Kind.AGENT) == ["clerk"]
    assert ("clerk", "uses-model", "gpt-4.1") in found.links
    assert ("gpt-4.1", "has-tool", "order_book") in found.links


def test_agents_of_rig_are_named_by_their_fields_and_served_by_their_clients(scan):
    source = """
use rig::prelude::*;
use rig::providers::{cohere, openai};
use rig::{loaders::PdfFileLoader, vector_store::in_memory_store::InMemoryVectorStore};
use std::path::Path;
struct Desk { clerk: Agent, critic: Agent }
impl Desk {
    fn new(folder: &Path) -> Self {
        let openai_client = openai::Client::from_env();
        let cohere_client = cohere::Client::from_env();
        let pages = PdfFileLoader::with_glob(folder.join("manuals/guide.pdf").to_str().unwrap());
        let store = InMemoryVectorStore::from_documents(pages);
        Self {
            clerk: openai_client.agent(openai::GPT_4).dynamic_context(2, store.index(model)).build(),
            critic: cohere_client.agent(cohere::COMMAND_A_03_2025).preamble("You find what is wrong in answers.").build(),
        }
    }
}
"""
    found = scan({"src/desk.rs": source})
    assert found.names(Kind.AGENT) == ["clerk", "critic"]
    assert found.names(Kind.MODEL) == ["command-a-03-2025", "gpt-4"]
    assert {
        ("clerk", "uses-model", "gpt-4"),
        ("critic", "uses-model", "command-a-03-2025"),
        ("command-a-03-2025", "served-by", "Cohere"),
    } <= found.links
    assert any(source == "clerk" and kind == "calls-service" for source, kind, _ in found.links)
    assert "manuals/guide.pdf" in found.names(Kind.DATASET)


def test_tools_that_are_handed_over_with_one_question_belong_to_the_configured_model(scan):
    tools = (
        "package desk;\nimport org.springframework.ai.tool.annotation.Tool;\n"
        'class Orders { @Tool(description = "x") String cancelOrder(String id) { return id; } }\n'
    )
    controller = (
        "package desk;\nimport org.springframework.ai.chat.client.ChatClient;\n"
        "class Desk {\n  private final ChatClient client;\n  private final Orders orders;\n"
        "  Desk(ChatClient.Builder builder, Orders orders) { this.client = builder.build(); this.orders = orders; }\n"
        "  String ask(String q) { return client.prompt().tools(orders).user(q).call().content(); }\n}\n"
    )
    found = scan({"src/main/java/desk/Orders.java": tools, "src/main/java/desk/Desk.java": controller})
    assert ("chat", "has-tool", "cancelOrder") in found.links


RAZOR = """@page "/chat"
@inject IChatClient ChatClient
<h1>Ask the library</h1>
@{ var title = "}"; }
<p>@title</p>
@code {
    private const string SystemPrompt = @"
        You are the assistant of a public library. Use plain text { } only.
        ";
    private readonly List<ChatMessage> messages = new();
    private readonly ChatOptions options = new();

    protected override void OnInitialized()
    {
        messages.Add(new(ChatRole.System, SystemPrompt));
        options.Tools = [AIFunctionFactory.Create(FindBook)];
    }
    [Description("Finds a book")]
    private string FindBook(string title) => "";
}
"""


def test_razor_pages_are_read_with_their_lines_and_shared_usings(scan):
    found = scan({"Web/_Imports.razor": "@using Microsoft.Extensions.AI\n", "Web/Pages/Chat.razor": RAZOR})
    assert found.places(Kind.TOOL, "FindBook") == {"Web/Pages/Chat.razor:16", "Web/Pages/Chat.razor:19"}
    assert "Web/Pages/Chat.razor:7" in found.places(Kind.PROMPT, "SystemPrompt")


def test_astro_pages_are_read_in_front_matter_and_scripts(scan):
    page = """---
import OpenAI from 'openai'
const client = new OpenAI()
const answer = await client.chat.completions.create({ model: 'gpt-4.1-mini', messages: [] })
---
<p>{answer} const model = "gpt-4o"</p>
<script>
  import { pipeline } from '@huggingface/transformers'
  pipeline('sentiment-analysis', 'Xenova/distilbert-base-uncased-finetuned-sst-2-english')
</script>
"""
    found = scan({"src/pages/index.astro": page})
    assert found.names(Kind.MODEL) == ["Xenova/distilbert-base-uncased-finetuned-sst-2-english", "gpt-4.1-mini"]
    assert "src/pages/index.astro:9" in found.places(
        Kind.MODEL, "Xenova/distilbert-base-uncased-finetuned-sst-2-english"
    )


def test_models_in_classes_of_the_project_count_unless_they_are_a_list(scan):
    few = 'package desk\nfun desk() = Channel(id = "1", model = GeminiModel(name = "gemini-2.5-flash", topK = 3))\n'
    assert scan({"app/Models.kt": few}).names(Kind.MODEL) == ["gemini-2.5-flash"]
    many = "package desk\nval all = listOf(" + ", ".join(f'ChatModel(name = "{n}")' for n in MANY) + ")\n"
    assert not scan({"app/Models.kt": many}).names(Kind.MODEL)


MANY = ("gpt-4o", "gpt-4.1", "o3", "gemini-2.5-pro", "claude-sonnet-4-5")


def test_persistent_agents_of_azure_have_their_function_tools(scan):
    source = """using Azure.AI.Agents.Persistent;
class Desk {
    static FunctionToolDefinition stock = new("lookUpStock", "Looks up the stock.");
    async Task Run(string endpoint, DefaultAzureCredential credential) {
        PersistentAgentsClient client = new(endpoint, credential);
        var made = await client.Administration.CreateAgentAsync(model: "gpt-4.1-mini", name: "Clerk",
            instructions: "You are the clerk of a small bookshop.",
            tools: new List<ToolDefinition> { stock, new CodeInterpreterToolDefinition() });
    }
}
"""
    found = scan({"Desk.cs": source})
    assert {("Clerk", "has-tool", "lookUpStock"), ("Clerk", "uses-model", "gpt-4.1-mini")} <= found.links
    assert found.names(Kind.SERVICE) == ["Azure AI"]


def test_a_tool_that_others_derive_from_is_none_itself(scan):
    source = """package desk
import ai.koog.agents.core.tools.SimpleTool
abstract class ShopTool(override val name: String) : SimpleTool<Args>()
object OrderTool : ShopTool("order_book")
object ReturnTool : ShopTool("return_book")
"""
    assert scan({"app/Tools.kt": source}).names(Kind.TOOL) == ["order_book", "return_book"]


def test_chains_and_system_messages_join_prompt_and_model(scan):
    chain = """
import { ChatOllama } from '@langchain/ollama'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { createStuffDocumentsChain } from '@langchain/classic/chains/combine_documents'
const clerkPrompt = `You are the clerk of a small bookshop and answer in two sentences.`
let model
model = new ChatOllama({ model: 'llama3.1' })
const chain = await createStuffDocumentsChain({ llm: model, prompt: ChatPromptTemplate.fromMessages([['system', clerkPrompt]]) })
"""
    assert ("llama3.1", "uses-prompt", "clerkPrompt") in scan({"src/chain.ts": chain}).links
    desk = (
        "package desk;\nimport dev.langchain4j.data.message.SystemMessage;\n"
        'class Desk { static final String RULES = "You are the clerk of a small bookshop.";\n'
        "  Object start() { return SystemMessage.from(RULES); } }\n"
    )
    models = (
        "package desk;\nimport dev.langchain4j.model.chat.ChatLanguageModel;\n"
        "import dev.langchain4j.model.openai.OpenAiChatModel;\nimport jakarta.enterprise.inject.Produces;\n"
        "class Models { @Produces ChatLanguageModel model() {\n"
        '  return OpenAiChatModel.builder().modelName("gpt-4.1-mini").build(); } }\n'
    )
    found = scan({"src/main/java/desk/Desk.java": desk, "src/main/java/desk/Models.java": models})
    assert ("gpt-4.1-mini", "uses-prompt", "RULES") in found.links


def test_the_tree_of_an_sdk_uses_the_sdk_like_any_other(scan):
    template = (
        "package dev.langchain4j.model.input;\npublic class PromptTemplate { public PromptTemplate(String t) {} }\n"
    )
    router = (
        "package dev.langchain4j.rag;\nimport dev.langchain4j.model.input.PromptTemplate;\n"
        'class Router { static final PromptTemplate ROUTE = new PromptTemplate("Choose the best source for: {{query}}"); }\n'
    )
    root = "core/src/main/java/dev/langchain4j/"
    found = scan({f"{root}model/input/PromptTemplate.java": template, f"{root}rag/Router.java": router})
    assert found.names(Kind.PROMPT) == ["ROUTE"]
