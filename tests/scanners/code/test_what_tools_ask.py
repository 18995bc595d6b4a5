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
