"""Libraries: imports of packages that the catalogue knows as AI."""

from __future__ import annotations

from collections.abc import Iterator, Set

from aibom.catalog.entries import Provider
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.matching.services import provider_service
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver

_IMPORTED = 0.6  # confidence in a store that is imported and not seen to be called
_MAX_PLACES = 20  # places of one library in one file


def libraries(resolver: Resolver, module: Module, confidence: float, usage: str) -> Iterator[Observation]:
    """One observation for each import line of an AI package that is not a module of the tree."""
    counts: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    for imp in module.facts.imports:
        package = resolver.catalogue.imported_package(module.group, _full(module, imp.module, imp.name))
        if package is None or (package.name, imp.line) in seen:
            continue
        if resolver.places.locate(module.group, imp.module, module.path) is not None and _inside(
            resolver, module, imp.module, imp.name
        ):
            continue
        seen.add((package.name, imp.line))
        counts[package.name] = counts.get(package.name, 0) + 1
        if counts[package.name] > _MAX_PLACES:
            continue
        facts: dict[str, Json] = {
            "imported": True,
            "ecosystem": package.ecosystem,
            "ai_role": package.role,
            "usage": usage,
        }
        yield Observation(
            subject=Subject(kind=Kind.LIBRARY, name=package.name, origin=package.ecosystem),
            evidence=Evidence(path=module.path, line=imp.line, symbol=imp.module, confidence=confidence),
            facts=facts,
        )
        listed = resolver.catalogue.package(package.ecosystem, package.name) is not None
        provider = None if listed or usage != "used" else resolver.catalogue.provider(package.provider)
        if provider is not None:  # nothing more is known of what it does
            service = provider_service(provider)
            evidence = Evidence(path=module.path, line=imp.line, symbol=imp.module, confidence=_IMPORTED)
            yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": usage})


def imported_stores(resolver: Resolver, told: Set[object]) -> Iterator[Observation]:
    """The vector stores whose client is imported by name, where no call that could be followed tells of them.

    Code hands such classes on (`return QdrantVectorStore`, a table of back ends) as often as it calls them.
    """
    for path, module in resolver.modules.items():
        for imp in module.facts.imports if not is_test(path) else ():
            provider = None if imp.typing_only or not imp.name else _store(resolver, module, imp.module, imp.name)
            if provider is None or provider.id in told:
                continue
            service = provider_service(provider)
            evidence = Evidence(path=path, line=imp.line, symbol=imp.name or "", confidence=_IMPORTED)
            yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": "used"})


def _store(resolver: Resolver, module: Module, name: str, member: str) -> Provider | None:
    for signature in resolver.catalogue.signatures(module.group, "call", name, member):
        plain = signature.kind == Kind.SERVICE and not signature.when  # of some what is given decides
        provider = resolver.catalogue.provider(signature.provider) if plain else None
        if provider is not None and provider.service_type == "vector-store":
            return provider
    return None


def _full(module: Module, name: str, member: str | None) -> str:
    """`from google import genai` imports google.genai."""
    if module.group == "python" and member not in (None, "*"):
        return f"{name}.{member}"
    return name


def _inside(resolver: Resolver, module: Module, name: str, member: str | None) -> bool:
    """Whether the tree's own module of that name really has what is imported from it."""
    path = resolver.places.locate(module.group, name, module.path)
    assert path is not None
    deep = module.group != "python" or "." in name.strip(".")
    return deep or member in (None, "*") or bool(resolver.exported(path, str(member))) or path not in resolver.modules
