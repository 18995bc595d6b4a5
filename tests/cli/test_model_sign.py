"""`aibom model sign` and `verify --signature`, and round trips with the command line of model-signing."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
import sys
from pathlib import Path

import pytest
from runner import ROOT, aibom

sys.path.insert(0, str(ROOT / "tests" / "integrity"))
from places import CONFIG, WEIGHTS, make_model

pytest.importorskip("model_signing")
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Key = ec.EllipticCurvePrivateKey
BGE = "models/bge"


def peer(*arguments: str) -> int:
    """The command line of model-signing, in this process."""
    from model_signing._cli import main

    return CliRunner().invoke(main, list(arguments)).exit_code


def write_key(name: str, password: bytes | None = None) -> Key:
    key = ec.generate_private_key(ec.SECP256R1())
    how = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    Path(f"{name}.pem").write_bytes(pem)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    Path(f"{name}.pub").write_bytes(public)
    return key


def write_certificate(name: str, key: Key, issuer: tuple[x509.Name, Key] | None, mail: str = "") -> x509.Name:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0] if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    builder = builder.add_extension(
        x509.KeyUsage(digital_signature=issuer is not None, key_cert_sign=issuer is None, **usage), critical=True
    )
    if mail:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.RFC822Name(mail)]), critical=False)
    certificate = builder.sign(issuer[1] if issuer else key, hashes.SHA256())
    Path(f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return subject


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    make_model(tmp_path / BGE)
    write_key("alice")
    write_key("mallory")
    return tmp_path


def signature_of(*arguments: str) -> tuple[int, str]:
    result = aibom("model", "verify", *arguments, "--json", "-")
    assert result.code in (0, 1), result.err
    return result.code, json.loads(result.out)["models"][0]["signature"]["state"]


def test_a_signed_folder_verifies_here_and_with_the_peer(place: Path) -> None:
    assert aibom("model", "sign", BGE, "--private-key", "alice.pem").code == 0
    sig = f"{BGE}/model.sig"
    assert signature_of(BGE, "--signature", sig, "--key", "alice.pub") == (0, "verified")
    assert peer("verify", "key", BGE, "--signature", sig, "--public_key", "alice.pub") == 0
    assert signature_of(BGE, "--signature", sig, "--key", "mallory.pub") == (1, "invalid")


@pytest.mark.parametrize("nested", [False, True])
def test_what_the_peer_signed_verifies_here(place: Path, nested: bool) -> None:
    sig = f"{BGE}/model.sig" if nested else "bge.sig"
    assert peer("sign", "key", BGE, "--signature", sig, "--private_key", "alice.pem") == 0
    assert signature_of(BGE, "--signature", sig, "--key", "alice.pub") == (0, "verified")
    Path(BGE, "README.md").write_bytes(b"# Another\n")
    assert signature_of(BGE, "--signature", sig, "--key", "alice.pub") == (1, "invalid")


def test_the_digest_of_a_lock_is_that_of_the_signed_statement(place: Path) -> None:
    aibom("model", "lock", BGE)
    peer("sign", "key", BGE, "--signature", "bge.sig", "--private_key", "alice.pem")
    statement = json.loads(base64.b64decode(json.loads(Path("bge.sig").read_text())["dsseEnvelope"]["payload"]))
    (entry,) = json.loads(Path("models.lock").read_bytes())["models"]
    assert entry["digest"] == "sha256:" + statement["subject"][0]["digest"]["sha256"]


@pytest.mark.parametrize("algorithm", ["blake2", "blake3", "sha256"])
@pytest.mark.parametrize("shards", [False, True])
def test_other_ways_of_hashing(place: Path, algorithm: str, shards: bool) -> None:
    from model_signing import hashing, signing

    config = hashing.Config()
    if shards and algorithm != "blake3":
        config.use_shard_serialization(hashing_algorithm=algorithm, shard_size=4096)
    else:
        config.use_file_serialization(hashing_algorithm=algorithm)
    signer = signing.Config().use_elliptic_key_signer(private_key="alice.pem").set_hashing_config(config)
    signer.sign(BGE, "bge.sig")
    assert signature_of(BGE, "--signature", "bge.sig", "--key", "alice.pub") == (0, "verified")
    weights = Path(BGE, "model-00002-of-00002.safetensors")
    data = bytearray(weights.read_bytes())
    data[5000] ^= 1
    weights.write_bytes(data)
    assert signature_of(BGE, "--signature", "bge.sig", "--key", "alice.pub") == (1, "invalid")
    data[5000] ^= 1
    weights.write_bytes(data + b"x")
    assert signature_of(BGE, "--signature", "bge.sig", "--key", "alice.pub") == (1, "invalid")


def test_certificates_want_a_root_and_an_identity(place: Path) -> None:
    root_key, leaf_key = write_key("root"), write_key("ci")
    root = write_certificate("root", root_key, None)
    write_certificate("ci", leaf_key, (root, root_key), "ci@acme.example")
    other = write_certificate("other", write_key("other"), None)
    assert other
    signed = ("model", "sign", BGE, "--private-key", "ci.pem", "--certificate", "ci.crt", "--chain", "root.crt")
    assert aibom(*signed).code == 0
    sig = f"{BGE}/model.sig"
    good = (BGE, "--signature", sig, "--certificate-root", "root.crt")
    assert signature_of(*good, "--identity", "ci@acme.example") == (0, "verified")
    assert peer("verify", "certificate", BGE, "--signature", sig, "--certificate_chain", "root.crt") == 0
    assert signature_of(*good, "--identity", "mallory@acme.example") == (1, "invalid")
    assert aibom("model", "verify", *good).code == 2
    bad = (BGE, "--signature", sig, "--certificate-root", "other.crt", "--identity", "ci@acme.example")
    assert signature_of(*bad) == (1, "invalid")
    assert signature_of(BGE, "--signature", sig, "--key", "ci.pub") == (1, "invalid")
    peer_signed = ("sign", "certificate", BGE, "--signature", "peer.sig", "--private_key", "ci.pem")
    assert (
        peer(*peer_signed, "--signing_certificate", "ci.crt", "--certificate_chain", "root.crt", "--ignore-paths", sig)
        == 0
    )
    assert signature_of(BGE, "--signature", "peer.sig", *good[3:], "--identity", "ci@acme.example") == (0, "verified")


def test_missing_and_extra_files_are_named(place: Path) -> None:
    aibom("model", "sign", BGE, "--private-key", "alice.pem", "-o", "bge.sig")
    Path(BGE, "config.json").unlink()
    Path(BGE, "modeling.py").write_bytes(b"print()")
    result = aibom("model", "verify", BGE, "--signature", "bge.sig", "--key", "alice.pub")
    assert result.code == 1
    assert "MISSING      config.json" in result.out
    assert "EXTRA        modeling.py" in result.out


def test_a_single_file_and_an_encrypted_key(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_key("locked", b"secret")
    weights = f"{BGE}/model-00001-of-00002.safetensors"
    refused = aibom("model", "sign", weights, "--private-key", "locked.pem")
    assert refused.code == 2
    monkeypatch.setenv("AIBOM_KEY_PASSWORD", "secret")
    assert aibom("model", "sign", weights, "--private-key", "locked.pem").code == 0
    assert signature_of(weights, "--signature", f"{weights}.sig", "--key", "locked.pub") == (0, "verified")
    assert peer("verify", "key", weights, "--signature", f"{weights}.sig", "--public_key", "locked.pub") == 0


def test_a_changed_statement_is_invalid_though_it_fits_the_files(place: Path) -> None:
    aibom("model", "sign", BGE, "--private-key", "mallory.pem", "-o", "bge.sig")
    bundle = json.loads(Path("bge.sig").read_text())
    hint = hashlib.sha256(Path("alice.pub").read_bytes()).hexdigest()
    bundle["verificationMaterial"]["publicKey"]["hint"] = hint
    Path("bge.sig").write_text(json.dumps(bundle))
    assert signature_of(BGE, "--signature", "bge.sig", "--key", "alice.pub") == (1, "invalid")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"\xff", b'{"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"}']
)
def test_what_is_no_bundle_is_invalid(place: Path, content: bytes) -> None:
    Path("bge.sig").write_bytes(content)
    assert signature_of(BGE, "--signature", "bge.sig", "--key", "alice.pub") == (1, "invalid")


def test_bundles_of_single_files_as_cosign_writes_them(place: Path) -> None:
    key = write_key("cosign")
    target = Path(BGE, "config.json")
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"publicKey": {"hint": "x"}, "tlogEntries": []},
        "messageSignature": {
            "messageDigest": {
                "algorithm": "SHA2_256",
                "digest": base64.b64encode(hashlib.sha256(CONFIG).digest()).decode(),
            },
            "signature": base64.b64encode(key.sign(CONFIG, ec.ECDSA(hashes.SHA256()))).decode(),
        },
    }
    Path("config.sigstore.json").write_text(json.dumps(bundle))
    arguments = (str(target), "--signature", "config.sigstore.json", "--key")
    assert signature_of(*arguments, "cosign.pub") == (0, "verified")
    assert signature_of(*arguments, "alice.pub") == (1, "invalid")
    target.write_bytes(WEIGHTS)
    assert signature_of(*arguments, "cosign.pub") == (1, "invalid")


def test_bundles_of_single_files_by_certificate_and_identity(place: Path) -> None:
    root_key, key = write_key("root"), write_key("ci")
    root = write_certificate("root", root_key, None)
    write_certificate("ci", key, (root, root_key), "ci@acme.example")
    write_certificate("other", write_key("other"), None)
    der = x509.load_pem_x509_certificate(Path("ci.crt").read_bytes()).public_bytes(serialization.Encoding.DER)
    bundle = {
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {"certificate": {"rawBytes": base64.b64encode(der).decode()}},
        "messageSignature": {"signature": base64.b64encode(key.sign(CONFIG, ec.ECDSA(hashes.SHA256()))).decode()},
    }
    Path("config.sigstore.json").write_text(json.dumps(bundle))
    good = (str(Path(BGE, "config.json")), "--signature", "config.sigstore.json")
    who = ("--identity", "ci@acme.example")
    assert signature_of(*good, "--certificate-root", "root.crt", *who) == (0, "verified")
    assert signature_of(*good, "--certificate-root", "other.crt", *who) == (1, "invalid")
    assert signature_of(*good, "--certificate-root", "root.crt", "--identity", "x@acme.example") == (1, "invalid")
    Path(BGE, "config.json").write_bytes(WEIGHTS)
    assert signature_of(*good, "--certificate-root", "root.crt", *who) == (1, "invalid")


def test_a_folder_with_what_cannot_be_signed_is_not_signed(place: Path) -> None:
    os.mkfifo(Path(BGE, "pipe"))
    result = aibom("model", "sign", BGE, "--private-key", "alice.pem")
    assert result.code == 2
    assert "pipe cannot be signed" in result.err
    assert not Path(BGE, "model.sig").exists()


def test_without_the_extra_one_sentence_says_what_to_install(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    aibom("model", "sign", BGE, "--private-key", "alice.pem")
    monkeypatch.setitem(sys.modules, "OpenSSL", None)
    for arguments in (
        ("sign", BGE, "--private-key", "alice.pem"),
        ("verify", BGE, "--signature", f"{BGE}/model.sig", "--key", "alice.pub"),
    ):
        result = aibom("model", *arguments)
        assert result.code == 2
        assert "pip install 'aibom[sign]'" in result.err


def test_signing_says_what_it_wants(place: Path) -> None:
    for arguments, says in (
        ((), "--private-key"),
        (("--sigstore",), "--online"),
        (("--private-key", "none.pem"), "cannot be used"),
        (("--private-key", "alice.pub"), "cannot be used"),
        (("--private-key", "alice.pem", "--chain", "x.crt"), "--certificate"),
    ):
        result = aibom("model", "sign", BGE, *arguments)
        assert result.code == 2
        assert says in result.err
