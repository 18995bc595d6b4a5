"""Tools that are declared in a form of the project's own, told by the words under which it hands them to a model."""

from __future__ import annotations

import pytest

from aibom.model.kinds import Kind

PYTHON_LOOP = """import litellm
from ops.catalog import OPS

def told(op):
    return {"type": "function", "function": {"name": op.ident, "description": op.blurb}}

def run(messages):
    return litellm.completion(model="gpt-4o", messages=messages, tools=list(map(told, OPS)))
"""
PYTHON_TABLE = """from dataclasses import dataclass
from ops import work

@dataclass
class Op:
    ident: str
    blurb: str
    fn: object

OPS = [
    Op("tail_logs", "Give the last lines of a log.", work.tail),
    Op("disk_usage", "Tell how full the disks of a host are.", work.disk),
]
"""
ENUMERATION = """from enum import Enum

class Ability(Enum):
    FIND = ("tail_logs", "Give the last lines of a log.")
    BUY = ("disk_usage", "Tell how full the disks of a host are.")
    SHOW = ("restart_host", "Restart a host and wait for it.")

    @property
    def ident(self):
        return self.value[0]
"""
SCRIPT = """import OpenAI from "openai";
import { all } from "./book";
const client = new OpenAI();
export const ask = (messages) => client.chat.completions.create({
  model: "gpt-4o", messages,
  tools: all.map((one) => ({ type: "function", function: { name: one.slug, description: one.help } })),
});
"""
BOOK = """import * as host from "./host";
export const all = [
  { slug: "tail_logs", help: "Gives the last lines of a log", go: host.tail },
  { slug: "disk_usage", help: "Tells how full the disks are", go: host.disk },
];
"""
DECORATED = """import { Offers } from "./offers";
export class Host {
  @Offers("tail_logs", "Gives the last lines of a log")
  async tail() { return ""; }
  @Offers("disk_usage", "Tells how full the disks are")
  async disk() { return ""; }
}
"""
OFFERS = """export function Offers(slug: string, help: string) { return (target: any, name: string) => {}; }
"""
GO = """package main
import openai "github.com/sashabaranov/go-openai"
func step(c *openai.Client) {
	var tools []openai.Tool
	for name, v := range All {
		tools = append(tools, openai.Tool{Function: &openai.FunctionDefinition{Name: name, Description: v.Help}})
	}
	c.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: "gpt-4o", Tools: tools})
}
"""
VERBS = """package main
var All = map[string]Verb{
	"tail_logs":  {Help: "Gives the last lines of a log", Do: tailLogs},
	"disk_usage": {Help: "Tells how full the disks are", Do: diskUsage},
	"open_shell": {Help: "Opens a shell on a host", Do: openShell},
}
"""
JAVA = """package host;
import com.openai.client.OpenAIClient;
import com.openai.models.FunctionDefinition;
class Chat {
  void ask(OpenAIClient client) {
    for (Ability one : Ability.values()) {
      params.addTool(FunctionDefinition.builder().name(one.ident()).description(one.says()).build());
    }
  }
}
"""
ABILITY = """package host;
public enum Ability {
  TAIL("tail_logs", "Gives the last lines of a log"),
  DISK("disk_usage", "Tells how full the disks are");
  Ability(String ident, String says) { this.ident = ident; this.says = says; }
}
"""
CSHARP = """using OpenAI.Chat;
namespace Host;
public class Talk
{
    void Ask(ChatClient client)
    {
        foreach (var deed in Deeds.All) options.Tools.Add(ChatTool.CreateFunctionTool(deed.Ident, deed.Help));
    }
}
"""
DEEDS = """namespace Host;
public record Deed(string Ident, string Help, Func<string, string> Work);
public static class Deeds
{
    public static readonly Deed[] All =
    {
        new("tail_logs", "Gives the last lines of a log", Logs.Tail),
        new("disk_usage", "Tells how full the disks are", Disks.Usage),
    };
}
"""
RUST = """use async_openai::types::FunctionObjectArgs;
fn described<D: Deed>(_: &D) { FunctionObjectArgs::default().name(D::IDENT).description(D::HELP).build(); }
fn ask() { request.tools(vec![described(&TailLogs), described(&DiskUsage)]); }
"""
TRAIT = """pub struct TailLogs;
impl Deed for TailLogs {
    const IDENT: &'static str = "tail_logs";
    const HELP: &'static str = "Gives the last lines of a log";
    fn perform(&self, args: Value) -> String { String::new() }
}
pub struct DiskUsage;
impl Deed for DiskUsage {
    const IDENT: &'static str = "disk_usage";
    const HELP: &'static str = "Tells how full the disks are";
    fn perform(&self, args: Value) -> String { String::new() }
}
"""
PHP = """<?php
namespace Host;
use OpenAI;
class Chat {
    public function ask() {
        foreach (Deeds::all() as $name => $deed) {
            $tools[] = ['type' => 'function', 'function' => ['name' => $name, 'description' => $deed['about']]];
        }
        return OpenAI::client($key)->chat()->create(['model' => 'gpt-4o', 'tools' => $tools]);
    }
}
"""
TABLE = """<?php
namespace Host;
class Deeds {
    public static function all() {
        return [
            'tail_logs' => ['about' => 'Gives the last lines of a log', 'work' => fn ($in) => Logs::tail($in)],
            'disk_usage' => ['about' => 'Tells how full the disks are', 'work' => fn ($in) => Disks::usage($in)],
            'open_shell' => ['about' => 'Opens a shell on a host', 'work' => fn ($in) => Shell::open($in)],
        ];
    }
}
"""
WRITTEN = {
    "objects of a record": {"ops/loop.py": PYTHON_LOOP, "ops/catalog.py": PYTHON_TABLE},
    "members of an enumeration": {"ops/loop.py": PYTHON_LOOP, "ops/catalog.py": ENUMERATION},
    "mappings": {"src/ask.ts": SCRIPT, "src/book.ts": BOOK},
    "decorators": {"src/ask.ts": SCRIPT, "src/offers.ts": OFFERS, "src/host.ts": DECORATED},
    "a table of handlers": {"main.go": GO, "verbs.go": VERBS},
    "constants of an enumeration": {"host/Chat.java": JAVA, "host/Ability.java": ABILITY},
    "records": {"Talk.cs": CSHARP, "Deeds.cs": DEEDS},
    "constants of a trait": {"src/main.rs": RUST, "src/deeds.rs": TRAIT},
    "a table of closures": {"src/Chat.php": PHP, "src/Deeds.php": TABLE},
}
SERVER = """import sys, json
from entries import CATALOG
def answer(msg):
    if msg["method"] == "initialize":
        return {"protocolVersion": "2024-11-05", "serverInfo": {"name": "ledger"}, "capabilities": {"tools": {}}}
    if msg["method"] == "tools/list":
        reply({"tools": [one.spec() for one in CATALOG.values()]})
"""
ENTRIES = """import ledger
def offer(name, doc, fn):
    CATALOG[name] = (doc, fn)
offer("post_entry", "Post an entry with two accounts and an amount.", ledger.post)
offer("get_balance", "Tell the balance of an account on a day.", ledger.balance)
offer("list_accounts", "List all accounts with their kinds.", ledger.accounts)
"""
LOOKING = """import inspect
from openai import OpenAI
from helper import actions
TOOLS = [{"type": "function", "function": {"name": name, "description": inspect.getdoc(fn)}}
         for name, fn in inspect.getmembers(actions, inspect.isfunction)]
def ask(messages):
    return OpenAI().chat.completions.create(model="gpt-4o", messages=messages, tools=TOOLS)
"""
ACTIONS = '''def read_mail(folder):
    """Read the mails of a folder."""
def send_mail(to, text):
    """Send a mail to somebody."""
def _load(folder):
    """Load a folder from the server."""
'''
CHAT = """from openai import OpenAI
def ask(messages, tools):
    return OpenAI().chat.completions.create(model="gpt-4o", messages=messages, tools=tools)
"""
OTHERS = {
    "columns": 'ROWS = [Column("first_name", "The first name of a user"), Column("last_name", "The last name of one"),'
    ' Column("created_at", "When the user was made known")]\n',
    "metrics": 'A = Counter("asked_total", "How many questions were asked")\n'
    'B = Counter("failed_total", "How many could not be answered")\nC = Counter("open_talks", "How many are open now")\n',
    "commands": 'sub.add_parser("import_users", help="Import users from a file")\n'
    'sub.add_parser("export_users", help="Export users to a file")\nsub.add_parser("create_admin", help="Create one of them")\n',
    "a menu": 'MENU = [{"id": "open_settings", "label": "Open the settings of it", "href": "/a"},'
    ' {"id": "show_history", "label": "Show the history of talks", "href": "/b"},'
    ' {"id": "log_out", "label": "Log out of the program", "href": "/c"}]\n',
    "errors": 'ERRORS = {"user_not_found": ("The user was not found.",), "talk_not_found": "The talk was not found.",'
    ' "model_failed": "The model did not answer."}\n',
    "flags": 'known.bool_var("clear-history", shown, "Clear the history of a talk")\n'
    'known.bool_var("show-history", shown, "Show the history of a talk")\n'
    'known.bool_var("print-costs", shown, "Print the costs of a talk")\n',
    "parameters": 'SEARCH = {"type": "object", "properties": {"search_text": {"description": "The text to look for", "of": str},'
    ' "list_from": {"description": "The first to be listed", "of": int}, "sort_by": {"description": "What to sort them by", "of": str}}}\n',
    "fields of a schema": 'tool_form = {"send_to": text().describe("Whom the mail goes to"),'
    ' "get_copy": flag().describe("Whether to get a copy"), "read_at": date().describe("When it is to be read")}\n',
    "steps on the way": 'class KeepFooter(Processor):\n    name = "add-footer"\n    description = "Adds a footer to answers"\n'
    '    def run(self, text): ...\nclass CutTools(Processor):\n    name = "drop-tools"\n'
    '    description = "Drops what is not asked for"\n    def run(self, text): ...\n'
    'class HideNames(Processor):\n    name = "hide-names"\n    description = "Hides the names of people"\n    def run(self, text): ...\n',
    "routes": '@app.get("/list", summary="List all talks of a user")\ndef list_talks(): ...\n'
    '@app.post("/make", summary="Make a talk for a user")\ndef create_talk(): ...\n'
    '@app.put("/drop", summary="Drop a talk of a user")\ndef delete_talk(): ...\n',
}


