"""Small model files written by hand, byte for byte, so that tests need no framework."""

from __future__ import annotations

import io
import json
import math
import pickle
import struct
import zipfile
from collections.abc import Mapping, Sequence

_BYTES = {"I32": 4, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "U8": 1}


def safetensors(tensors: Mapping[str, tuple[str, Sequence[int]]], metadata: Mapping[str, str] | None = None) -> bytes:
    """A file with zeros for the given tensors (name -> type, shape)."""
    header: dict[str, object] = {"__metadata__": dict(metadata)} if metadata else {}
    at = 0
    for name, (dtype, shape) in tensors.items():
        end = at + math.prod(shape) * _BYTES[dtype]
        header[name] = {"dtype": dtype, "shape": list(shape), "data_offsets": [at, end]}
        at = end
    return raw_safetensors(json.dumps(header).encode(), bytes(at))


def raw_safetensors(header: bytes, data: bytes) -> bytes:
    return struct.pack("<Q", len(header)) + header + data


class GgufBytes:
    """Writes GGUF headers; `order` is < or >, `version` 1 to 3."""

    def __init__(self, version: int = 3, order: str = "<") -> None:
        self.version, self.order = version, order
        self.pairs: list[bytes] = []
        self.tensors: list[bytes] = []
        self.data = b""

    def number(self, code: str, value: float) -> bytes:
        return struct.pack(self.order + code, value)

    def count(self, value: int) -> bytes:
        return self.number("I" if self.version == 1 else "Q", value)

    def text(self, value: str) -> bytes:
        return self.count(len(value.encode())) + value.encode()

    def pair(self, key: str, value: str | int | Sequence[str]) -> GgufBytes:
        if isinstance(value, str):
            body = self.number("I", 8) + self.text(value)
        elif isinstance(value, int):
            body = self.number("I", 4) + self.number("I", value)
        else:
            members = b"".join(self.text(one) for one in value)
            body = self.number("I", 9) + self.number("I", 8) + self.count(len(value)) + members
        self.pairs.append(self.text(key) + body)
        return self

    def tensor(self, name: str, shape: Sequence[int], kind: int = 0, size: int | None = None) -> GgufBytes:
        dims = b"".join(self.count(one) for one in shape)
        place = self.number("I", kind) + self.number("Q", len(self.data))
        self.tensors.append(self.text(name) + self.number("I", len(shape)) + dims + place)
        length = math.prod(shape) * 4 if size is None else size
        self.data += bytes(-(-length // 32) * 32)
        return self

    def build(self, tensor_count: int | None = None, pair_count: int | None = None) -> bytes:
        counts = self.count(len(self.tensors) if tensor_count is None else tensor_count)
        counts += self.count(len(self.pairs) if pair_count is None else pair_count)
        head = b"GGUF" + self.number("I", self.version) + counts + b"".join(self.pairs + self.tensors)
        return head + bytes(-len(head) % 32) + self.data


def llama_gguf(version: int = 3, order: str = "<") -> bytes:
    """A tiny llama with vocabulary, chat template and two tensors."""
    writer = GgufBytes(version, order)
    writer.pair("general.architecture", "llama").pair("general.name", "Tiny Llama").pair("general.file_type", 15)
    writer.pair("llama.context_length", 2048).pair("tokenizer.ggml.tokens", ["<s>", "hello", "world"])
    writer.pair("tokenizer.chat_template", "{{ messages }}")
    return writer.tensor("token_embd.weight", (32, 8)).tensor("output.weight", (8, 32)).build()


def torch_zip(root: str = "archive", scripted: bool = False) -> bytes:
    """The members that torch.save writes: a pickle naming a storage, and the storage."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(f"{root}/data.pkl", torch_pickle())
        archive.writestr(f"{root}/version", "3\n")
        archive.writestr(f"{root}/data/0", bytes(64))
        if scripted:
            archive.writestr(f"{root}/code/__torch__.py", "class Net(Module): ...\n")
            archive.writestr(f"{root}/constants.pkl", pickle.dumps(()))
    return stream.getvalue()


def torch_pickle() -> bytes:
    """A pickle of protocol 2 that asks for torch._utils._rebuild_tensor_v2, as state dicts do."""
    return (
        b"\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01X\x06\x00\x00\x00weightctorch._utils\n_rebuild_tensor_v2\n0s."
    )


def estimator_pickle(module: str, name: str, protocol: int = 4) -> bytes:
    """A pickle of an instance of a class that is not installed here."""
    if protocol < 4:
        head = b"" if protocol < 2 else b"\x80" + bytes([protocol])
        return head + f"c{module}\n{name}\n)\x81.".encode("latin-1")
    body = b"".join(b"\x8c" + bytes([len(one)]) + one.encode() + b"\x94" for one in (module, name))
    return b"\x80" + bytes([protocol]) + b"\x95" + struct.pack("<Q", len(body) + 4) + body + b"\x93)\x81."


def zipped(members: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def npy(descr: str = "'<f8'", body: bytes = bytes(16)) -> bytes:
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': (2,), }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + body


def onnx_model(graph: bytes = b"\x0a\x00") -> bytes:
    """ir_version 8, producer "pytorch", a graph, an opset."""
    return b"\x08\x08\x12\x07pytorch\x3a" + bytes([len(graph)]) + graph + b"\x42\x02\x10\x11"
