"""Models that scripts name where no known command or setting tells them."""

from __future__ import annotations

import pytest
from deployed import deployed

from aibom.scanners.deployments.commands.named_models import models_by_words

WRITTEN = """\
write_proxy() {
  cat > "$ROOT/proxy.yaml" <<EOF
model_list:
  - model_name: careful
    litellm_params:
      model: anthropic/claude-3-5-sonnet-20241022
EOF
}
"""


def _names(text: str) -> list[str]:
    return [one.subject.name for one in models_by_words(text, "install.sh")]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('ensure_pulled "qwen2.5:7b"', "qwen2.5:7b"),
        ("for one in llama3.2:3b; do fetch_one $one; done", "llama3.2:3b"),
        ("ask gpt-4o-mini 'Which berth is free?'", "gpt-4o-mini"),
        ('echo "CHAT=gpt-4o-mini" >> .env', "gpt-4o-mini"),
        ("serve meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct"),
    ],
)
def test_a_sure_name_among_the_words_of_a_command_is_a_model(line: str, name: str) -> None:
    (found,) = models_by_words(f"#!/bin/sh\n{line}\n", "install.sh")
    assert (found.subject.name, found.evidence.line, found.evidence.confidence) == (name, 2, 0.4)


def test_a_file_that_a_function_writes_names_models() -> None:
    assert _names(WRITTEN) == ["claude-3-5-sonnet-20241022"]


@pytest.mark.parametrize(
    "text",
    [
        "# ask gpt-4o-mini first\n",
        'echo "asks gpt-4o-mini"\n',
        "log_info gpt-4o-mini is asked\n",
        "usage() {\n  show gpt-4o-mini\n}\n",
        "cat <<EOF\ninstall.sh [gpt-4o-mini]\nEOF\n",
        "docker build -t llama3.2:3b .\n",
        "train --run_name llama-3.1-8b\n",
        "train --output_dir out/llama-3.1-8b\n",
        "fetch https://example.org/gpt-4o-mini\n",
        "start mcp-server-gpt-4\n",
        'DONE+=("gpt-oss-20b")\n',
        'declare -A SIZES=(\n  ["gpt-oss-20b"]="13GB"\n)\n',
        "train --mixer allenai/olmo-2-1124-7b-preference-mix 1.0 HuggingFaceH4/no_robots 0.5\n",
        "ask " + " ".join(f"qwen2.5:{size}b" for size in range(1, 10)) + "\n",
    ],
)
def test_what_is_printed_explained_or_names_something_else_is_none(text: str) -> None:
    assert _names(text) == []


PROXY = """#!/bin/bash
cat > "$DIR/litellm_config.yaml" <<EOF
# what the proxy serves
model_list:
  - model_name: chat
    litellm_params: {model: ollama/llama3.2, api_base: "http://ollama:11434"}
EOF
cat << 'EOF' | sudo tee -a .env
OPENAI_API_KEY=changeme
EOF
cat <<EOF
anthropic_model: claude-3-5-haiku-20241022 is what may stand in config.yaml
EOF
"""


def test_settings_that_a_script_writes_are_read_with_its_lines() -> None:
    seen = deployed({"setup.sh": PROXY, "tests/setup.sh": PROXY.replace("llama3.2", "phi4-mini")})
    told = {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind == "model"}
    assert ("llama3.2", 6) in told
    assert "claude-3-5-haiku-20241022" not in {name for name, _ in told}
    assert {"LiteLLM", "Ollama", "OpenAI"} <= set(seen.named("service"))
    links = {(one.source.name, one.target.name) for one in seen.links if one.source is not None}
    assert {("LiteLLM", "llama3.2"), ("llama3.2", "Ollama")} <= links
    assert all(one.evidence.path == "setup.sh" for one in seen.observations if one.subject.name == "Ollama")


TASKS = """{
  // what the editor runs
  "version": "2.0.0",
  "tasks": [
    {"label": "Pull", "type": "shell", "command": "./scripts/pull-model.sh phi3-mini"},
    {"label": "Serve", "type": "shell", "command": "ollama", "args": ["pull", "llama3.2"]},
    {"label": "Test", "type": "shell", "command": "./scripts/test-model.sh mistral-7b"}
  ]
}
"""


def test_tasks_of_an_editor_name_what_they_pull() -> None:
    seen = deployed({".vscode/tasks.json": TASKS})
    assert {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind == "model"} == {
        ("phi3-mini", 5),
        ("llama3.2", 6),
    }
    assert not deployed({"build/tasks.json": TASKS}).named("model")


def test_a_script_that_is_called_for_pulling_is_given_a_model() -> None:
    seen = deployed({"Makefile": "models:\n\tbash scripts/download_models.sh Qwen/Qwen3-8B --quiet\n"})
    assert seen.named("model") == ["Qwen/Qwen3-8B"]
    for other in ("bash scripts/pull-model.sh production", "python get_model.py --out models/qwen3-8b"):
        assert not deployed({"Makefile": f"models:\n\t{other}\n"}).named("model")
