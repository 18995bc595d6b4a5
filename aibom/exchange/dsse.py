"""Dead Simple Signing Envelopes (github.com/secure-systems-lab/dsse, 1.0.2), alone or inside of a Sigstore bundle."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from aibom.core.errors import UnreadableError
from aibom.core.json import Json, parse_json

PAYLOAD_TYPE = "application/vnd.in-toto+json"
BUNDLE_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MAX_SIGNATURES = 50
MAX_LINES = 100
_BUNDLE_PREFIX = "application/vnd.dev.sigstore.bundle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Signed bytes with their type; `signatures` as they stand, of signers that nobody has checked. `bundled` when
    it came in a Sigstore bundle."""

    payload: bytes
    payload_type: str
    signatures: tuple[bytes, ...]
    bundled: bool = False


def pae(payload_type: str, payload: bytes) -> bytes:
    """What is signed: the pre-authentication encoding of type and payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def write_envelope(payload: bytes, signature: bytes, key_id: str) -> bytes:
    """An envelope with one signature, as JSON."""
    return orjson.dumps(_envelope(payload, signature, key_id), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_bundle(payload: bytes, signature: bytes, key_id: str) -> bytes:
    """The envelope in a Sigstore bundle 0.3 that names the key by its id and is in no transparency log."""
    bundle = {
        "mediaType": BUNDLE_TYPE,
        "verificationMaterial": {"publicKey": {"hint": key_id}, "tlogEntries": []},
        "dsseEnvelope": _envelope(payload, signature, ""),
    }
    return orjson.dumps(bundle, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _envelope(payload: bytes, signature: bytes, key_id: str) -> dict[str, object]:
    signed = {"sig": base64.b64encode(signature).decode()} | ({"keyid": key_id} if key_id else {})
    return {"payload": base64.b64encode(payload).decode(), "payloadType": PAYLOAD_TYPE, "signatures": [signed]}


def documents_in(data: bytes) -> tuple[bytes, ...]:
    """The documents of a file: one, or one a line as `gh attestation download` writes them (at most MAX_LINES)."""
    lines = [line for line in data.splitlines() if line.strip()]
    several = 1 < len(lines) <= MAX_LINES and all(one.startswith(b"{") and one.endswith(b"}") for one in lines)
    return tuple(lines) if several else (data,)


def read_envelope(data: bytes, path: str) -> Envelope:
    """The envelope in a file, not verified. Raises UnreadableError when there is none."""
    content = parse_json(data, path)
    if not isinstance(content, Mapping):
        raise UnreadableError(path, "neither a DSSE envelope nor a Sigstore bundle")
    bundled = str(content.get("mediaType", "")).startswith(_BUNDLE_PREFIX)
    inner = content.get("dsseEnvelope") if bundled else content
    if not isinstance(inner, Mapping) or not {"payload", "payloadType", "signatures"} <= set(inner):
        why = "a bundle without a DSSE envelope" if bundled else "neither a DSSE envelope nor a Sigstore bundle"
        raise UnreadableError(path, why)
    listed = inner["signatures"]
    if not isinstance(listed, Sequence) or isinstance(listed, str) or not 0 < len(listed) <= MAX_SIGNATURES:
        raise UnreadableError(path, f"an envelope wants 1 to {MAX_SIGNATURES} signatures")
    return Envelope(
        payload=_decoded(inner["payload"], path),
        payload_type=str(inner["payloadType"]),
        signatures=tuple(_decoded(one.get("sig") if isinstance(one, Mapping) else None, path) for one in listed),
        bundled=bundled,
    )


def _decoded(value: Json, path: str) -> bytes:
    """Base64 of the standard or the URL alphabet, as the DSSE protocol allows."""
    text = value.replace("-", "+").replace("_", "/") if isinstance(value, str) else ""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise UnreadableError(path, "a part of the envelope is empty or not base64")
    return data
