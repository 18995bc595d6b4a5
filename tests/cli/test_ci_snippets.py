"""What the documentation and the templates for CI show: valid, parsed by the real command line, and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml
from snippets import ROOT, Block, blocks, command_lines, scripts_in

from aibom.cli.app import aibom as command_line

BIN = Path(sys.executable).parent
SCHEMAS = {
    ".github/workflows/": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "azure-pipelines.yml": "vendor.azure-pipelines",
}
YAMLS = [block for block in blocks() if block.language == "yaml" and block.page in ("ci.md", "release.md")]
COMMANDS = command_lines()


def check_schema(path: Path, schema: str) -> None:
    """The file is valid against the schema that its service publishes, in the copy of check-jsonschema."""
    from check_jsonschema import main
    from click.testing import CliRunner

    name = schema.removeprefix("vendor.")
    more = ["--data-transform", name] if name in ("gitlab-ci", "azure-pipelines") else []
    if name == "azure-pipelines":
        more += ["--regex-variant", "python"]  # its patterns are none of ECMAScript's
    result = CliRunner().invoke(main, ["--builtin-schema", schema, *more, str(path)])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("block", [one for one in YAMLS if one.file], ids=lambda block: block.file)
def test_snippets_are_valid_for_their_service(block: Block, tmp_path: Path) -> None:
    schema = next((schema for start, schema in SCHEMAS.items() if block.file.startswith(start)), None)
    path = tmp_path / Path(block.file).name
    path.write_text(block.text)
    if schema is None:
        assert block.file == ".pre-commit-config.yaml"
        (repo,) = yaml.safe_load(block.text)["repos"]
        known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
        assert {hook["id"] for hook in repo["hooks"]} == known
    else:
        check_schema(path, schema)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("action.yml", "vendor.github-actions"),
        ("templates/gitlab-ci.yml", "vendor.gitlab-ci"),
        *(
            (f".github/workflows/{one.name}", "vendor.github-workflows")
            for one in (ROOT / ".github/workflows").iterdir()
        ),
    ],
)
def test_files_are_valid_for_their_service(name: str, schema: str) -> None:
    check_schema(ROOT / name, schema)


def test_every_yaml_snippet_of_the_ci_pages_has_a_name() -> None:
    assert len(YAMLS) >= 6
    assert all(block.file for block in YAMLS)


def test_workflows_pass_actionlint(tmp_path: Path) -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed")
    paths = [str(one) for one in (ROOT / ".github/workflows").iterdir()]
    for block in YAMLS:
        if block.file.startswith(".github/workflows/"):
            paths.append(str(tmp_path / Path(block.file).name))
            Path(paths[-1]).write_text(block.text)
    result = subprocess.run([program, *paths], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(("where", "arguments"), COMMANDS, ids=[f"{where}: {' '.join(one)}" for where, one in COMMANDS])
def test_every_command_line_parses(where: str, arguments: tuple[str, ...]) -> None:
    """The command exists and takes these options with these values; nothing is run."""
    command: click.Command = command_line
    words = list(arguments)
    parent = click.Context(command, info_name="aibom")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(parent, words[0])
        assert found is not None, f"{where}: no command {words[0]}"
        command, name = found, words.pop(0)
        parent = click.Context(command, info_name=name, parent=parent)
    choices = {"$INPUT_FAIL_ON": "high", "$AIBOM_FAIL_ON": "high", "$TRACK_FAIL_ON": "high"}
    if words in (["--help"], ["--version"]) or not words:
        return
    command.make_context("aibom", [choices.get(word, word) for word in words], parent=parent.parent)


def test_there_are_command_lines_of_every_place() -> None:
    places = {where for where, _ in COMMANDS}
    assert {
        "README.md",
        "ci.md",
        "release.md",
        "action.yml",
        "templates/gitlab-ci.yml",
        ".pre-commit-hooks.yaml",
    } <= places
    assert len(COMMANDS) > 40


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    """What scripts see: the tool's own programs first, and nothing of this machine's settings."""
    path = f"{tmp_path / 'bin'}:{BIN}:{os.environ['PATH']}"
    return {"PATH": path, "HOME": str(tmp_path), "LANG": "C.UTF-8", "AIBOM_CACHE_DIR": str(tmp_path / "cache"), **more}


def run(script: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """As the services run a script: bash that stops at the first error."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def test_the_gitlab_template_runs(tmp_path: Path) -> None:
    job = yaml.safe_load((ROOT / "templates/gitlab-ci.yml").read_text())["aibom"]
    sample = tmp_path / "checkout"
    shutil.copytree(ROOT / "samples/rag-agent", sample)
    result = run("\n".join(job["script"]), sample, environment(tmp_path, **job["variables"]))
    assert result.returncode == 1, result.stderr  # the sample has findings of high severity
    reports = job["artifacts"]["reports"]
    assert json.loads((sample / reports["cyclonedx"][0]).read_bytes())["bomFormat"] == "CycloneDX"
    assert (sample / reports["junit"]).read_bytes().startswith(b"<?xml")


