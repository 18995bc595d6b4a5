"""Scripts: which programs run with which words, on which lines."""

from __future__ import annotations

import time

from deployed import deployed, names
from hypothesis import given
from hypothesis import strategies as st

from aibom.core.left_out import listening
from aibom.scanners.deployments.commands.argv import follow
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.commands.shell import split_commands


def calls(text: str) -> list[list[str]]:
    return [[word.text for word in call.words] for call in follow(text).invocations]


def test_continuations_keep_the_line_of_each_word() -> None:
    call = follow("vllm serve \\\n  meta-llama/Llama-3.1-8B \\\n  --port 8000 &\n").invocations[0]
    assert [(word.text, word.line) for word in call.words] == [
        ("vllm", 1), ("serve", 1), ("meta-llama/Llama-3.1-8B", 2), ("--port", 3), ("8000", 3),
    ]  # fmt: skip


def test_comments_quotes_redirections_and_separators() -> None:
    text = "# ollama pull no\nollama serve > log 2>&1 & sleep 3; echo 'a;b' && ollama pull \"llama3.2\" || exit 1"
    assert calls(text) == [
        ["ollama", "serve"],
        ["sleep", "3"],
        ["echo", "a;b"],
        ["ollama", "pull", "llama3.2"],
        ["exit", "1"],
    ]


def test_a_here_document_is_no_command() -> None:
    assert calls("cat > Modelfile <<'EOF'\nollama pull inside\nEOF\nollama pull outside") == [
        ["cat"],
        ["ollama", "pull", "outside"],
    ]


def test_variables_arrays_and_loops_are_followed() -> None:
    text = 'BASE=qwen2.5\nTAGS=(7b\n  "14b")\nfor tag in "${TAGS[@]}"; do\n  ollama pull "$BASE:$tag"\ndone\n'
    assert calls(text) == [["ollama", "pull", "qwen2.5:7b"], ["ollama", "pull", "qwen2.5:14b"]]
    text = "for m in llama3 mistral; do ollama pull $m; done"
    assert calls(text) == [["ollama", "pull", "llama3"], ["ollama", "pull", "mistral"]]


def test_each_turn_of_a_loop_has_the_line_of_its_entry() -> None:
    text = 'models=(\n  "nlpconnect/vit-gpt2"\n  "openai/whisper-base"\n)\nfor model in "${models[@]}"; do\n'
    text += '  [ -d "$model" ] || git clone "https://huggingface.co/${model}" "${model}"\ndone\n'
    clones = [one.words[2:] for one in follow(text).invocations if one.words[0].text == "git"]
    assert [(address.text, address.line) for address, _ in clones] == [
        ("https://huggingface.co/nlpconnect/vit-gpt2", 2),
        ("https://huggingface.co/openai/whisper-base", 3),
    ]


def test_loops_within_loops_are_followed_up_to_a_bound() -> None:
    names = " ".join(f"m{number}" for number in range(60))
    inner = "".join(f"for b{n} in {names}; do\nollama pull $a:$b{n}\ndone\n" for n in range(60))
    with listening() as left:
        assert len(calls(f"for a in {names}; do\n{inner}done\n")) < 3_000
    assert [one.reason for one in left] == [
        "more than 2,000 turns of the loops of a script: only the first 2,000 were read"
    ]


def test_values_of_a_variable_beyond_a_bound_are_said() -> None:
    with listening() as left:
        pulled = calls("for m in " + " ".join(f"m{n}" for n in range(300)) + "; do ollama pull $m; done")
    assert len(pulled) == 200
    assert [one.reason for one in left] == [
        "more than 200 values of one variable of a script: only the first 200 were read"
    ]


def test_words_of_a_variable_are_followed_through_a_filter_into_a_loop() -> None:
    text = (
        "models=${PULL:-gemma3:1b,qwen3:4b}\nmodels=$(printf '%s' \"$models\" | tr ',' ' ')\n"
        'for model in $models; do\n  ollama pull "$model"\ndone\n'
    )
    pulls = [one.words[2] for one in follow(text).invocations if one.words[0].text == "ollama"]
    assert [(word.text, word.line) for word in pulls] == [("gemma3:1b", 1), ("qwen3:4b", 1)]


def test_what_another_program_prints_stays_unresolved_in_a_loop() -> None:
    pulled = calls("models=$(jq -r '.models | join(\" \")' list.json)\nfor m in $models; do ollama pull $m; done")[-1]
    assert pulled[:2] == ["ollama", "pull"]
    assert len(pulled) == 3
    assert "$(" in pulled[2]


def test_a_value_keeps_the_line_it_was_written_on() -> None:
    call = follow("MODEL=BAAI/bge-m3\n\ntext-embeddings-router --model-id $MODEL").invocations[0]
    assert (call.words[2].text, call.words[2].line, call.line) == ("BAAI/bge-m3", 1, 3)


def test_single_quotes_keep_the_dollar_sign() -> None:
    assert calls("X=1\ncurl 'a$X' \"b$X\"") == [["curl", "a$X", "b1"]]


