"""Libraries: imports of packages that the catalogue knows as AI."""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Observation, Subject
from aibom.scanners.code.resolver import Resolver
from aibom.scanners.code.resolver_modules import Module

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
