"""Reads files that stand as text inside of YAML: the data of a ConfigMap, `serveConfigV2: |` of a RayService,
`configs:` of compose, and what a container's command writes with a here-document.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping

from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.sighting import Sighting
from aibom.scanners.configs.documents import AI_WORDS
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.manifests import is_custom, keep_documents, kind_of
from aibom.scanners.configs.paths import form_of
from aibom.scanners.configs.products.platforms import platform_of, served_by
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import Place, places
from aibom.scanners.configs.yaml_forms import read_yaml

Readers = Mapping[str, Callable[[bytes, str], Iterator[Sighting]]]

_MAX_TEXTS = 200
# `cat > /app/config.yaml <<'EOF'`: where it is written, and the mark of its end.
_HERE = re.compile(
    r"^[^\n#]*?(?:>[ \t]*(?P<before>[\w./${}-]+)[^\n]*)?<<-?[ \t]*['\"]?(?P<mark>[A-Za-z_]\w*)['\"]?"
    r"(?:[^\n]*?>[ \t]*(?P<after>[\w./${}-]+))?[^\n]*\n(?P<body>.*?)^[ \t]*(?P=mark)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_COMPOSE = re.compile(rb"^services:", re.MULTILINE)
_MAPPING = re.compile(r"(?:- )?[\w.\"'-]{1,80}:(?:[ \t]|\r?$)", re.MULTILINE)
# Marks of Helm's templates: rows that only steer, and values in a row.
_CONTROL = re.compile(
    rb"(?m)^[ \t]*\{\{-?[ \t]*(?:if|else|end|range|with|define|include|template|toYaml|/\*|\$)[^\n]*\}\}[ \t]*$"
)
_MARK = re.compile(rb"\{\{[^{}\n]*\}\}")
# Of scripts: JSON that they write is as often a record or a request.
_WRITTEN = frozenset({"yaml", "env"})
_FORMS = frozenset({"yaml", "json", "toml", "env", "properties", "modelfile", "triton"})


def read_embedded(data: bytes, path: str, readers: Readers) -> Iterator[Sighting]:
    """What the files inside of the manifests of a file tell, with the lines of that file; `readers` are by form."""
    if not may_embed(data):
        return
    kept = keep_documents(data, _is_wanted) if b"apiVersion" in data else data
    if not kept:
        return
    if b"{{" in kept:
        kept = _MARK.sub(b"${TEMPLATE}", _CONTROL.sub(b"", kept))
    try:
        documents = parse_yaml_with_lines(kept, path, partial=True)
    except (UnreadableError, LimitError):
        return  # the scanner of deployments reports it
    rows = Rows(decode(data))
    for document in documents:
        product = platform_of(document)
        for form, text in _texts(document, rows, path):
            found = list(_read(form, text, path, readers))
            yield from found
            if product is not None:
                yield from served_by(product, found, Sight(path))


def read_written(name: str, data: bytes, path: str, readers: Readers) -> Iterator[Sighting]:
    """What a file of settings tells that a script writes under `name`, with the lines of the script."""
    form = form_of(name)
    where = folder_of(posixpath.dirname(path))
    if form in _WRITTEN and not (where.shown or where.skipped) and AI_WORDS.search(data):
        yield from _read(form, data, path, readers, name)


def may_embed(data: bytes) -> bool:
    """Whether YAML may hold files as text: a manifest, or a compose file that writes some."""
    if b"apiVersion" in data:
        return True
    return (b"<<" in data or b"configs:" in data) and _COMPOSE.search(data) is not None


def _is_wanted(document: bytes) -> bool:
    wanted = kind_of(document) in ("ConfigMap", "") or is_custom(document)  # an AIKit file has no kind
    return wanted and bool(AI_WORDS.search(document))


def _texts(document: Lined, rows: Rows, path: str) -> Iterator[tuple[str, bytes]]:
    """Every text of several rows that has the form of a file, moved down to the lines where it stands."""
    count = 0
    for place in places(document):
        for key, value, line in _members(place):
            if not _may_be_file(value):
                continue
            if count >= _MAX_TEXTS:
                leave_out(_MAX_TEXTS, "embedded files")
                return
            for name, text in _written(value) if "<<" in value else ((key, value),):
                form = _form(name, text, path)
                if form:
                    count += 1
                    yield form, _placed(text, line, rows)


def _members(place: Place) -> Iterator[tuple[str, str, int]]:
    """The texts of a mapping, and of the lists in it, with their lines."""
    for key, value in place.table.items():
        if isinstance(value, str):
            yield key, value, place.line(key)
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if isinstance(item, str):
                yield key, item, place.document.line_of(value, index)


def _written(text: str) -> Iterator[tuple[str, str]]:
    """The files that a shell text writes, by the names that it gives them."""
    for match in _HERE.finditer(text):
        yield posixpath.basename(match["before"] or match["after"] or ""), match["body"]


def _may_be_file(value: str) -> bool:
    return "\n" in value.strip() and bool(AI_WORDS.search(value.encode("utf-8", "replace")))


def _form(key: str, text: str, path: str) -> str:
    """The form that the key's ending tells; without an ending a text that begins as a mapping is YAML."""
    if posixpath.splitext(key)[1]:
        form = form_of(posixpath.join(posixpath.dirname(path), key))
        return form if form in _FORMS else ""
    return "yaml" if _MAPPING.match(text.lstrip()) else ""


def _placed(text: str, line: int, rows: Rows) -> bytes:
    first = next(row for row in text.split("\n") if row.strip())
    before = text[: text.find(first)].count("\n")
    start = rows.find(first.strip()[:60], line) - before
    return b"\n" * max(start - 1, 0) + text.encode("utf-8", "replace")


def _read(form: str, data: bytes, path: str, readers: Readers, name: str = "") -> Iterator[Sighting]:
    try:
        yield from read_yaml(data, path, name) if form in ("yaml", "json") else readers[form](data, path)
    except (UnreadableError, LimitError):
        return  # a text that only looks like a file
