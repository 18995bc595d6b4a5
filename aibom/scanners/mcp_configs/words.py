"""Command lines of MCP servers: into words, without what only wraps them, and without secrets."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Sequence
from typing import NamedTuple

from aibom.catalog.launchers import Wrapper, load_launchers
from aibom.core import re, secret_texts, secrets

MAX_WORDS, MAX_WRAPPERS, MAX_LENGTH = 5_000, 8, 20_000

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*+)=(.*)", re.DOTALL)
_FLAG_VALUE = re.compile(r"(--?[A-Za-z][A-Za-z0-9_.-]*+)[=:](.+)", re.DOTALL)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*+):\s*+(.+)", re.DOTALL)
_HOME = re.compile(
    r"""/(?:Users|home)/[^/\s:"',;]++|/root(?=/|\Z)|[A-Za-z]:[\\/]+Users[\\/]+[^\\/\s:"',;]++|\$\{?HOME\b\}?|"""
    r"\$\{(?:userHome|env:HOME)\}|%USERPROFILE%"
)
_OF_ENVIRONMENT = re.compile(r"(-e|--env=)?([A-Z_][A-Z0-9_]*+=)(.+)", re.DOTALL)  # `KEY=x`, `--env=KEY=x`, `-eKEY=x`
_FETCHERS = frozenset({"npx", "npm", "pnpm", "pnpx", "bunx", "yarn"})  # their own `-p` names a package
# Flags whose value is shown also when it looks drawn by chance.
_TOLD_OPENLY = frozenset(
    "rev revision ref commit sha digest checksum version tag model id name file path dir config region project profile"
    " host port url uri branch image platform package from python transport schema database".split()
)
# `-p` is a password, a port, a project, a package: what is plainly one of the others is shown.
_PASSWORD_FLAGS = ("-p", "-P", "-W", "-pw")
_HARMLESS = re.compile(
    r"[0-9.:]+(?:/(?:tcp|udp))?|[0-9]+-[0-9]+.*|[.~]?/.*|[.]{1,2}|[A-Za-z]:\\.*|@[\w.-]+/.+|[\w.-]+@(?:latest|next|[\^~]?[0-9].*)"
    r"|[\w./-]+[.](?:json|ya?ml|toml|py|ts|js|mjs|csproj|fsproj|sln|db|sqlite)|-.*"
)
_ENV_FLAGS, _LOGIN_FLAGS = ("-e", "--env"), ("-u", "--user")
_VARIABLE = re.compile(
    r"\$\{(?:env:)?([A-Z_][A-Z0-9_]*+)|\$env:([A-Z_][A-Z0-9_]*+)|\{env:([A-Z_][A-Z0-9_]*+)\}|\$([A-Z_][A-Z0-9_]*+)"
)


class Unwrapped(NamedTuple):
    """The words that start the server, variables set on the way to it, and whether with raised rights."""

    words: tuple[str, ...]
    assigned: tuple[str, ...]
    privileged: bool


def command_words(command: str, args: Sequence[str]) -> tuple[str, ...]:
    """The command and its arguments as words; a command that holds its arguments is split."""
    has_blank = " " in command.strip()
    is_path = command.strip().startswith(("/", "~", ".", "\\")) or re.match(r"[A-Za-z]:[\\/]", command.strip())
    head = split_line(command) if has_blank and not (is_path and args) else [command.strip()]
    return tuple(word for word in (*head, *args) if word)[:MAX_WORDS]


def split_line(line: str) -> list[str]:
    """A command line as words; one that a shell could not split is split at blanks."""
    line = line[:MAX_LENGTH]
    try:
        return shlex.split(line, posix="\\" not in line)
    except ValueError:
        return line.split()


def program(word: str) -> str:
    """The name of a program without folder and Windows suffix: `C:\\node\\npx.cmd` -> npx."""
    name = posixpath.basename(word.replace("\\", "/")).lower()
    for suffix in (".exe", ".cmd", ".bat", ".ps1"):
        name = name.removesuffix(suffix)
    return re.sub(r"\A(python|pypy)[0-9.]+\Z", r"\1", name)


def unwrap(words: tuple[str, ...]) -> Unwrapped:
    """Peel off programs that only start another one, a few layers deep."""
    wrappers = load_launchers().wrappers
    assigned: list[str] = []
    privileged = False
    for _ in range(MAX_WRAPPERS):
        while len(words) > 1 and (match := _ASSIGNMENT.fullmatch(words[0])):
            assigned.append(match[1])
            words = words[1:]
        wrapper = wrappers.get(program(words[0])) if words else None
        inner = _peel(words[1:], wrapper, assigned) if wrapper else ()
        if wrapper is None or not inner:
            break
        privileged |= wrapper.privileged
        words = inner
    return Unwrapped(words, tuple(assigned), privileged)


