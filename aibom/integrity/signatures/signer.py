"""Who is expected to have signed. There is no "any signer": a key, or an identity and who vouches for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySigner:
    """The holder of the private key that belongs to this public key (PEM file)."""

    key: Path

    def __str__(self) -> str:
        return f"the key {self.key.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSigner:
    """Whom a certificate names (subject alternative name, common name or whole subject), if it leads to one of the
    roots (PEM files)."""

    roots: tuple[Path, ...]
    identity: str

    def __str__(self) -> str:
        return f"{self.identity} (certificate)"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigstoreSigner:
    """Whom a Sigstore certificate names, as told by this OpenID issuer; `trusted_root` pins the instance
    (trusted_root.json or a client trust configuration). None asks the public instance's update service."""

    identity: str
    issuer: str
    trusted_root: Path | None

    def __str__(self) -> str:
        return f"{self.identity} ({self.issuer})"


ExpectedSigner: TypeAlias = "KeySigner | CertificateSigner | SigstoreSigner"
