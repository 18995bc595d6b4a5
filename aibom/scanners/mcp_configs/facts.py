"""Makes the facts of one server of its settings. Values of secrets end here: what leaves holds names and `***`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aibom.catalog.mcp import load_table
from aibom.core import secrets
from aibom.core.json import Json
from aibom.core.text import printable
from aibom.scanners.mcp_configs.entries import Entry, dig, pairs, setting, texts
from aibom.scanners.mcp_configs.launch import Launch, analyse
from aibom.scanners.mcp_configs.models import Given, models_of
from aibom.scanners.mcp_configs.packages import Package
from aibom.scanners.mcp_configs.words import command_words, hide_home, show, variables

_TRANSPORTS = {
    "stdio": "stdio", "local": "stdio", "command": "stdio", "sse": "sse", "ws": "websocket", "websocket": "websocket",
    "http": "streamable-http", "streamable-http": "streamable-http", "streamable_http": "streamable-http",
    "streamablehttp": "streamable-http", "streamable": "streamable-http",
}  # fmt: skip
_ALL_APPROVED = (True, "true", "approve", "always", "all")
MAX_COMMAND = 2_000


class Server(NamedTuple):
    """One server of one configuration, without any secret; the record that a scan keeps."""

    client: str
    name: str
    line: int
    facts: Mapping[str, Json]
    args: Mapping[str, Json]
    packages: tuple[Package, ...] = ()
    script: str = ""
    module: str = ""
    directory: str = ""
    models: tuple[Given, ...] = ()


class _Settings(NamedTuple):
    words: tuple[str, ...]
    env: Mapping[str, str]
    headers: Mapping[str, str]
    url: str
    url_field: str


def describe(entry: Entry) -> Server:
    """The server that an entry tells of."""
    raw = entry.raw
    parts = _settings(raw)
    launch = analyse(parts.words)
    shown = show(parts.words)
    urls = [parts.url] if parts.url else list(launch.urls)
    facts: dict[str, Json] = {"tool_type": "mcp-server", "disabled": _disabled(raw)}
    _put(facts, "transport", _transport(entry, parts))
    _put(facts, "command", printable(shown.text, MAX_COMMAND))
    _put(facts, "endpoints", sorted({printable(secrets.clean_url(url)) for url in urls}))
    _put(facts, "env_names", _env_names(raw, parts, launch))
    _put(facts, "literal_secrets", _literal_secrets(raw, parts, shown.secrets, urls))
    _put(facts, "auto_approve", _approved(raw))
    _put(facts, "clients", [entry.client] if entry.client else [])
    _put(facts, "description", printable(str(setting(raw, "description") or ""), 300))
    if _authenticated(raw, parts, (*shown.headers, *shown.secrets, *launch.env_names), urls):
        facts["authenticated"] = True
    _put_launch(facts, launch)
    args = {key: value for key in ("command", "endpoints", "auto_approve") if (value := facts.get(key)) is not None}
    directory = launch.directory or next(iter(texts(raw.get("cwd"))), "")
    return Server(
        entry.client,
        entry.name,
        entry.line,
        facts,
        args,
        launch.packages,
        launch.script,
        launch.module,
        directory,
        tuple(models_of(entry)),
    )


def _put(facts: dict[str, Json], name: str, value: str | list[str] | None) -> None:
    if value:
        facts[name] = value


def _put_launch(facts: dict[str, Json], launch: Launch) -> None:
    _put(facts, "launcher", launch.launcher)
    _put(facts, "package", launch.package.purl if launch.package else "")
    _put(facts, "mounts", sorted({printable(secrets.mask_tokens(hide_home(path))) for path in launch.mounts}))
    _put(facts, "permissions", sorted(launch.permissions))
    if launch.pinned is not None:
        facts["pinned"] = launch.pinned
    if launch.privileged:
        facts["privileged"] = True


def _settings(raw: Mapping[str, Json]) -> _Settings:
    command = setting(raw, "command")
    args = texts(setting(raw, "args"))
    if isinstance(command, Mapping):
        # Older Zed: the command is an object of its own.
        args = texts(dig(command, ["args"]))
        env = pairs(dig(command, ["env"]))
        words = command_words(next(iter(texts(dig(command, ["path"]))), ""), args)
    else:
        env = {}
        first, *rest = texts(command) or [""]
        words = command_words(first, [*rest, *args]) if first else ()
    url_field = next((name for name in load_table().fields["url"] if isinstance(raw.get(name), str)), "")
    url = str(raw[url_field]).strip() if url_field else ""
    return _Settings(words, {**pairs(setting(raw, "env")), **env}, pairs(setting(raw, "headers")), url, url_field)


def _transport(entry: Entry, parts: _Settings) -> str:
    spelt = texts(setting(entry.raw, "transport"))
    known = _TRANSPORTS.get(spelt[0].lower()) if spelt else None
    if parts.words:
        return "stdio"
    if parts.url:
        by_field = entry.url_transports.get(parts.url_field)
        by_path = "sse" if parts.url.partition("?")[0].rstrip("/").endswith("/sse") else "streamable-http"
        return (known if known != "stdio" else None) or by_field or by_path
    return known or ""


def _disabled(raw: Mapping[str, Json]) -> bool:
    return setting(raw, "disabled") is True or setting(raw, "enabled") is False


def _env_names(raw: Mapping[str, Json], parts: _Settings, launch: Launch) -> list[str]:
    """Names that the server is given, and names that its settings refer to."""
    names = {*parts.env, *launch.env_names, *texts(setting(raw, "env_names")), *texts(setting(raw, "env_pointers"))}
    names.update(pairs(setting(raw, "env_headers")).values())
    for text in (*parts.words, *parts.env.values(), *parts.headers.values(), parts.url):
        names.update(variables(text))
    return sorted(printable(name, 200) for name in names - load_table().own_variables if name)


def _literal_secrets(
    raw: Mapping[str, Json], parts: _Settings, in_words: tuple[str, ...], urls: list[str]
) -> list[str]:
    """Names of the settings, headers, arguments and query parameters whose value is a secret."""
    found = {name for name, value in (*parts.env.items(), *parts.headers.items()) if _is_secret(name, value)}
    found.update(in_words)
    for url in urls:
        found.update(secrets.query_secrets(url))
    for name in load_table().fields["secrets"]:
        value = raw.get(name)
        if isinstance(value, str) and _is_secret(name, value):
            found.add(name)
    return sorted(printable(name, 200) for name in found)


def _is_secret(name: str, value: str) -> bool:
    return secrets.is_literal_secret(name, value)


def _approved(raw: Mapping[str, Json]) -> list[str]:
    """Tools that run without asking, `*` for all."""
    if any(raw.get(name) in _ALL_APPROVED for name in load_table().fields["auto_approve_all"]):
        return ["*"]
    value, modes = setting(raw, "auto_approve"), setting(raw, "tool_modes")
    names = texts(value) if isinstance(value, list) else []
    if isinstance(modes, Mapping):
        names += [name for name, mode in modes.items() if dig(mode, ["approval_mode"]) in _ALL_APPROVED]
    return ["*"] if value is True else sorted({printable(name, 200) for name in names})


def _authenticated(raw: Mapping[str, Json], parts: _Settings, arguments: tuple[str, ...], urls: list[str]) -> bool:
    """Whether a credential is given: by header, variable, argument, URL or sign-in."""
    names = (*parts.headers, *parts.env, *arguments, *pairs(setting(raw, "env_headers")))
    if any(secrets.is_secret_name(name) for name in names):
        return True
    if any(setting(raw, field) for field in ("env_pointers", "secrets", "oauth")):
        return True
    return any(secrets.query_secrets(url) or "${" in url.partition("?")[2] for url in urls)
