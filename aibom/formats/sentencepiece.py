"""Reads SentencePiece models (google/sentencepiece, sentencepiece_model.proto): how many pieces, and if whole."""

from __future__ import annotations

from typing import BinaryIO, NamedTuple

from aibom.formats.wire import BYTES, Wire, WireError


class SentencePiece(NamedTuple):
    """A vocabulary of `pieces`."""

    pieces: int
    problems: tuple[str, ...] = ()


def read_sentencepiece(stream: BinaryIO) -> SentencePiece:
    """The model of a stream; never raises on malformed content."""
    wire, pieces = Wire(stream), 0
    try:
        for one in wire.fields():
            if one.number == 1 and one.wire == BYTES:
                pieces += 1
    except WireError as error:
        return SentencePiece(pieces, (error.why,))
    return SentencePiece(pieces, () if pieces else ("no pieces",))
