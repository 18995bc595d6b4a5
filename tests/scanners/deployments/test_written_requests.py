"""Requests and coding agents in scripts: JSON that is written by hand, agents that work on their own."""

from __future__ import annotations

from deployed import deployed, names
from hypothesis import given
from hypothesis import strategies as st

from aibom.model.kinds import RelationKind
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.written_requests import request_sightings

PAYLOAD = """#!/bin/bash
cat > payload.json <<EOF
{"model": "o3-mini",
 "messages": [
   {"role": "system",
    "content": "You are an auditor of cloud security. Write a report."},
   {"role": "user", "content": $prompt}
 ]}
EOF
curl -s "$AZURE_OPENAI_ENDPOINT" -H "Authorization: Bearer $AZURE_OPENAI_API_KEY" -d @payload.json
"""


def test_the_body_of_a_request_in_a_here_document() -> None:
    seen = deployed({"audit.sh": PAYLOAD})
    assert names(seen, "model") == {"o3-mini"}
    prompt = next(one for one in seen.observations if one.subject.kind == "prompt")
    assert prompt.subject.name == "audit system prompt"
    assert prompt.evidence.line == 6
    assert ("o3-mini", RelationKind.SERVED_BY, "Azure OpenAI") in _links(seen)


def test_a_body_that_jq_makes_in_a_workflow() -> None:
    text = """on: push
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - run: |
          body=$(jq -n --arg d "$DIFF" '{model: "claude-3-5-haiku-20241022",
            system: "You are a strict reviewer of shell code.",
            messages: [{role: "user", content: $d}]}')
          curl https://api.anthropic.com/v1/messages -H "x-api-key: $KEY" -d "$body"
"""
    seen = deployed({".github/workflows/review.yml": text})
    assert names(seen, "model") == {"claude-3-5-haiku-20241022"}
    assert names(seen, "prompt") == {"review system prompt"}
    assert ("claude-3-5-haiku-20241022", RelationKind.SERVED_BY, "Anthropic") in _links(seen)


def test_a_model_of_a_record_that_is_no_request_is_none() -> None:
    assert not deployed({"list.sh": 'cat > cars.json <<EOF\n{"model": "gpt-4o", "price": 3}\nEOF\n'}).observations


def test_agents_that_work_on_their_own() -> None:
    text = """claude -p "Review the diff of this branch for bugs" --model claude-sonnet-4-20250514 --allowedTools "Read,Grep"
npx -y @openai/codex exec "Fix the failing tests in this repository"
claude mcp add search -- npx search-mcp
"""
    seen = deployed({"ci/review.sh": text})
    assert names(seen, "agent") == {"Claude Code", "Codex"}
    assert names(seen, "prompt") == {"claude prompt", "codex prompt"}
    assert ("Claude Code", RelationKind.USES_MODEL, "claude-sonnet-4-20250514") in _links(seen)
    assert ("Codex", RelationKind.USES_PROMPT, "codex prompt") in _links(seen)


def test_weights_that_the_build_of_a_cog_downloads() -> None:
    text = "build:\n  run:\n    - wget -q https://storage.googleapis.com/mediapipe-models/face_landmarker.task\n"
    assert names(deployed({"cog.yaml": text}), "model") == {"face_landmarker.task"}


def _links(seen: object) -> set[tuple[str, RelationKind, str]]:
    return {(one.source.name if one.source else "", one.kind, one.target.name) for one in seen.links}  # type: ignore[attr-defined]


@given(st.text(alphabet="{}[]\"'\\:,$ \nmodel messages role system content gpt-4o", max_size=400))
def test_any_text_is_read(text: str) -> None:
    list(request_sightings(text, 1, Sight("a.sh")))


def test_programs_without_an_ending_in_a_folder_of_scripts() -> None:
    assert names(deployed({"script/serve": "#!/bin/sh\nvllm serve Qwen/Qwen2.5-7B-Instruct\n"}), "model")
    assert not deployed({"script/fetch": "#!/usr/bin/env python3\nprint('ollama pull llama3')\n"}).observations


def test_requests_that_an_api_description_shows_are_documentation() -> None:
    shown = (
        '  /chat:\n    x-code: |\n      curl https://api.openai.com/v1/chat -d \'{"model": "gpt-4o", "messages": [\n'
    )
    text = f"openapi: 3.0.0\ninfo: {{title: Chat}}\npaths:\n{shown}        {{}}]}}'\nrun: ollama pull llama3\n"
    assert not deployed({"api/description.yaml": text}).observations
