"""Tools and agents of Go and the JVM: types that have a tool's methods, elided types, executors, words of a method."""

from __future__ import annotations

from aibom.model.kinds import Kind
from aibom.scanners.code.resolving.go_modules import go_modules
from aibom.scanners.code.resolving.imports import Places

TOOL = """package main
import ("context"; "github.com/tmc/langchaingo/tools")
type TideTable struct{ Harbour string }
var _ tools.Tool = TideTable{}
func (t TideTable) Description() string { return "Tells when the tide is high in a harbour." }
func (t TideTable) Name() string { return "tide_table" }
func (t TideTable) Call(ctx context.Context, input string) (string, error) { return input, nil }
"""
MAIN = """package main
import ("github.com/tmc/langchaingo/agents"; "github.com/tmc/langchaingo/llms/ollama"; "github.com/tmc/langchaingo/tools")
func main() {
    llm, _ := ollama.New(ollama.WithModel("llama3:8b"))
    pilotTools := []tools.Tool{TideTable{Harbour: "Hull"}, tools.Calculator{}}
    pilot := agents.NewExecutor(agents.NewConversationalAgent(llm, pilotTools), pilotTools)
    _ = pilot
}
"""


def test_a_type_with_the_methods_of_a_tool_is_one_and_the_executor_is_one_agent(scan):
    found = scan({"tide.go": TOOL, "main.go": MAIN})
    assert found.names(Kind.TOOL) == ["Calculator", "tide_table"]
    assert found.names(Kind.AGENT) == ["pilot"]
    assert found.links >= {
        ("pilot", "has-tool", "tide_table"),
        ("pilot", "has-tool", "Calculator"),
        ("pilot", "uses-model", "llama3:8b"),
    }


def test_an_agent_held_in_a_variable_is_the_executor_that_runs_it(scan):
    held = MAIN.replace(
        "pilot := agents.NewExecutor(agents.NewConversationalAgent(llm, pilotTools), pilotTools)",
        "agent := agents.NewOneShotAgent(llm, pilotTools)\n    pilot := agents.NewExecutor(agent)",
    )
    assert scan({"tide.go": TOOL, "main.go": held}).names(Kind.AGENT) == ["pilot"]


def test_a_command_of_a_program_is_no_tool(scan):
    command = (
        "package main\n"
        "type Serve struct{}\n"
        'func (s Serve) Name() string { return "serve" }\n'
        'func (s Serve) Description() string { return "Serves the documents of a folder." }\n'
        "func (s Serve) Run(args []string) error { return nil }\n"
    )
    assert "serve" not in scan({"serve.go": command, "tide.go": TOOL}).names(Kind.TOOL)


def test_a_type_that_states_its_arguments_is_a_tool_of_an_own_agent(scan):
    own = (
        "package tools\n"
        'import openai "github.com/sashabaranov/go-openai"\n'
        "type ReadLog struct{}\n"
        'func (r *ReadLog) Name() string { return "read_log" }\n'
        'func (r *ReadLog) Description() string { return "Reads the log of a ship." }\n'
        "func (r *ReadLog) Parameters() map[string]any { return nil }\n"
        "func (r *ReadLog) Execute(input string) (string, error) { return input, nil }\n"
        "var client = openai.NewClient(key)\n"
    )
    assert scan({"tools/log.go": own}).names(Kind.TOOL) == ["read_log"]


def test_functions_of_an_elided_type_are_tools(scan):
    listed = (
        'package main\nimport "github.com/tmc/langchaingo/llms"\n'
        "var functions = []llms.FunctionDefinition{\n"
        '    {Name: "getTide", Description: "Get the tide of a harbour"},\n}\n'
    )
    assert scan({"f.go": listed}).places(Kind.TOOL, "getTide") == {"f.go:4"}


