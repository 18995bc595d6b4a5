"""What a scan says of locks and signatures that lie in the tree, and what policy makes of it."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import pytest
from runner import ROOT, aibom

sys.path.insert(0, str(ROOT / "tests" / "integrity"))
from places import WEIGHTS, make_model


def audited() -> tuple[dict[str, str], set[str]]:
    result = aibom("audit", ".", "--json", "-", "--fail-on", "never", "--no-cache", "--policy", "baseline")
    document = json.loads(Path("aibom-out/bom.cdx.json").read_bytes())
    (model,) = [one for one in document["components"] if one["type"] == "machine-learning-model"]
    rules = {one["rule"] for one in json.loads(result.out[: result.out.rindex("}") + 1])["findings"]}
    return {one["name"]: one["value"] for one in model["properties"]}, rules


def test_a_substituted_shard_is_critical(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bge = make_model(tmp_path / "models" / "bge")
    facts, _ = audited()
    assert "aibom:integrity.state" not in facts
    assert facts["aibom:signature.state"] == "unsigned"
    aibom("model", "lock", "models/bge")
    facts, rules = audited()
    assert facts["aibom:integrity.state"] == "matched"
    assert not rules & {"AIB150", "AIB151"}
    (bge / "modeling.py").write_text("print()\n")
    facts, rules = audited()
    assert (facts["aibom:integrity.state"], "AIB151" in rules) == ("differs", True)
    (bge / "model-00002-of-00002.safetensors").write_bytes(WEIGHTS)
    facts, rules = audited()
    assert (facts["aibom:integrity.state"], "AIB150" in rules) == ("substituted", True)


def test_a_signature_in_the_tree_is_unchecked_or_invalid_never_verified(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("model_signing")
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    monkeypatch.chdir(tmp_path)
    bge = make_model(tmp_path / "models" / "bge")
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    Path("key.pem").write_bytes(pem)
    assert aibom("model", "sign", "models/bge", "--private-key", "key.pem").code == 0
    facts, rules = audited()
    assert (facts["aibom:signature.state"], "AIB112" in rules) == ("unchecked", False)
    (bge / "config.json").write_bytes(b"{}")
    facts, rules = audited()
    assert (facts["aibom:signature.state"], "AIB112" in rules) == ("invalid", True)


def test_data_sets_by_croissant_dvc_and_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data" / "faq"
    data.mkdir(parents=True)
    rows = b"question,answer\nWhere is my order?,Look at the tracking page.\n"
    (data / "train.csv").write_bytes(rows)
    (data / "test.csv").write_bytes(rows)
    listed = {"@id": "train", "contentUrl": "train.csv", "sha256": hashlib.sha256(rows).hexdigest()}
    croissant = {"@type": "sc:Dataset", "name": "faq", "recordSet": [], "distribution": [listed]}
    (data / "croissant.json").write_text(json.dumps(croissant))
    md5 = hashlib.md5(rows).hexdigest()
    (data / "test.csv.dvc").write_text(f"outs:\n- md5: {md5}\n  size: {len(rows)}\n  path: test.csv\n")

    def facts(name: str) -> dict[str, str]:
        assert aibom("scan", ".", "-o", "bom.json", "--no-cache").code == 0
        listed = json.loads(Path("bom.json").read_bytes())["components"]
        one = next(one for one in listed if one["name"] == name)
        hashes = {"hash": one["hashes"][0]["content"]} if "hashes" in one else {}
        return {row["name"].removeprefix("aibom:"): row["value"] for row in one["properties"]} | hashes

    train = facts("data/faq/train.csv")
    assert train["integrity.state"] == "matched"
    assert train["integrity.sources"] == "croissant.json"
    assert train["hash"] == hashlib.sha256(rows).hexdigest()
    assert facts("data/faq/test.csv")["integrity.sources"] == "test.csv.dvc"
    (data / "test.csv").write_bytes(rows + b"poison,x\n")
    assert facts("data/faq/test.csv")["integrity.state"] == "substituted"
    assert facts("data/faq/train.csv")["integrity.state"] == "matched"
    assert aibom("model", "lock", "data/faq", "--kind", "dataset").code == 0
    (data / "train.csv").write_bytes(rows + b"poison,x\n")
    train = facts("data/faq/train.csv")
    assert (train["integrity.state"], train["signature.state"]) == ("substituted", "unsigned")
    assert "lock file" in train["integrity.sources"] or "lock file" in train["integrity.differences"]
    (data / "test.csv.dvc").write_text("outs: [\n")
    facts("data/faq/test.csv")
    assert "what it states of files cannot be read" in Path("bom.json").read_text()
