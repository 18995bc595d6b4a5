"""Tells deployment files by their names."""

from __future__ import annotations

import posixpath
import re

_DOCKERFILE = re.compile(r"(?:.*[._-])?(?:dockerfile|containerfile)(?:[._-].*)?\Z", re.IGNORECASE)
_NOT_DOCKERFILE = re.compile(
    r".*\.(?:md|txt|py|sh|ya?ml|json|ts|js|tsx|go|rs|java|html?|dockerignore|j2|lock|rb|php|cs|kt)\Z", re.IGNORECASE
)
_COMPOSE = re.compile(r"(?:.*[._-])?(?:docker-)?compose(?:[._-].*)?\.ya?ml\Z", re.IGNORECASE)
_VARIABLES = re.compile(
    r"(?:\.env(?:[._-][\w.-]+)?|[\w.-]+\.env|env\.(?:example|sample|template|dist))\Z", re.IGNORECASE
)
_EXAMPLE = re.compile(r"example|sample|template|dist|default", re.IGNORECASE)
_NOT_VARIABLES = re.compile(r".*\.(?:ts|js|mjs|d\.ts|py|md|json|php|go|rs|sh)\Z", re.IGNORECASE)


def form_of(path: str) -> str:
    """dockerfile, compose, variables, or "" for a file of another form."""
    name = posixpath.basename(path)
    if _DOCKERFILE.match(name) and not _NOT_DOCKERFILE.match(name):
        return "dockerfile"
    if _COMPOSE.match(name):
        return "compose"
    if is_variables(name):
        return "variables"
    return ""


def is_variables(name: str) -> bool:
    """Whether a file of this name holds environment variables: `.env`, `.env.example`, `prod.env`."""
    return bool(_VARIABLES.match(name)) and not _NOT_VARIABLES.match(name)


def is_example(name: str) -> bool:
    """Whether a file of this name only shows what may be set."""
    return bool(_EXAMPLE.search(posixpath.basename(name)))
