"""What scanners yield: observations, links between what they name, and unknowns.

A scanner only says what it saw and where. Which sightings are the same component is decided once, in
aibom.inventory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from aibom.core.json import Json
from aibom.model.kinds import Kind, RelationKind, Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One place where a component was seen. `path` is relative to the scanned root, `line` counts from 1."""

    path: str
    line: int | None = None
    symbol: str = ""
    technique: Technique = Technique.SOURCE
    confidence: float = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One use of a component in code or configuration (property `aibom:use`).

    `symbol` is what is called, in full (`transformers.AutoModel.from_pretrained`). `args` holds the
    security-relevant arguments spelt as in the source; None = not given, `unresolved(expr)` = given but not
    readable.
    """

    path: str
    line: int
    symbol: str
    args: Mapping[str, Json] = field(default_factory=dict)


def unresolved(expression: str) -> Json:
    """The value of something that is written but cannot be read statically."""
    return {"unresolved": expression}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a sighting names.

    `origin` is where the name is looked up: an ecosystem (`pypi`, `npm`, `docker`), a hub (`hf`, `ollama`),
    a provider id of the catalogue (`openai`), `file` for a path of the tree, or "" when it cannot be told.
    `scope` is the path that a local name belongs to (a tool `search` of one file is not that of another);
    it is "" for names with a global meaning.
    """

    kind: Kind
    name: str
    origin: str = ""
    version: str | None = None
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A subject, the facts that one place tells of it (keys of model.vocabulary), and where that place is."""

    subject: Subject
    evidence: Evidence
    facts: Mapping[str, Json] = field(default_factory=dict)
    uses: tuple[Use, ...] = ()


# Origin of a subject that stands for whatever the application's own settings name: Link ends only.
SETTINGS = "settings"
# Origin of a subject that stands for the agent which a variable of a file holds: Link ends only.
ENTRY = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`source` relates to `target`; a source of None is the scanned application itself.

    A `tentative` link brings no component into the BOM: it is drawn where something else tells both ends (the file that
    a training run writes is a component when it is loaded, kept or configured somewhere).
    """

    source: Subject | None
    kind: RelationKind
    target: Subject
    evidence: Evidence | None = None
    tentative: bool = False


# What an unknown is about (docs/bom.md tells it to readers of BOMs).
TOPICS: Mapping[str, str] = {
    "agent": "an agent whose name or parts are computed",
    "comment": "a comment to aibom that cannot be followed",
    "dataset": "data whose name or place is computed",
    "defect": "what a defect of aibom kept from being read",
    "dependencies": "a manifest or lock that is computed, includes what is not there, or is unreadable in part",
    "endpoint": "a model server whose address is computed",
    "environment": "an installed environment, or a part of it",
    "file": "a file, or the rest of it beyond a bound, that was not read",
    "image": "an image whose name is computed",
    "model": "a model whose name is computed, or about which a hub did not answer",
    "prompt": "a prompt that is computed",
    "service": "a service that is computed, or about which a hub did not answer",
    "tool": "a tool whose name is computed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Something that stands in the tree and could not be read or resolved, for the BOM; `topic` is one of TOPICS."""

    topic: str
    path: str
    reason: str
    line: int | None = None
    expression: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A comment to aibom in a file of the tree, about the lines from `line` to `last`, and about `call`, the line where
    the call begins in which it stands (0 = in none).

    `verb` is "ignore" (`rules` are the rule ids, `text` is the reason) or "name" (`text` is the name).
    """

    path: str
    line: int
    last: int
    verb: str
    call: int = 0
    rules: tuple[str, ...] = ()
    text: str = ""

    def covers(self, path: str, line: int) -> bool:
        """Whether it is about this place."""
        return path == self.path and (self.line <= line <= self.last or line == self.call > 0)


Sighting: TypeAlias = "Observation | Link | Unknown | Remark"
