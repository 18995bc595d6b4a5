"""Cells of interactive Python: what IPython and Databricks magics say, and the Python that remains.

`%pip install x`, `!ollama pull y` and the lines of a `%%bash` cell become Calls of form "shell" whose one
argument is the command line (without the `%` or `!`), a `%%writefile` cell a Call of form "file". `%env A=b` binds
`os.environ["A"]`, `%run ./x.py` imports all names of `.x`. Magic lines are replaced by Python that keeps lines and
indentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import dedent
from typing import NamedTuple

from aibom.core import re
from aibom.core.secrets import MASK, is_literal_secret, mask_tokens
from aibom.scanners.code.facts import Binding, Call, Import, Lit, Problem
from aibom.scanners.code.python.lexical import lines_within_strings

_SHELLS = frozenset("bash sh zsh cmd system sx script ! shell".split())
_INSTALLERS = frozenset("pip conda mamba micromamba uv".split())
_WRITERS = frozenset(("writefile", "file", "writetemplate"))
_MAX_ROWS = 1_000  # of a file that a cell writes
_TIMERS = frozenset("time timeit prun memit mprun lprun".split())
_TEXTS = frozenset(
    "html markdown md latex svg css sql bigquery fs configure mermaid file writefile writetemplate".split()
)
_LANGUAGES = frozenset("r javascript js typescript perl ruby julia scala go rust java kotlin csharp fsharp cpp".split())
# Databricks writes a cell's language with one `%`.
_SINGLE = re.compile(r"%(?:sh|md|sql|fs|scala|r)(?:\s|$)")
_CELL = re.compile(r"\s*%%\s*+(!|\w++)(.*)|\s*%(\w++)(.*)", re.DOTALL)
_LINE = re.compile(
    r"(?P<indent>[ \t]*+)(?P<target>[\w.,\[\]\"' \t]*?=[ \t]*+)?"
    r"(?:%%?(?P<magic>(?:[A-Za-z_]|[ ](?:pip|conda)\b).*)|!!?(?!=)(?P<shell>.*\S.*))"
)
_HELP = re.compile(r"[ \t]*+(?:\?\??[\w.*]++|%*[\w.*]++\?\??)[ \t]*+")
_BARE = re.compile(r"[ \t]*+((?:pip3?|conda|mamba)[ \t]++(?:install|uninstall)\b.*|uv[ \t]++(?:pip|add|sync)\b.*)")
_OPTIONS = re.compile(r"(?:-\w+(?:\s+\d+)?\s+)*+")
_ENV = re.compile(r"(\w++)\s*+[=\s]\s*+(\S.*)")
_SCRIPT = re.compile(r"[\"']?((?:\.{0,2}/)*)([\w/.-]+?)(?:\.py|\.ipynb)?[\"']?(?:\s|$)")


class Cell(NamedTuple):
    """One cell: its Python text, as many lines as before, and what its magics say."""

    text: str
    calls: tuple[Call, ...] = ()
    imports: tuple[Import, ...] = ()
    bindings: tuple[Binding, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_cell(text: str, line: int) -> Cell:
    """Take the magics out of a cell whose first line is `line`."""
    lines = dedent(text).split("\n") if text[:1] in (" ", "\t") else text.split("\n")
    first = next((index for index, content in enumerate(lines) if content.strip()), 0)
    head = _CELL.match(lines[first])
    if head and (head[1] or _SINGLE.match(lines[first])):
        return _cell_magic(lines, first, (head[1] or head[3]), (head[2] or head[4] or "").strip(), line)
    return _line_magics(lines, line)


def shell_call(command: str, line: int) -> Call:
    """The Call of a command line."""
    return Call("shell", None, (Lit(mask_tokens(command.strip()), line),), (), line, line, "", "shell")


def magic_function(name: str, texts: Sequence[str], line: int) -> list[Call]:
    """The command lines of `get_ipython().<name>(*texts)`, as notebooks saved as scripts have them."""
    if name in ("system", "getoutput", "system_piped", "system_raw") and texts:
        return [shell_call(texts[0], line)]
    if name == "run_line_magic" and texts:
        return list(read_cell("%" + " ".join(texts), line).calls)
    if name == "run_cell_magic" and len(texts) == 3:
        cell = read_cell(f"%%{texts[0]} {texts[1]}\n{texts[2]}", line)
        return [call._replace(line=line, end_line=line) for call in cell.calls]
    return []


def shell_lines(lines: Sequence[str], line: int) -> list[Call]:
    """The commands of a shell script, lines ending in a backslash joined."""
    calls: list[Call] = []
    index = 0
    while index < len(lines):
        command, after = _joined(lines, index, lines[index])
        if command.strip() and not command.lstrip().startswith("#"):
            calls.append(shell_call(command, line + index))
        index = after
    return calls


def _joined(lines: Sequence[str], index: int, first: str) -> tuple[str, int]:
    """The command that begins with `first` in line `index`, and the index of the line after it."""
    parts = [first.rstrip()]
    index += 1
    while parts[-1].endswith("\\"):
        parts[-1] = parts[-1][:-1].rstrip()
        if index >= len(lines):
            break
        parts.append(lines[index].strip())
        index += 1
    return " ".join(parts), index


def _cell_magic(lines: list[str], first: int, name: str, rest: str, line: int) -> Cell:
    blank = "\n" * (len(lines) - 1)
    kind = name.lower()
    if kind in _SHELLS and (kind != "script" or re.search(r"\b(?:ba|z|da)?sh\b", rest)):
        return Cell(blank, tuple(shell_lines(lines[first + 1 :], line + first + 1)))
    if kind in _WRITERS and rest.endswith(".py"):
        kind = "python"
    if kind in _WRITERS and rest.endswith(".sh"):
        return Cell(blank, tuple(shell_lines(lines[first + 1 :], line + first + 1)))
    if kind in _WRITERS and rest:
        return Cell(blank, (_written(rest, lines[first + 1 :], line + first),))
    if kind in _LANGUAGES or kind == "script":
        return Cell(blank, problems=(Problem(f"a cell for {name} was not read", line + first),))
    if kind in _TEXTS:
        return Cell(blank)
    body = ["" if index <= first else content for index, content in enumerate(lines)]
    return _line_magics(body, line)


def _written(rest: str, rows: Sequence[str], line: int) -> Call:
    """The Call of form "file" of a cell that writes one: its name, and its rows, each on its own line."""
    name = Lit(rest.split()[-1].strip("\"'"), line)
    texts = tuple(Lit(mask_tokens(row), line + at) for at, row in enumerate(rows[:_MAX_ROWS], 1))
    return Call("file", None, (name, *texts), (), line, line + len(texts), "", "file")


def _line_magics(lines: list[str], line: int) -> Cell:
    suspects = [index for index, content in enumerate(lines) if _suspect(content)]
    if not suspects:
        return Cell("\n".join(lines))
    inside = lines_within_strings("\n".join(lines))
    reading = _Reading(lines, line)
    done = 0
    for index in suspects:
        if index >= done and index not in inside:
            done = reading.read(index)
    return Cell("\n".join(lines), tuple(reading.calls), tuple(reading.imports), tuple(reading.bindings), ())


def _suspect(content: str) -> bool:
    return ("%" in content or "!" in content or "?" in content or "install" in content) and bool(
        _LINE.match(content) or _HELP.fullmatch(content) or _BARE.match(content)
    )


class _Reading:
    """The magics of one cell, and its lines as they are rewritten."""

    def __init__(self, lines: list[str], line: int) -> None:
        self.lines, self.line = lines, line
        self.calls: list[Call] = []
        self.imports: list[Import] = []
        self.bindings: list[Binding] = []

    def read(self, index: int) -> int:
        """Read the magic in line `index`; returns the index of the line after it."""
        content = self.lines[index]
        bare, match = _BARE.match(content), _LINE.match(content)
        if bare or match is None:
            return self._replace(index, content, bare[1] if bare else "")
        indent, target, rest = match["indent"], match["target"] or "", (match["magic"] or "").strip()
        if match["shell"]:
            return self._replace(index, content, match["shell"], indent, target)
        name, _, argument = rest.partition(" ")
        argument = argument.strip()
        if name in _INSTALLERS:
            return self._replace(index, content, rest, indent, target)
        if name in _SHELLS:
            return self._replace(index, content, argument, indent, target)
        if name in _TIMERS and argument:
            self.lines[index] = indent + target + argument[_options(argument) :]
            return index + 1
        self._note(name, argument, self.line + index)
        return self._replace(index, content, "", indent, target)

    def _replace(self, index: int, content: str, command: str, indent: str | None = None, target: str = "") -> int:
        """Put a placeholder in place of a magic, and record the command it runs."""
        after = index + 1
        if command:
            command, after = _joined(self.lines, index, command)
            self.calls.append(shell_call(command, self.line + index))
        if indent is None:
            indent = content[: len(content) - len(content.lstrip())]
        self.lines[index] = f"{indent}{target}None"
        for later in range(index + 1, after):
            self.lines[later] = ""
        return after

    def _note(self, name: str, argument: str, line: int) -> None:
        """Magics that bind or import."""
        if name in ("env", "set_env") and (pair := _ENV.match(argument)):
            value = pair[2].strip()
            value = MASK if is_literal_secret(pair[1], value) else mask_tokens(value)
            self.bindings.append(Binding(f'os.environ["{pair[1]}"]', "", Lit(value, line), line))
        elif name == "run" and (script := _SCRIPT.match(argument)):
            up = script[1].count("../")
            module = "." * (up + 1) + script[2].strip("/").replace("/", ".")
            self.imports.append(Import(module, "*", "*", line))


def _options(argument: str) -> int:
    match = _OPTIONS.match(argument)
    return match.end() if match else 0
