"""Asks a hub within one run: each question once, and nothing more after it could not be reached."""

from __future__ import annotations

from dataclasses import dataclass, field

from aibom.core.json import Json
from aibom.core.text import printable
from aibom.enrichers.hub import HubAnswer, HubProblem, ask_hub
from aibom.model.expectation import Published

STOPS = frozenset({"rate-limited", "unreachable"})
MAX_LISTED = 50


@dataclass(slots=True, kw_only=True)
class HubSession:
    """A hub at `endpoint` and what it said so far."""

    endpoint: str
    _said: dict[tuple[str, str, str | None], HubAnswer | HubProblem] = field(default_factory=dict)
    _stopped: HubProblem | None = None

    def ask(self, endpoint: str, repo: str, kind: str, revision: str | None) -> HubAnswer | HubProblem:
        """What the hub says of a model or data set; see ask_hub."""
        key = (repo, kind, revision)
        if key not in self._said:
            answer = self._stopped or ask_hub(endpoint, repo, kind, revision)
            if isinstance(answer, HubProblem) and answer.state in STOPS:
                self._stopped = answer
            self._said[key] = answer
        return self._said[key]

    def published(self, repo: str, kind: str, commit: str) -> Published:
        """What it publishes of a repository whose files lie in the tree (aibom.model.expectation.Publisher)."""
        answer = self.ask(self.endpoint, repo, kind, commit or None)
        if isinstance(answer, HubProblem):
            return Published(facts={"hub.state": answer.state}, problem=answer.message)
        return Published(expectation=answer.expectation(), facts=state_facts(answer))


def state_facts(answer: HubAnswer) -> dict[str, Json]:
    """How the repository stands on the hub, and what its own scan says."""
    facts: dict[str, Json] = {"hub.state": "disabled" if answer.disabled else "found"}
    named = (("commit", answer.commit), ("renamed_to", answer.renamed_from and answer.repo), ("gated", answer.gated))
    facts |= {f"hub.{name}": text for name, text in named if text}
    if answer.kind == "model" and answer.security:
        facts["hub.security"] = answer.security
    if answer.kind == "model" and answer.flagged:
        facts["hub.flagged_files"] = [printable(name, 200) for name in answer.flagged[:MAX_LISTED]]
    return facts
