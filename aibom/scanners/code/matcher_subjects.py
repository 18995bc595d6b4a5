"""Names what a hit yields: a model, data set, tool, agent or prompt, with the facts the call tells."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable

from aibom.catalog.entries import Provider, Signature
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject, Unknown
from aibom.scanners.code.facts import Map
from aibom.scanners.code.locate import given, located, makers
from aibom.scanners.code.matcher_mcp import launched
from aibom.scanners.code.matcher_models import (
    api_model,
    file_model,
    hub_model,
    is_name,
    local_path,
    looks_like_hub,
    routed,
    settled_text,
    tree_path,
)
from aibom.scanners.code.matcher_services import provider_at, provider_service, unnamed_service
from aibom.scanners.code.matcher_types import Found, Hit
from aibom.scanners.code.resolver import Resolver
from aibom.scanners.code.resolver_members import class_member
from aibom.scanners.code.resolver_names import elements
from aibom.scanners.code.resolver_types import Abstracts, Const, Data, Definition, Lost, Site, Symbol

_Named = tuple[Subject, dict[str, Json]]


_MANY = 2  # providers that one literal may be named for: the choice between OpenAI and Azure is common


class Namer:
    """Turns hits into subjects; results are memoised by signature and call site."""

    def __init__(self, resolver: Resolver, paths: frozenset[str]) -> None:
        self.resolver, self.paths = resolver, paths
        self._memo: dict[tuple[int, Site, object], tuple[Found, ...]] = {}
        self._doubtful: set[tuple[str, int, str]] = set()
        self.unknowns: dict[tuple[str, int, str], Unknown] = {}

    def found(self, hit: Hit, site: Site | None = None) -> tuple[Found, ...]:
        """What a hit yields, as entered from a site (its own when left out)."""
        found = self._raw(hit, site or hit.site)
        if hit.signature.kind != "model" or not self._doubtful:
            return found
        settled = dict.fromkeys(self._settled(one) for one in found)
        return tuple(one for one in settled if one is not None)

    def _raw(self, hit: Hit, site: Site) -> tuple[Found, ...]:
        key = (hit.signature.id, site, hit.target)
        if key not in self._memo:
            self._memo[key] = ()
            by_kind: dict[str, Callable[[Hit, Site], list[Found]]] = {
                "model": self._models,
                "dataset": self._datasets,
                "tool": self.labelled,
                "agent": self.labelled,
                "service": self._services,
            }
            make = by_kind.get(hit.signature.kind)
            self._memo[key] = tuple(make(hit, site)) if make and self._needed(hit, site) else ()
        return self._memo[key]

    def weigh(self, hits: Iterable[Hit]) -> None:
        """Find the names that one setting hands to the clients of several providers.

        Code that chooses a client by a setting passes the same name to all of them; it belongs to the provider
        that its form tells, or to none that can be told.
        """
        origins: dict[tuple[str, int, str], set[str]] = defaultdict(set)
        for hit in hits:
            if hit.signature.kind == "model":
                for one in self._raw(hit, hit.site):
                    for path, line in one.places:
                        origins[path, line, one.subject.name].add(one.subject.origin)
        self._doubtful = {
            place for place, named in origins.items() if len(named) > _MANY or self._contradicted(place, named)
        }

    def _contradicted(self, place: tuple[str, int, str], named: set[str]) -> bool:
        form = self.resolver.catalogue.form(place[2])
        return len(named) > 1 and form is not None and form.provider in named

    def _settled(self, found: Found) -> Found | None:
        name = found.subject.name
        if not any((path, line, name) in self._doubtful for path, line in found.places):
            return found
        catalogue = self.resolver.catalogue
        form = catalogue.form(name)
        if found.subject.origin == "azure-openai" and form is not None and form.provider == "openai":
            return found
        if form is None and not looks_like_hub(name):
            return None
        if (form is not None and form.provider == "hf") or (form is None and looks_like_hub(name)):
            subject, facts = hub_model(name)
        else:
            subject, facts = api_model(catalogue, name, catalogue.provider(form.provider) if form else None, "")
        return Found(subject, facts, found.places)

    def _needed(self, hit: Hit, site: Site) -> bool:
        needs = hit.signature.needs
        return not needs or any(given(self.resolver, locator, site) for locator in needs)

    # -- texts ----------------------------------------------------------------------------------------------

    def texts(self, signature: Signature, site: Site) -> tuple[list[Const], list[Lost], bool]:
        """The readable names of a call, the unreadable ones, and whether the argument is given at all."""
        known: dict[Const, None] = {}
        lost: list[Lost] = []
        for locator in signature.name:
            if locator == "=" or site.call < 0:
                continue
            values = located(self.resolver, locator, site)
            for value in _flat(self.resolver, values):
                if isinstance(value, Const) and isinstance(value.value, str) and value.value:
                    known[value] = None
                elif isinstance(value, Lost):
                    lost.append(value)
                elif isinstance(value, Symbol) and (spelt := self._spelt(signature, value)):
                    known[Const(spelt, site.env.path, self._line(site))] = None
                elif isinstance(value, Symbol) and value.path and not value.path.endswith(")"):
                    lost.append(Lost(value.path.rpartition("().")[2], site.env.path, 0))
            if values and not all(isinstance(v, Const) and v.value is None for v in values):
                return list(known), lost, True
        return list(known), lost, False

    def _spelt(self, signature: Signature, symbol: Symbol) -> str | None:
        """The model that a library's constant stands for (`openai.GPT4oMini`)."""
        if signature.kind != "model" or symbol.made is not None:
            return None
        parts = symbol.path.removesuffix("()").split(".")
        names = [p for p in reversed(parts) if p not in ("toString", "getValue", "getName", "asString", "value", "id")]
        return self.resolver.catalogue.spelt_model(names[0]) if names else None

    def _line(self, site: Site) -> int:
        return self.resolver.modules[site.env.path].call(site.call).line

    # -- models ---------------------------------------------------------------------------------------------

    def _models(self, hit: Hit, site: Site) -> list[Found]:
        signature = hit.signature
        if signature.naming == "class":
            return [self._by_class(hit)]
        known, lost, present = self.texts(signature, site)
        if not present and signature.default and not self._unpacks(site):
            known = [Const(signature.default, hit.path, hit.line)]
        provider = self.provider(hit, site)
        found = []
        for text in known:
            name = settled_text(str(text.value).strip())
            if text.partial or not is_name(name):
                if text.partial and not known_elsewhere(known):
                    self._unknown(hit, "model", name, text.path, text.line)
                continue
            subject, facts = self._model(hit, site, name, provider, text)
            found.append(Found(subject, {**facts, **self._constant_facts(hit, site)}, _places(text)))
        if not known and site == hit.site:
            self._report_lost(hit, site, "model", lost, present)
        return found

    def _unpacks(self, site: Site) -> bool:
        """Whether a call is given more arguments than can be read."""
        return site.call >= 0 and self.resolver.modules[site.env.path].call(site.call).spread

    def _report_lost(self, hit: Hit, site: Site, topic: str, lost: list[Lost], present: bool) -> None:
        for value in lost[:1]:
            self._unknown(hit, topic, value.expression, value.path or hit.path, value.line, value.why)
        if not lost and not present and site.call >= 0:
            call = self.resolver.modules[site.env.path].call(site.call)
            if call.spread and not hit.signature.default:
                self._unknown(hit, topic, "**", hit.path, hit.line, "arguments")

    def _unknown(self, hit: Hit, topic: str, expression: str, path: str, line: int, why: str = "") -> None:
        reason = {
            "environment": f"the {topic}'s name comes from the environment and has no default",
            "arguments": f"the {topic}'s name is among arguments that are unpacked",
        }.get(why, f"the {topic}'s name is computed")
        key = (hit.path, hit.line, topic)
        self.unknowns.setdefault(
            key, Unknown(topic=topic, path=hit.path, line=hit.line, reason=reason, expression=expression[:200])
        )

    def _model(self, hit: Hit, site: Site, name: str, provider: Provider | None, text: Const) -> _Named:
        signature = hit.signature
        catalogue = self.resolver.catalogue
        if signature.prefix and not local_path(name) and "/" not in name and signature.prefix.strip("-") not in name:
            name = signature.prefix + name
        if signature.naming == "label":
            facts: dict[str, Json] = {"source": f"{signature.framework}:{name}"} if signature.framework else {}
            named: _Named = Subject(kind=Kind.MODEL, name=name, origin=signature.framework), facts
        elif signature.naming == "hub":
            named = self._hub(name, text, site)
        elif signature.naming == "url" and "://" in name:
            named = Subject(kind=Kind.MODEL, name=name), {"source": name}
        elif signature.naming in ("file", "url"):
            named = file_model(tree_path(name, posixpath.dirname(text.path), self.paths))
        elif signature.naming == "routed":
            prefixed, rest = routed(catalogue, name)
            named = self._via(prefixed or provider, rest, signature)
        else:
            named = self._via(provider, name, signature)
        subject, facts = named
        if signature.model_class and "model_class" not in facts:
            facts["model_class"] = signature.model_class
        return subject, facts

    def _via(self, provider: Provider | None, name: str, signature: Signature) -> _Named:
        provider = self._own_provider(provider, name)
        if provider is not None and provider.id == "huggingface" and looks_like_hub(name):
            subject, facts = hub_model(name)
            return subject, {**facts, "hosted": True}
        return api_model(self.resolver.catalogue, name, provider, signature.model_class)

    def _hub(self, name: str, text: Const, site: Site) -> _Named:
        path = tree_path(name, posixpath.dirname(text.path), self.paths)
        if local_path(name) or path in self.paths or self.resolver.places.is_folder(path):
            return file_model(path)
        revision = next(
            (
                v.value
                for v in located(self.resolver, "revision", site)
                if isinstance(v, Const) and isinstance(v.value, str)
            ),
            None,
        )
        return hub_model(name, revision)

    def _by_class(self, hit: Hit) -> Found:
        parts = hit.symbol.path.removesuffix("()").split(".")
        name = parts[-2] if parts[-1] == "load_data" and len(parts) > 1 else parts[-1]
        facts: dict[str, Json] = dict(hit.signature.facts)
        if hit.signature.model_class:
            facts["model_class"] = hit.signature.model_class
        facts["framework"] = hit.symbol.module.partition(".")[0]
        return Found(Subject(kind=Kind(hit.signature.kind), name=name), facts)

    def _constant_facts(self, hit: Hit, site: Site) -> dict[str, Json]:
        facts = dict(hit.signature.facts)
        task = located(self.resolver, "task", site) if hit.signature.naming == "hub" and site.call >= 0 else ()
        for value in task[:1]:
            if isinstance(value, Const) and isinstance(value.value, str):
                facts["task"] = value.value
        return facts

    def provider(self, hit: Hit, site: Site) -> Provider | None:
        """Who serves the model of a call: the one at the address it is given, else the SDK's own."""
        catalogue = self.resolver.catalogue
        for locator in hit.signature.endpoint:
            for value in located(self.resolver, locator, site):
                if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                    return provider_at(catalogue, value.value)
        for value in located(self.resolver, "model_provider", site) if site.call >= 0 else ():
            if isinstance(value, Const) and isinstance(value.value, str):
                return catalogue.provider_of_name(value.value)
        return catalogue.provider(hit.signature.provider) if hit.signature.provider else None

    def _own_provider(self, provider: Provider | None, name: str) -> Provider | None:
        """The SDK's provider, unless it is OpenAI's and the name is another's: then a compatible API is meant."""
        form = self.resolver.catalogue.form(name)
        if provider is None or provider.id != "openai" or form is None or form.provider in ("openai", "hf"):
            return provider
        return self.resolver.catalogue.provider(form.provider) or provider

    def _services(self, hit: Hit, site: Site) -> list[Found]:
        """The service that a client talks to."""
        service = self.service(hit, site)
        return [service._replace(facts={**service.facts, **hit.signature.facts})] if service else []

    def service(self, hit: Hit, site: Site) -> Found | None:
        """The service behind a hit: at the address it is given, else that of its provider."""
        catalogue, signature = self.resolver.catalogue, hit.signature
        for locator in signature.endpoint:
            for value in located(self.resolver, locator, site):
                if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                    at = provider_at(catalogue, value.value)
                    if at is not None:
                        return provider_service(at, value.value, (value.path, value.line))
                    return unnamed_service(value.value) or self._default_service(signature)
        provider = self.provider(hit, site)
        if signature.naming == "routed" and provider is None:
            return None
        return provider_service(provider) if provider is not None else self._default_service(signature)

    def _default_service(self, signature: Signature) -> Found | None:
        provider = self.resolver.catalogue.provider(signature.service or signature.provider)
        return provider_service(provider) if provider is not None else None

    # -- data sets ------------------------------------------------------------------------------------------

    def _datasets(self, hit: Hit, site: Site) -> list[Found]:
        signature = hit.signature
        if signature.naming == "class":
            return [self._by_class(hit)]
        known, lost, present = self.texts(signature, site)
        found = []
        for text in known:
            name = str(text.value).strip()
            if hit.signature.naming == "label":
                found.append(
                    Found(
                        Subject(kind=Kind.DATASET, name=name, origin=hit.signature.framework),
                        dict(hit.signature.facts),
                        _places(text),
                    )
                )
            elif name in self.resolver.catalogue.builders and "builders" in signature.instead:
                found += self._built(hit, site)
            elif text.partial:
                self._unknown(hit, "dataset", name, text.path, text.line)
            elif name:
                found.append(self._dataset(hit, site, name, text))
        if not known and site == hit.site:
            self._report_lost(hit, site, "dataset", lost, present)
        return found

    def _built(self, hit: Hit, site: Site) -> list[Found]:
        """`load_dataset("json", data_files=...)` reads the files; the builder is no data set."""
        found = []
        for locator in hit.signature.instead["builders"]:
            for value in _flat(self.resolver, located(self.resolver, locator, site)):
                if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                    found.append(self._file_data(hit, str(value.value), value))
                elif isinstance(value, Lost) and site == hit.site:
                    self._report_lost(hit, site, "dataset", [value], True)
        return found

    def _dataset(self, hit: Hit, site: Site, name: str, text: Const) -> Found:
        if hit.signature.naming in ("file", "url"):
            return self._file_data(hit, name, text)
        path = tree_path(name, posixpath.dirname(text.path), self.paths)
        if local_path(name) or path in self.paths or self.resolver.places.is_folder(path):
            return self._file_data(hit, name, text)
        facts: dict[str, Json] = {**hit.signature.facts, "source": f"hf:{name}"}
        for fact, locators in (("config", ("name", "1")), ("split", ("split",)), ("revision", ("revision",))):
            for value in (v for locator in locators for v in located(self.resolver, locator, site)):
                if isinstance(value, Const) and isinstance(value.value, str):
                    facts.setdefault(fact, value.value)
        return Found(Subject(kind=Kind.DATASET, name=name, origin="hf"), facts, _places(text))

    def _file_data(self, hit: Hit, name: str, text: Const) -> Found:
        facts: dict[str, Json] = dict(hit.signature.facts)
        if hit.signature.naming == "hub" and looks_like_hub(name) and tree_path(name, "", self.paths) not in self.paths:
            return Found(
                Subject(kind=Kind.DATASET, name=name, origin="hf"), {**facts, "source": f"hf:{name}"}, _places(text)
            )
        if name.startswith(("http://", "https://", "s3://", "gs://", "hf://")):
            origin = ""
            facts["source"] = name
        else:
            name = tree_path(name, posixpath.dirname(text.path), self.paths)
            origin = "file"
            facts["source"] = f"file:{name}"
        return Found(Subject(kind=Kind.DATASET, name=name, origin=origin), facts, _places(text))

    # -- tools and agents -----------------------------------------------------------------------------------

    def labelled(self, hit: Hit, site: Site) -> list[Found]:
        kind = Kind(hit.signature.kind)
        if hit.signature.launch:
            known, _, _ = self.texts(hit.signature, site)
            name = next((str(text.value) for text in known if not text.partial), "")
            server = launched(self.resolver, hit, site, name)
            return [server] if server is not None else []
        facts: dict[str, Json] = dict(hit.signature.facts)
        if hit.signature.framework:
            facts["framework"] = hit.signature.framework
        if hit.target is not None:
            facts |= self._described(hit)
        return [Found(self._subject(kind, name, hit, facts), facts, place) for name, place in self._labels(hit, site)]

    def _subject(self, kind: Kind, name: str, hit: Hit, facts: dict[str, Json]) -> Subject:
        if facts.get("tool_type") == "mcp-server":
            return Subject(kind=kind, name=name, origin="mcp")
        if facts.get("tool_type") == "hosted" or hit.signature.naming == "class":
            return Subject(kind=kind, name=name, origin=hit.signature.framework)
        return Subject(kind=kind, name=name, scope=hit.target.path if hit.target is not None else hit.path)

    def _described(self, hit: Hit) -> dict[str, Json]:
        assert hit.target is not None
        module = self.resolver.modules[hit.target.path]
        declared = module.functions.get(hit.target.scope) or module.classes.get(hit.target.scope)
        doc = declared.doc if declared is not None else ""
        return {"description": doc.split(". ")[0][:200]} if doc else {}

    def _labels(self, hit: Hit, site: Site) -> list[tuple[str, tuple[tuple[str, int], ...]]]:
        signature = hit.signature
        if signature.naming == "class":
            return [(hit.symbol.path.removesuffix("()").rpartition(".")[2], ())]
        if hit.target is not None:
            return [(self._target_name(hit, site), ((hit.target.path, self._target_line(hit)),))]
        known, _, _ = self.texts(signature, site)
        names = [(str(t.value).strip(), _places(t)) for t in known if not t.partial and len(str(t.value)) <= 120]
        if names:
            return names
        if signature.default:
            return [(signature.default, ())]
        handler = self._handler(signature, site)
        if handler is not None:
            return [handler]
        owner = self.resolver.modules[site.env.path].owner(site.call) if "=" in signature.name else ""
        return [(owner or self.fallback_name(hit), ())]

    def _handler(self, signature: Signature, site: Site) -> tuple[str, tuple[tuple[str, int], ...]] | None:
        """The function of the tree that a tool runs, which lends its name."""
        for locator in signature.roles.get("handler", ()):
            for value in located(self.resolver, locator, site):
                if isinstance(value, Definition) and value.kind == "function":
                    function = self.resolver.modules[value.path].functions.get(value.scope)
                    if function is not None and not function.name.startswith("<"):
                        return function.name, ((value.path, function.line),)
        return None

    def fallback_name(self, hit: Hit) -> str:
        """A name for what has none: the function that returns it, else what is called."""
        scope = self.resolver.modules[hit.path].enclosing_function(hit.site.env.scope) or ""
        last = scope.rpartition(".")[2]
        called = hit.symbol.path.removesuffix("()").rpartition(".")[2]
        return last if last and not last.startswith("<") and last not in ("main", "__init__", "run") else called

    def _target_name(self, hit: Hit, site: Site) -> str:
        assert hit.target is not None
        if hit.target.kind == "class":
            for value in class_member(self.resolver, hit.target, "name"):
                if isinstance(value, Const) and isinstance(value.value, str) and not value.partial:
                    return value.value
            return hit.target.scope.rpartition(".")[2]
        known, _, _ = self.texts(hit.signature, site)
        for text in known:
            if isinstance(text.value, str) and text.value and not text.partial and len(text.value) <= 80:
                return text.value
        return hit.target.scope.rpartition(".")[2]

    def _target_line(self, hit: Hit) -> int:
        assert hit.target is not None
        module = self.resolver.modules[hit.target.path]
        declared = module.functions.get(hit.target.scope) or module.classes.get(hit.target.scope)
        return declared.line if declared is not None else hit.line

    def makers(self, site: Site) -> list[Site]:
        """The calls that made what a call is made on."""
        return makers(self.resolver, site)


def _flat(resolver: Resolver, values: Abstracts) -> Abstracts:
    """Lists of names count as their items; mappings as their values."""
    found: list[object] = []
    for value in values:
        if isinstance(value, Data) and isinstance(value.value, Map):
            for _, item in value.value.pairs:
                for inner in resolver.evaluate(item, value.env):
                    found += elements(resolver, (inner,)) if isinstance(inner, Data) else (inner,)
        elif isinstance(value, Data):
            found += elements(resolver, (value,))
        else:
            found.append(value)
    return tuple(found)  # type: ignore[arg-type]


def known_elsewhere(known: list[Const]) -> bool:
    """Whether a readable name stands beside the partly known ones."""
    return any(not text.partial for text in known)


def _places(text: Const) -> tuple[tuple[str, int], ...]:
    return ((text.path, text.line),) if text.path and text.line else ()
