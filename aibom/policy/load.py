"""Loads a policy: the shipped library of rules and packs, and what a user names beside them.

load_policy(["baseline"])                 a shipped pack by its id
load_policy(["ci/pack.yaml"])             a pack in a file; `rules:` in it names folders of further rules
load_policy(["ci/no-gpl.yaml"])           a single rule
load_policy(["ci/policies"])              a folder of rules and packs: its packs, or all of its rules
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from aibom.core.errors import DocumentError, UsageError
from aibom.core.json import Json
from aibom.core.resources import data_root, policies_dir
from aibom.policy.document import Table, parse_document
from aibom.policy.pack import PACK_KEYS, Choice, PackSource, combine, pack_of, resolve
from aibom.policy.paths import Subject
from aibom.policy.reading import Reader, did_you_mean
from aibom.policy.rule import CONFIDENCES, RULE_KEYS, Rule, RuleSource, bind, rule_of, split_tests
from aibom.policy.settings import Settings

MAX_FILES = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class PackInfo:
    """A pack that runs; `digest` is the SHA-256 over what it selects, with every change that it makes."""

    id: str
    version: str
    title: str
    description: str
    rules: tuple[str, ...]
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules that are ready to run, sorted by id, and the packs that chose them; `sources` are all rules that were
    loaded, chosen or not, by id."""

    packs: tuple[PackInfo, ...]
    rules: tuple[Rule, ...]
    sources: Mapping[str, RuleSource]

    def asks(self, subject: Subject) -> frozenset[str]:
        """The facts of a subject that its rules read, so that what is costly is made only when it is asked for."""
        rules = [rule for rule in self.rules if rule.subject is subject]
        return frozenset().union(*(rule.facts for rule in rules))

    def of_confidence(self, least: str) -> Policy:
        """Without the rules whose findings are less sure than `least` (low, medium, high)."""
        rank = CONFIDENCES.index(least)
        return replace(self, rules=tuple(one for one in self.rules if CONFIDENCES.index(one.info.confidence) >= rank))


@dataclass(slots=True)
class Library:
    """All rules and packs that are known, by id."""

    rules: dict[str, RuleSource] = field(default_factory=dict)
    packs: dict[str, PackSource] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    def copy(self) -> Library:
        """A library that can grow without changing this one."""
        return Library(dict(self.rules), dict(self.packs), dict(self.digests))

    def add(self, data: bytes, path: str, *, shipped: bool = False) -> RuleSource | PackSource:
        """Read a rule or a pack, whichever the file holds. Raises DocumentError.

        The examples of shipped rules are left unread until somebody asks: they are checked in the tests.
        """
        head, tests = split_tests(data) if shipped else (data, b"")
        root = parse_document(head, path)
        table = Reader(path).table(root, "a policy file")
        if _is_rule(table):
            rule = rule_of(table, path, tests)
            if not shipped:
                rule.examples()
            self._unique("rule", rule.info.id, self.rules, table, path)
            self.rules[rule.info.id] = rule
            self.digests[rule.info.id] = hashlib.sha256(data).hexdigest()
            return rule
        pack = pack_of(table, path)
        self._unique("pack", pack.id, self.packs, table, path)
        self.packs[pack.id] = pack
        return pack

    def _unique(
        self, what: str, name: str, known: Mapping[str, RuleSource | PackSource], table: Table, path: str
    ) -> None:
        if name in known and not _same_file(path, known[name].path):
            place = table.nodes["id"]
            other = known[name].path
            raise DocumentError(path, f"{what} {name} stands in {other} already", place.line, place.column)


def _same_file(path: str, known: str) -> bool:
    """Whether a file is named that is loaded already: a shipped rule by its place in a checkout, or one twice."""
    return Path(path).resolve() in ((data_root() / known).resolve(), Path(known).resolve())


def _is_rule(table: Table) -> bool:
    """Whether a file means to be a rule: by its keys, most of which may be misspelt."""
    own = set(RULE_KEYS) - set(PACK_KEYS)
    others = set(PACK_KEYS) - set(RULE_KEYS)
    return bool(own & set(table.nodes)) and len(own & set(table.nodes)) >= len(others & set(table.nodes))


