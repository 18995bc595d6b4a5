"""The closed vocabularies: what a component is, how two relate, how a fact was seen, how bad a finding is."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a component is; the value of the property `aibom:kind`."""

    MODEL = "model"
    DATASET = "dataset"
    LIBRARY = "library"
    SERVICE = "service"
    TOOL = "tool"
    AGENT = "agent"
    PROMPT = "prompt"
    APPLICATION = "application"
    CONTAINER = "container"
    FILE = "file"


class RelationKind(StrEnum):
    """A typed edge, read "source <kind> target"; the suffix of the property `aibom:relation:<kind>`."""

    DEPENDS_ON = "depends-on"
    USES_MODEL = "uses-model"
    HAS_TOOL = "has-tool"
    USES_PROMPT = "uses-prompt"
    READS_DATA = "reads-data"
    TRAINED_ON = "trained-on"
    EVALUATED_ON = "evaluated-on"
    DERIVED_FROM = "derived-from"
    CALLS_SERVICE = "calls-service"
    SERVED_BY = "served-by"
    STORES_IN = "stores-in"
    DEPLOYED_BY = "deployed-by"
    FALLS_BACK_TO = "falls-back-to"
    CONTAINS = "contains"


class Technique(StrEnum):
    """How something was seen (CycloneDX 1.6 evidence.identity.methods.technique)."""

    SOURCE = "source-code-analysis"
    MANIFEST = "manifest-analysis"
    BINARY = "binary-analysis"
    FILENAME = "filename"
    HASH = "hash-comparison"
    OTHER = "other"


class Severity(StrEnum):
    """How much harm a finding stands for, weakest first."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info up to 4 for critical."""
        return list(Severity).index(self)
