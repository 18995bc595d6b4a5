"""What is told by a name's context rather than by a known call: `model="gpt-4o"`, an API's address, a key's name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aibom.core.json import Json
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.facts import (
    CallRef,
    Either,
    FuncRef,
    Item,
    Lit,
    Map,
    Member,
    Name,
    Opaque,
    Seq,
    Template,
    Value,
)
from aibom.scanners.code.matcher_models import api_model, hub_model, routed
from aibom.scanners.code.matcher_services import provider_at, provider_service
from aibom.scanners.code.resolver import Resolver
from aibom.scanners.code.resolver_modules import Module, option_name

# A key that says its value is a model: model, modelName, LLM_MODEL, embedding_model_id, deployment, engine.
_MODEL_KEY = re.compile(
    r"(?:.*(?:^|[_.\-]|(?<=[a-z])(?=[A-Z])))?(?:model|llm|engine|deployment|checkpoint|reranker|embedder|embeddings?)"
    r"(?:[_-]?(?:name|id|type|path|default|str|slug|version|1|2))?",
    re.IGNORECASE,
)
_CAMEL_MODEL = re.compile(r".*(?:Model|LLM|Engine|Deployment)(?:Name|Id|ID)?")
_CONFIDENCE = 0.6
_MAX_NESTING = 6
_CATALOGUE_SIZE = 3  # more models than this side by side are a list of what could be used


def is_model_key(name: str) -> bool:
    """Whether a variable, argument or key of this name holds a model's name."""
    tail = name.rpartition(".")[2]
    return bool(_MODEL_KEY.fullmatch(tail) or _CAMEL_MODEL.fullmatch(tail))


_MAX_LITERAL = 500
_ENVIRONMENTS = ("process.env.", "import.meta.env.", "Deno.env.", "Bun.env.")
_SILENT = frozenset((CallRef, Member, FuncRef, Opaque))


