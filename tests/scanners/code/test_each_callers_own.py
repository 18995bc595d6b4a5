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
