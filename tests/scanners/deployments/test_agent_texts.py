"""Models of the commands that a skill has its agent run."""

from __future__ import annotations

import pytest
from deployed import deployed, edges, lines, names

from aibom.model.kinds import Kind, RelationKind

SKILL = """---
name: second-opinion
description: Ask other models
---
# A second opinion

Run `codex exec -m gpt-5.1 "Review the plan"` first.

```bash
gemini -m "${GEMINI_MODEL:-gemini-3.1-pro}" -p "Review the plan"
rembg i -m birefnet-general in.png out.png
```

```python
ollama run llama2
```

We like `claude --model <model>` as well.
"""
PATH = "skills/second-opinion/SKILL.md"


def test_the_models_of_the_commands_in_a_skill() -> None:
    seen = deployed({PATH: SKILL})
    assert names(seen, "model") == {"gpt-5.1", "gemini-3.1-pro", "birefnet-general"}
    assert {(PATH, "gpt-5.1"), (PATH, "gemini-3.1-pro")} <= edges(seen, RelationKind.USES_MODEL)
    assert lines(seen, "model", "gemini-3.1-pro") == {10}


@pytest.mark.parametrize("path", ["README.md", "notes/models.md", "skills/second-opinion/references/models.md"])
def test_other_texts_run_nothing(path: str) -> None:
    assert not names(deployed({path: SKILL}), "model")


def test_what_else_such_a_text_shows_is_not_told() -> None:
    shown = "---\nname: a\ndescription: b\n---\n```sh\npip install torch\ndocker run ollama/ollama\nclaude -p 'Say hello'\n```\n"
    seen = deployed({PATH: shown})
    assert not [one for one in seen.observations if one.subject.kind in (Kind.MODEL, Kind.AGENT, Kind.CONTAINER)]
