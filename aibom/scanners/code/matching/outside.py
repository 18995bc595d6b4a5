"""Addresses outside of the tree that tools call: `httpx.get("https://api.weather.gov/alerts")` within an MCP tool.

A tool takes what a model says to somebody else's server and brings back what that answers, so whoever answers is part
of the supply chain although no AI stands behind it. An address counts where it is asked (the argument of a request, a
name that says address) and only when a tool reaches it; all others are what programs say to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from aibom.core import re
from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.facts import CallRef, Either, Lit, Map, Name, Template, Value, key_name
from aibom.scanners.code.matching.client_classes import set_up_addresses
from aibom.scanners.code.matching.declared_clients import client_addresses
from aibom.scanners.code.matching.model_names import host_of
from aibom.scanners.code.matching.services import clean_url, provider_at
from aibom.scanners.code.matching.types import Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Env
from aibom.scanners.outside_hosts import WEB, is_public

_CONFIDENCE = 0.6
_MAX_ADDRESS = 300
_FIRST = 3  # arguments in which an address is handed over
_START = re.compile(r"(?:https?|wss?)://[A-Za-z0-9]")
# Calls that ask an address, by their last name, lower case: clients of HTTP of all languages.
_ASKS = frozenset(
    "get post put patch delete head request fetch urlopen urlretrieve stream newrequest newrequestwithcontext getasync "
    "postasync getstringasync getstreamasync getfromjsonasync postasjsonasync httprequestmessage url uri create got ky "
    "axios ofetch $fetch file_get_contents curl_init httpget get_json getjson post_json parse geturl newbuilder "
    "build_request websocket getforobject getforentity postforobject postforentity exchange fromhttpurl fromuristring "
    "baseurl base_uri getbytearrayasync putasync deleteasync patchasjsonasync putasjsonasync connect open "
    "restclient httpclient curl_setopt".split()
)
_READS = frozenset("getenv get env getEnv getOrDefault fetch Field".split())  # a setting, with its default second
_WITH_SETTINGS = ("jvm", "dotnet", "php")  # whose frameworks fill in what no code says
_SETTINGS = frozenset(("config", "Config.get", "env"))  # of Laravel
_DEFAULTS = ("default",)
_TRIMS = ("rstrip", "strip", "replace", "trimEnd")
_NAMED = re.compile(r"(?i)(?:url|uri|host|endpoint|base|api|server|origin)s?(?:\Z|_|[A-Z0-9])")
# Addresses that are shown or handed on to others, and answer no tool: `website_url`, `RepoURL`.
_SHOWN = re.compile(
    r"(?i)(?:web_?site|home_?page|repo(?:sitory)?|docs?|documentation|help|icon|image|img|avatar|logo|picture|photo|thumbnail"
    r"|referr?er|profile|issues?|bugs?|terms|privacy|licen[sc]e|support|donat\w+|share|preview)_?(?:url|uri|link)s?"
)
_RESULT = frozenset("title snippet summary headline excerpt".split())  # beside the link of what was found
_COMPUTED = 2  # parts of a template that begins with a computed sub-domain: what stands before it, and it
_SUBDOMAIN = re.compile(r"\.((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/:?]|\Z)")


def outside_addresses(resolver: Resolver, module: Module) -> list[tuple[int, Found]]:
    """The addresses that a file asks and that no provider of the catalogue answers, with their lines."""
    given = (*_asked(module), *_set(resolver, module))
    texts = {(text.line, str(text.value)): text for text in given}
    placed = [(text.line, text) for text in texts.values()]
    placed += [*set_up_addresses(module, list(texts.values())), *client_addresses(resolver, module)]
    named = ((line, text, _host_of(resolver, str(text.value))) for line, text in placed)
    return [(line, _service(host, text, module.path)) for line, text, host in named if host]


def told_by_tools(links: list[Link], outside: Iterable[Found]) -> Iterator[Observation]:
    """The services of such addresses that tools reach; links that anything else has to them are taken out."""
    links[:] = [
        link
        for link in links
        if link.target.origin != WEB or (link.source is not None and link.source.kind is Kind.TOOL)
    ]
    reached = {link.target for link in links if link.target.origin == WEB}
    for found in outside:
        if found.subject in reached:
            path, line = found.places[0]
            evidence = Evidence(path=path, line=line, symbol=found.subject.name, confidence=_CONFIDENCE)
            yield Observation(subject=found.subject, evidence=evidence, facts=found.facts)


def _service(host: str, text: Lit, path: str) -> Found:
    address = clean_url(str(text.value))
    facts: dict[str, Json] = {"service_type": "web-api", "endpoints": [address]}
    return Found(Subject(kind=Kind.SERVICE, name=host, origin=WEB), facts, ((path, text.line),))


def _host_of(resolver: Resolver, address: str) -> str:
    """The public host that an address names; "" for a provider's, an example's and one's own."""
    host = host_of(address[:_MAX_ADDRESS]).partition(":")[0]
    return "" if not is_public(host) or provider_at(resolver.catalogue, address) else host


