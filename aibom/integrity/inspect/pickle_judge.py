"""Judges what the abstract machine saw in a pickle, by the lists of names."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.pickle_names import PickleNames
from aibom.core import re
from aibom.core.text import printable
from aibom.formats.pickle.state import State
from aibom.formats.pickle.values import Ref, Use
from aibom.integrity.inspect.pickle_calls import judge_call
from aibom.model.inspection import Signal, Verdict

_WALKS = re.compile(r"(?:\A|\.)(?:__\w+__|f_globals|f_builtins|gi_frame|func_globals)(?:\.|\Z)")
_ODD = {
    "computed-name": ("pickle-computed-global", Verdict.SUSPICIOUS, "asks for a global whose name is computed"),
    "calls-no-global": ("pickle-calls-object", Verdict.UNKNOWN, "calls what another call gave"),
    "frame": ("pickle-frame", Verdict.SUSPICIOUS, "has opcodes that cross the end of a frame, where readers disagree"),
    "protocol": ("pickle-protocol", Verdict.UNKNOWN, "claims a protocol that does not exist"),
}


def judge(state: State, names: PickleNames, *, scripted: bool = False) -> Iterator[Signal]:
    """One signal for each name, call and oddity that is not known to be harmless. In a member of an archive
    (`scripted`) `__torch__` is not a module: it names classes that TorchScript compiles from the archive's code/."""
    for ref in state.refs.values():
        if scripted and ref.module.startswith("__torch__."):
            continue
        yield from _global(ref, names)
    for call in state.calls.values():
        if names.safe.get(call.name) != "arguments" or names.danger(call.name):
            continue
        judged = judge_call(call, names)
        if judged.verdict is not Verdict.CLEAN:
            message = printable(judged.why, 300)
            yield Signal(id="pickle-call", message=message, verdict=judged.verdict, offset=call.offset)
    for odd in state.odd:
        id_, verdict, text = _ODD[odd.what]
        detail = f" ({printable(odd.detail, 200)})" if odd.detail else ""
        yield Signal(id=id_, message=f"the pickle {text}{detail}", verdict=verdict, offset=odd.offset)


def _global(ref: Ref, names: PickleNames) -> Iterator[Signal]:
    shown = printable(ref.full, 200)
    use = max(ref.uses, key=lambda one: list(Use).index(one))
    offset = ref.uses[use]
    danger = names.danger(ref.full) or (names.danger(ref.py2) if ref.py2 else "")
    if danger:
        message = f"{shown} is {use}: it {danger}"
        yield Signal(id="pickle-dangerous-global", message=message, verdict=Verdict.MALICIOUS, offset=offset)
        return
    touched = next((one for one in (Use.PATCHED, Use.FILLED) if one in ref.uses), None)
    if touched is not None:
        message = f"{shown} itself is changed"
        yield Signal(id="pickle-patches", message=message, verdict=Verdict.SUSPICIOUS, offset=ref.uses[touched])
    role = names.safe.get(ref.full) or _member_role(ref, names)
    if not role:
        yield _unlisted(ref, shown, use, offset)
    elif role == "code":
        message = f"{shown} puts program code into the pickle"
        yield Signal(id="pickle-holds-code", message=message, verdict=Verdict.UNKNOWN, offset=offset)
    elif role == "class" and Use.CALLED in ref.uses:
        message = f"{shown} is called; it is listed only for being made without its constructor"
        yield Signal(id="pickle-call", message=message, verdict=Verdict.UNKNOWN, offset=ref.uses[Use.CALLED])
    elif role == "data" and len(ref.uses.keys() - {Use.IMPORTED}) > 0:
        message = f"{shown} is {use}; it is listed only for being referred to"
        yield Signal(id="pickle-call", message=message, verdict=Verdict.UNKNOWN, offset=offset)


def _member_role(ref: Ref, names: PickleNames) -> str:
    """A plain member of a listed enumeration is data."""
    owner, _, member = ref.full.rpartition(".")
    return "data" if names.safe.get(owner) == "enum" and not member.startswith("_") else ""


def _unlisted(ref: Ref, shown: str, use: Use, offset: int) -> Signal:
    if _WALKS.search(ref.name):
        message = f"{shown} walks to the inside of an object"
        return Signal(id="pickle-traversal", message=message, verdict=Verdict.SUSPICIOUS, offset=offset)
    message = f"{shown} is {use} and stands on no list"
    return Signal(id="pickle-unlisted-global", message=message, verdict=Verdict.UNKNOWN, offset=offset)
