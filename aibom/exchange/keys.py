"""Signs and verifies bytes with a key in a PEM file: EC (P-256, P-384, P-521), Ed25519, RSA from 2,048 bits.

An EC key goes with the SHA-2 of its size. RSA signs PKCS #1 v1.5 with SHA-256, as cosign does; PSS with SHA-256, which
securesystemslib prefers, is verified as well. The library (`cryptography`, extra `sign`) is imported when a key is met.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aibom.core.errors import UsageError

MAX_KEY_BYTES = 64 * 1024
MIN_RSA_BITS = 2048
_CURVES = {"secp256r1": "SHA256", "secp384r1": "SHA384", "secp521r1": "SHA512"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateKey:
    """A key to sign with."""

    key: Any

    @property
    def key_id(self) -> str:
        """SHA-256 of the public key's DER, hexadecimal: a hint for whoever looks for the key."""
        return _key_id(self.key.public_key())

    def sign(self, data: bytes) -> bytes:
        """The signature; ECDSA in DER."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            made: bytes = self.key.sign(data, ec.ECDSA(_hash_of(self.key.curve.name)))
        elif isinstance(self.key, rsa.RSAPrivateKey):
            made = self.key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        else:
            made = self.key.sign(data)
        return made


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key to verify with."""

    key: Any

    def verifies(self, signature: bytes, data: bytes) -> bool:
        """Whether the holder of the private key signed these bytes."""
        from cryptography.exceptions import InvalidSignature

        for arguments in self._ways():
            try:
                self.key.verify(signature, data, *arguments)
            except InvalidSignature:
                continue
            return True
        return False

    def _ways(self) -> list[tuple[Any, ...]]:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

        if isinstance(self.key, ec.EllipticCurvePublicKey):
            return [(ec.ECDSA(_hash_of(self.key.curve.name)),)]
        if isinstance(self.key, rsa.RSAPublicKey):
            pss = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=padding.PSS.AUTO)
            return [(padding.PKCS1v15(), hashes.SHA256()), (pss, hashes.SHA256())]
        return [()]


def read_private_key(path: Path, password: str | None) -> PrivateKey:
    """The private key in a PEM file. Raises UsageError for one that cannot be used."""
    load = _loader("load_pem_private_key")
    data = _read(path)
    if b"ENCRYPTED SIGSTORE PRIVATE KEY" in data or b"ENCRYPTED COSIGN PRIVATE KEY" in data:
        raise UsageError(f"{path} is encrypted in cosign's own way; give the key as PKCS #8 PEM.")
    secret = password.encode() if password is not None and b"ENCRYPTED" in data else None
    return PrivateKey(key=_checked(path, "private key", lambda: load(data, secret)))


def read_public_key(path: Path) -> PublicKey:
    """The public key in a PEM file. Raises UsageError for one that cannot be used."""
    load = _loader("load_pem_public_key")
    data = _read(path)
    if b"PRIVATE KEY" in data:
        raise UsageError(f"{path} is a private key; verification wants the public one.")
    return PublicKey(key=_checked(path, "public key", lambda: load(data)))


def _loader(name: str) -> Any:
    try:
        from cryptography.hazmat.primitives import serialization
    except ImportError:
        raise UsageError(
            "Signatures want the extra 'sign' (cryptography is missing): pip install 'aibom[sign]'."
        ) from None
    return getattr(serialization, name)


def _checked(path: Path, what: str, load: Any) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        key = load()
    except TypeError:
        raise UsageError(f"{path} is encrypted and its password was not given.") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UsageError(f"{path} is no usable {what} in PEM, or its password is another.") from None
    if not _usable(key):
        raise UsageError(f"The key {path} is none of EC (P-256, P-384, P-521), Ed25519, RSA from {MIN_RSA_BITS} bits.")
    return key


def _usable(key: Any) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return key.curve.name in _CURVES
    if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return bool(key.key_size >= MIN_RSA_BITS)
    return isinstance(key, ed25519.Ed25519PrivateKey | ed25519.Ed25519PublicKey)


def _hash_of(curve: str) -> Any:
    from cryptography.hazmat.primitives import hashes

    return getattr(hashes, _CURVES[curve])()


def _key_id(key: Any) -> str:
    from cryptography.hazmat.primitives import serialization

    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_KEY_BYTES)
    except OSError as error:
        raise UsageError(f"The key {path} cannot be read ({(error.strerror or 'error').lower()}).") from None
