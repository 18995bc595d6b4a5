"""What a function reaches through a chain that it runs, and the prompts that calls of any library name by their files."""

from __future__ import annotations

from aibom.model.kinds import Kind

RAG = """
from langchain_chroma import Chroma
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

class Handbook:
    def __init__(self):
        prompt = ChatPromptTemplate.from_messages([("system", "Answer from the handbook alone: {context}")])
        retriever = Chroma("handbook", OpenAIEmbeddings()).as_retriever()
        self.chain = {"context": retriever, "input": RunnablePassthrough()} | prompt | ChatOpenAI(model="gpt-4o-mini")

    def ask(self, question):
        return self.chain.invoke(question)

    def chat(self, question):
        return ChatOpenAI(model="gpt-4o").invoke(question)

handbook = Handbook()

@tool
def ask_handbook(question: str) -> str:
    "Answers from the handbook."
    return handbook.ask(question)

@tool
def small_talk(question: str) -> str:
    "Talks of the weather."
    return handbook.chat(question)
"""
GRAPH = """
from langgraph.graph import StateGraph
from chainkit import make_chain

async def draft(state):
    return await make_chain(template_file="draft.prompt", engine=state.engine).ainvoke(state.notes)

async def save(state):
    open("notes.txt").write(state.notes)

builder = StateGraph(dict)
builder.add_node("draft", draft)
builder.add_node("save", save)
writer = builder.compile()
"""


def test_a_tool_that_runs_a_chain_asks_the_store_in_it(scan):
    links = scan({"rag.py": RAG}).links
    assert ("ask_handbook", "calls-service", "Chroma") in links
    assert ("small_talk", "calls-service", "Chroma") not in links


def test_a_prompt_that_a_node_names_by_its_file_is_the_graphs(scan):
    found = scan({"app/graph.py": GRAPH}, also=("app/prompts/draft.prompt", "notes.txt"))
    used = {(source, target) for source, kind, target in found.links if kind == "uses-prompt"}
    assert used == {("writer", "app/prompts/draft.prompt")}


def test_a_function_that_is_a_step_of_a_chain_is_no_tool(scan):
    chain = (
        "from langchain_core.prompts import ChatPromptTemplate\nfrom langchain_openai import ChatOpenAI\n\n"
        "def fused(lists):\n    return [one for each in lists for one in each]\n\n"
        'queries = ChatPromptTemplate.from_template("Write four questions about {topic} for a search")\n'
        'chain = queries | ChatOpenAI(model="gpt-4o") | (lambda found: found.content) | fused\n'
    )
    found = scan({"fusion.py": chain})
    assert found.names(Kind.TOOL) == []
    assert ("gpt-4o", "uses-prompt") in {link[:2] for link in found.links}


LATE_GRAPH = """
from langgraph.graph import StateGraph
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from search import look_up

@tool
async def web_search(query: str) -> list:
    '''Search the web.'''
    return await look_up(query)

async def work(state):
    return await ChatOpenAI(model="gpt-4o").bind_tools([web_search]).ainvoke(state["text"])

builder = StateGraph(dict)
builder.add_node("work", work)
desk = builder.compile()
"""
LATE_SEARCH = """
import httpx

async def first(query):
    async with httpx.AsyncClient() as client:
        return (await client.post("https://api.tavily.com/search", json={"query": query})).json()

async def second(query):
    return [query]

async def look_up(query):
    for name, ask in (("tavily", first), ("own", second)):
        return await ask(query)
"""


def test_what_a_graph_looked_into_first_reaches_the_addresses_that_files_tell_later(scan):
    links = scan({"a_graph.py": LATE_GRAPH, "search.py": LATE_SEARCH}).links
    assert ("web_search", "calls-service", "Tavily") in links
