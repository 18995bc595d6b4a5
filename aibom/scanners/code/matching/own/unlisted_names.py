"""Agents, models and vector stores of packages that are not listed, in other languages than Python: the name
of the class says what it makes, and whose it is (`QwenChatModel.builder()`, `new MongoVectorStore(...)`).

The signatures of the pseudo module `unlisted` ask for what such a thing is given; they count with less confidence, and
only where nothing else matches.
"""

from __future__ import annotations

from collections.abc import Iterable

from aibom.catalog.entries import Provider, Signature
from aibom.catalog.loader import Catalogue
from aibom.core import re
from aibom.scanners.code.matching.types import UNLISTED
from aibom.scanners.code.resolving.types import LOOSE, Abstracts, Symbol

_MAKES = frozenset("builder Builder newBuilder create Create make new New getInstance init Build build".split())
_METHOD = re.compile(r"(?:As|Get|Add|Use|With|To|Create|Build|Make|Set|Is|Has|New|Configure|Register)(?=[A-Z])|[a-z_]")
_FORMS = (
    ("Agent", re.compile(r"\w*Agent(?:Builder)?")),
    ("VectorStore", re.compile(r"\w+(?:VectorStore|EmbeddingStore|VectorDB|VectorDb|VectorIndex)(?:Builder)?")),
    ("EmbeddingModel", re.compile(r"\w+(?:EmbeddingModel|EmbeddingClient|EmbeddingsModel|Embeddings)(?:Builder)?")),
    ("ChatModel", re.compile(r"\w+(?:Chat(?:Language)?Model|LanguageModel|ChatClient|LLM|Llm)(?:Builder|Options)?")),
)
_PLACED = ("VectorStore",)  # what is told only with whose it is
_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z]|\d|\Z)|[A-Z]?[a-z]+|\d+")
_MAX_WORDS = 4


def made_by_name(catalogue: Catalogue, group: str, targets: Abstracts) -> list[tuple[Symbol, Signature]]:
    """The signatures that the name of a class outside of the tree asks for, with the provider that it names."""
    for target in targets:
        name = _class_name(target) if isinstance(target, Symbol) and target.module != LOOSE else ""
        form = next((form for form, pattern in _FORMS if pattern.fullmatch(name)), "") if name else ""
        if form and isinstance(target, Symbol):
            provider = provider_in(catalogue, name, ("vector-store",) if form in _PLACED else ())
            if provider is None and form in _PLACED:
                continue
            found = catalogue.signatures(group, "call", UNLISTED, form)
            return [(target, _of(one, provider)) for one in found]
    return []


def provider_in(catalogue: Catalogue, name: str, types: Iterable[str]) -> Provider | None:
    """Whose name a class's name begins with: `MistralAiChatModel` is Mistral's; only one of the `types` of service."""
    words = [word.lower() for word in _WORDS.findall(name)][:_MAX_WORDS]
    for count in range(len(words), 0, -1):
        found = catalogue.provider_of_name("".join(words[:count])) or catalogue.provider_of_name(
            "-".join(words[:count])
        )
        if found is not None and (not types or found.service_type in types):
            return found
    return None


def _of(signature: Signature, provider: Provider | None) -> Signature:
    named = provider is not None and signature.kind in ("model", "service")
    return signature._replace(provider=provider.id) if named and provider is not None else signature


def _class_name(target: Symbol) -> str:
    """The class that a call makes one of: of `io.scope.ReActAgent` + `builder` it is `ReActAgent`."""
    *before, last = f"{target.module}.{target.path}".split(".")
    if last in _MAKES:
        return before[-1] if before else ""
    return "" if "()" in target.path or _METHOD.match(last) else last
