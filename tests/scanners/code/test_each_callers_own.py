"""What a function that several places call is given stays together caller by caller, and row by row of a file."""

from __future__ import annotations

GRAPH = """from langgraph.graph import MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
def build_graph(llm, tools, rules):
    bound = llm.bind_tools(tools)
    def ask(state: MessagesState):
        return {"messages": [bound.invoke([("system", rules), *state["messages"]])]}
    graph = StateGraph(MessagesState)
    graph.add_node("ask", ask)
    graph.add_node("tools", ToolNode(tools))
    return graph.compile()
"""
CLERK = """from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from build import build_graph
@tool
def look_up_permit(number: str) -> str:
    "Look up a building permit."
RULES_OF_CLERKS = "You are a clerk of the building office and answer questions about permits."
clerk = build_graph(ChatOpenAI(model="gpt-4o"), [look_up_permit], RULES_OF_CLERKS)
"""
COURIER = """from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from build import build_graph
@tool
def book_courier(address: str) -> str:
    "Book a courier."
RULES_OF_COURIERS = "You send couriers to the addresses that the clerks of the office name."
courier = build_graph(ChatOpenAI(model="o3-mini"), [book_courier], RULES_OF_COURIERS)
"""


def test_models_have_the_tools_and_prompts_of_their_own_caller(scan):
    links = scan({"build.py": GRAPH, "clerk.py": CLERK, "courier.py": COURIER}).links
    of_models = {one for one in links if one[0] in ("gpt-4o", "o3-mini") and one[1] in ("has-tool", "uses-prompt")}
    assert of_models == {
        ("gpt-4o", "has-tool", "look_up_permit"),
        ("gpt-4o", "uses-prompt", "RULES_OF_CLERKS"),
        ("o3-mini", "has-tool", "book_courier"),
        ("o3-mini", "uses-prompt", "RULES_OF_COURIERS"),
    }


TEAM = """agents:
  - name: scout
    model: gpt-4o-mini
    tools: [find_tenders]
  - name: writer
    model: gpt-4o
    tools: [save_offer]
"""
MAKER = """import yaml
from langchain.agents import create_agent
from langchain_openai import ChatOpenAI
def find_tenders(query: str) -> list:
    "Find open tenders."
def save_offer(text: str) -> str:
    "Save an offer."
KNOWN = {"find_tenders": find_tenders, "save_offer": save_offer}
for row in yaml.safe_load(open("team.yaml"))["agents"]:
    create_agent(ChatOpenAI(model=row["model"]), tools=[KNOWN[one] for one in row["tools"]], name=row["name"])
"""


def test_each_row_of_a_file_makes_an_agent_with_its_own_model_and_tools(scan):
    links = scan({"main.py": MAKER}, documents={"team.yaml": TEAM}).links
    assert {one for one in links if one[1] in ("uses-model", "has-tool")} == {
        ("scout", "uses-model", "gpt-4o-mini"),
        ("scout", "has-tool", "find_tenders"),
        ("writer", "uses-model", "gpt-4o"),
        ("writer", "has-tool", "save_offer"),
    }


ASKING = """from openai import OpenAI
client = OpenAI()
def ask(prompt):
    return client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": prompt}])
def summarize(notes):
    return ask(f"Summarize the following meeting notes in three sentences for a busy manager:\\n{notes}")
def translate(letter):
    prompt = f"Translate the following letter to French and keep the tone of its author:\\n{letter}"
    return ask(prompt)
"""


def test_what_each_function_hands_to_a_shared_one_is_its_own_prompt(scan):
    found = scan({"desk.py": ASKING})
    assert {one for one in found.links if one[1] == "uses-prompt"} == {
        ("gpt-4o", "uses-prompt", "summarize prompt"),
        ("gpt-4o", "uses-prompt", "translate prompt"),
    }


KICKED_OFF = """from crewai import Agent, LLM
def make_clerk():
    return Agent(role="Invoice Clerk", goal="Read invoices", backstory="A meticulous clerk of many years",
                 llm=LLM(model="openai/gpt-4o"))
def make_auditor():
    return Agent(role="Invoice Auditor", goal="Check sums", backstory="A skeptical auditor who trusts nothing",
                 llm=LLM(model="openai/gpt-4o"))
def run(make_agent, prompt, shape):
    return make_agent().kickoff(prompt + "\\n\\n" + format_hint(shape))
def format_hint(shape):
    return "Return only one JSON object with exactly these keys and nothing before or behind it: " + str(shape)
def extract(text):
    return run(make_clerk, "Extract the vendor and the lines of this invoice.\\n\\n" + text, dict)
def verify(invoice):
    return run(make_auditor, "Verify the arithmetic of this extracted invoice.\\n\\n" + invoice, dict)
"""


def test_each_agent_has_the_task_that_its_own_caller_hands_on_with_it(scan):
    links = scan({"flow.py": KICKED_OFF}).links
    assert {(one[0], one[2]) for one in links if one[1] == "uses-prompt" and one[0].startswith("Invoice")} == {
        ("Invoice Clerk", "Invoice Clerk system prompt"),
        ("Invoice Clerk", "extract prompt"),
        ("Invoice Clerk", "format_hint"),
        ("Invoice Auditor", "Invoice Auditor system prompt"),
        ("Invoice Auditor", "verify prompt"),
        ("Invoice Auditor", "format_hint"),
    }


EMBEDDED = """from openai import OpenAI
from tavily import TavilyClient
searcher = TavilyClient()
def embed(text):
    return OpenAI().embeddings.create(model="text-embedding-ada-002", input=text)
def enrich(question):
    return [embed(one["content"]) for one in searcher.search(question)["results"]]
"""


