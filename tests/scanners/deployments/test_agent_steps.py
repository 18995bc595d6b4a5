"""What workflows hand to coding agents: prompts, models, MCP servers in settings and in arguments."""

from __future__ import annotations

import json

from deployed import deployed, edges, lines, names

from aibom.model.kinds import RelationKind

WORKFLOW = """\
on: [pull_request]
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: anthropics/claude-code-action@v1
        with:
          anthropic_api_key: ${{ secrets.ANTHROPIC_API_KEY }}
          prompt: |
            You review changes to the register of berths.
            Tell what breaks for the clerks.
          claude_args: |
            --model claude-opus-4-5-20251101
            --mcp-config '{"mcpServers": {"tides": {"command": "npx", "args": ["-y", "tides-mcp"]}}}'
      - uses: google-github-actions/run-gemini-cli@v0
        with:
          gemini_model: gemini-2.5-pro
          settings: |-
            {
              "mcpServers": {
                "github": {"command": "docker", "args": ["run", "-i", "ghcr.io/github/github-mcp-server"]}
              }
            }
"""
ACTION = """\
name: Berth review
inputs:
  system-prompt:
    default: You are a helpful harbour clerk.
  title:
    default: You are here and nowhere else today.
runs:
  using: node20
  main: dist/index.js
# openai
"""


def test_steps_run_agents_with_prompts_models_and_servers():
    seen = deployed({".github/workflows/review.yml": WORKFLOW})
    assert names(seen, "agent") == {"claude-code-action", "run-gemini-cli"}
    assert lines(seen, "prompt", "prompt") == {10}
    assert {("claude-code-action", "tides"), ("run-gemini-cli", "github")} <= edges(seen, RelationKind.HAS_TOOL)
    assert lines(seen, "tool", "tides") == {14}
    assert lines(seen, "tool", "github") == {21}
    assert ("claude-code-action", "claude-opus-4-5-20251101") in edges(seen, RelationKind.USES_MODEL)


REVIEWS = """\
jobs:
  review:
    steps:
      - uses: actions/ai-inference@v1
        with:
          model: openai/gpt-4o-mini
          system-prompt: You name the kind of an issue with one of the words bug, wish or question.
          prompt: ${{ github.event.issue.body }}
      - uses: openai/codex-action@v1
        with:
          prompt-file: ./.github/prompts/mend.md
      - uses: openai/codex-action@v1
        with:
          prompt: Mend the failing test with the smallest change that is right.
      - uses: google-github-actions/run-gemini-cli@v0
        with:
          prompt: Label the newest issues by their area and never close one of them.
"""


def test_prompts_of_steps_belong_to_the_model_or_agent_of_their_step():
    seen = deployed({".github/workflows/desk.yml": REVIEWS})
    assert names(seen, "prompt") == {"system-prompt", "prompt", "run-gemini-cli prompt"}
    assert edges(seen, RelationKind.USES_PROMPT) == {
        ("gpt-4o-mini", "system-prompt"),
        ("codex-action", ".github/prompts/mend.md"),
        ("codex-action", "prompt"),
        ("run-gemini-cli", "run-gemini-cli prompt"),
    }


def test_the_default_prompt_of_an_action():
    seen = deployed({"action.yml": ACTION})
    assert names(seen, "prompt") == {"system-prompt"}


def test_a_manifest_that_is_no_yaml_is_an_unknown():
    text = "apiVersion: v1\nkind: Pod\nspec:\n    containers:\n    - image: ollama/ollama\n  x: 1\n"
    assert [one.line for one in deployed({"pod.yaml": text}).unknowns]


ASKED = """\
jobs:
  notes:
    steps:
      - run: |
          curl -s https://api.openai.com/v1/chat/completions -d '{
            "model": "gpt-4.1-mini",
            "messages": [{"role": "system", "content": "You write the notes of a release in three lines."}]
          }'
"""


def test_requests_that_a_step_writes_by_hand():
    seen = deployed({".github/workflows/notes.yml": ASKED})
    assert names(seen, "model") == {"gpt-4.1-mini"}
    assert 6 in lines(seen, "model", "gpt-4.1-mini")
    assert len(names(seen, "prompt")) == 1


def test_the_model_among_the_settings_of_an_agents_step():
    step = {
        "uses": "google-github-actions/run-gemini-cli@v0",
        "with": {"settings": '{"model": {"name": "gemini-2.5-pro"}}'},
    }
    workflow = {"jobs": {"triage": {"steps": [step]}}}
    seen = deployed({".github/workflows/triage.yml": json.dumps(workflow)})
    assert ("run-gemini-cli", "gemini-2.5-pro") in edges(seen, RelationKind.USES_MODEL)


def test_servers_whose_tools_a_step_may_call():
    args = '--model claude-opus-4-1-20250805 --allowed-tools "mcp__github_inline_comment__create,Bash(gh pr view:*)"'
    step = {"uses": "anthropics/claude-code-action@v1", "with": {"prompt": "Review", "claude_args": args}}
    other = {"uses": "actions/checkout@v4", "with": {"ref": "mcp__x__y"}}
    seen = deployed({".github/workflows/ai.yml": json.dumps({"jobs": {"a": {"steps": [other, step]}}})})
    assert names(seen, "tool") == {"github_inline_comment"}
    assert ("claude-code-action", "github_inline_comment") in edges(seen, RelationKind.HAS_TOOL)


def test_a_workflow_that_is_kept_for_others_to_copy():
    text = "on: [push]\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - uses: anthropics/claude-code-action@v1\n"
    prompt = "      with:\n        prompt: Review this change for mistakes in the texts of the user interface.\n"
    seen = deployed({"code-review/review.yml": text + prompt})
    assert names(seen, "agent") == {"claude-code-action"}
    assert names(seen, "service") == {"Anthropic"}
