"""The one place that speaks with the signing libraries (extra `sign`): model-signing, sigstore, cryptography.

model-signing's own walk and comparison are not used, so that odd files get a clear status and missing, extra and
changed files are told apart; its signers and verifiers are, through modules that are pinned in pyproject.toml
(`model-signing>=1.1.1,<1.2`). model-signing imports OpenSSL and does not declare pyopenssl; the extra does.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from aibom.core.errors import UsageError
from aibom.core.guard import Crash, attempt
from aibom.integrity.oms import PAYLOAD_TYPE
from aibom.integrity.signatures.bundle import Bundle
from aibom.integrity.signatures.signer import CertificateSigner, ExpectedSigner, KeySigner, SigstoreSigner


class InvalidSignatureError(Exception):
    """The signature is not that of the expected signer; the text is a short clause."""


def need_library() -> None:
    """Raises UsageError with what to install when the extra is missing."""
    try:
        import model_signing.signing
        import model_signing.verifying  # noqa: F401
        import OpenSSL  # noqa: F401
    except ImportError as error:
        missing = error.name or "a library"
        message = f"Signatures want the extra 'sign' ({missing} is missing): pip install 'aibom[sign]'."
        raise UsageError(message) from None


def signed_payload(bundle: Bundle, path: Path, signer: ExpectedSigner) -> bytes:
    """The signed content of a DSSE bundle. Raises InvalidSignatureError, or UsageError for an unusable key."""
    need_library()
    if isinstance(signer, SigstoreSigner):
        kind, payload = _sigstore_payload(bundle, signer)
    else:
        kind, payload = _classic_payload(bundle, path, signer)
    if kind != PAYLOAD_TYPE:
        raise InvalidSignatureError(f"the signed content is no in-toto statement ({kind})")
    return payload


def check_blob(bundle: Bundle, sha256: str, signer: ExpectedSigner) -> None:
    """Check a bundle that signs one file with this SHA-256. Raises InvalidSignatureError, or UsageError."""
    need_library()
    if isinstance(signer, SigstoreSigner):
        _sigstore_blob(bundle, sha256, signer)
    elif isinstance(signer, KeySigner):
        _key_blob(bundle, sha256, signer)
    else:
        _certificate_blob(bundle, sha256, signer)


def _classic_payload(bundle: Bundle, path: Path, signer: KeySigner | CertificateSigner) -> tuple[str, bytes]:
    from model_signing._signing import sign_certificate, sign_ec_key, sign_sigstore_pb

    wanted = "key" if isinstance(signer, KeySigner) else "certificates"
    if bundle.material != wanted:
        raise InvalidSignatureError(f"it was signed by {bundle.material or 'unknown means'}, expected is {wanted}")

    def prepared() -> Any:
        if isinstance(signer, KeySigner):
            return sign_ec_key.Verifier(signer.key)
        return sign_certificate.Verifier(signer.roots)

    verifier = _used(prepared, "The key or certificate of the expected signer cannot be used")
    with contextlib.redirect_stdout(io.StringIO()):  # the library prints a hint about old bundles
        result = _verified(lambda: verifier._verify_signed_content(sign_sigstore_pb.Signature.read(path)))
    if isinstance(signer, CertificateSigner):
        _check_identity(bundle.leaf, signer.identity)
    kind, payload = result
    return str(kind), bytes(payload)


def _check_identity(leaf: bytes, identity: str) -> None:
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(leaf)
    names = {certificate.subject.rfc4514_string()}
    names.update(str(one.value) for one in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME))
    with contextlib.suppress(x509.ExtensionNotFound):
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        for kind in (x509.RFC822Name, x509.UniformResourceIdentifier, x509.DNSName):
            names.update(extension.value.get_values_for_type(kind))
    if identity not in names:
        raise InvalidSignatureError(f"the certificate names {', '.join(sorted(names))}, expected is {identity}")


def _sigstore_verifier(signer: SigstoreSigner) -> tuple[Any, Any]:
    from sigstore.models import ClientTrustConfig, TrustedRoot
    from sigstore.verify import Verifier, policy

    identity = policy.Identity(identity=signer.identity, issuer=signer.issuer)
    if signer.trusted_root is None:
        return Verifier.production(), identity
    place = signer.trusted_root

    def pinned() -> Any:
        text = place.read_text(encoding="utf-8")
        if "trustedRoot" in json.loads(text):
            return Verifier(trusted_root=ClientTrustConfig.from_json(text).trusted_root)
        return Verifier(trusted_root=TrustedRoot.from_file(str(place)))

    return _used(pinned, f"{place} is no trusted root of Sigstore"), identity


def _sigstore_payload(bundle: Bundle, signer: SigstoreSigner) -> tuple[str, bytes]:
    from sigstore.models import Bundle as SigstoreBundle

    verifier, identity = _sigstore_verifier(signer)
    kind, payload = _verified(lambda: verifier.verify_dsse(SigstoreBundle.from_json(bundle.data), identity))
    return str(kind), bytes(payload)


def _sigstore_blob(bundle: Bundle, sha256: str, signer: SigstoreSigner) -> None:
    from sigstore.hashes import Hashed
    from sigstore.models import Bundle as SigstoreBundle
    from sigstore_models.common.v1 import HashAlgorithm

    verifier, identity = _sigstore_verifier(signer)
    hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=bytes.fromhex(sha256))
    _verified(lambda: verifier.verify_artifact(hashed, SigstoreBundle.from_json(bundle.data), identity))


def _key_blob(bundle: Bundle, sha256: str, signer: KeySigner) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = _used(lambda: load_pem_public_key(signer.key.read_bytes()), f"The key {signer.key} cannot be used")
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise UsageError(f"The key {signer.key} is no elliptic curve key, which cosign bundles want.")
    _check_digest(key, bundle.signature, sha256)


def _check_digest(key: Any, signature: bytes, sha256: str) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, utils
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        key.verify(signature, bytes.fromhex(sha256), ec.ECDSA(utils.Prehashed(SHA256())))
    except InvalidSignature:
        raise InvalidSignatureError("the signature does not fit the file and the key") from None


def _certificate_blob(bundle: Bundle, sha256: str, signer: CertificateSigner) -> None:
    """The chain leads to a root as of when the certificate began, as for the bundles of folders; then who it names."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from OpenSSL import crypto

    if not bundle.leaf:
        raise InvalidSignatureError(f"it was signed by {bundle.material or 'unknown means'}, expected is a certificate")
    pems = _used(lambda: [one.read_bytes() for one in signer.roots], "The certificate roots cannot be read")
    roots = _used(
        lambda: [one for pem in pems for one in x509.load_pem_x509_certificates(pem)],
        "The certificate roots cannot be used",
    )

    def checked() -> Any:
        leaf, *more = (x509.load_der_x509_certificate(one) for one in (bundle.leaf, *bundle.chain))
        store = crypto.X509Store()
        for root in roots:
            store.add_cert(crypto.X509.from_cryptography(root))
        store.set_time(leaf.not_valid_before_utc)
        chain = [crypto.X509.from_cryptography(one) for one in more]
        crypto.X509StoreContext(store, crypto.X509.from_cryptography(leaf), chain).verify_certificate()
        return leaf.public_key()

    key = _verified(checked)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise InvalidSignatureError("its certificate's key is no elliptic curve key")
    _check_identity(bundle.leaf, signer.identity)
    _check_digest(key, bundle.signature, sha256)