@pytest.mark.parametrize("form", WRITTEN)
def test_tools_are_told_by_the_words_that_the_program_has_for_them(scan, form):
    assert {"tail_logs", "disk_usage"} <= set(scan(WRITTEN[form]).names(Kind.TOOL))


@pytest.mark.parametrize("form", WRITTEN)
def test_without_a_model_that_is_told_of_them_they_are_none(scan, form):
    assert scan(dict(list(WRITTEN[form].items())[1:])).names(Kind.TOOL) == []


def test_a_server_by_hand_has_what_a_helper_of_its_own_enters(scan):
    seen = scan({"server.py": SERVER, "entries.py": ENTRIES})
    assert {"post_entry", "get_balance", "list_accounts"} <= set(seen.names(Kind.TOOL))
    assert seen.one(Kind.TOOL, "get_balance").evidence.confidence == 0.4


def test_functions_that_are_looked_through_are_tools_but_for_private_ones(scan):
    seen = scan({"helper/core.py": LOOKING, "helper/actions.py": ACTIONS, "helper/__init__.py": ""})
    assert seen.names(Kind.TOOL) == ["read_mail", "send_mail"]


@pytest.mark.parametrize("form", OTHERS)
def test_what_is_called_something_else_is_no_tool(scan, form):
    assert scan({"app/chat.py": CHAT, "app/rest.py": OTHERS[form]}).names(Kind.TOOL) == []


