"""What the agent may do."""

from langchain_core.tools import tool

from helpdesk import settings
from helpdesk.index import embedder, store


@tool
def search_handbook(question: str) -> str:
    """Find the passages of the handbook that answer a question."""
    hits = store.query_points(settings.COLLECTION, query=embedder.encode(question).tolist(), limit=4)
    return "\n\n".join(hit.payload["text"] for hit in hits.points)


@tool
def open_ticket(summary: str, priority: str = "normal") -> str:
    """Hand the question over to a person."""
    return f"ticket opened with priority {priority}: {summary}"
