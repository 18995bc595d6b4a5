"""The hub's client and `--online`, against a mirror on loopback."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
sys.path.insert(0, str(Path(__file__).parents[1] / "integrity"))
sys.path.insert(0, str(Path(__file__).parent))
from mirror import COMMIT, Mirror, Repo, serve
from places import CONFIG, WEIGHTS, sha256
from runner import aibom

from aibom.enrichers.hub import HubAnswer, HubProblem, ask_hub

CARD = {
    "license": "apache-2.0",
    "language": ["en", "de"],
    "base_model": "acme/base",
    "datasets": ["acme/tickets"],
    "metrics": ["f1"],
    "co2_eq_emissions": {"emissions": 120, "source": "codecarbon"},
}


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mirror]:
    ranker = Repo({"model.safetensors": WEIGHTS, "config.json": CONFIG}, frozenset({"model.safetensors"}), CARD)
    flagged = Repo({"pytorch_model.bin": b"x"})
    flagged.security = {"scansDone": True, "filesWithIssues": [{"path": "pytorch_model.bin", "level": "unsafe"}]}
    repos = {
        "acme/ranker": ranker,
        "acme/flagged": flagged,
        "acme/closed": Repo({}, gated=True),
        "acme/old-name": Repo({}, moved_to="acme/ranker"),
    }
    for name in ("HF_TOKEN", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serve(repos) as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        yield running


def problem(answer: HubAnswer | HubProblem) -> str:
    assert isinstance(answer, HubProblem), answer
    return answer.state


def test_an_answer_holds_hashes_card_and_commit(mirror: Mirror) -> None:
    answer = ask_hub(mirror.endpoint, "acme/ranker", "model", COMMIT)
    assert isinstance(answer, HubAnswer), answer
    assert answer.commit == COMMIT
    assert answer.files["model.safetensors"].hashes == {"sha256": sha256(WEIGHTS)}
    assert set(answer.files["config.json"].hashes) == {"gitoid"}
    assert answer.security == "safe"
    assert answer.card["license"] == "apache-2.0"


def test_refusals_are_told_apart(mirror: Mirror) -> None:
    ask = mirror.endpoint
    assert problem(ask_hub(ask, "acme/none", "model")) == "not-found"
    assert problem(ask_hub(ask, "acme/closed", "model")) == "gated"
    assert problem(ask_hub(ask, "acme/ranker", "model", "v9")) == "no-revision"
    assert problem(ask_hub(ask, "../etc", "model")) == "not-found"
    renamed = ask_hub(ask, "acme/old-name", "model")
    assert isinstance(renamed, HubAnswer)
    assert (renamed.repo, renamed.renamed_from) == ("acme/ranker", "acme/old-name")


def test_the_hub_is_waited_for_as_it_asks_and_not_longer(mirror: Mirror) -> None:
    waits: list[float] = []
    mirror.refusals = [(429, {"Retry-After": "7"}), (429, {"Retry-After": "3"})]
    assert isinstance(ask_hub(mirror.endpoint, "acme/ranker", "model", wait=waits.append), HubAnswer)
    assert waits == [7.0, 3.0]
    mirror.refusals = [(429, {"Retry-After": "3600"})]
    assert problem(ask_hub(mirror.endpoint, "acme/ranker", "model", wait=waits.append)) == "rate-limited"
    mirror.refusals = [(503, {})] * 3
    assert problem(ask_hub(mirror.endpoint, "acme/ranker", "model", wait=waits.append)) == "unreachable"
    assert problem(ask_hub("http://127.0.0.1:9", "acme/ranker", "model", wait=waits.append)) == "unreachable"


def scan(place: Path, *options: str) -> tuple[dict[str, dict[str, str]], dict[str, Any]]:
    assert aibom("scan", place, "-o", place / "bom.json", "--no-cache", *options).code == 0
    document = json.loads((place / "bom.json").read_bytes())
    found = {}
    for one in document["components"]:
        found[one["name"]] = {row["name"]: row["value"] for row in one["properties"]}
    return found, document


def test_a_scan_asks_only_when_it_may(mirror: Mirror, tmp_path: Path) -> None:
    names = ("acme/ranker", "acme/flagged", "acme/closed")
    lines = [f'm{n} = AutoModel.from_pretrained("{name}", revision="{COMMIT}")' for n, name in enumerate(names)]
    (tmp_path / "app.py").write_text("\n".join(["from transformers import AutoModel", *lines]) + "\n")
    found, _ = scan(tmp_path)
    assert mirror.asked == []
    assert "aibom:hub.state" not in found["acme/ranker"]
    found, document = scan(tmp_path, "--online")
    ranker = found["acme/ranker"]
    assert (ranker["aibom:hub.state"], ranker["aibom:hub.commit"]) == ("found", COMMIT)
    (model,) = [one for one in document["components"] if one["name"] == "acme/ranker"]
    assert {"alg": "SHA-256", "content": sha256(WEIGHTS)} in model["hashes"]
    assert model["licenses"] == [{"license": {"id": "Apache-2.0"}}] or "Apache-2.0" in json.dumps(model["licenses"])
    assert found["acme/flagged"]["aibom:hub.security"] == "unsafe"
    assert found["acme/closed"]["aibom:hub.state"] == "gated"
    assert "gated" in json.dumps(document["metadata"])
    checked = aibom("check", tmp_path / "bom.json", "--json", "-", "--fail-on", "never")
    assert "AIB152" in {one["rule"] for one in json.loads(checked.out)["findings"]}


def test_an_unreachable_hub_is_asked_once_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setattr("time.sleep", lambda _: None)
    code = 'from transformers import AutoModel\na = AutoModel.from_pretrained("acme/a")\nb = AutoModel.from_pretrained("acme/b")\n'
    (tmp_path / "app.py").write_text(code)
    found, document = scan(tmp_path, "--online")
    assert [found[name]["aibom:hub.state"] for name in ("acme/a", "acme/b")] == ["unreachable"] * 2
    assert json.dumps(document["metadata"]).count("cannot be reached") == 2
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
    assert aibom("scan", tmp_path, "-o", "-", "--online").code == 2


def test_a_copy_against_the_hub(mirror: Mirror, tmp_path: Path) -> None:
    copy = tmp_path / "ranker"
    copy.mkdir()
    (copy / "model.safetensors").write_bytes(WEIGHTS)
    arguments = ("model", "verify", copy, "--hub", f"acme/ranker@{COMMIT}", "--online")
    assert aibom(*arguments).code == 0
    (copy / "modeling.py").write_text("print()\n")
    assert "EXTRA        modeling.py" in aibom(*arguments).out
    (copy / "modeling.py").unlink()
    (copy / "config.json").write_bytes(CONFIG.replace(b"bert", b"evil"))
    result = aibom(*arguments)
    assert (result.code, "SUBSTITUTED  config.json" in result.out) == (1, True)
    gone = aibom("model", "verify", copy, "--hub", "acme/none", "--online")
    assert gone.code == 2
    assert "no such repository" in gone.err
    for odd in ("../etc", "acme/ranker@../x", "https://huggingface.co/acme/ranker", "acme/ranker/more", ""):
        named = aibom("model", "verify", copy, "--hub", odd or " ", "--online")
        assert (named.code, "--hub wants ORG/NAME" in named.err) == (2, True)


def test_what_the_hub_flags_does_not_verify(mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"x")
    result = aibom("model", "verify", tmp_path, "--hub", "acme/flagged", "--online", "--json", "-")
    (model,) = json.loads(result.out)["models"]
    assert (result.code, model["hub"]) == (1, {"security": "unsafe", "flagged": ["pytorch_model.bin"]})


def locked(place: Path, *commit: str) -> None:
    """A copy of acme/ranker in the tree, whose lock says where it came from."""
    copy = place / "models" / "ranker"
    copy.mkdir(parents=True, exist_ok=True)
    (copy / "model.safetensors").write_bytes(WEIGHTS)
    (copy / "config.json").write_bytes(CONFIG)
    lock = ("model", "lock", copy, "--source", "hf:acme/ranker", *commit, "-o", place / "models.lock")
    assert aibom(*lock).code == 0


def ranker(found: dict[str, dict[str, str]]) -> dict[str, str]:
    return next(rows for name, rows in found.items() if name.startswith("models/ranker"))


def test_files_of_the_tree_are_compared_with_what_the_hub_publishes(mirror: Mirror, tmp_path: Path) -> None:
    locked(tmp_path, "--commit", COMMIT)
    found, _ = scan(tmp_path, "--online")
    facts = ranker(found)
    assert (facts["aibom:integrity.state"], facts["aibom:hub.security"]) == ("matched", "safe")
    assert mirror.asked.count(f"/api/models/acme/ranker/revision/{COMMIT}?blobs=true&securityStatus=true") <= 1
    # Somebody locked other bytes than the publisher's: the lock fits, the hub does not.
    (tmp_path / "models/ranker/config.json").write_bytes(CONFIG.replace(b"bert", b"evil"))
    aibom(
        "model",
        "lock",
        tmp_path / "models/ranker",
        "--source",
        "hf:acme/ranker",
        "--commit",
        COMMIT,
        "-o",
        tmp_path / "models.lock",
    )
    assert ranker(scan(tmp_path)[0])["aibom:integrity.state"] == "matched"
    facts = ranker(scan(tmp_path, "--online")[0])
    assert facts["aibom:integrity.state"] == "substituted"
    assert "config.json: substituted (the hub)" in facts.values()
    checked = aibom("check", tmp_path / "bom.json", "--json", "-", "--fail-on", "critical")
    assert (checked.code, "AIB150" in {one["rule"] for one in json.loads(checked.out)["findings"]}) == (1, True)


def test_without_a_commit_other_bytes_are_unknown_and_not_substituted(mirror: Mirror, tmp_path: Path) -> None:
    locked(tmp_path)
    mirror.repos["acme/ranker"].files["config.json"] = b"{}"
    found, document = scan(tmp_path, "--online")
    assert ranker(found)["aibom:integrity.state"] == "matched"
    assert "lock it with its commit" in json.dumps(document["metadata"])


def test_a_gated_or_unreachable_hub_leaves_the_local_state_and_tells(mirror: Mirror, tmp_path: Path) -> None:
    locked(tmp_path, "--commit", COMMIT)
    mirror.repos["acme/ranker"].gated = True
    found, document = scan(tmp_path, "--online")
    assert ranker(found)["aibom:integrity.state"] == "matched"
    assert ranker(found)["aibom:hub.state"] == "gated"
    assert "the hub says nothing of acme/ranker" in json.dumps(document["metadata"])


def test_the_sections_of_a_card_on_the_hub(mirror: Mirror, tmp_path: Path) -> None:
    text = b"---\nlicense: mit\n---\n# ranker\n## Limitations\nOnly English and German questions were ever tried with it.\n"
    mirror.repos["acme/ranker"].files["README.md"] = text
    (tmp_path / "app.py").write_text(
        'from transformers import AutoModel\nm = AutoModel.from_pretrained("acme/ranker")\n'
    )
    found, document = scan(tmp_path, "--online")
    facts = found["acme/ranker"]
    assert facts["aibom:card.sections.limitations"] == "present"
    assert facts["aibom:card.sections.intended_use"] == "absent"
    assert "Only English and German" in json.dumps(document["components"])
