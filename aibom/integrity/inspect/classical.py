"""Formats of numbers with little else: Flax, XGBoost, LightGBM, CatBoost, MXNet and Paddle parameters, SentencePiece,
TensorFlow checkpoints; and two that can hold code: R objects and Torch 7."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from aibom.formats.msgpack import read_msgpack
from aibom.formats.rds import read_rds
from aibom.formats.sentencepiece import read_sentencepiece
from aibom.formats.tf_checkpoint import read_checkpoint
from aibom.formats.torch7 import read_torch7
from aibom.formats.ubjson import read_ubjson
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious, problems, suspicious, unknown
from aibom.integrity.inspect.layout import state_layout
from aibom.model.inspection import Signal

Rule = Callable[[Glance, Session], Iterator[Signal]]
# What R code uses to start programs, run text as code, or fetch; ordinary model objects name none of them.
_R_CALLS = frozenset(
    """system system2 shell shell.exec eval evalq parse source sys.source download.file url readRDS load loadNamespace
    library.dynam dyn.load .C .Call .External socketConnection pipe file.remove unlink writeLines readLines Sys.setenv
    do.call install.packages socketSelect serverSocket fifo base64_dec unserialize""".split()
)
# ALTREP classes of base R (src/main/altclasses.c) that hold values only.
_R_COMPACT = frozenset(
    "compact_intseq compact_realseq deferred_string wrap_integer wrap_real wrap_string wrap_logical wrap_complex "
    "wrap_raw wrap_list".split()
)
_R_SURE = frozenset(
    "system system2 shell shell.exec download.file dyn.load pipe socketConnection install.packages source".split()
)


class ClassicalInspector:
    """See the module's docstring."""

    name = "classical"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return bool(_kind(glance))

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        name, rule = _kind(glance)[0]
        session.format(name)
        yield from rule(glance, session)


def _kind(glance: Glance) -> list[tuple[str, Rule]]:
    return [(name, rule) for name, test, rule in _KINDS if test(glance)][:1]


