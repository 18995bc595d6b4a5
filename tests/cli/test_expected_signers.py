"""`--signers`: who must have signed is told from outside, and the production gate passes only what is all there."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml
from runner import ROOT, aibom

sys.path.insert(0, str(ROOT / "tests" / "integrity"))
from places import WEIGHTS, make_model

pytest.importorskip("model_signing")
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

BGE = "product/models/bge"
APPROVAL = """
approvals:
- id: APP-1
  match: {kind: model, name: models/bge}
  decision: approved
  reviewer: model-board@acme.example
  reviewed: 2026-01-10
  expires: 2099-01-10
"""
# Rules about what a model card says; the gate does not fail on them.
DOCUMENTATION = {"AIB120"}
CARD = """---
license: apache-2.0
---
# bge
"""


def write_key(name: str) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    secret = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    Path(f"{name}.pem").write_bytes(key.private_bytes(*secret))
    Path(f"{name}.pub").write_bytes(key.public_key().public_bytes(*public))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A product with a signed and locked model; key, signers and approvals stand outside of it."""
    monkeypatch.chdir(tmp_path)
    make_model(tmp_path / BGE)
    Path(BGE, "README.md").write_text(CARD)
    write_key("board")
    write_key("mallory")
    Path("signers.yaml").write_text("signers:\n- match: models/*\n  key: board.pub\n")
    Path("approved.yaml").write_text(APPROVAL)
    assert aibom("model", "sign", BGE, "--private-key", "board.pem").code == 0
    assert aibom("model", "lock", BGE, "-o", "product/models.lock").code == 0
    return tmp_path


def gate(*more: str) -> tuple[int, dict[str, str], set[str]]:
    arguments = ("product", "--policy", "production-gate", "--signers", "signers.yaml", "--approvals", "approved.yaml")
    result = aibom("audit", *arguments, "--no-cache", "--json", "-", "--fail-on", "high", *more)
    assert result.code in (0, 1), result.err
    document = json.loads(Path("aibom-out/bom.cdx.json").read_bytes())
    (model,) = [one for one in document["components"] if one["name"] == "models/bge"]
    rules = {one["rule"] for one in json.loads(result.out[: result.out.rindex("}") + 1])["findings"]}
    return result.code, {one["name"]: one["value"] for one in model["properties"]}, rules


def swapped() -> None:
    Path(BGE, "model-00002-of-00002.safetensors").write_bytes(WEIGHTS)


def by_another() -> None:
    assert aibom("model", "sign", BGE, "--private-key", "mallory.pem").code == 0


def unsigned() -> None:
    Path(BGE, "model.sig").unlink()


def nobody_expected() -> None:
    Path("signers.yaml").write_text("signers:\n- match: other/*\n  key: board.pub\n")


def not_approved() -> None:
    Path("approved.yaml").write_text("approvals: []\n")


def expired() -> None:
    Path("approved.yaml").write_text(APPROVAL.replace("2099", "2026"))


def pickled() -> None:
    """A checkpoint that runs a command, signed and locked like the rest."""
    Path(BGE, "pytorch_model.bin").write_bytes(b"cposix\nsystem\n(S'id'\ntR.")
    aibom("model", "sign", BGE, "--private-key", "board.pem")
    aibom("model", "lock", BGE, "-o", "product/models.lock")


def truncated() -> None:
    """A checkpoint that cannot be scanned to its end."""
    Path(BGE, "pytorch_model.bin").write_bytes(b"\x80\x04\x95\x00\x01\x00\x00\x00\x00\x00\x00}\x94")
    aibom("model", "sign", BGE, "--private-key", "board.pem")
    aibom("model", "lock", BGE, "-o", "product/models.lock")


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        (swapped, "AIB150"),
        (by_another, "AIB112"),
        (unsigned, "AIB109"),
        (nobody_expected, "AIB109"),
        (not_approved, "AIB129"),
        (expired, "AIB129"),
        (pickled, "AIB110"),
        (truncated, "AIB114"),
    ],
)
def test_each_missing_part_fails_the_gate(place: Path, missing: Callable[[], None], rule: str) -> None:
    missing()
    code, _, rules = gate()
    assert (code, rule in rules) == (1, True), rules