def test_the_jenkins_file_runs_what_it_archives(tmp_path: Path) -> None:
    (text,) = [block.text for block in blocks() if block.language == "groovy"]
    audit = re.findall(r"sh '\.aibom/bin/(aibom audit.*)'", text)
    assert text.count("{") == text.count("}")
    sample = tmp_path / "checkout"
    shutil.copytree(ROOT / "samples/rag-agent", sample)
    assert run(audit[0], sample, environment(tmp_path)).returncode == 1
    for name in ("aibom-out/junit.xml", "aibom-out/findings.sarif"):
        assert name in text
        assert (sample / name).is_file()


def test_hooks_of_pre_commit(tmp_path: Path) -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    assert all({"id", "name", "description", "entry", "language"} <= set(hook) for hook in hooks.values())
    shutil.copytree(ROOT / "samples/rag-agent", tmp_path / "checkout")
    env = environment(tmp_path)
    assert run(hooks["aibom-audit"]["entry"], tmp_path / "checkout", env).returncode == 1
    weights = "models/priority.pkl"
    assert re.search(hooks["aibom-model-scan"]["files"], weights)
    assert not re.search(hooks["aibom-model-scan"]["files"], "README.md")
    scanned = run(f"{hooks['aibom-model-scan']['entry']} {weights}", tmp_path / "checkout", env)
    assert scanned.returncode in (0, 1), scanned.stderr
    rule = "policies/acme/own-rule.yaml"
    assert re.search(hooks["aibom-policy-lint"]["files"], rule)
    assert run(f"aibom policy new AIB999 own-rule -o {rule}", tmp_path / "checkout", env).returncode == 0
    linted = run(f"{hooks['aibom-policy-lint']['entry']} {rule}", tmp_path / "checkout", env)
    assert linted.returncode == 0, linted.stdout


def test_the_image_is_small_and_unprivileged() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+(@sha256:[0-9a-f]{64})?", base) for base in bases)
    assert "USER 65532:65532" in lines
    assert lines.index("USER 65532:65532") < lines.index('ENTRYPOINT ["aibom"]')
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert all((ROOT / word).exists() for word in copied)
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == kept


# -- the action ------------------------------------------------------------------------------------------------------

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GH = """#!/bin/bash
echo "$@" >> "$HOME/gh.log"
case "$*" in
  *--paginate*) if [ -f "$HOME/known" ]; then cat "$HOME/known"; fi ;;
  *) for word in "$@"; do case "$word" in body=@*) cp "${word#body=@}" "$HOME/comment.md" ;; esac; done ;;
esac
"""


class Runner:
    """Runs the scripts of the action as GitHub does, with `${{ }}` filled in only where the file has it in `env`."""

    def __init__(self, folder: Path, checkout: Path, **inputs: str) -> None:
        self.folder, self.checkout = folder, checkout
        for name in ("output", "summary", "path"):
            (folder / name).touch()
        (folder / "temp").mkdir()
        (folder / "bin").mkdir()
        (folder / "bin" / "gh").write_text(GH)
        (folder / "bin" / "gh").chmod(0o755)
        given = {name: str(one["default"]) for name, one in ACTION["inputs"].items()} | inputs
        self.values = {f"inputs.{name}": value for name, value in given.items()}
        self.values |= {"github.event.pull_request.number": "7", "inputs.github-token": "ghs_token"}

    def step(self, name: str) -> subprocess.CompletedProcess[str]:
        (step,) = [one for one in ACTION["runs"]["steps"] if one.get("name") == name]
        assert "${{" not in step["run"]  # an input must never become code
        self.values |= {
            f"steps.audit.outputs.{key}": value
            for key, _, value in (line.partition("=") for line in (self.folder / "output").read_text().splitlines())
        }
        env = {
            key: re.sub(r"\$\{\{ (\S+) \}\}", lambda m: self.values[m[1]], text) for key, text in step["env"].items()
        }
        files = {f"GITHUB_{one.upper()}": str(self.folder / one) for one in ("output", "path")}
        files["GITHUB_STEP_SUMMARY"] = str(self.folder / "summary")
        more = {"RUNNER_TEMP": str(self.folder / "temp"), "GITHUB_REPOSITORY": "acme/chat"}
        return run(step["run"], self.checkout, environment(self.folder, **files, **more, **env))


