"""Install commands in Dockerfiles, scripts and workflows."""

from __future__ import annotations

from manifest_trees import scan

DOCKERFILE = r"""FROM python:3.12
RUN --mount=type=cache,target=/var/cache/pip apt-get install -y git && \
    # the engine
    pip3 install --no-cache-dir torch==2.6.0 \
        "vllm[audio]>=0.8" -r requirements.txt && \
    npm install -g @anthropic-ai/claude-code@1.0.3
RUN uv pip install --system transformers
"""
WORKFLOW = """on: push
jobs:
  judge:
    runs-on: ubuntu-latest
    steps:
      - run: |
          python -m pip install -U 'openai<3'
          npm i -g promptfoo
"""


def test_dockerfiles_install_packages_on_the_rows_that_name_them() -> None:
    seen = scan({"docker/Dockerfile.gpu": DOCKERFILE})
    found = {
        (one.subject.origin, one.subject.name, one.subject.version, one.evidence.line) for one in seen.observations
    }
    assert found == {
        ("pypi", "torch", "2.6.0", 4),
        ("pypi", "vllm", None, 5),
        ("npm", "@anthropic-ai/claude-code", "1.0.3", 6),
        ("pypi", "transformers", None, 7),
    }


def test_scripts_install_and_mention() -> None:
    text = "#!/bin/sh\n# pip install wheel\nsudo pip install litellm && uv tool install 'aider-chat==0.80'\necho no install\n"
    assert {one.subject.name for one in scan({"setup.sh": text}).observations} == {"litellm", "aider-chat"}


def test_steps_of_workflows_install_for_the_build() -> None:
    seen = scan({".github/workflows/eval.yml": WORKFLOW})
    found = {(one.subject.origin, one.subject.name, one.evidence.line) for one in seen.observations}
    assert {("pypi", "openai", 7), ("npm", "promptfoo", 8)} <= found


SETUP = """\
PIP="$VENV/bin/pip"
"$VENV/bin/pip" install openai
${PIP} install chromadb
"$PYTHON" -m pip install -q peft
sudo -H -u app /opt/venv/bin/pip3.11 install trl==0.9.6
su - ubuntu -c "pip install groq"
uv run --with anthropic,tiktoken judge.py
uvx --from litellm litellm --port 4000
poetry run pip install vllm
echo "$VENV/bin/pip" install gradio
"""
WINDOWS = """\
& "$venv\\Scripts\\pip.exe" install openai
call .venv\\Scripts\\python.exe -m pip install peft
"""


def test_installers_are_known_by_path_variable_and_wrapper() -> None:
    found = {(one.subject.name, one.evidence.line) for one in scan({"setup.sh": SETUP}).observations}
    assert found == {
        ("openai", 2), ("chromadb", 3), ("peft", 4), ("trl", 5), ("groq", 6), ("anthropic", 7), ("tiktoken", 7),
        ("litellm", 8), ("vllm", 9),
    }  # fmt: skip
    assert {one.subject.name for one in scan({"setup.ps1": WINDOWS}).observations} == {"openai", "peft"}


def test_makefiles_and_listed_commands_install() -> None:
    make = "install:\n\t$(PIP) install openai\n\t@$(VENV)/bin/python -m pip install trl\n"
    listed = 'FROM python:3.12\nRUN ["pip", "install", "chromadb"]\n'
    seen = scan({"Makefile": make, "Dockerfile": listed})
    assert {(one.subject.name, one.evidence.line) for one in seen.observations} == {
        ("openai", 2), ("trl", 3), ("chromadb", 2),
    }  # fmt: skip


def test_what_is_cloned_and_installed_from_its_folder() -> None:
    text = (
        "git clone --depth 1 https://github.com/huggingface/transformers.git\ncd transformers && git checkout v4.18.0\n"
        "pip install -e .\ncd examples\ngit clone https://github.com/acme/notes && ls\n"
        "RUN git clone https://github.com/vllm-project/vllm.git /src/vllm\npip install './vllm[audio]'\n"
    )
    found = {(one.subject.name, one.evidence.line) for one in scan({"setup.sh": text}).observations}
    assert found == {("transformers", 1), ("vllm", 6)}


MATRIX = """on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: pip3 install .["dev"] ${{ matrix.numpy-requirement }} torch==${{ matrix.pytorch-version || '2.4' }}+cpu jiwer
      - run: conda install -n test ffmpeg python=${{ matrix.python-version }}
"""


def test_what_a_workflow_fills_in_is_no_package() -> None:
    seen = scan({".github/workflows/test.yml": MATRIX})
    found = {(one.subject.name, one.subject.version) for one in seen.observations}
    assert found == {("torch", None), ("jiwer", None), ("ffmpeg", None), ("python", None)}
