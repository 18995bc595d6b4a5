"""Protocol buffers and small models written by hand, byte for byte, so that tests need no framework."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Mapping, Sequence


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    found = bytearray()
    while value >= 0x80:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def message(field: int, *parts: bytes | str) -> bytes:
    body = b"".join(part.encode() if isinstance(part, str) else part for part in parts)
    return varint(field << 3 | 2) + varint(len(body)) + body


def onnx(op: str = "Relu", domain: str = "", location: str = "", metadata: Mapping[str, str] | None = None) -> bytes:
    """A model of one operator and one tensor; with `location` the tensor's data stand in that file."""
    tensor = number(1, 2) + number(2, 1) + message(8, "weight")
    if location:
        tensor += message(13, message(1, "location"), message(2, location)) + number(14, 1)
    else:
        tensor += message(9, bytes(8))
    node = message(1, "x") + message(2, "y") + message(4, op) + (message(7, domain) if domain else b"")
    extra = b"".join(message(14, message(1, key), message(2, value)) for key, value in (metadata or {}).items())
    opsets = message(8, message(1, ""), number(2, 18)) + (
        message(8, message(1, domain), number(2, 1)) if domain else b""
    )
    return (
        number(1, 9)
        + message(2, "tests")
        + message(7, message(1, node), message(2, "g"), message(5, tensor))
        + opsets
        + extra
    )


def tf_node(name: str, op: str, inputs: Sequence[str] = (), text: str = "") -> bytes:
    value = message(2, message(8, number(1, 7), message(8, text))) if text else b""
    attribute = message(5, message(1, "value"), value) if text else b""
    return message(1, name) + message(2, op) + b"".join(message(3, one) for one in inputs) + attribute


def graph_def(*nodes: bytes, function: bytes = b"") -> bytes:
    library = message(2, message(1, function)) if function else b""
    return b"".join(message(1, node) for node in nodes) + library + message(4, number(1, 2000))


def function_def(name: str, *nodes: bytes) -> bytes:
    return message(1, message(1, name)) + b"".join(message(3, node) for node in nodes)


def saved_model(graph: bytes) -> bytes:
    return number(1, 1) + message(2, message(1, message(4, "serve")), message(2, graph))


def zipped(members: Mapping[str, bytes | str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def keras3(*layers: Mapping[str, object]) -> bytes:
    """config.json of a Sequential model."""
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}}
    return json.dumps(config).encode()


def layer(module: str | None, name: str, /, **config: object) -> dict[str, object]:
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def torch7_function() -> bytes:
    return struct.pack("<iii", 8, 1, 4) + b"\x1bLua" + struct.pack("<i", 0)


def rds_promise() -> bytes:
    """A promise whose code is a call of `system`."""
    head = b"X\n" + struct.pack(">iii", 2, 0x40000, 0x20300)
    symbol = struct.pack(">iii", 1, 9, 6) + b"system"
    return head + struct.pack(">i", 5) + struct.pack(">i", 254) + struct.pack(">i", 6) + symbol + struct.pack(">i", 254)
