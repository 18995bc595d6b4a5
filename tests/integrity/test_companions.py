"""Files that a model names beside itself: missing, short, links."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from integrity.inspect.wire_bytes import message, number, onnx, varint

from aibom.formats.blob import BytesBlob
from aibom.formats.tf_checkpoint import FOOTER, read_checkpoint
from aibom.integrity.model_scan import scan_paths
from aibom.model.inspection import Inspection, Status, Verdict


def external(length: int) -> bytes:
    places = [
        message(13, message(1, key), message(2, value))
        for key, value in (("location", "w.bin"), ("length", str(length)))
    ]
    return onnx("Add") + message(7, message(5, number(1, 1), number(2, 1), message(8, "w"), *places, number(14, 1)))


def scanned(folder: Path, name: str) -> Inspection:
    return next(one.inspection for one in scan_paths([folder]) if one.path == name)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "m.onnx").write_bytes(external(8))
    return folder


def test_external_data_that_is_there_is_clean(model: Path) -> None:
    (model / "w.bin").write_bytes(bytes(8))
    assert scanned(model, "m.onnx").verdict is Verdict.CLEAN


def test_missing_and_short_data_are_incomplete(model: Path) -> None:
    assert scanned(model, "m.onnx").status is Status.INCOMPLETE
    (model / "w.bin").write_bytes(bytes(7))
    assert scanned(model, "m.onnx").status is Status.INCOMPLETE


def test_a_link_out_of_the_folder_is_suspicious(model: Path) -> None:
    (model.parent / "secret").write_bytes(bytes(8))
    (model / "w.bin").symlink_to("../secret")
    assert scanned(model, "m.onnx").verdict is Verdict.SUSPICIOUS


def test_the_links_of_a_hub_cache_are_honest(tmp_path: Path) -> None:
    snapshot, blobs = tmp_path / "snapshots" / "1a2b", tmp_path / "blobs"
    snapshot.mkdir(parents=True)
    blobs.mkdir()
    for name, content in (("m.onnx", external(8)), ("w.bin", bytes(8))):
        (blobs / name).write_bytes(content)
        (snapshot / name).symlink_to(f"../../blobs/{name}")
    assert scanned(snapshot, "m.onnx").verdict is Verdict.CLEAN


def block(*entries: tuple[bytes, bytes]) -> bytes:
    made = b"".join(varint(0) + varint(len(key)) + varint(len(value)) + key + value for key, value in entries)
    return made + struct.pack("<II", 0, 1)


def index(size: int, shards: int = 1) -> bytes:
    """A checkpoint of one float tensor of two elements."""
    shape = message(2, message(2, number(1, 2)))
    data = block((b"", number(1, shards)), (b"layer/w", number(1, 1) + shape + number(4, 4) + number(5, size)))
    top = block((b"layer/w", varint(0) + varint(len(data))))
    handles = varint(0) + varint(0) + varint(len(data) + 5) + varint(len(top))
    return data + bytes(5) + top + bytes(5) + handles.ljust(40, b"\0") + FOOTER


def test_the_index_tells_tensors_and_the_size_of_their_data() -> None:
    found = read_checkpoint(BytesBlob(index(8)))
    assert (found.problem, found.sizes) == ("", (12,))
    assert [(one.name, one.dtype, one.shape) for one in found.tensors] == [("layer/w", "float32", (2,))]


def test_a_checkpoint_whose_data_is_short_is_incomplete(tmp_path: Path) -> None:
    (tmp_path / "ckpt.index").write_bytes(index(8))
    (tmp_path / "ckpt.data-00000-of-00001").write_bytes(bytes(12))
    assert scanned(tmp_path, "ckpt.index").verdict is Verdict.CLEAN
    (tmp_path / "ckpt.data-00000-of-00001").write_bytes(bytes(11))
    assert scanned(tmp_path, "ckpt.index").status is Status.INCOMPLETE


@pytest.mark.parametrize("cut", range(0, len(index(8)), 3))
def test_a_damaged_index_is_said_to_be(cut: int) -> None:
    assert read_checkpoint(BytesBlob(index(8)[:cut])).problem
