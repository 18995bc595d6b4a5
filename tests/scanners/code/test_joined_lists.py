"""Lists that an operator puts together."""

from __future__ import annotations

MARKET = """
from langchain_core.tools import tool

@tool
def last_quote(ticker: str) -> str:
    \"\"\"The last quote of a share.\"\"\"
"""
OWN = MARKET.replace("last_quote", "free_cash_flow")
DESK = """
from langchain_core.utils.function_calling import convert_to_openai_function
from langchain_openai import ChatOpenAI
from langgraph.graph import StateGraph
from market import last_quote
from own import free_cash_flow

model = ChatOpenAI(model="gpt-4o")
market_tools = [last_quote]
own_tools = [free_cash_flow]
tools = market_tools + own_tools
model = model.bind_functions([convert_to_openai_function(one) for one in tools])

def answer(state):
    return {"messages": [model.invoke(state["messages"])]}

desk = StateGraph(dict)
desk.add_node("answer", answer)
agent = desk.compile()
"""


def test_tools_of_two_lists_belong_to_the_model_that_is_bound_to_both(scan) -> None:
    found = scan({"market.py": MARKET, "own.py": OWN, "desk.py": DESK})
    tools = {target for source, kind, target in found.links if source == "gpt-4o" and target != "OpenAI"}
    assert tools == {"last_quote", "free_cash_flow"}
