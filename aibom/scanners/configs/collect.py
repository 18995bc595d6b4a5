"""Makes one data set of a folder that holds very many data files: a corpus is not a thousand data sets."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Iterator

from aibom.core.json import Json
from aibom.model.kinds import Kind, Technique
from aibom.model.sighting import Evidence, Observation, Sighting
from aibom.scanners.configs.sight import data_file

# Data files of one folder that are told apart.
MAX_FILES = 20


def with_corpora(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """The sightings, with folders of more than MAX_FILES data files told as one data set each."""
    folders: dict[str, list[Observation]] = defaultdict(list)
    for sighting in sightings:
        if isinstance(sighting, Observation) and _is_data_file(sighting):
            folders[posixpath.dirname(sighting.subject.name)].append(sighting)
        else:
            yield sighting
    for folder, files in sorted(folders.items()):
        if len(files) <= MAX_FILES or not folder:
            yield from files
        else:
            yield _corpus(folder, files)


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
