"""Reads BAML (docs.boundaryml.com): clients with their models, fallbacks among them, functions with their prompts.

client<llm> Fast { provider openai options { model "gpt-4o-mini" } }
function Summarise(text: string) -> Summary { client Fast prompt #"..."# }
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.left_open import variable_of
from aibom.scanners.configs.names.naming import Named, name_model
from aibom.scanners.configs.names.services import provider_service, service_of_url
from aibom.scanners.configs.products.baml_blocks import Block, blocks_of
from aibom.scanners.configs.products.baml_clients import client
from aibom.scanners.configs.products.baml_tools import read_tools
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

MAX_ROWS = 20_000
# Providers of BAML whose word the catalogue does not know; those that only choose among other clients have none.
_PROVIDERS = {"google-ai": "google", "vertex-ai": "vertex", "aws-bedrock": "bedrock", "azure-openai": "azure-openai"}
_GENERIC = ("openai-generic", "openai-responses")


def read_baml(data: bytes, path: str) -> Iterator[Sighting]:
    """The models of clients, who serves them, the prompts of functions, and which model each asks."""
    sight = Sight(path)
    blocks = list(blocks_of(list(within(decode(data).splitlines(), MAX_ROWS, "lines"))))
    yield from read_tools(decode(data), path)
    for block in blocks:
        yield from _client(block, sight) if block.what == "client" and "model" in block.settings else ()
        if block.trouble:
            yield sight.broken(block.line, block.trouble)
    for block in blocks:
        if "strategy" in block.settings:
            for name in _listed(block):
                at = block.settings["strategy"][1]
                yield sight.link(client(block.name, path), RelationKind.FALLS_BACK_TO, client(name, path), at)
        if block.what == "function" and block.prompt.strip():
            subject = Subject(kind=Kind.PROMPT, name=block.name, scope=path)
            yield sight.thing(subject, block.line, block.name, **prompt_facts(block.prompt, "template"))
            yield from _asked(block, subject, sight)


def _client(block: Block, sight: Sight) -> Iterator[Sighting]:
    """The model of a client, and who serves it."""
    written, line = block.settings["model"]
    named = _model(block)
    if named is not None:
        yield sight.model(named, line, block.name)
        address = block.settings.get("base_url", ("", 0))[0]
        service = service_of_url(address) or provider_service(named.subject.origin)
        yield from sight.served(named.subject, service, line, block.name)
    elif variable_of(written):
        yield sight.unread("model", line, written)


def _asked(block: Block, prompt: Subject, sight: Sight) -> Iterator[Sighting]:
    """The client that a function asks, by its name, or a model written in place: `client "openai/gpt-4o"`."""
    name, _ = block.settings.get("client", ("", 0))
    named = name_model(name, "routed") if "/" in name else None
    if named is not None:
        yield sight.link(named.subject, RelationKind.USES_PROMPT, prompt, block.line)
    elif name:
        yield sight.link(prompt, RelationKind.USES_MODEL, client(name, sight.path), block.line)


def _model(block: Block) -> Named | None:
    name, _ = block.settings.get("model", ("", 0))
    provider, _ = block.settings.get("provider", ("", 0))
    address, _ = block.settings.get("base_url", ("", 0))
    service = service_of_url(address) if address else None
    told = str(service.facts.get("provider", "")) if service is not None else ""
    origin = told or ("" if provider in _GENERIC else _PROVIDERS.get(provider, provider))
    return None if not name or name.startswith("env.") else name_model(name, origin)


def _listed(block: Block) -> list[str]:
    return re.findall(r"\w+", block.settings["strategy"][0])
