"""Which models a router falls back to: `Router(model_list=[...], fallbacks=[{"main": ["backup"]}])` of LiteLLM.

A router names groups of models; its fallbacks lead from one group to others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link
from aibom.scanners.code.facts import Map, Seq, Value
from aibom.scanners.code.matching.model_names import api_model, routed
from aibom.scanners.code.matching.trace import Tracer
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env

_ROUTERS = "litellm"
_FALLBACKS = ("fallbacks", "context_window_fallbacks", "content_policy_fallbacks")
_MAX_ITEMS = 60


def fallback_links(tracer: Tracer, hits: Iterable[Hit]) -> Iterator[Link]:
    """The links from each model of a group to the models of the groups that stand in for it."""
    for hit in hits:
        if hit.symbol.module.partition(".")[0] == _ROUTERS and hit.symbol.path == "Router" and not is_test(hit.path):
            yield from _of_router(tracer.resolver, hit)


def _of_router(resolver: Resolver, hit: Hit) -> Iterator[Link]:
    groups = _groups(resolver, hit)
    evidence = Evidence(path=hit.path, line=hit.line, symbol=hit.name, confidence=hit.confidence)
    for group, other in _fallbacks(resolver, hit):
        for source in groups.get(group, ()):
            for target in groups.get(other, ()):
                if source.subject != target.subject:
                    kind = RelationKind.FALLS_BACK_TO
                    yield Link(source=source.subject, kind=kind, target=target.subject, evidence=evidence)


def _fallbacks(resolver: Resolver, hit: Hit) -> Iterator[tuple[str, str]]:
    """Pairs of a group and one that stands in for it."""
    for locator in _FALLBACKS:
        for value, env in written(resolver, locator, hit.site):
            for data in _items(resolver, value, env):
                for key, item in data.value.pairs if isinstance(data.value, Map) else ():
                    yield from ((str(getattr(key, "value", "")), name) for name in _texts(resolver, item, data.env))


def _groups(resolver: Resolver, hit: Hit) -> dict[str, list[Found]]:
    """The models of each group that the list of models names."""
    groups: dict[str, list[Found]] = defaultdict(list)
    for locator in ("model_list", "0"):
        for value, env in written(resolver, locator, hit.site):
            for data in _items(resolver, value, env):
                names = _texts(resolver, _member(data, "model_name"), data.env)
                for inner in _items(resolver, _member(data, "litellm_params"), data.env):
                    for model in _texts(resolver, _member(inner, "model"), inner.env):
                        provider, name = routed(resolver.catalogue, model)
                        subject, facts = api_model(resolver.catalogue, name, provider, "chat")
                        for group in names:
                            groups[group].append(Found(subject, facts))
    return groups


def _member(data: Data, name: str) -> Value | None:
    pairs = data.value.pairs if isinstance(data.value, Map) else ()
    return next((item for key, item in pairs if getattr(key, "value", None) == name), None)


def _items(resolver: Resolver, value: Value | None, env: Env) -> Iterator[Data]:
    """The mappings that a value is or that its list holds."""
    for thing in resolver.evaluate(value, env) if value is not None else ():
        if isinstance(thing, Data) and isinstance(thing.value, Seq):
            for item in thing.value.items[:_MAX_ITEMS]:
                yield from (one for one in resolver.evaluate(item, thing.env) if isinstance(one, Data))
        elif isinstance(thing, Data):
            yield thing


def _texts(resolver: Resolver, value: Value | None, env: Env) -> list[str]:
    """The texts that a value is or that its list holds."""
    found: list[str] = []
    for thing in resolver.evaluate(value, env) if value is not None else ():
        if isinstance(thing, Const) and isinstance(thing.value, str):
            found.append(thing.value)
        elif isinstance(thing, Data) and isinstance(thing.value, Seq):
            for item in thing.value.items[:_MAX_ITEMS]:
                told = resolver.evaluate(item, thing.env)
                found += [one.value for one in told if isinstance(one, Const) and isinstance(one.value, str)]
    return found
