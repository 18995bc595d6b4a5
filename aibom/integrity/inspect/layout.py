"""What the headers of weights say of the model, stated as facts: parameters, types, a fingerprint of the layout."""

from __future__ import annotations

from collections.abc import Iterable

from aibom.catalog.model_families import family_of
from aibom.formats.tensors import TensorInfo, layout_fingerprint, shape_fingerprint
from aibom.integrity.inspect.base import Session


def state_layout(session: Session, tensors: Iterable[TensorInfo]) -> None:
    """State `parameters`, `dtypes` (the most frequent first), `layout` and `layout_family` of a file's tensors."""
    found = list(tensors)
    if not found:
        return
    counted: dict[str, int] = {}
    for one in found:
        counted[one.dtype] = counted.get(one.dtype, 0) + one.parameters
    session.fact("parameters", sum(counted.values()))
    session.fact("dtypes", [name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))])
    session.fact("tensors", len(found))
    session.fact("layout", layout_fingerprint(found))
    if family := family_of(shape_fingerprint(found)):
        session.fact("layout_family", family)
