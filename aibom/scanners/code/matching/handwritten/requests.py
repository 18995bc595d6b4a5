"""Requests that code writes by itself: the body that goes to an AI API over plain HTTP, without an SDK.

Whoever posts JSON to a chat or embedding API writes a mapping, a struct or a text that names a `model` beside what
the model is asked (`messages`, `prompt`, `input`). The form is the same in every language, so it is told by its
keys alone. A name that no known form has counts where the file speaks to an AI API.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import NamedTuple

from aibom.catalog.entries import Provider
from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject, Unknown
from aibom.scanners.code.matching.handwritten.bodies import Body, bodies, nameless_bodies
from aibom.scanners.code.matching.handwritten.endpoints import Endpoint, asked_from, asked_providers, endpoints
from aibom.scanners.code.matching.handwritten.handing import TOOLS, hands_tools, lists_names
from aibom.scanners.code.matching.linking.of_hits import join_found
from aibom.scanners.code.matching.literals.named_values import is_model_key
from aibom.scanners.code.matching.model_names import api_model, hub_model, is_name, routed
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import MENTIONED, Found, unique
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Const, Env, Lost
from aibom.scanners.code.spelling import spell

_CONFIDENCE = 0.6
_BY_ADDRESS = 0.7  # surer than what only a key names: the address says who serves the model
_SPEAKING = ("ai-api", "gateway", "inference-server")
_TEXTS = (
    "system",
    "instructions",
    "system_instruction",
    "systeminstruction",
    "messages",
    "prompt",
    "input",
    "inputs",
    "contents",
)
_REQUEST = re.compile(r"\w*(?:Chat|Completion|Message|Generat|Inference|LLM)\w*(?:Request|Req|Params|Options|Input)")
_SYSTEM = ("system", "instruct")
_DIGEST = re.compile(r" \[[0-9a-f]{6,16}\]\Z")  # by which servers of Stable Diffusion tell checkpoints apart


class Places(NamedTuple):
    """Where models stand already: `taken` by hits and tables, `tabled` by tables alone; `addressed` says who serves the
    models that the file's addresses name."""

    taken: Set[tuple[str, int]]
    tabled: Mapping[tuple[str, int], Found]
    addressed: Iterable[Link]


