"""SPDX 2.3 files: JSON and tag-value, the latter through spdx-tools, which is imported only here."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from typing import Any

import orjson

from aibom.core.errors import UsageError
from aibom.core.limits import MIB
from aibom.core.text import decode

# spdx-tools reads tag-value slowly (30 s of CPU for 0.7 MB); larger documents exist as JSON as well.
MAX_TAG_VALUE_BYTES = MIB


def to_json(document: Mapping[str, Any]) -> bytes:
    """The document as UTF-8 JSON, indented by two, with a newline at the end."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def to_tag_value(document: Mapping[str, Any]) -> bytes:
    """The document in the tag-value form."""
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser
    from spdx_tools.spdx.writer.tagvalue.tagvalue_writer import write_document

    text = io.StringIO()
    try:
        write_document(JsonLikeDictParser().parse(_writable(dict(document))), text)
    except SPDXParsingError as error:
        raise UsageError(f"The tag-value form cannot hold this document: {_first(error)}.") from None
    return text.getvalue().encode()


# Free text in tag-value ends at its closing tag, and has no escape for it; other values end with their line.
_TEXT_FIELDS = frozenset({"comment", "description", "summary", "copyrightText", "extractedText", "licenseComments"})


def _writable(value: Any, name: str = "") -> Any:
    """The value so that tag-value can hold it: closing tags are broken up, other values stand on one line."""
    if isinstance(value, dict):
        return {key: _writable(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_writable(inner, name) for inner in value]
    if not isinstance(value, str):
        return value
    broken = value.replace("</text>", "< /text>").replace("<text>", "< text>")
    return broken if name in _TEXT_FIELDS else " ".join(broken.split())


def check_json(document: Mapping[str, Any], called: str) -> None:
    """UsageError with the first of the errors that spdx-tools finds in the structure of a document."""
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.jsonlikedict.json_like_dict_parser import JsonLikeDictParser

    try:
        JsonLikeDictParser().parse(dict(document))
    except SPDXParsingError as error:
        raise UsageError(f"{called} is not valid SPDX 2: {_first(error)}.") from None
    except (TypeError, ValueError, AttributeError, KeyError) as error:  # odd types that spdx-tools does not expect
        raise UsageError(f"{called} is not valid SPDX 2: {type(error).__name__} while reading it.") from None


def read_tag_value(data: bytes, called: str) -> dict[str, Any]:
    """The JSON form of a tag-value file; UsageError when it cannot be read."""
    if len(data) > MAX_TAG_VALUE_BYTES:
        raise UsageError(f"{called} is larger than {MAX_TAG_VALUE_BYTES // MIB} MB; convert it to SPDX JSON first.")
    from spdx_tools.spdx.jsonschema.document_converter import DocumentConverter
    from spdx_tools.spdx.parser.error import SPDXParsingError
    from spdx_tools.spdx.parser.tagvalue.parser import Parser

    try:
        with contextlib.redirect_stderr(io.StringIO()):  # the parser generator speaks when it makes its tables
            parsed = Parser().parse(decode(data))
        converted = DocumentConverter().convert(parsed)
    except SPDXParsingError as error:
        raise UsageError(f"{called} is not valid SPDX tag-value: {_first(error)}.") from None
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        raise UsageError(f"{called} is not valid SPDX tag-value: {type(error).__name__} while reading it.") from None
    return dict(converted)


def _first(error: Any) -> str:
    messages = [" ".join(str(one).split()) for one in error.get_messages()]
    more = f" (and {len(messages) - 1} more)" if len(messages) > 1 else ""
    return (messages[0].rstrip(".")[:300] if messages else "its structure is wrong") + more
