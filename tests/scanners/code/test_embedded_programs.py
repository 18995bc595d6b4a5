"""Python inside of other files: a job's here-document, a ConfigMap, `python -c`, a workflow's step."""

from __future__ import annotations

import pytest
from memory_tree import run

from aibom.model.kinds import Kind
from aibom.scanners.code.python.embedded import embedded_python
from aibom.scanners.code.scanner import CodeScanner

JOB = """\
apiVersion: batch/v1
kind: Job
spec:
  template:
    spec:
      containers:
      - name: fetch
        command: [/bin/bash, -c]
        args:
        - |
          pip install huggingface_hub
          python3 - << EOF
          from huggingface_hub import snapshot_download
          heron_id = "acme/heron-7b"
          snapshot_download(repo_id=heron_id, revision="main")
          EOF
          echo done
"""
MAP = """\
apiVersion: v1
kind: ConfigMap
data:
  serve.py: |
    MODEL = "acme/heron-embed"

    from sentence_transformers import SentenceTransformer
    encoder = SentenceTransformer(MODEL, device="{{ .Values.device }}")
  note: import of the world
"""
SHELL = """\
#!/bin/bash
set -e
python -c "
from transformers import pipeline
pipeline(\\"summarization\\", model=\\"acme/summary-small\\")
"
echo "import nothing"
"""
WITHIN = """\
name=$(python3 -c '
import sys
from transformers import pipeline
print(pipeline("summarization", model="acme/summary-small"), sys.argv[1])' "$given" \\
  --more)
if python3 - <<'PYEOF' "$name" \\
    "${REST:-}"
from transformers import AutoModel
AutoModel.from_pretrained("acme/heron-7b")
PYEOF
then echo; fi
"""
STEP = """\
jobs:
  ask:
    steps:
      - shell: python
        run: |
          from openai import OpenAI
          OpenAI().chat.completions.create(model="gpt-4o-mini", messages=[])
      - run: echo later
"""


@pytest.mark.parametrize(
    ("path", "text", "model", "line"),
    [
        ("jobs/fetch.yaml", JOB, "acme/heron-7b", 15),
        ("templates/serve.yaml", MAP, "acme/heron-embed", 8),
        ("scripts/warm.sh", SHELL, "acme/summary-small", 5),
        (".github/workflows/ask.yml", STEP, "gpt-4o-mini", 7),
    ],
)
def test_a_program_within_a_file_is_read_where_it_stands(path: str, text: str, model: str, line: int):
    seen = run(CodeScanner("python"), {path: text})
    told = {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind is Kind.MODEL}
    assert (model, line) in told
    assert {name for name, _ in told} == {model}


def test_other_rows_are_no_programs():
    script = b'import { x } from "openai"\nimport os\nfrom transformers import pipeline\n'
    assert embedded_python(script) == ""  # a script of another language, or one without a here-document
    assert embedded_python(b"imports:\n  - from a import b\n  import-mode: all\n") == ""
    assert "echo" not in embedded_python(JOB.encode())
    assert "note" not in embedded_python(MAP.encode())


SHOWN = """\
nodes:
  - id: Pilot
    role: |-
      Write the game as this shows:
      ```python
      import pygame
      from transformers import pipeline

      pipeline("summarization", model="acme/heron")
      ...
      - Press R
      ```
      Then stop.
    run: |
      from transformers import pipeline

      pipeline("summarization", model="acme/egret")
"""


def test_a_program_that_a_text_shows_between_fences_is_not_run():
    seen = run(CodeScanner("python"), {"flows/game.yaml": SHOWN})
    assert {one.subject.name for one in seen.observations if one.subject.kind is Kind.MODEL} == {"acme/egret"}
    assert not seen.unknowns


def test_broken_programs_cost_only_themselves():
    seen = run(
        CodeScanner("python"),
        {"jobs/fetch.yaml": JOB.replace("snapshot_download(repo_id", "snapshot_download((repo_id")},
    )
    assert not [one for one in seen.observations if one.subject.kind is Kind.MODEL]
    assert seen.unknowns


def test_programs_that_end_within_a_row_or_begin_after_their_command_goes_on():
    seen = run(CodeScanner("python"), {"run.sh": WITHIN})
    told = {(one.subject.name, one.evidence.line) for one in seen.observations if one.subject.kind is Kind.MODEL}
    assert told == {("acme/summary-small", 4), ("acme/heron-7b", 9)}
    assert not seen.unknowns