def test_a_file_of_go_that_only_begins_with_test_is_no_test(scan):
    found = scan({"tide.go": TOOL, "test_chain.go": MAIN})
    assert found.names(Kind.AGENT) == ["pilot"]
    assert ("pilot", "has-tool", "Calculator") in found.links


def test_packages_of_a_module_below_the_root_are_found_and_outside_ones_are_not_shadowed():
    stated = {"backend/go.mod": b"// the pilot\nmodule example.com/harbour // v2\n\ngo 1.22\n"}
    modules = go_modules([*stated, "backend/tools/tide.go"], stated.get)
    assert modules == {"example.com/harbour": "backend"}
    places = Places(["backend/tools/tide.go", "backend/main.go", "tools/gen.go"], frozenset(), (), modules)
    assert places.locate("go", "example.com/harbour/tools", "backend/main.go") == "backend/tools"
    assert places.locate("go", "github.com/tmc/langchaingo/tools", "backend/main.go") is None


def test_a_default_inside_a_reader_of_the_environment_is_the_default_of_the_flag(scan):
    found = scan(
        {
            "main.go": "package main\n"
            'import (openai "github.com/sashabaranov/go-openai"; flag "github.com/spf13/pflag"; "github.com/walles/env")\n'
            'var chosen = flag.String("model", env.GetOr("CHAT_MODEL", env.String, "gpt-3.5-turbo-0301"), "the model")\n'
            "func main() {\n"
            "    req := openai.ChatCompletionRequest{Model: *chosen}\n"
            "    _ = req\n"
            "}\n"
        }
    )
    assert found.places(Kind.MODEL, "gpt-3.5-turbo-0301") == {"main.go:3", "main.go:5"}


def test_the_words_of_an_annotated_method_are_a_prompt_of_the_service(scan):
    service = (
        "package x;\n"
        "import dev.langchain4j.service.UserMessage;\n"
        "import io.quarkiverse.langchain4j.RegisterAiService;\n"
        "@RegisterAiService\n"
        "public interface BerthFinder {\n"
        '    @UserMessage("Find the berth that {text} speaks of. Answer with its number only.")\n'
        "    int find(String text);\n"
        "}\n"
    )
    found = scan({"src/main/java/BerthFinder.java": service})
    assert ("BerthFinder", "uses-prompt", "BerthFinder prompt") in found.links


def test_a_struct_that_hands_tools_to_its_model_is_an_agent(scan):
    source = (
        "package main\n"
        'import ("context"; "github.com/anthropics/anthropic-sdk-go")\n'
        "type Agent struct {\n    client *anthropic.Client\n    tools []Ability\n}\n"
        "type Ability struct {\n    Name string\n    Description string\n}\n"
        'var tide = Ability{Name: "tide", Description: "Tells the tide of a berth."}\n'
        "func main() {\n"
        "    client := anthropic.NewClient()\n"
        "    pilot := &Agent{client: &client, tools: []Ability{tide}}\n"
        "    pilot.ask(context.TODO())\n"
        "}\n"
        "func (a *Agent) ask(ctx context.Context) {\n"
        "    given := []anthropic.ToolUnionParam{}\n"
        "    for _, tool := range a.tools {\n"
        "        given = append(given, anthropic.ToolUnionParam{OfTool: &anthropic.ToolParam{Name: tool.Name}})\n"
        "    }\n"
        '    a.client.Messages.New(ctx, anthropic.MessageNewParams{Model: "claude-3-7-sonnet-latest", Tools: given})\n'
        "}\n"
    )
    found = scan({"main.go": source})
    assert found.links >= {("Agent", "has-tool", "tide"), ("Agent", "uses-model", "claude-3-7-sonnet-latest")}
    bare = scan({"main.go": source.replace(", Tools: given", "").replace("range a.tools", "range none")})
    assert bare.names(Kind.AGENT) == []


