"""Reads Dockerfiles and Containerfiles (docs.docker.com/reference/dockerfile)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import orjson

from aibom.core import re
from aibom.core.left_out import leave_out
from aibom.core.text import decode
from aibom.scanners.deployments.commands.interpolate import interpolate
from aibom.scanners.deployments.commands.settings import masked, setting
from aibom.scanners.deployments.commands.shell import Command, plain_words, split_commands
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

MAX_INSTRUCTIONS = 5_000
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+(.*))?\Z", re.DOTALL)
_ESCAPE = re.compile(r"#\s*escape\s*=\s*(.)", re.IGNORECASE)
_HERE = re.compile(r"<<-?\s*['\"]?(\w+)['\"]?")
_FLAG = re.compile(r"\s*--[\w-]+(?:=\S*)?")
_FROM_FLAG = re.compile(r"--from=([^\s,]+)")
_MOUNT_FROM = re.compile(r"--mount=\S*?\bfrom=([^\s,]+)")
_STAGE = re.compile(r"(\S+)(?:\s+[Aa][Ss]\s+(\S+))?")


class Instruction(NamedTuple):
    """One instruction with its arguments as written (continuations kept) and the line it begins on."""

    name: str
    rest: str
    line: int


class _Stage(NamedTuple):
    """A build stage while it is read; lists grow."""

    image: Word | None
    scripts: list[Word]
    settings: list[Setting]
    entry: dict[str, tuple[Word, ...]]


def read_dockerfile(data: bytes, path: str) -> Deployment:
    """The images that a Dockerfile builds on and what its last stage runs."""
    return _Reader(path).read(instructions(decode(data)))


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions, at most MAX_INSTRUCTIONS; comment lines inside of one become bare continuations."""
    lines = text.splitlines()
    escape = "`" if lines and (match := _ESCAPE.match(lines[0])) and match[1] == "`" else "\\"
    index = count = 0
    while index < len(lines) and count < MAX_INSTRUCTIONS:
        start = index
        if not lines[index].strip() or lines[index].lstrip().startswith("#"):
            index += 1
            continue
        body, index = _gather(lines, index, escape)
        match = _INSTRUCTION.match(body)
        if match:
            count += 1
            yield Instruction(match[1].upper(), match[2] or "", start + 1)
    if index < len(lines):
        leave_out(MAX_INSTRUCTIONS, "instructions")


def _gather(lines: list[str], index: int, escape: str) -> tuple[str, int]:
    """The instruction that begins on lines[index], with its continuations and here-documents."""
    parts: list[str] = []
    while index < len(lines):
        line = lines[index]
        index += 1
        if parts and (not line.strip() or line.lstrip().startswith("#")):
            parts.append("\\")
            continue
        continued = line.rstrip().endswith(escape)
        parts.append(line.rstrip()[:-1] + "\\" if continued else line)
        if not continued:
            break
    for mark in _HERE.findall(parts[0]) if "<<" in parts[0] else ():
        while index < len(lines):
            parts.append(lines[index])
            index += 1
            if parts[-1].strip() == mark:
                break
    return "\n".join(parts), index


