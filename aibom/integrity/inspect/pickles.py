"""Pickles: alone, several in one stream, with raw arrays between their opcodes (joblib), or before raw storages
(torch.save before 1.6)."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.formats.blob import Blob, BytesBlob
from aibom.formats.magic import magics_of
from aibom.formats.pickle.code_names import names_between
from aibom.formats.pickle.joblib_arrays import ARRAYS, array_end
from aibom.formats.pickle.machine import Machine
from aibom.formats.pickle.texts import unescaped, unicode_escaped
from aibom.formats.pickle.values import Operand, Use
from aibom.formats.pickle_skim import TORCH_MAGIC, looks_like_pickle
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.code_rules import starts, told
from aibom.integrity.inspect.judged import malicious, suspicious
from aibom.integrity.inspect.pickle_judge import judge
from aibom.model.inspection import Signal

MAX_STREAMS, MAX_TEXT, MAX_ARRAYS = 10_000, 4 << 20, 1_000_000
MAX_FACTS = 500
# Of torch.save before 1.6: magic number, protocol, system, object, keys of the storages.
LEGACY_STREAMS = 5
_NAMED = frozenset("pkl pickle pck p dat joblib dill cloudpickle sav pt pth ckpt bin model pth".split())
_OLD = re.compile(rb"[()\]}\[ldcoipgISVLFPNQ0-2KMJTUXBhqjrGa-u\x80-\x98.]")
_PADDING = re.compile(rb"[\x00\n\r ]*\Z")


class PickleInspector:
    """Every blob is tried: any file may be given to a loader of pickles, whatever else it is."""

    name = "pickle"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return bool(glance.head) and _OLD.match(glance.head) is not None

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        signed = looks_like_pickle(glance.head)
        named = glance.extension in _NAMED
        strict = bool(magics_of(glance.head)) or glance.head[8:9] == b"{"
        at, streams = 0, 0
        legacy = glance.head.startswith(TORCH_MAGIC)
        while streams < MAX_STREAMS:
            if legacy and streams == LEGACY_STREAMS:
                return  # raw storages follow
            machine = _walked(glance.blob, at, session)
            if streams == 0 and not _is_pickle(machine, signed, named, strict, session):
                glance.claimed_by.discard("pickle")
                return
            if streams and not _goes_on(machine, session):
                break
            streams += 1
            if streams == 1:
                _note(glance, machine, session)
            yield from judge(machine, session.names, scripted=bool(session.where))
            yield from _inside(glance.blob, machine, session)
            yield from _code(glance.blob, machine, session)
            if machine.ended != "stop":
                yield _broken(machine)
                return
            at = machine.end
            if not glance.blob.read(at, 1) and not (legacy and streams < LEGACY_STREAMS):
                return
        else:
            yield incomplete("pickle-too-many", f"more than {MAX_STREAMS} pickles in one stream", at)
            return
        if legacy:
            yield incomplete("pickle-truncated", f"torch.save writes {LEGACY_STREAMS} pickles, {streams} are there", at)
        yield from _behind(glance, at, session)


def _walked(blob: Blob, at: int, session: Session) -> Machine:
    machine = Machine(blob, at, watched=session.names.watched, arrays=ARRAYS, opcodes=session.budget.opcodes)
    machine.walk()
    arrays = 0
    while machine.ended == "array" and arrays < MAX_ARRAYS:
        end = array_end(machine)
        if end is None:
            machine.ended, machine.detail = "broken", "an array in the stream has a size that cannot be told"
            break
        if not end.nested and end.offset > machine.end and not blob.read(end.offset - 1, 1):
            machine.ended = "truncated"
            break
        arrays += 1
        if end.nested:
            inner = _walked(blob, end.offset, session)
            _merge(machine, inner)
            if inner.ended != "stop":
                machine.ended, machine.detail = inner.ended, inner.detail
                break
            machine.resume(inner.end)
        else:
            machine.resume(end.offset)
    session.budget.opcodes -= machine.opcodes
    return machine


def _merge(outer: Machine, inner: Machine) -> None:
    """An array of objects is a pickle of its own inside the stream."""
    for key, ref in inner.refs.items():
        known = outer.refs.setdefault(key, ref)
        for use, offset in ref.uses.items():
            known.uses.setdefault(use, offset)
    outer.calls.update(inner.calls)
    outer.operands += inner.operands
    outer.odd += inner.odd


def _is_pickle(machine: Machine, signed: bool, named: bool, strict: bool, session: Session) -> bool:
    """Whether what was walked is a pickle, rather than other data whose first bytes happen to be opcodes."""
    acts = any(ref.uses.keys() - {Use.IMPORTED} and _plausible(ref.full) for ref in machine.refs.values())
    if signed:
        return machine.opcodes >= 2 and (not strict or machine.ended == "stop" or acts or machine.opcodes > 20)
    if any(session.names.danger(ref.full) for ref in machine.refs.values() if _plausible(ref.full)):
        return True
    if machine.ended == "stop" and not strict and machine.opcodes < 3:
        # A loader that reads pickle after pickle meets the next one.
        following = _walked(machine.blob, machine.end, session)
        return any(session.names.danger(ref.full) for ref in following.refs.values() if _plausible(ref.full))
    if machine.ended == "stop" and not strict:
        return machine.opcodes >= 3 and (named or any(_plausible(ref.full) for ref in machine.refs.values()))
    if strict and machine.persistent_first:
        return False  # a zip begins with the opcode PERSID, which no loader of plain pickles takes
    return (acts and machine.opcodes > 3) or (named and not strict and machine.opcodes > 8 and bool(machine.refs))


def _plausible(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


def _goes_on(machine: Machine, session: Session) -> bool:
    """Whether a further pickle stands behind the first; raw data may follow as well."""
    if machine.ended == "stop" and (machine.protocol >= 2 or machine.refs):
        return machine.opcodes >= 2 and all(_plausible(ref.full) for ref in machine.refs.values())
    acts = any(ref.uses.keys() - {Use.IMPORTED} and _plausible(ref.full) for ref in machine.refs.values())
    return acts or any(session.names.danger(ref.full) for ref in machine.refs.values() if _plausible(ref.full))


def _note(glance: Glance, machine: Machine, session: Session) -> None:
    legacy = glance.head.startswith(TORCH_MAGIC)
    if legacy:
        session.format("torch-pickle")
    if any(ref.module.startswith(("joblib.", "sklearn.externals.joblib")) for ref in machine.refs.values()):
        session.format("joblib")
    session.format("pickle")
    if not legacy:
        shown = sorted(ref.full for ref in machine.refs.values())[:MAX_FACTS]
        session.fact("globals", [name.encode("utf-8", "backslashreplace").decode() for name in shown])
        session.fact("protocol", machine.protocol)


def _broken(machine: Machine) -> Signal:
    why = {
        "truncated": "the pickle ends before its STOP",
        "broken": f"the pickle breaks: {machine.detail}",
        "limit": f"the pickle is too large to follow: {machine.detail}",
    }.get(machine.ended, "the pickle holds more arrays than are followed")
    return incomplete("pickle-" + machine.ended, why, machine.end)


def _behind(glance: Glance, at: int, session: Session) -> Iterator[Signal]:
    """What stands behind the last pickle: padding, storages of torch, or something else that is looked into."""
    if _PADDING.match(glance.blob.read(at, 1 << 16)) or glance.head.startswith(TORCH_MAGIC):
        return
    if not session.where.endswith("#behind"):
        padded = glance.blob.read(at, 1 << 16)
        rest = glance.blob.slice(at + len(padded) - len(padded.lstrip(b"\0")), 1 << 62)
        yield from session.descend(rest, "#behind")


def _inside(blob: Blob, machine: Machine, session: Session) -> Iterator[Signal]:
    """Texts and bytes of the pickle that may be more than data."""
    for operand in machine.operands:
        inner = _content(blob, operand)
        if inner is None:
            yield incomplete("pickle-long-text", "a text with escapes is too long to look into", operand.offset)
        else:
            yield from session.descend(inner, f"#{operand.offset}")


def _code(blob: Blob, machine: Machine, session: Session) -> Iterator[Signal]:
    """What functions that are stored as code use (cloudpickle, dill)."""
    if not any(session.names.safe.get(ref.full) == "code" for ref in machine.refs.values()):
        return
    names = names_between(blob, machine.start, machine.end)
    shown = ", ".join(told(names))
    if starts(names):
        yield malicious("pickle-code-acts", f"a function in the pickle uses {shown}")
    elif shown:
        yield suspicious("pickle-code-acts", f"a function in the pickle uses {shown}")


def _content(blob: Blob, operand: Operand) -> Blob | None:
    if operand.kind == "raw":
        return blob.slice(operand.offset, operand.length)
    if operand.length > MAX_TEXT:
        return None
    raw = blob.read(operand.offset, operand.length)
    return BytesBlob(unescaped(raw) if operand.kind == "escaped" else unicode_escaped(raw))