SHOP = """from app.shop import PRODUCTS
def listed():
    return [{"name": one.heading, "description": one.teaser} for one in PRODUCTS]
"""
PRODUCTS = """PRODUCTS = [
    Product(heading="Lamp", teaser="A lamp that stands on a desk", price=price("lamp")),
    Product(heading="Chair", teaser="A chair with five small wheels", price=price("chair")),
    Product(heading="Table", teaser="A table that two can carry", price=price("table")),
]
"""


def test_words_for_what_is_no_tool_are_no_words_for_tools(scan):
    seen = scan({"app/chat.py": CHAT, "app/listing.py": SHOP, "app/shop.py": PRODUCTS, "app/__init__.py": ""})
    assert seen.names(Kind.TOOL) == []


def test_entries_far_from_where_tools_are_offered_are_none(scan):
    near = {"desk/chat.py": CHAT.replace("import OpenAI", "import OpenAI\nimport entries"), "desk/entries.py": ENTRIES}
    assert "get_balance" in scan(near).names(Kind.TOOL)
    assert scan({"desk/chat.py": CHAT, "ledger/book/entries.py": ENTRIES}).names(Kind.TOOL) == []


def test_a_family_of_very_many_is_none(scan):
    entries = "".join(
        f'offer("get_{word}{n}", "Tell the {word} of a day.", tell)\n' for word in "abcdefgh" for n in range(25)
    )
    assert scan({"chat.py": CHAT, "entries.py": entries}).names(Kind.TOOL) == []


