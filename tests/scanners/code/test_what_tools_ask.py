"""What the functions behind tools ask where the tool is made in one place and its function is given in another."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PILOT = """package main
import ("context"; "net/http"; "github.com/mark3labs/mcp-go/mcp"; "github.com/mark3labs/mcp-go/server")
const tidesURL = "https://api.tides.dev"
type Client struct { base string }
func NewClient() *Client { return &Client{base: "https://api.waves.dev"} }
func (c *Client) Get(ctx context.Context, path string) { http.NewRequestWithContext(ctx, "GET", c.base+path, nil) }
func winds(c *http.Client) (mcp.Tool, server.ToolHandlerFunc) {
    return mcp.NewTool("winds"), func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
        c.Get("https://api.winds.dev/now")
        return nil, nil
    }
}
func main() {
    s, c := server.NewMCPServer("pilot", "1.0.0"), NewClient()
    tides := mcp.NewTool("tides")
    s.AddTool(tides, func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
        http.Get(tidesURL + "/today")
        return nil, nil
    })
    s.AddTools(server.ServerTool{Tool: mcp.NewTool("waves"), Handler: func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
        c.Get(ctx, "/today")
        return nil, nil
    }})
    s.AddTool(winds(http.DefaultClient))
}
"""
PROGRAM = "using ModelContextProtocol.Server;\nbuilder.Services.AddMcpServer().WithTools<Weather>();\n"
MADE = """builder.Services.AddSingleton(_ =>
{
    var client = new HttpClient() { BaseAddress = new Uri("https://api.weather.gov") };
    return client;
});
"""
TYPED = 'builder.Services.AddHttpClient<TideService>(c => c.BaseAddress = new Uri("https://api.tides.dev"));\n'
NAMED = 'builder.Services.AddHttpClient("waves", c => { c.BaseAddress = new Uri("https://api.waves.dev"); });\n'
TOOLS = """using ModelContextProtocol.Server;
[McpServerToolType]
public sealed class Weather(TideService tides, IHttpClientFactory factory)
{
    [McpServerTool] public static Task<string> GetAlerts(HttpClient client) => client.GetStringAsync("/alerts");
    [McpServerTool] public Task<string> GetTides() => tides.Today();
    [McpServerTool] public Task<string> GetWaves() => factory.CreateClient("waves").GetStringAsync("/today");
}
"""
SERVICE = """public class TideService(HttpClient http)
{
    public Task<string> Today() => http.GetStringAsync("/today");
}
"""
KOTLIN = """import io.ktor.client.HttpClient
import io.ktor.client.plugins.defaultRequest
import io.ktor.client.request.get
import io.modelcontextprotocol.kotlin.sdk.Implementation
import io.modelcontextprotocol.kotlin.sdk.server.Server
fun serve() {
    val http = HttpClient { defaultRequest { url("https://api.tides.dev") } }
    val server = Server(Implementation(name = "pilot", version = "1.0.0"))
    server.addTool(name = "tides", description = "Tides of a harbour") { request -> http.get("/today") }
}
"""


@pytest.mark.parametrize(("tool", "host"), [("tides", "tides"), ("waves", "waves"), ("winds", "winds")])
def test_a_tool_of_go_asks_what_its_function_asks(scan, tool, host):
    assert (tool, "calls-service", f"api.{host}.dev") in scan({"main.go": PILOT}).links


def test_of_several_tools_it_is_not_known_whose_function_asks(scan):
    looped = PILOT.replace(
        "s.AddTool(tides, func", 'for _, n := range []string{"ebb", "flood"} { s.AddTool(mcp.NewTool(n), func'
    ).replace("    s.AddTools", "    }\n    s.AddTools")
    found = scan({"main.go": looped})
    assert {"ebb", "flood"} <= set(found.names(Kind.TOOL))
    assert "api.tides.dev" not in found.names(Kind.SERVICE)


@pytest.mark.parametrize(
    ("tool", "set_up", "host"),
    [("GetAlerts", MADE, "weather.gov"), ("GetTides", TYPED, "tides.dev"), ("GetWaves", NAMED, "waves.dev")],
)
def test_a_tool_of_net_asks_where_the_client_that_it_is_handed_was_set_up_for(scan, tool, set_up, host):
    links = scan({"Program.cs": PROGRAM + set_up, "Weather.cs": TOOLS, "TideService.cs": SERVICE}).links
    assert (tool, "calls-service", f"api.{host}") in links


def test_a_client_set_up_for_another_class_is_not_what_a_tool_asks(scan):
    found = scan({"Program.cs": PROGRAM + TYPED.replace("TideService", "Billing"), "Weather.cs": TOOLS})
    assert found.names(Kind.SERVICE) == []


def test_a_tool_of_kotlin_asks_where_its_client_was_made_for(scan):
    assert ("tides", "calls-service", "api.tides.dev") in scan({"Server.kt": KOTLIN}).links


BEAN = """package city;
import java.util.function.Function;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Description;
@Configuration
class Functions {
    @Bean @Description("Get the weather of a city.")
    Function<Weather.Request, Weather.Response> forecast() { return new Weather(); }
}
"""
WEATHER = """package city;
import java.util.function.Function;
import org.springframework.web.client.RestClient;
class Weather implements Function<Weather.Request, Weather.Response> {
    private final RestClient client = RestClient.create("https://api.weather.dev/v1");
    public Response apply(Request request) { return client.get().uri("/now").retrieve().body(Response.class); }
}
"""


def test_a_function_of_the_container_asks_what_its_object_asks(scan):
    links = scan({"Functions.java": BEAN, "Weather.java": WEATHER}).links
    assert ("forecast", "calls-service", "api.weather.dev") in links


SEARCH = """using Microsoft.Extensions.AI;
using Qdrant.Client;
builder.AddQdrantClient("vectors");
class Desk(QdrantClient vectors)
{
    Task<ChatResponse> Ask(IChatClient chat, string text) =>
        chat.GetResponseAsync(text, new ChatOptions { Tools = [AIFunctionFactory.Create(FindProducts)] });
    Task<string> FindProducts(string text) => vectors.SearchAsync("products", text);
}
"""


def test_a_tool_asks_the_store_whose_client_the_container_hands_over(scan):
    assert ("FindProducts", "calls-service", "Qdrant") in scan({"Desk.cs": SEARCH}).links
    unknown = SEARCH.replace("QdrantClient vectors", "OrderBook vectors")
    assert ("FindProducts", "calls-service", "Qdrant") not in scan({"Desk.cs": unknown}).links


ARCHIVE = """class Answerer
  def call(question)
    Anthropic::Client.new.messages.create(
      model: "claude-sonnet-4-20250514", max_tokens: 1024, tools: [search_tool],
      messages: [{ role: "user", content: question }]
    )
  end
  def search_tool
    { name: "search_archive", description: "Searches the archive", input_schema: { type: "object" } }
  end
