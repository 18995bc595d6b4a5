"""Addresses of others that tools ask: told where a tool reaches them, and nowhere else."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

SERVER = """import httpx
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("linear-issues")
API = "https://api.linear.app/graphql"
STATUS = "https://status.linear.app/api/v2/summary.json"


async def ask(query, variables):
    async with httpx.AsyncClient() as client:
        return (await client.post(API, json={"query": query, "variables": variables})).json()


@mcp.tool()
async def list_issues(team: str) -> str:
    \"\"\"List the open issues of a team.\"\"\"
    return str(await ask("query { issues { nodes { title } } }", {"team": team}))


def watch():
    return httpx.get(STATUS).json()
"""
HANDLERS = """import mcp.types as types
import requests
from mcp.server import Server

server = Server("weather-desk")


def forecast(arguments):
    return requests.get(f"https://api.open-meteo.com/v1/forecast?latitude={arguments['latitude']}", timeout=10).text


HANDLERS = {"get_forecast": forecast}


@server.list_tools()
async def tools():
    return [types.Tool(name="get_forecast", description="Forecast of a place", inputSchema={"type": "object"})]


@server.call_tool()
async def call(name, arguments):
    return [types.TextContent(type="text", text=HANDLERS[name](arguments))]
"""
CLIENT = """export class NotionApi {
  constructor(private token: string, private base = "https://api.notion.com/v1") {}
  async request(path: string) {
    return (await fetch(`${this.base}${path}`, { headers: { Authorization: `Bearer ${this.token}` } })).json();
  }
  page(id: string) {
    return this.request(`/pages/${id}`);
  }
}
"""
MAPPED = """import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { NotionApi } from "./api.js";

const api = new NotionApi(process.env.NOTION_TOKEN!);
const server = new Server({ name: "notion-reader", version: "0.3.0" }, { capabilities: { tools: {} } });
const handlers = new Map<string, (args: any) => Promise<unknown>>([["notion_page", (args) => api.page(args.id)]]);
server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [{ name: "notion_page", description: "Read a page", inputSchema: { type: "object" } }],
}));
server.setRequestHandler(CallToolRequestSchema, async (request) => handlers.get(request.params.name)!(request.params));
"""


def test_a_tool_calls_the_service_whose_address_its_helper_asks(scan):
    found = scan({"server.py": SERVER})
    assert found.names(Kind.SERVICE) == ["api.linear.app"]
    service = found.one(Kind.SERVICE, "api.linear.app")
    assert service.facts["service_type"] == "web-api"
    assert service.facts["endpoints"] == ["https://api.linear.app/graphql"]
    assert ("list_issues", "calls-service", "api.linear.app") in found.links


def test_handlers_in_a_mapping_are_the_functions_of_their_tools(scan):
    found = scan({"weather/server.py": HANDLERS})
    assert ("get_forecast", "calls-service", "api.open-meteo.com") in found.links


def test_a_client_class_with_its_address_and_handlers_in_a_map_of_pairs(scan):
    found = scan({"src/api.ts": CLIENT, "src/index.ts": MAPPED})
    assert ("notion_page", "calls-service", "api.notion.com") in found.links


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8080/graphql",
        "https://example.com/graphql",
        "https://10.0.0.7/graphql",
        "https://{host}/graphql",
        "https://oauth2.linear.app/token",
        "see https://api.linear.app/graphql",
    ],
)
def test_own_hosts_examples_and_texts_are_no_services(scan, address):
    found = scan({"server.py": SERVER.replace("https://api.linear.app/graphql", address)})
    assert found.names(Kind.SERVICE) == []
    assert found.names(Kind.TOOL) == ["linear-issues", "list_issues"]


def test_what_no_tool_asks_is_no_service(scan):
    found = scan({"watch.py": "import openai\n" + SERVER[: SERVER.index("@mcp.tool")] + "client = openai.OpenAI()\n"})
    assert found.names(Kind.SERVICE) == ["OpenAI"]


SHARED_HELPER = """import httpx
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("library")


async def fetch(url, **options):
    async def once():
        async with httpx.AsyncClient() as client:
            return (await client.get(url, **options)).json()

    return await once()


@mcp.tool()
async def find_book(title: str) -> str:
    \"\"\"Find a book.\"\"\"
    return str(await fetch(url="https://openlibrary.org/search.json", params={"title": title}))


@mcp.tool()
async def find_paper(title: str) -> str:
    \"\"\"Find a paper.\"\"\"
    return str(await fetch("https://api.crossref.org/works", params={"query": title}))
"""


def test_tools_that_share_a_helper_ask_each_its_own_service(scan):
    links = {link for link in scan({"server.py": SHARED_HELPER}).links if link[1] == "calls-service"}
    assert links == {
        ("find_book", "calls-service", "openlibrary.org"),
        ("find_paper", "calls-service", "api.crossref.org"),
    }


RIVERS = """import os
import httpx
from mcp.server.fastmcp import FastMCP

mcp = FastMCP("rivers")


class Rivers:
    def __init__(self):
        self.url = os.getenv("RIVER_API", "https://environment.data.gov.uk/flood-monitoring").rstrip("/")
        self.log_url = settings("LOG", "https://logs.acme.io/rivers")

    async def get(self, path):
        async with httpx.AsyncClient() as client:
            return (await client.get(self.url + path)).json()


rivers = Rivers()


@mcp.tool()
async def river_level(station: str) -> str:
    \"\"\"Level of a river at a station.\"\"\"
    return await rivers.get(f"/id/stations/{station}")
"""


def test_an_address_that_the_environment_has_by_default(scan):
    found = scan({"rivers.py": RIVERS})
    assert ("river_level", "calls-service", "environment.data.gov.uk") in found.links
    assert found.names(Kind.SERVICE) == ["environment.data.gov.uk"]


WIKI = """use rmcp::{tool, tool_router, ServerHandler, model::{Implementation, ServerInfo}};
struct Wiki { client: reqwest::Client }
#[tool_router]
impl Wiki {
    #[tool(description = "Search the articles of an encyclopedia")]
    async fn search(&self, query: String, language: String) -> String {
        let url = format!("https://{}.wikipedia.org/w/api.php?list=search&srsearch={}", language, query);
        self.client.get(&url).send().await.unwrap().text().await.unwrap()
    }
}
impl ServerHandler for Wiki {
    fn get_info(&self) -> ServerInfo {
        ServerInfo { server_info: Implementation { name: "wiki".into(), website_url: Some("https://github.com/desk/wiki".into()) } }
    }
}
"""


def test_a_host_below_a_computed_subdomain_is_asked_and_a_home_page_is_not(scan) -> None:
    assert scan({"src/main.rs": WIKI}).names(Kind.SERVICE) == ["wikipedia.org"]


MADE_UP = """package main

import openai "github.com/sashabaranov/go-openai"

type Result struct { Title, URL string }

func search(query string) []Result {
	return []Result{{Title: "Documentation", URL: "https://go.dev/doc"}, {Title: "Weather", URL: "https://weather.com/today"}}
}

func main() {
	tools := []openai.Tool{{Function: &openai.FunctionDefinition{Name: "search", Description: "Search the web"}}}
	reply, _ := client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o-mini", Tools: tools})
	for _, call := range reply.Choices[0].Message.ToolCalls {
		if call.Function.Name == "search" {
			search(call.Function.Arguments)
		}
	}
}
"""


def test_links_of_made_up_results_are_asked_of_nobody(scan) -> None:
    assert scan({"main.go": MADE_UP}).names(Kind.SERVICE) == ["OpenAI"]
