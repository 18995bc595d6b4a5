"""Which files of code make embeddings or fill a store of vectors, themselves or by functions of another file of the
project (`from app.openai import get_embeddings`): what these merely read (`beside: index`) is data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from aibom.core import re
from aibom.scanners.code.matching.types import Hit
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Definition, Env, Site

_EMBEDS = re.compile(r"embed|vector|index|ingest|upsert|add_(?:documents|chunks|texts)|chunks_to", re.IGNORECASE)
_LOADS = re.compile(
    r"(?:load|read|get|parse|process|fetch|collect|gather|crawl)\w*(?:doc|file|markdown|pdf|text|page|post|article|content"
    r"|note|knowledge|corpus|transcript|chunk|data)",
    re.IGNORECASE,
)
_MAX_CALLS = 200  # of one file that are asked whose function they run


def indexes(resolver: Resolver, hit: Hit) -> bool:
    """Whether a hit is an embedding model or a store of vectors."""
    provider = resolver.catalogue.provider(hit.signature.provider)
    store = provider is not None and provider.service_type == "vector-store"
    return store or hit.signature.model_class == "embedding"


def without_readers(resolver: Resolver, hits: list[Hit]) -> list[Hit]:
    """The hits less what files read that have nothing to do with embeddings."""
    reading = {hit.path for hit in hits if hit.signature.beside == "index"}
    if not reading:
        return hits
    making = {hit.path for hit in hits if indexes(resolver, hit)}
    kept = {path for path in reading if path in making or _hands_over(resolver, resolver.modules[path], making)}
    asked = _loaders(resolver, making, reading - kept)
    return [hit for hit in hits if hit.signature.beside != "index" or hit.path in kept or _is_in(hit, asked)]


def _is_in(hit: Hit, functions: Mapping[str, Set[str]]) -> bool:
    """Whether a hit stands in one of the functions of its file, or in a block within it."""
    return hit.site.env.scope.partition(".<")[0] in functions.get(hit.path, ())


def _loaders(resolver: Resolver, making: Set[str], reading: Set[str]) -> Mapping[str, Set[str]]:
    """The functions of other files by which those that make embeddings load documents, by the files that they are in:
    `embed(await loadDocuments("docs"))`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(making) if reading else ():
        module = resolver.modules[path]
        calls = [index for index, call in enumerate(module.facts.calls) if _LOADS.search(call.callee)]
        for index in calls[:_MAX_CALLS]:
            for one in resolver.callee(Site(Env(path, module.facts.calls[index].scope), index)):
                if isinstance(one, Definition) and one.path in reading:
                    found[one.path].add(one.scope)
    return found


def _hands_over(resolver: Resolver, module: Module, making: Set[str]) -> bool:
    """Whether a file of Python calls a function for embeddings of a file that makes some."""
    if module.group != "python" or not making:
        return False
    calls = [index for index, call in enumerate(module.facts.calls) if _EMBEDS.search(call.callee)]
    return any(_leads(resolver, module, calls[:_MAX_CALLS], making))


def _leads(resolver: Resolver, module: Module, calls: Iterable[int], making: Set[str]) -> Iterable[bool]:
    for index in calls:
        site = Site(Env(module.path, module.facts.calls[index].scope), index)
        yield any(isinstance(one, Definition) and one.path in making for one in resolver.callee(site))
