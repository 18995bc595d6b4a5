"""Reads compose files (compose-spec.io): every service as a workload, with anchors and merges applied.

Variables stay as written; they are filled in when the `.env` file of the folder is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.scanners.configs.rows import Rows
from aibom.scanners.deployments.commands.settings import setting
from aibom.scanners.deployments.commands.words import command_words
from aibom.scanners.deployments.records import Asked, Deployment, Setting, Word, Workload

MAX_SERVICES = 2_000
_STRONG_CAPABILITIES = frozenset({"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE"})


def read_compose(data: bytes, path: str) -> Deployment:
    """All services of a compose file. What was read before a syntax error is kept, and the error is a problem."""
    documents = parse_yaml_with_lines(data, path, text_only=True, partial=True)
    if not documents:
        return Deployment("compose")
    document = documents[0]
    reader = _Reader(document, Rows(decode(data)))
    error = document.error
    return Deployment(
        "compose",
        workloads=tuple(reader.services()),
        models=tuple(reader.models()),
        problems=(Word(*error),) if error else (),
    )


class _Reader:
    """One document with the lines of its members."""

    def __init__(self, document: Lined, rows: Rows) -> None:
        self.document, self.rows = document, rows
        self.top: Mapping[str, Json] = document.value if isinstance(document.value, Mapping) else {}

    def services(self) -> Iterator[Workload]:
        table = self._table()
        for name, body in within(list(table.items()), MAX_SERVICES, "services"):
            if isinstance(body, Mapping):
                yield self._service(name, body, self.document.line_of(table, name))

    def _table(self) -> Mapping[str, Json]:
        """`services`, or in the oldest form of the file its top level."""
        services = self.top.get("services")
        if isinstance(services, Mapping):
            return services
        old = {
            name: body
            for name, body in self.top.items()
            if isinstance(body, Mapping) and ("image" in body or "build" in body) and not name.startswith("x-")
        }
        return old if "services" not in self.top else {}

    def models(self) -> Iterator[Asked]:
        """Models that the platform is asked for: the top-level `models`, and services of the provider `model`."""
        for body in _bodies(self.top.get("models")):
            if isinstance(name := body.get("model"), str):
                yield Asked(Word(name, self.document.line_of(body, "model")), "docker-model-runner")
        for body in _bodies(self.top.get("services")):
            provider = body.get("provider")
            options = provider.get("options") if isinstance(provider, Mapping) else None
            if isinstance(options, Mapping) and isinstance(name := options.get("model"), str):
                yield Asked(Word(name, self.document.line_of(options, "model")), "docker-model-runner")

    def _service(self, name: str, body: Mapping[str, Json], line: int) -> Workload:
        image, build = body.get("image"), body.get("build")
        return Workload(
            name=name,
            line=line,
            image=Word(image, self._line(body, "image")) if isinstance(image, str) and image else None,
            build=_build(build),
            entrypoint=command_words(body.get("entrypoint"), self._line(body, "entrypoint"), self.rows),
            command=self._command(body),
            settings=(*self._build_arguments(build), *self._pairs(body, "environment"), *self._pairs(body, "env")),
            env_files=tuple(_env_files(body.get("env_file"))),
            mounts=tuple(_mounts(body.get("volumes"))),
            privileged=_privileged(body),
            published=any(_is_public(port) for port in _list(body.get("ports"))),
            hosts=tuple(sorted(self._hosts(name, body))),
            depends_on=tuple(self._depends_on(body)),
            labels=tuple(self._pairs(body, "labels")),
            extends=_extends(body.get("extends")),
            models=tuple(self._bound(body.get("models"))),
        )

    def _command(self, body: Mapping[str, Json]) -> tuple[Word, ...] | None:
        """The command; Akash's manifests, which look like compose, have its arguments apart."""
        command = command_words(body.get("command"), self._line(body, "command"), self.rows)
        arguments = command_words(body.get("args"), self._line(body, "args"), self.rows)
        return (*(command or ()), *arguments) if arguments else command

    def _bound(self, value: Json) -> Iterator[Word]:
        """The models that a service is bound to, by their names below the top-level `models`."""
        known = self.top.get("models")
        keys: list[tuple[str, int]] = []
        if isinstance(value, Mapping):
            keys = [(name, self.document.line_of(value, name)) for name in value]
        for index, name in enumerate(value if isinstance(value, list) else ()):
            keys += [(name, self.document.line_of(value, index))] if isinstance(name, str) else []
        for name, line in keys:
            body = known.get(name) if isinstance(known, Mapping) else None
            if isinstance(body, Mapping) and isinstance(model := body.get("model"), str):
                yield Word(model, line)

    def _line(self, body: Mapping[str, Json], key: str) -> int:
        return self.document.line_of(body, key)

    def _build_arguments(self, build: Json) -> Iterator[Setting]:
        if isinstance(build, Mapping):
            yield from self._pairs(build, "args")

    def _pairs(self, body: Mapping[str, Json], key: str) -> Iterator[Setting]:
        """A mapping, or a list of `NAME=value` texts."""
        table = body.get(key)
        if isinstance(table, Mapping):
            for name, value in table.items():
                yield setting(name, value, self.document.line_of(table, name))
        elif isinstance(table, list):
            for index, item in enumerate(table):
                if isinstance(item, str):
                    name, equals, value = item.partition("=")
                    yield setting(name.strip(), value if equals else None, self.document.line_of(table, index))

    def _hosts(self, name: str, body: Mapping[str, Json]) -> set[str]:
        hosts = {name}
        hosts |= {str(body[key]) for key in ("container_name", "hostname") if isinstance(body.get(key), str)}
        networks = body.get("networks")
        for network in _bodies(networks):
            hosts |= {alias for alias in _list(network.get("aliases")) if isinstance(alias, str)}
        return hosts

    def _depends_on(self, body: Mapping[str, Json]) -> Iterator[Word]:
        for key in ("depends_on", "links"):
            table = body.get(key)
            if isinstance(table, Mapping):
                yield from (Word(name, self.document.line_of(table, name)) for name in table)
            elif isinstance(table, list):
                for index, item in enumerate(table):
                    if isinstance(item, str):
                        yield Word(item.partition(":")[0], self.document.line_of(table, index))


