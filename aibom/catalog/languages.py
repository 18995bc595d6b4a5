"""The languages whose code is read, by the endings of files, and the groups of languages that share their libraries."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

LANGUAGE_BY_SUFFIX: Mapping[str, str] = {
    ".py": "python", ".pyw": "python", ".pyi": "python",
    ".js": "javascript", ".jsx": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".vue": "javascript",
    ".svelte": "javascript", ".html": "javascript", ".htm": "javascript", ".gs": "javascript",  # Apps Script
    ".ts": "typescript", ".tsx": "typescript", ".mts": "typescript", ".cts": "typescript", ".astro": "typescript",
    ".go": "go", ".java": "java", ".kt": "kotlin", ".kts": "kotlin", ".cs": "csharp", ".razor": "csharp",
    ".cshtml": "csharp", ".rs": "rust", ".rb": "ruby", ".rake": "ruby", ".php": "php",
}  # fmt: skip
NOTEBOOK = ".ipynb"
GROUP_OF_LANGUAGE: Mapping[str, str] = {
    "python": "python",
    "javascript": "javascript",
    "typescript": "javascript",
    "go": "go",
    "java": "jvm",
    "kotlin": "jvm",
    "csharp": "dotnet",
    "rust": "rust",
    "ruby": "ruby",
    "php": "php",
}


def language_of(path: str) -> str:
    """The language of a file by its ending, "" of one whose code is not read and of a notebook, which may hold any."""
    return LANGUAGE_BY_SUFFIX.get(posixpath.splitext(path)[1].lower(), "")


def group_of(path: str) -> str:
    """The group of languages of a file by its ending, "" of one whose code is not read; most notebooks are Python's."""
    return "python" if path.lower().endswith(NOTEBOOK) else GROUP_OF_LANGUAGE.get(language_of(path), "")
