"""`aibom attest` and `verify-attestation`, and round trips with securesystemslib and sigstore-python."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from runner import ROOT, Result, aibom

sys.path.insert(0, str(ROOT / "tests" / "exchange"))
pytest.importorskip("cryptography")
from key_files import write_pair
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

from aibom.policy.load import shipped_packs

WHEEL = "chat-1.4.0-py3-none-any.whl"
BOM: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "serialNumber": "urn:uuid:0b5f2a9e-6f0d-5c5b-9a59-3f4b3f1d8f10",
    "version": 1,
    "metadata": {"component": {"type": "application", "bom-ref": "chat", "name": "chat", "version": "1.4.0"}},
    "components": [{"type": "machine-learning-model", "bom-ref": "bge", "name": "BAAI/bge-small-en-v1.5"}],
}
SCHEMES = {"p256": None, "p384": None, "p521": None, "ed25519": None, "rsa": "rsa-pkcs1v15-sha256"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("bom.cdx.json").write_text(json.dumps(BOM, indent=2))
    Path(WHEEL).write_bytes(b"PK\x05\x06 a wheel")
    write_pair("alice")
    write_pair("mallory")
    return tmp_path


def attest(*more: str, key: str = "alice") -> Result:
    return aibom("attest", "bom.cdx.json", "--subject", WHEEL, "--key", f"{key}.pem", "-o", "att.json", *more)


def verify(*more: str, key: str = "alice", bom: str = "bom.cdx.json", subject: str = WHEEL) -> Result:
    arguments = ("--bom", bom, "--subject", subject, "--key", f"{key}.pub")
    return aibom("verify-attestation", "att.json", *arguments, *more)


def payload(name: str = "att.json") -> dict[str, Any]:
    content = json.loads(Path(name).read_bytes())
    envelope = content.get("dsseEnvelope", content)
    decoded: dict[str, Any] = json.loads(base64.b64decode(envelope["payload"]))
    return decoded


@pytest.mark.parametrize("kind", SCHEMES)
@pytest.mark.parametrize("bundle", [False, True])
def test_what_is_attested_verifies(place: Path, kind: str, bundle: bool) -> None:
    write_pair("alice", kind)
    assert attest(*(["--bundle"] if bundle else [])).code == 0
    assert verify().code == 0
    result = verify(key="mallory")
    assert result.code == 1
    assert "not by the key mallory.pub" in result.out


def test_the_statement_says_what_in_toto_wants(place: Path) -> None:
    attest()
    statement = payload()
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://cyclonedx.org/bom"
    assert statement["predicate"] == BOM
    (subject,) = statement["subject"]
    assert subject["name"] == WHEEL
    assert list(subject["digest"]) == ["sha256"]


@pytest.mark.parametrize("kind", SCHEMES)
def test_securesystemslib_verifies_what_was_made_here(place: Path, kind: str) -> None:
    private = write_pair("alice", kind)
    attest()
    key = SSlibKey.from_crypto(private.public_key(), scheme=SCHEMES[kind])
    content = json.loads(Path("att.json").read_bytes())
    content["signatures"][0]["keyid"] = key.keyid  # its own way of naming keys; the name is not signed
    assert set(Envelope.from_dict(content).verify([key], 1)) == {key.keyid}


@pytest.mark.parametrize("kind", [*SCHEMES, "rsa-pss"])
def test_what_securesystemslib_signed_verifies_here(place: Path, kind: str) -> None:
    attest()
    signed = base64.b64decode(json.loads(Path("att.json").read_bytes())["payload"])
    private = write_pair("alice", kind.removesuffix("-pss"))
    public = SSlibKey.from_crypto(private.public_key(), scheme=SCHEMES.get(kind))
    envelope = Envelope(signed, "application/vnd.in-toto+json", {})
    envelope.sign(CryptoSigner(private, public))
    Path("att.json").write_text(json.dumps(envelope.to_dict()))
    assert verify().code == 0


def test_sigstore_verifies_what_was_made_here(place: Path) -> None:
    from sigstore.dsse import Envelope as SigstoreEnvelope
    from sigstore.dsse import _verify

    private = write_pair("alice")
    attest()
    envelope = SigstoreEnvelope._from_json(Path("att.json").read_text())
    assert json.loads(_verify(private.public_key(), envelope))["predicate"] == BOM


def test_what_sigstore_signed_verifies_here(place: Path) -> None:
    from sigstore.dsse import Statement, _sign

    attest()
    signed = base64.b64decode(json.loads(Path("att.json").read_bytes())["payload"])
    Path("att.json").write_text(_sign(write_pair("alice"), Statement(signed)).to_json())
    assert verify().code == 0


def test_a_bundle_is_one_for_sigstore(place: Path) -> None:
    from sigstore_models.bundle.v1 import Bundle

    attest("--bundle")
    bundle = Bundle.from_json(Path("att.json").read_text())
    assert bundle.dsse_envelope is not None
    assert json.loads(bundle.dsse_envelope.payload)["predicate"] == BOM


def test_another_subject_is_refuted(place: Path) -> None:
    attest()
    Path("other.whl").write_bytes(b"another wheel")
    result = verify(subject="other.whl")
    assert (result.code, "other.whl" in result.out, "is not a subject" in result.out) == (1, True, True)


def test_another_bom_is_refuted_and_another_spacing_is_not(place: Path) -> None:
    attest()
    Path("same.json").write_text(json.dumps(dict(reversed(BOM.items()))))
    assert verify(bom="same.json").code == 0
    Path("other.json").write_text(json.dumps(BOM | {"components": []}))
    result = verify(bom="other.json")
    assert (result.code, "not the given one" in result.out) == (1, True)


def test_the_bom_is_written_once_it_is_verified(place: Path) -> None:
    attest()
    arguments = ("--subject", WHEEL, "-o", "taken.json")
    assert aibom("verify-attestation", "att.json", *arguments, "--key", "mallory.pub").code == 1
    assert not Path("taken.json").exists()
    assert aibom("verify-attestation", "att.json", *arguments, "--key", "alice.pub").code == 0
    assert json.loads(Path("taken.json").read_bytes()) == BOM


def test_a_changed_type_or_payload_is_refuted(place: Path) -> None:
    attest()
    content = json.loads(Path("att.json").read_bytes())
    for change in ({"payloadType": "application/json"}, {"payload": base64.b64encode(b"{}").decode()}):
        Path("att.json").write_text(json.dumps(content | change))
        assert verify().code == 1


def test_a_signed_text_of_another_type_is_refuted(place: Path) -> None:
    from aibom.exchange.dsse import pae
    from aibom.exchange.keys import read_private_key

    attest()
    content = json.loads(Path("att.json").read_bytes())
    for kind, text in (("text/plain", base64.b64decode(content["payload"])), (content["payloadType"], b"[1]")):
        signature = read_private_key(Path("alice.pem"), None).sign(pae(kind, text))
        made = {"payloadType": kind, "payload": base64.b64encode(text).decode()}
        signed = [{"sig": base64.b64encode(signature).decode()}]
        Path("att.json").write_text(json.dumps(made | {"signatures": signed}))
        result = verify()
        assert (result.code, "no in-toto statement" in result.out) == (1, True)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b'{"payload": 1, "payloadType": "x", "signatures": []}',
     b'{"payload": "AA==", "payloadType": "x", "signatures": [1]}', b'{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}'],
)  # fmt: skip
def test_what_is_no_attestation_is_unusable(place: Path, content: bytes) -> None:
    Path("att.json").write_bytes(content)
    result = verify()
    assert (result.code, result.out) == (2, "")
    assert len(result.err.splitlines()) == 1


def test_a_truncated_attestation_is_unusable(place: Path) -> None:
    attest()
    whole = Path("att.json").read_bytes()
    Path("att.json").write_bytes(whole[: len(whole) // 2])
    assert verify().code == 2


def test_of_several_attestations_one_must_hold(place: Path) -> None:
    lines = []
    for key in ("mallory", "alice"):
        attest(key=key)
        lines.append(json.dumps(json.loads(Path("att.json").read_bytes())))
    Path("att.json").write_text("\n".join(lines) + "\n")
    assert verify().code == 0
    Path("att.json").write_text("\n".join([lines[0]] * 3))
    result = verify()
    assert (result.code, "2 further" in result.out) == (1, True)
    Path("att.json").write_text(lines[0] + "\n{}\n")
    assert verify().code == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "Say who must have signed"),
        (("--identity", "release@acme.example"), "--issuer"),
        (("--identity", "release@acme.example", "--issuer", "https://accounts.acme.example"), "--trusted-root"),
        (("--key", "missing.pub"), "no file missing.pub"),
        (("--key", "alice.pem"), "private key"),
        (("--key", "bom.cdx.json"), "no usable public key"),
    ],
)
def test_an_expected_signer_is_mandatory(place: Path, arguments: tuple[str, ...], word: str) -> None:
    attest()
    result = aibom("verify-attestation", "att.json", "--bom", "bom.cdx.json", "--subject", WHEEL, *arguments)
    assert result.code == 2
    assert word in result.err


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--key", "alice.pem"), "Name the artifact"),
        (("--subject", WHEEL), "Say who signs"),
        (("--subject", WHEEL, "--sigstore"), "--online"),
        (("--subject", "gone.whl", "--key", "alice.pem"), "no file gone.whl"),
        (("--subject", WHEEL, "--key", "alice.pub"), "no usable private key"),
        (("--subject-digest", "chat@sha256:12", "--key", "alice.pem"), "64"),
        (("--subject", WHEEL, "--key", "alice.pem", "--verdict", "v.json"), "go together"),
        (("--subject", WHEEL, "--subject", WHEEL, "--key", "alice.pem"), "one name"),
    ],
)
def test_bad_arguments_of_attest(place: Path, arguments: tuple[str, ...], word: str) -> None:
    result = aibom("attest", "bom.cdx.json", "-o", "att.json", *arguments)
    assert result.code == 2
    assert word in result.err
    assert not Path("att.json").exists()


@pytest.mark.parametrize("kind", ["rsa1024", "k256"])
def test_weak_keys_are_refused(place: Path, kind: str) -> None:
    write_pair("alice", kind)
    assert "none of EC" in attest().err


def test_a_key_with_a_password(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pair("alice", password=b"correct horse")
    assert "password was not given" in attest().err
    monkeypatch.setenv("AIBOM_KEY_PASSWORD", "wrong")
    assert attest().code == 2
    monkeypatch.setenv("AIBOM_KEY_PASSWORD", "correct horse")
    assert attest().code == 0
    assert verify().code == 0


def test_a_folder_of_weights_and_an_image(place: Path) -> None:
    Path("models/bge").mkdir(parents=True)
    Path("models/bge/model.safetensors").write_bytes(b"weights")
    Path("models/bge/config.json").write_bytes(b"{}")
    image = "registry.acme.example/chat@sha256:" + "ab" * 32
    more = ("--subject", "models/bge", "--subject-digest", image)
    attest(*more)
    names = [one["name"] for one in payload()["subject"]]
    assert names == ["bge/config.json", "bge/model.safetensors", WHEEL, "registry.acme.example/chat"]
    assert verify("--subject", "models/bge", "--subject-digest", image).code == 0
    Path("models/bge/extra.bin").write_bytes(b"smuggled")
    assert verify("--subject", "models/bge").code == 1


def test_a_verdict_is_attested_and_verified(place: Path) -> None:
    aibom("check", "bom.cdx.json", "--json", "verdict.json", "--fail-on", "critical")
    verdict = ("--verdict", "verdict.json", "--policy", "baseline", "--verdict-output", "verdict.att.json")
    assert attest(*verdict).code == 0
    statement = payload("verdict.att.json")
    baseline = next(one.version for one in shipped_packs() if one.id == "baseline")
    assert statement["predicateType"] == "https://in-toto.io/attestation/svr/v0.2"
    assert [one["name"] for one in statement["predicate"]["verifier"]["policies"]] == ["baseline"]
    assert statement["predicate"]["properties"] == [f"AIBOM_POLICY_PASSED:baseline@{baseline}"]
    arguments = ("verify-attestation", "verdict.att.json", "--subject", WHEEL, "--key", "alice.pub")
    result = aibom(*arguments, "--policy", "baseline", "--bom", "bom.cdx.json")
    assert (result.code, "fail-on critical" in result.out) == (0, True)
    assert "another policy" in aibom(*arguments, "--policy", "strict").out
    assert "not a CycloneDX BOM" in aibom(*arguments, "--bom", "bom.cdx.json").out
    Path("bom.cdx.json").write_text(json.dumps(BOM))  # other bytes: the verdict names those that were judged
    assert "another BOM" in aibom(*arguments, "--policy", "baseline", "--bom", "bom.cdx.json").out
    assert "the verdict on another BOM" in attest(*verdict).err


def test_a_failed_verdict_is_no_pass(place: Path) -> None:
    component = {"type": "machine-learning-model", "bom-ref": "m", "name": "BAAI/bge-small-en-v1.5"}
    Path("bom.cdx.json").write_text(json.dumps(BOM | {"components": [component]}))
    code = aibom("check", "bom.cdx.json", "--policy", "strict", "--json", "verdict.json", "--fail-on", "low").code
    assert code == 1
    attest("--verdict", "verdict.json", "--policy", "strict", "--verdict-output", "verdict.att.json")
    assert payload("verdict.att.json")["predicate"]["properties"] == []
    arguments = ("verify-attestation", "verdict.att.json", "--subject", WHEEL, "--key", "alice.pub")
    result = aibom(*arguments, "--policy", "strict")
    assert (result.code, "failed the policy" in result.out) == (1, True)


def test_a_verdict_of_another_policy_or_without_a_threshold_is_refused(place: Path) -> None:
    more = ("--verdict", "verdict.json", "--verdict-output", "verdict.att.json")
    aibom("check", "bom.cdx.json", "--json", "verdict.json")
    assert "another policy" in attest(*more, "--policy", "strict").err
    aibom("check", "bom.cdx.json", "--json", "verdict.json", "--fail-on", "never")
    assert "passes everything" in attest(*more, "--policy", "baseline").err
    Path("verdict.json").write_text("{}")
    assert attest(*more, "--policy", "baseline").code == 2
    assert not Path("att.json").exists()


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "p384"])
def test_a_key_of_another_algorithm_refutes(place: Path, kind: str) -> None:
    attest()
    write_pair("other", kind)
    assert verify(key="other").code == 1


@pytest.mark.parametrize("made", [True, False])
def test_sigstore_bundles_of_strangers_are_refuted(place: Path, made: bool) -> None:
    """A bundle that names a key is not one of an identity, whatever trusted root is given."""
    import sigstore._internal.tuf as tuf

    root = next(Path(tuf.__file__).parents[1].rglob("trusted_root.json"))
    attest(*(["--bundle"] if made else []))
    result = aibom(
        "verify-attestation", "att.json", "--bom", "bom.cdx.json", "--subject", WHEEL, "--trusted-root", str(root),
        "--identity", "release@acme.example", "--issuer", "https://accounts.acme.example",
    )  # fmt: skip
    assert result.code == (1 if made else 2), result.out + result.err


@pytest.mark.parametrize(
    ("identity", "sha256", "reason"),
    [
        ("", "a0cfc71271d6e278e57cd332ff957c3f7043fdda354c4cbb190a30d56efa01bf", "slsa.dev/provenance/v1, not a Cyc"),
        ("", "cd" * 32, "is not a subject"),
        ("mallory@acme.example", "cd" * 32, "SAN"),
    ],
)
def test_a_bundle_of_sigstore_itself(place: Path, identity: str, sha256: str, reason: str) -> None:
    """The bundle's signer is checked first, then its subjects, then what it says: it is provenance and no BOM."""
    import sigstore._internal.tuf as tuf

    root = next(one for one in Path(tuf.__file__).parents[1].rglob("trusted_root.json") if "sigstage" in str(one))
    workflow = "extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml"
    result = aibom(
        "verify-attestation", ROOT / "third_party/sigstore/provenance.sigstore.json", "--bom", "bom.cdx.json",
        "--subject-digest", f"a.txt@sha256:{sha256}", "--trusted-root", root,
        "--identity", identity or f"https://github.com/sigstore-conformance/{workflow}@refs/heads/main",
        "--issuer", "https://token.actions.githubusercontent.com",
    )  # fmt: skip
    assert (result.code, result.err) == (1, "")
    assert reason in result.out
