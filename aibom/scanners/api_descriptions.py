"""Which files describe an interface: the programs and requests that they show are documentation."""

from __future__ import annotations

from aibom.core import re

_HEAD = 8_000
_VERSION = re.compile(rb"^[ \t{]{0,4}[\"']?(?:openapi|swagger|asyncapi)[\"']?[ \t]*:[ \t]*[\"']?[1-4]\.", re.MULTILINE)


def describes_api(data: bytes) -> bool:
    """Whether a YAML or JSON file is an OpenAPI, Swagger or AsyncAPI description, by the version near its top."""
    head = data[:_HEAD]
    return (b"openapi" in head or b"swagger" in head or b"asyncapi" in head) and bool(_VERSION.search(head))