def test_system_messages_and_tools_of_langchaingo_are_joined_to_the_model(scan):
    source = (
        "package main\n"
        'import ("context"; "github.com/tmc/langchaingo/llms"; "github.com/tmc/langchaingo/llms/openai")\n'
        "func main() {\n"
        '    llm, _ := openai.New(openai.WithModel("gpt-4o"))\n'
        "    content := []llms.MessageContent{\n"
        '        llms.TextParts(llms.ChatMessageTypeSystem, "You are the pilot of a harbour."),\n'
        '        llms.TextParts(llms.ChatMessageTypeHuman, "Where is the berth of the Mary Rose in the harbour?"),\n'
        "    }\n"
        '    berth := llms.Tool{Type: "function", Function: &llms.FunctionDefinition{Name: "berth"}}\n'
        "    llm.GenerateContent(context.TODO(), content, llms.WithTools([]llms.Tool{berth}))\n"
        "}\n"
    )
    found = scan({"main.go": source})
    assert len(found.names(Kind.PROMPT)) == 1
    assert ("gpt-4o", "has-tool", "berth") in found.links
    assert ("gpt-4o", "uses-prompt", found.names(Kind.PROMPT)[0]) in found.links


FANTASY = """package main
import (
    "charm.land/fantasy/providers/bedrock"
    "charm.land/fantasy/providers/vercel"
)
func main() {
    gateway, _ := vercel.New(vercel.WithAPIKey(key))
    model, _ := gateway.LanguageModel(ctx, "anthropic/claude-sonnet-4-5")
    own, _ := bedrock.New()
    run(model, own)
}
"""


def test_providers_of_fantasy(scan):
    found = scan({"main.go": FANTASY})
    assert found.names(Kind.SERVICE) == ["Amazon Bedrock", "Vercel AI Gateway"]
    assert found.names(Kind.MODEL) == ["anthropic/claude-sonnet-4-5"]
    assert not scan({"main.go": FANTASY.replace("charm.land/fantasy", "own.example")}).names(Kind.SERVICE)


BESIDE = """package desk

import (
	"github.com/cloudwego/eino/components/tool"
	"github.com/cloudwego/eino/components/tool/utils"
	"github.com/cloudwego/eino/compose"
	"github.com/cloudwego/eino/flow/agent/react"
)

func watched(tools []tool.BaseTool, onEvent func(string)) []tool.BaseTool { return tools }
func report(event string) {}

func New(ctx context.Context) *react.Agent {
	search, _ := utils.InferTool("search_docs", "Search the documentation", find)
	agent, _ := react.NewAgent(ctx, &react.AgentConfig{ToolsConfig: compose.ToolsNodeConfig{Tools: watched([]tool.BaseTool{search}, report)}})
	return agent
}
"""


def test_a_function_that_is_handed_over_beside_the_tools_is_none(scan):
    assert scan({"desk/agent.go": BESIDE}).names(Kind.TOOL) == ["search_docs"]


FUNCTIONS = """package desk

import "github.com/sashabaranov/go-openai"

type Tool interface { Name() string; Description() string; InputSchema() any; Execute(args string) string }
type FuncTool struct { name, desc string; run func(string) string }

func NewFuncTool(name, desc string, run func(string) string) *FuncTool { return &FuncTool{name: name, desc: desc, run: run} }
func (t *FuncTool) Name() string { return t.name }
func (t *FuncTool) Description() string { return t.desc }
func (t *FuncTool) InputSchema() any { return nil }
func (t *FuncTool) Execute(args string) string { return t.run(args) }

func Tools() []Tool {
	return []Tool{NewFuncTool("add_note", "Add a note to the book", add), NewFuncTool("find_note", "Find a note", find)}
}
"""


def test_objects_of_a_type_that_is_told_its_name_are_the_tools(scan):
    assert scan({"desk/tools.go": FUNCTIONS}).names(Kind.TOOL) == ["add_note", "find_note"]
    unmade = FUNCTIONS.partition("func Tools()")[0]
    assert not scan({"desk/tools.go": unmade}).names(Kind.TOOL)
