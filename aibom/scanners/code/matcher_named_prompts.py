"""Prompts that are told by the name a text is given: `const systemPrompt = "You are ..."`, `fun titlePrompt() = ...`.

Where a text goes cannot always be followed: it is sent by hand over HTTP, or through a framework of the project's
own. A long text under a name that says prompt, in a file that speaks to AI or is named for prompts, is one anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import Value
from aibom.scanners.code.matcher_prompts import prompt_facts
from aibom.scanners.code.resolver import Resolver
from aibom.scanners.code.resolver_modules import Module
from aibom.scanners.code.resolver_types import Const, Env

_NAME = re.compile(
    r".*prompt(?!ed)[a-z]{0,24}[0-9]*"
    r"|(?:.*(?:system|agent|assistant|llm|model))(?:instructions?|message|msg|preamble|persona)[0-9]*"
)
_NO_PROMPT = re.compile(
    r"(?:user|input|negative|no|no_|cli|shell|ps1|readline)_?prompt"
    r"|.*prompt.*(?:error|help|usage|description|desc|label|title|tooltip|placeholder|url|path|file|warning)s?"
)
_LENGTH, _WORDS = 80, 12
_CONFIDENCE, _MENTIONED = 0.6, 0.3


def named_prompts(
    resolver: Resolver, module: Module, told: Set[tuple[str, int]], speaks: bool, usage: str
) -> Iterator[Observation]:
    """The prompts of one file that nothing else told. `told` are the places of components, `speaks` whether the
    file is known to have to do with AI."""
    if not (speaks or "prompt" in module.path.lower()):
        return
    seen: set[int] = set()
    for name, scope, value in _named(module):
        for thing in resolver.evaluate(value, Env(module.path, scope)):
            if not isinstance(thing, Const) or not _is_text(thing) or thing.path != module.path:
                continue
            if (thing.path, thing.line) in told or thing.line in seen:
                continue
            seen.add(thing.line)
            yield _observation(module, name, scope, thing, usage)


def is_prompt_name(name: str) -> bool:
    """Whether a variable, constant or function of this name holds a prompt."""
    lower = name.rpartition(".")[2].lower()
    return bool(_NAME.fullmatch(lower.replace("_", ""))) and not _NO_PROMPT.fullmatch(lower)


def _named(module: Module) -> Iterator[tuple[str, str, Value]]:
    for binding in module.facts.bindings:
        if binding.form in ("assign", "field") and is_prompt_name(binding.name):
            yield binding.name.rpartition(".")[2], binding.scope, binding.value
    if module.group == "python":
        return  # there such a function fills a template for training as often as it speaks to a model
    for scope, function in module.functions.items():
        if is_prompt_name(function.name):
            yield from ((function.name, scope, value) for value in function.returns[:4])


def _is_text(text: Const) -> bool:
    return isinstance(text.value, str) and len(text.value) >= _LENGTH and len(text.value.split()) >= _WORDS


def _observation(module: Module, name: str, scope: str, text: Const, usage: str) -> Observation:
    inner = scope.rpartition(".")[2]
    plain = name.lower() in ("prompt", "prompt_text", "prompttext") and inner and not inner.startswith("<")
    subject = Subject(kind=Kind.PROMPT, name=f"{inner} prompt" if plain else name, scope=module.path)
    role = "system" if "system" in name.lower() else "template"
    evidence = Evidence(
        path=module.path, line=text.line, symbol=name, confidence=_CONFIDENCE if usage == "used" else _MENTIONED
    )
    facts = {**prompt_facts(str(text.value), role, text.partial), "usage": usage}
    return Observation(subject=subject, evidence=evidence, facts=facts)
