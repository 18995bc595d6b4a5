"""Which tools and prompts an MCP server has: those of the classes that it is given by type, in lists, in blocks of Kotlin."""

from __future__ import annotations

from aibom.model.kinds import Kind

TOOLS = """using ModelContextProtocol.Server;
namespace Shop.Core;
[McpServerToolType]
public class OrderTools
{
    [McpServerTool(Name = "find_order"), Description("Finds an order")]
    public string FindOrder(string number) => "none";
}
[McpServerToolType]
public class RefundTools
{
    [McpServerTool(Name = "refund"), Description("Refunds an order")]
    public string Refund(string number) => "ok";
}
"""
PROMPTS = """using ModelContextProtocol.Server;
namespace Shop.Core;
[McpServerPromptType]
public class OrderPrompts
{
    [McpServerPrompt, Description("Explains an order")]
    public static string ExplainPrompt()
    {
        return "Please explain this order to the customer in two plain sentences, then list what is in it in a table.";
    }
}
"""
DESK = """using Shop.Core;
var mcp = builder.Services.AddMcpServer(options =>
{
    options.ServerInfo = new() { Name = "shop-desk", Version = "1.0.0" };
});
mcp.WithStdioServerTransport();
mcp.WithTools<OrderTools>();
mcp.WithPrompts<OrderPrompts>();
"""
WEB = """using Shop.Core;
builder.Services.AddMcpServer(o => o.ServerInfo = new Implementation { Name = "shop-web" })
    .WithHttpTransport()
    .WithTools<RefundTools>();
"""


def test_classes_given_by_type_are_the_servers_tools_and_prompts(scan):
    found = scan({"Core/Tools.cs": TOOLS, "Core/Prompts.cs": PROMPTS, "Desk/Program.cs": DESK, "Web/Program.cs": WEB})
    drawn = {link for link in found.links if link[0].startswith("shop-")}
    assert drawn == {
        ("shop-desk", "contains", "find_order"),
        ("shop-desk", "uses-prompt", "ExplainPrompt"),
        ("shop-web", "contains", "refund"),
    }


def test_what_an_annotated_method_returns_is_no_second_prompt(scan):
    assert len(scan({"Core/Prompts.cs": PROMPTS}).places(Kind.PROMPT, "ExplainPrompt")) == 1


def test_what_a_plain_method_called_after_prompts_returns_is_a_prompt(scan):
    plain = PROMPTS.replace('[McpServerPrompt, Description("Explains an order")]\n', "")
    assert scan({"Core/Prompts.cs": plain}).names(Kind.PROMPT) == ["ExplainPrompt"]


COURSES = """package a;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbacks;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.context.annotation.Bean;
class App {
  @Bean
  public List<ToolCallback> courseTools(CourseService service) { return List.of(ToolCallbacks.from(service)); }
  @Bean
  public ToolCallback loud() { return FunctionToolCallback.builder("loud", (String text) -> text.toUpperCase()).build(); }
  public ToolCallback quiet() { return FunctionToolCallback.builder("quiet", (String text) -> text).build(); }
}
"""
SERVICE = """package a;
import org.springframework.ai.tool.annotation.Tool;
class CourseService {
  @Tool(name = "get_courses", description = "Lists the courses")
  public String courses() { return ""; }
}
"""


def test_callbacks_of_beans_belong_to_the_server_of_the_settings(scan):
    found = scan({"src/main/java/a/App.java": COURSES, "src/main/java/a/CourseService.java": SERVICE})
    offered = {target for source, kind, target in found.links if (source, kind) == ("mcp-server", "contains")}
    assert offered == {"get_courses", "loud"}


