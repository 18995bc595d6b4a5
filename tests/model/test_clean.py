"""The gate between scanners and everything that is stored or shown."""

from __future__ import annotations

from aibom.model.clean import without_secrets
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject, Use

_KEYED = "https://h.io/mcp?profile=123e4567-e89b-12d3-a456-426614174000"
_SHOWN = "https://h.io/mcp?profile=***"


def test_where_a_service_is_reached_is_told_without_what_may_be_a_key() -> None:
    seen = Observation(
        subject=Subject(kind=Kind.TOOL, name="desk", origin="mcp"),
        evidence=Evidence(path="mcp.json", line=1),
        facts={"endpoints": [_KEYED], "command": f"npx mcp-remote {_KEYED}"},
        uses=(Use(path="mcp.json", line=1, symbol="x", args={"base_url": _KEYED}),),
    )
    told = without_secrets(seen)
    assert isinstance(told, Observation)
    assert told.facts == {"endpoints": [_SHOWN], "command": f"npx mcp-remote {_SHOWN}"}
    assert told.uses[0].args == {"base_url": _SHOWN}


def test_names_and_descriptions_hide_passwords_that_they_speak_of() -> None:
    seen = Observation(
        subject=Subject(kind=Kind.AGENT, name="Login with password hunter2"),
        evidence=Evidence(path="flow.json", line=1),
        facts={"description": "Logs in with password hunter2 every day"},
    )
    told = without_secrets(seen)
    assert isinstance(told, Observation)
    assert (told.subject.name, told.facts["description"]) == (
        "Login with password ***",
        "Logs in with password *** every day",
    )


def test_addresses_of_data_keep_the_number_by_which_they_are_fetched() -> None:
    seen = Observation(
        subject=Subject(kind=Kind.DATASET, name="berths"),
        evidence=Evidence(path="get.py", line=1),
        facts={"source": "url:https://h.io/get?id=123e4567-e89b-12d3-a456-426614174000"},
    )
    assert without_secrets(seen) == seen