def test_wrappers_are_peeled_off() -> None:
    for line in (
        "sudo -u ai nohup ollama pull phi4",
        "docker exec -it ollama ollama pull phi4",
        "docker compose exec ollama ollama pull phi4",
        "kubectl exec -n ai pod/ollama -- ollama pull phi4",
        "env A=b timeout 600 ollama pull phi4",
        "uv run --with x ollama pull phi4",
        'bash -lc "sleep 1; ollama pull phi4"',
        "if ! ollama list | grep -q phi4; then ollama pull phi4; fi",
    ):
        assert ["ollama", "pull", "phi4"] in calls(line), line


def test_assignments_before_a_command_belong_to_it() -> None:
    call = follow("CUDA_VISIBLE_DEVICES=0 VLLM_API_KEY=$KEY vllm serve x/y").invocations[0]
    assert [(one.name, one.value) for one in call.settings] == [
        ("CUDA_VISIBLE_DEVICES", "0"),
        ("VLLM_API_KEY", "${KEY}"),
    ]


SCRIPT = """#!/bin/bash
set -e
echo "installing"
apt-get update
MODEL=llama3.2
cat <<USAGE
usage: ollama pull NAME
USAGE
docker run -d \\
  --name tgi \\
  ghcr.io/huggingface/text-generation-inference:3.0 --model-id x/y
python -c "
from sentence_transformers import SentenceTransformer
"
"""


def test_focus_keeps_what_matters_on_its_lines() -> None:
    rows = focus(SCRIPT).split("\n")
    assert [number for number, row in enumerate(rows, 1) if row.strip()] == [5, 6, 8, 9, 10, 11, 12, 13, 14]
    assert len(rows) == len(SCRIPT.split("\n"))
    assert not any(call[0] == "usage:" for call in calls(focus(SCRIPT)))


def test_a_script_of_no_interest_is_empty() -> None:
    assert focus("#!/bin/sh\napt-get update\nmake test\n") == ""


def test_secrets_are_masked() -> None:
    text = masked(
        'export OPENAI_API_KEY="sk-proj-9f8e7d6c5b4a3f2e1d0c9b8a"\nvllm serve x --api-key 8fj3kd92jf83jd92 --model $M'
    )
    assert "sk-proj" not in text
    assert "8fj3kd92" not in text
    assert "--model $M" in text


@given(st.text(alphabet="ab \n\\'\"$(){}<>|&;#=`EOF-", max_size=300))
def test_any_text_splits(text: str) -> None:
    commands = split_commands(text)
    assert all(1 <= word.line <= text.count("\n") + 1 for command in commands for word in command.words)
    follow(text)
    assert focus(text).count("\n") in (0, text.count("\n"))


def test_hostile_text_costs_little() -> None:
    started = time.process_time()
    for text in (
        "$(" * 20_000,
        "'" + "a" * 500_000,
        "x=(" * 20_000,
        "<<E\n" * 20_000,
        'codex exec "$(cat <<E\n' * 20_000,
        "ollama \\\n" * 50_000,
        "${" * 30_000,
    ):
        follow(text)
        focus(text)
        masked(text)
    assert time.process_time() - started < 5


ASKING = """#!/bin/bash
COMMIT_PROMPT="Write a commit message in the imperative mood, with at most fifty characters. Today is $(date)."
escaped_prompt=$(printf '%s' "$COMMIT_PROMPT")
while getopts m: option; do MODEL="$OPTARG"; done
curl https://api.openai.com/v1/chat/completions -sS \\
  -d '{
    "model": "'"$MODEL"'",
    "messages": [{"role": "system", "content": "'"$escaped_prompt"'"}]
  }'
MODEL=${MODEL:-gpt-4o-mini}
"""


def test_a_body_of_several_rows_does_not_swallow_what_follows() -> None:
    script = follow(focus(ASKING))
    assert [one.program for one in script.invocations][-1] == "curl"
    assert [(one.name, one.value, one.line) for one in script.assigned][-1] == ("MODEL", "gpt-4o-mini", 10)


def test_a_script_that_asks_an_api_tells_its_prompts() -> None:
    assert names(deployed({"ask.sh": ASKING}), "prompt") == {"COMMIT_PROMPT"}
    assert names(deployed({"ask.sh": ASKING.replace("api.openai.com", "api.example.org")}), "prompt") == set()


BRANCHES = """\
case $MODEL in
  13b) MODEL_DOWNLOAD_URL="https://huggingface.co/TheBloke/Hermes-13B-GGML/resolve/main/x.bin" ;;
  70b) MODEL_DOWNLOAD_URL="https://huggingface.co/TheBloke/Llama-70B-GGML/resolve/main/y.bin" ;;
esac
curl -L -o model.bin $MODEL_DOWNLOAD_URL
"""


def test_every_branch_says_from_where_a_model_is_fetched() -> None:
    assert {"TheBloke/Hermes-13B-GGML", "TheBloke/Llama-70B-GGML"} <= names(deployed({"run.sh": BRANCHES}), "model")
