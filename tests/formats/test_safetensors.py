"""The header of safetensors files: what is read, what is a problem, and that nothing makes it fail."""

from __future__ import annotations

import io
import json

import pytest
from formats.model_bytes import raw_safetensors, safetensors
from hypothesis import given
from hypothesis import strategies as st

from aibom.formats.safetensors import Safetensors, looks_like_safetensors, read_safetensors

LAYERS = {"encoder.weight": ("F16", (16, 8)), "encoder.bias": ("F16", (8,)), "scale": ("F32", ())}
GOOD = safetensors(LAYERS, {"format": "pt"})


def read(data: bytes) -> Safetensors:
    return read_safetensors(io.BytesIO(data))


def header(**entries: object) -> bytes:
    return json.dumps(entries).encode()


def entry(begin: int, end: int, dtype: str = "U8", shape: list[int] | None = None) -> dict[str, object]:
    return {"dtype": dtype, "shape": [end - begin] if shape is None else shape, "data_offsets": [begin, end]}


TWICE = b'{"a": %b, "a": %b}' % ((json.dumps(entry(0, 4)).encode(),) * 2)


def test_counts_parameters_and_types() -> None:
    found = read(GOOD)
    assert found.problems == ()
    assert found.parameters == 16 * 8 + 8 + 1
    assert found.dtypes == {"F16": 136, "F32": 1}
    assert found.metadata == {"format": "pt"}
    assert [tensor.name for tensor in found.tensors] == ["encoder.weight", "encoder.bias", "scale"]


def test_empty_tensors_and_no_tensors_are_fine() -> None:
    assert read(safetensors({"empty": ("F32", (0, 4))})).problems == ()
    assert read(raw_safetensors(b"{}", b"")).problems == ()


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (raw_safetensors(header(a=entry(0, 8), b=entry(4, 12)), bytes(12)), "overlaps"),
        (raw_safetensors(header(a=entry(0, 4), b=entry(8, 12)), bytes(12)), "belong to no tensor"),
        (raw_safetensors(header(a=entry(0, 4)), bytes(9)), "behind the last tensor"),
        (raw_safetensors(header(a=entry(0, 8)), bytes(4)), "truncated"),
        (raw_safetensors(header(a=entry(0, 8, "F32", [3])), bytes(8)), "does not have the size"),
        (raw_safetensors(header(a=entry(0, 8, "F33", [1])), bytes(8)), "unknown type"),
        (raw_safetensors(header(a={"dtype": "F32"}), b""), "malformed"),
        (raw_safetensors(header(a=entry(0, 4, "U8", [-4])), bytes(4)), "malformed"),
        (raw_safetensors(header(a=entry(0, 1, "U8", [1] * 100)), bytes(1)), "malformed"),
        (raw_safetensors(TWICE, bytes(4)), "stands twice"),
        (raw_safetensors(b"{not json}", b""), "not valid JSON"),
        (raw_safetensors(b"[1]", b""), "not a JSON object"),
        (raw_safetensors(b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", b""), "nested"),
        (raw_safetensors(b'{"__metadata__": {"k": 1}}', b""), "__metadata__"),
        (b"\xff" * 8 + b"{}", "more than allowed"),
        (b"\x40\0\0\0\0\0\0\0{}", "truncated in its header"),
        (b"\x01\0", "shorter"),
    ],
)  # fmt: skip
def test_says_what_the_format_forbids(data: bytes, problem: str) -> None:
    assert any(problem in one for one in read(data).problems)


def test_every_truncation_is_a_problem() -> None:
    for length in range(len(GOOD)):
        assert read(GOOD[:length]).problems, length


def test_a_shape_of_absurd_size_costs_nothing() -> None:
    found = read(raw_safetensors(header(a=entry(0, 4, "F32", [2**62] * 64)), bytes(4)))
    assert any("does not have the size" in one for one in found.problems)


@given(st.integers(0, len(GOOD) * 8 - 1))
def test_bit_flips_never_raise(bit: int) -> None:
    data = bytearray(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    read(bytes(data))


@given(st.binary(max_size=300))
def test_random_headers_never_raise(data: bytes) -> None:
    read(data)
    read(raw_safetensors(data, b"1234"))


def test_recognised_only_when_its_length_is_possible() -> None:
    assert looks_like_safetensors(GOOD, len(GOOD))
    assert not looks_like_safetensors(GOOD, 20)
    assert not looks_like_safetensors(b"\x10\0\0\0\0\0\0\0[1, 2]", 100)
