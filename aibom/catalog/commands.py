"""Commands that fetch or call models without serving them (commands.json; form: schemas/commands.schema.json)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

DATA = Path(__file__).with_name("commands.json")


class ModelCommand(NamedTuple):
    """A command: the words or module it begins with, and where it names a model.

    `at` is the position of the name, `flags` the flags that hold it; `needs` are words of which one must be
    given; `provider` is the service that the command talks to; `kind` says what is named, and the flag `dataset_flag`
    says `dataset` where that differs from call to call; `values` are flags that take a value, `prefix` is what
    the command leaves out of the name. `agent` is the coding
    agent that the command is, which works without anybody beside it when one of `runs` is given.
    """

    words: tuple[str, ...] = ()
    module: str = ""
    then: str = ""
    at: int | None = None
    flags: tuple[str, ...] = ()
    origin: str = ""
    provider: str = ""
    needs: tuple[str, ...] = ()
    dataset_flag: str = ""
    kind: str = "model"
    agent: str = ""
    runs: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    prefix: str = ""

    def is_given(self, words: Sequence[str]) -> bool:
        """Whether one of the words stands behind the command that it needs."""
        return not self.needs or any(word.partition("=")[0] in self.needs for word in words)


class Commands(NamedTuple):
    """All commands; programs that only print or move files; programs whose flags may name models and data."""

    commands: tuple[ModelCommand, ...]
    silent: frozenset[str]
    runners: frozenset[str]

    def find(self, words: Sequence[str], module: str) -> tuple[ModelCommand, int] | None:
        """The command that the words are, and how many of them it takes; `module` as in `python -m module`."""
        for command in self.commands:
            if module and command.module == module:
                index = words.index(module) + 1
                if not command.then or words[index : index + 1] == [command.then]:
                    return command, index + bool(command.then)
            size = len(command.words)
            if size and tuple(words[:size]) == command.words and command.is_given(words[size:]):
                return command, size
        return None


@cache
def commands() -> Commands:
    """The shipped commands."""
    document: Mapping[str, Any] = orjson.loads(DATA.read_bytes())
    return Commands(
        commands=tuple(_command(entry) for entry in document["commands"]),
        silent=frozenset(document["silent"]),
        runners=frozenset(document["runners"]),
    )


def _command(entry: Mapping[str, Any]) -> ModelCommand:
    return ModelCommand(
        words=tuple(entry.get("words", ())),
        module=entry.get("module", ""),
        then=entry.get("then", ""),
        at=entry.get("at"),
        flags=tuple(entry.get("flags", ())),
        origin=entry.get("origin", ""),
        provider=entry.get("provider", ""),
        needs=tuple(entry.get("needs", ())),
        dataset_flag=entry.get("dataset_flag", ""),
        kind=entry.get("kind", "model"),
        agent=entry.get("agent", ""),
        runs=tuple(entry.get("runs", ())),
        values=frozenset(entry.get("values", ())),
        prefix=entry.get("prefix", ""),
    )
