"""Whether an SPDX 2 document is valid, by spdx-tools, the reference implementation, which is imported only here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aibom.core.text import printable

_MAX = 300


def spdx2_errors(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with the JSON form of a document, one plain sentence each; empty when it is valid."""
    from aibom.exchange.spdx2_files import schema_errors

    missing = schema_errors(document)
    if missing:  # told with their places; spdx-tools would speak of its own classes
        return [_sentence(one) for one in missing]
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    try:
        parsed = JsonLikeDictParser().parse(dict(document))
    except SPDXParsingError as error:
        return [_sentence(one) for one in error.get_messages()]
    except (TypeError, ValueError, AttributeError, KeyError) as error:  # odd types that it does not expect
        return [f"{type(error).__name__} while reading it"]
    messages = validate_full_spdx_document(parsed)
    return [_sentence(f"{one.context.spdx_id or one.context.parent_id}: {one.validation_message}") for one in messages]


def _sentence(text: object) -> str:
    return printable(" ".join(str(text).split()), _MAX)
