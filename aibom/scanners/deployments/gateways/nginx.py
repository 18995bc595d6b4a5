"""Reads nginx and Caddy configuration: which upstream a request is passed to, and what is asked of it first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aibom.core import re
from aibom.core.text import decode
from aibom.scanners.deployments.records import Deployment, Route, Word

MAX_TOKENS = 50_000
_TOKEN = re.compile(
    r"(?P<newline>\n)|[ \t\r]+|#[^\n]*|(?P<mark>[{};])|\"(?P<double>(?:[^\"\\]|\\.)*+)\""
    r"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<word>[^\s{};\"'#]+)"
)
_AUTH = frozenset("auth_basic auth_jwt auth_request ssl_verify_client access_by_lua_block oidc".split())
_PASS = frozenset("proxy_pass grpc_pass fastcgi_pass".split())
_HOST = re.compile(r"(?:[a-z]+://)?(?P<host>[\w.-]+)(?::(?P<port>\d+))?")


class _Directive(NamedTuple):
    """`name args...` and whether it opens a block."""

    words: tuple[Word, ...]
    opens: bool


class _Scope(NamedTuple):
    """A block: what it says about protection, inherited inwards."""

    told: dict[str, Word]
    name: str


def read_gateway(data: bytes, path: str) -> Deployment | None:
    """The routes of an nginx configuration or a Caddyfile."""
    text = decode(data)
    name = path.rpartition("/")[2].lower()
    routes = tuple(_caddy(text)) if name.startswith("caddyfile") else tuple(_nginx(text))
    return Deployment("gateway", routes=routes) if routes else None


def _directives(text: str) -> Iterator[_Directive | None]:
    """Directives in written order; None closes a block."""
    words: list[Word] = []
    line = 1
    for count, match in enumerate(_TOKEN.finditer(text)):
        if count > MAX_TOKENS:
            return
        mark = match["mark"]
        if mark == "}":
            if words:
                yield _Directive(tuple(words), False)
            words = []
            yield None
        elif mark:
            yield _Directive(tuple(words), mark == "{")
            words = []
        elif match["word"] or match["double"] is not None or match["single"] is not None:
            words.append(Word(match["word"] or match["double"] or match["single"] or "", line))
        line += match.group().count("\n")


def _nginx(text: str) -> Iterator[Route]:
    upstreams: dict[str, list[str]] = {}
    found: list[tuple[str, int, dict[str, Word]]] = []
    stack = [_Scope({}, "")]
    for directive in _directives(text):
        if directive is None:
            stack = stack[:-1] or [_Scope({}, "")]
            continue
        words = directive.words
        name = words[0].text if words else ""
        if directive.opens:
            if name == "if" and any("$http_authorization" in word.text.lower() for word in words):
                stack[-1].told["auth"] = Word(name, words[0].line)
            title = words[1].text if name == "upstream" and len(words) > 1 else ""
            stack.append(_Scope(dict(stack[-1].told), title))
        elif name == "server" and stack[-1].name and len(words) > 1:
            upstreams.setdefault(stack[-1].name, []).append(words[1].text)
        elif name in _PASS and len(words) > 1:
            found.append((words[1].text, words[0].line, stack[-1].told))
        else:
            _remember(stack[-1].told, words)
        if len(stack) > 200:
            return
    for target, line, told in found:
        yield from _routes(target, line, told, upstreams)


def _remember(told: dict[str, Word], words: tuple[Word, ...]) -> None:
    name = words[0].text if words else ""
    value = words[1].text if len(words) > 1 else ""
    if name in _AUTH:
        if value == "off":
            told.pop("auth", None)
        else:
            told["auth"] = Word(name, words[0].line)
    elif name in ("limit_req", "limit_conn"):
        told["rate"] = Word(name, words[0].line)
    elif name == "access_log":
        told.pop("log" if value == "off" else "silent", None)
        told["silent" if value == "off" else "log"] = Word(name, words[0].line)


def _routes(target: str, line: int, told: dict[str, Word], upstreams: dict[str, list[str]]) -> Iterator[Route]:
    match = _HOST.match(target)
    if match is None:
        return
    for server in upstreams.get(match["host"], [target]):
        host = _HOST.match(server)
        if host is not None:
            yield Route(
                "nginx", host["host"], line, told.get("auth"), told.get("rate"), told.get("log"), told.get("silent")
            )


def _caddy(text: str) -> Iterator[Route]:
    """`reverse_proxy host:port` in its site block; directives of the block hold for all of it."""
    found: list[tuple[str, int]] = []
    told: dict[str, Word] = {}
    depth = 0
    for number, row in enumerate(text.splitlines()[:20_000], 1):
        words = row.split("#")[0].split()
        name = words[0] if words else ""
        if name in ("basicauth", "basic_auth", "forward_auth", "jwtauth", "authorize"):
            told["auth"] = Word(name, number)
        elif name in ("rate_limit", "ratelimit"):
            told["rate"] = Word(name, number)
        elif name == "log":
            told["log"] = Word(name, number)
        elif name == "reverse_proxy":
            found += [(word, number) for word in words[1:] if not word.startswith(("/", "{", "@"))][:5]
        depth = max(depth + row.count("{") - row.count("}") - row.count("{$") + _closed_places(row), 0)
        if depth == 0 and found:
            for target, line in found:
                yield from _routes(target, line, told, {})
            found, told = [], {}


def _closed_places(row: str) -> int:
    """Closing braces of placeholders (`{$HOST}`), which end no block."""
    return len(re.findall(r"\{\$[^{}]*\}", row))
