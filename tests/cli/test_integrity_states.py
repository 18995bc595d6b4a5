"""What a scan says of locks and signatures that lie in the tree, and what policy makes of it."""

from __future__ import annotations

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