@pytest.fixture
def checkout(tmp_path: Path) -> tuple[Path, str]:
    """A clone of depth 1 of a pull request's head, and the SHA of its base."""
    source = tmp_path / "source"
    shutil.copytree(ROOT / "samples/rag-agent", source)

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=dev", "-c", "user.email=dev@acme.example")
        return subprocess.run(["git", *who, *arguments], cwd=source, check=True, capture_output=True, text=True).stdout

    git("init", "--quiet", "--initial-branch=main")
    git("config", "uploadpack.allowAnySHA1InWant", "true")
    git("add", "-A")
    git("commit", "--quiet", "-m", "base")
    base = git("rev-parse", "HEAD").strip()
    (source / "helpdesk" / "extra.py").write_text(
        "from transformers import AutoModel\n\nMODEL = AutoModel.from_pretrained('acme/new-classifier')\n"
    )
    git("add", "-A")
    git("commit", "--quiet", "-m", "head")
    head = tmp_path / "checkout"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"file://{source}", str(head)], check=True)
    return head, base


def test_the_action_audits_compares_and_comments(tmp_path: Path, checkout: tuple[Path, str]) -> None:
    head, base = checkout
    (tmp_path / "runner").mkdir()
    runner = Runner(tmp_path / "runner", head, policy="baseline\n\n")
    runner.values["github.event.pull_request.base.sha"] = base
    audited = runner.step("Audit")
    assert audited.returncode == 0, audited.stderr
    for name in ("Compare with the base", "Comment on the pull request"):
        done = runner.step(name)
        assert done.returncode == 0, f"{name}: {done.stderr}"
    out = tmp_path / "runner" / "temp" / "aibom-out"
    assert (out / "bom.cdx.json").is_file()
    assert (out / "findings.sarif").is_file()
    assert "acme/new-classifier" in (out / "diff.md").read_text()
    summary = (tmp_path / "runner" / "summary").read_text()
    assert (out / "summary.md").read_text() in summary
    comment = (tmp_path / "runner" / "comment.md").read_text()
    assert comment.startswith("<!-- aibom:aibom -->\n")
    assert "acme/new-classifier" in comment
    assert "--method POST repos/acme/chat/issues/7/comments" in (tmp_path / "runner" / "gh.log").read_text()
    (tmp_path / "runner" / "known").write_text("4711\n")
    assert runner.step("Comment on the pull request").returncode == 0
    assert "--method PATCH repos/acme/chat/issues/comments/4711" in (tmp_path / "runner" / "gh.log").read_text()
    assert runner.step("Verdict").returncode == 1


def test_the_action_fails_at_once_when_it_cannot_work(tmp_path: Path, checkout: tuple[Path, str]) -> None:
    (tmp_path / "runner").mkdir()
    runner = Runner(tmp_path / "runner", checkout[0], policy="no-such-pack")
    result = runner.step("Audit")
    assert (result.returncode, "No policy 'no-such-pack'" in result.stderr) == (2, True)
    assert "exit-code=2" in (tmp_path / "runner" / "output").read_text()


def test_inputs_are_no_code(tmp_path: Path, checkout: tuple[Path, str]) -> None:
    (tmp_path / "runner").mkdir()
    mark = tmp_path / "runner" / "pwned"
    runner = Runner(tmp_path / "runner", checkout[0], path=f"$(touch {mark})", category=f'"; touch {mark}; "')
    assert "$(touch" in runner.step("Audit").stderr  # no such folder
    assert not mark.exists()


def test_the_actions_inputs_and_outputs_are_used_and_documented() -> None:
    text = (ROOT / "action.yml").read_text()
    page = (ROOT / "docs/ci.md").read_text()
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
    for name in {*ACTION["inputs"], *ACTION["outputs"]} - {"github-token", "python-version"}:
        assert f"`{name}`" in page
    assert any("aibom diff" in script for script in scripts_in(ACTION["runs"]))


def test_the_install_step_installs_this_repository() -> None:
    (step,) = [one for one in ACTION["runs"]["steps"] if one.get("name") == "Install aibom"]
    assert step["env"]["AIBOM_SOURCE"] == "${{ github.action_path }}"
    assert 'install --quiet --disable-pip-version-check "$AIBOM_SOURCE"' in step["run"]
