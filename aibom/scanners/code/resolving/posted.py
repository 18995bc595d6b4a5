"""What a route of a web application is sent by the pages of the same tree: `fetch("/api/chat", { body:
JSON.stringify({ model, tools }) })` beside `const { model, tools } = await request.json()`.

Routes are known by their files (Next.js, SvelteKit, Nuxt, Remix, Astro) or by the path that a function is registered
under (`app.post("/api/chat", handler)` of Express, Hono, Fastify). JavaScript only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.scanners.code.facts import (
    Call,
    CallRef,
    Elsewhere,
    FuncRef,
    Lit,
    Map,
    ModuleFacts,
    Name,
    Template,
    Value,
    key_name,
)
from aibom.scanners.code.paths import is_test
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.types import Abstract, Abstracts, Data, Env, Follower, distinct
from aibom.scanners.code.resolving.workers import hears, worker_messages

_ANY = "*"  # a part of a path that only the running program knows
_FILES = (
    re.compile(r"(?:^|/)app/((?:[^/]+/)*)route\.[cm]?[jt]sx?$"),  # Next.js, app router
    re.compile(r"(?:^|/)(?:src/)?pages/(api/[^.]+)\.[cm]?[jt]sx?$"),  # Next.js and Astro, pages
    re.compile(r"(?:^|/)routes/((?:[^/]+/)*)\+server\.[jt]s$"),  # SvelteKit
    re.compile(r"(?:^|/)server/((?:api|routes)/[^.]+)(?:\.(?:get|post|put))?\.[jt]s$"),  # Nuxt
    re.compile(r"(?:^|/)routes/(api[./][^/]+?)\.[jt]sx?$"),  # Remix, React Router
)
_SENDERS = frozenset("fetch $fetch useFetch fetchEventSource ofetch request apiRequest fetcher axios ky got".split())
_POSTS = ("post", "put", "patch")
_HOOKS = frozenset("useChat useCompletion useObject experimental_useObject useAssistant".split())
_TRANSPORTS = ("DefaultChatTransport", "TextStreamChatTransport")
_SUBMITS = frozenset("sendMessage append handleSubmit reload regenerate complete submit".split())
_USUAL = {"useCompletion": "/api/completion", "complete": "/api/completion", "useAssistant": "/api/assistant"}
_CHAT = "/api/chat"
_REGISTERING = ("post", "put", "all", "use", "route", "get", "openapi")
_BODIES = ("body", "json", "data")
_EVENTS = ("event", "e", "ev", "evt", "message", "msg")
_MAX_POSTS = 12

Parts = tuple[str, ...]


class Posted(NamedTuple):
    """What is sent to a path, and where it is written."""

    parts: Parts
    value: Value
    env: Env


class Posts:
    """All that the files of a tree send to paths of their own; found once, when first asked."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self._modules = modules
        self._sent: list[Posted] | None = None
        self._messages: Abstracts | None = None

    def body(self, path: str, scope: str) -> Abstracts:
        """The mappings that the route is sent which a scope of a file serves, or the worker which hears there."""
        module = self._modules[path]
        if hears(module, scope):
            if self._messages is None:
                self._messages = worker_messages(self._modules)
            return self._messages
        route = route_of_file(path)
        served = [(route, True)] if route else [(parts, False) for parts in _registered(module, scope)]
        if not served:
            return ()
        if self._sent is None:
            self._sent = [one for module in self._modules.values() for one in _sent_by(module)]
        found: list[Abstract] = []
        for one in self._sent:
            if any(_meets(one.parts, parts, whole) for parts, whole in served):
                found.append(Data(Map(((None, one.value),), one.value.line), one.env))
        return tuple(found[:_MAX_POSTS])


class Served:
    """The paths that files serve, to ask whether something that is sent concerns one of them."""

    def __init__(self, records: Mapping[str, ModuleFacts]) -> None:
        self._routes: list[tuple[Parts, bool]] = []
        for path, facts in records.items():
            if facts.language not in ("javascript", "typescript"):
                continue
            route = route_of_file(path)
            self._routes += [(route, True)] if route else [(parts, False) for parts, _ in _registrations(facts)]

    def at(self, address: str) -> bool:
        """Whether one of the files serves an address."""
        sent = path_parts(address)
        return bool(sent) and any(_meets(sent, parts, whole) for parts, whole in self._routes)


def route_of_file(path: str) -> Parts:
    """The path that a file of a framework serves, in parts; empty when it serves none."""
    for form in _FILES:
        if match := form.search(path):
            written = match[1].strip("/").replace(".", "/") if form is _FILES[-1] else match[1].strip("/")
            parts = [part for part in written.split("/") if part and not part.startswith(("(", "@"))]
            return tuple(_ANY if part[0] in "[$:" else part for part in parts if part not in ("routes", "index"))
    return ()


