"""What a framework's container hands over without a word in the code: the application's chat model, its tools, its
data. Spring, Quarkus and their like find them by type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import SETTINGS, Evidence, Link, Subject
from aibom.scanners.code.matcher_links import join_found
from aibom.scanners.code.matcher_trace import ROLE_KINDS, Tracer
from aibom.scanners.code.matcher_types import Found, Hit, unique
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolver_types import Env

_MODEL_TYPES = ("ChatModel", "ChatLanguageModel", "StreamingChatModel", "StreamingChatLanguageModel", "ChatClient")
_DATA_TYPES = ("ContentRetriever", "RetrievalAugmentor")
# Attributes of a framework's own settings that are assigned to.
_SETTINGS = {"llama-index": ("Settings.llm", "LlamaSettings.llm", "settings.llm")}
_GIVEN = {Kind.PROMPT: RelationKind.USES_PROMPT, Kind.TOOL: RelationKind.HAS_TOOL}  # what a model is given
_SOURCES = ("src/main/", "src/")


def wired_links(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links of everything that is wired by a container."""
    all_hits = [hit for hit in hits if not is_test(hit.path)]
    for hit in all_hits:
        if not hit.signature.wired:
            continue
        own = tracer.yields(hit)
        if not hit.signature.kind:  # tools that are handed over with one question
            own = list(tracer.role(hit, "tools", hit.signature.roles.get("tools", ())))
        python = tracer.resolver.modules[hit.path].group == "python"
        evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=0.7)
        for role in hit.signature.wired:
            if tracer.role(hit, role, hit.signature.roles.get(role, ())):
                continue  # it is told after all
            if python:
                found = _configured(tracer, hit, role, all_hits)
            else:
                found = _tools(tracer, hit, all_hits) if role == "tools" else _made(tracer, hit, role)
            pair = (own, found) if hit.signature.kind == "agent" else (found, own)  # a model has texts and tools
            yield from join_found(*pair, None, evidence)
            if role == "model" and not found and not python:
                yield from _of_settings(own, evidence)


def _of_settings(own: list[Found], evidence: Evidence) -> Iterator[Link]:
    """Links to the chat model that the application's settings name, whichever it is."""
    model = Subject(kind=Kind.MODEL, name="chat", origin=SETTINGS)
    for one in own:
        if one.subject.kind in _GIVEN:
            yield Link(source=model, kind=_GIVEN[Kind(one.subject.kind)], target=one.subject, evidence=evidence)
        else:
            yield Link(source=one.subject, kind=RelationKind.USES_MODEL, target=model, evidence=evidence)


def _configured(tracer: Tracer, hit: Hit, role: str, hits: list[Hit]) -> list[Found]:
    """What a Python framework was told to take by default (`dspy.configure(lm=...)`, `Settings.llm = ...`)."""
    found: list[Found] = []
    for one in hits:
        setting = one.signature
        if not setting.kind and setting.framework == hit.signature.framework and role in setting.roles:
            found += tracer.role(one, role, setting.roles[role])
    for path, module in tracer.resolver.modules.items():
        for name in _SETTINGS.get(hit.signature.framework, ()):
            for binding in () if is_test(path) else module.bindings.get(name, ()):
                for thing in tracer.resolver.evaluate(binding.value, Env(path, binding.scope)):
                    found += tracer.holds(thing, role)
    return unique(found)


def _tools(tracer: Tracer, hit: Hit, hits: list[Hit]) -> list[Found]:
    """All annotated tools of the same build."""
    build = _build(hit.path)
    marked = [h for h in hits if h.target is not None and h.signature.kind == "tool" and _build(h.path) == build]
    return unique(one for tool in marked for one in tracer.yields(tool))


def _made(tracer: Tracer, hit: Hit, role: str) -> list[Found]:
    """What the container's methods make of the types that fill a role."""
    found: list[Found] = []
    for name in _MODEL_TYPES if role == "model" else _DATA_TYPES:
        for maker in tracer.resolver.beans(name):
            if _build(maker.path) != _build(hit.path):
                continue
            for one in tracer.reach.of(maker):
                if one.subject.kind in ROLE_KINDS[role]:
                    found.append(one)
    return unique(found)


def _build(path: str) -> str:
    """The folder of the build that a source file belongs to."""
    for part in _SOURCES:
        head, found, _ = path.partition(part)
        if found:
            return head
    return ""