KOTLIN = """import io.modelcontextprotocol.kotlin.sdk.*
import io.modelcontextprotocol.kotlin.sdk.server.Server
fun configure() {
    val server = Server(Implementation(name = "trains", version = "1.0")).apply {
        addTool(name = "delays", description = "Which trains are late") { _ -> CallToolResult(listOf()) }
    }
    server.addTimes()
    with(server) {
        addPrompt(name = "plan_trip", description = "Plans a trip") { _ -> GetPromptResult("", listOf()) }
    }
}
fun Server.addTimes() {
    addTool(name = "departures", description = "The next trains") { _ -> CallToolResult(listOf()) }
}
class Board {
    fun addTool(name: String, description: String) = show(name)
}
fun Board.addClock() {
    addTool(name = "clock", description = "The time on the board")
}
"""


def test_calls_of_kotlin_are_made_on_the_receiver_around_them(scan):
    found = scan({"src/Main.kt": KOTLIN})
    assert found.names(Kind.TOOL) == ["delays", "departures", "trains"]
    assert {("trains", "contains", "delays"), ("trains", "contains", "departures")} <= found.links
    assert ("trains", "uses-prompt", "plan_trip") in found.links


RUBY = """require "mcp"
class BookSeats < MCP::Tool
  description "Books seats"
end
class Invite < MCP::Prompt
  prompt_name "invite_friends"
end
server = MCP::Server.new(name: "box_office", tools: [BookSeats], prompts: [Invite])
"""


def test_a_server_of_ruby_has_what_it_is_given(scan):
    found = scan({"server.rb": RUBY})
    assert {("box_office", "contains", "BookSeats"), ("box_office", "uses-prompt", "invite_friends")} <= found.links


GO_SERVER = """package server
import "github.com/mark3labs/mcp-go/mcp"
type Desk struct { server *server.MCPServer }
func (d *Desk) register() {
	plan := mcp.NewPrompt("plan-day", mcp.WithPromptDescription("Plans a day"))
	d.server.AddPrompt(plan, d.getPlanPrompt)
}
"""
GO_PROMPTS = """package server
import "github.com/mark3labs/mcp-go/mcp"
func (d *Desk) getPlanPrompt(ctx context.Context, request mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
	text := fmt.Sprintf(`You are a planner of the day of a harbour. Make a table of ships and berths for %s.`, request.Params.Arguments["day"])
	return &mcp.GetPromptResult{Messages: []mcp.PromptMessage{{Role: "user", Content: mcp.TextContent{Type: "text", Text: text}}}}, nil
}
"""


def test_what_the_function_of_an_offered_prompt_writes_is_no_second_one(scan):
    assert scan({"server/server.go": GO_SERVER, "server/prompts.go": GO_PROMPTS}).names(Kind.PROMPT) == ["plan-day"]


def test_what_a_function_writes_that_nothing_offers_is_a_prompt(scan):
    alone = GO_SERVER.replace("d.server.AddPrompt(plan, d.getPlanPrompt)", "d.keep(plan)")
    assert len(scan({"server/server.go": alone, "server/prompts.go": GO_PROMPTS}).names(Kind.PROMPT)) == 2


CLOCK = """using ModelContextProtocol.Server;
namespace {0};
[McpServerToolType]
public class TimeTool
{{
    [McpServerTool(Name = "time_{0}"), Description("Tells the time")]
    public string Now() => "noon";
}}
"""
BY_TYPE = 'builder.Services.AddMcpServer(o => o.ServerInfo = new() { Name = "one" }).WithTools<TimeTool>();\n'
BY_ASSEMBLY = 'builder.Services.AddMcpServer(o => o.ServerInfo = new() { Name = "two" }).WithToolsFromAssembly();\n'


def test_of_classes_of_one_name_a_server_has_those_of_its_project(scan):
    files = {"One/Program.cs": BY_TYPE, "Two/Program.cs": BY_ASSEMBLY}
    clocks = {f"{project}/TimeTool.cs": CLOCK.format(project) for project in ("One", "Two")}
    assert scan(files | clocks).links == {("one", "contains", "time_One"), ("two", "contains", "time_Two")}
