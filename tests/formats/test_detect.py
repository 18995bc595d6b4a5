"""What a file is, by its content."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import struct
import zipfile
import zlib

import pytest
from formats.model_bytes import (
    estimator_pickle,
    llama_gguf,
    npy,
    onnx_model,
    safetensors,
    torch_pickle,
    torch_zip,
    zipped,
)
from hypothesis import given
from hypothesis import strategies as st

from aibom.formats.detect import Detection, detect
from aibom.formats.pickle_skim import TORCH_MAGIC
from aibom.formats.zip_members import list_members

MODEL = estimator_pickle("sklearn.linear_model._logistic", "LogisticRegression")
WRAPPED = estimator_pickle("joblib.numpy_pickle", "NumpyArrayWrapper")
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"ab" * 32 + b"\nsize 4976698672\n"
TAR = b"./model_config.yaml".ljust(257, b"\0") + b"ustar\x0000" + bytes(300)

SAMPLES = {
    "model.safetensors": (safetensors({"w": ("F32", (2, 2))}), ("safetensors",)),
    "model.gguf": (llama_gguf(), ("gguf",)),
    "old.bin": (b"tjgg\x03\0\0\0" + bytes(40), ("ggml",)),
    "state.pt": (torch_zip(), ("torch-pickle", "zip")),
    "scripted.pt": (torch_zip(scripted=True), ("torchscript", "zip")),
    "exported.pt2": (zipped({"m/archive_format": b"pt2", "m/version": b"0"}), ("torch-export", "zip")),
    "legacy.pth": (TORCH_MAGIC + torch_pickle(), ("torch-pickle", "pickle")),
    "clf.pkl": (MODEL, ("pickle",)),
    "clf.joblib": (WRAPPED, ("joblib", "pickle")),
    "clf.joblib.z": (zlib.compress(WRAPPED), ("joblib", "pickle", "zlib")),
    "clf.pkl.gz": (gzip.compress(MODEL), ("pickle", "gzip")),
    "clf.pkl.bz2": (bz2.compress(MODEL), ("pickle", "bzip2")),
    "clf.pkl.xz": (lzma.compress(MODEL), ("pickle", "xz")),
    "clf.pkl.lzma": (lzma.compress(MODEL, lzma.FORMAT_ALONE), ("pickle", "lzma")),
    "features.npy": (npy(), ("numpy",)),
    "objects.npy": (npy("'|O'", pickle.dumps([{}])), ("numpy", "pickle")),
    "arrays.npz": (zipped({"x.npy": npy()}), ("numpy", "zip")),
    "objects.npz": (zipped({"x.npy": npy("'|O'")}, zipfile.ZIP_DEFLATED), ("numpy", "pickle", "zip")),
    "net.onnx": (onnx_model(), ("onnx",)),
    "saved_model.pb": (b"\x08\x01\x12\x02\x0a\x00", ("tensorflow-savedmodel",)),
    "frozen.pb": (b"\x0a\x02\x0a\x00\x22\x02\x08\x01", ("tensorflow-graph",)),
    "classifier.mlmodel": (b"\x08\x05\x12\x02\x0a\x00\xa2\x1f\x02\x0a\x00", ("coreml",)),
    "net.keras": (zipped({"metadata.json": b"{}", "config.json": b"{}", "model.weights.h5": b""}), ("keras", "zip")),
    "weights.h5": (b"\x89HDF\r\n\x1a\n" + bytes(100), ("hdf5",)),
    "keras.h5": (b"\x89HDF\r\n\x1a\n" + bytes(50) + b"keras_version\0", ("keras-hdf5", "hdf5")),
    "net.tflite": (b"\x1c\0\0\0TFL3" + bytes(20), ("tflite",)),
    "net.pte": (b"\x1c\0\0\0ET12" + bytes(20), ("executorch",)),
    "boost.cbm": (b"CBM1" + bytes(20), ("catboost",)),
    "boost.json": (b'{"learner": {"attributes": {}}, "version": [2, 0, 0]}', ("xgboost-json",)),
    "boost.ubj": (b"{L" + struct.pack(">Q", 7) + b"learner{", ("xgboost-ubj",)),
    "boost.txt": (b"tree\nversion=v4\nnum_class=1\n", ("lightgbm",)),
    "model.llamafile": (b"MZqFpD='" + bytes(64) + zipped({"weights.gguf": llama_gguf()}), ("llamafile", "gguf", "zip")),
    "asr.nemo": (TAR, ("nemo", "tar")),
    "server.mar": (zipped({"MAR-INF/MANIFEST.json": b"{}", "model.pt": b""}), ("torchserve-mar", "zip")),
    "fit.rds": (gzip.compress(b"X\n\0\0\0\x03" + bytes(20)), ("rds", "gzip")),
    "net.xml": (b'<?xml version="1.0"?>\n<net name="n" version="11">\n<layers>', ("openvino",)),
    "forest.pmml": (b'<?xml version="1.0"?><PMML version="4.4">', ("pmml",)),
    "archive.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(20), ("7z",)),
    "flax_model.msgpack": (b"\x81\xa6params\x80", ("flax-msgpack",)),
    "model-00001-of-00002.safetensors": (POINTER, ("lfs-pointer",)),
}


def found(data: bytes, name: str) -> Detection:
    return detect(io.BytesIO(data), name)


@pytest.mark.parametrize("name", SAMPLES)
def test_tells_each_format(name: str) -> None:
    data, formats = SAMPLES[name]
    assert found(data, name).formats == formats


@pytest.mark.parametrize("protocol", range(6))
def test_tells_pickles_of_every_protocol(protocol: int) -> None:
    seen = found(pickle.dumps({"threshold": 0.5, "labels": ["spam", "ham"]}, protocol), "thresholds.pkl")
    assert seen.formats == ("pickle",)
    assert seen.problems == ()
    assert seen.globals == ()


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4, 5])
def test_names_the_globals_of_a_pickle(protocol: int) -> None:
    data = estimator_pickle("sklearn.ensemble._forest", "RandomForestClassifier", protocol)
    assert found(data, "forest.pkl").globals == ("sklearn.ensemble._forest.RandomForestClassifier",)


def test_names_a_global_whose_module_came_from_the_memo() -> None:
    # Two classes of one module: CPython fetches the module's name from the memo the second time.
    data = b"\x80\x04\x8c\x07sklearn\x94\x8c\x01A\x94\x93\x94h\x00\x8c\x01B\x94\x93\x94\x86."
    assert found(data, "pair.pkl").globals == ("sklearn.A", "sklearn.B")


def test_names_the_globals_of_pickles_in_a_torch_archive() -> None:
    assert "torch._utils._rebuild_tensor_v2" in found(torch_zip(), "state.pt").globals


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"This is a text about pickles.\n", "notes.pkl"),
        (b"N.", "answer.bin"),
        (b"\x80\x02", "short.pkl"),
        (b"\x80\x02\xff\xff\xff", "junk.bin"),
        (b"", "empty.pt"),
        (b"\x08\x01", "firmware.bin"),
        (b"syntax = \"proto3\";\n", "schema.pb"),
        (bytes(range(256)) * 8, "firmware.bin"),
        # A FileDescriptorProto: name, package, one message type.
        (b"\x0a\x0achat.proto\x12\x04chat\x22\x05\x0a\x03Msg", "chat.pb"),
        (b"\x08\x01\x12\x05hello", "settings.pb"),
        (b'{"name": "web", "version": "1.0.0"}', "package.json"),
    ],
)  # fmt: skip
def test_says_nothing_of_what_is_no_model(data: bytes, name: str) -> None:
    assert found(data, name).formats == ()


def test_a_broken_pickle_is_a_pickle_with_a_problem() -> None:
    seen = found(MODEL[:-2], "clf.pkl")
    assert seen.formats == ("pickle",)
    assert seen.problems


def test_members_of_a_zip_with_bytes_before_it_are_found() -> None:
    listing = list_members(io.BytesIO(b"#!/bin/sh\n" * 9 + zipped({"a/data.pkl": b"", "a/data/0": b""})))
    assert [member.name for member in listing.members] == ["a/data.pkl", "a/data/0"]
    assert listing.problems == ()


def test_a_zip_without_its_directory_has_a_problem() -> None:
    assert found(torch_zip()[:-60], "cut.pt").problems


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_damaged_samples_never_raise(name: str, data: st.DataObject) -> None:
    raw = bytearray(SAMPLES[name][0])
    for _ in range(data.draw(st.integers(1, 3))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    found(bytes(raw[: data.draw(st.integers(0, len(raw)))]), name)


@given(st.binary(max_size=200), st.sampled_from([".pkl", ".onnx", ".bin", ".t7", ".msgpack", ".index"]))
def test_random_bytes_never_raise(data: bytes, suffix: str) -> None:
    found(data, f"sample{suffix}")
    found(b"PK\x03\x04" + data, f"sample{suffix}")
    found(b"\x80\x04" + data, f"sample{suffix}")
    found(data + b"PK\x05\x06" + data, f"sample{suffix}")
