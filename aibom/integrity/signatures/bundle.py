"""Reads a Sigstore bundle (docs.sigstore.dev/about/bundle) as far as it can be read without believing it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json
from aibom.core.limits import MIB

MAX_BYTES = 64 * MIB
MAX_CHAIN = 20
_MEDIA_TYPE = "application/vnd.dev.sigstore.bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """`payload` is the content of a DSSE envelope, None in a bundle of a single file (a cosign blob), whose `signature`
    and `digest` (SHA-256, "" if not stated) stand instead. `material` is what it brings to be checked by: key,
    certificates, certificate (one, of Sigstore), or "". `leaf` is the signing certificate in DER, `chain` those
    behind it."""

    data: bytes
    payload: bytes | None
    material: str
    leaf: bytes = b""
    chain: tuple[bytes, ...] = ()
    signature: bytes = b""
    digest: str = ""


def read_bundle(data: bytes, path: str) -> Bundle:
    """The parts of a bundle; UnreadableError when it is none."""
    content = parse_json(data, path)
    media_type = content.get("mediaType") if isinstance(content, Mapping) else None
    if not isinstance(content, Mapping) or not isinstance(media_type, str) or not media_type.startswith(_MEDIA_TYPE):
        raise UnreadableError(path, "no Sigstore bundle")
    material, leaf, chain = _material(_table(content.get("verificationMaterial")), path)
    envelope, message = _table(content.get("dsseEnvelope")), _table(content.get("messageSignature"))
    if envelope:
        payload = _decoded(envelope.get("payload"), path)
        return Bundle(data=data, payload=payload, material=material, leaf=leaf, chain=chain)
    if not message:
        raise UnreadableError(path, "a bundle without signed content")
    digest = _table(message.get("messageDigest"))
    stated = _decoded(digest.get("digest"), path).hex() if digest.get("algorithm") == "SHA2_256" else ""
    signature = _decoded(message.get("signature"), path)
    return Bundle(
        data=data, payload=None, material=material, leaf=leaf, chain=chain, signature=signature, digest=stated
    )


def _material(table: Mapping[str, Json], path: str) -> tuple[str, bytes, tuple[bytes, ...]]:
    chain = _table(table.get("x509CertificateChain")).get("certificates")
    if isinstance(chain, list) and chain:
        leaf, *more = (_decoded(_table(one).get("rawBytes"), path) for one in chain[:MAX_CHAIN])
        return "certificates", leaf, tuple(more)
    if certificate := _table(table.get("certificate")):
        return "certificate", _decoded(certificate.get("rawBytes"), path), ()
    return ("key" if isinstance(table.get("publicKey"), Mapping) else ""), b"", ()


def _table(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _decoded(value: Json, path: str) -> bytes:
    try:
        return base64.b64decode(value if isinstance(value, str) else "", validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableError(path, "a part of the bundle is not base64") from None
