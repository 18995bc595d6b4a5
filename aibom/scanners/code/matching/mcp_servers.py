"""MCP servers that code starts or connects to: their settings read as those of a configuration file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aibom.core.json import Json
from aibom.model.kinds import Kind
from aibom.model.sighting import Subject
from aibom.scanners.code.facts import Map, Seq, Value, key_name
from aibom.scanners.code.matching.types import Found, Hit
from aibom.scanners.code.resolving.locate import written
from aibom.scanners.code.resolving.resolver import Resolver
from aibom.scanners.code.resolving.types import Const, Data, Env, Site, Symbol
from aibom.scanners.server_names import derived_name

_MEMBERS = ("mcpServers", "servers", "connections")
_TELLING = ("command", "url", "serverUrl", "server_url")
_MAX_DEPTH = 4
_HERE = frozenset(("localhost", "127.0.0.1", "0.0.0.0", "::1"))  # noqa: S104 - compared, never bound
_RUNNERS = frozenset(
    "node npx bun bunx deno tsx uv uvx pipx python python3 py docker podman bash sh cmd java dotnet go cargo "
    "mcp-server".split()
)


def configured(resolver: Resolver, data: Data, depth: int = 0) -> list[Found]:
    """The servers of `{"search": {"command": ..., "args": [...]}}`, also below `mcpServers`."""
    found: list[Found] = []
    if not isinstance(data.value, Map) or depth > _MAX_DEPTH:
        return found
    own = _entry(resolver, data)
    if own is not None:
        return [own]
    for key, item in data.value.pairs:
        name = key_name(key)
        for thing in resolver.evaluate(item, data.env):
            if not isinstance(thing, Data) or not isinstance(name, str):
                continue
            if name in _MEMBERS:
                found += configured(resolver, thing, depth + 1)
            elif isinstance(thing.value, Map):
                raw = plain(resolver, thing)
                if isinstance(raw, Mapping) and any(word in raw for word in _TELLING):
                    place = (data.env.path, key.line if key is not None else item.line)
                    found.append(_server(name, raw, place))
    return found


def _entry(resolver: Resolver, data: Data) -> Found | None:
    """The server of one entry in a list: `{ name: "neon", transport: { type: "http", url } }`, `{ endpoint: url }`."""
    raw = plain(resolver, data)
    if not isinstance(raw, Mapping):
        return None
    through = raw.get("transport")
    raw = {**raw, **(through if isinstance(through, Mapping) else {})}
    if isinstance(raw.get("endpoint"), str):
        raw["url"] = raw["endpoint"]
    name = raw.get("name")
    if not any(isinstance(raw.get(word), str) for word in _TELLING):
        return None
    server = _server(name if isinstance(name, str) else "", raw, (data.env.path, data.value.line))
    named = server.subject.name or _derived(server, raw)
    return server._replace(subject=Subject(kind=Kind.TOOL, name=named, origin="mcp"))


def launched(resolver: Resolver, hit: Hit, site: Site, name: str) -> Found | None:
    """The server that a call is told to start or connect to; its name is what is run when it has none."""
    raw: dict[str, Json] = {}
    for setting, locators in hit.signature.launch.items():
        told = _told(resolver, locators, site)
        if told:
            one_by_one = setting == "args" and not isinstance(told[0], list)  # `NewStdio("npx", env, "-y", "server")`
            raw[setting] = told if one_by_one else told[0]
    words = raw.get("command")
    if isinstance(words, list):  # the whole command line in one list
        raw["command"], raw["args"] = str(words[0]) if words else "", words[1:]
    if str(raw.get("command", "")).startswith(("http://", "https://")):
        raw["url"] = raw.pop("command")  # clients that take either
    if not any(word in raw for word in _TELLING):
        return None
    server = _server(name, raw, (hit.path, hit.line))
    if name:
        return server
    derived = _derived(server, raw)
    at_home = derived in _HERE and hit.signature.framework == "mcp"  # most often the server that the project has itself
    if derived in _RUNNERS or at_home:
        return None  # or what it runs is computed: a runner's name is not the server's
    return server._replace(subject=Subject(kind=Kind.TOOL, name=derived, origin="mcp"))


def _told(resolver: Resolver, locators: Iterable[str], site: Site) -> list[Json]:
    """What stands at some places of a call, as far as it can be read."""
    given = (one for locator in locators for one in written(resolver, locator, site))
    values = (_plain_value(resolver, value, env, 0) for value, env in given)
    return [value for value in values if value is not None]


def _server(name: str, raw: Mapping[str, Json], place: tuple[str, int]) -> Found:
    from aibom.scanners.mcp_configs.entries import Entry
    from aibom.scanners.mcp_configs.facts import describe

    described = describe(Entry("", name, place[1], raw, {}))
    facts = {key: value for key, value in described.facts.items() if key != "disabled"}
    return Found(Subject(kind=Kind.TOOL, name=name, origin="mcp"), facts, (place,))


def _derived(server: Found, raw: Mapping[str, Json]) -> str:
    """A name for a server that has none: its package, script or host."""
    package = server.facts.get("package")
    if not isinstance(package, str) or not package:
        return derived_name(raw)
    from packageurl import PackageURL

    parsed = PackageURL.from_string(package)
    return derived_name(raw, f"{parsed.namespace}/{parsed.name}" if parsed.namespace else parsed.name)


def plain(resolver: Resolver, data: Data, depth: int = 0) -> Json:
    """A literal as plain JSON; what cannot be read is left out."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(data.value, Seq):
        items = [_plain_value(resolver, item, data.env, depth + 1) for item in data.value.items[:60]]
        return [item for item in items if item is not None]
    members: dict[str, Json] = {}
    for key, item in data.value.pairs[:60]:
        name = key_name(key)
        if isinstance(name, str):
            value = _plain_value(resolver, item, data.env, depth + 1)
            members[name] = "${" + name + "}" if value is None else value
    return members


def _plain_value(resolver: Resolver, value: Value, env: Env, depth: int) -> Json:
    for thing in resolver.evaluate(value, env):
        if isinstance(thing, Const) and (not thing.partial or depth):  # a word in a list keeps its place
            if thing.value is None:
                continue  # `url or DEFAULT` of a parameter that may be left out
            return thing.value
        if isinstance(thing, Data):
            return plain(resolver, thing, depth)
        if isinstance(thing, Symbol) and thing.module == "sys" and thing.path == "executable":
            return "python"
    return None