def _flax(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_msgpack(glance.blob.stream())
    yield from problems("msgpack", found.problems)
    strange = sorted(found.extensions - {1, 2, 3, -1})
    if strange:
        yield suspicious("msgpack-extension", f"extension types that Flax does not write: {strange[:5]}")
    for one in found.tensors:
        if one.dtype in ("O", "object", "|O") or (one.dtype == "" and one.shape):
            yield suspicious("msgpack-object-array", f"the array {one.name!r} is of objects")
    if {"nd", "data"} <= found.texts and not found.texts.isdisjoint(("O", "|O")):
        yield suspicious("msgpack-object-array", "an array of objects as msgpack-numpy writes it, which is a pickle")
    for start, length in found.binaries:
        yield from session.descend(glance.blob.slice(start, length), f"#{start}")
    yield from _code_texts("msgpack", found.texts)
    state_layout(session, found.tensors)


def _code_texts(format_: str, texts: object) -> Iterator[Signal]:
    for text in sorted(texts) if isinstance(texts, (set, frozenset)) else []:
        if code_in(text.encode("utf-8", "replace")):
            yield suspicious(f"{format_}-code-text", f"a text holds code: {code_in(text.encode())}")
            return


def _ubjson(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_ubjson(glance.blob.stream())
    yield from problems("xgboost", found.problems)
    if "learner" not in found.keys and not found.problems:
        yield incomplete("xgboost-malformed", "no learner")
    yield from _code_texts("xgboost", frozenset(f"{key} {text}" for key, text in found.texts))


def _xgboost_binary(glance: Glance, session: Session) -> Iterator[Signal]:
    """LearnerModelParam of XGBoost before 2.0: 136 bytes, then the names of objective and booster with
    their lengths."""
    start = 4 if glance.head.startswith(b"binf") else 0
    if len(glance.head) < start + 144:
        yield incomplete("xgboost-malformed", "truncated in its header")
        return
    features = struct.unpack_from("<I", glance.head, start + 4)[0]
    length = struct.unpack_from("<Q", glance.head, start + 136)[0]
    name = glance.head[start + 144 : start + 144 + min(length, 64)]
    if length > 64 or features > 1 << 31 or not name.replace(b":", b"").replace(b"_", b"").isalnum():
        yield incomplete("xgboost-malformed", "the name of the objective is none")


def _lightgbm(glance: Glance, session: Session) -> Iterator[Signal]:
    """Text: sections of key=value, trees, and an end; `tree_sizes` says how long each is."""
    tail = glance.tail
    unfinished = b"\nparameters:" in tail and b"end of parameters" not in tail
    if b"end of trees" not in tail or unfinished or not tail.endswith(b"\n"):
        yield incomplete("lightgbm-malformed", "truncated: the trees have no end")
    at = 0
    while piece := glance.blob.read(at, 1 << 20):
        if code_in(piece):
            yield suspicious("lightgbm-code-text", f"the model holds code: {code_in(piece)}")
            return
        if b"\0" in piece:
            yield incomplete("lightgbm-malformed", "bytes that are no text")
            return
        at += len(piece)


def _catboost(glance: Glance, session: Session) -> Iterator[Signal]:
    """CBM1, the length of a FlatBuffer, and that."""
    size = int.from_bytes(glance.head[4:8], "little")
    if len(glance.head) < 8 or size + 8 > glance.size or size < 8:
        yield incomplete(
            "catboost-malformed", f"truncated: {size} bytes are claimed, {max(glance.size - 8, 0)} are there"
        )
        return
    root = int.from_bytes(glance.head[8:12], "little")
    if root + 4 > size:
        yield incomplete("catboost-malformed", "the model's table lies outside of it")
    for piece in (glance.head, glance.tail):
        if code_in(piece):
            yield suspicious("catboost-code-text", f"the model holds code: {code_in(piece)}")
            return


def _mxnet(glance: Glance, session: Session) -> Iterator[Signal]:
    """src/ndarray/ndarray.cc: magic, reserved, number of arrays, arrays, names; arrays are of numbers only."""
    count = int.from_bytes(glance.head[16:24], "little")
    if len(glance.head) < 24 or count > 10_000_000 or count * 8 > glance.size:
        yield incomplete("mxnet-malformed", f"claims {count} arrays")
    elif count and glance.head[24:28] not in (b"\xc9\xfa\x93\xf9", b"\xc8\xfa\x93\xf9", b"\xca\xfa\x93\xf9"):
        yield incomplete("mxnet-malformed", "no array where the first should be")


def _paddle_parameters(glance: Glance, session: Session) -> Iterator[Signal]:
    """LoDTensors one behind the other (paddle/phi/core/framework/dense_tensor_serialize.cc)."""
    at, size = 0, glance.size
    for _ in range(1_000_000):
        if at >= size:
            return
        after = _paddle_tensor(glance, at)
        if after <= at or after > size:
            yield incomplete("paddle-malformed", f"no whole parameter at offset {at}")
            return
        at = after


_PADDLE_WIDTHS = {0: 1, 1: 2, 2: 4, 3: 8, 4: 2, 5: 4, 6: 8, 20: 1, 21: 1, 22: 2, 23: 8, 24: 16, 32: 1, 33: 1}


def _paddle_tensor(glance: Glance, at: int) -> int:
    """The end of one parameter, -1 when there is none."""
    head = glance.blob.read(at, 12)
    levels = int.from_bytes(head[4:12], "little")
    if len(head) < 12 or head[:4] != bytes(4) or levels > 16:
        return -1
    at += 12
    for _ in range(levels):
        at += 8 + int.from_bytes(glance.blob.read(at, 8), "little")
    head = glance.blob.read(at, 8)
    length = int.from_bytes(head[4:8], "little")
    described = glance.blob.read(at + 8, length) if length <= 4096 else b""
    if len(head) < 8 or head[:4] != bytes(4) or len(described) < length or described[:1] != b"\x08":
        return -1
    width = _PADDLE_WIDTHS.get(described[1] if len(described) > 1 else 99, 0)
    count, place = 1, 2
    while place < len(described) and described[place] == 0x10:
        value = shift = 0
        place += 1
        while place < len(described):
            byte = described[place]
            value |= (byte & 0x7F) << shift
            shift += 7
            place += 1
            if byte < 0x80:
                break
        count *= value
    return at + 8 + length + count * width if width and count < 1 << 50 else -1


def _rds(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_rds(glance.blob.stream())
    yield from problems("rds", found.problems)
    used, sure = sorted(found.names & _R_CALLS), sorted(found.names & _R_SURE)
    if found.promises:
        rule = malicious if used else suspicious
        yield rule(
            "rds-promise",
            f"{found.promises} promises, which run when the object is touched"
            + (f" and use {', '.join(used[:5])}" if used else ""),
        )
    elif sure and (found.calls or found.closures or found.bytecode):
        yield malicious("rds-code", f"code that uses {', '.join(sure[:5])}")
    elif used and (found.calls or found.closures or found.bytecode):
        yield suspicious("rds-code", f"code that uses {', '.join(used[:5])}")
    elif found.closures or found.bytecode:
        yield unknown("rds-closure", f"{found.closures} functions are stored in the object")
    strange = sorted(name for name in found.names if name.startswith("mmap_"))
    if found.alternatives and strange:
        yield suspicious("rds-mapped-file", f"a vector is mapped from a file ({strange[0]})")
    elif found.alternatives and not found.names & _R_COMPACT:
        yield unknown("rds-foreign-vector", "a vector is restored by a class that is none of R's own")
    if found.persistent:
        yield unknown("rds-persistent", "an object is made by a hook of the program that reads it")
    if found.pointers:
        yield unknown("rds-pointer", "a pointer to something outside of R")


def _torch7(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_torch7(glance.blob.stream())
    if found.functions:
        yield malicious("torch7-function", f"{found.functions} functions of Lua are stored as byte code")
    yield from problems("torch7", found.problems)
    strange = sorted(name for name in found.classes if name.partition(".")[0] not in _TORCH7)
    if strange:
        yield unknown("torch7-class", f"classes of libraries that are not known: {', '.join(strange[:5])}")
    yield from _code_texts("torch7", frozenset(found.texts))


_TORCH7 = frozenset("torch nn nngraph cudnn cunn cutorch nnx tds rnn dpnn optim image inn stn cltorch clnn tnt".split())


def _sentencepiece(glance: Glance, session: Session) -> Iterator[Signal]:
    found = read_sentencepiece(glance.blob.stream())
    yield from problems("sentencepiece", found.problems)
    session.fact("vocabulary", found.pieces)


def _checkpoint(glance: Glance, session: Session) -> Iterator[Signal]:
    """Tensors of a TensorFlow checkpoint: numbers, and texts that nothing runs. The index says how long its files of
    data have to be."""
    if glance.extension != "index":
        return
    found = read_checkpoint(glance.blob)
    if found.problem:
        yield incomplete("tensorflow-checkpoint", found.problem)
    stem = glance.path.rpartition("/")[2][: -len(".index")]
    files = {f"{stem}.data-{at:05}-of-{found.shards:05}": size for at, size in enumerate(found.sizes[:10_000])}
    if files:
        session.fact("companions", dict(files))
    state_layout(session, found.tensors)


def _looks_rds(glance: Glance) -> bool:
    head = glance.head
    if head.startswith((b"RDX2\nX\n", b"RDX3\nX\n", b"RDA2\nA\n", b"RDA3\nA\n", b"RDB")):
        return True
    numbers = head[2:6]
    return (
        (head.startswith(b"X\n") and numbers in (b"\0\0\0\2", b"\0\0\0\3"))
        or head.startswith((b"A\n2\n", b"A\n3\n"))
        or (head.startswith(b"B\n") and numbers in (b"\2\0\0\0", b"\3\0\0\0"))
    )


def _looks_torch7(glance: Glance) -> bool:
    head = glance.head
    if glance.extension in ("t7", "th", "net") and not head.startswith((b"PK", b"\x80", b"\x1f\x8b")):
        return bool(head)
    # An object: kind 4, index 1, then its version text "V 1".
    return head.startswith(b"\x04\0\0\0\x01\0\0\0\x03\0\0\0V ")


def _looks_sentencepiece(glance: Glance) -> bool:
    """Pieces (1) with a text (1) and a score (2): `<unk>` is among the first."""
    return (
        glance.head[:1] == b"\x0a"
        and glance.head[2:3] == b"\x0a"
        and any(word in glance.head[:400] for word in (b"<unk>", b"<pad>", b"\x15\0\0\0\0"))
        and glance.extension in ("model", "spm", "vocab", "bpe")
    )


def _looks_paddle(glance: Glance) -> bool:
    return (glance.extension in ("pdiparams", "pdparams", "__params__") and glance.head[:12] == bytes(12)) or (
        glance.extension == "pdiparams" and not glance.head.startswith(b"\x80")
    )


def _looks_flax(glance: Glance) -> bool:
    first = glance.head[:1]
    maps = bool(first) and (0x80 <= first[0] <= 0x8F or first[0] in (0xDE, 0xDF))
    return (
        glance.extension == "msgpack"
        or (maps and glance.extension in ("flax", "jax", "orbax"))
        or (maps and not glance.extension and b"\xc7" in glance.head and b"params" in glance.head[:64])
    )


def _looks_old_xgboost(glance: Glance) -> bool:
    if glance.head.startswith(b"binf"):
        return True
    return any(
        glance.head[136:144] == struct.pack("<Q", len(name)) and glance.head[144:].startswith(name)
        for name in _OBJECTIVES
    )


_OBJECTIVES = tuple(
    b"reg:squarederror reg:linear reg:logistic binary:logistic binary:logitraw binary:hinge multi:softmax "
    b"multi:softprob rank:pairwise rank:ndcg reg:gamma reg:tweedie count:poisson survival:cox".split()
)

_KINDS: tuple[tuple[str, Callable[[Glance], bool], Rule], ...] = (
    ("flax-msgpack", _looks_flax, _flax),
    (
        "xgboost-ubj",
        lambda g: (
            g.head.startswith((b"{L", b"{i", b"{U", b"{I", b"{l"))
            and (b"learner" in g.head[:64] or g.extension == "ubj")
        ),
        _ubjson,
    ),
    ("xgboost-binary", _looks_old_xgboost, _xgboost_binary),
    (
        "lightgbm",
        lambda g: (
            g.head.startswith((b"tree\nversion=", b"tree\r\nversion="))
            or (b"\ntree_sizes=" in g.head and b"\0" not in g.head)
        ),
        _lightgbm,
    ),
    ("catboost", lambda g: g.head.startswith(b"CBM1") or g.extension == "cbm", _catboost),
    ("mxnet", lambda g: g.head.startswith(b"\x12\x01\0\0\0\0\0\0"), _mxnet),
    ("paddle", _looks_paddle, _paddle_parameters),
    ("rds", _looks_rds, _rds),
    ("torch7", _looks_torch7, _torch7),
    ("sentencepiece", _looks_sentencepiece, _sentencepiece),
    (
        "tensorflow-checkpoint",
        lambda g: (
            ".data-0" in g.name
            or (g.extension == "index" and not g.blob.forward and g.tail.endswith(b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"))
        ),
        _checkpoint,
    ),
)
