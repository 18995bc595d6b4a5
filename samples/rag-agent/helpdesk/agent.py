"""The support agent: a LangGraph ReAct agent over OpenAI."""

from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent

from helpdesk import settings
from helpdesk.tools import open_ticket, search_handbook

SYSTEM_PROMPT = """You answer questions of customers from the product handbook.
Quote the passage that you rely on. When the handbook does not answer, open a ticket; never guess."""

llm = ChatOpenAI(model=settings.CHAT_MODEL, temperature=0)

helpdesk_agent = create_react_agent(llm, tools=[search_handbook, open_ticket], prompt=SYSTEM_PROMPT)


def answer(question):
    result = helpdesk_agent.invoke({"messages": [("user", question)]})
    return result["messages"][-1].content
