"""What a hub says of the models and data sets of an inventory becomes facts; what it does not say, an unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from aibom.bom.licence_names import normal_licence
from aibom.core import re
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.enrichers.hub import HubAnswer, HubProblem, ask_hub
from aibom.enrichers.hub_session import STOPS, state_facts
from aibom.formats.card import front_facts, section_facts
from aibom.model.component import Component, Inventory
from aibom.model.kinds import Kind
from aibom.model.sighting import Unknown

MAX_ASKED = 200
MAX_LISTED = 50
_COMMIT = re.compile(r"[0-9a-f]{40}")
Ask = Callable[[str, str, str, str | None], "HubAnswer | HubProblem"]


def ask_about(inventory: Inventory, endpoint: str, ask: Ask = ask_hub) -> Inventory:
    """The inventory with the hub's facts of every model and data set that is named on it.

    What the tree itself states counts more. After the hub could not be reached, or kept limiting the rate, it is not
    asked any more: all that is left is unknown for that reason.
    """
    components, unknowns = list(inventory.components), list(inventory.unknowns)
    stopped: HubProblem | None = None
    asked = 0
    for number, component in enumerate(components):
        if component.origin != "hf" or component.kind not in (Kind.MODEL, Kind.DATASET):
            continue
        if asked >= MAX_ASKED:
            stopped = stopped or HubProblem(state="not-asked", message=f"more than {MAX_ASKED} repositories")
        asked += 1
        answer = stopped or ask(endpoint, component.name, str(component.kind), _revision(component))
        if isinstance(answer, HubProblem):
            stopped = answer if answer.state in STOPS or stopped else None
            unknowns.append(_unknown(component, answer))
            components[number] = _with(component, {"hub.state": answer.state})
        else:
            components[number] = _with(component, dict(_facts(answer, component)))
    ordered = sorted(set(unknowns), key=lambda one: (one.path, one.line or 0, one.topic, one.reason, one.expression))
    return replace(inventory, components=tuple(components), unknowns=tuple(ordered))


def _revision(component: Component) -> str | None:
    """The commit or branch that is asked for, when the tree says it."""
    for value in (component.version, component.facts.get("revision")):
        if isinstance(value, str) and re.fullmatch(r"[\w./-]{1,100}", value):
            return value
    return None


def _unknown(component: Component, problem: HubProblem) -> Unknown:
    first = component.evidence[0] if component.evidence else None
    return Unknown(
        topic=str(component.kind),
        path=first.path if first else "",
        line=first.line if first else None,
        reason=f"the hub says nothing of it: {problem.message}",
        expression=component.name,
    )


def _with(component: Component, added: Mapping[str, Json]) -> Component:
    return replace(component, facts=dict(sorted({**added, **component.facts}.items())))


def _facts(answer: HubAnswer, component: Component) -> Iterator[tuple[str, Json]]:
    yield from state_facts(answer).items()
    hashes = sorted({f"SHA-256:{file.hashes['sha256']}" for file in answer.files.values() if "sha256" in file.hashes})
    revision = _revision(component)
    # The bytes of a branch are not those of tomorrow: only for a commit do they say what will be loaded.
    if hashes and revision and _COMMIT.fullmatch(revision):
        yield "hashes", hashes[:MAX_LISTED]
    if component.kind is Kind.MODEL and answer.task:
        yield "task", printable(answer.task, 100)
    yield from card_facts(answer.card, component.kind, answer.readme).items()


def card_facts(card: Mapping[str, Json], kind: Kind, body: str | None = None) -> dict[str, Json]:
    """The facts of a card's front matter and, where its text was read, of its sections."""
    dataset = kind is Kind.DATASET
    facts = front_facts(card, dataset=dataset)
    if body is not None:
        facts = section_facts(card, body, dataset=dataset) | facts
    if licences := facts.get("licences"):
        texts = licences if isinstance(licences, list) else []
        facts["licences"] = sorted({normal_licence(str(text)) for text in texts})
    return facts
