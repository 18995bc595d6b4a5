"""Finds what users copy from the documentation: code blocks, and the `aibom` command lines in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
# Generated from the command line itself, or the text of `--help`.
GENERATED = ("commands.md", "rules.md")
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)\n(?P<text>.*?)^ *```$", re.DOTALL | re.MULTILINE)
_INDENTED = re.compile(r"(?:^    (?! ).*\n)+", re.MULTILINE)
_ENDS = ("|", "||", "&&", ";", ">", ">>", "<", "2>", "#", "&", ")")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A code block of a page; `file` is the name that its first line gives, "" without one."""

    page: str
    language: str
    file: str
    text: str


def blocks() -> list[Block]:
    """All code blocks of the documentation."""
    found = []
    for page in PAGES:
        if page.name in GENERATED:
            continue
        for match in _BLOCK.finditer(page.read_text(encoding="utf-8")):
            first = re.match(r"(?:#|//) (\S+\.\w+|Jenkinsfile)\n", match["text"])
            found.append(
                Block(page=page.name, language=match["language"], file=first[1] if first else "", text=match["text"])
            )
        rest = _BLOCK.sub("", page.read_text(encoding="utf-8"))
        found += [
            Block(page=page.name, language="", file="", text=match[0].replace("\n    ", "\n")[4:])
            for match in _INDENTED.finditer(rest)
        ]
    return found


def scripts_in(document: Any) -> Iterator[str]:
    """Every text in a YAML document: scripts are among them."""
    if isinstance(document, dict):
        for value in document.values():
            yield from scripts_in(value)
    elif isinstance(document, list):
        for value in document:
            yield from scripts_in(value)
    elif isinstance(document, str):
        yield document


def command_lines() -> list[tuple[str, tuple[str, ...]]]:
    """Every `aibom ...` that a user may copy, as (where, arguments)."""
    texts = [(block.page, block.text) for block in blocks() if block.language in ("sh", "", "groovy", "bash")]
    texts += [
        (block.page, text)
        for block in blocks()
        if block.language == "yaml"
        for text in scripts_in(yaml.safe_load(block.text))
    ]
    for name in ("action.yml", "templates/gitlab-ci.yml", ".pre-commit-hooks.yaml"):
        document = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
        texts += [(name, text) for text in scripts_in(document) if name != ".pre-commit-hooks.yaml" or " " in text]
    return [(where, arguments) for where, text in texts for arguments in _commands(text)]


def _commands(text: str) -> Iterator[tuple[str, ...]]:
    for line in re.sub(r"\\\n", " ", text).splitlines():
        groovy = re.match(r"\s*sh '(.*)'$", line)
        lexer = shlex.shlex(groovy[1] if groovy else line, posix=True, punctuation_chars="|&;<>()")
        lexer.whitespace_split = True
        try:
            words = list(lexer)
        except ValueError:  # prose with an apostrophe
            continue
        yield from _split(words)


def _split(words: list[str]) -> Iterator[tuple[str, ...]]:
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        runs = at == 0 or before in (*_ENDS, "$(", "(") or before.endswith("$(")
        if not (word == "aibom" or word.endswith("/bin/aibom")) or not runs:
            continue
        rest = words[at + 1 :]
        end = next((place for place, one in enumerate(rest) if one in _ENDS), len(rest))
        # An array of options and the loop's variables stand for any words.
        yield tuple(one for one in rest[:end] if "[@]" not in one)