def test_stories_and_fixtures_of_a_page_declare_nothing(scan):
    assert scan({"src/ask.ts": SCRIPT, "src/book.stories.ts": BOOK}).names(Kind.TOOL) == []


def test_parameters_of_a_package_called_agent_are_no_tools(scan):
    made = "\n".join(
        f'\tagent.NewToolDefinition("{name}_page", "Does something with a page of the manual").'
        f'WithParameterDef(agent.NewParameterDefinition("{name}_id", agent.ParamTypeString).'
        'WithDescription("Which page of the manual it is"))'
        for name in ("find", "read", "drop")
    )
    source = f'package tooling\nimport (\n\t"desk/agent"\n\topenai "github.com/sashabaranov/go-openai"\n)\nfunc all() {{\n{made}\n}}\n'
    found = scan(
        {
            "tooling/index.go": source
            + "var client = openai.NewClient(key)\nvar body = ask(openai.Request{Tools: all()})\n"
        }
    )
    assert found.names(Kind.TOOL) == ["drop_page", "find_page", "read_page"]


def test_parameters_of_tools_of_the_projects_own_form_are_no_tools(scan):
    kit = """from dataclasses import dataclass
@dataclass
class ToolParameter:
    name: str
    type: str
    description: str
@dataclass
class Tool:
    name: str
    description: str
    parameters: list
    run: object
"""
    tools = """from openai import OpenAI
from kit import Tool, ToolParameter
import work
TOOLS = [
    Tool("send_letter", "Send a letter to somebody", [
        ToolParameter("send_to", "string", "To whom the letter goes"),
        ToolParameter("write_what", "string", "What the letter says"),
    ], work.send),
    Tool("draw_picture", "Draw a picture of something", [
        ToolParameter("show_what", "string", "What the picture shows"),
        ToolParameter("scale_to", "string", "How large the picture is"),
    ], work.draw),
    Tool("play_song", "Play a song aloud", [ToolParameter("play_what", "string", "Which song to play")], work.play),
]
def ask(messages):
    told = [{"type": "function", "function": {"name": t.name, "description": t.description}} for t in TOOLS]
    return OpenAI().chat.completions.create(model="gpt-4o", messages=messages, tools=told)
"""
    assert sorted(scan({"kit.py": kit, "tools.py": tools}).names(Kind.TOOL)) == [
        "draw_picture",
        "play_song",
        "send_letter",
    ]


ROUTES = """\
import litellm
from fastapi import FastAPI

app = FastAPI()

{routes}

def run(messages, ops):
    return litellm.completion(model="gpt-4o", messages=messages, tools=ops)
"""
ROUTE = """
@app.{verb}("{path}", summary="{name} of the map", tags=["ports"])
def {name}(body: dict):
    return body.get("{name}_event", "Unknown event of a port")
"""
NAMED = ("post add_port", "post update_port", "post remove_port", "post find_port")


def _routes(path: str) -> str:
    split = [one.split() for one in NAMED]
    return ROUTES.format(routes="".join(ROUTE.format(verb=verb, path=path, name=name) for verb, name in split))


def test_what_is_looked_up_and_paths_of_the_web_are_no_tools(scan):
    assert scan({"ports.py": _routes("/v1/ports")}).names(Kind.TOOL) == []
