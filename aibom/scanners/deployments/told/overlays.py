"""What other files add to a workload: variables, extended services, override files, the Dockerfile it is built from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from aibom.scanners.configs.paths import is_example
from aibom.scanners.deployments.commands.argv import follow
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.commands.interpolate import interpolate
from aibom.scanners.deployments.forms.scripts import telling
from aibom.scanners.deployments.records import Deployment, Setting, Workload

_MAX_PARENTS = 4
_MAX_DEPTH = 5


class Overlays:
    """Answers questions about one file by looking at the others."""

    def __init__(self, records: Mapping[str, Deployment]) -> None:
        self.records = records
        self._folders: dict[str, list[str]] = {}
        for path in records:
            self._folders.setdefault(posixpath.dirname(path), []).append(path)
        self._exported: dict[str, dict[str, str]] = {}
        self._config_maps: dict[str, str] | None = None
        self._set_once: dict[str, str] | None = None
        self._modules: dict[str, dict[str, str]] = {}
        self._calls: dict[str, list[tuple[str, tuple[Setting, ...]]]] | None = None

    def _in_folder(self, folder: str, form: str) -> Iterator[tuple[str, Deployment]]:
        for path in self._folders.get(folder, ()):
            if self.records[path].form == form:
                yield path, self.records[path]

    # -- variables ------------------------------------------------------------------------------------------

    def variables(self, path: str) -> dict[str, str]:
        """For compose: `.env` of the folder, else its example, else what a script of it or above exports.

        For a chart's templates: the values of the chart.
        """
        form = self.records[path].form
        if form == "compose":
            return self._compose_variables(posixpath.dirname(path))
        if form == "template":
            return self._chart_values(path.rpartition("templates/")[0].rstrip("/"))
        if form == "chart":
            return self._chart_values(posixpath.dirname(path))
        if form == "terraform":
            return self._terraform_variables(posixpath.dirname(path), 0)
        return self._configured() if form == "kubernetes" else {}

    def _configured(self) -> dict[str, str]:
        """What the ConfigMaps of the tree set, as containers refer to it."""
        if self._config_maps is None:
            read = (record for record in self.records.values() if record.form == "kubernetes")
            self._config_maps = {one.name: one.value for record in read for one in record.variables if one.value}
        return self._config_maps

    def _terraform_variables(self, folder: str, depth: int) -> dict[str, str]:
        """Defaults of a module's variables, what its files of values say, and what its callers give it."""
        if folder in self._modules:
            return self._modules[folder]
        values: dict[str, str] = {}
        files = sorted(self._in_folder(folder, "terraform"), key=lambda one: (one[0].endswith(".tfvars"), one[0]))
        for _, record in files:
            values |= {one.name: one.value for one in record.variables if one.value}
        for caller, given in self._calls_of(folder) if depth < _MAX_DEPTH else ():
            outer = self._terraform_variables(caller, depth + 1) if caller != folder else {}
            filled = {one.name: interpolate(one.value, outer, escape=False) for one in given if one.value}
            values |= {name: value for name, value in filled.items() if "$" not in value}
        values = {name: interpolate(value, values, escape=False) for name, value in values.items()}
        if not depth:
            self._modules[folder] = values
        return values

    def _calls_of(self, folder: str) -> list[tuple[str, tuple[Setting, ...]]]:
        """The folders that call the module in this folder, and what they give it."""
        if self._calls is None:
            self._calls = {}
            for path, record in self.records.items():
                here = posixpath.dirname(path)
                for module in record.modules:
                    where = posixpath.normpath(posixpath.join(here, module.source))
                    self._calls.setdefault("" if where == "." else where, []).append((here, module.given))
        return self._calls.get(folder, [])

    def _compose_variables(self, folder: str) -> dict[str, str]:
        values: dict[str, str] = dict(self._unique())
        for parent in reversed(list(_parents(folder))):
            values |= self._exports(parent)
        files = sorted((path for path, _ in self._in_folder(folder, "variables")), key=_precedence)
        for path in files:
            given = self.records[path].variables
            values |= {one.name: interpolate(one.value, values, escape=False) for one in given if one.value}
        return values

    def _unique(self) -> dict[str, str]:
        """Variables that are set to one value only in all files of variables, wherever these lie."""
        if self._set_once is None:
            found: dict[str, set[str]] = {}
            for record in self.records.values():
                for one in record.variables if record.form == "variables" else ():
                    if one.value and "$" not in one.value:
                        found.setdefault(one.name, set()).add(one.value)
            self._set_once = {name: next(iter(given)) for name, given in found.items() if len(given) == 1}
        return self._set_once

    def _exports(self, folder: str) -> dict[str, str]:
        """What scripts named for it (`set_env.sh`) export."""
        if folder not in self._exported:
            found: dict[str, str] = {}
            for path, record in self._in_folder(folder, "shell"):
                if "env" in posixpath.basename(path).lower():
                    for word in record.workloads[0].scripts:
                        found |= {
                            one.name: one.value for one in telling(follow(focus(word.text)).assigned) if one.value
                        }
            self._exported[folder] = {name: value for name, value in found.items() if "$" not in value}
        return self._exported[folder]

    def _chart_values(self, chart: str) -> dict[str, str]:
        for found, record in self._in_folder(chart, "values"):
            if posixpath.basename(found) == "values.yaml":
                return {one.name: one.value for one in record.variables if one.value}
        return {}

    # -- workloads ------------------------------------------------------------------------------------------

    def completed(self, path: str, workload: Workload) -> Workload:
        """The workload with what it extends."""
        base = self._extended(path, workload, 0)
        return _with_base(workload, base) if base else workload

    def _extended(self, path: str, workload: Workload, depth: int) -> Workload | None:
        if workload.extends is None or depth > _MAX_DEPTH:
            return None
        file, service = workload.extends
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
        record = self.records.get(where)
        found = next((one for one in record.workloads if one.name == service), None) if record else None
        if found is None or found is workload:
            return None
        deeper = self._extended(where, found, depth + 1)
        return _with_base(found, deeper) if deeper else found

    def built(self, path: str, workload: Workload) -> tuple[str, Workload] | None:
        """The Dockerfile that a workload is built from, and what it runs; an override's base counts too."""
        if workload.image is not None and workload.build is None:
            return None
        build = workload.build or self._build_of_sibling(path, workload.name)
        where = posixpath.normpath(posixpath.join(posixpath.dirname(path), build)) if build else ""
        record = self.records.get(where)
        return (where, record.workloads[0]) if record and record.form == "dockerfile" and record.workloads else None

    def shared(self, path: str, workload: Workload) -> tuple[tuple[str, tuple[Setting, ...]], ...]:
        """The files of variables that a service is given, with what they set; for an untracked one its example."""
        found: list[tuple[str, tuple[Setting, ...]]] = []
        for name in workload.env_files if self.records[path].form == "compose" else ():
            where = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            for one in (where, *(f"{where}.{ending}" for ending in ("example", "sample", "template"))):
                record = self.records.get(one)
                if record is not None and record.form == "variables":
                    found.append((one, record.variables))
                    break
        return tuple(found)

    def _build_of_sibling(self, path: str, name: str) -> str | None:
        for other, record in self._in_folder(posixpath.dirname(path), "compose"):
            for one in record.workloads:
                if other != path and one.name == name and one.build:
                    return one.build
        return None


def _parents(folder: str) -> Iterator[str]:
    """The folder and those above it, a few steps up."""
    for _ in range(_MAX_PARENTS):
        yield folder
        if not folder:
            return
        folder = posixpath.dirname(folder)


def _precedence(path: str) -> tuple[int, str]:
    """`.env` last, so that it wins; examples first."""
    name = posixpath.basename(path)
    return (2 if name == ".env" else 0 if is_example(name) else 1, name)


def _with_base(workload: Workload, base: Workload) -> Workload:
    """A workload with what its base says and it does not."""
    names = {setting.name for setting in workload.settings}
    return workload._replace(
        image=workload.image or base.image,
        build=workload.build or base.build,
        entrypoint=workload.entrypoint or base.entrypoint,
        command=workload.command or base.command,
        settings=(*workload.settings, *(one for one in base.settings if one.name not in names)),
    )
