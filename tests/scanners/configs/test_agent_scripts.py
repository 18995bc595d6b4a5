"""Scripts that their first line hands to an agent."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

SCRIPT = """#!/usr/bin/env -S mcphost script
---
# asks for the tides
model: "ollama/llama3.2"
mcpServers:
  tides:
    type: local
    command: ["tides", "stdio"]
  files:
    type: builtin
---
Tell when the ferry can leave the harbour of ${place} today.
"""


def test_a_script_has_its_model_its_servers_and_what_is_asked() -> None:
    seen = configured({"scripts/tides.sh": SCRIPT})
    assert places(seen, "model") == {("llama3.2", 4)}
    assert places(seen, "prompt") == {("scripts/tides.sh", 12)}
    assert edges(seen, RelationKind.USES_MODEL) == {("scripts/tides.sh", "llama3.2")}
    assert edges(seen, RelationKind.HAS_TOOL) == {("scripts/tides.sh", "tides")}


def test_a_variable_has_a_default() -> None:
    told = SCRIPT.replace("ollama/llama3.2", "${env://MODEL:-openai/gpt-4o-mini}")
    assert names(configured({"scripts/tides.sh": told}), "model") == {"gpt-4o-mini"}


def test_any_other_script_is_none() -> None:
    plain = SCRIPT.replace("---\n# asks", "# asks", 1)
    assert not configured({"a.sh": plain, "b.sh": SCRIPT.partition("\n")[2]}).observations
