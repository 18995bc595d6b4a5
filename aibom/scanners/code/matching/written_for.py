"""For which agent of the project's own a text is written: `Agent(name="Clerk", instructions="You file letters.")`.

A text is found where a model is asked, which may be far from there, in the loop that runs all agents.
"""

from __future__ import annotations

from aibom.scanners.code.facts import Call, Lit
from aibom.scanners.code.resolving.modules import Module

AGENT_NAMES = ("name", "agent_name", "agentName")


class WrittenFor:
    """The agents that texts are written for, by file; read once for each file."""

    def __init__(self) -> None:
        self._known: dict[str, dict[tuple[int, object], str]] = {}

    def agent(self, module: Module, line: int, text: object) -> str:
        """The name of the agent, or of the variable that holds it; "" of a text that stands elsewhere."""
        if module.path not in self._known:
            self._known[module.path] = dict(_texts(module))
        return self._known[module.path].get((line, text), "")


def _texts(module: Module) -> dict[tuple[int, object], str]:
    found: dict[tuple[int, object], str] = {}
    for index, call in enumerate(module.facts.calls):
        if call.callee.endswith("Agent") and (name := _name(call) or module.owner(index).rpartition(".")[2]):
            texts = [value for _, value in call.kwargs if isinstance(value, Lit)]
            found.update({(one.line, one.value): name for one in texts if isinstance(one.value, str)})
    return found


def _name(call: Call) -> str:
    given = (value.value for key, value in call.kwargs if key in AGENT_NAMES and isinstance(value, Lit))
    return next((one for one in given if isinstance(one, str)), "")