class _Reader:
    """Walks the instructions, stage by stage."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.arguments: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.stages: dict[str, _Stage] = {}
        self.stage = _Stage(None, [], [], {})
        self.images: list[Word] = []
        self.scripts: list[Word] = []
        self.from_line = 1

    def read(self, listed: Iterator[Instruction]) -> Deployment:
        handlers = {
            "ARG": self._arg, "FROM": self._from, "RUN": self._run, "ENV": self._env, "COPY": self._copy,
            "ADD": self._add,
            "CMD": self._entry, "ENTRYPOINT": self._entry,
        }  # fmt: skip
        for instruction in listed:
            handler = handlers.get(instruction.name)
            if handler:
                handler(instruction)
        workload = Workload(
            name=self.path,
            line=self.from_line,
            image=self.stage.image,
            entrypoint=self.stage.entry.get("ENTRYPOINT"),
            command=self.stage.entry.get("CMD"),
            scripts=tuple(self.scripts),
            settings=tuple(self.stage.settings),
        )
        return Deployment("dockerfile", workloads=(workload,), images=tuple(self.images))

    def _arg(self, instruction: Instruction) -> None:
        name, equals, value = instruction.rest.strip().partition("=")
        name, value = name.strip(), value.strip().strip("\"'")
        if self.stage.image is None and not self.stages:
            if equals:
                self.arguments[name] = interpolate(value, self.arguments)
            return
        value = interpolate(value, self.variables) if equals else self.arguments.get(name, "")
        self.stage.settings.append(setting(name, value or None, instruction.line))
        if value:
            self.variables[name] = value

    def _from(self, instruction: Instruction) -> None:
        rest = _FLAG.sub("", instruction.rest) if "--" in instruction.rest else instruction.rest
        match = _STAGE.match(rest.strip())
        if not match:
            return
        name = interpolate(match[1], self.arguments)
        base = self.stages.get(name.lower()) or self._stage_like(name)
        image = base.image if base else None if name == "scratch" else Word(name, instruction.line)
        if image and not base:
            self.images.append(image)
        inherited = base or _Stage(None, [], [], {})
        self.stage = _Stage(image, [], list(inherited.settings), dict(inherited.entry))
        self.from_line, self.variables = instruction.line, {}
        self.stages[match[2].lower() if match[2] else str(len(self.stages))] = self.stage

    def _stage_like(self, name: str) -> _Stage | None:
        """A stage chosen by a variable (`build-${TARGETARCH}`): the first that the name may mean."""
        prefix = name.partition("$")[0].lower()
        if prefix == name.lower() or not prefix:
            return None
        return next((stage for known, stage in self.stages.items() if known.startswith(prefix)), None)

    def _run(self, instruction: Instruction) -> None:
        for name in _MOUNT_FROM.findall(instruction.rest):
            self._other_image(name, instruction.line)
        text = _without_flags(instruction.rest)
        skipped = instruction.rest[: len(instruction.rest) - len(text)].count("\n")
        if "<<" in text.partition("\n")[0] and _HERE.match(text):
            skipped, text = skipped + 1, text.partition("\n")[2]
        argv = _exec_form(text, instruction.line)
        if argv is not None:
            text = " ".join(word.text for word in argv)
        line = instruction.line + skipped
        self.scripts.append(Word(masked(interpolate(text, self.variables, escape=False)), line))

    def _copy(self, instruction: Instruction) -> None:
        for name in _FROM_FLAG.findall(instruction.rest):
            self._other_image(name, instruction.line)

    def _add(self, instruction: Instruction) -> None:
        """`ADD https://...` downloads; what it adds of the tree is no matter here."""
        if "://" in instruction.rest:
            text = interpolate(_without_flags(instruction.rest), self.variables, escape=False)
            self.scripts.append(Word(masked(f"wget {text}"), instruction.line))
        self._copy(instruction)

    def _other_image(self, name: str, line: int) -> None:
        name = interpolate(name, self.arguments)
        if name.lower() not in self.stages and not name.isdigit() and name != "scratch":
            self.images.append(Word(name, line))

    def _env(self, instruction: Instruction) -> None:
        for name, value, line in env_pairs(instruction):
            value = interpolate(value, self.variables)
            self.variables[name] = value
            self.stage.settings.append(setting(name, value, line))

    def _entry(self, instruction: Instruction) -> None:
        argv = _exec_form(instruction.rest, instruction.line)
        if argv is None:
            argv = (
                Word("sh", instruction.line),
                Word("-c", instruction.line),
                Word(instruction.rest, instruction.line),
            )
        self.stage.entry[instruction.name] = tuple(
            Word(masked(interpolate(word.text, self.variables, escape=False)), word.line) for word in argv
        )
        if instruction.name == "ENTRYPOINT":
            self.stage.entry.pop("CMD", None)


def _without_flags(text: str) -> str:
    while match := _FLAG.match(text):
        text = text[match.end() :]
    return re.sub(r"\A(?:\s|\\\n)+", "", text)


def _exec_form(text: str, line: int) -> tuple[Word, ...] | None:
    """The words of `["a", "b"]`, each with its line; None when the text is a shell line."""
    flat = text.strip()
    if not flat.startswith("["):
        return None
    try:
        words = orjson.loads(flat.replace("\\\n", "\n"))
    except orjson.JSONDecodeError:
        return None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return None
    rows = text.split("\n")
    found: list[Word] = []
    row = 0
    for word in words:
        row = next((n for n in range(row, len(rows)) if f'"{word}"' in rows[n]), row)
        found.append(Word(word, line + row))
    return tuple(found)


def env_pairs(instruction: Instruction) -> Iterator[tuple[str, str, int]]:
    """The variables of `ENV A=b C=d` and of the old form `ENV A b c`."""
    commands: list[Command] = split_commands(instruction.rest, instruction.line)
    words = [word for command in commands for word in command.words]
    if words and "=" not in words[0].text:
        yield words[0].text, " ".join(plain_words(tuple(words[1:]))), words[0].line
        return
    for word, text in zip(words, plain_words(tuple(words)), strict=True):
        name, equals, value = text.partition("=")
        if equals:
            yield name, value, word.line
