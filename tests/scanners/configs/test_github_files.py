"""Files that GitHub and its agents keep: stored prompts with their models, agents in YAML, samples of variables."""

from __future__ import annotations

from configured import configured, edges, names, places

from aibom.model.kinds import RelationKind

STORED = """\
name: Summarize
model: openai/gpt-4o-mini
messages:
  - role: system
    content: You are a text summarizer who keeps it short.
"""
TEAM = """\
models:
  sonnet: {provider: anthropic, model: claude-sonnet-4-5}
agents:
  root:
    model: sonnet
    instruction: You write the notes of each release, and leave out what nobody needs.
    toolsets:
      - type: mcp
        ref: docker:github-official
"""


def test_a_stored_prompt_asks_its_model() -> None:
    seen = configured({".github/prompts/summary.prompt.yml": STORED, "release.prompt.yml": STORED})
    assert names(seen, "prompt") == {".github/prompts/summary.prompt.yml", "release.prompt.yml"}
    assert ("gpt-4o-mini", 2) in places(seen, "model")
    assert ("release.prompt.yml", "gpt-4o-mini") in edges(seen, RelationKind.USES_MODEL)


def test_agents_of_a_team_use_the_models_that_it_names_itself() -> None:
    seen = configured({".github/agents/release.yaml": TEAM})
    assert names(seen, "model") == {"claude-sonnet-4-5"}
    assert edges(seen, RelationKind.USES_MODEL) == {("root", "claude-sonnet-4-5")}
    assert names(seen, "tool") == {"github-official"}


def test_samples_of_variables_under_names_of_their_own() -> None:
    seen = configured(
        {"config/review.env.example": "REVIEW_MODEL=ollama/llama3.1\n", "src/x.env.ts": "A_MODEL=gpt-4o\n"}
    )
    assert names(seen, "model") == {"llama3.1"}


def test_a_workflow_that_lies_elsewhere_is_no_settings() -> None:
    step = "    - uses: anthropics/claude-code-action@v1\n      with: {prompt: Review this change for mistakes in the texts.}\n"
    text = "on: [push]\njobs:\n  review:\n    runs-on: ubuntu-latest\n    steps:\n" + step
    assert not configured({"code-review/review.yml": text}).observations
