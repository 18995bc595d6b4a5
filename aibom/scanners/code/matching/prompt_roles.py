"""Who speaks in a text that is sent to a model: the system, or the user."""

from __future__ import annotations

from aibom.scanners.code.facts import Value
from aibom.scanners.code.matching.types import Hit

ANSWERING = frozenset(("tool", "function", "ipython", "observation"))
# Classes of messages that are called after who speaks: `HumanMessage(content="...")`, `new HumanMessage("...")`.
SPEAKERS = {  # of messages that state no role
    "HumanMessage": "user", "UserMessage": "user", "SystemMessage": "system", "DeveloperMessage": "system",
    "Message": "user",
}  # fmt: skip
ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "ai": "user",
    "assistant": "user",
    "placeholder": "user",
    "model": "user",
}


def turn_of(speaker: str, role: str) -> str:
    """The role of what somebody says in a text of a role: the user's words in a template are a part of it."""
    return "turn" if role in ("template", "turn") and speaker == "user" else speaker


def role_of(value: Value) -> str:
    """The role that a constant is named for (`openai.ChatMessageRoleSystem`)."""
    name = getattr(value, "path", "").lower()
    return "system" if name.endswith(("system", "developer")) else "user"


def prompt_role(hit: Hit, locator: str) -> str:
    """Whether what stands at a locator speaks as the system or as the user."""
    stated = hit.signature.facts.get("role")
    if isinstance(stated, str):
        return stated
    name = locator.rpartition(".")[2].lower()
    if name == "history":
        return "turn"  # what a program says before the user does
    return (
        "system"
        if name.startswith(("system", "instruct", "developer", "role", "goal", "backstory", "preamble"))
        or hit.signature.kind == "agent"
        else "user"
    )
