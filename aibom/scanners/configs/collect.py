"""What all files of a tree tell together: a corpus is not a thousand data sets, and a name means the agent so named."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import replace

from aibom.core.json import Json
from aibom.core.text import fold
from aibom.model.kinds import Kind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.configs.paths import knowledge_base_of
from aibom.scanners.configs.products.agent_files import COMMAND, SAID
from aibom.scanners.configs.sight import AT_PATH, SKILL, data_file

# Data files of one folder that are told apart.
MAX_FILES = 20
_FEW_RULES = 3
_COMMANDS = frozenset({"commands", "command"})
_KIT = _COMMANDS | {"agents", "agent", "skills"}
_TEXTS_AND_PICTURES = (
    ".md", ".mdx", ".mdc", ".txt", ".rst", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".mp4", ".old",
)  # fmt: skip


def with_corpora(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with folders of more than MAX_FILES data files told as one data set each; a knowledge base is one
    with all folders inside."""
    folders: dict[str, list[Observation]] = defaultdict(list)
    for sighting in sightings:
        if isinstance(sighting, Observation) and _is_data_file(sighting):
            folder = posixpath.dirname(sighting.subject.name)
            folders[knowledge_base_of(folder) or folder].append(sighting)
        else:
            yield sighting
    for folder, files in sorted(folders.items()):
        if len(files) <= MAX_FILES or not folder:
            yield from files
        else:
            yield _corpus(folder, files)


def with_rules(sightings: Iterable[Sighting], paths: Callable[[], Iterable[str]]) -> Iterator[Sighting]:
    """The sightings, with texts for coding agents used where they are all that a tree is about (a collection), and
    commands beside the parts of a kit.

    `paths` gives all files of the tree; it is asked only where there are a few rules.
    """
    kept = list(sightings)
    seen = [one for one in kept if isinstance(one, Observation)]
    sure = {one.subject for one in seen if _is_rule(one) and one.evidence.symbol != COMMAND}
    handed: set[Subject] = set()
    if len(sure) >= _FEW_RULES and len(sure) * 2 >= sum(map(_is_of_program, paths())):
        handed |= sure
    homes = {home for one in seen if (home := _kit_of(one)) is not None}
    handed |= {one.subject for one in seen if homes and _is_rule(one) and _is_command_of(one, homes)}
    for one in kept:
        if isinstance(one, Observation) and one.subject in handed and _is_rule(one):
            yield replace(one, facts={name: fact for name, fact in one.facts.items() if name != "usage"})
        else:
            yield one


def _kit_of(one: Observation) -> str | None:
    """The folder in which a kit lies whose agent, command or skill it is: that above `agents/`, `commands/`."""
    told = one.subject.kind in (Kind.AGENT, Kind.PROMPT) and one.facts.get("usage") != "mentioned"
    return _above(one.evidence.path, _KIT) if told and one.evidence.path.endswith(".md") else None


def _is_command_of(one: Observation, homes: Set[str]) -> bool:
    """Whether it is a plain text among the commands of a kit."""
    return one.evidence.symbol in (COMMAND, SAID) and _above(one.evidence.path, _COMMANDS) in homes


def _above(path: str, names: Set[str]) -> str | None:
    """The folder above the innermost one of such a name; None when there is none."""
    parts = path.split("/")[:-1]
    at = next((index for index in reversed(range(len(parts))) if parts[index].lower() in names), None)
    return None if at is None else "/".join(parts[:at])


def _is_rule(one: Observation) -> bool:
    return one.facts.get("role") == "instructions" and one.facts.get("usage") == "mentioned"


def _is_of_program(path: str) -> bool:
    """Whether a file is neither a text, a picture nor a setting of a tool of development."""
    name = posixpath.basename(path).lower()
    return not name.startswith(".") and not name.endswith(_TEXTS_AND_PICTURES) and "." in name


def with_named(sightings: Iterable[Sighting], exists: Callable[[str], bool]) -> Iterator[Sighting]:
    """The sightings, with links that only name their end led to what is meant, and left out when nothing is.

    An agent without a scope is the nearest one of that name, a skill the nearest in a folder of that name; a prompt in
    a file is one when there is such a file.
    """
    kept = list(sightings)
    named: dict[str, list[Observation]] = defaultdict(list)
    for one in kept:
        if isinstance(one, Observation) and one.subject.kind is Kind.AGENT:
            named[fold(one.subject.name)].append(one)
            named[f"{AT_PATH}{one.evidence.path}"].append(one)
        elif isinstance(one, Observation) and one.facts.get("role") == SKILL:
            named[f"{SKILL}:{posixpath.basename(posixpath.dirname(one.evidence.path))}"].append(one)
    for one in kept:
        if not isinstance(one, Link):
            yield one
            continue
        source = _meant(one.source, one, named) if one.source is not None else None
        target = _meant(one.target, one, named)
        if target is None or (source is None and one.source is not None):
            continue
        if target.kind is not Kind.PROMPT or target.origin != "file" or exists(target.name):
            yield replace(one, source=source, target=target)


def _meant(end: Subject, link: Link, named: Mapping[str, list[Observation]]) -> Subject | None:
    if end.origin == SKILL:
        return _nearest(named.get(f"{SKILL}:{end.name.rpartition(':')[2]}", []), link)
    if end.kind is not Kind.AGENT or (end.scope and end.name != AT_PATH):
        return end
    if end.name == AT_PATH:
        return next((one.subject for one in named.get(f"{AT_PATH}{end.scope}", ())), None)
    return _nearest(named.get(fold(end.name), []), link)


def _nearest(some: list[Observation], link: Link) -> Subject | None:
    """The one whose file shares most folders with that of the link."""
    here = link.evidence.path.split("/") if link.evidence is not None else []

    def shared(one: Observation) -> tuple[int, str]:
        return (len(posixpath.commonprefix([one.evidence.path.split("/"), here])), one.evidence.path)

    return max(some, key=shared).subject if some else None


def _is_data_file(one: Observation) -> bool:
    return one.subject.kind is Kind.DATASET and one.evidence.technique is Technique.FILENAME


def _corpus(folder: str, files: list[Observation]) -> Observation:
    """Its size is that of all files, its format the one that they share."""
    formats = {str(one.facts.get("format")) for one in files}
    sizes = [size for one in files if isinstance(size := one.facts.get("size"), int)]
    facts: dict[str, Json] = {"size": sum(sizes), "source": f"file:{folder}"}
    if len(formats) == 1:
        facts["format"] = formats.pop()
    for name in ("usage", "tracked"):
        if all(name in one.facts for one in files):
            facts[name] = files[0].facts[name]
    first = files[0].evidence
    evidence = Evidence(path=first.path, line=1, technique=Technique.FILENAME, confidence=first.confidence)
    return Observation(subject=data_file(folder), evidence=evidence, facts=facts)
