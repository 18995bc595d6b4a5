"""Models that a set of variables names are served by the one server that the same variables lead to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.catalog.products import products
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.sight import Sight

# Where models come from that a server of one's own may serve.
_SERVED = ("", "hf", "ollama")
_OF_FILES = frozenset(("Ollama", "llama.cpp", "LM Studio"))  # which load single files of weights

_OF_ONE_MODEL = frozenset(("vLLM", "SGLang", "TGI"))  # which serve the one that they are started with


def served_by_reached(found: Sequence[Sighting], sight: Sight) -> Iterator[Sighting]:
    """`OLLAMA_HOST` beside `EMBEDDINGS_MODEL_NAME`: the model is served there, when nothing else is told and there is
    one such server only."""
    servers = set(_servers(found))
    told = {one.source for one in found if isinstance(one, Link) and one.kind is RelationKind.SERVED_BY}
    for server in servers if len(servers) == 1 else ():
        models = [one for one in found if isinstance(one, Observation) and _may_serve(server, one.subject)]
        own = [one for one in models if _is_named_for(server, one)]
        for one in own if own and server.name in _OF_ONE_MODEL else models:
            if one.subject not in told:
                yield sight.link(one.subject, RelationKind.SERVED_BY, server, one.evidence.line or 1)


def _is_named_for(server: Subject, one: Observation) -> bool:
    """Whether a variable is the server's by its name: `VLLM_MODEL`."""
    return one.evidence.symbol.lower().startswith(f"{server.name.lower()}_")


def _may_serve(server: Subject, subject: Subject) -> bool:
    """Whether a model can be of a server; what has the hub's form of a name (`org/name`) is none of those that load
    single files, unless it is made for them."""
    own = server.name not in _OF_FILES or subject.origin != "hf" or "gguf" in subject.name.lower()
    return subject.kind is Kind.MODEL and subject.origin in _SERVED and own


def _servers(found: Sequence[Sighting]) -> Iterator[Subject]:
    for one in found:
        if isinstance(one, Link) and one.kind is RelationKind.CALLS_SERVICE:
            product = products().of_name(one.target.name)
            if product is not None and product.serves:
                yield one.target