def make_bundle(name: str, hashes: Mapping[str, str], how: Mapping[str, Any], signer: Any) -> bytes:
    """A bundle of OpenSSF Model Signing over files (path -> SHA-256 in hexadecimal).

    `how` holds `allow_symlinks` and `ignore_paths` as they are recorded; `signer` is made by one of the functions
    below. Raises UsageError when the signer fails.
    """
    from model_signing import manifest
    from model_signing._hashing import hashing
    from model_signing._signing import signing

    kind = manifest._FileSerialization("sha256", how["allow_symlinks"], how["ignore_paths"])
    items = [kind.new_item(path, hashing.Digest("sha256", bytes.fromhex(digest))) for path, digest in hashes.items()]
    payload = signing.Payload(manifest.Manifest(name, items, kind))
    made: str = _used(lambda: signer.sign(payload).bundle.to_json(), "The signature could not be made")
    return made.encode()


def key_signer(key: Path, password: str | None) -> Any:
    """Signs with a private key (PEM, NIST curve)."""
    from model_signing._signing import sign_ec_key

    return _made(lambda: sign_ec_key.Signer(key, password.encode() if password is not None else None))


def certificate_signer(key: Path, certificate: Path, chain: Sequence[Path]) -> Any:
    """Signs with a private key and puts its certificate and chain into the bundle."""
    from model_signing._signing import sign_certificate

    return _made(lambda: sign_certificate.Signer(key, certificate, chain))


def sigstore_signer(token: str | None, trust_config: Path | None, issuer: str | None) -> Any:
    """Signs with a short-lived certificate of Sigstore for the holder of an identity token, or of the ambient one."""
    from model_signing._signing import sign_sigstore

    return _made(
        lambda: sign_sigstore.Signer(
            oidc_issuer=issuer, use_ambient_credentials=token is None, identity_token=token, trust_config=trust_config
        )
    )


def sign_statement(signer: Any, payload: bytes) -> bytes:
    """A Sigstore bundle over an in-toto statement; `signer` is made by sigstore_signer. Raises UsageError."""
    from sigstore.dsse import Statement

    def made() -> str:
        with signer._signing_context.signer(signer._get_identity_token()) as one:
            text: str = one.sign_dsse(Statement(payload)).to_json()
        return text

    return str(_used(made, "The signature could not be made")).encode()


def _made(make: Callable[[], Any]) -> Any:
    return _used(make, "The signing key or identity cannot be used")


def _used(work: Callable[[], Any], complaint: str) -> Any:
    """The result of work; whatever the libraries raise on a key, a configuration or the network is told as ours."""
    result = attempt(work)
    if isinstance(result, Crash):
        raise UsageError(f"{complaint}: {_reason(result)}.")
    return result


def _verified(work: Callable[[], Any]) -> Any:
    """The result of work; whatever a bundle makes the libraries raise, it is not verified."""
    result = attempt(work)
    if isinstance(result, Crash):
        raise InvalidSignatureError(_reason(result))
    return result


def _reason(crash: Crash) -> str:
    text = " ".join(crash.message.split()) or crash.error
    return text[:300].rstrip(". ")
