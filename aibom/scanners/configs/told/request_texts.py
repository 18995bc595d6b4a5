"""Requests to the API of a provider that are written by hand into a text: a JSON body, or the code of a node.

A text counts when it, or the URL beside it, names the host of a provider. What stands under `model` is the model asked,
what stands under `content`, `prompt` and their kin is said to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.catalog.loader import load_catalogue
from aibom.core import re
from aibom.scanners.configs.names.services import NamedService, service_of_url

_MAX_TEXT, _MAX_URLS, _MAX_FOUND = 100_000, 30, 20
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?[^\s\"'`<>\\]*")
_ASKED = ("ai-api", "gateway", "inference-server", "search-api")
_MODEL = re.compile(
    r"[\"']?\b(?:model|model_id|modelId|model_name|modelName)\\?[\"']?\s*[:=]\s*\\?[\"'`](?P<name>[^\"'`{}$\\\n]{2,100})\\?[\"'`]"
)
# Models that an address names: Gemini's methods, deployments of Azure, Hugging Face, Bedrock, Replicate.
_IN_ADDRESS = (
    re.compile(r"/(?:openai/)?deployments/(?P<name>[\w.-]{2,80})/"),
    re.compile(r"(?:huggingface\.co|hf-inference|/v1(?:beta\d?)?|/publishers/[\w-]+)/models/(?P<name>[\w./-]{2,120}?)(?=[:?]|/predictions|/?\Z)"),
    re.compile(r"bedrock-runtime[\w.-]+/model/(?P<name>[\w.:-]{2,120})/"),
)  # fmt: skip
_SAID = re.compile(
    r"[\"']?\b(?P<key>content|prompt|text|instructions|system|systemPrompt|system_prompt|inputs?)\\?[\"']?\s*:\s*"
    r"(?:\"(?P<double>(?:[^\"\\]|\\.){25,20000})\"|'(?P<single>(?:[^'\\]|\\.){25,20000})'|`(?P<back>(?:[^`\\]|\\.){25,20000})`)",
    re.DOTALL,
)
_SYSTEM = re.compile(r"[\"']?role\\?[\"']?\s*:\s*\\?[\"'](?:system|developer)\\?[\"'],?\s*\Z")


class Said(NamedTuple):
    """A text that is said to a model, and the key or role under which."""

    key: str
    text: str


class HandRequest(NamedTuple):
    """What a request asks: `provider` is an id of the catalogue, "" for a server of one's own."""

    services: tuple[NamedService, ...]
    provider: str
    models: tuple[str, ...]
    said: tuple[Said, ...]


def request_in(text: str, url: str = "") -> HandRequest | None:
    """The request that a text makes, at `url` or at an address in the text itself; None without a provider's host."""
    text = text[:_MAX_TEXT]
    addresses = [match.group() for match in _URL.finditer(url)][:1] or [
        match.group() for _, match in zip(range(_MAX_URLS), _URL.finditer(text), strict=False)
    ]
    found = {address: service for address in addresses if (service := _service(address)) is not None}
    if not found:
        return None
    models = dict.fromkeys([name for address in found for name in _addressed(address)])
    models |= dict.fromkeys(models_said(text))
    services = {one.subject: one for one in found.values()}
    said = tuple(said_in(text))[:_MAX_FOUND]
    return HandRequest(tuple(services.values()), _provider(next(iter(found))), tuple(models)[:_MAX_FOUND], said)


def models_said(text: str) -> Iterator[str]:
    """What a text names under `model`."""
    return (match["name"].strip() for match in _MODEL.finditer(text[:_MAX_TEXT]))


def _service(address: str) -> NamedService | None:
    service = service_of_url(address)
    return service if service is not None and service.facts.get("service_type") in _ASKED else None


def _provider(address: str) -> str:
    match = re.match(r"https?://([^/:\s]+)", address)
    found = load_catalogue().provider_of_host(match[1].lower()) if match else None
    return found.id if found else ""


def _addressed(address: str) -> Iterator[str]:
    for form in _IN_ADDRESS:
        if (match := form.search(address)) is not None:
            yield match["name"].strip("/")


def said_in(text: str) -> Iterator[Said]:
    """The texts that a request says to its model."""
    for match in _SAID.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        key = "system" if _SYSTEM.search(before) else match["key"]
        yield Said(key, next(part for part in (match["double"], match["single"], match["back"]) if part is not None))