def load_policy(names: Sequence[str], settings: Settings | None = None) -> Policy:
    """The rules that these packs, files and folders select, each once; `settings` are parameters set for this run.

    Raises UsageError for a name that is nothing, DocumentError for what a file says.
    """
    library = shipped_library().copy()
    chosen_packs = [pack for name in names for pack in _named(name, library)]
    resolved = [(pack, resolve(pack, library.packs, library.rules)) for pack in chosen_packs]
    for pack, choices in resolved:
        if not choices:
            why = "the pack selects no rule; name rules under `select` (ids, tags, all: true), or extend a pack"
            raise pack.reader.error(pack.table, why)
    place = chosen_packs[-1].table if chosen_packs else Table({}, {}, 1, 1)
    reader = Reader(chosen_packs[-1].path if chosen_packs else "")
    chosen = combine([choices for _, choices in resolved], place, reader)
    set_by_user = settings.values(library.rules, chosen) if settings else {}
    return Policy(
        packs=tuple(_pack_info(pack, choices, library) for pack, choices in resolved),
        rules=tuple(_bound(library.rules[rule], chosen[rule], set_by_user.get(rule, {})) for rule in sorted(chosen)),
        sources=library.rules,
    )


def _bound(source: RuleSource, choice: Choice, settings: Mapping[str, Json]) -> Rule:
    rule = bind(source, {**choice.settings, **settings})
    return replace(rule, info=replace(rule.info, severity=choice.severity), unknown=choice.unknown)


@cache
def shipped_library() -> Library:
    """The rules and packs that come with aibom; do not change it, copy it."""
    library = Library()
    root = policies_dir()
    if not root.is_dir():
        raise UsageError("The shipped policies are missing; the installation is damaged.")
    for path in yaml_files(root):
        library.add(path.read_bytes(), path.relative_to(data_root()).as_posix(), shipped=True)
    return library


def shipped_packs() -> list[PackInfo]:
    """What `aibom policy list` shows."""
    library = shipped_library()
    return [
        _pack_info(pack, resolve(pack, library.packs, library.rules), library)
        for pack in sorted(library.packs.values(), key=lambda pack: pack.id)
    ]


def _named(name: str, library: Library) -> list[PackSource]:
    """The packs that one name stands for; a rule or a folder without packs becomes a pack of its own."""
    if name in shipped_library().packs:
        return [library.packs[name]]
    path = Path(name)
    if path.is_dir():
        return _folder(path, library)
    if path.is_file():
        added = library.add(_read(path), path.as_posix())
        if isinstance(added, RuleSource):
            return [_made_up(path.stem, [added], library)]
        for folder in added.rules:
            _add_folder(path.parent / folder, library, added)
        return [added]
    hint = did_you_mean(name, shipped_library().packs)
    raise UsageError(f"No policy {name!r}: it is neither a shipped pack nor a file or folder{hint}.")


def _folder(path: Path, library: Library) -> list[PackSource]:
    added = [library.add(_read(file), file.as_posix()) for file in yaml_files(path)]
    packs = [item for item in added if isinstance(item, PackSource)]
    rules = [item for item in added if isinstance(item, RuleSource)]
    if not added:
        raise UsageError(f"No policy files (*.yaml) in {path}.")
    return packs or [_made_up(path.name or "policies", rules, library)]


def _add_folder(path: Path, library: Library, pack: PackSource) -> None:
    if not path.is_dir():
        place = pack.table.nodes["rules"]
        raise pack.reader.error(place, f"no folder {path.as_posix()!r} of rules")
    for file in yaml_files(path):
        library.add(_read(file), file.as_posix())


def _made_up(name: str, rules: Sequence[RuleSource], library: Library) -> PackSource:
    """A pack that selects these rules, for rules that are named without one."""
    pack = PackSource(
        id=name,
        version="0.0.0",
        title=name,
        table=Table({}, {}, 1, 1),
        path=rules[0].path,
        ids=tuple(rule.info.id for rule in rules),
    )
    library.packs.setdefault(name, pack)
    return pack


def yaml_files(root: Path) -> list[Path]:
    """All YAML files below a folder, sorted. Raises UsageError when there are more than MAX_FILES."""
    files = sorted(path for path in root.rglob("*") if path.suffix in (".yaml", ".yml") and path.is_file())
    if len(files) > MAX_FILES:
        raise UsageError(f"More than {MAX_FILES} policy files in {root}.")
    return files


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror or error}.") from None


def _pack_info(pack: PackSource, choices: Mapping[str, Choice], library: Library) -> PackInfo:
    import orjson

    content = [
        (rule, library.digests[rule], choice.severity, choice.unknown, sorted(choice.settings.items()), choice.locked)
        for rule, choice in sorted(choices.items())
    ]
    digest = hashlib.sha256(orjson.dumps([pack.id, pack.version, content])).hexdigest()
    return PackInfo(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        description=pack.description,
        rules=tuple(sorted(choices)),
        digest=digest,
    )
