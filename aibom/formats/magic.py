"""Byte signatures of model formats and containers at fixed offsets; what needs more than that is in detect.py."""

from __future__ import annotations

from typing import NamedTuple


class Magic(NamedTuple):
    """The bytes that stand at an offset, and the format that they tell."""

    offset: int
    value: bytes
    format: str


# Sources: each format's own specification or reader (named where the name alone does not say it).
MAGICS = (
    Magic(0, b"GGUF", "gguf"),
    Magic(0, b"lmgg", "ggml"),  # llama.cpp before GGUF, written as little-endian numbers
    Magic(0, b"fmgg", "ggml"),
    Magic(0, b"tjgg", "ggml"),
    Magic(0, b"algg", "ggml"),
    Magic(0, b"\x93NUMPY", "numpy"),
    Magic(0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    Magic(512, b"\x89HDF\r\n\x1a\n", "hdf5"),  # HDF5 allows a user block of 512 * 2^n bytes
    Magic(1024, b"\x89HDF\r\n\x1a\n", "hdf5"),
    Magic(2048, b"\x89HDF\r\n\x1a\n", "hdf5"),
    Magic(4, b"TFL3", "tflite"),  # FlatBuffers file identifiers stand at offset 4
    Magic(4, b"ET12", "executorch"),
    Magic(4, b"ORTM", "onnxruntime"),
    Magic(0, b"CBM1", "catboost"),
    Magic(0, b"binf", "xgboost-binary"),
    Magic(0, b"{L\x00\x00\x00\x00\x00\x00\x00\x07learner", "xgboost-ubj"),
    Magic(0, b"\x12\x01\x00\x00\x00\x00\x00\x00", "mxnet"),  # NDArray list of src/ndarray/ndarray.cc
    Magic(0, b"\xba\x16\x4f\x2f", "fasttext"),
    Magic(0, b"7767517\n", "ncnn"),
    Magic(0, b"RKNN", "rknn"),
    Magic(0, b"ftrt", "tensorrt"),
    Magic(0, b"ptrt", "tensorrt"),
    Magic(0, b"MZqFpD='", "llamafile"),  # a portable executable of cosmopolitan libc
    Magic(0, b"PK\x03\x04", "zip"),
    Magic(0, b"PK\x05\x06", "zip"),
    Magic(0, b"7z\xbc\xaf\x27\x1c", "7z"),
    Magic(0, b"Rar!\x1a\x07", "rar"),
    Magic(4, b"\x0a\x07version", "cntk"),  # CNTK.proto: a Dictionary whose map begins with its version
    Magic(0, b"B\x00C\x00N\x00\x00\x00", "cntk"),  # the section mark of CNTK 1
    Magic(0, b"\x02\x21\x4c\x18", "lz4-legacy"),
    Magic(0, b"LZIP\x01", "lzip"),
    Magic(0, b"\x89LZO\x00\r\n\x1a\n", "lzop"),
    Magic(0, b"\x1f\x9d\x90", "compress"),
    Magic(0, b"MSCF\x00\x00\x00\x00", "cab"),
    Magic(0, b"070701", "cpio"),
    Magic(0, b"070702", "cpio"),
    Magic(0, b"\xff\x06\x00\x00sNaPpY", "snappy"),
    Magic(257, b"ustar", "tar"),
)


def magics_of(head: bytes) -> list[str]:
    """All formats whose signature stands in the first bytes, in the table's order."""
    return list(dict.fromkeys(one.format for one in MAGICS if head.startswith(one.value, one.offset)))
