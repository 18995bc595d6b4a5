"""System prompts that are told by the call they are handed to, in any SDK: `.with_system("You are ...")`,
`Message::forSystem(...)`, `new Settings { ChatSystemPrompt = "..." }`, `Message(Role.SYSTEM, "...")`.

Catalogued calls say so themselves; this looks at what they leave, in files that have to do with AI.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation
from aibom.scanners.code.facts import Call, CallRef, Either, Item, Lit, Member, Name, Template, Value
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.types import MENTIONED
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Env

# The last name of a call whose text speaks for the system, words told apart by "_".
_SPEAKS = re.compile(
    r"(?!.*(?:file|sub|eco|operating|particle|event|audio|render)_?system)(?:[a-z0-9]+_)*"
    r"(?:system(?:_(?:prompt|message|msg|instructions?|text))?|system(?:prompt|message|instruction))"
)
_GIVEN = re.compile(r"(?:[a-z0-9]+_)*system_(?:prompt|message|msg|instructions?)|preamble")
_SHELL = ("os", "Kernel", "subprocess", "process", "child_process", "IO", "std", "libc", "rt")
_ROLE = re.compile(r"(?:.*[._:])?(?:\w*_)?(?:system|developer)(?:_?(?:role|message))?", re.IGNORECASE)
_ROLE_KEYS, _TEXT_KEYS = ("role", "type", "author"), ("content", "text", "message", "parts", "contents")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LENGTH, _WORDS = 25, 5
_MAX_CALLS = 4_000
_CONFIDENCE = 0.6
_TEXTS = (Lit, Template, Name, CallRef, Item, Member, Either)


def spoken_prompts(prompts: Prompts, module: Module, told: Set[tuple[str, int]], usage: str) -> Iterator[Observation]:
    """The system prompts of one file's calls that nothing else told; `told` are the places of components."""
    seen = set(told)
    for call in module.facts.calls[:_MAX_CALLS]:
        for value in _texts(call):
            if isinstance(value, Lit) and not _is_spoken(value.value):
                continue
            owner = f"{owner_name(module.path, call.scope)} prompt"
            for found in prompts.held(value, Env(module.path, call.scope), "system", owner):
                places = [place for place in found.places if place not in seen]
                if found.subject.kind is not Kind.PROMPT or not places or not _is_long(found.facts.get("length")):
                    continue
                seen.update(places)
                for path, line in places:
                    confidence = _CONFIDENCE if usage == "used" else MENTIONED
                    evidence = Evidence(path=path, line=line, symbol=call.callee[:200], confidence=confidence)
                    yield Observation(subject=found.subject, evidence=evidence, facts={**found.facts, "usage": usage})


def _texts(call: Call) -> Iterator[Value]:
    """What a call is given that may speak for the system."""
    receiver, _, tail = call.callee.rpartition(".")
    worded = _words(tail)
    bare = not receiver and call.receiver is None
    if call.args and isinstance(call.args[0], _TEXTS) and _SPEAKS.fullmatch(worded):
        if not (worded == "system" and (bare or receiver.rpartition(".")[2] in _SHELL)):
            yield call.args[0]
    elif len(call.args) > 1 and isinstance(call.args[0], Name | Lit) and _is_role(call.args[0]):
        yield call.args[1]
    given = dict(call.kwargs)
    yield from (value for key, value in given.items() if _GIVEN.fullmatch(_words(key)) and isinstance(value, _TEXTS))
    if any(isinstance(given.get(key), Name | Lit) and _is_role(given[key]) for key in _ROLE_KEYS):
        yield from (given[key] for key in _TEXT_KEYS if key in given)


def _words(name: str) -> str:
    return _HUMP.sub("_", name[:80]).lower()


def _is_role(value: Value) -> bool:
    """Whether a value names the system as who speaks: `Role.SYSTEM`, `"system"`."""
    name = value.path if isinstance(value, Name) else getattr(value, "value", None)
    return isinstance(name, str) and len(name) < 80 and bool(_ROLE.fullmatch(name))


def _is_spoken(text: object) -> bool:
    return isinstance(text, str) and len(text) >= _LENGTH and len(text.split()) >= _WORDS


def _is_long(length: object) -> bool:
    return length is None or (isinstance(length, int) and length >= _LENGTH)
