"""`aibom model lock` and `verify`: what was locked is what is accepted, and nothing else."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from runner import ROOT, aibom

sys.path.insert(0, str(ROOT / "tests" / "integrity"))
from places import COMMIT, CONFIG, WEIGHTS, gitoid, make_model, make_snapshot, sha256


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_model(tmp_path / "models" / "bge")
    return tmp_path


def verified(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    result = aibom("model", "verify", *arguments, "--json", "-")
    assert result.code in (0, 1), result.err
    document = json.loads(result.out)
    jsonschema.validate(document, json.loads((ROOT / "schemas/model-verify.schema.json").read_text()))
    return result.code, document["models"][0]


def states(model: dict[str, Any]) -> dict[str, str]:
    return {one["path"]: one["state"] for one in model["files"] if one["state"] != "matched"}


def test_what_was_locked_verifies_and_the_lock_is_the_same_bytes_each_time(place: Path) -> None:
    assert aibom("model", "lock", "models/bge", "--hash", "sha512,blake3").code == 0
    first = Path("models.lock").read_bytes()
    aibom("model", "lock", "models/bge", "--hash", "sha512,blake3")
    assert Path("models.lock").read_bytes() == first
    jsonschema.validate(json.loads(first), json.loads((ROOT / "schemas/models-lock.schema.json").read_text()))
    (entry,) = json.loads(first)["models"]
    assert entry["path"] == "models/bge"
    files = {one["path"]: one for one in entry["files"]}
    weights = files["model-00001-of-00002.safetensors"]
    assert weights["sha256"] == sha256(WEIGHTS)
    assert weights["sha512"] == hashlib.sha512(WEIGHTS).hexdigest()
    code, model = verified("models/bge", "--lock", "models.lock")
    assert (code, model["ok"], states(model)) == (0, True, {})
    assert model["digest"] == entry["digest"]


def test_substituted_missing_and_extra_files_are_told_apart(place: Path) -> None:
    aibom("model", "lock", "models/bge")
    changed = bytearray(WEIGHTS)
    changed[100] ^= 1
    Path("models/bge/model-00001-of-00002.safetensors").write_bytes(changed)
    Path("models/bge/config.json").unlink()
    Path("models/bge/modeling.py").write_text("print()")
    code, model = verified("models/bge", "--lock", "models.lock")
    assert code == 1
    assert states(model) == {
        "model-00001-of-00002.safetensors": "substituted",
        "config.json": "missing",
        "modeling.py": "extra",
    }
    shown = aibom("model", "verify", "--lock", "models.lock")
    assert shown.code == 1
    assert "SUBSTITUTED" in shown.out
    assert "NOT OK: bge" in shown.out


def test_a_lock_of_several_verifies_all_and_says_which_folder_is_gone(place: Path) -> None:
    make_model(place / "models" / "reranker")
    aibom("model", "lock", "models/bge", "models/reranker", "-o", "release/models.lock")
    assert aibom("model", "verify", "--lock", "release/models.lock").code == 0
    os.rename("models/reranker", "models/old")
    result = aibom("model", "verify", "--lock", "release/models.lock")
    assert result.code == 1
    assert "MISSING" in result.out


def test_a_lock_inside_of_the_folder_does_not_lock_itself(place: Path) -> None:
    aibom("model", "lock", "models/bge", "-o", "models/bge/models.lock")
    assert aibom("model", "verify", "models/bge", "--lock", "models/bge/models.lock").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("models/none", "--lock", "models.lock"), "MISSING"),
        (("models/bge",), "nothing to compare"),
        ((), "Say what to verify"),
        (("models/bge", "--lock", "none.lock"), "cannot be read"),
        (("models/bge", "--signature", "x.sig"), "who must have signed"),
        (("models/bge", "--signature", "x.sig", "--identity", "a@b.example"), "--issuer is missing"),
        (("models/bge", "--signature", "x.sig", "--issuer", "https://i.example"), "--identity is missing"),
        (("models/bge", "--hub", "acme/ranker"), "--online"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(place: Path, arguments: tuple[str, ...], says: str) -> None:
    aibom("model", "lock", "models/bge")
    result = aibom("model", "verify", *arguments)
    assert says in result.out + result.err
    assert result.code == (1 if says == "MISSING" else 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"version": 2, "models": []}',
        b'{"version": 1, "models": [{"name": "m"}]}',
        b'{"version": 1, "models": [{"name": "m", "kind": "model", "path": "m", "digest": "sha256:%s", "files": '
        b'[{"path": "../x", "size": 1, "sha256": "%s"}]}]}' % (b"0" * 64, b"0" * 64),
    ],
)
def test_a_broken_lock_is_no_lock(place: Path, content: bytes) -> None:
    Path("broken.lock").write_bytes(content)
    result = aibom("model", "verify", "models/bge", "--lock", "broken.lock")
    assert result.code == 2
    assert result.err.count("\n") == 1


def test_odd_files_have_a_clear_status(place: Path) -> None:
    bge = place / "models" / "bge"
    aibom("model", "lock", "models/bge")
    outside = place / "secret.bin"
    outside.write_bytes(WEIGHTS)
    os.mkfifo(bge / "pipe")
    (bge / "link.bin").symlink_to(outside)
    (bge / "line\nbreak.bin").write_bytes(b"x")
    (place / "models" / "bge" / "dangling").symlink_to("nowhere")
    with open(os.fsencode(bge) + b"/\xff.bin", "wb") as stream:
        stream.write(b"x")
    code, model = verified("models/bge", "--lock", "models.lock")
    assert code == 1
    found = {one["path"]: one for one in model["files"]}
    assert found["pipe"]["state"] == "extra"
    assert "\\xff.bin" in found
    lock = aibom("model", "lock", "models/bge", "-o", "second.lock")
    assert lock.code == 2
    assert "cannot be locked" in lock.err
    assert not Path("second.lock").exists()


def test_a_locked_file_that_may_not_be_read_or_became_a_link_is_unreadable(place: Path) -> None:
    bge = place / "models" / "bge"
    aibom("model", "lock", "models/bge")
    (place / "elsewhere.json").write_bytes(CONFIG)
    (bge / "config.json").unlink()
    (bge / "config.json").symlink_to(place / "elsewhere.json")
    code, model = verified("models/bge", "--lock", "models.lock")
    assert code == 1
    assert states(model) == {"config.json": "unreadable"}


def test_the_cache_of_a_hub_client_tells_name_commit_and_hashes(place: Path) -> None:
    snapshot = make_snapshot(place / "hub")
    code, model = verified(snapshot)
    assert (code, model["name"], model["commit"], states(model)) == (0, "acme/ranker", COMMIT, {})
    aibom("model", "lock", snapshot)
    (entry,) = json.loads(Path("models.lock").read_bytes())["models"]
    assert (entry["name"], entry["source"], entry["commit"]) == ("acme/ranker", "hf:acme/ranker", COMMIT)
    (snapshot / "model.safetensors").resolve().write_bytes(WEIGHTS[:-1] + b"!")
    code, model = verified(snapshot)
    assert (code, states(model)) == (1, {"model.safetensors": "substituted"})


def test_download_notes_of_a_hub_client(place: Path) -> None:
    notes = place / "models/bge/.cache/huggingface/download"
    notes.mkdir(parents=True)
    weights = "model-00001-of-00002.safetensors"
    (notes / f"{weights}.metadata").write_text(f"{COMMIT}\n{sha256(WEIGHTS)}\n1700000000.0\n")
    (notes / "config.json.metadata").write_text(f"{COMMIT}\n{gitoid(CONFIG)}\n1700000000.0\n")
    code, model = verified("models/bge")
    assert code == 0
    assert set(states(model).values()) == {"unchecked"}
    Path("models/bge/config.json").write_bytes(CONFIG.replace(b"bert", b"evil"))
    code, model = verified("models/bge")
    assert code == 1
    assert states(model)["config.json"] == "substituted"


def test_checksum_lists(place: Path) -> None:
    sums = Path("models/bge/SHA256SUMS")
    sums.write_text(f"{sha256(CONFIG)}  config.json\n{sha256(WEIGHTS)} *model-00001-of-00002.safetensors\n")
    assert verified("models/bge")[0] == 0
    sums.write_text(f"SHA256 (config.json) = {sha256(WEIGHTS)}\n")
    code, model = verified("models/bge")
    assert (code, states(model)["config.json"]) == (1, "substituted")
    sums.write_text(f"{sha256(CONFIG)}  gone.bin\n")
    assert states(verified("models/bge")[1])["gone.bin"] == "missing"
    sums.write_text(f"{sha256(CONFIG)}  ../../etc/passwd\n")
    assert aibom("model", "verify", "models/bge").code == 2


def test_data_sets_by_croissant_and_dvc(place: Path) -> None:
    data = place / "data" / "faq"
    data.mkdir(parents=True)
    rows = b"question,answer\na,b\n"
    (data / "train.csv").write_bytes(rows)
    croissant = {"@type": "sc:Dataset", "distribution": [{"contentUrl": "train.csv", "sha256": sha256(rows)}]}
    (data / "croissant.json").write_text(json.dumps(croissant))
    assert verified("data/faq")[0] == 0
    (data / "train.csv.dvc").write_text(
        f"outs:\n- md5: {hashlib.md5(rows).hexdigest()}\n  size: 20\n  path: train.csv\n"
    )
    listed = [
        {"md5": hashlib.md5(path.read_bytes()).hexdigest(), "relpath": path.name} for path in sorted(data.iterdir())
    ]
    folder = hashlib.md5(json.dumps(listed, sort_keys=True).encode()).hexdigest()
    (place / "data" / "faq.dvc").write_text(f"outs:\n- md5: {folder}.dir\n  path: faq\n")
    code, model = verified("data/faq")
    assert code == 0
    assert {one["source"] for one in model["files"]} == {"croissant.json", "train.csv.dvc", "faq.dvc"}
    (data / "train.csv").write_bytes(rows + b"poison,x\n")
    code, model = verified("data/faq")
    assert [one["state"] for one in model["files"] if one["path"] in ("train.csv", ".")] == ["substituted"] * 3
    assert aibom("model", "lock", "data/faq", "--kind", "dataset").code == 0
    assert json.loads(Path("models.lock").read_bytes())["models"][0]["kind"] == "dataset"


def test_pointers_of_git_lfs_are_locked_by_their_content_and_never_taken_for_it(place: Path) -> None:
    aibom("model", "lock", "models/bge")
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256(WEIGHTS)}\nsize {len(WEIGHTS)}\n"
    Path("models/bge/model-00001-of-00002.safetensors").write_text(pointer)
    code, model = verified("models/bge", "--lock", "models.lock")
    assert (code, states(model)) == (1, {"model-00001-of-00002.safetensors": "unchecked"})
    Path("models/bge/model-00001-of-00002.safetensors").write_text(pointer.replace(sha256(WEIGHTS), "0" * 64))
    assert set(states(verified("models/bge", "--lock", "models.lock")[1]).values()) == {"substituted"}


def test_an_earlier_bom_states_the_hashes_of_weights(place: Path) -> None:
    assert aibom("scan", ".", "-o", "bom.json").code == 0
    assert verified("models/bge", "--bom", "bom.json")[0] == 0
    Path("models/bge/model-00002-of-00002.safetensors").write_bytes(WEIGHTS)
    code, model = verified("models/bge", "--bom", "bom.json")
    assert code == 1
    assert states(model)["model-00002-of-00002.safetensors"] == "substituted"
