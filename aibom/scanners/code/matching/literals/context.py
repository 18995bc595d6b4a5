"""What is told by a literal's context rather than by a known call: `model="gpt-4o"`, an API's address, a key's name,
a tool's schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import (
    CallRef,
    Either,
    FuncRef,
    Item,
    Lit,
    Map,
    Member,
    Name,
    Seq,
    Template,
    Value,
    key_name,
)
from aibom.scanners.code.matching.addresses import HUB, addressed, are_many, named_part
from aibom.scanners.code.matching.literals.chosen_models import chosen, is_catalogue, offered
from aibom.scanners.code.matching.literals.data_files import DataFiles
from aibom.scanners.code.matching.literals.named_values import (
    ADDRESS_KEY,
    DATA_KEY,
    ENVIRONMENTS,
    Named,
    is_model_key,
    may_be_told,
    named_values,
    result_may_be_told,
)
from aibom.scanners.code.matching.literals.provider_tables import table_models
from aibom.scanners.code.matching.literals.served_models import served_model, told_by_key
from aibom.scanners.code.matching.literals.tool_mappings import helped, told_tools
from aibom.scanners.code.matching.literals.typed_choices import enumerated, typed_choices
from aibom.scanners.code.matching.literals.weaviate_modules import module_models
from aibom.scanners.code.matching.model_names import api_model, hub_model, local_path, looks_like_hub, routed
from aibom.scanners.code.matching.naming.owners import owner_name
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.services import named_server, provider_at, provider_service
from aibom.scanners.code.matching.types import MENTIONED
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env, Symbol

_CONFIDENCE = 0.6
_MAX_NESTING = 6
_MAX_STATEMENT = 4000
_MAX_NAMES = 400  # characters of a list of names in one text
_CATALOGUE_SIZE = 3  # more models than this side by side are a list of what could be used
_SPOKEN = 60  # characters of a system message that are not filled in
_SYSTEM_ROLES = ("system", "developer")
_ENVIRONMENT_BASES = ("os.environ", "environ", "process.env", "ENV")


# A statement that searches, declares or switches on vectors in PostgreSQL (github.com/pgvector/pgvector).
_VECTOR_SQL = re.compile(
    r"\bORDER\s+BY\b[^;]{0,200}<[-=#~+]>|\bSELECT\b[^;]{0,400}<[-#+]>|\bSELECT\b[^;]{0,400}::(?:half|sparse)?vec(?:tor)?\b"
    r"|\bCREATE\s+EXTENSION\b[^;]{0,40}\bvector\b|\bCREATE\s+TABLE\b[^;]{0,600}\bvector\(\s*\d{1,5}\s*\)"
    r"|\bUSING\s+(?:hnsw|ivfflat)\b",
    re.IGNORECASE,
)


_CHECKPOINT_KEY = re.compile(
    r"(?:^|_)(?:checkpoint(?:_path)?|(?:pretrained_)?model_name_or_path|base_model(?:_id|_name)?)$"
)
_MANY_SETS = 12
_OFFERED = 8  # names that settings let a user choose from
_INTERFACES = (".tsx", ".jsx", ".vue", ".svelte", ".astro")  # files that show what they list
_ASKED_MODEL = re.compile(r"[?&]model=([A-Za-z][\w.:/-]{1,80})(?:&|\Z)")  # `wss://api.openai.com/v1/realtime?model=...`
_SPEAKING = ("ai-api", "gateway", "inference-server")
_IDENTIFIERS, _SHOWN_NAMES = ("modelId", "model_id"), ("modelName", "model_name")
_QUANTISED = re.compile(r"[-_](?:gguf|ggml|awq|gptq|exl2|mlx|bnb|onnx|int[48]|fp8|[48]bit)(?:[-_].*)?$", re.IGNORECASE)


class Context:
    """Looks at the literals of one file; `taken` are the places that hits have already named a model at."""

    def __init__(
        self,
        resolver: Resolver,
        module: Module,
        taken: set[tuple[str, int]],
        usage: str,
        prompts: Prompts,
        data_files: DataFiles,
    ) -> None:
        self.resolver, self.module, self.taken, self.usage, self.prompts = resolver, module, taken, usage, prompts
        self.data_files = data_files
        self.links: list[Link] = []  # what the observed literals say of each other

    def observe(self) -> Iterator[Observation]:
        """The models, services, keys and tools that the file's literals name."""
        seen: set[tuple[Subject, str, int | None]] = set()
        for named in chain(named_values(self.module), typed_choices(self.module)):
            for observation in self._one(named, 0):
                place = observation.evidence
                key = (observation.subject, place.path, place.line)
                if key not in seen:
                    seen.add(key)
                    yield observation

    def _one(self, named: Named, depth: int) -> Iterator[Observation]:
        if depth > _MAX_NESTING:
            return
        value = named.value
        match value:
            case Lit() if isinstance(value.value, str):
                yield from self._literal(named.name, value)
            case Template() if value.parts and isinstance(value.parts[0], Lit):
                yield from self._address(Lit(value.parts[0].value, value.line))
                yield from self._template(value, named.scope)
                plain = "?".join(str(part.value) for part in value.parts if isinstance(part, Lit))
                yield from self._statement(plain[:_MAX_STATEMENT], value.line)
            case Name():
                yield from self._environment(value, named.scope)
                yield from self._constant(named, value) if may_be_told(self.module, named, value) else ()
            case Item() | Member():
                yield from self._environment(value, named.scope) if isinstance(value, Item) else ()
                yield from self._chosen(named, value)
            case CallRef() | FuncRef():
                yield from self._default(named, value) if result_may_be_told(named) else ()
                yield from self._helped(named, value) if isinstance(value, CallRef) else ()
            case Either():
                others = (one for one in value.options if not (isinstance(one, Name) and one.path == named.name))
                yield from self._each(tuple(others), named, depth)
            case Map():
                yield from self._mapping(value, named, depth)
            case Seq():
                yield from self._sequence(value, named, depth)

    def _sequence(self, value: Seq, named: Named, depth: int) -> Iterator[Observation]:
        """Lists of data sets under a key that says so, of choices, of mappings, and of few names."""
        for found in offered(self.resolver, value, self.module.path):
            yield self._observation(found.subject, found.places[0][1], named.name, dict(found.facts))
        if is_catalogue(value):
            return
        if DATA_KEY.fullmatch(named.name):
            yield from self._each(value.items[:_MANY_SETS], named, depth)
            return
        among = self.module.group == "javascript" and depth > 0  # `{ defaultModel: ..., availableModels: [...] }`
        shown = bool(named.name) and self.module.path.endswith(_INTERFACES)
        limit = _OFFERED if (among or shown) and is_model_key(named.name.rstrip("sS")) else _CATALOGUE_SIZE
        if len(value.items) <= limit or any(isinstance(item, Map) for item in value.items):
            few = len(value.items) <= limit and is_model_key(named.name.rstrip("sS"))
            yield from self._each(value.items, named._replace(name="model" if few else ""), depth)

    def _each(self, values: tuple[Value, ...], named: Named, depth: int) -> Iterator[Observation]:
        for value in values[:100]:
            yield from self._one(named._replace(value=value), depth + 1)

    def _default(self, named: Named, value: CallRef | FuncRef) -> Iterator[Observation]:
        """`model: str = Field(default="gpt-4o")`: the literal that a catalogued function passes on; of a function in
        place (`{model(given) { return given || "gpt-4o" }}`) the literals that it returns."""
        if isinstance(value, FuncRef):
            function = self.module.functions.get(value.scope)
            if function is not None and is_model_key(named.name):
                yield from self._each(function.returns, named, _MAX_NESTING - 1)
            return
        if is_model_key(named.name):
            yield from self._each(enumerated(self.module, value), named, _MAX_NESTING - 1)
        for thing in self.resolver.evaluate(value, Env(self.module.path, named.scope)):
            if isinstance(thing, Const) and isinstance(thing.value, str) and thing.path == self.module.path:
                yield from self._literal(named.name, Lit(thing.value, thing.line))

    def _constant(self, named: Named, value: Name) -> Iterator[Observation]:
        """The model that a library's constant is called after, where a setting takes it."""
        things = self.resolver.evaluate(value, Env(self.module.path, named.scope))
        for thing in things:
            made = getattr(thing, "made", None)  # an entry of an enumeration: `gpt4o("gpt-4o", 4096)`
            given = self.resolver.modules[made.env.path].call(made.call).args[:1] if made is not None else ()
            if given and isinstance(given[0], Lit) and self.resolver.catalogue.form(str(given[0].value)) is not None:
                yield from self._literal("model", Lit(given[0].value, value.line))
            if isinstance(thing, Const) and isinstance(thing.value, str) and not thing.partial:
                yield from self._literal(named.name, Lit(thing.value, value.line))
        spelt = self.resolver.catalogue.spelt_model(value.path.rpartition(".")[2])
        outside = any(isinstance(one, Symbol) and one.made is None for one in things)
        if outside and spelt is not None and is_model_key(named.name):
            yield from self._literal(named.name, Lit(spelt, value.line))

    def _helped(self, named: Named, value: CallRef) -> Iterator[Observation]:
        """A tool or prompt that a function of the project's own makes under a name."""
        call = self.module.call(value.call)
        if (self.module.path, call.line) not in self.taken:
            for found in helped(self.resolver, self.module, named.name, value):
                line = found.places[0][1] if found.places else value.line
                yield self._observation(found.subject, line, call.callee, dict(found.facts))

    def _chosen(self, named: Named, value: Item | Member) -> Iterator[Observation]:
        for found in chosen(self.resolver, named, value, Env(self.module.path, named.scope)):
            for path, line in found.places:
                yield self._observation(found.subject, line, named.name, dict(found.facts), path)

    def _mapping(self, mapping: Map, named: Named, depth: int) -> Iterator[Observation]:
        env = Env(self.module.path, named.scope)
        for tool in told_tools(self.resolver, self.module, Data(mapping, env), named.name):
            if self.taken.isdisjoint(tool.places):
                yield from (self._observation(tool.subject, at, "", dict(tool.facts), path) for path, at in tool.places)
        yield from self._modules(mapping)
        yield from self._message(mapping, env)
        yield from self._by_provider(mapping, named.name)
        names = [v.value for _, v in mapping.pairs if isinstance(v, Lit) and isinstance(v.value, str)]
        catalogue = sum(self.resolver.catalogue.form(text) is not None for text in names) > _CATALOGUE_SIZE
        if are_many(item for _, item in mapping.pairs):
            return
        served = served_model(self.resolver.catalogue, mapping)
        if served is not None and (self.module.path, served[1]) not in self.taken:
            yield self._observation(served[0], served[1], "model", served[2])
        few = len(mapping.pairs) <= _CATALOGUE_SIZE and is_model_key(named.name.rstrip("sS"))
        identified = any(getattr(key, "value", None) in _IDENTIFIERS for key, _ in mapping.pairs)
        for key, item in mapping.pairs:
            if identified and getattr(key, "value", None) in _SHOWN_NAMES:
                continue  # what is shown of it
            label = "model" if few else key_name(key)
            inner = Named(label if isinstance(label, str) else "", item, named.scope)
            if not (catalogue and isinstance(item, Lit)):
                yield from self._one(inner, depth + 1)

    def _by_provider(self, mapping: Map, name: str) -> Iterator[Observation]:
        """The models of a table that says whose they are."""
        found = table_models(self.resolver.catalogue, mapping, self.module.path, name.rpartition(".")[2])
        for one in found if self.resolver.any_ai else ():
            line = one.places[0][1]
            yield self._observation(one.subject, line, name, dict(one.facts))
            provider = self.resolver.catalogue.provider(one.subject.origin)
            if provider is not None and self.usage == "used":
                service = provider_service(provider)
                yield self._observation(service.subject, line, name, dict(service.facts))
                self._join(one.subject, RelationKind.SERVED_BY, service.subject, line)
        self.taken.update(place for one in found for place in one.places)

    def _modules(self, mapping: Map) -> Iterator[Observation]:
        """The models of Weaviate's modules, their services, and that the store uses them."""
        store = self.resolver.catalogue.provider("weaviate")
        for one in module_models(self.resolver.catalogue, mapping):
            service = provider_service(one.provider)
            yield self._observation(one.subject, one.line, "moduleConfig", one.facts)
            yield self._observation(service.subject, one.line, "moduleConfig", dict(service.facts))
            if self.usage == "used":
                self._join(one.subject, RelationKind.SERVED_BY, service.subject, one.line)
                if store is not None:
                    self._join(provider_service(store).subject, RelationKind.USES_MODEL, one.subject, one.line)

    def _join(self, source: Subject, kind: RelationKind, target: Subject, line: int) -> None:
        evidence = Evidence(path=self.module.path, line=line, confidence=_CONFIDENCE)
        self.links.append(Link(source=source, kind=kind, target=target, evidence=evidence))

    def _message(self, mapping: Map, env: Env) -> Iterator[Observation]:
        """`{"role": "system", "content": ...}`, wherever it goes; the role may be a member (`Role.System`)."""
        items = {key.value: item for key, item in mapping.pairs if isinstance(key, Lit)}
        speaker = items.get("role")
        said = (
            speaker.value
            if isinstance(speaker, Lit)
            else speaker.path.rpartition(".")[2].lower()
            if isinstance(speaker, Name)
            else ""
        )
        content = items.get("content")
        role = "system" if said in _SYSTEM_ROLES else said
        if content is None or role not in ("system", "user"):
            return
        if isinstance(content, Template) and _said(content) < _SPOKEN * (1 if role == "system" else 2):
            return  # a report of what happened, kept among the messages
        if role == "user" and not isinstance(content, Template):
            return  # what somebody said, an example; a form that is filled in is asked
        owner = f"{owner_name(self.module.path, env.scope)} prompt"
        for prompt in self.prompts.held(mapping, env, role, owner):
            for path, line in prompt.places:
                yield self._observation(prompt.subject, line, "", dict(prompt.facts), path)

    def _literal(self, name: str, literal: Lit) -> Iterator[Observation]:
        text = str(literal.value).removeprefix("local:")
        if "://" in text[:10]:
            yield from self._address(literal, name)
            return
        if "." in text and ADDRESS_KEY.search(name):
            yield from self._address(Lit(f"https://{text}", literal.line), name)  # `API_HOST = "api.openai.com"`
        if " " in text:
            yield from self._statement(text, literal.line)
        if DATA_KEY.fullmatch(name) and self._on_hub(text):
            subject = Subject(kind=Kind.DATASET, name=text, origin="hf")
            yield self._observation(subject, literal.line, name, {"source": f"hf:{text}"})
            return
        data = self.data_files.of(name, text, self.module.path) if self.resolver.any_ai else None
        if data is not None and (self.module.path, literal.line) not in self.taken:
            yield self._observation(data[0], literal.line, name, data[1])
            return
        if "," in text and len(text) <= _MAX_NAMES and is_model_key(name.rstrip("sS")):
            for one in text.split(",")[:_OFFERED]:  # `chatModels = "gpt-5,gpt-5-mini"`
                yield from self._literal(name.rstrip("sS"), Lit(one.strip(), literal.line))
            return
        if " " not in text and is_model_key(name) and (self.module.path, literal.line) not in self.taken:
            yield from self._named_model(name, text, literal.line)

    def _named_model(self, name: str, text: str, line: int) -> Iterator[Observation]:
        """The model that a text names under a key that says so."""
        catalogue = self.resolver.catalogue
        form = catalogue.form(text)
        provider, plain = routed(catalogue, text)
        if provider is None and (form is None or not form.provider):
            provider, plain = told_by_key(catalogue, name, text), text
        stated = _CHECKPOINT_KEY.search(name) is not None and self._on_hub(text)
        quantised = stated or (looks_like_hub(text) and bool(_QUANTISED.search(text)))
        if form is None and provider is None and not quantised:
            return
        on_hub = quantised or (form is not None and form.provider == "hf")
        subject, facts = hub_model(text) if on_hub else api_model(catalogue, plain, provider, "")
        yield self._observation(subject, line, name, facts)

    def _on_hub(self, text: str) -> bool:
        """Whether a text under a key that says so names something on the hub: no path of the tree, beside AI."""
        places = self.resolver.places
        local = local_path(text) or places.is_folder(text)
        return (
            looks_like_hub(text)
            and not local
            and "." not in text.partition("/")[0]
            and self.resolver.imports_ai(self.module)
        )

    def _statement(self, text: str, line: int) -> Iterator[Observation]:
        """SQL over vectors: pgvector's operators, its type or its extension."""
        provider = self.resolver.catalogue.provider("pgvector") if _VECTOR_SQL.search(text) else None
        if provider is not None:
            found = provider_service(provider)
            yield self._observation(found.subject, line, "", dict(found.facts))

    def _address(self, literal: Lit, name: str = "") -> Iterator[Observation]:
        text = str(literal.value)
        if not text.startswith(("http://", "https://", "ws://", "wss://")) or " " in text:
            return
        provider = provider_at(self.resolver.catalogue, text) or named_server(self.resolver.catalogue, name, text)
        if provider is not None:
            found = provider_service(provider, text)
            yield self._observation(found.subject, literal.line, "", dict(found.facts))
            asked = _ASKED_MODEL.search(text) if provider.service_type in _SPEAKING else None
            if asked is not None:
                subject, facts = api_model(self.resolver.catalogue, asked[1], provider, "")
                yield self._observation(subject, literal.line, "", facts)
        loaded = addressed(text) if (self.module.path, literal.line) not in self.taken else None
        if loaded is not None and (loaded[0].kind is not Kind.DATASET or loaded[0].origin or self.resolver.any_ai):
            yield self._observation(loaded[0], literal.line, "", loaded[1])

    def _template(self, template: Template, scope: str) -> Iterator[Observation]:
        """The address of a file of the hub, put together: its parts are followed to their values."""
        if not str(getattr(template.parts[0], "value", "")).startswith(HUB):
            return
        env = Env(self.module.path, scope)
        for thing in self.resolver.evaluate(named_part(template), env):
            loaded = addressed(thing.value) if isinstance(thing, Const) and isinstance(thing.value, str) else None
            if loaded is None or "{" in loaded[0].name:
                continue
            yield self._observation(loaded[0], template.line, "", loaded[1])
            for path, line in self._written(loaded[0].name, template, env):
                yield self._observation(loaded[0], line, "", loaded[1], path)

    def _written(self, name: str, template: Template, env: Env) -> Iterator[tuple[str, int]]:
        """Where the name in an address that is put together is written."""
        for part in template.parts[1:]:
            things = self.resolver.evaluate(part, env) if not isinstance(part, Lit) else ()
            yield from ((one.path, one.line) for one in things if isinstance(one, Const) and one.value == name)

    def _environment(self, value: Name | Item, scope: str) -> Iterator[Observation]:
        """`process.env.OPENAI_API_KEY`, `os.environ["OPENAI_API_KEY"]`, `os.getenv(ENV_API_KEY)`."""
        name = ""
        if isinstance(value, Name) and value.path.startswith(ENVIRONMENTS):
            name = value.path.rpartition(".")[2]
        elif isinstance(value, Item) and isinstance(value.base, Name) and value.base.path in _ENVIRONMENT_BASES:
            keys = self.resolver.evaluate(value.key, Env(self.module.path, scope))
            name = next((one.value for one in keys if isinstance(one, Const) and isinstance(one.value, str)), "")
        provider = self.resolver.catalogue.provider_of_env(name) if name else None
        if provider is not None:
            found = provider_service(provider)
            yield self._observation(found.subject, value.line, name, {**found.facts, "env_names": [name]})

    def _observation(
        self, subject: Subject, line: int, symbol: str, facts: dict[str, Json], path: str = ""
    ) -> Observation:
        confidence = _CONFIDENCE if self.usage == "used" else MENTIONED
        evidence = Evidence(path=path or self.module.path, line=line, symbol=symbol[:200], confidence=confidence)
        return Observation(subject=subject, evidence=evidence, facts={**facts, "usage": self.usage})


def _said(template: Template) -> int:
    """How many characters of a template stand in the source."""
    return sum(len(str(part.value)) for part in template.parts if isinstance(part, Lit))