def test_a_model_that_is_given_what_a_search_found_does_not_call_the_search(scan):
    found = scan({"enrich.py": EMBEDDED})
    assert ("text-embedding-ada-002", "served-by", "OpenAI") in found.links
    assert not [one for one in found.links if one[0] == "text-embedding-ada-002" and one[2] == "Tavily"]


RETRYING = """import { ChatMistralAI } from "@langchain/mistralai";
const llm = new ChatMistralAI({ model: "mistral-large-latest" });
async function retry(work: (signal: AbortSignal) => Promise<string>) {
  for (let turn = 0; turn < 3; turn++) {
    try { return await work(new AbortController().signal); } catch (error) { console.warn(error); }
  }
}
export async function ask(prompt: string) {
  return retry(async (signal) => String((await llm.invoke(prompt, { signal })).content));
}
export async function look(prompt: string, image: string) {
  return retry(async (signal) => String((await llm.invoke([prompt, image], { signal })).content));
}
"""
SUMMARISE = """import { tool } from "@langchain/core/tools";
import { ask } from "./asking";
const SUMMARY_RULES = "You summarise the reports of the harbour office in three short sentences.";
export const summarise = tool(async ({ report }) => await ask([SUMMARY_RULES, "", report].join("\\n")), {
  name: "summarise_report", description: "Summarises a report", schema });
export const answer = tool(async ({ question }) => await ask(question), {
  name: "answer_question", description: "Answers whatever is asked", schema });
"""
DRAW = """import { tool } from "@langchain/core/tools";
import { ask, look } from "./asking";
const DRAWING_RULES = "You draw the berths of a harbour as a diagram and return nothing else.";
const CHART_RULES = "You find the berths on a photograph of a nautical chart.";
export const draw = tool(async ({ text }) => (await ask(`${DRAWING_RULES}\\n\\n${text}`)).trim(), {
  name: "draw_berths", description: "Draws berths", schema });
export const find = tool(async ({ image }) => await look(CHART_RULES, image), {
  name: "find_berths", description: "Finds berths", schema });
"""


def test_tools_that_ask_through_one_function_have_prompts_of_their_own(scan):
    links = scan({"asking.ts": RETRYING, "summarise.ts": SUMMARISE, "draw.ts": DRAW}).links
    assert {(source, name) for source, kind, name in links if kind == "uses-prompt" and "_" in source} == {
        ("summarise_report", "SUMMARY_RULES"),
        ("draw_berths", "DRAWING_RULES"),
        ("find_berths", "CHART_RULES"),
    }


DESKS = """from agents import Agent, function_tool
@function_tool
def look_up(number: str) -> str:
    "Look up an order."
@function_tool
def cancel(number: str) -> str:
    "Cancel an order."
class DeskAgent:
    name = "desk"
    model = "gpt-4o-mini"
    instructions = ""
    tools = []
    limits = []
    def build(self):
        return Agent(name=self.name, model=self.model, instructions=self.instructions, tools=self.tools)
class OrderDesk(DeskAgent):
    model = "gpt-4.1"
    instructions = "You look up the orders of a bakery and answer in one line."
    tools = [look_up]
    limits = [cancel]
"""


def test_an_agent_has_what_its_class_declares_for_the_base(scan):
    links = {one for one in scan({"desks.py": DESKS}).links if one[0] == "OrderDesk"}
    assert ("OrderDesk", "has-tool", "look_up") in links
    assert ("OrderDesk", "uses-prompt", "OrderDesk.instructions") in links
    assert ("OrderDesk", "has-tool", "cancel") not in links


SWARM = """from swarm import Agent
def to_refunds():
    "Hand over to the refunds desk."
    return refunds
def pay_back(order):
    "Pay an order back."
    return "paid"
triage = Agent(name="Triage", instructions="You send customers to the right desk.", functions=[to_refunds])
refunds = Agent(name="Refunds", instructions="You pay the orders of a bakery back.", functions=[pay_back])
"""


def test_an_agent_hands_over_to_those_that_its_functions_return(scan):
    links = scan({"swarm_team.py": SWARM}).links
    assert {(a, b) for a, kind, b in links if kind == "contains"} == {("Triage", "Refunds")}


SHARED = {
    "llms.py": """from langchain_community.adapters.openai import convert_openai_messages
from completion import create_chat_completion

async def call_model(prompt: list, model: str):
    return await create_chat_completion(model=model, messages=convert_openai_messages(prompt))
""",
    "completion.py": """from langchain_openai import ChatOpenAI

class Provider:
    def __init__(self, llm):
        self.llm = llm

    @classmethod
    def from_provider(cls, name, **kwargs):
        return cls(ChatOpenAI(**kwargs))

    async def get_chat_response(self, messages):
        return (await self.llm.ainvoke(messages)).content

async def create_chat_completion(messages, model):
    return await Provider.from_provider("openai", model=model).get_chat_response(messages)
""",
    "agents.py": """from llms import call_model

class WriterAgent:
    async def write(self, task):
        prompt = [{"role": "system", "content": "You are a research writer who writes the introduction of a report."}]
        return await call_model(prompt, model="gpt-4o")

class ReviewerAgent:
    async def review(self, task):
        prompt = [{"role": "system", "content": "You are an expert reviewer who finds faults in a draft of a report."}]
        return await call_model(prompt, model="gpt-4o")
""",
}


def test_what_one_function_converts_for_all_is_told_of_each_caller(scan):
    drawn = {(source, target) for source, kind, target in scan(SHARED).links if kind == "uses-prompt"}
    assert {("WriterAgent", "write prompt"), ("ReviewerAgent", "review prompt")} <= drawn
    assert not {("WriterAgent", "review prompt"), ("ReviewerAgent", "write prompt")} & drawn
