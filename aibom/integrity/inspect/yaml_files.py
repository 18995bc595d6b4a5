"""YAML beside models: tags that make Python objects, targets that Hydra instantiates, templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_documents
from aibom.integrity.inspect.base import Glance, Session, incomplete
from aibom.integrity.inspect.config_rules import judge_config
from aibom.integrity.inspect.danger import code_in
from aibom.integrity.inspect.judged import malicious, suspicious, unknown
from aibom.model.inspection import Signal

MAX_BYTES, MAX_EVENTS, MAX_EXPANDED = 32 << 20, 2_000_000, 10_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = re.compile(rb"!!python|!<?tag:yaml\.org,2002:python|%TAG")
# Objects of Ruby and Java, which their YAML libraries make (SnakeYAML, Psych).
_FOREIGN = re.compile(r"\A(?:tag:yaml\.org,2002:|!)(?:ruby/|javax?\.|com\.sun\.|org\.springframework\.)")
_HARMLESS = frozenset("tuple none bool str unicode int long float complex list dict bytes".split())
_MODEL = frozenset(
    ("_target_", "_targets_", "model_type", "tokenizer", "chat_template", "nemo_version", "flavors", "model")
)


class YamlInspector:
    """See the module's docstring."""

    name = "yaml"
    by_tail = False

    def claims(self, glance: Glance) -> bool:
        return (
            glance.extension in ("yaml", "yml")
            or glance.name in ("mlmodel", "conda.yaml")
            or bool(_TAG.search(glance.head[:8192]) and b"\0" not in glance.head)
        )

    def inspect(self, glance: Glance, session: Session) -> Iterator[Signal]:
        data = glance.blob.read(0, MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            yield incomplete("yaml-too-large", f"more than {MAX_BYTES >> 20} MiB of YAML")
            return
        found = list(_tags(data))
        try:
            for document in parse_yaml_documents(data, "yaml"):
                found += judge_config(document, session)
                if isinstance(document, dict) and (_MODEL & document.keys() or b"_target_" in data):
                    session.format("model-config")
        except UnreadableError as error:
            if found or b"_target_" in data or b"chat_template" in data or b"!!python" in data:
                found.append(incomplete("yaml-malformed", error.why))
        if found:
            session.format("yaml")
        yield from found


def _tags(data: bytes) -> Iterator[Signal]:
    """Every tag of the file as its parser resolves it, `%TAG` handles included."""
    seen: set[tuple[str, str]] = set()
    aliases = AliasCount()
    try:
        for count, event in enumerate(yaml.parse(decode(data), Loader=_LOADER)):
            if count > MAX_EVENTS:
                yield incomplete("yaml-too-large", "more nodes than are read")
                return
            aliases.take(event)
            tag = getattr(event, "tag", None)
            if (
                isinstance(tag, str)
                and ("python" in tag or _FOREIGN.search(tag))
                and (tag, getattr(event, "value", "")) not in seen
            ):
                seen.add((tag, getattr(event, "value", "")))
                yield from _tag(tag)
        if aliases.largest > MAX_EXPANDED:
            yield suspicious("yaml-bomb", f"aliases make {min(aliases.largest, 1 << 62)} nodes of {count} (or more)")
    except (yaml.YAMLError, RecursionError):
        if _TAG.search(data) and b"python/" in data:
            yield suspicious("yaml-python-tag", "the file names Python objects, and is not valid YAML")


class AliasCount:
    """Counts the nodes that a document has when every alias is written out, without writing it out."""

    def __init__(self) -> None:
        self.largest = 0
        self._sizes: dict[str, int] = {}
        self._open: list[tuple[str | None, int]] = []

    def take(self, event: Any) -> None:
        """The next event of the parser."""
        kind = type(event).__name__
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._open.append((event.anchor, 1))
        elif kind in ("SequenceEndEvent", "MappingEndEvent") and self._open:
            anchor, size = self._open.pop()
            self._count(anchor, size)
        elif kind == "ScalarEvent":
            self._count(event.anchor, 1)
        elif kind == "AliasEvent":
            self._count(None, self._sizes.get(event.anchor, 1))

    def _count(self, anchor: str | None, size: int) -> None:
        size = min(size, 1 << 62)
        if anchor:
            self._sizes[anchor] = size
        if self._open:
            name, known = self._open[-1]
            self._open[-1] = (name, known + size)
        self.largest = max(self.largest, size)


def _tag(tag: str) -> Iterator[Signal]:
    if _FOREIGN.search(tag):
        yield suspicious("yaml-foreign-object", f"the tag {tag} makes an object of another language")
        return
    kind, _, name = tag.partition("python/")[2].partition(":")
    if kind in _HARMLESS and not name:
        return
    if kind in ("object/apply", "object/new"):
        yield malicious("yaml-python-object", f"the tag {tag} calls {name}")
    elif kind in ("name", "module", "object"):
        bad = code_in(name.encode()) or name.partition(".")[0] in ("os", "subprocess", "builtins", "posix", "sys")
        yield (malicious if bad else suspicious)("yaml-python-object", f"the tag {tag} imports {name}")
    else:
        yield unknown("yaml-python-object", f"the tag {tag} makes an object of Python")