def path_parts(text: str) -> Parts:
    """The parts of an address within the application: `/api/chat?x=1`, `http://localhost:3000/api/chat`."""
    plain = re.sub(r"^[a-z]+://[^/]*|^\*(?=/)", "", text).partition("?")[0]
    return tuple(part for part in plain.split("/") if part) if plain.startswith("/") else ()


def _meets(sent: Parts, served: Parts, whole: bool) -> bool:
    """Whether a path that is sent to is the one that is served; of a router only the end is known."""
    if len(sent) < len(served) or (whole and len(sent) != len(served)):
        return False
    return all(_ANY in (a, b) or a == b for a, b in zip(sent[-len(served) :], served, strict=True))


def _registered(module: Module, scope: str) -> Iterator[Parts]:
    """The paths that the functions around a scope are registered under in their file."""
    for parts, call in _registrations(module.facts):
        scopes = [one.scope if isinstance(one, FuncRef) else getattr(one, "path", "") for one in call.args[1:]]
        if any(one and (scope == one or scope.startswith(f"{one}.")) for one in scopes):
            yield parts


def _registrations(facts: ModuleFacts) -> Iterator[tuple[Parts, Call]]:
    """The paths that a file registers functions under: `app.post("/api/chat", handler)`."""
    for call in facts.calls:
        first = call.args[0] if len(call.args) > 1 and call.callee.rpartition(".")[2] in _REGISTERING else None
        parts = path_parts(first.value) if isinstance(first, Lit) and isinstance(first.value, str) else ()
        if parts:
            yield tuple(_ANY if part[0] in ":{" else part for part in parts), call


def _sent_by(module: Module) -> Iterator[Posted]:
    if module.group != "javascript" or is_test(module.path):
        return
    for call in module.facts.calls:
        tail = call.callee.rpartition(".")[2]
        env = Env(module.path, call.scope)
        if tail in _HOOKS or tail in _TRANSPORTS or tail in _SUBMITS:
            yield from _of_hook(module, call, tail, env)
        elif (tail in _SENDERS or tail in _POSTS) and call.args:
            parts = path_parts(_written(call.args[0]))
            for value in _bodies(module, call, tail) if parts else ():
                yield Posted(parts, value, env)


def _written(address: Value) -> str:
    """An address as far as it is written; what only the program knows is one part of it."""
    if isinstance(address, Template):
        return "".join(str(part.value) if isinstance(part, Lit) else _ANY for part in address.parts)
    return str(address.value) if isinstance(address, Lit) else ""


def _bodies(module: Module, call: Call, tail: str) -> Iterator[Value]:
    given = call.args[1] if len(call.args) > 1 else None
    if isinstance(given, Map):
        keyed = [item for key, item in given.pairs if key_name(key) in _BODIES]
        yield from (_unwrapped(module, item) for item in keyed)
        if not keyed and tail in _POSTS:
            yield given
    elif isinstance(given, Name) and tail in _POSTS:
        yield given


def _unwrapped(module: Module, value: Value) -> Value:
    """What is turned into JSON."""
    if isinstance(value, CallRef):
        call = module.call(value.call)
        if call.callee == "JSON.stringify" and call.args:
            return call.args[0]
    return value


def _of_hook(module: Module, call: Call, tail: str, env: Env) -> Iterator[Posted]:
    """What the hooks of the AI SDK send beside the messages: `useChat({ api: "/api/chat", body: { model } })`."""
    for given in call.args[:2]:
        if not isinstance(given, Map):
            continue
        pairs = {key_name(key): item for key, item in given.pairs}
        api = _written(pairs["api"]) if "api" in pairs else _USUAL.get(tail, _CHAT)
        if "body" in pairs and path_parts(api):
            yield Posted(path_parts(api), _unwrapped(module, pairs["body"]), env)


def asked_body(ev: Follower, call: Call, env: Env) -> Abstracts | None:
    """What `request.json()` gives in a function that serves a route."""
    owner, _, method = call.callee.rpartition(".")
    if method not in ("json", "readBody") or (method == "json" and (call.args or call.receiver is not None)):
        return None
    if method == "json" and owner.rpartition(".")[2] not in ("request", "req", "_req", "_request"):
        return None
    return ev.posted(env.path, env.scope) or None


def with_body(ev: Follower, path: str, scope: str, name: str) -> Abstracts:
    """The request that a handler of Express or of Next's pages is handed: its body is what the route is sent; the event
    that a worker is handed, with what its pages post."""
    heard = name in _EVENTS and hears(ev.modules[path], scope)
    posted = ev.posted(path, scope) if heard or name in ("req", "request") else ()
    return distinct([_request(one, "data" if heard else "body") for one in posted if isinstance(one, Data)])


def _request(body: Data, key: str) -> Data:
    line = body.value.line
    held = Elsewhere(body.value, body.env.path, line, body.env.scope)
    return Data(Map(((Lit(key, line), held),), line), body.env)
