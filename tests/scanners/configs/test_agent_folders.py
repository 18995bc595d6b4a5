"""Agents that are a folder each: settings that name a model, and a text that they are told."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, used

from aibom.model.kinds import RelationKind

TOLD = "You research the history of harbours and answer with sources only.\n"


@pytest.mark.parametrize(
    ("settings", "written", "text"),
    [
        ("agents/researcher/config.yaml", "model: gpt-4o\ntemperature: 0.2\n", "agents/researcher/instructions.md"),
        ("src/agents/researcher/agent.json", '{"model": "gpt-4o"}', "src/agents/researcher/prompts/system.md"),
        ("assistants/researcher/settings.toml", 'model = "gpt-4o"\n', "assistants/researcher/system_prompt.txt"),
        ("bots/desk/config.yaml", "name: researcher\nllm:\n  model: gpt-4o\n", "bots/desk/prompt.md"),
    ],
)
def test_an_agent_is_its_folder(settings: str, written: str, text: str) -> None:
    seen = configured({settings: written, text: TOLD})
    assert names(seen, "agent") == {"researcher"}
    assert edges(seen, RelationKind.USES_MODEL) == {("researcher", "gpt-4o")}
    assert edges(seen, RelationKind.USES_PROMPT) == {("researcher", text)}


@pytest.mark.parametrize(
    "files",
    [
        {"agents/researcher/config.yaml": "model: gpt-4o\n"},
        {"agents/researcher/config.yaml": "rate: 0.2\n", "agents/researcher/instructions.md": TOLD},
        {"harbours/researcher/config.yaml": "model: gpt-4o\n", "harbours/researcher/prompt.md": TOLD},
        {
            "agents/researcher/config.yaml": "model: gpt-4o\n",
            "agents/researcher/prompt.md": TOLD,
            "agents/researcher/agent.py": "print()\n",
        },
    ],
    ids=["no text", "no model", "no home", "made by code"],
)
def test_a_folder_that_is_none(files: dict[str, str]) -> None:
    seen = configured(files)
    assert not names(seen, "agent")
    assert not [one for one in seen.links if one.source is not None and one.source.kind == "agent"]


CARD = """{"name": "Invoice Agent", "description": "Reads invoices", "url": "https://agents.example.org/invoice",
 "capabilities": {"streaming": false}, "defaultInputModes": ["text"], "skills": [{"id": "read", "name": "Read"}]}
"""


def test_the_card_of_an_agent_is_one() -> None:
    assert names(configured({".well-known/agent-card.json": CARD}), "agent") == {"Invoice Agent"}
    person = CARD.replace('"capabilities"', '"certificates"')
    assert not names(configured({".well-known/agent-card.json": person}), "agent")


def test_skills_without_a_front_matter_and_about_documentation() -> None:
    plain = "# Tmux workflow\n\nUse tmux to run long commands.\n"
    told = "---\nname: docs\ndescription: Write the docs of a change.\n---\n\nWrite docs.\n"
    seen = configured(
        {
            "skills/tmux-workflow/SKILL.md": plain,
            "skills/docs/SKILL.md": told,
            "skills/test/SKILL.md": told.replace("docs", "test"),
            "docs/skills/deploy/SKILL.md": told,
            "notes/SKILL.md": plain,
        }
    )
    names_used = used(seen, "prompt")
    assert names_used == {"skills/tmux-workflow/SKILL.md", "skills/docs/SKILL.md", "skills/test/SKILL.md"}
