"""Reads containers in Azure's Bicep (container apps, container instances): image, variables, command.

Bicep is read row by row: an image with what stands near it in the same resource. Parameters and variables with a
literal text are filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aibom.core import re
from aibom.core.text import decode
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

MAX_ROWS = 50_000
_AROUND = 120  # rows before and after an image that may belong to its container
_TEXT = r"'(?P<value>(?:[^'\\]|\\.)*)'"
_GIVEN = re.compile(rf"\s*(?:param|var)\s+(?P<name>\w+)(?:\s+\w+)?\s*=\s*{_TEXT}\s*\Z")
_IMAGE = re.compile(rf"\s*image\s*:\s*(?:{_TEXT}|(?P<name>\w+))\s*\Z")
_NAME = re.compile(rf"\s*name\s*:\s*{_TEXT}\s*\Z")
_VALUE = re.compile(rf"\s*value\s*:\s*(?:{_TEXT}|(?P<name>\w+))\s*\Z")
_PAIR = re.compile(rf"\s*\{{\s*name\s*:\s*'(?P<key>\w+)'[\s,]*value\s*:\s*(?:{_TEXT}|(?P<name>\w+))\s*\}}\s*\Z")
_LIST = re.compile(r"\s*(?:command|args)\s*:\s*\[\s*(?P<rest>[^\]]*)(?P<end>\])?\s*\Z")
_ITEM = re.compile(_TEXT)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\Z")
_ENDS = re.compile(r"(?:resource|module|output|param|var)\s")


def read_bicep(data: bytes, path: str) -> Deployment | None:
    """The containers of a file; None when it has none."""
    if b"image" not in data:
        return None
    reader = _Reader(decode(data).splitlines()[:MAX_ROWS])
    workloads = tuple(reader.workloads())
    return Deployment("bicep", workloads=workloads) if workloads else None


class _Reader:
    """One file."""

    def __init__(self, rows: Sequence[str]) -> None:
        self.rows = rows
        found = (match for row in rows if (match := _GIVEN.match(row)) is not None)
        self.given = {match["name"]: match["value"] for match in found}

    def workloads(self) -> Iterator[Workload]:
        """Every image with its surroundings."""
        images = [index for index, row in enumerate(self.rows) if "image" in row and _IMAGE.match(row)]
        for place, index in enumerate(images):
            match = _IMAGE.match(self.rows[index])
            text = self._filled(match) if match is not None else ""
            if not text:
                continue
            before = images[place - 1] if place else -1
            after = images[place + 1] if place + 1 < len(images) else len(self.rows)
            start, end = self._block(index, before, after)
            words = tuple(self._words(start, end))
            yield Workload(
                name=self._name(start, index),
                line=index + 1,
                image=Word(text, index + 1),
                entrypoint=words or None,
                settings=tuple(self._settings(start, end)),
            )

    def _block(self, index: int, before: int, after: int) -> tuple[int, int]:
        """The rows of the container: from the end of the one before to the begin of the next, within the resource."""
        start = index
        while start > max(before + 1, index - _AROUND) and not _ENDS.match(self.rows[start]):
            start -= 1
        end = index + 1
        while end < min(after, index + _AROUND) and not _ENDS.match(self.rows[end]):
            end += 1
        return start, end

    def _filled(self, match: re.Match[str]) -> str:
        """The text of a value; a name without a literal value gives ""."""
        if match["value"] is None:
            return self.given.get(match["name"], "")
        return re.sub(r"\$\{(\w+)\}", lambda one: self.given.get(one[1], one[0]), match["value"])

    def _name(self, start: int, index: int) -> str:
        names = [match["value"] for row in self.rows[start:index] if (match := _NAME.match(row)) is not None]
        return names[-1] if names else "container"

    def _settings(self, start: int, end: int) -> Iterator[Setting]:
        for at in range(start, end):
            row = self.rows[at]
            if (pair := _PAIR.match(row)) is not None:
                yield setting(pair["key"], self._filled(pair) or None, at + 1)
            elif (named := _NAME.match(row)) is not None and _VARIABLE.match(named["value"]):
                value = _VALUE.match(self.rows[at + 1]) if at + 1 < end else None
                yield setting(named["value"], (self._filled(value) or None) if value is not None else None, at + 2)

    def _words(self, start: int, end: int) -> Iterator[Word]:
        """The command and its arguments, one text a row or all in one."""
        inside = False
        for at in range(start, end):
            match = _LIST.match(self.rows[at])
            text = match["rest"] if match is not None else self.rows[at] if inside else ""
            inside = (inside and not text.strip().startswith("]")) if match is None else match["end"] is None
            for item in _ITEM.finditer(text) if match is not None or inside else ():
                yield Word(masked(self._filled_text(item["value"])), at + 1)

    def _filled_text(self, text: str) -> str:
        return re.sub(r"\$\{(\w+)\}", lambda one: self.given.get(one[1], one[0]), text)
