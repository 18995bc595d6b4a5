"""What is told by a literal's context rather than by a known call: `model="gpt-4o"`, an API's address, a key's name,
a tool's schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import TypeGuard

from aibom.core import re
from aibom.core.left_out import within
from aibom.model.sighting import Observation, Subject
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
from aibom.scanners.code.matching.addresses import are_many
from aibom.scanners.code.matching.literals.agent_mappings import Described, instructions
from aibom.scanners.code.matching.literals.asked_lists import is_only_asked
from aibom.scanners.code.matching.literals.chosen_models import (
    chosen,
    enumerated_in,
    is_catalogue,
    offered,
    offered_by_key,
)
from aibom.scanners.code.matching.literals.data_files import holds_file
from aibom.scanners.code.matching.literals.literals_of import OFFERED, LiteralsOf
from aibom.scanners.code.matching.literals.mappings import Mappings
from aibom.scanners.code.matching.literals.named_values import (
    DATA_KEY,
    Named,
    is_model_key,
    may_be_told,
    named_values,
    result_may_be_told,
)
from aibom.scanners.code.matching.literals.offered_prompts import offers_prompts
from aibom.scanners.code.matching.literals.served_models import (
    listed_on_replicate,
    served_model,
    versions_on_replicate,
)
from aibom.scanners.code.matching.literals.texts import Texts
from aibom.scanners.code.matching.literals.tool_mappings import helped, told_tools
from aibom.scanners.code.matching.literals.typed_choices import enumerated, typed_choices
from aibom.scanners.code.matching.written_records import as_mapping
from aibom.scanners.code.resolving.types import Abstract, Const, Data, Env, Symbol

_MAX_NESTING = 6
_MAX_STATEMENT = 4000
_CATALOGUE_SIZE = 3  # more models than this side by side are a list of what could be used
_INTERFACES = (".tsx", ".jsx", ".vue", ".svelte", ".astro")  # files that show what they list
_MANY_SETS = 12
_MAX_ITEMS, _MAX_ENTRIES = 100, 300  # plain values of a list, and mappings
_SHOWN = ("name", "label", "title", "displayName", "display_name")
# Weights under the name that every run of training gives them, in a folder that is computed.
_OF_RUNS = re.compile(
    r"(?:^|/)(?:pytorch_model|adapter_model|model|optimizer|consolidated)\.(?:bin|safetensors|pt|pth)\Z"
)
_IDENTIFIERS, _SHOWN_NAMES = ("modelId", "model_id"), ("modelName", "model_name")


def _is_path(value: Abstract) -> TypeGuard[Const]:
    return isinstance(value, Const) and isinstance(value.value, str) and not value.partial and "/" in value.value


class Context:
    """Looks at the literals of one file, nested as they are."""

    def __init__(self, file: LiteralsOf) -> None:
        self.file, self.resolver, self.module = file, file.resolver, file.module
        self.texts, self.mappings = Texts(file), Mappings(file)
        self.offers = offers_prompts(file.module)

    def observe(self) -> Iterator[Observation]:
        """The models, services, keys and tools that the file's literals name."""
        seen: set[tuple[Subject, str, int | None]] = set()
        for named in chain(named_values(self.module), typed_choices(self.module)):
            if named.entry and not self._is_chosen(named):
                continue
            for observation in self._one(named, 0):
                place = observation.evidence
                key = (observation.subject, place.path, place.line)
                if key not in seen:
                    seen.add(key)
                    yield observation
        yield from self._records()

    def _records(self) -> Iterator[Observation]:
        """The agents that records of the file are."""
        for call in self.module.facts.calls:
            record = as_mapping(self.module, call) if call.kwargs else None
            if record is not None:
                env = Env(self.module.path, call.scope)
                yield from self._described(self.file.agents.of_record(call, record, env), call.callee)

    def _is_chosen(self, entry: Named) -> bool:
        """Whether an entry of an enumeration may be meant by a program that names its entries."""
        chosen = self.resolver.chosen(entry.scope.rpartition(".")[2], self.module.group)
        return not chosen or entry.entry in chosen

    def _one(self, named: Named, depth: int) -> Iterator[Observation]:
        if depth > _MAX_NESTING:
            return
        value = named.value
        match value:
            case Lit():
                yield from self.texts.port(named.name, value)
                yield from self.texts.provider(named.name, value) if named.bound and not named.listed else ()
                yield from self.texts.literal(named.name, value) if isinstance(value.value, str) else ()
            case Template() if value.parts:
                yield from self._template(value, named.scope)
                yield from self._put_together(named, value) if named.bound and holds_file(named.name) else ()
            case Name():
                yield from self.texts.environment(value, named.scope)
                yield from self._constant(named, value) if may_be_told(self.module, named, value) else ()
            case Item() | Member():
                yield from self.texts.environment(value, named.scope) if isinstance(value, Item) else ()
                yield from self._chosen(named, value)
            case CallRef() | FuncRef():
                yield from self._default(named, value) if result_may_be_told(named) else ()
                yield from self._put_together(named, value) if named.bound and holds_file(named.name) else ()
                yield from self._helped(named, value) if isinstance(value, CallRef) else ()
            case Either():
                others = (one for one in value.options if not (isinstance(one, Name) and one.path == named.name))
                yield from self._each(tuple(others), named, depth)
            case Map():
                yield from self._agents(value, named)
                yield from self._mapping(value, named, depth)
            case Seq():
                yield from self._agents(value, named)
                yield from self._sequence(value, named, depth)

    def _template(self, value: Template, scope: str) -> Iterator[Observation]:
        plain = "?".join(str(part.value) for part in value.parts if isinstance(part, Lit))
        yield from self.texts.path(plain, value.line)
        if isinstance(value.parts[0], Lit):
            yield from self.texts.address(Lit(value.parts[0].value, value.line))
            yield from self.texts.template(value, scope)
            yield from self.texts.statement(plain[:_MAX_STATEMENT], value.line)
        else:
            yield from self.texts.asked(value, scope)

    def _put_together(self, named: Named, value: Template | CallRef | FuncRef) -> Iterator[Observation]:
        """The file that parts of a path make under a name that says data: `cfg.train_set = join(BASE, "train.txt")`."""
        texts = [one for one in self.resolver.evaluate(value, Env(self.module.path, named.scope)) if _is_path(one)]
        for one in texts if len(texts) == 1 else ():
            yield from self.texts.literal(named.name, Lit(one.value, value.line))

    def _agents(self, value: Map | Seq, named: Named) -> Iterator[Observation]:
        """The agents that a mapping describes, or a list of such."""
        env = Env(self.module.path, named.scope)
        yield from self._described(self.file.agents.of(self.resolver, value, named.name, env), named.name)

    def _described(self, agents: Iterator[Described], symbol: str) -> Iterator[Observation]:
        for one in agents:
            for path, line in one.found.places:
                yield self.file.observation(one.found.subject, line, symbol, dict(one.found.facts), path)
            for key, text in instructions(one) if one.env.path == self.module.path else ():
                for prompt in self.file.prompts.held(
                    text, one.env, "system", f"{one.found.subject.name} system prompt"
                ):
                    for path, line in prompt.places:
                        yield self.file.observation(prompt.subject, line, key, dict(prompt.facts), path)

    def _sequence(self, value: Seq, named: Named, depth: int) -> Iterator[Observation]:
        """Lists of data sets under a key that says so, of choices, of mappings, and of few names."""
        for found in offered(self.resolver, value, self.module.path):
            if found.places[0] in self.file.tabled:
                continue  # under its provider
            yield self.file.observation(found.subject, found.places[0][1], named.name, dict(found.facts))
        if is_catalogue(value):
            return
        if DATA_KEY.fullmatch(named.name) or holds_file(named.name):
            yield from self._each(value.items[:_MANY_SETS], named, depth)
            return
        among = self.module.group == "javascript" and depth > 0  # `{ defaultModel: ..., availableModels: [...] }`
        shown = bool(named.name) and self.module.path.endswith(_INTERFACES)
        limit = OFFERED if (among or shown) and is_model_key(named.name.rstrip("sS")) else _CATALOGUE_SIZE
        if len(value.items) <= limit or any(isinstance(item, Map) for item in value.items):
            few = len(value.items) <= limit and is_model_key(named.name.rstrip("sS"))
            if few and depth == 0 and named.bound and is_only_asked(self.resolver, self.module, named.name):
                return
            listed = len(value.items) > _CATALOGUE_SIZE
            yield from self._each(value.items, named._replace(name="model" if few else "", listed=listed), depth)

    def _each(self, values: tuple[Value, ...], named: Named, depth: int) -> Iterator[Observation]:
        several = any(isinstance(value, Map) for value in values[:1])
        listed = (
            within(values, _MAX_ENTRIES, "entries of one list", self.module.path) if several else values[:_MAX_ITEMS]
        )
        for value in listed:
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
            if self._converts(value):
                return
            yield from self._each(enumerated(self.module, value), named, _MAX_NESTING - 1)
        for thing in self.resolver.evaluate(value, Env(self.module.path, named.scope)):
            if isinstance(thing, Const) and isinstance(thing.value, str) and thing.path == self.module.path:
                run = thing.joined and _OF_RUNS.search(thing.value)
                yield from () if run else self.texts.literal(named.name, Lit(thing.value, thing.line))

    def _converts(self, value: CallRef) -> bool:
        """Whether a call makes one name of a model of another, which is told where it is given:
        `routed_model_id($this->model)`."""
        call = self.module.call(value.call)
        return any(isinstance(one, Name) and is_model_key(one.path) for one in call.args)

    def _constant(self, named: Named, value: Name) -> Iterator[Observation]:
        """The model that a library's constant is called after, where a setting takes it."""
        things = self.resolver.evaluate(value, Env(self.module.path, named.scope))
        for thing in things:
            if isinstance(thing, Symbol) and self._is_sdk(thing):
                continue  # its call is told
            made = getattr(thing, "made", None)  # an entry of an enumeration: `gpt4o("gpt-4o", 4096)`
            given = self.resolver.modules[made.env.path].call(made.call).args[:1] if made is not None else ()
            if given and isinstance(given[0], Lit) and self.resolver.catalogue.form(str(given[0].value)) is not None:
                yield from self.texts.literal("model", Lit(given[0].value, value.line))
            if isinstance(thing, Const) and isinstance(thing.value, str) and not thing.partial:
                yield from self._followed(named.name, value, thing)
        spelt = self.resolver.catalogue.spelt_model(value.path.rpartition(".")[2])
        outside = any(isinstance(one, Symbol) and one.made is None for one in things)
        if outside and spelt is not None and is_model_key(named.name):
            yield from self.texts.literal(named.name, Lit(spelt, value.line))

    def _followed(self, name: str, value: Name, text: Const) -> Iterator[Observation]:
        """What a text that is written elsewhere says under the name that it has here, unless a call has said it."""
        written = (text.path, text.line)
        if written not in self.file.taken:
            self.file.written.setdefault((self.module.path, value.line), set()).add(written)
            yield from self.texts.literal(name, Lit(text.value, value.line))

    def _is_sdk(self, thing: Symbol) -> bool:
        package = self.resolver.catalogue.imported_package(self.module.group, thing.module)
        return thing.made is not None and package is not None

    def _helped(self, named: Named, value: CallRef) -> Iterator[Observation]:
        """A tool or prompt that a function of the project's own makes under a name."""
        call = self.module.call(value.call)
        if not self.file.is_taken(call.line):
            for found in helped(self.resolver, self.module, named.name, value):
                line = found.places[0][1] if found.places else value.line
                yield self.file.observation(found.subject, line, call.callee, dict(found.facts))

    def _chosen(self, named: Named, value: Item | Member) -> Iterator[Observation]:
        for found in chosen(self.resolver, named, value, Env(self.module.path, named.scope)):
            for path, line in found.places:
                yield self.file.observation(found.subject, line, named.name, dict(found.facts), path)

    def _choices(self, mapping: Map, named: Named, env: Env) -> Iterator[Observation]:
        """The models that a mapping lets a user or a caller choose from."""
        by_key = offered_by_key(self.resolver, mapping, named.name, self.module.path)
        for found in (*by_key, *enumerated_in(self.resolver, named.name, mapping, env)):
            for path, line in found.places:
                yield self.file.observation(found.subject, line, named.name, dict(found.facts), path)

    def _mapping(self, mapping: Map, named: Named, depth: int) -> Iterator[Observation]:
        env = Env(self.module.path, named.scope)
        for tool in told_tools(self.resolver, self.module, Data(mapping, env), named.name):
            if self.file.taken.isdisjoint(tool.places):
                yield from (
                    self.file.observation(tool.subject, at, "", dict(tool.facts), path) for path, at in tool.places
                )
        yield from self._choices(mapping, named, env)
        yield from self.mappings.modules(mapping)
        yield from self.mappings.searched(mapping)
        yield from self.mappings.offered(mapping, env) if self.offers else ()
        yield from self.mappings.message(mapping, env)
        yield from self.mappings.by_provider(mapping, named.name)
        yield from self.mappings.provided(mapping, env) if not named.listed else ()
        names = [v.value for _, v in mapping.pairs if isinstance(v, Lit) and isinstance(v.value, str)]
        catalogue = sum(self.resolver.catalogue.form(text) is not None for text in names) > _CATALOGUE_SIZE
        if are_many(item for _, item in mapping.pairs):
            return
        told = [tell(self.resolver.catalogue, mapping) for tell in (served_model, listed_on_replicate)]
        for served in (*told, *versions_on_replicate(self.resolver.catalogue, mapping)):
            if served is not None and not self.file.is_taken(served[1]):
                yield self.file.observation(served[0], served[1], "model", served[2])
        few = len(mapping.pairs) <= _CATALOGUE_SIZE and is_model_key(named.name.rstrip("sS"))
        identified = any(getattr(key, "value", None) in _IDENTIFIERS for key, _ in mapping.pairs)
        for key, item in mapping.pairs:
            if identified and getattr(key, "value", None) in _SHOWN_NAMES:
                continue  # what is shown of it
            if few and key_name(key) in _SHOWN and isinstance(item, Lit) and str(item.value) != str(item.value).lower():
                continue
            label = "model" if few else key_name(key)
            inner = Named(label if isinstance(label, str) else "", item, named.scope)
            if not (catalogue and isinstance(item, Lit)):
                yield from self._one(inner, depth + 1)
