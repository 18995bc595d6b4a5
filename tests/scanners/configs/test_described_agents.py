"""Agents that a text describes within itself, and what coding agents are told under other names."""

from __future__ import annotations

import pytest
from configured import configured, edges, names, places, used

from aibom.model.kinds import RelationKind

IN_BLOCK = """\
# clerk

Read all of this file.

```yaml
agent:
  name: Ada
  id: clerk
  title: Clerk of the harbour
persona:
  role: Keeps the register
```
"""
IN_TAG = (
    '# Clerk\n\n```xml\n<agent id="house/clerk.md" name="Ada" title="Clerk of the harbour">\n<persona/></agent>\n```\n'
)
SETTINGS = "# Settings\n\n```yaml\nagent:\n  timeout: 30\nqueue: tides\n```\n"


@pytest.mark.parametrize(("text", "line"), [(IN_BLOCK, 6), (IN_TAG, 4)])
def test_a_block_or_a_tag_describes_the_agent_of_a_file(text: str, line: int) -> None:
    seen = configured({".harbour-core/agents/clerk.md": text})
    assert places(seen, "agent") == {("clerk", line)}
    agent = next(one for one in seen.observations if one.subject.kind == "agent")
    assert agent.facts["description"] == "Clerk of the harbour"


def test_settings_in_a_page_are_no_agent() -> None:
    assert not names(configured({".harbour-core/agents/settings.md": SETTINGS}), "agent")


def test_a_remark_may_stand_above_the_front_matter() -> None:
    text = "<!-- Kept in step\nwith the handbook. -->\n\n---\nname: clerk\ndescription: Keeps it\nmodel: opus\n---\nKeep it.\n"
    seen = configured({".claude/agents/clerk.md": text})
    assert places(seen, "agent") == {("clerk", 5)}
    assert edges(seen, RelationKind.USES_MODEL) == {("clerk", "opus")}


@pytest.mark.parametrize("path", ["WARP.md", "web/QWEN.md", ".junie/guidelines.md", ".aiassistant/rules/style.md"])
def test_house_rules_under_the_names_of_other_agents(path: str) -> None:
    assert used(configured({path: "Write comments in English.\n"}), "prompt") == {path}


def test_a_page_about_a_product_is_no_house_rule() -> None:
    assert not configured({"site/providers/warp.md": "Warp is a terminal.\n"}).observations


def test_a_role_is_a_text_below_the_settings_of_its_request() -> None:
    role = "---\nmodel: openai:gpt-4o\ntemperature: 0\n---\nWrite a message of one line for the commit.\n"
    page = "---\nmodel: Cessna 172\ntitle: Planes\n---\nA plane.\n"
    seen = configured({"roles/commit.md": role, "planes/cessna.md": page})
    assert names(seen, "prompt") == {"roles/commit.md"}
    assert edges(seen, RelationKind.USES_MODEL) == {("roles/commit.md", "gpt-4o")}
