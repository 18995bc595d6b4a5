"""Turns hits into subjects: one entry to the namers of models, data, tools and agents, with their memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set

from aibom.catalog.loader import OPENROUTER
from aibom.scanners.code.matching.model_names import api_model, hub_model, looks_like_hub
from aibom.scanners.code.matching.naming.data import DataHits
from aibom.scanners.code.matching.naming.kept_folders import as_downloaded, kept_folders
from aibom.scanners.code.matching.naming.models import ModelHits
from aibom.scanners.code.matching.naming.texts import Texts
from aibom.scanners.code.matching.naming.tools_and_agents import Labels
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.locate import given, makers
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Site

_MANY = 2  # providers that one literal may be named for: the choice between OpenAI and Azure is common

_Place = tuple[str, int, str]


_OPENAI_OR_ROUTER = frozenset(("openai", OPENROUTER))


def _is_of_router(name: str, named: set[str]) -> bool:
    """Whether OpenAI's client is given the name of a router's model in one branch, and in the other only because the
    reader does not tell the branches apart: `openai/gpt-4o`."""
    return "/" in name and named == _OPENAI_OR_ROUTER


class Namer:
    """What hits yield, memoised by signature and call site; call `weigh` with all hits first."""

    def __init__(self, resolver: Resolver, paths: Set[str]) -> None:
        self.resolver, self.paths = resolver, paths
        self.texts = Texts(resolver)
        self._models = ModelHits(self.texts, paths)
        self._labels = Labels(self.texts)
        self._by_kind: dict[str, Callable[[Hit, Site], list[Found]]] = {
            "model": self._models.models,
            "dataset": DataHits(self.texts, paths).datasets,
            "tool": self._labels.labelled,
            "agent": self._labels.labelled,
            "service": self._served,
        }
        self._memo: dict[tuple[int, Site, object], tuple[Found, ...]] = {}
        self._doubtful: set[_Place] = set()
        self._of_router: set[_Place] = set()
        self._kept: Mapping[str, Found] = {}  # the models of the hub by the folders that they are downloaded to
        self._givers: dict[_Place, set[str]] = defaultdict(set)  # the providers whose clients are given a name

    def found(self, hit: Hit, site: Site | None = None) -> tuple[Found, ...]:
        """What a hit yields, as entered from a site (its own when left out)."""
        found = self._raw(hit, site or hit.site)
        if hit.signature.kind == "model" and self._kept:
            found = tuple(as_downloaded(one, self._kept) for one in found)
        if hit.signature.kind != "model" or not self._doubtful:
            return found
        settled = dict.fromkeys(self._settled(one) for one in found)
        return tuple(one for one in settled if one is not None)

    def labelled(self, hit: Hit, site: Site) -> list[Found]:
        """A hit's names whatever its kind is (prompts that are pulled by name)."""
        return self._labels.labelled(hit, site)

    def _served(self, hit: Hit, site: Site) -> list[Found]:
        """The services of a hit; a server that the project writes itself has a name of its own."""
        return self._labels.labelled(hit, site) if hit.signature.naming == "label" else self._models.services(hit, site)

    def services(self, hit: Hit, site: Site) -> list[Found]:
        """The services behind a hit's model, the default first."""
        return self._models.serving.services(hit, site)

    def serves(self, service: Found, model: Found, services: Sequence[Found]) -> bool:
        """Whether one of several services may serve a model."""
        return self._models.serving.serves(service, model, services)

    def half_named(self, hit: Hit) -> list[Found]:
        """The services of a hit's models that are named in part only."""
        return self._models.half_named(hit, hit.site)

    def runners(self, hit: Hit) -> list[tuple[Found, str]]:
        """The servers of one's own that a hit's routed models are asked of, each with the model's name."""
        return self._models.runners(hit, hit.site)

    def shared(self, hit: Hit) -> str:
        """The provider of a client that is given a setting which names another's model, and is given to the other's
        client too: code that chooses a client uses both services. "" where there is none."""
        own = hit.signature.provider
        if not own or any(given(self.resolver, locator, hit.site) for locator in hit.signature.endpoint):
            return ""
        found = self.found(hit)
        foreign = all(
            one.subject.origin != own
            and any(one.subject.origin in self._givers[path, line, one.subject.name] for path, line in one.places)
            for one in found
        )
        return own if found and foreign else ""

    def path_of(self, text: str, path: str) -> str:
        """The path in the tree that a text written in a file means."""
        return self._models.paths.of(text, path)

    def makers(self, site: Site) -> list[Site]:
        """The calls that made what a call is made on."""
        return makers(self.resolver, site)

    def _raw(self, hit: Hit, site: Site) -> tuple[Found, ...]:
        key = (hit.signature.id, site, (hit.target, hit.symbol.path))
        if key not in self._memo:
            self._memo[key] = ()
            make = self._by_kind.get(hit.signature.kind)
            self._memo[key] = tuple(make(hit, site)) if make and self.counts(hit, site) else ()
        return self._memo[key]

    def counts(self, hit: Hit, site: Site) -> bool:
        """Whether a call is given what makes it one of its signature."""
        needs = hit.signature.needs
        return not needs or any(given(self.resolver, locator, site) for locator in needs)

    def weigh(self, hits: Sequence[Hit]) -> None:
        """Find the names that one setting hands to the clients of several providers.

        Code that chooses a client by a setting passes the same name to all of them; it belongs to the provider
        that its form tells, or to none that can be told.
        """
        self._models.connect(hits)
        self._kept = kept_folders(self.resolver, hits, self.found)
        origins: dict[_Place, set[str]] = defaultdict(set)
        for hit in hits:
            if hit.signature.kind == "model":
                for one in self._raw(hit, hit.site):
                    for path, line in one.places:
                        origins[path, line, one.subject.name].add(one.subject.origin)
                        self._givers[path, line, one.subject.name].add(hit.signature.provider)
        self._of_router = {place for place, named in origins.items() if _is_of_router(place[2], named)}
        self._doubtful = {
            place for place, named in origins.items() if len(named) > _MANY or self._contradicted(place, named)
        }

    def _contradicted(self, place: _Place, named: set[str]) -> bool:
        form = self.resolver.catalogue.form(place[2])
        return len(named) > 1 and form is not None and form.provider in named

    def _settled(self, found: Found) -> Found | None:
        name, catalogue = found.subject.name, self.resolver.catalogue
        if any((path, line, name) in self._of_router for path, line in found.places):
            subject, facts = api_model(catalogue, name, catalogue.provider(OPENROUTER), "")
            return Found(subject, facts, found.places)
        if not any((path, line, name) in self._doubtful for path, line in found.places):
            return found
        form = catalogue.form(name)
        if found.subject.origin == "azure-openai" and form is not None and form.provider == "openai":
            return found
        if form is None and not looks_like_hub(name):
            own_library = bool(found.subject.origin) and catalogue.provider(found.subject.origin) is None
            if own_library:
                return found  # whisper's "base" is the same model in each library that runs it
            if not any(char.isdigit() for char in name):
                return None
            subject, facts = api_model(catalogue, name, None, "")
            return Found(subject, facts, found.places)
        if form is None or form.provider == "hf":
            subject, facts = hub_model(name)
        else:
            subject, facts = api_model(catalogue, name, catalogue.provider(form.provider), "")
        return Found(subject, facts, found.places)