def _peel(rest: tuple[str, ...], wrapper: Wrapper, assigned: list[str]) -> tuple[str, ...]:
    if wrapper.until:
        return _behind(rest, wrapper)
    operands, index = wrapper.operands, 0
    while index < len(rest):
        word = rest[index]
        if word in wrapper.shell:
            return tuple(split_line(" ".join(rest[index + 1 :]) if len(rest) > index + 2 else rest[-1]))
        match = _ASSIGNMENT.fullmatch(word) if wrapper.assignments else None
        if match:
            assigned.append(match[1])
        elif word == "--":
            return rest[index + 1 :]
        elif wrapper.flags and word.startswith("-"):
            index += word in wrapper.value_flags
        elif word not in wrapper.skip_flags and word not in wrapper.words:
            if not operands:
                break
            operands -= 1
        index += 1
    return () if wrapper.shell and not wrapper.flags else rest[index:]


def _behind(rest: tuple[str, ...], wrapper: Wrapper) -> tuple[str, ...]:
    if wrapper.until in rest:
        return rest[rest.index(wrapper.until) + 1 :]
    return ()


def hide_home(text: str) -> str:
    """The text with every home folder as `~`."""
    return _HOME.sub("~", text)


def variables(text: str) -> list[str]:
    """Names of the environment variables that a text refers to."""
    return [next(filter(None, match.groups())) for match in _VARIABLE.finditer(text)]


class Shown(NamedTuple):
    """A command line fit to be shown, and the names of the arguments whose value was a literal secret."""

    text: str
    secrets: tuple[str, ...]
    headers: tuple[str, ...]


def show(words: Sequence[str]) -> Shown:
    """Write the words as one line, with secrets as `***` and home folders as `~`."""
    shown: list[str] = []
    found: list[str] = []
    headers: list[str] = []
    previous = ""
    fetches = bool(words) and program(words[0]) in _FETCHERS
    for word in words:
        fetched = fetches and previous == "-p"
        text = word if fetched else _show_word(word, previous, found, headers)
        fetches &= not shown or word.startswith("-") or fetched  # up to the program that is fetched
        shown.append(f'"{text}"' if re.search(r"\s", text) or not text else text)
        previous = word
    return Shown(hide_home(" ".join(shown)), tuple(dict.fromkeys(found)), tuple(headers))


def _show_word(word: str, previous: str, found: list[str], headers: list[str]) -> str:
    if "://" in word and (match := re.match(r"(--?[\w.-]+=)?([A-Za-z][A-Za-z0-9+.-]*://.*)\Z", word, re.DOTALL)):
        found += secrets.query_secrets(match[2])
        return (match[1] or "") + secrets.clean_url(match[2])
    if shown := _show_environment(word, previous, found):
        return shown
    match = _FLAG_VALUE.fullmatch(word) or _ASSIGNMENT.fullmatch(word)
    if match:
        name, value = match[1].lstrip("-"), match[2]
        header = _HEADER.fullmatch(value) if name.lower() == "header" else None
        return word[: match.start(2)] + (
            _show_header(header, headers, found) if header else _show_value(name, value, found)
        )
    match = _HEADER.fullmatch(word)
    if match and (previous.lower() in ("--header", "-h") or secrets.is_secret_name(match[1])):
        return _show_header(match, headers, found)
    name = previous.lstrip("-") if previous.startswith("-") and "=" not in previous else ""
    if previous in _LOGIN_FLAGS and (login := secret_texts.mask_login(word)):
        found.append("user")
        return login
    if previous in _PASSWORD_FLAGS and not _HARMLESS.fullmatch(word):
        return word if secrets.is_placeholder(word) else secrets.MASK
    if not word.startswith("-") or " " in word:
        return _show_value(name, word, found)
    attached = word[:2] in _PASSWORD_FLAGS and secrets.may_be_key(word[2:])  # `-pS3cr3tW0rd`
    return word[:2] + secrets.MASK if attached else word


def _show_environment(word: str, previous: str, found: list[str]) -> str:
    """A variable that the server is given, without its value; "" for other words."""
    match = _OF_ENVIRONMENT.fullmatch(word)
    if match:
        name, value = match[2][:-1], match[3]
    elif previous in _ENV_FLAGS and (match := _ASSIGNMENT.fullmatch(word)):
        name, value = match[1], match[2]
    else:
        return ""
    if secrets.is_literal_secret(name, value):
        found.append(name)
    return word if not value or secrets.is_placeholder(value) else word[: len(word) - len(value)] + secrets.MASK


def _show_header(match: re.Match[str], headers: list[str], found: list[str]) -> str:
    headers.append(match[1])
    return match.string[: match.start(2)] + _show_value(match[1], match[2], found)


def _show_value(name: str, value: str, found: list[str]) -> str:
    if secrets.is_literal_secret(name, value):
        found.append(name or "args")
    if name and secrets.is_secret_name(name) and not secrets.is_placeholder(value):
        return secrets.MASK
    if not name and secrets.is_random(value):
        found.append("args")
        return secrets.MASK
    if name.lower().rpartition("-")[2] not in _TOLD_OPENLY and secrets.may_be_key(value):
        return secrets.MASK  # hidden, though not told to be a secret
    return secret_texts.mask_line(value)