end
"""


def test_a_method_of_ruby_gives_the_tool_and_is_none(scan):
    found = scan({"app/services/answerer.rb": ARCHIVE})
    assert found.names(Kind.TOOL) == ["search_archive"]
    assert ("claude-sonnet-4-20250514", "has-tool", "search_archive") in found.links


SERVER = (
    "from enum import Enum\n"
    "from mcp.server import Server\n"
    "from mcp.types import Tool\n"
    "import tides\n"
    "class Tools(str, Enum):\n"
    "    MOON = 'moon_of_day'\n"
    "server = Server('harbour')\n"
    "@server.list_tools()\n"
    "async def offered():\n"
    "    return [Tool(name='high_water', description='High water', inputSchema={'type': 'object', 'properties': {}}),\n"
    "            Tool(name='berths', description='Free berths', inputSchema={'type': 'object', 'properties': {}}),\n"
    "            Tool(name=Tools.MOON, description='Moon', inputSchema={'type': 'object', 'properties': {}})]\n"
)
TIDES = (
    "import requests\n"
    "BASE_URL = 'https://tides.harbour-data.org/v1'\n"
    "def fetch(place):\n"
    "    url = f'{BASE_URL}/tides/{place}'\n"
    "    return requests.get(url).json()\n"
    "def phase():\n"
    "    return requests.get('https://moon.harbour-data.org/today').json()\n"
)


def test_a_tool_asks_what_the_branch_of_its_name_asks(scan):
    ifs = (
        "@server.call_tool()\n"
        "async def handle(name, arguments):\n"
        "    if name == 'high_water':\n"
        "        return tides.fetch(arguments['place'])\n"
        "    elif name == Tools.MOON:\n"
        "        return tides.phase()\n"
        "    elif name == 'berths':\n"
        "        return ['a']\n"
    )
    cases = (
        "@server.call_tool()\n"
        "async def handle(name, arguments):\n"
        "    match name:\n"
        "        case 'high_water':\n"
        "            return tides.fetch(arguments['place'])\n"
        "        case Tools.MOON:\n"
        "            return tides.phase()\n"
        "        case 'berths':\n"
        "            return ['a']\n"
    )
    for handler in (ifs, cases):
        links = scan({"server.py": SERVER + handler, "tides.py": TIDES}).links
        calls = {(source, target) for source, _, target in links if target.endswith("harbour-data.org")}
        assert calls == {("high_water", "tides.harbour-data.org"), ("moon_of_day", "moon.harbour-data.org")}


def test_a_branch_that_asks_for_something_else_is_no_tools(scan):
    handler = (
        "@server.call_tool()\n"
        "async def handle(name, arguments):\n"
        "    return await run(arguments['mode'])\n"
        "async def run(mode):\n"
        "    if mode == 'berths':\n"
        "        return tides.fetch('here')\n"
    )
    links = scan({"server.py": SERVER + handler, "tides.py": TIDES}).links
    assert not [one for one in links if one[0] == "berths"]


RETRYING = {
    "lib/retry.ts": "export async function withRetry(run, times = 3) { return await run(); }\n",
    "lib/speech.ts": """import { withRetry } from "./retry";
export async function say(text) {
  return withRetry(async () => fetch("https://api.elevenlabs.io/v1/text-to-speech/anna", { method: "POST", body: text }));
}
""",
    "lib/tides.ts": """import { withRetry } from "./retry";
async function load() { return fetch("https://api.tavily.com/search?q=tides"); }
export async function tides() { return withRetry(load); }
""",
    "tools.ts": """import { tool } from "@langchain/core/tools";
import { say } from "./lib/speech";
import { tides } from "./lib/tides";
export const speak = tool(async ({ text }) => say(text), { name: "speak", description: "Says a text aloud." });
export const look = tool(async () => tides(), { name: "look_up_tides", description: "Looks up the tides." });
""",
}


def test_what_several_hand_to_one_wrapper_is_asked_by_who_hands_it_over(scan):
    asked = {link for link in scan(RETRYING).links if link[0] in ("speak", "look_up_tides")}
    assert asked == {("speak", "calls-service", "ElevenLabs"), ("look_up_tides", "calls-service", "Tavily")}
