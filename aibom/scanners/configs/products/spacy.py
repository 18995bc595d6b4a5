"""Reads spaCy's files: training configs (spacy.io/api/data-formats) and `project.yml` (spacy.io/usage/projects)."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aibom.core import re
from aibom.core.json import Json
from aibom.core.left_out import within
from aibom.core.lined import Lined
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.naming import WEIGHTS, Named, is_hub_id, name_model
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.data import data_subject, role_of

_MARK = re.compile(rb"^\[(?:nlp|components(?:\.|\])|training\])", re.MULTILINE)
_SECTION = re.compile(r"\[([\w.@-]+)\]\s*\Z")
_OPTION = re.compile(r"([\w@.-]+)\s*=\s*(\S.*)\Z")
_VARIABLE = re.compile(r"\$\{([\w-]+)[.:]([\w.-]+)\}\Z")
_PACKAGE = re.compile(r"[a-z]{2,3}_(?:core|dep|ent|sent|vectors|pipeline)?_?[a-z0-9_]*[a-z0-9]\Z")
_CODE = (".py", ".cfg", ".md", ".sh", ".yml", ".yaml", ".ipynb", ".html")
_DATA = (".spacy", ".tsv", ".csv", ".jsonl", ".json", ".conllu", ".conll", ".iob", ".txt", ".parquet", ".xml")
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_VECTORS = re.compile(r"\.vec\b|vectors?\b|word2vec|glove", re.IGNORECASE)
_SPLITS = ("train", "dev", "test", "raw", "raw_text")
_MAX_LINES, _MAX_TEXT, _MAX_ASSETS = 5_000, 500, 200


class _Option(NamedTuple):
    text: str
    line: int


def read_spacy_config(data: bytes, path: str) -> Iterator[Sighting]:
    """Corpora under `[paths]`, transformers and vectors by name, pipelines that components are taken from."""
    if not _MARK.search(data):
        return
    sections, sight = _sections(data), Sight(path)
    for name, options in sections.items():
        for key, given in options.items():
            named = _model(name, key, _followed(given, sections), options)
            if named is not None:
                yield sight.model(named[0], named[1], key)
            elif name == "paths" and key in _SPLITS:
                yield from _data(given.text, given.line, key, sight)


def _sections(data: bytes) -> dict[str, dict[str, _Option]]:
    """Sections -> options whose values are texts, with their lines; what is malformed is left out."""
    sections: dict[str, dict[str, _Option]] = {}
    here: dict[str, _Option] = {}
    for number, raw in enumerate(within(data.decode("utf-8", "replace").splitlines(), _MAX_LINES, "lines"), 1):
        line = raw.strip()[:_MAX_TEXT]
        if section := _SECTION.match(line):
            here = sections.setdefault(section[1], {})
        elif option := _OPTION.match(line):
            text = _text(option[2].strip())
            if text:
                here[option[1]] = _Option(text, number)
    return sections


def _text(written: str) -> str:
    """Values are JSON; a reference to another option (`${paths.vectors}`) stands bare."""
    if written.startswith("${"):
        return written
    try:
        value = json.loads(written) if written.startswith('"') else None
    except ValueError:
        return ""
    return value if isinstance(value, str) else ""


def _followed(given: _Option, sections: Mapping[str, Mapping[str, _Option]]) -> _Option | None:
    """The option that a reference stands for (one step, as configs write it); any other option itself."""
    reference = _VARIABLE.match(given.text)
    return sections.get(reference[1], {}).get(reference[2]) if reference else given


def _model(section: str, key: str, given: _Option | None, options: Mapping[str, _Option]) -> tuple[Named, int] | None:
    if given is None or given.text.startswith("${"):
        return None
    named: Named | None = None
    if section.startswith("components.") and key == "name" and _is_transformer(options):
        named = name_model(given.text, "hf" if "/" in given.text else "", "encoder") or name_model(given.text, "label")
    elif (section.startswith("components.") and key == "source") or key in ("vectors", "init_tok2vec"):
        named = _pipeline(given.text)
    return (named, given.line) if named is not None else None


def _is_transformer(options: Mapping[str, _Option]) -> bool:
    architecture = options.get("@architectures")
    return architecture is not None and "transformer" in architecture.text.lower()


def _pipeline(text: str) -> Named | None:
    """An installed pipeline (`en_core_web_sm`), one of the hub, or one in a folder of the project."""
    if "/" not in text:
        return name_model(text, "label") if _PACKAGE.match(text) else name_model(text, "file")
    return name_model(text, "hf") if is_hub_id(text) and _PACKAGE.match(text.partition("/")[2]) else _folder(text)


def _folder(text: str) -> Named | None:
    return name_model(posixpath.normpath(text), "file")


def _data(text: str, line: int, key: str, sight: Sight) -> Iterator[Sighting]:
    subject = data_subject(text)
    if subject is None and text.lower().endswith(_DATA) and not text.startswith("${"):
        subject = data_subject(f"./{text}")
    if subject is not None:
        yield sight.thing(subject, line, key, role=role_of(key), source=f"{subject.origin or 'name'}:{subject.name}")


def is_spacy_project(document: Lined) -> bool:
    """Whether a document is a project of spaCy or Weasel: assets, and commands that are scripts."""
    top = document.value
    commands = top.get("commands") if isinstance(top, Mapping) else None
    scripts = [one for one in commands if isinstance(one, Mapping)] if isinstance(commands, list) else []
    return bool(scripts) and all("name" in one for one in scripts) and any("script" in one for one in scripts)


def read_spacy_project(document: Lined, path: str) -> Iterator[Sighting]:
    """The assets: data sets and models in files, with the address that they are downloaded from."""
    top, sight = document.value, Sight(path)
    variables = top.get("vars") if isinstance(top, Mapping) else None
    given = variables if isinstance(variables, Mapping) else {}
    assets = top.get("assets") if isinstance(top, Mapping) else None
    for asset in within(assets, _MAX_ASSETS, "assets") if isinstance(assets, list) else ():
        if isinstance(asset, Mapping):
            yield from _asset(asset, document.line_of(asset, "dest"), given, sight)


def _asset(asset: Mapping[str, Json], line: int, given: Mapping[str, Json], sight: Sight) -> Iterator[Sighting]:
    git = asset.get("git")
    target = _filled(asset.get("dest"), given)
    source = _filled(asset.get("url"), given) or _filled(git.get("repo") if isinstance(git, Mapping) else None, given)
    lower = target.lower()
    if not target or "${" in target or lower.endswith(_CODE) or len(target) > _MAX_TEXT:
        return
    described = asset.get("description")
    facts: dict[str, Json] = {"description": described[:200]} if isinstance(described, str) else {}
    facts["source"] = source.split("?")[0] if "://" in source and "@" not in source else f"file:{target}"
    if WEIGHTS.search(target) or (_VECTORS.search(lower) and not lower.endswith(_DATA)):
        if (named := name_model(target, "file")) is not None:
            yield sight.thing(named.subject, line, "assets", **{**named.facts, **facts})
        return
    subject = data_subject(f"./{target.removeprefix('./')}")
    if subject is not None and (lower.endswith((*_DATA, *_ARCHIVES)) or not posixpath.splitext(lower)[1]):
        yield sight.thing(subject, line, "assets", role=role_of(posixpath.basename(target)), **facts)


def _filled(value: Json, given: Mapping[str, Json]) -> str:
    """A text with the project's variables put in (`${vars.name}`)."""
    if not isinstance(value, str) or len(value) > _MAX_TEXT:
        return ""
    return re.sub(r"\$\{vars\.([\w-]+)\}", lambda m: str(given[m[1]]) if m[1] in given else m[0], value)[:_MAX_TEXT]
