"""Requests to the API of a model that a script writes by hand: JSON in a here-document, of `jq -n`, behind `-d`."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from aibom.core import re
from aibom.core.left_out import within
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Sighting, Subject
from aibom.scanners.configs.names.naming import Named, is_placeholder, name_model
from aibom.scanners.configs.names.services import NamedService, provider_service, service_of_url, service_of_variable
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_facts

_MAX_TEXT, _MAX_FOUND, _REACH = 200_000, 40, 4_000
_MODEL = re.compile(r"(?<![\w.$-])\\?[\"']?model\\?[\"']?[ \t]*:[ \t]*\\?[\"'](?P<name>[\w./:@-]{2,100})\\?[\"']")
_ASKED = re.compile(r"\b(?:messages|prompt|input|contents)\\?[\"']?[ \t]*:")
_SYSTEM = re.compile(
    r"role\\?[\"']?[ \t]*:[ \t]*\\?[\"'](?:system|developer)\\?[\"'][ \t]*,"
    r"\s*\\?[\"']?content\\?[\"']?[ \t]*:\s*\\?\"(?P<text>[^\"]{20,20000})\""
    r"|(?<![\w.$-])\\?[\"']?(?:system|instructions)\\?[\"']?[ \t]*:[ \t]*\\?\"(?P<whole>[^\"]{20,20000})\""
)
_URL = re.compile(r"https?://[\w.-]+(?::\d+)?[^\s\"'`<>\\]{0,300}")
_VARIABLE = re.compile(r"\$\{?([A-Z][A-Z0-9_]*_(?:ENDPOINT|BASE_URL|API_BASE|API_URL|API_KEY|HOST))\b")
_SERVING = frozenset({"ai-api", "gateway", "inference-server"})


def request_sightings(text: str, line: int, sight: Sight) -> Iterator[Sighting]:
    """The models, prompts and services of the requests in a script that begins on `line`."""
    if "model" not in text or len(text) > _MAX_TEXT or not _ASKED.search(text):
        return
    service = _service(text)
    asked = [one for one in _MODEL.finditer(text) if _is_asked(text, one)]
    for match in within(asked, _MAX_FOUND, "requests in a script"):
        named = _named(match["name"], service)
        if named is None:
            continue
        at = line + text.count("\n", 0, match.start())
        yield sight.model(named, at, "model")
        serving = service or provider_service(named.subject.origin)
        yield from sight.served(named.subject, serving, at, "model")
        if serving is not None:
            yield sight.link(None, RelationKind.CALLS_SERVICE, serving.subject, at)
        yield from _said(text, match, named.subject, line, sight)


def _is_asked(text: str, match: re.Match[str]) -> bool:
    return bool(_ASKED.search(text, match.end(), match.end() + _REACH)) or bool(
        _ASKED.search(text, max(0, match.start() - _REACH), match.start())
    )


def _said(text: str, model: re.Match[str], subject: Subject, line: int, sight: Sight) -> Iterator[Sighting]:
    """The system message that stands beside a model, before the next one."""
    following = _MODEL.search(text, model.end())
    end = min(following.start() if following else len(text), model.end() + _REACH)
    match = _SYSTEM.search(text, model.end(), end)
    said = (match["text"] or match["whole"]) if match is not None else ""
    if match is None or " " not in said.strip():
        return
    at = line + text.count("\n", 0, match.start("text" if match["text"] else "whole"))
    stem = posixpath.basename(sight.path).lstrip(".").partition(".")[0]
    prompt = sight.local(Kind.PROMPT, f"{stem} system prompt")
    facts = prompt_facts(said, "system")
    if "$" in said:
        del facts["hashes"]
    yield sight.thing(prompt, at, prompt.name, **facts)
    yield sight.link(prompt, RelationKind.USES_MODEL, subject, at)


def _named(name: str, service: NamedService | None) -> Named | None:
    if is_placeholder(name):
        return None
    if service is not None and service.subject.name == "Ollama":
        return name_model(name, "ollama")
    return known_model(name) or (name_model(name) if "/" in name and service is not None else None)


def _service(text: str) -> NamedService | None:
    """Whom a script asks, when it names one alone: by its address, else by a variable with its address or key."""
    reached = [service_of_url(url) for url in _URL.findall(text)[:_MAX_FOUND]]
    known = [one for one in reached if one is not None and one.facts.get("service_type") in _SERVING]
    known = known or [
        one
        for name in _VARIABLE.findall(text)[:_MAX_FOUND]
        if (one := service_of_variable(name)) is not None and one.facts.get("service_type") in _SERVING
    ]
    return known[0] if len({one.subject.name for one in known}) == 1 else None
