"""Whether there is anything in a tree that a lock or signature can speak of; asked before what checks it is loaded."""

from __future__ import annotations

from aibom.model.component import Component
from aibom.model.kinds import Kind

LOCK_NAME = "models.lock"


def is_local(component: Component) -> bool:
    """Whether a component is a model or data set that lies in the tree."""
    return component.origin == "file" and component.kind in (Kind.MODEL, Kind.DATASET)
