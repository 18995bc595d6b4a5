"""Prompts that are told by the name a text is given: `const systemPrompt = "You are ..."`, `fun titlePrompt() = ...`.

Where a text goes cannot always be followed: it is sent by hand over HTTP, or through a framework of the project's
own. A long text under a name that says prompt, in a file that speaks to AI or is named for prompts, is one anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set

from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import Binding, Lit, Map, Seq, Value, key_name
from aibom.scanners.code.matching.prompts import is_prompt_name, prompt_facts
from aibom.scanners.code.matching.types import MENTIONED
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Definition, Env, Instance, Site

_PAINTERS = ("diffusers", "stability_sdk")
_TRAINERS = ("torch", "transformers", "datasets", "trl", "peft", "unsloth", "lightning", "tensorflow")
_INSTRUCTIONS = re.compile(r"(?!.*(?:install|setup|usage|help|login|user)).*instructions?")
_HOLDER = re.compile(r"(?:.*[a-z_-])?[Pp]rompts|PROMPTS")
_COLLECTION = re.compile(
    r"(?:.*_)?prompts?(?:_?(?:templates?|map|dict|library))?|(?:.*[a-z])?Prompts?(?:Templates?|Map)?", re.I
)
_CONSTANT = re.compile(r"(?:[A-Z0-9]+_)+PROMPT(?:_TEMPLATE)?")  # a name that says it wherever it stands
_ADDRESSED = re.compile(r"\s*(?:You are|You're|Act as|Your (?:task|job|role|goal) is)\s")  # what one says to a model
_MAX_PAIRS = 40
_LENGTH, _WORDS = 80, 12
_OF_SYSTEM = 25, 5
_WRAPPING, _MAX_NESTING = ("parts", "text", "content"), 4
_PLACES = re.compile(r"\{[A-Za-z_]\w{0,60}\}")
_MAX_CALLS = 2_000
_CONFIDENCE = 0.6


def named_prompts(
    resolver: Resolver, module: Module, told: Set[tuple[str, int]], speaking: Mapping[str, bool], usage: str
) -> Iterator[Observation]:
    """The prompts of one file that nothing else told. `told` are the places of components, `speaking` tells of each
    file whether it is known to have to do with AI."""
    named = list(_named(module))
    if any(imp.module.partition(".")[0] in _PAINTERS for imp in module.facts.imports):
        named = [one for one in named if "system" in one[0].lower()]  # what to paint is no instruction
    if not named:
        return
    if not (speaking[module.path] or "prompt" in module.path.lower() or _calls(resolver, module, speaking)):
        named = [one for one in named if _CONSTANT.fullmatch(one[0])] if resolver.any_ai else []
    seen: set[int] = set()
    for name, scope, value in named:
        for thing in resolver.evaluate(value, Env(module.path, scope)):
            if not isinstance(thing, Const) or not _is_text(thing, name) or thing.path != module.path:
                continue
            if (thing.path, thing.line) in told or thing.line in seen:
                continue
            seen.add(thing.line)
            yield _observation(module, name, scope, thing, usage)


def _calls(resolver: Resolver, module: Module, speaking: Mapping[str, bool]) -> bool:
    """Whether a file calls a function or class of the tree that stands in a file that has to do with AI."""
    for index, call in enumerate(module.facts.calls[:_MAX_CALLS]):
        for target in resolver.callee(Site(Env(module.path, call.scope), index)):
            where = target.cls if isinstance(target, Instance) else target
            if isinstance(where, Definition) and speaking.get(where.path, False):
                return True
    return False


def _named(module: Module) -> Iterator[tuple[str, str, Value]]:
    for binding in module.facts.bindings:
        name = binding.name.rpartition(".")[2]
        told = is_prompt_name(name) or _INSTRUCTIONS.fullmatch(name.lower()) or _among_prompts(module, binding)
        if binding.form in ("assign", "field") and told:
            yield name, binding.scope, binding.value
        if isinstance(binding.value, Map):
            yield from _keyed(binding.value, binding.scope, bool(_COLLECTION.fullmatch(name)))
    for call in module.facts.calls:
        yield from (one for value in call.args if isinstance(value, Map) for one in _keyed(value, call.scope))
    if any(imp.module.partition(".")[0] in _TRAINERS for imp in module.facts.imports):
        return  # there such a function fills a template for training as often as it speaks to a model
    for scope, function in module.functions.items():
        if is_prompt_name(function.name):
            yield from ((function.name, scope, value) for value in function.returns[:4])


def _keyed(mapping: Map, scope: str, of_prompts: bool = False) -> Iterator[tuple[str, str, Value]]:
    """The members of a mapping of prompts; of settings those that say so (`{ modelName, systemMessage: "..." }`)."""
    for key, item in mapping.pairs[:_MAX_PAIRS]:
        name = str(key.value) if isinstance(key, Lit) else ""
        if name and (of_prompts or (is_prompt_name(name) and not name.startswith("initial_prompt"))):  # of Whisper
            yield from ((name, scope, one) for one in _parts(item, 0))


def _parts(value: Value, depth: int) -> Iterator[Value]:
    """A text, or those of the content that it is wrapped in: `systemInstruction: { parts: [{ text: "..." }] }`."""
    if depth > _MAX_NESTING:
        return
    if isinstance(value, Map):
        yield from (one for key, item in value.pairs if key_name(key) in _WRAPPING for one in _parts(item, depth + 1))
    elif isinstance(value, Seq):
        yield from (one for item in value.items[:_MAX_NESTING] for one in _parts(item, depth + 1))
    else:
        yield value


def _among_prompts(module: Module, binding: Binding) -> bool:
    """Whether a constant stands in a class or file that is called `Prompts`."""
    if binding.scope and binding.scope not in module.classes:
        return False
    stem = module.path.rpartition("/")[2].partition(".")[0]
    return any(_HOLDER.fullmatch(name) for name in (binding.scope.rpartition(".")[2], stem))


def _is_text(text: Const, name: str) -> bool:
    """Whether a text is long enough to be a prompt, or a form of several lines with places to fill in; what speaks for
    the system may be short."""
    if not isinstance(text.value, str):
        return False
    to_model = "system" in name.lower() or _ADDRESSED.match(text.value) is not None
    least, words = _OF_SYSTEM if to_model else (_LENGTH, _WORDS)
    long = len(text.value) >= least and len(text.value.split()) >= words
    return long or ("\n" in text.value.strip() and len(_PLACES.findall(text.value)) > 1)


def _observation(module: Module, name: str, scope: str, text: Const, usage: str) -> Observation:
    inner = scope.rpartition(".")[2]
    if inner == name:  # a method called `prompt` is told by its class
        inner = scope.rpartition(".")[0].rpartition(".")[2] or module.path.rpartition("/")[2].partition(".")[0]
    plain = name.lower() in ("prompt", "prompt_text", "prompttext") and inner and not inner.startswith("<")
    owned = inner if is_prompt_name(inner) else f"{inner} prompt"
    subject = Subject(kind=Kind.PROMPT, name=owned if plain else name, scope=module.path)
    role = "system" if "system" in name.lower() else "template"
    evidence = Evidence(
        path=module.path, line=text.line, symbol=name, confidence=_CONFIDENCE if usage == "used" else MENTIONED
    )
    facts = {**prompt_facts(str(text.value), role, text.partial), "usage": usage}
    return Observation(subject=subject, evidence=evidence, facts=facts)
