"""What only the form of a name tells gives way to a surer reading of the same model."""

from __future__ import annotations

from inventory.test_build import build

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject


def model(name: str, path: str, confidence: float, origin: str = "openai") -> Observation:
    subject = Subject(kind=Kind.MODEL, origin=origin, name=name)
    return Observation(subject=subject, evidence=Evidence(path=path, line=3, confidence=confidence), facts={})


def tool(name: str, path: str, confidence: float) -> Observation:
    subject = Subject(kind=Kind.TOOL, name=name, scope=path)
    return Observation(subject=subject, evidence=Evidence(path=path, line=3, confidence=confidence), facts={})


def test_a_tool_by_its_form_gives_way_to_a_surer_one_of_the_name_and_to_nothing_else() -> None:
    guess = tool("list_orders", "Ability.java", 0.4)
    assert len(build(guess, tool("cancel_order", "Chat.java", 0.9)).components) == 2
    kept = build(guess, tool("list-orders", "server.py", 0.9)).components
    assert [(one.name, one.evidence[0].path) for one in kept] == [("list-orders", "server.py")]


def test_a_guess_is_kept_only_where_nothing_surer_names_the_model() -> None:
    guess = model("openai/gpt-4o", "values.yaml", 0.4, origin="routed")
    assert [one.name for one in build(guess).components] == ["openai/gpt-4o"]
    assert [one.name for one in build(guess, model("gpt-4o", "app.py", 0.9)).components] == ["gpt-4o"]