def test_a_model_scan_says_who_signed(place: Path) -> None:
    arguments = ("model", "scan", BGE, "--signers", "signers.yaml", "--json", "-")
    Path("signers.yaml").write_text("signers:\n- match: bge\n  key: board.pub\n")
    result = aibom(*arguments)
    assert result.code in (0, 1), result.err
    document = json.loads(result.out)
    jsonschema.validate(document, json.loads((ROOT / "schemas/model-scan.schema.json").read_text()))
    (row,) = document["signatures"]
    assert (result.code, row["state"], row["signer"]) == (0, "verified", "the key board.pub")
    swapped()
    result = aibom(*arguments)
    assert (result.code, json.loads(result.out)["signatures"][0]["state"]) == (1, "invalid")
    unsigned()
    assert "signature unsigned" in aibom(*arguments[:-2]).out


def test_a_file_in_a_signed_folder_is_covered_unless_it_was_left_out(place: Path) -> None:
    Path(BGE, "extra.safetensors").write_bytes(WEIGHTS)
    assert aibom("model", "sign", BGE, "--private-key", "board.pem").code == 0
    aibom("scan", "product", "-o", "bom.json", "--signers", "signers.yaml", "--no-cache")
    states = {
        one["name"]: next((row["value"] for row in one["properties"] if row["name"] == "aibom:signature.state"), "")
        for one in json.loads(Path("bom.json").read_bytes())["components"]
        if one["type"] == "machine-learning-model"
    }
    assert states == {"models/bge": "verified", "models/bge/extra.safetensors": "verified"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "holds the list 'signers'"),
        ("signers: [3]", "each signer wants 'match'"),
        ("signers:\n- key: board.pub", "'match' is a text"),
        ("signers:\n- match: '*'", "a signer is a 'key'"),
        ("signers:\n- match: '*'\n  key: gone.pub", "there is no file gone.pub"),
        ("signers:\n- match: '*'\n  key: product/board.pub", "cannot vouch for itself"),
        ("signers:\n- match: '*'\n  key: board.pub\n  identity: x", "'key' stands alone"),
        ("signers:\n- match: '*'\n  identity: x", "a signer is a 'key'"),
        ("signers:\n- match: '*'\n  identity: x\n  issuer: https://i.example", "'trusted-root' is missing"),
        ("signers:\n- match: '*'\n  keys: board.pub", "unknown member 'keys'"),
        ("signers: [", "not valid YAML"),
    ],
)
def test_a_mistake_in_the_file_is_told_before_anything_is_scanned(place: Path, content: str, says: str) -> None:
    Path("product/board.pub").write_bytes(Path("board.pub").read_bytes())
    Path("signers.yaml").write_text(content)
    result = aibom("scan", "product", "-o", "bom.json", "--signers", "signers.yaml")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert says in result.err
    assert not Path("bom.json").exists()


def test_the_file_of_signers_may_not_lie_in_what_is_scanned(place: Path) -> None:
    Path("product/signers.yaml").write_text("signers: []\n")
    result = aibom("scan", "product", "-o", "bom.json", "--signers", "product/signers.yaml")
    assert result.code == 2
    assert "cannot vouch for itself" in result.err


def test_the_schema_takes_what_is_read() -> None:
    schema = json.loads((ROOT / "schemas/signers.schema.json").read_text())
    good = """
signers:
- {match: models/*, key: board.pub}
- {match: [a, b], identity: ci@acme.example, certificate-root: [root.pem], notes: until 2027}
- {match: "*", identity: ci@acme.example, issuer: "https://accounts.example", trusted-root: root.json}
"""
    jsonschema.validate(yaml.safe_load(good), schema)
    for bad in ("{match: x}", "{key: k}", "{match: x, key: k, identity: i}", "{match: x, identity: i}"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(yaml.safe_load(f"signers: [{bad}]"), schema)


def test_what_is_signed_locked_scanned_and_approved_passes_the_gate(place: Path) -> None:
    code, facts, rules = gate()
    assert (code, rules - DOCUMENTATION) == (0, set())
    assert facts["aibom:signature.state"] == "verified"
    assert facts["aibom:signature.signer"] == "the key board.pub"
    assert facts["aibom:integrity.state"] == "matched"