def _bodies(table: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(table, Mapping):
        yield from (body for body in table.values() if isinstance(body, Mapping))


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _build(build: Json) -> str | None:
    """The Dockerfile that a service is built from, as a path relative to the compose file."""
    if isinstance(build, str):
        return f"{build}/Dockerfile"
    if not isinstance(build, Mapping):
        return None
    context, name = build.get("context", "."), build.get("dockerfile", "Dockerfile")
    return f"{context}/{name}" if isinstance(context, str) and isinstance(name, str) else None


def _env_files(value: Json) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("path") if isinstance(item, Mapping) else item
        if isinstance(name, str):
            yield name


def _mounts(value: Json) -> Iterator[str]:
    """Host paths: of `./a:/b`, and of the long form with type bind. Named volumes are none."""
    for item in _list(value):
        source = item.get("source") if isinstance(item, Mapping) and item.get("type") == "bind" else item
        if isinstance(source, str) and source.startswith((".", "/", "~", "$")):
            host = source if isinstance(item, Mapping) else _host_side(source)
            yield host


def _host_side(volume: str) -> str:
    """The part before the first colon outside of `${...}`."""
    depth = 0
    for index, char in enumerate(volume):
        depth += (char == "{") - (char == "}")
        if char == ":" and depth == 0:
            return volume[:index]
    return volume


def _privileged(body: Mapping[str, Json]) -> bool:
    added = {str(capability).removeprefix("CAP_") for capability in _list(body.get("cap_add"))}
    host = "host" in (body.get("pid"), body.get("ipc"), body.get("userns_mode"))
    return body.get("privileged") == "true" or host or bool(added & _STRONG_CAPABILITIES)


def _is_public(port: Json) -> bool:
    """Whether a published port is reachable from other machines."""
    if isinstance(port, Mapping):
        return "published" in port and port.get("host_ip") not in ("127.0.0.1", "::1", "localhost")
    return isinstance(port, str) and ":" in port and not port.startswith(("127.0.0.1", "localhost", "[::1]"))


def _extends(value: Json) -> tuple[str, str] | None:
    if isinstance(value, str):
        return "", value
    if isinstance(value, Mapping) and isinstance(service := value.get("service"), str):
        file = value.get("file")
        return (file if isinstance(file, str) else ""), service
    return None
