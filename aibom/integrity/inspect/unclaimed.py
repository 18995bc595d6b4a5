"""What no other inspector claims: model formats without an analysis, and files that are no models at all."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.file_kinds import claimed_format, claims_strongly
from aibom.formats.detect import detect
from aibom.integrity.inspect.base import Glance, Session
from aibom.model.inspection import Signal, Status, Verdict

_BY_CHANCE = frozenset({"gzip", "zlib", "bzip2", "xz", "lzma"})
_NATIVE = (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
_WEIGHTS = frozenset(
    "bin pt pth ckpt pkl pickle joblib safetensors gguf onnx h5 hdf5 keras npy npz model dat pb tflite".split()
)


class UnclaimedInspector:
    """Asked last; it says nothing of what another inspector has read."""

    name = "unclaimed"
    by_tail = True

    def claims(self, glance: Glance) -> bool:
        return not glance.claimed_by and not glance.blob.damage

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        found = detect(glance.blob.stream(), glance.name)
        if glance.path.startswith("#") and found.format in _BY_CHANCE:
            return  # a text that begins like a compressed stream and is none
        native = glance.head.startswith(_NATIVE) or (glance.head[:2] == b"MZ" and b"PE\0\0" in glance.head[:4096])
        if native and (session.where or glance.extension in _WEIGHTS):
            session.format("native-code")
            message = "native code stands where a model's data is expected"
            yield Signal(
                id="native-code", message=message, verdict=Verdict.UNKNOWN if session.where else Verdict.SUSPICIOUS
            )
            return
        for name in found.formats:
            session.format(name)
        if found.formats:
            yield _unsupported("format-not-analysed", f"{found.format} files are not analysed")
        elif claims_strongly(glance.name):
            named = claimed_format(glance.name) or "a model"
            content = "its content is not recognised" if glance.head else "it is empty"
            yield _unsupported("content-not-recognised", f"named like {named}, but {content}")


def _unsupported(id: str, message: str) -> Signal:  # noqa: A002 - the field's own name
    return Signal(id=id, message=message, status=Status.UNSUPPORTED)
