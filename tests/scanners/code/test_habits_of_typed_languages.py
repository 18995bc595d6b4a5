"""Habits of Java, Kotlin, C#, Go and Rust: fields called like packages, options set in place, models that are trained."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind
from aibom.pipeline.scanning import scan_tree

HARBOUR = """package main
import ("context"; "github.com/mark3labs/mcp-go/mcp"; "github.com/mark3labs/mcp-go/server")
type tide struct { name string; run server.ToolHandlerFunc }
type Harbour struct { mcp *server.MCPServer }
func (h *Harbour) tides() []tide {
    return []tide{{name: "tides_list", run: h.answer}, {name: "tides_next", run: h.answer}}
}
func (h *Harbour) register() {
    for _, one := range h.tides() {
        h.mcp.AddTool(mcp.NewTool(one.name, mcp.WithDescription("Tides")), one.run)
    }
    h.add("berths_free")
}
func (h *Harbour) add(name string) { h.mcp.AddTool(mcp.NewTool(name), h.answer) }
func (h *Harbour) answer(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { return nil, nil }
func main() {
    h := &Harbour{mcp: server.NewMCPServer("harbour", "1.0.0")}
    h.register()
}
"""
SERVER = """using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
builder.Services.AddMcpServer(options =>
{
    options.ServerInfo = new Implementation { Name = "Lighthouse", Version = "1.0.0" };
}).WithStdioServerTransport();
"""
WEKA = """package flowers;
import weka.classifiers.trees.J48;
import weka.core.Instances;
import weka.core.SerializationHelper;
import weka.core.converters.ConverterUtils.DataSource;
public class Tree {
    public static void main(String[] args) throws Exception {
        Instances data = new DataSource("data/iris.arff").getDataSet();
        J48 tree = new J48();
        tree.buildClassifier(data);
        SerializationHelper.write("models/j48.model", tree);
    }
}
"""
NETWORK = """package digits;
import java.io.File;
import org.deeplearning4j.datasets.iterator.impl.MnistDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
public class Digits {
    public static void main(String[] args) throws Exception {
        MnistDataSetIterator train = new MnistDataSetIterator(64, true, 123);
        MultiLayerNetwork model = new MultiLayerNetwork(conf());
        model.fit(train);
        model.save(new File("models/digits.zip"));
    }
}
"""
HOUSES = """using Microsoft.ML;
var context = new MLContext(seed: 1);
IDataView data = context.Data.LoadFromTextFile<House>("Data/houses.csv", separatorChar: ',', hasHeader: true);
var pipeline = context.Regression.Trainers.FastTree(labelColumnName: "Price");
var model = pipeline.Fit(data);
context.Model.Save(model, data.Schema, "Models/houses.zip");
"""
BURN = """use burn::data::dataset::vision::MnistDataset;
use burn::train::LearnerBuilder;
pub fn train(device: Device) {
    let loader = burn::data::dataloader::DataLoaderBuilder::new(Batcher).build(MnistDataset::train());
    let learner = LearnerBuilder::new("artifacts").num_epochs(10).build(Net::new(&device), optimizer(), 1e-4);
    let trained = learner.fit(loader);
    trained.save_file("artifacts/digits", &recorder()).expect("saved");
}
"""


def test_a_field_does_not_hide_the_package_of_its_name_in_go(scan):
    found = scan({"main.go": HARBOUR})
    assert found.names(Kind.TOOL) == ["berths_free", "harbour", "tides_list", "tides_next"]
    assert ("harbour", "contains", "tides_next") in found.links


@pytest.mark.parametrize(
    "options", [SERVER, SERVER.replace("options =>\n{\n    ", "options => ").replace(";\n})", ")")]
)
def test_an_mcp_server_has_the_name_that_its_options_are_given_in_place(scan, options):
    assert scan({"src/Program.cs": options}).names(Kind.TOOL) == ["Lighthouse"]


def test_what_a_function_in_place_gives_to_another_object_names_no_server(scan):
    other = SERVER.replace("options.ServerInfo", "log.ServerInfo")
    assert "Lighthouse" not in scan({"src/Program.cs": other}).names(Kind.TOOL)


@pytest.mark.parametrize(
    ("path", "source", "model", "data"),
    [
        ("Tree.java", WEKA, "models/j48.model", "data/iris.arff"),
        ("Digits.java", NETWORK, "models/digits.zip", "mnist"),
        ("Houses.cs", HOUSES, "Models/houses.zip", "Data/houses.csv"),
        ("src/train.rs", BURN, "artifacts/digits", "mnist"),
    ],
)
def test_a_saved_model_is_trained_on_what_its_program_reads(scan, path, source, model, data):
    found = scan({path: source})
    assert found.names(Kind.MODEL) == [model]
    assert found.names(Kind.DATASET) == [data]
    assert (model, "trained-on", data) in found.links


def test_data_that_no_model_learns_from_is_of_no_saved_model(scan):
    found = scan(
        {"Tree.java": WEKA.replace("        tree.buildClassifier(data);\n", "").replace("new J48()", "load()")}
    )
    assert not any(kind == "trained-on" for _, kind, _ in found.links)


RANGED = {
    "java": (
        "Terms.java",
        "package news;\nimport dev.langchain4j.data.document.loader.UrlDocumentLoader;\nimport java.util.List;\n"
        "class Terms {\n"
        '    static final List<String> PAGES = List.of("https://news.dev/terms.html", "https://news.dev/privacy.html");\n'
        "    void load() { PAGES.stream().map(page -> UrlDocumentLoader.load(page, parser)).toList(); }\n}\n",
    ),
    "kotlin": (
        "Terms.kt",
        "import dev.langchain4j.data.document.loader.UrlDocumentLoader\n"
        'val PAGES = listOf("https://news.dev/terms.html", "https://news.dev/privacy.html")\n'
        "fun load() = PAGES.forEach { UrlDocumentLoader.load(it, parser) }\n",
    ),
}


@pytest.mark.parametrize("language", RANGED)
def test_a_function_in_place_is_given_the_items_of_the_list_that_it_ranges_over(scan, language):
    path, source = RANGED[language]
    assert scan({path: source}).names(Kind.DATASET) == [
        "https://news.dev/privacy.html",
        "https://news.dev/terms.html",
    ]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ask.rb", 'require "ruby_llm"\n%w[gpt-4o o3-mini].each do |m|\n  RubyLLM.chat(model: m).ask("hi")\nend\n'),
        (
            "Ask.cs",
            'using OpenAI.Chat;\nvar m = new[] { "gpt-4o", "o3-mini" };\nvar c = m.Select(n => new ChatClient(n, k));\n',
        ),
    ],
)
def test_models_of_a_list_are_asked_one_after_another(scan, path, source):
    assert scan({path: source}).names(Kind.MODEL) == ["gpt-4o", "o3-mini"]


def test_a_function_in_place_that_ranges_over_nothing_known_is_given_nothing(scan):
    path, source = RANGED["kotlin"]
    assert scan({path: source.replace("PAGES.forEach", "retry")}).names(Kind.DATASET) == []


ANALYST = """<?php
namespace App\\Agents;
use App\\Tools\\Ratings;
use NeuronAI\\Agent;
class Analyst extends Agent {
    protected function tools(): array { return [Ratings::make()]; }
}
"""
RATINGS = """<?php
namespace App\\Tools;
use NeuronAI\\Tools\\Tool;
class Ratings extends Tool {
    public function __construct() { parent::__construct('read_ratings', 'Ratings of a film'); }
}
"""


def test_a_tool_that_a_method_of_its_base_makes_is_that_of_its_class(scan):
    found = scan({"src/Agents/Analyst.php": ANALYST, "src/Tools/Ratings.php": RATINGS})
    assert found.names(Kind.TOOL) == ["read_ratings"]
    assert ("Analyst", "has-tool", "read_ratings") in found.links


SUPPORT = """class SupportAgent < RubyLLM::Agent
  model "gpt-4.1"
  instructions "You help the customers of a bike shop."
  tools OrderLookup
end
class OrderLookup < RubyLLM::Tool
  description "Looks up an order"
end
"""


def test_the_body_of_an_agents_class_says_its_tools_model_and_prompt(scan):
    found = scan({"app/agents/support_agent.rb": SUPPORT})
    assert found.links >= {
        ("SupportAgent", "has-tool", "OrderLookup"),
        ("SupportAgent", "uses-model", "gpt-4.1"),
        ("SupportAgent", "uses-prompt", "SupportAgent prompt"),
    }


def test_the_body_of_another_class_says_nothing_of_agents(scan):
    found = scan({"app/agents/support_agent.rb": SUPPORT.replace("RubyLLM::Agent", "Shop::Agent")})
    assert ("SupportAgent", "has-tool", "OrderLookup") not in found.links


CLERK = """require "raix"
class Clerk
  include Raix::ChatCompletion
  include Raix::FunctionDispatch
  function :check_order, "Check the state of an order", id: { type: "integer" } do |arguments|
    Faraday.get("https://api.orders.dev/#{arguments[:id]}").body
  end
end
"""


def test_functions_of_raix_are_the_tools_of_their_class(scan):
    links = scan({"lib/clerk.rb": CLERK}).links
    assert ("Clerk", "has-tool", "check_order") in links
    assert ("check_order", "calls-service", "api.orders.dev") in links


WEATHER = """using System;
using OpenAI.Chat;
using OpenAI.Assistants;
ChatTool forecast = ChatTool.CreateFunctionTool(functionName: "forecast", functionDescription: "Tells the weather");
ChatClient client = new(model: "gpt-4o", key);
List<ChatMessage> messages = [new SystemChatMessage("You are a forecaster of few words."), new UserChatMessage(city)];
ChatCompletionOptions options = new() { Tools = { forecast } };
ChatCompletion completion = client.CompleteChat(messages, options);
Assistant clerk = openAI.GetAssistantClient().CreateAssistant("gpt-4-turbo", new AssistantCreationOptions
{
    Name = "Sales clerk",
    Instructions = "You look up what was sold.",
});
"""


def test_the_options_of_a_completion_and_of_an_assistant_are_what_these_use(scan):
    found = scan({"Program.cs": WEATHER})
    assert found.names(Kind.AGENT) >= ["Sales clerk"]
    assert ("gpt-4o", "has-tool", "forecast") in found.links
    assert ("Sales clerk", "uses-model", "gpt-4-turbo") in found.links
    assert any(source == "Sales clerk" and kind == "uses-prompt" for source, kind, _ in found.links)


CHIEF = """using Azure.AI.OpenAI;
using Microsoft.Agents.AI;
var clerk = new AzureOpenAIClient(endpoint, key).GetChatClient("gpt-4o")
    .CreateAIAgent(instructions: "You answer questions about the weather.", name: "Clerk");
var chief = new AzureOpenAIClient(endpoint, key).GetChatClient("gpt-4o")
    .CreateAIAgent(instructions: "You answer in French.", name: "Chief", tools: [clerk.AsAIFunction()]);
"""


def test_an_agent_that_is_given_as_a_tool_without_a_name_is_the_agent(scan):
    assert ("Chief", "contains", "Clerk") in scan({"Program.cs": CHIEF}).links


PLUGIN = """using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Agents;
ChatCompletionAgent agent = new() { Name = "Guide", Instructions = "You tell the time.", Kernel = kernel };
var plugin = KernelPluginFactory.CreateFromFunctions("Time", [KernelFunctionFactory.CreateFromMethod(GetTime)]);
agent.Kernel.Plugins.Add(plugin);
string GetTime(string city) => "noon";
"""


def test_functions_that_are_added_to_an_agents_kernel_are_its_tools(scan):
    assert ("Guide", "has-tool", "GetTime") in scan({"Program.cs": PLUGIN}).links


BOT = """package bot;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
class Tutor {
    static final String ROLE = "You are a tutor of Latin. Correct every mistake of the pupil with a short explanation.";
    @Value("${openai.model}") private String model;
    Object ask(String words) { return new Ask(model, List.of(new Message("system", ROLE), new Message("user", words))); }
}
"""


def test_a_class_that_is_given_a_setting_of_ai_speaks_to_a_model(scan):
    assert scan({"Tutor.java": BOT}).names(Kind.PROMPT) == ["ROLE"]
    assert scan({"Tutor.java": BOT.replace("openai.model", "shop.model")}).names(Kind.PROMPT) == []


LOOP = """package agent
import ("context"; "github.com/ollama/ollama/api")
type Agent struct { client *api.Client; model string }
func New(model string) *Agent { return &Agent{model: model} }
func tool() api.Tool { return api.Tool{Type: "function", Function: api.ToolFunction{Name: "read_file"}} }
func (a *Agent) Run(ctx context.Context) { a.client.Chat(ctx, &api.ChatRequest{Model: a.model}, nil) }
"""
PROGRAM = """package main
import (
	"flag"

	"example.org/pilot/agent"
)
func main() {
	model := flag.String("model", "qwen3:8b", "model to use")
	agent.New(*model).Run(nil)
}
"""


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "agent").mkdir()
    (tmp_path / "go.mod").write_text("module example.org/pilot\n\ngo 1.24\n")
    (tmp_path / "agent" / "agent.go").write_text(LOOP)
    (tmp_path / "main.go").write_text(PROGRAM)
    return tmp_path


def _names(root, kind):
    return [one.name for one in scan_tree(root).components if one.kind is kind]


def test_a_program_of_go_that_uses_a_package_of_ai_is_read_for_what_it_hands_on(tree):
    assert _names(tree, Kind.MODEL) == ["qwen3:8b"]
    assert _names(tree, Kind.TOOL) == ["read_file"]


def test_a_program_of_go_that_uses_another_package_is_not_read(tree):
    (tree / "main.go").write_text(PROGRAM.replace("pilot/agent", "pilot/other"))
    assert _names(tree, Kind.MODEL) == []


ECHO = """using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
McpServerOptions options = new()
{
    ServerInfo = new Implementation { Name = "EchoDesk", Version = "1.0.0" },
    Capabilities = new ServerCapabilities { Tools = new ToolsCapability {
        ListToolsHandler = (request, token) => ValueTask.FromResult(new ListToolsResult {
            Tools = [new Tool { Name = "echo", Description = "Echoes the input back" }] }) } },
};
"""


def test_tools_that_a_handler_of_an_mcp_server_lists_are_told(scan):
    assert scan({"Program.cs": ECHO}).names(Kind.TOOL) == ["EchoDesk", "echo"]
    assert scan({"Program.cs": ECHO.replace("ModelContextProtocol", "Shop.Desk")}).names(Kind.TOOL) == []


LEDGER = """package ledger
import (
    "github.com/aws/aws-sdk-go-v2/aws"
    "github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
    "github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"
)
func Ask(client *bedrockruntime.Client) {
    client.Converse(ctx, &bedrockruntime.ConverseInput{
        ModelId: aws.String("anthropic.claude-3-5-sonnet-20240620-v1:0"),
        ToolConfig: &types.ToolConfiguration{Tools: []types.Tool{&types.ToolMemberToolSpec{Value: types.ToolSpecification{
            Name: aws.String("ledger"), Description: aws.String("Looks up an entry")}}}},
    })
}
"""


def test_tools_of_bedrocks_conversations_in_go_are_those_of_the_model(scan):
    found = scan({"ledger.go": LEDGER})
    assert ("anthropic.claude-3-5-sonnet-20240620-v1:0", "has-tool", "ledger") in found.links


def test_a_name_that_a_counter_fills_in_names_no_tool(scan):
    counted = LEDGER.replace('Name: aws.String("ledger")', "Name: aws.String(named(decl))") + (
        '\nfunc named(decl Decl) string {\n    count := 0\n    if decl.Name == "" {\n'
        '        return fmt.Sprintf("tool_fn_%d", count)\n    }\n    return decl.Name\n}\n'
    )
    found = scan(
        {
            "ledger.go": counted.replace(
                "func Ask(client", "type BedrockModel struct{}\nfunc (m BedrockModel) Ask(client"
            )
        }
    )
    assert found.names(Kind.TOOL) == []
    assert found.names(Kind.AGENT) == []


DATES = """package main
import (
    fc "example.org/ai/functioncall"
    "example.org/ai"
)
func main() {
    funcs := fc.Funcs{
        "GetDate": fc.Func{GetDate, "A function to get date", fc.Params{}},
        "GetWeather": fc.Func{Value: GetWeather, Description: "Tells the weather"},
    }
    client.Chat(nil, ai.ChatRequest{Model: "gpt-3.5-turbo-0613", Messages: msgs, Functions: funcs})
}
func GetDate() string { return "x" }
func GetWeather(city string) string { return "x" }
"""


def test_functions_of_a_request_that_a_map_of_go_names_are_tools(scan):
    found = scan({"main.go": DATES})
    assert found.names(Kind.TOOL) == ["GetDate", "GetWeather"]
    assert ("gpt-3.5-turbo-0613", "has-tool", "GetDate") in found.links


def test_rows_of_a_map_of_go_without_a_function_are_no_tools(scan):
    rows = DATES.replace("{GetDate,", '{"GetDate",').replace("Value: GetWeather", 'Value: "GetWeather"')
    assert scan({"main.go": rows}).names(Kind.TOOL) == []


def test_a_map_of_a_named_type_is_the_body_of_a_request_in_go(scan):
    asked = (
        'package main\nimport "github.com/gin-gonic/gin"\nconst url = "https://api.openai.com/v1/chat/completions"\n'
        'var body = gin.H{"model": "gpt-4o-mini", "messages": []gin.H{{"role": "system", '
        '"content": "You are a guide to the museums of Berlin."}}}\n'
    )
    found = scan({"main.go": asked})
    assert found.names(Kind.MODEL) == ["gpt-4o-mini"]
    assert any(kind == "uses-prompt" for source, kind, _ in found.links if source == "gpt-4o-mini")
