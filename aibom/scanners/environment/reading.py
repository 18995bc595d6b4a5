"""Reads environments: sightings of installed packages, the edges between them, and what could not be read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from aibom.core.errors import UnreadableError
from aibom.core.guard import Crash, attempt
from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown
from aibom.scanners.environment.describe import Description, describe
from aibom.scanners.environment.distributions import Installed, Place, find_distributions
from aibom.scanners.environment.edges import needs, unreadable_requirements
from aibom.scanners.environment.places import Environment, find_environment
from aibom.scanners.environment.record import check_record
from aibom.scanners.environment.target import target_of
from aibom.scanners.manifests.facts import ai_role
from aibom.scanners.manifests.names import pypi_name
from aibom.sources.files import TreeFile

_PATH_FILE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to read: the locations given, and whether installed files are compared with RECORD."""

    locations: tuple[Path, ...] = ()
    verify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    place: Place
    description: Description
    facts: dict[str, Json]


def environment_sightings(wanted: Wanted, root: Path) -> list[Sighting]:
    """All that the environments say; UsageError when a location holds none. `root` is the scanned tree."""
    environments = [one for given in wanted.locations for one in find_environment(given, root)]
    distinct = {environment.folders: environment for environment in environments}
    found = list[Sighting]()
    for environment in distinct.values():
        found += _Reader(environment, root, wanted.verify).sightings()
    return found


class _Reader:
    """One environment. The first folder that holds a name wins, as in Python's own path."""

    def __init__(self, environment: Environment, root: Path, verify: bool) -> None:
        self._environment, self._root, self._verify = environment, root.resolve(), verify
        self._found: dict[str, _Found] = {}
        self._problems: list[Sighting] = []

    def sightings(self) -> Iterator[Sighting]:
        """Packages, edges, problems."""
        for folder in self._environment.folders:
            self._read_folder(folder)
        for one in self._found.values():
            if not self._is_ours(one.description):
                yield self._observation(one)
        yield from self._edges()
        yield from self._problems

    def _read_folder(self, folder: Path) -> None:
        try:
            places = list(find_distributions(folder))
        except UnreadableError as error:
            self._problem(folder, error.why)
            return
        for place in places:
            self._read(place)
        self._read_path_files(folder)

    def _read(self, place: Place) -> None:
        if place.name.endswith(".egg") and place.path.is_file():
            self._problem(place.path, "a zipped egg, not read")
            return
        read = attempt(lambda: self._described(place))
        if isinstance(read, Crash):
            self._problem(place.path, f"its metadata cannot be read ({read})")
        elif read is not None:
            name = pypi_name(read.description.name)
            if name in self._found:
                version = self._found[name].description.version
                self._problem(place.path, f"a second {name} is installed ({read.description.version} beside {version})")
            else:
                self._found[name] = read

    def _described(self, place: Place) -> _Found | None:
        installed = Installed(place)
        try:
            description = describe(installed)
            facts = dict(description.facts)
            if self._verify:
                self._compare(installed, facts)
        except UnreadableError as error:
            self._problem(place.path, error.why)
            return None
        for text in unreadable_requirements(description):
            self._problem(place.path, "a requirement that is not valid (PEP 508)", text[:200])
        return _Found(place=place, description=description, facts=facts)

    def _compare(self, installed: Installed, facts: dict[str, Json]) -> None:
        checked = check_record(installed.read_text("RECORD"), installed.place.folder, self._environment.prefix)
        facts["record.state"] = checked.state
        if checked.changed:
            facts["record.changed"] = list(checked.changed)
        if checked.missing:
            facts["record.missing"] = list(checked.missing)
        if checked.reason:
            self._problem(installed.place.path, f"installed files are not verified: {checked.reason}")

    def _is_ours(self, description: Description) -> bool:
        """Whether it is the scanned project itself, installed from its own folder: not third-party."""
        if not description.local:
            return False
        place = Path(os.path.realpath(unquote(description.local)))
        return place == self._root or place.is_relative_to(self._root)

    def _observation(self, one: _Found) -> Observation:
        facts: dict[str, Json] = {"ecosystem": "pypi", "installed": True, "usage": "installed", **one.facts}
        if role := ai_role("pypi", one.description.name):
            facts["ai_role"] = role
        if one.description.requested:
            facts["direct"] = True
        return Observation(subject=self._subject(one), evidence=self._evidence(one.place), facts=facts)

    def _subject(self, one: _Found) -> Subject:
        name = pypi_name(one.description.name)
        return Subject(kind=Kind.LIBRARY, name=name, origin="pypi", version=one.description.version)

    def _evidence(self, place: Place) -> Evidence:
        path = place.path
        for name in ("METADATA", "PKG-INFO"):
            if (path / name).is_file():
                path = path / name
                break
        return Evidence(path=self._environment.shown(path), technique=Technique.MANIFEST, confidence=1.0)

    def _edges(self) -> Iterator[Sighting]:
        described = {name: one.description for name, one in sorted(self._found.items())}
        tags = [tag for one in described.values() for tag in one.tags]
        target = target_of(self._environment, tags)
        if target.assumed:
            names = ", ".join(target.assumed)
            self._problem(self._environment.prefix, f"markers were evaluated with an assumed {names}")
        for need in needs(described, target.variables):
            source = self._found[need.source]
            if need.problem:
                self._problem(source.place.path, f"{need.source} {need.problem}")
            if need.target in self._found and not self._is_ours(self._found[need.target].description):
                ours = self._is_ours(source.description)
                yield Link(
                    source=None if ours else self._subject(source),
                    kind=RelationKind.DEPENDS_ON,
                    target=self._subject(self._found[need.target]),
                    evidence=self._evidence(source.place),
                )
        for one in self._found.values():
            if one.description.requested and not self._is_ours(one.description):
                evidence = self._evidence(one.place)
                yield Link(source=None, kind=RelationKind.DEPENDS_ON, target=self._subject(one), evidence=evidence)

    def _read_path_files(self, folder: Path) -> None:
        """Folders that `.pth` files add to the path may hold packages of their own, which are not read here."""
        for path in sorted(folder.glob("*.pth")):
            try:
                text = TreeFile(path=path.name, location=str(path)).read(_PATH_FILE_BYTES).decode("utf-8", "replace")
            except UnreadableError as error:
                self._problem(path, error.why)
                continue
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            added = [folder / line for line in lines if not line.startswith(("#", "import"))]
            outside = sum(not self._is_known(place) for place in added)
            if outside:
                self._problem(path, f"it adds folders to the path that were not read ({outside})")

    def _is_known(self, place: Path) -> bool:
        """Whether a folder of the path holds nothing that is not read: ours, or that of an editable install."""
        real = Path(os.path.realpath(place))
        local = [one.description.local for one in self._found.values() if one.description.local]
        known = [self._environment.prefix, self._root, *(Path(unquote(one)) for one in local)]
        return any(real.is_relative_to(one.resolve()) for one in known)

    def _problem(self, path: Path, reason: str, expression: str = "") -> None:
        shown = self._environment.shown(path)
        self._problems.append(Unknown(topic="environment", path=shown, reason=reason, expression=expression))