def _asked(module: Module) -> Iterator[Lit]:
    """The addresses that are arguments of requests, or that stand under names and keys that say address."""
    for binding in module.facts.bindings:
        if _says_address(binding.name.rpartition(".")[2]):
            yield from _addresses(binding.value, module)
    for call in module.facts.calls:
        if call.callee.rpartition(".")[2].lower() in _ASKS:
            for value in call.args[:_FIRST]:
                yield from _addresses(value, module)
        given = [[(str(key_name(key)), item) for key, item in one.pairs] for one in call.args if isinstance(one, Map)]
        for record in (*given[:_FIRST], call.kwargs):
            if any(name.lower() in _RESULT for name, _ in record):
                continue  # what a search found
            for name, value in record:
                yield from _addresses(value, module) if _says_address(name) else ()


def _set(resolver: Resolver, module: Module) -> Iterator[Lit]:
    """The addresses that calls ask which the settings of the program give."""
    for call in module.facts.calls if module.group in _WITH_SETTINGS else ():
        if call.callee.rpartition(".")[2].lower() not in _ASKS:
            continue
        for value in call.args[:_FIRST]:
            first = value.parts[0] if isinstance(value, Template) and value.parts else value
            if not _is_setting(first, module):
                continue
            things = resolver.evaluate(first, Env(module.path, call.scope))
            told = [one.value for one in things if isinstance(one, Const) and one.path != module.path]
            yield from (Lit(one, call.line) for one in told if isinstance(one, str) and _START.match(one))


def _is_setting(value: Value, module: Module) -> bool:
    if isinstance(value, CallRef):
        return module.call(value.call).callee in _SETTINGS
    return isinstance(value, Name) and _says_address(value.path.rpartition(".")[2])


@lru_cache(maxsize=50_000)
def _says_address(name: str) -> bool:
    return _NAMED.search(name) is not None and _SHOWN.search(name) is None


def _addresses(value: Value, module: Module) -> Iterator[Lit]:
    """The addresses that begin a value: `f"https://api.weather.gov/{path}"`, `env ?? "https://..."`, `os.getenv("URL",
    "https://...").rstrip("/")`."""
    if isinstance(value, CallRef):
        call = module.call(value.call)
        method = call.callee.rpartition(".")[2]
        if method in _TRIMS and call.receiver is not None:
            yield from _addresses(call.receiver, module)
        for default in (*call.args[1:2], *(item for key, item in call.kwargs if key in _DEFAULTS)):
            yield from _addresses(default, module) if method in _READS and isinstance(default, Lit) else ()
    if isinstance(value, Either):
        for option in value.options[:_FIRST]:
            yield from _addresses(option, module)
    first = _begun(value) if isinstance(value, Template) and value.parts else value
    if isinstance(first, Lit) and isinstance(first.value, str) and _START.match(first.value):
        yield first


def _begun(address: Template) -> Value:
    """What a template begins with; where only the sub-domain is computed, the host below which it stands:
    `https://{language}.wikipedia.org/w/api.php`."""
    first: Value = address.parts[0]
    below = address.parts[2] if len(address.parts) > _COMPUTED else None
    if not (isinstance(first, Lit) and str(first.value).endswith("://") and isinstance(below, Lit)):
        return first
    host = _SUBDOMAIN.match(str(below.value))
    return Lit(f"{first.value}{host[1]}", address.line) if host else first
