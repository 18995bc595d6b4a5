"""Readers of attestations on mutated input: an answer or one of the errors that they name, nothing else."""

from __future__ import annotations

import base64
import contextlib

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from aibom.core.errors import UnreadableError
from aibom.exchange.dsse import read_envelope, write_bundle, write_envelope
from aibom.exchange.statements import (
    BOM_PREDICATE,
    RefutedError,
    Statement,
    Subject,
    check_bom,
    check_subjects,
    check_verdict,
    read_statement,
    read_verdict,
    write_statement,
)

SUBJECT = Subject(name="model.safetensors", sha256="ab" * 32)
STATEMENT = write_statement(
    Statement(subjects=(SUBJECT,), predicate_type=BOM_PREDICATE, predicate={"bomFormat": "CycloneDX"})
)
ENVELOPES = (write_envelope(STATEMENT, b"signature", "key"), write_bundle(STATEMENT, b"signature", "key"))
KEYS = st.sampled_from(
    "_type subject name digest sha256 predicateType predicate verifier policies inputs result properties payload"
    " payloadType signatures sig summary basis bom_sha256 packs fail_on passed changed_by findings id version".split()
)
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


def read(data: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        read_envelope(data, "att.json")
    with contextlib.suppress(UnreadableError):
        read_verdict(data, "verdict.json")
    with contextlib.suppress(RefutedError):
        statement = read_statement(data, "att.json")
        for check in (
            lambda: check_subjects(statement, [SUBJECT]),
            lambda: check_bom(statement, {}),
            lambda: check_verdict(statement, "ab" * 32, "cd" * 32),
        ):
            with contextlib.suppress(RefutedError):
                check()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from((*ENVELOPES, STATEMENT)), st.integers(0, 2000), st.binary(max_size=8))
def test_mutated(whole: bytes, at: int, inserted: bytes) -> None:
    read(whole[:at] + inserted + whole[at + len(inserted) :])
    read(whole[:at])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, SHAPES, max_size=8))
def test_other_shapes(document: dict[str, object]) -> None:
    read(orjson.dumps(document))
    read(orjson.dumps({"_type": "https://in-toto.io/Statement/v1", **document}))
    read(orjson.dumps({"predicateType": "https://in-toto.io/attestation/svr/v0.2", **document}))


def test_an_envelope_is_read_as_it_was_written() -> None:
    for data, bundled in zip(ENVELOPES, (False, True), strict=True):
        envelope = read_envelope(data, "att.json")
        assert (envelope.payload, envelope.signatures, envelope.bundled) == (STATEMENT, (b"signature",), bundled)


def test_the_url_alphabet_is_read() -> None:
    odd = base64.urlsafe_b64encode(b"\xfb\xff\xfe" * 3).decode()
    data = orjson.dumps({"payload": odd, "payloadType": "x", "signatures": [{"sig": odd}]})
    assert read_envelope(data, "att.json").payload == b"\xfb\xff\xfe" * 3
