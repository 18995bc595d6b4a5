"""Checks a document against the published CycloneDX JSON schemas, 1.2 to 1.7.

The schemas are those that cyclonedx-python-lib ships, with the SPDX, JSF and cryptography schemas they refer to.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Any

from aibom.bom.schema_messages import SchemaError, explain
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.json import parse_json

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator

__all__ = ["SchemaError", "validate"]

# Up to 1.3 the strict form is a file of its own; the plain one tolerates unknown fields.
_SCHEMAS = {
    "1.2": "bom-1.2-strict",
    "1.3": "bom-1.3-strict",
    "1.4": "bom-1.4",
    "1.5": "bom-1.5",
    "1.6": "bom-1.6",
    "1.7": "bom-1.7",
}
_REFERENCED = ("spdx", "jsf-0.82", "cryptography-defs")
_MAX_ERRORS = 1000


def validate(document: Mapping[str, Any] | bytes) -> list[SchemaError]:
    """All schema errors, sorted by path, at most 1,000; empty = valid.

    Raises UsageError when bytes are not JSON.
    """
    data = _parsed(document) if isinstance(document, bytes) else document
    if not isinstance(data, Mapping) or data.get("bomFormat") != "CycloneDX":
        return [SchemaError(path="$.bomFormat", message="must be 'CycloneDX'; this is not a CycloneDX document")]
    version = data.get("specVersion")
    if not isinstance(version, str) or version not in _SCHEMAS:
        known = ", ".join(_SCHEMAS)
        return [SchemaError(path="$.specVersion", message=f"{version!r} has no JSON schema; known are {known}")]
    found = set(_errors(version, data))
    return sorted(found, key=lambda error: (error.path, error.message))


def _parsed(content: bytes) -> Any:
    try:
        return parse_json(content.removeprefix(BOM_UTF8), "the document")
    except UnreadableError as error:
        raise UsageError(f"{error}.") from None


def _errors(version: str, data: Mapping[str, Any]) -> Iterator[SchemaError]:
    def names(schema_path: Sequence[str | int]) -> list[str]:
        return _names_at(_schema(_SCHEMAS[version]), schema_path)

    for error in islice(_validator(version).iter_errors(data), _MAX_ERRORS):
        yield from explain(error, names)


def _names_at(schema: Any, path: Sequence[str | int]) -> list[str]:
    """The properties of the schema object that holds the keyword at path."""
    for step in path[:-1]:
        try:
            schema = schema[step]
        except (KeyError, IndexError, TypeError):
            return []
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return list(properties) if isinstance(properties, Mapping) else []


@cache
def _validator(version: str) -> Draft7Validator:
    from jsonschema_rs import Draft7Validator, Registry

    referenced = [(_schema(name)["$id"], _schema(name)) for name in _REFERENCED]
    by_file = [(f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", _schema(name)) for name in _REFERENCED]
    registry = Registry([*referenced, *by_file])
    return Draft7Validator(_schema(_SCHEMAS[version]), registry=registry, validate_formats=True)


@cache
def _schema(name: str) -> dict[str, Any]:
    path = resources.files("cyclonedx.schema._res").joinpath(f"{name}.SNAPSHOT.schema.json")
    schema: dict[str, Any] = json.loads(path.read_bytes())
    return schema
