"""Texts that no name or folder tells apart: what is said to a model, or what an assistant is trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from aibom.core import re
from aibom.model.sighting import Sighting
from aibom.scanners.configs.products.rasa import is_markdown_data, read_markdown_data
from aibom.scanners.configs.promptfiles import read_prompt_file, speaks_to_a_model

HEAD = 3_000  # bytes in which the first sentence stands
# A template that a skill fills in for a sub-agent: `Task tool (general-purpose):`, `Subagent (general-purpose):`.
_DISPATCHED = re.compile(
    rb"(?im)^[ \t]*(?:sub-?agent|(?:task|agent) tool|task)[ \t]*\([\w:-]{1,40}\):[ \t]*$"
    rb"(?:\n.{0,200}){0,8}\n[ \t]*prompt:"
)


def read_spoken(head: bytes, path: str, whole: Callable[[], bytes]) -> Iterator[Sighting]:
    """A prompt by its first sentence, or training data of Rasa in Markdown; nothing for any other text."""
    if speaks_to_a_model(head) or _DISPATCHED.search(head):
        yield from read_prompt_file(whole(), path)
    elif path.endswith(".md") and is_markdown_data(head):
        yield read_markdown_data(path)
