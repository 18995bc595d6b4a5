"""The scanner of model files: what weights lie in the tree, in which format, with which digest."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from aibom.catalog.file_kinds import claimed_format, is_config, load_file_kinds
from aibom.catalog.model_families import family_of
from aibom.core import re
from aibom.core.json import Json
from aibom.core.reader import SourceFile
from aibom.formats.tensors import joined_layout
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject, Unknown
from aibom.scanners.base import Tree
from aibom.scanners.model_files.claims import main_type, mismatches
from aibom.scanners.model_files.configs import read_config
from aibom.scanners.model_files.groups import Group, group
from aibom.scanners.model_files.records import ConfigRecord, FileRecord, IndexRecord
from aibom.scanners.model_files.weights import read_weights

Record = FileRecord | ConfigRecord | IndexRecord
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_CONFIDENCE, _CLAIMED_CONFIDENCE = 0.95, 0.7


class ModelFileScanner:
    """See the module's docstring."""

    name = "model-files"

    def wants(self, path: str) -> bool:
        """Whether the name is that of weights, of what may be weights, or of a configuration beside them."""
        return claimed_format(path) is not None or is_config(path)

    def read(self, file: SourceFile) -> Record | None:
        """The record of one file. Raises UnreadableError."""
        return read_config(file) if is_config(file.path) else read_weights(file)

    def join(self, records: Mapping[str, Record], tree: Tree) -> Iterable[Sighting]:
        """Models with their files, files that are no model, and what could not be read of either."""
        files = {path: one for path, one in records.items() if isinstance(one, FileRecord)}
        configs = {posixpath.dirname(path): one for path, one in records.items() if isinstance(one, ConfigRecord)}
        indexes = {path: one for path, one in records.items() if isinstance(one, IndexRecord)}
        for one in group(files, indexes):
            members = {path: files[path] for path in one.paths}
            if any(record.is_model and not _is_run_state(path) for path, record in members.items()):
                yield from _model(one, members, configs.get(posixpath.dirname(one.paths[0])))
            for path, record in members.items():
                yield _file(path, record)
                yield from _unknowns(path, record)


def _is_run_state(path: str) -> bool:
    """Whether a file keeps the state of a training run, by its name: `checkpoint-176/rng_state.pth`."""
    return posixpath.basename(path).lower().startswith(load_file_kinds().run_state)


def _model(one: Group, members: Mapping[str, FileRecord], config: ConfigRecord | None) -> Iterator[Sighting]:
    model = Subject(kind=Kind.MODEL, name=one.name, origin="file")
    first = one.paths[0]
    evidence = _evidence(first, members[first])
    yield Observation(subject=model, evidence=evidence, facts=_model_facts(one, members, config))
    for path, record in members.items():
        file = Subject(kind=Kind.FILE, name=path, origin="file")
        yield Link(source=model, kind=RelationKind.CONTAINS, target=file, evidence=_evidence(path, record))
    if config and config.base_model:
        origin = "hf" if _HUB_NAME.fullmatch(config.base_model) else ""
        base = Subject(kind=Kind.MODEL, name=config.base_model, origin=origin)
        if config.adapter:  # it is loaded with the adapter, whatever a card says of it
            source: dict[str, Json] = {"source": f"{origin}:{base.name}", "hosted": False} if origin else {}
            yield Observation(subject=base, evidence=evidence, facts=source)
        yield Link(source=model, kind=RelationKind.DERIVED_FROM, target=base, evidence=evidence)
    if one.missing:
        reason = f"{one.missing} of the model's shards are not in the tree"
        yield Unknown(topic="model", path=first, reason=reason)


def _model_facts(one: Group, members: Mapping[str, FileRecord], config: ConfigRecord | None) -> dict[str, Json]:
    records = list(members.values())
    counted = [record.parameters for record in records if record.parameters is not None]
    facts = _shared_facts(records)
    facts |= {"source": f"file:{one.name}", "hosted": False, "pinned": all(record.tracked for record in records)}
    if len(counted) == len(records):
        facts["parameters"] = sum(counted)
    layout = joined_layout(record.layout for record in records)
    if layout:
        facts["layout"] = layout
    if family := family_of(joined_layout(record.shapes for record in records)):
        facts["layout.family"] = family
    if main := main_type(records):
        facts["header.dtype"] = main
    licences = {record.licence for record in records} - {""}
    if len(licences) == 1:
        facts["header.licence"] = next(iter(licences))
    contradicted = [] if one.missing else mismatches(one.name, one.paths[0], records, config)
    if contradicted:
        facts["claims.contradicted"] = list(contradicted)
    for name in ("architecture", "quantisation", "framework", "description"):
        value = next((text for record in records if (text := getattr(record, name))), "")
        if value:
            facts[name] = value
    return dict(sorted((facts | _config_facts(config, facts)).items()))


def _config_facts(config: ConfigRecord | None, facts: Mapping[str, Json]) -> dict[str, Json]:
    """What the configuration adds; what the weights themselves say counts more."""
    if config is None:
        return {}
    added: dict[str, Json] = {}
    if config.architecture:
        added["architecture"] = facts.get("architecture") or config.architecture
    if config.quantisation and "quantisation" not in facts:
        added["quantisation"] = config.quantisation
    if config.base_model:
        added["base_model"] = config.base_model
    if config.adapter:
        added["model_class"] = "adapter"
    if config.auto_map:
        added["auto_map"] = list(config.auto_map)
    return added


def _shared_facts(records: list[FileRecord]) -> dict[str, Json]:
    """Facts that a model and a file have alike."""
    facts: dict[str, Json] = {
        "format": records[0].format,
        "formats": sorted({one for record in records for one in record.formats}),
        "hashes": sorted({f"SHA-256:{record.sha256}" for record in records}),
        "size": sum(record.size for record in records),
    }
    if not facts["format"]:
        del facts["format"]
    if not all(record.tracked for record in records):
        facts["tracked"] = False
    pickled = load_file_kinds().pickled_formats
    if any(one in pickled for record in records for one in (*record.formats, record.format)):
        # Their code is not analysed here, and what is not analysed is never clean.
        facts["scan.status"] = "unsupported"
    return facts


def _file(path: str, record: FileRecord) -> Sighting:
    facts = _shared_facts([record])
    for name in ("architecture", "quantisation", "parameters"):
        value = getattr(record, name)
        if value:
            facts[name] = value
    subject = Subject(kind=Kind.FILE, name=path, origin="file")
    return Observation(subject=subject, evidence=_evidence(path, record), facts=dict(sorted(facts.items())))


def _unknowns(path: str, record: FileRecord) -> Iterator[Sighting]:
    if record.is_pointer:
        yield Unknown(topic="file", path=path, reason="a Git LFS pointer; the content is not in the tree")
    for problem in record.problems:
        yield Unknown(topic="file", path=path, reason=f"{record.format or 'the file'}: {problem}")


def _evidence(path: str, record: FileRecord) -> Evidence:
    technique = Technique.FILENAME if record.is_pointer else Technique.BINARY
    confidence = _CLAIMED_CONFIDENCE if record.is_pointer else _CONFIDENCE
    return Evidence(path=path, line=1, technique=technique, confidence=confidence)
