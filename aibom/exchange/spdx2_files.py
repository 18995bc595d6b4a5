"""SPDX 2.3 files: JSON and tag-value, both checked by the published JSON schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from aibom.bom.schema_messages import explain
from aibom.core.errors import UnreadableError, UsageError
from aibom.core.resources import third_party
from aibom.core.text import decode

if TYPE_CHECKING:
    from jsonschema_rs import Draft7Validator, ValidationError

# What the schema refuses and reading tolerates: unknown fields and words are told as lost, and snippets are not read.
_TOLERATED = frozenset({"additionalProperties", "enum"})
_MAX_ERRORS = 10_000


def to_json(document: Mapping[str, Any]) -> bytes:
    """The document as UTF-8 JSON, indented by two, with a newline at the end."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def to_tag_value(document: Mapping[str, Any]) -> bytes:
    """The document in the tag-value form."""
    from aibom.exchange.tag_value_write import tag_value_of

    return tag_value_of(document).encode()


def check_json(document: Mapping[str, Any], called: str) -> None:
    """UsageError with the first thing that is missing or of the wrong type, by the schema of SPDX 2.3."""
    wrong = schema_errors(document)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise UsageError(f"{called} is not valid SPDX 2: {wrong[0].rstrip('.')}{more}.")


def schema_errors(document: Mapping[str, Any]) -> list[str]:
    """All that is missing or of the wrong type by the schema of SPDX 2.3, each with its place."""
    wrong = [error for error in islice(_validator().iter_errors(document), _MAX_ERRORS) if _counts(error)]
    first = [next(iter(explain(error, lambda _path: ()))) for error in wrong]
    return [f"{one.path}: {one.message}" for one in first]


def _counts(error: ValidationError) -> bool:
    return error.kind.name not in _TOLERATED and list(error.instance_path)[:1] != ["snippets"]


@cache
def _validator() -> Draft7Validator:
    from jsonschema_rs import Draft7Validator

    return Draft7Validator(json.loads(third_party("spdx/spdx-schema-2.3.json").read_bytes()))


def read_tag_value(data: bytes, called: str) -> dict[str, Any]:
    """The JSON form of a tag-value file; UsageError when it cannot be read or something is missing."""
    document = parse_tag_value_file(data, called)
    check_json(document, called)
    return document


def parse_tag_value_file(data: bytes, called: str) -> dict[str, Any]:
    """The JSON form of a tag-value file; UsageError when it cannot be read."""
    from aibom.exchange.tag_value_read import parse_tag_value

    try:
        return parse_tag_value(decode(data), called)
    except UnreadableError as error:
        raise UsageError(f"{called} is not valid SPDX tag-value: line {error.line}: {error.why}.") from None
