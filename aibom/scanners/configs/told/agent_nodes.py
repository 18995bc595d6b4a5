"""Agents that a graph is drawn of: `nodes: [{id: Reviewer, type: agent, config: {provider, name, role, tooling}}]`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.core.json import Json
from aibom.scanners.configs.walk import Place

_KINDS = frozenset("agent llm_agent llm-agent llmagent ai_agent ai-agent aiagent chat_agent chat-agent".split())
_SETTINGS = ("config", "data", "settings", "params", "parameters", "properties", "spec", "options")
_NAMES = ("name", "label", "title", "id")
_TOLD = frozenset("role system system_prompt systemprompt system_message prompt instructions instruction".split())
_ASKED = frozenset("model llm model_name modelname model_id".split())
_MAX_NAME = 120


class AgentNode(NamedTuple):
    """An agent that a node of a graph is: what it goes by, what it is set up with, and the key of its name."""

    name: str
    body: Mapping[str, Json]
    key: str


def agent_node(place: Place) -> AgentNode | None:
    """The agent that a mapping is when its kind says so and it, or its settings, name a model and what it is told.

    A node that has a kind and no model is one of another product's; that product's reader knows it.
    """
    if place.text("type", "kind", "node_type", "nodeType").lower() not in _KINDS:
        return None
    inner = next((value for key in _SETTINGS if isinstance(value := place.table.get(key), Mapping)), place.table)
    keys = {key.lower() for key in inner}
    asks = bool(keys & _ASKED) or {"provider", "name"} <= keys
    if not asks or not keys & _TOLD:
        return None
    for table in (place.table, inner):
        for key in _NAMES:
            name = table.get(key)
            if isinstance(name, str) and 0 < len(name) <= _MAX_NAME and not _is_model(key, keys, table is inner):
                return AgentNode(name, inner, key)
    return None


def _is_model(key: str, keys: set[str], inner: bool) -> bool:
    """Whether a name is that of the model: `config: {provider: openai, name: gpt-4o}`."""
    return inner and key == "name" and "provider" in keys and not keys & _ASKED
