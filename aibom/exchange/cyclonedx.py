"""CycloneDX JSON in another version of the specification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.bom.schema_messages import json_path
from aibom.bom.validate import SchemaError, validate
from aibom.bom.write import SPEC_VERSIONS, to_bytes
from aibom.core import re
from aibom.core.errors import UsageError
from aibom.core.json import copy_json
from aibom.exchange.losses import Loss

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]")
_ROUNDS = 30


def to_version(document: Mapping[str, Any], spec_version: str) -> dict[str, Any]:
    """`data`, `losses` and `notes` of the document in another version: what that version's schema refuses is taken out
    and told as lost. Raises UsageError when it cannot be made valid that way."""
    if spec_version not in SPEC_VERSIONS:
        raise UsageError(f"CycloneDX {spec_version} cannot be written; choose one of {', '.join(SPEC_VERSIONS)}.")
    if document.get("specVersion") == spec_version:
        return {"data": to_bytes(document), "losses": (), "notes": ()}
    made = copy_json(document)
    made["$schema"] = f"http://cyclonedx.org/schema/bom-{spec_version}.schema.json"
    made["specVersion"] = spec_version
    losses: list[Loss] = []
    for _ in range(_ROUNDS):
        errors = validate(made)
        if not errors:
            return {"data": to_bytes(made), "losses": tuple(sorted(losses)), "notes": ()}
        losses += _taken_out(made, errors, spec_version)
    raise UsageError(
        f"The BOM cannot be made valid CycloneDX {spec_version} ({errors[0].path}: {errors[0].message}); "
        "`aibom validate` says what is wrong with it."
    )


def _taken_out(made: dict[str, Any], errors: list[SchemaError], spec_version: str) -> list[Loss]:
    losses = []
    paths = {path for error in errors for path in _paths(error)}
    for path in sorted(paths, key=lambda p: (-len(p), p)):
        steps = _steps(path)
        owner, ref = _owner(made, steps)
        if not steps or owner is None:
            continue
        last = steps[-1]
        if isinstance(owner, dict) and last in owner:
            del owner[last]
        elif isinstance(owner, list) and isinstance(last, int) and last < len(owner):
            owner[last] = None
        else:
            continue
        field = re.sub(r"\[\d+\]", "[]", path.removeprefix("$."))
        losses.append(Loss(ref=ref, field=field, why=f"CycloneDX {spec_version} does not allow it"))
    _without_gaps(made)
    return losses


def _paths(error: SchemaError) -> list[str]:
    """What is to be taken out: the fields that the version does not have, else what is wrong itself."""
    return [json_path((name,)).replace("$", error.path, 1) for name in error.unknown] or [error.path]


def _steps(path: str) -> list[str | int]:
    return [int(number) if number else (name or quoted) for name, number, quoted in _STEP.findall(path)]


def _owner(made: Any, steps: list[str | int]) -> tuple[Any, str]:
    ref = ""
    for step in steps[:-1]:
        try:
            made = made[step]
        except (KeyError, IndexError, TypeError):
            return None, ref
        if isinstance(made, dict) and isinstance(made.get("bom-ref"), str):
            ref = made["bom-ref"]
    return made, ref


def _without_gaps(raw: Any) -> None:
    """Take out the elements of lists that were emptied, so that places of others did not move meanwhile."""
    todo = [raw]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            one[:] = [item for item in one if item is not None]
            todo += one
        elif isinstance(one, dict):
            todo += one.values()