class Context:
    """Looks at one file's literals; `taken` are the places that hits have already named a model at."""

    def __init__(self, resolver: Resolver, taken: set[tuple[str, int]]) -> None:
        self.resolver, self.taken = resolver, taken

    def observe(self, module: Module, usage: str) -> Iterator[Observation]:
        """The models, services and keys that the file's literals name."""
        seen: set[tuple[str, str, int]] = set()
        for name, value in _named_values(module):
            if type(value) is Lit and (type(value.value) is not str or len(value.value) > _MAX_LITERAL):
                continue
            if type(value) is Name and not value.path.startswith(_ENVIRONMENTS):
                continue
            if type(value) in _SILENT:
                continue
            for observation in self._one(module, name, value, usage, 0):
                key = (observation.subject.kind, observation.subject.name, observation.evidence.line or 0)
                if key not in seen:
                    seen.add(key)
                    yield observation

    def _one(self, module: Module, name: str, value: Value, usage: str, depth: int) -> Iterator[Observation]:
        if depth > _MAX_NESTING:
            return
        match value:
            case Lit() if isinstance(value.value, str):
                yield from self._literal(module, name, value, usage)
            case Template():
                first = value.parts[0] if value.parts else None
                if isinstance(first, Lit):
                    yield from self._address(module, Lit(first.value, value.line), usage)
            case Either():
                for option in value.options:
                    yield from self._one(module, name, option, usage, depth + 1)
            case Name() | Item():
                yield from self._environment(module, value, usage)
            case Map():
                yield from self._mapping(module, value, usage, depth)
            case Seq():
                if len(value.items) <= _CATALOGUE_SIZE:
                    for item in value.items:
                        yield from self._one(module, "", item, usage, depth + 1)

    def _mapping(self, module: Module, mapping: Map, usage: str, depth: int) -> Iterator[Observation]:
        names = [v.value for _, v in mapping.pairs if isinstance(v, Lit) and isinstance(v.value, str)]
        catalogue = sum(self.resolver.catalogue.form(text) is not None for text in names) > _CATALOGUE_SIZE
        for key, item in mapping.pairs:
            label = getattr(key, "value", getattr(key, "path", ""))
            if not (catalogue and isinstance(item, Lit)):
                yield from self._one(module, label if isinstance(label, str) else "", item, usage, depth + 1)

    def _literal(self, module: Module, name: str, literal: Lit, usage: str) -> Iterator[Observation]:
        text = str(literal.value)
        if "://" in text[:10]:
            yield from self._address(module, literal, usage)
        elif is_model_key(name) and " " not in text and (module.path, literal.line) not in self.taken:
            catalogue = self.resolver.catalogue
            form = catalogue.form(text)
            provider, plain = routed(catalogue, text)
            if form is None and provider is None:
                return
            on_hub = form is not None and form.provider == "hf"
            subject, facts = hub_model(text) if on_hub else api_model(catalogue, plain, provider, "")
            yield self._observation(module, subject, literal.line, name, {**facts, "usage": usage})

    def _address(self, module: Module, literal: Lit, usage: str) -> Iterator[Observation]:
        text = str(literal.value)
        if not text.startswith(("http://", "https://", "ws://", "wss://")) or len(text) > 500 or " " in text:
            return
        provider = provider_at(self.resolver.catalogue, text)
        if provider is not None:
            found = provider_service(provider, text)
            yield self._observation(module, found.subject, literal.line, "", {**found.facts, "usage": usage})

    def _environment(self, module: Module, value: Value, usage: str) -> Iterator[Observation]:
        """`process.env.OPENAI_API_KEY`, `os.environ["OPENAI_API_KEY"]`."""
        if isinstance(value, Name) and value.path.startswith(_ENVIRONMENTS):
            yield from self.key(module, value.path.rpartition(".")[2], value.line, usage)
        elif isinstance(value, Item) and isinstance(value.key, Lit) and isinstance(value.base, Name):
            if value.base.path in ("os.environ", "environ", "process.env", "ENV"):
                yield from self.key(module, str(value.key.value), value.line, usage)

    def key(self, module: Module, name: str, line: int, usage: str) -> Iterator[Observation]:
        """The service whose key an environment variable holds."""
        provider = self.resolver.catalogue.provider_of_env(name)
        if provider is not None:
            found = provider_service(provider)
            facts: dict[str, Json] = {**found.facts, "env_names": [name], "usage": usage}
            yield self._observation(module, found.subject, line, name, facts)

    def _observation(
        self, module: Module, subject: Subject, line: int, symbol: str, facts: dict[str, Json]
    ) -> Observation:
        confidence = _CONFIDENCE if facts["usage"] == "used" else 0.3
        evidence = Evidence(path=module.path, line=line, symbol=symbol[:200], confidence=confidence)
        return Observation(subject=subject, evidence=evidence, facts=facts)


def _named_values(module: Module) -> Iterator[tuple[str, Value]]:
    """All values of the file with the name that they are given."""
    for binding in module.facts.bindings:
        if binding.form != "return":
            yield binding.name.partition("[")[0], binding.value
            if '["' in binding.name:
                yield (
                    "",
                    Item(
                        Name(binding.name.partition("[")[0], binding.line),
                        Lit(binding.name.partition('["')[2].rstrip('"]'), binding.line),
                        binding.line,
                    ),
                )
    for call in module.facts.calls:
        tail = call.callee.rpartition(".")[2]
        setter = tail in ("useState", "setModel", "model", "default", "withDefault", "setModelName", "modelName")
        for index, value in enumerate(call.args):
            yield ("model" if setter and index == 0 and _about_models(module, call.line, tail) else ""), value
        for key, value in call.kwargs:
            chosen = call.form == "jsx" and key in ("value", "defaultValue", "initialValue") and isinstance(value, Lit)
            yield ("model" if chosen else key), value
        if tail == "add_argument":
            yield option_name(call.args), next((v for k, v in call.kwargs if k == "default"), Lit(None, call.line))
        if tail in ("getenv", "get", "env", "Getenv", "LookupEnv", "GetEnvironmentVariable", "var") and call.args:
            first = call.args[0]
            if isinstance(first, Lit) and isinstance(first.value, str):
                yield "", Item(Name("ENV", call.line), first, call.line)
    for _, value in module.facts.exports:
        yield "", value
    for _, param in module.params.items():
        if param.default is not None:
            yield param.name, param.default


def _about_models(module: Module, line: int, tail: str) -> bool:
    """Whether a `useState("...")` stands in a binding whose name speaks of a model."""
    if tail != "useState":
        return True
    return any(b.line == line and "model" in b.name.lower() for b in module.facts.bindings)
