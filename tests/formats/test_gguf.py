"""The header of GGUF files: versions, byte orders, what is told, and that lying counts cost nothing."""

from __future__ import annotations

import io

import pytest
from formats.model_bytes import GgufBytes, llama_gguf
from hypothesis import given
from hypothesis import strategies as st

from aibom.formats.gguf import Gguf, read_gguf

GOOD = llama_gguf()


def read(data: bytes) -> Gguf:
    return read_gguf(io.BytesIO(data))


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("order", ["<", ">"])
def test_reads_all_versions_in_both_byte_orders(version: int, order: str) -> None:
    found = read(llama_gguf(version, order))
    assert found.problems == ()
    assert (found.version, found.big_endian) == (version, order == ">")
    assert (found.architecture, found.name, found.context_length) == ("llama", "Tiny Llama", 2048)
    assert found.quantisation == "Q4_K_M"
    assert found.parameters == 2 * 32 * 8
    assert found.chat_templates == ("tokenizer.chat_template",)
    assert found.metadata["tokenizer.ggml.tokens"] == "array of 3"


def test_without_a_file_type_the_most_frequent_tensor_type_counts() -> None:
    writer = GgufBytes().pair("general.architecture", "bert").tensor("norm", (4,)).tensor("weight", (256, 4), 12, 576)
    found = read(writer.build())
    assert found.problems == ()
    assert found.quantisation == "Q4_K"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"GGUF" + (9).to_bytes(4, "little") + bytes(16), "unknown version 9"),
        (GgufBytes().build(pair_count=2**60), "metadata pairs"),
        (GgufBytes().build(tensor_count=2**60), "tensors"),
        (GgufBytes().build(pair_count=3), "truncated"),
        (GgufBytes().tensor("a", (1,) * 9).build(), "dimensions"),
        (GgufBytes().tensor("a", (1000, 1000), size=64).build(), "truncated"),
        (GgufBytes().tensor("a", (8,)).tensor("a", (8,)).build(), "stands twice"),
        (GgufBytes().tensor("a", (32,), size=0).tensor("b", (32,)).build(), "overlaps"),
        (GgufBytes().tensor("a", (8,), kind=77).build(), "unknown type 77"),
        (GgufBytes().pair("a.b", 1).pair("a.b", 2).build(), "stands twice"),
        (GgufBytes().pair("general.alignment", 0).tensor("a", (8,)).build(), "alignment"),
        (b"GGUX", "no GGUF"),
    ],
)
def test_says_what_is_wrong(data: bytes, problem: str) -> None:
    assert any(problem in one for one in read(data).problems)


def test_an_array_that_lies_about_its_length_ends_the_reading() -> None:
    writer = GgufBytes()
    writer.pairs.append(writer.text("x") + writer.number("I", 9) + writer.number("I", 8) + writer.count(10**9))
    assert "claims" in read(writer.build()).problems[0]


def test_nested_arrays_are_bounded() -> None:
    writer = GgufBytes()
    nest = (writer.number("I", 9) + writer.count(1)) * 50
    writer.pairs.append(writer.text("x") + writer.number("I", 9) + nest)
    assert read(writer.build()).problems


def test_what_was_read_before_a_break_is_kept() -> None:
    found = read(GOOD[:150])
    assert found.architecture == "llama"
    assert found.problems == ("truncated in its header",)


def test_every_truncation_is_a_problem() -> None:
    for length in range(0, len(GOOD), 3):
        assert read(GOOD[:length]).problems, length


@given(st.integers(0, 600 * 8 - 1))
def test_bit_flips_never_raise(bit: int) -> None:
    data = bytearray(GOOD)
    data[bit // 8] ^= 1 << bit % 8
    read(bytes(data))


@given(st.binary(max_size=300))
def test_random_bytes_never_raise(data: bytes) -> None:
    read(b"GGUF\x03\0\0\0" + data)
