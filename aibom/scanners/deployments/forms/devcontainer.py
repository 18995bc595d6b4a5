"""Reads devcontainer.json (containers.dev/implementors/json_reference): image, variables, commands, features that pull
models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.lined import Lined
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

_COMMANDS = (
    "initializeCommand",
    "onCreateCommand",
    "updateContentCommand",
    "postCreateCommand",
    "postStartCommand",
    "postAttachCommand",
)
_ENVIRONMENTS = ("containerEnv", "remoteEnv")
_PULLED = ("pull", "models", "model")


def read_devcontainer(data: bytes, path: str) -> Deployment | None:
    """The container as one workload; what its features pull is pulled by their program."""
    try:
        document = parse_jsonc(data, path)
    except UnreadableError:
        return None  # an editor's file: the scanner of MCP servers reports it
    top = document.value
    if not isinstance(top, Mapping):
        return None
    image = top.get("image")
    workload = Workload(
        name="devcontainer",
        line=1,
        image=Word(image, document.line_of(top, "image")) if isinstance(image, str) else None,
        scripts=(*_commands(top, document), *_features(top, document)),
        settings=tuple(_settings(top, document)),
    )
    return Deployment("devcontainer", workloads=(workload,))


def _commands(top: Mapping[str, Json], document: Lined) -> Iterator[Word]:
    """A command is a text, a list of words, or several of both by name."""
    for key in _COMMANDS:
        value, line = top.get(key), document.line_of(top, key) if key in top else 1
        named = value.items() if isinstance(value, Mapping) else [(key, value)]
        for name, one in named:
            at = document.line_of(value, name) if isinstance(value, Mapping) else line
            if isinstance(one, list):
                one = " ".join(word for word in one if isinstance(word, str))
            if isinstance(one, str):
                yield Word(masked(one), at)


def _features(top: Mapping[str, Json], document: Lined) -> Iterator[Word]:
    """`ghcr.io/.../ollama:1: {pull: llama3.2}` installs a server and has it fetch models."""
    features = top.get("features")
    for name, given in features.items() if isinstance(features, Mapping) else ():
        program = name.rpartition("/")[2].partition(":")[0]
        for key in _PULLED if program == "ollama" and isinstance(given, Mapping) else ():
            value = given.get(key) if isinstance(given, Mapping) else None
            for model in value.replace(",", " ").split() if isinstance(value, str) else ():
                yield Word(f"ollama pull {model}", document.line_of(given, key))


def _settings(top: Mapping[str, Json], document: Lined) -> Iterator[Setting]:
    for key in _ENVIRONMENTS:
        table = top.get(key)
        for name, value in table.items() if isinstance(table, Mapping) else ():
            plain = value if not (isinstance(value, str) and "${" in value) else None
            yield setting(name, plain, document.line_of(table, name))
