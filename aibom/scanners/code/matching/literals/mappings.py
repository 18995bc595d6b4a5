"""What a mapping says as a whole: a message to a model, a table of models, a store's modules."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.dense import spoken_length
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Observation
from aibom.scanners.code.facts import Lit, Map, Name, Part, Template, Value, key_name
from aibom.scanners.code.matching.literals.literals_of import LiteralsOf
from aibom.scanners.code.matching.literals.offered_prompts import offered_prompts
from aibom.scanners.code.matching.literals.provider_tables import table_models
from aibom.scanners.code.matching.literals.served_models import Reader, provided
from aibom.scanners.code.matching.literals.weaviate_modules import module_models
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompt_texts import is_report
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.resolving.types import Const, Env

_SPOKEN = 60  # characters of a system message that are not filled in
_VECTOR_STAGE = "$vectorSearch"
_SYSTEM_ROLES = ("system", "developer")
_BESIDE_PROVIDER = 0.7  # surer than what only a key names


class Mappings:
    """The mappings of one file."""

    def __init__(self, file: LiteralsOf) -> None:
        self.file, self.resolver, self.module = file, file.resolver, file.module

    def modules(self, mapping: Map) -> Iterator[Observation]:
        """The models of Weaviate's modules, their services, and that the store uses them."""
        store = self.resolver.catalogue.provider("weaviate")
        for one in module_models(self.resolver.catalogue, mapping):
            service = provider_service(one.provider)
            yield self.file.observation(one.subject, one.line, "moduleConfig", one.facts)
            yield self.file.observation(service.subject, one.line, "moduleConfig", dict(service.facts))
            if self.file.usage == "used":
                self.file.join(one.subject, RelationKind.SERVED_BY, service.subject, one.line)
                if store is not None:
                    self.file.join(provider_service(store).subject, RelationKind.USES_MODEL, one.subject, one.line)

    def searched(self, mapping: Map) -> Iterator[Observation]:
        """The store that a stage of MongoDB's pipelines searches by vectors: `{"$vectorSearch": {"index": ...}}`."""
        store = self.resolver.catalogue.provider("mongodb-atlas")
        for key, item in mapping.pairs if store is not None and self.module.group != "javascript" else ():
            if store is not None and key_name(key) == _VECTOR_STAGE and isinstance(item, Map):
                service = provider_service(store)
                yield self.file.observation(service.subject, mapping.line, _VECTOR_STAGE, dict(service.facts))

    def offered(self, mapping: Map, env: Env) -> Iterator[Observation]:
        """The prompts that a server of MCP lists."""
        for one in offered_prompts(self.resolver, self.module, mapping, env):
            for path, line in one.places:
                yield self.file.observation(one.subject, line, "prompts", dict(one.facts), path)

    def by_provider(self, mapping: Map, name: str) -> Iterator[Observation]:
        """The models of a table that says whose they are."""
        found = table_models(self.resolver.catalogue, mapping, self.module.path, name.rpartition(".")[2])
        for one in found if self.resolver.any_ai else ():
            line = one.places[0][1]
            yield self.file.observation(one.subject, line, name, dict(one.facts))
            provider = self.resolver.catalogue.provider(one.subject.origin)
            if provider is not None and self.file.usage == "used":
                service = provider_service(provider)
                yield self.file.observation(service.subject, line, name, dict(service.facts))
                self.file.join(one.subject, RelationKind.SERVED_BY, service.subject, line)
        places = {place: one for one in found for place in one.places}
        self.file.taken.update(places)
        self.file.tabled.update(places)

    def provided(self, mapping: Map, env: Env) -> Iterator[Observation]:
        """The service, and its model, that a mapping of settings names by its provider."""
        service, model = provided(self.resolver.catalogue, mapping, self._reader(mapping, env)) or (None, None)
        if service is not None:
            yield self.file.observation(service.subject, mapping.line, "provider", dict(service.facts))
        if service is not None and model is not None and model.places and self.file.taken.isdisjoint(model.places):
            self.file.taken.update(model.places)
            path, line = model.places[0]
            yield self.file.observation(model.subject, line, "model", dict(model.facts), path, _BESIDE_PROVIDER)
            if self.file.usage == "used":
                self.file.join(model.subject, RelationKind.SERVED_BY, service.subject, line)

    def _reader(self, mapping: Map, env: Env) -> Reader:
        """What reads the values of such a mapping: as written, but followed in Mem0's form of settings."""
        followed = {"provider", "config"} <= {key_name(key) for key, _ in mapping.pairs}

        def read(value: Value) -> Const | None:
            if isinstance(value, Lit):
                return Const(value.value, env.path, value.line) if isinstance(value.value, str) else None
            things = self.resolver.evaluate(value, env) if followed else ()
            texts = [one for one in things if isinstance(one, Const) and isinstance(one.value, str) and not one.partial]
            return texts[0] if len(texts) == 1 else None

        return read

    def message(self, mapping: Map, env: Env) -> Iterator[Observation]:
        """`{"role": "system", "content": ...}`, wherever it goes; the role may be a member (`Role.System`)."""
        items = {key.value: item for key, item in mapping.pairs if isinstance(key, Lit)}
        speaker = items.get("role")
        said = self._said_by(speaker)
        content = items.get("content")
        role = "system" if said in _SYSTEM_ROLES else said
        if content is None or role not in ("system", "user"):
            return
        if isinstance(content, Template) and _said(content) < _SPOKEN * (1 if role == "system" else 2):
            return  # a report of what happened, kept among the messages
        if isinstance(content, Lit) and is_report(str(content.value)):
            return
        if role == "user" and not isinstance(content, Template):
            return  # what somebody said, an example; a form that is filled in is asked
        owner = f"{owner_name(self.module.path, env.scope)} prompt"
        for prompt in self.file.prompts.held(mapping, env, role, owner):
            for path, line in prompt.places:
                yield self.file.observation(prompt.subject, line, "", dict(prompt.facts), path)

    def _said_by(self, speaker: Part | None) -> str:
        """The role that a literal names, or a constant of the file (`SYS = "system"`), or a member (`Role.System`)."""
        if isinstance(speaker, Name):
            bound = self.module.bindings.get(speaker.path, ())
            constant = next((one.value for one in bound if isinstance(one.value, Lit)), None)
            return str(constant.value) if constant is not None else speaker.path.rpartition(".")[2].lower()
        return str(speaker.value) if isinstance(speaker, Lit) else ""


def _said(template: Template) -> int:
    """How many characters of a template stand in the source."""
    return sum(spoken_length(str(part.value)) for part in template.parts if isinstance(part, Lit))
