"""One file whose literals are looked at, and the observations that are made of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from aibom.core.json import Json
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Evidence, Link, Observation, Subject
from aibom.scanners.code.matching.literals.agent_mappings import Agents
from aibom.scanners.code.matching.literals.data_files import DataFiles
from aibom.scanners.code.matching.prompts import Prompts
from aibom.scanners.code.matching.types import MENTIONED, Found
from aibom.scanners.code.resolving.modules import Module
from aibom.scanners.code.resolving.resolver import Resolver

_CONFIDENCE = 0.6
OFFERED = 8  # names that settings let a user choose from


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteralsOf:
    """A file; `taken` are the places that hits have already named a component at, `tabled` the models of all tables by
    provider, `links` what its literals say of each other, `written` where the text of a name at a place is written."""

    resolver: Resolver
    module: Module
    taken: set[tuple[str, int]]
    usage: str
    prompts: Prompts
    data_files: DataFiles
    agents: Agents
    tabled: dict[tuple[str, int], Found] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    written: dict[tuple[str, int], set[tuple[str, int]]] = field(default_factory=dict)

    def is_taken(self, line: int) -> bool:
        """Whether a component stands on a line already."""
        return (self.module.path, line) in self.taken

    def observation(
        self,
        subject: Subject,
        line: int,
        symbol: str,
        facts: dict[str, Json],
        path: str = "",
        sure: float = _CONFIDENCE,
    ) -> Observation:
        """A component that a literal tells."""
        confidence = sure if self.usage == "used" else MENTIONED
        evidence = Evidence(path=path or self.module.path, line=line, symbol=symbol[:200], confidence=confidence)
        return Observation(subject=subject, evidence=evidence, facts={**facts, "usage": self.usage})

    def join(self, source: Subject, kind: RelationKind, target: Subject, line: int) -> None:
        """Note that a literal says how two components are joined."""
        evidence = Evidence(path=self.module.path, line=line, confidence=_CONFIDENCE)
        self.links.append(Link(source=source, kind=kind, target=target, evidence=evidence))
