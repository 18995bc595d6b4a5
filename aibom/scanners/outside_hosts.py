"""Hosts of others that tools ask beside AI: who answers is part of the supply chain, and is known by the host."""

from __future__ import annotations

from aibom.core import re

WEB = "web"  # the origin of such services
_HOST = re.compile(r"(?=.{4,253}\Z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+\Z")
# Hosts of examples, schemas and pages name things that nobody asks; those of sign-in give tools no answers.
_NO_API = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net)|test|invalid|localhost|local|w3\.org|schema\.org|json-schema\.org|"
    r"modelcontextprotocol\.io|readthedocs\.io|shields\.io|yourdomain\.com|your-domain\.com)\Z"
    r"|^(?:your|my|docs|oauth\d?|login|accounts|auth)[.-]"
)


def is_public(host: str) -> bool:
    """Whether a host is somebody else's who answers requests: no example, no page, no number of one's own net."""
    return bool(_HOST.match(host)) and not _NO_API.search(host) and not host.rpartition(".")[2].isdigit()