class Requests:
    """The requests of one file; `services` are the providers whose addresses or keys the file names."""

    def __init__(self, tracer: Tracer, module: Module, places: Places, services: Set[str], usage: str) -> None:
        self.tracer, self.module, self.places, self.usage = tracer, module, places, usage
        stated = ((one.evidence, one.source) for one in places.addressed)
        self._addressed = [(at.line or 0, one) for at, one in stated if at is not None and one is not None]
        named = (tracer.resolver.catalogue.provider(one) for one in sorted(services))
        self.providers = [one for one in named if one is not None and one.service_type in _SPEAKING]
        self.unknowns: dict[tuple[str, int, str], Unknown] = {}
        self.made: list[tuple[int, Found]] = []  # what each request speaks of, by its line
        self.handing: list[int] = []  # lines of requests that hand tools to their model

    @cached_property
    def endpoints(self) -> list[Endpoint]:
        """The servers of no known provider that the file addresses."""
        return endpoints(self.tracer.resolver, self.module)

    @property
    def _speaks(self) -> bool:
        return bool(self.providers or self.endpoints)

    def observe(self) -> Iterator[Observation | Link]:
        """The models, prompts and tools of the requests, and how each request joins them."""
        joined = False
        for body in self._bodies():
            if not body.asks and not self.tracer.resolver.imports_ai(self.module):
                continue
            models = unique(self._models(body))
            if not models and not (body.asks and self._speaks):
                self._hand_on(body)
                continue
            joined = True
            if not models:
                self._unread(body)
            prompts, tools = self._prompts(body), self._tools(body)
            self.handing += [body.line] if hands_tools(self.tracer.resolver, self.module, body) else []
            self.made += ((body.line, one) for one in (*models, *prompts))
            for one in (*models, *prompts, *tools):
                yield from self._told(one, body)
            if self.usage == "used":
                yield from self._joined(body, models or self._asked_by(body), [*prompts, *tools])
        for endpoint in self.endpoints if joined else ():
            if endpoint.service is not None:
                yield self._observation(endpoint.service, self.module.path, endpoint.line)
            elif endpoint.lost and not self.providers:
                self._unknown("endpoint", endpoint.line, "the address of a model server is computed", endpoint.lost)

    def _bodies(self) -> tuple[Body, ...]:
        """All requests; whom they go to is looked for elsewhere where the file does not name it."""
        found = (*bodies(self.module, self._is_known), *nameless_bodies(self.module))
        if found and not self.providers:
            self.providers = asked_providers(self.tracer.resolver, self.module)
        return found

    def _is_known(self, index: int) -> bool:
        """Whether a signature of the catalogue already reads a call."""
        return bool(self.tracer.hits.at(self.module.path, index))

    def _models(self, body: Body) -> Iterator[Found]:
        for value in body.models:
            for thing in self.tracer.resolver.evaluate(value, body.env):
                if not isinstance(thing, Const) or thing.partial:
                    continue
                place = (thing.path, thing.line)
                tabled = self.places.tabled.get(place)
                found = tabled if place in self.places.taken else self._model(thing, body)
                if found is not None:
                    yield found

    def _asked_by(self, body: Body) -> list[Found]:
        """The model that an address of the same function names, for a request that names none; else the only one that
        the file's addresses name outside of functions."""
        near: list[Subject] = []
        scope = self.module.enclosing_function(body.env.scope) or ""
        while scope and not near:  # a function within one that has the address
            function = self.module.functions.get(scope)
            first, last = (function.line, function.end_line) if function is not None else (0, 0)
            near = [one for line, one in self._addressed if first <= line <= last]
            scope = scope.rpartition(".")[0]
        constant = [one for line, one in self._addressed if not self._in_function(line)]
        models = unique(Found(one, {}) for one in near or constant if one.kind is Kind.MODEL)
        return models if len(models) == 1 else []

    def _in_function(self, line: int) -> bool:
        return any(one.line <= line <= one.end_line for one in self.module.functions.values())

    def _unread(self, body: Body) -> None:
        """Keep the unknown of a request whose model cannot be read."""
        for value in body.models:
            things = self.tracer.resolver.evaluate(value, body.env)
            if any(isinstance(thing, Const) for thing in things):
                continue
            lost = next((thing for thing in things if isinstance(thing, Lost)), None)
            unset = lost is not None and lost.why == "environment"
            reason = "comes from the environment and has no default" if unset else "is computed"
            shown = lost.expression if lost is not None else spell(value, self.module.facts.calls)
            self._unknown("model", value.line, f"the model's name {reason}", shown)

    def _unknown(self, topic: str, line: int, reason: str, expression: str) -> None:
        if self.usage == "used":
            path, shown = self.module.path, expression[:200]
            unknown = Unknown(topic=topic, path=path, line=line, reason=reason, expression=shown)
            self.unknowns.setdefault((topic, line, shown), unknown)

    def _own(self, env: Env) -> Provider | None:
        """Whom a request goes to: the only provider that the file speaks to, or the one that its function asks."""
        if len(self.providers) == 1:
            return self.providers[0]
        return asked_from(self.tracer.resolver, self.module, env.scope) if self.providers else None

    def _model(self, text: Const, body: Body) -> Found | None:
        text = text._replace(value=_DIGEST.sub("", text.value)) if isinstance(text.value, str) else text
        if not isinstance(text.value, str) or not is_name(text.value):
            return None
        named = is_model_constant(text) and self.tracer.resolver.imports_ai(self.module)
        catalogue = self.tracer.resolver.catalogue
        provider, plain = routed(catalogue, text.value)
        form = catalogue.form(text.value)
        own, asks = self._own(body.env), body.asks
        bare = plain.isalpha() and not self._asks_local(own)  # `mistral` is a model of one's own server only
        spoken = asks and not bare and (own is not None or bool(self.endpoints))
        if form is None and provider is None and not spoken and not named:
            return None
        if not asks and not named:
            return None  # a mapping that names a model beside other things may describe it
        if form is not None and form.provider == "hf" and own is None:
            subject, facts = hub_model(text.value)
        else:
            open_weights = form is not None and form.provider == "hf" and own is not None and own.id != "huggingface"
            known = form is not None and not open_weights  # which others than the hub serve under the hub's names
            subject, facts = api_model(catalogue, plain, _serving(own, provider, known), "")
        return Found(subject, facts, ((text.path, text.line),))

    def _asks_local(self, own: Provider | None) -> bool:
        """Whether the requests go to a server of one's own, as Ollama is."""
        known = self.tracer.resolver.catalogue.provider
        told = (known(str(one.service.facts.get("provider"))) for one in self.endpoints if one.service is not None)
        return any(one is not None and one.self_hosted for one in (own, *told))

    def _prompts(self, body: Body) -> list[Found]:
        found: list[Found] = []
        for name in _TEXTS:
            for value in body.items.get(name, ()):
                role = "system" if name.startswith(_SYSTEM) else "user"
                found += self.tracer.prompts.held(value, body.env, role, self._owner(body.env.scope))
        return unique(found)

    def _owner(self, scope: str) -> str:
        return f"{owner_name(self.module.path, scope)} prompt"

    def _tools(self, body: Body) -> list[Found]:
        values = [value for name in TOOLS for value in body.items.get(name, ())]
        things = [thing for value in values for thing in self.tracer.resolver.evaluate(value, body.env)]
        given = (thing for thing in things if not isinstance(thing, Const) and not lists_names(thing))
        return unique(one for thing in given for one in self.tracer.holds(thing, "tools"))

    def _hand_on(self, body: Body) -> None:
        """Keep a request for a client of the project's own, which other files make: `llm.ChatRequest{Tools: known}`."""
        if _REQUEST.fullmatch(body.made) and hands_tools(self.tracer.resolver, self.module, body):
            self.handing.append(body.line)

    def _told(self, found: Found, body: Body) -> Iterator[Observation]:
        for path, line in found.places or ((self.module.path, body.line),):
            yield self._observation(found, path, line)

    def _observation(self, found: Found, path: str, line: int) -> Observation:
        served = found.subject.kind == Kind.MODEL and any(one.id == found.subject.origin for one in self.providers)
        confidence = (_BY_ADDRESS if served else _CONFIDENCE) if self.usage == "used" else MENTIONED
        facts: dict[str, Json] = {**found.facts, "usage": self.usage}
        evidence = Evidence(path=path, line=line, confidence=confidence)
        return Observation(subject=found.subject, evidence=evidence, facts=facts)

    def _joined(self, body: Body, models: list[Found], others: list[Found]) -> Iterator[Link]:
        evidence = Evidence(path=self.module.path, line=body.line, confidence=_CONFIDENCE)
        yield from join_found(models, others, None, evidence)
        for provider in self.providers:
            served = [one for one in models if one.subject.origin == provider.id]
            yield from join_found(served, [provider_service(provider)], RelationKind.SERVED_BY, evidence)
        servers = unique(one.service for one in self.endpoints if one.service is not None)
        if len(servers) == 1 and not self.providers:
            yield from join_found(models, servers, RelationKind.SERVED_BY, evidence)


def is_model_constant(text: Const) -> bool:
    """Whether a name comes from a constant that says it is a model's: `DEFAULT_SPEECH_MODEL = "speech-2.6-hd"`."""
    name, value = text.name.rpartition(".")[2], str(text.value)
    told = name.isupper() and is_model_key(name)
    return told and any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _serving(own: Provider | None, routed_to: Provider | None, known: bool) -> Provider | None:
    """Who serves a model: the gateway that the file speaks to, whom the name is routed to, else the file's provider
    where the name's form tells none."""
    if own is not None and (own.service_type == "gateway" or not known):
        return own
    return routed_to
