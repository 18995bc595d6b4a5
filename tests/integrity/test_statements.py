"""What states how files should be (bundles, statements, locks, sums, Croissant, DVC, signers), broken in every way."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aibom.core.errors import AibomError
from aibom.integrity.digests import DigestMemo, hash_descriptor
from aibom.integrity.folder import open_folder
from aibom.integrity.local_sources import readable_expectations
from aibom.integrity.lock import is_inner_path, read_lock
from aibom.integrity.oms import PREDICATE, STATEMENT, read_statement
from aibom.integrity.signatures.bundle import read_bundle
from aibom.integrity.signatures.expected import load_signers

SHA = "ab" * 32
SAMPLES: dict[str, object] = {
    "lock": {"version": 1, "models": [{"name": "m", "kind": "model", "path": "m", "digest": f"sha256:{SHA}",
             "files": [{"path": "w.bin", "size": 1, "sha256": SHA}]}]},
    "statement": {"_type": STATEMENT, "predicateType": PREDICATE, "subject": [{"name": "m", "digest": {"sha256": SHA}}],
                  "predicate": {"serialization": {"method": "files", "hash_type": "sha256"},
                                "resources": [{"name": "w.bin", "algorithm": "sha256", "digest": SHA}]}},
    "bundle": {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
               "verificationMaterial": {"x509CertificateChain": {"certificates": [{"rawBytes": "AAAA"}]}},
               "dsseEnvelope": {"payload": "AAAA", "signatures": [{"sig": "AAAA"}]}},
}  # fmt: skip
READERS = {"lock": read_lock, "statement": read_statement, "bundle": read_bundle}
BESIDE = {
    "croissant.json": json.dumps({"distribution": [{"contentUrl": "w.bin", "sha256": SHA}]}),
    "w.bin.dvc": f"outs:\n- md5: {SHA[:32]}\n  size: 1\n  path: w.bin\n",
    "SHA256SUMS": f"{SHA}  w.bin\nSHA256 (w.bin) = {SHA}\n",
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(SHA),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: object, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The ways to all members of a document."""
    found = [here] if here else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += places(inner, (*here, key))
    return found


@pytest.mark.parametrize("kind", sorted(SAMPLES))
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_a_member_replaced_by_anything_is_read_or_refused_in_a_sentence(kind: str, data: st.DataObject) -> None:
    document = json.loads(json.dumps(SAMPLES[kind]))
    way = data.draw(st.sampled_from(places(document)))
    holder = document
    for step in way[:-1]:
        holder = holder[step]
    holder[way[-1]] = data.draw(VALUES)
    try:
        READERS[kind](json.dumps(document).encode(), "x.json")
    except AibomError as error:
        assert "\n" not in str(error)  # noqa: PT017 - a refusal is as good as a result


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_every_truncation_is_refused(kind: str) -> None:
    whole = json.dumps(SAMPLES[kind]).encode()
    for end in range(len(whole)):
        with pytest.raises(AibomError):
            READERS[kind](whole[:end], "x.json")


@pytest.mark.parametrize("name", sorted(BESIDE))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_lies_beside_files_never_leads_out_of_the_folder(tmp_path: Path, name: str, data: st.DataObject) -> None:
    text = BESIDE[name]
    start = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.text(alphabet="/.\\:{}[]\"' \nabc0&*!%", max_size=12))
    (tmp_path / name).write_text(text[:start] + junk + text[start + data.draw(st.integers(0, 6)) :])
    expectations, problems = readable_expectations(open_folder(tmp_path))
    assert all(is_inner_path(path) for one in expectations for path in one.files)
    assert all("\n" not in str(one) for one in problems)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["signers", "match", "key"]), VALUES, max_size=3))
def test_any_file_of_signers_is_read_or_refused(tmp_path: Path, content: dict[str, object]) -> None:
    (tmp_path / "signers.yaml").write_text(json.dumps({"signers": [content]}))
    try:
        load_signers(tmp_path / "signers.yaml", scanned=(), online=False)
    except AibomError as error:
        assert "\n" not in str(error)  # noqa: PT017 - a refusal is as good as a result


def test_a_file_that_changes_while_it_is_read_has_no_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "w.bin"
    place.write_bytes(b"x" * 5000)
    read = os.preadv

    def growing(descriptor: int, buffers: list[memoryview], offset: int) -> int:
        with place.open("ab") as stream:
            stream.write(b"y") if offset == 0 else None
        return read(descriptor, buffers, offset)

    monkeypatch.setattr(os, "preadv", growing)
    (found,) = open_folder(place).hashes(lambda _: ("sha256",))
    assert (found.hashes, found.why) == ({}, "changed while it was read")


def test_a_file_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "w.bin").write_bytes(b"x")

    def denied(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    folder = open_folder(tmp_path / "w.bin")
    monkeypatch.setattr(os, "open", denied)
    (found,) = folder.hashes(lambda _: ("sha256",))
    assert found.why == "permission denied"


def test_each_file_is_read_once_for_all_that_want_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "w.bin"
    place.write_bytes(b"x" * 5000)
    reads: list[int] = []
    monkeypatch.setattr(
        "aibom.integrity.digests.hash_descriptor", lambda *given: (reads.append(1), hash_descriptor(*given))[1]
    )
    memo = DigestMemo(("blake2b",))
    folder = open_folder(tmp_path)
    for algorithm in ("sha256", "blake2b", "sha256"):
        (found,) = folder.hashes(lambda _, name=algorithm: (name,), memo)  # type: ignore[misc]
        assert set(found.hashes) == {algorithm}
    assert len(reads) == 1
    place.write_bytes(b"z" * 5001)
    folder.hashes(lambda _: ("sha256",), memo)
    assert len(reads) == 2
