"""Commands that a coding agent runs by itself before and after what it does."""

from __future__ import annotations

import json

from deployed import deployed, names

HOOKS = {
    "hooks": {
        "Stop": [{"hooks": [{"type": "command", "command": "claude -p 'Review the last change' --model claude-sonnet-4-5"}]}],
        "PostToolUse": [{"matcher": "Edit", "hooks": [{"type": "command", "command": "prettier --write ."}]}],
    }
}  # fmt: skip


def test_models_that_hooks_ask() -> None:
    text = json.dumps(HOOKS, indent=2)
    for path in (".claude/settings.json", "hooks/hooks.json"):
        assert names(deployed({path: text}), "model") == {"claude-sonnet-4-5"}


def test_settings_of_others_have_no_hooks() -> None:
    assert not deployed({"app/settings.json": json.dumps(HOOKS)}).observations
    assert not deployed({".claude/settings.json": '{"command": "claude --model opus"}'}).observations
