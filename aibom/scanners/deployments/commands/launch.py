"""Reads a program call as a launch: which product serves, which models it is given, and how it is protected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aibom.catalog.products import Launch, ModelArgument, Product, products
from aibom.core import re
from aibom.core.json import Json
from aibom.core.secrets import is_secret_name
from aibom.scanners.deployments.commands.argv import Invocation
from aibom.scanners.deployments.records import Word

_PYTHON = ("python", "python3", "pypy3")
_IMPORT_PATH = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*\Z")


class ModelWord(NamedTuple):
    """A model name as a command gives it."""

    name: Word
    argument: ModelArgument


class Launched(NamedTuple):
    """A product that a command starts or feeds."""

    product: Product
    symbol: str
    line: int
    serves: bool
    models: tuple[ModelWord, ...]
    flags: dict[str, tuple[Json, int]]
    settings: dict[str, str | None]


def launched(invocation: Invocation, in_image: Product | None = None) -> Launched | None:
    """What a call launches, or None. `in_image` is the product whose image the call runs in."""
    words = invocation.words
    found = _module(words) or products().of_words([invocation.program, *(w.text for w in words[1:])], in_image)
    if found is None:
        return None
    product, launch, size = found
    flags = read_flags(words[size:])
    if launch.needs_flag and not any(flag.lstrip("-").replace("-", "_") in flags for flag in launch.needs_flag):
        return None
    if launch.needs_import_path and not any(_IMPORT_PATH.match(word.text) for word in words[size:]):
        return None
    return Launched(
        product=product,
        symbol=_symbol(launch),
        line=invocation.line,
        serves=launch.serves,
        models=tuple(_models(launch, words[size:])),
        flags=flags,
        settings={setting.name: setting.value for setting in invocation.settings},
    )


def _symbol(launch: Launch) -> str:
    return f"python -m {launch.module}" if launch.module else " ".join(launch.words)


def _module(words: Sequence[Word]) -> tuple[Product, Launch, int] | None:
    """`python -m package.module`; the flags of the interpreter itself are passed over."""
    if not words[0].text.rpartition("/")[2].startswith(_PYTHON):
        return None
    for index, word in enumerate(words[1:6], 1):
        if word.text == "-m" and index + 1 < len(words):
            found = products().of_module(words[index + 1].text)
            return (*found, index + 2) if found else None
    return None


def read_flags(words: Sequence[Word]) -> dict[str, tuple[Json, int]]:
    """Flags by their name without dashes and with `_`, each with its value (True when it has none) and line.

    A value of a flag whose name says secret is given as True: that it is set is all that anyone may know.
    """
    flags: dict[str, tuple[Json, int]] = {}
    for index, word in enumerate(words):
        if not word.text.startswith("-") or word.text in ("-", "--"):
            continue
        name, equals, value = word.text.lstrip("-").partition("=")
        given: Json = value if equals else _following(words, index)
        key = name.replace("-", "_").replace(".", "_")
        flags.setdefault(key, (True if is_secret_name(name) else given, word.line))
    return flags


def _following(words: Sequence[Word], index: int) -> Json:
    if index + 1 >= len(words):
        return True
    after = words[index + 1].text
    return True if after.startswith("-") and len(after) > 1 else after


def _models(launch: Launch, words: Sequence[Word]) -> Iterator[ModelWord]:
    for argument in launch.models:
        if argument.at is not None:
            yield from (ModelWord(word, argument) for word in _positions(argument.at, words))
        for value in flag_values(words, argument.flags, many=bool(argument.form)):
            yield from (ModelWord(part, argument) for part in _parts(value, argument.form))


def _positions(at: int | str, words: Sequence[Word]) -> list[Word]:
    """Plain words: all until the first flag, or the first one wherever it stands when flags come before it."""
    plain = []
    for word in words:
        if word.text.startswith("-"):
            break
        plain.append(word)
    if at == "*":
        return plain
    return plain[int(at) : int(at) + 1]


def flag_values(words: Sequence[Word], flags: Sequence[str], many: bool = False) -> Iterator[Word]:
    """The values given to any of the flags, as `--flag value` or `--flag=value`; `many` takes all that follow."""
    for index, word in enumerate(words):
        name, equals, value = word.text.partition("=")
        if name not in flags and name.replace("_", "-") not in flags:
            continue
        if equals:
            yield Word(value, word.line)
            continue
        for follower in words[index + 1 :]:
            if follower.text.startswith("-") and len(follower.text) > 1:
                break
            yield follower
            if not many:
                break


def _parts(value: Word, form: str) -> Iterator[Word]:
    if form == "commas":
        yield from (Word(part.strip(), value.line) for part in value.text.split(",") if part.strip())
    elif form == "assignments":
        name = value.text.partition("=")[2] or value.text
        yield Word(name, value.line)
    else:
        yield value
