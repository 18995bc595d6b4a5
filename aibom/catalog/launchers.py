"""The table of programs that start MCP servers, and how they name what they start (launchers.json).

The form of the file is schemas/launchers.schema.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

_FILE = Path(__file__).with_name("launchers.json")


class Wrapper(NamedTuple):
    """A program that only starts another one: `env A=b npx ...`, `cmd /c npx ...`, `sh -c "npx ..."`.

    `shell` are flags whose value is the whole command line; `words` sub-commands and `operands` the number of
    plain words to skip; `until` the word that the command stands behind.
    """

    skip_flags: frozenset[str]
    shell: frozenset[str]
    flags: bool
    assignments: bool
    value_flags: frozenset[str]
    words: frozenset[str]
    operands: int
    until: str
    privileged: bool


class Launcher(NamedTuple):
    """One program with its forms (`npm exec`), and which of its flags take a value or name a package.

    `ecosystem` is the purl type of what it fetches; `runs` says what its first operand is otherwise: `script`,
    `command` (another program) or `tool` (nothing that can be told).
    """

    id: str
    form: tuple[str, ...]
    ecosystem: str
    runs: str
    package_flags: frozenset[str]
    extra_flags: frozenset[str]
    value_flags: frozenset[str]
    boolean_flags: frozenset[str]
    rest_valued: bool
    version_flags: frozenset[str]
    directory_flags: frozenset[str]
    script_flags: frozenset[str]
    permission_flags: tuple[str, ...]
    module_flag: str
    code_flag: str
    scheme_packages: Mapping[str, str]
    at_packages: str

    def takes_value(self, flag: str) -> bool:
        """Whether the word after a flag is its value; of a launcher that has no flag of others, whatever is not known
        to stand alone does."""
        if flag in self.valued:
            return True
        return self.rest_valued and flag.startswith("--") and "=" not in flag and flag not in self.boolean_flags

    @property
    def valued(self) -> frozenset[str]:
        """All flags that take a value."""
        module = frozenset({self.module_flag} if self.module_flag else ())
        return (
            self.value_flags | self.package_flags | self.extra_flags | self.version_flags | self.script_flags | module
        )


class LauncherTable(NamedTuple):
    """The table; `launchers` maps a program's name to its forms, the longest first."""

    wrappers: Mapping[str, Wrapper]
    launchers: Mapping[str, tuple[Launcher, ...]]
    bridges: frozenset[str]
    path_servers: tuple[str, ...]
    path_flags: frozenset[str]
    privileged_docker: tuple[str, ...]
    docker_permissions: tuple[str, ...]
    privileged_mounts: frozenset[str]

    def of(self, program: str) -> Launcher:
        """The launcher that a program is in its longest form: `docker container run`."""
        return self.launchers[program][0]


@cache
def load_launchers() -> LauncherTable:
    """The table, read once."""
    raw = orjson.loads(_FILE.read_bytes())
    forms: dict[str, list[Launcher]] = {}
    for row in raw["launchers"]:
        for form in row["forms"]:
            forms.setdefault(form[0], []).append(_launcher(row, tuple(form)))
    return LauncherTable(
        wrappers={name: _wrapper(row) for row in raw["wrappers"] for name in row["names"]},
        launchers={name: tuple(sorted(rows, key=lambda row: -len(row.form))) for name, rows in forms.items()},
        bridges=frozenset(raw["bridges"]),
        path_servers=tuple(raw["path_servers"]),
        path_flags=frozenset(raw["path_flags"]),
        privileged_docker=tuple(raw["privileged_docker"]),
        docker_permissions=tuple(raw["docker_permissions"]),
        privileged_mounts=frozenset(raw["privileged_mounts"]),
    )


def _set(row: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(row.get(name, ()))


def _wrapper(row: Mapping[str, Any]) -> Wrapper:
    return Wrapper(
        skip_flags=_set(row, "skip_flags"),
        shell=_set(row, "shell"),
        flags=row.get("flags", False),
        assignments=row.get("assignments", False),
        value_flags=_set(row, "value_flags"),
        words=_set(row, "words"),
        operands=row.get("operands", 0),
        until=row.get("until", ""),
        privileged=row.get("privileged", False),
    )


def _launcher(row: Mapping[str, Any], form: tuple[str, ...]) -> Launcher:
    return Launcher(
        id=row["id"],
        form=form,
        ecosystem=row.get("ecosystem", ""),
        runs=row.get("runs", ""),
        package_flags=_set(row, "package_flags"),
        extra_flags=_set(row, "extra_flags"),
        value_flags=_set(row, "value_flags"),
        boolean_flags=_set(row, "boolean_flags"),
        rest_valued=row.get("rest_valued", False),
        version_flags=_set(row, "version_flags"),
        directory_flags=_set(row, "directory_flags"),
        script_flags=_set(row, "script_flags"),
        permission_flags=tuple(row.get("permission_flags", ())),
        module_flag=row.get("module_flag", ""),
        code_flag=row.get("code_flag", ""),
        scheme_packages=row.get("scheme_packages", {}),
        at_packages=row.get("at_packages", ""),
    )
