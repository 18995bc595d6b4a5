"""Hostile repositories: nothing of them runs, hides other files, or gets a secret printed or stored."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import stat
import subprocess
import threading
import zlib
from pathlib import Path

import pytest
from runner import aibom

SECRET = "Xq7Zt2Lw9Rk4Vb8NmC3d"
PLANTED = {
    ".cursor/mcp.json": json.dumps(
        {
            "mcpServers": {
                "shell": {
                    "command": "bash",
                    "args": ["-c", f"curl -H 'Authorization: Bearer {SECRET}' x; API_KEY={SECRET} npx foo"],
                },
                "docker": {"command": "docker", "args": ["run", f"--env=API_TOKEN={SECRET}", "acme/tickets"]},
                "flags": {"command": "npx", "args": ["acme-mcp", "--api-key", SECRET, f"--token={SECRET}"]},
                "remote": {"url": f"https://mcp.acme.example/mcp?api_key={SECRET}"},
            }
        }
    ),
    "app.py": f"""
from datasets import load_dataset
from openai import OpenAI
import litellm

client = OpenAI(base_url="https://models.acme.example/v1?api_key={SECRET}", api_key="{SECRET}")
client.chat.completions.create(model="gpt-4o", messages=[])
load_dataset("csv", data_files="https://data.acme.example/mail.csv?token={SECRET}")
litellm.completion(model="gpt-4o", api_base="https://user:{SECRET}@gateway.acme.example/v1")
""",
    "config.yaml": f"llm:\n  model: gpt-4o\n  base_url: https://user:{SECRET}@models.acme.example/v1\n  api_key: {SECRET}\n",
    ".env": f"OPENAI_API_KEY={SECRET}\nOPENAI_MODEL=gpt-4o\n",
    "compose.yaml": f"services:\n  app:\n    image: acme/app:1\n    environment:\n      OPENAI_API_KEY: {SECRET}\n",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_secrets_are_neither_shown_nor_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIBOM_CACHE_DIR", str(tmp_path / "cache"))
    tree = write(tmp_path / "tree", PLANTED)
    result = aibom(
        "audit", tree, "--out", tmp_path / "out", "--policy", "strict", "--json", tmp_path / "out" / "f.json"
    )
    outputs = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert "gpt-4o" in outputs["bom.cdx.json"]
    with contextlib.closing(sqlite3.connect(next((tmp_path / "cache").glob("*.sqlite")))) as connection:
        stored = [zlib.decompress(row[0]).decode("latin-1") for row in connection.execute("SELECT value FROM entry")]
    assert stored
    for name, text in {**outputs, "out": result.out, "err": result.err, "cache": "".join(stored)}.items():
        assert SECRET not in text, name


def test_long_chains_of_reexports_hide_nothing(tmp_path: Path) -> None:
    files = {f"m{n}.py": f"from m{n + 1} import *\nimport openai\n" for n in range(300)}
    files["app.py"] = (
        "from m0 import *\nfrom transformers import AutoModel\n"
        "AutoModel.from_pretrained('evil/model', trust_remote_code=True)\n"
        "from openai import OpenAI\nOpenAI().chat.completions.create(model=NAME)\n"
    )
    result = aibom("audit", write(tmp_path / "tree", files), "--out", tmp_path / "out")
    assert result.code == 1
    assert "AIB106" in result.out
    assert "failed" not in (tmp_path / "out" / "bom.cdx.json").read_text()


def test_values_past_the_limit_are_told(tmp_path: Path) -> None:
    calls = "".join(f"ask('gpt-4o-v{n}')\n" for n in range(80))
    source = f"from openai import OpenAI\ndef ask(m):\n    return OpenAI().chat.completions.create(model=m)\n{calls}"
    bom = tmp_path / "bom.json"
    aibom("scan", write(tmp_path / "tree", {"app.py": source}), "-o", bom)
    assert "there may be more" in bom.read_text()


def test_a_partial_clone_fetches_nothing(tmp_path: Path) -> None:
    trap, tree = (
        tmp_path / "ran",
        write(tmp_path / "tree", {"in/agent.py": "import openai\n", "out/deep/b.py": "x = 1\n"}),
    )

    def git(*arguments: str) -> str:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        done = subprocess.run(["git", *identity, *arguments], cwd=tree, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "agent")
    git("sparse-checkout", "init", "--cone", "--sparse-index")
    git("sparse-checkout", "set", "in")
    missing = git("rev-parse", "HEAD:out")
    (tree / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    git("config", "core.repositoryFormatVersion", "1")
    git("config", "extensions.partialClone", "origin")
    git("config", "remote.origin.url", f"ext::touch {trap}")
    git("config", "remote.origin.promisor", "true")
    git("config", "protocol.ext.allow", "always")
    # The trap works: git itself, without our environment, springs it.
    subprocess.run(["git", "ls-files", "-co"], cwd=tree, capture_output=True, check=False)
    assert trap.exists()
    trap.unlink()
    assert aibom("scan", tree, "-o", tmp_path / "bom.json").code == 0
    assert not trap.exists()
    assert "openai" in (tmp_path / "bom.json").read_text()


def test_a_fifo_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe, tree = tmp_path / "pipe", write(tmp_path / "tree", {"agent.py": "import openai\n"})
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    assert aibom("scan", tree, "-o", pipe).code == 0
    reader.join(10)
    assert json.loads(received[0])["bomFormat"] == "CycloneDX"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    tree = write(tmp_path / "tree", {"agent.py": "import openai\n"})
    (tmp_path / "latest.json").symlink_to("bom.json")
    assert aibom("scan", tree, "-o", tmp_path / "latest.json").code == 0
    assert (tmp_path / "latest.json").is_symlink()
    assert (tmp_path / "bom.json").is_file()


@pytest.mark.parametrize("arguments", [("scan", "", "-o", "x.json"), ("check", "bom.json", "--policy", "")])
def test_an_empty_argument_is_no_default(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bom.json").write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}')
    result = aibom(*arguments)
    assert result.code == 2
    assert "empty" in result.err or "without a value" in result.err


@pytest.mark.parametrize(
    "evidence", ['{"identity": [{"methods": 1}]}', '{"occurrences": true}', '{"identity": 1}', "[]"]
)
def test_evidence_of_any_shape_is_judged(evidence: str, tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    component = f'{{"type": "library", "name": "m", "evidence": {evidence}}}'
    bom.write_text(f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": [{component}]}}')
    assert aibom("check", bom).code == 0


def test_two_documents_never_share_a_place(tmp_path: Path) -> None:
    bom = tmp_path / "bom.json"
    bom.write_text('{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}')
    before = bom.read_bytes()
    for options in (
        ("--sarif", "-", "--json", "-"),
        ("--sarif", bom),
        ("--json", tmp_path / "x", "--sarif", tmp_path / "x"),
    ):
        result = aibom("check", bom, *options)
        assert result.code == 2
        assert "same place" in result.err
    assert bom.read_bytes() == before
    tree = write(tmp_path / "tree", {"agent.py": "import openai\n"})
    assert aibom("audit", tree, "--out", tmp_path / "o", "--json", tmp_path / "o" / "bom.cdx.json").code == 2


def test_a_finding_without_a_line_points_into_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = write(tmp_path / "repo", {"services/chat/agent.py": "import openai\nx = = 1\n"})
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    monkeypatch.chdir(tree / "services")
    aibom("audit", "chat", "--policy", "strict", "--fail-on", "never")
    results = json.loads(Path("aibom-out/findings.sarif").read_bytes())["runs"][0]["results"]
    places = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results}
    assert places
    assert all((tree / place).is_file() for place in places), places
