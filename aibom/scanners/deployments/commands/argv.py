"""Follows a script from command to command: which programs run, with which arguments, and what was assigned.

Assignments, arrays and `for` loops over written lists are carried along; wrappers (`sudo`, `nohup`, `uv run`,
`docker exec NAME`, `sh -c`) are peeled off, so that what remains is the program that does the work.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from aibom.core import re
from aibom.core.left_out import leave_out, within
from aibom.scanners.deployments.commands.interpolate import interpolate, is_resolved
from aibom.scanners.deployments.commands.shell import LITERAL_DOLLAR, Command, split_commands
from aibom.scanners.deployments.records import Setting, Word

MAX_VALUES = 200
MAX_DEPTH = 4

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)\+?=(.*)\Z", re.DOTALL)
_BACKQUOTED = re.compile(r"\w{1,80}=`([^`]*)`\Z")
_MAX_NESTED = 4_000  # characters of a word whose expansion is entered
_LIST_USE = re.compile(r"\$(?:\{(\w+)(?:\[(?:[@*]|\$?\w+)\])?\}|(\w+))\Z")
_KEYWORDS = frozenset("if then elif else fi while until do done ! { } time case esac function select in".split())
_DECLARE = frozenset("export declare local readonly typeset set_env setenv env".split())
_SHELLS = frozenset("sh bash zsh dash ash ksh".split())
# Wrappers, and how many plain words they take before the command.
_WRAPPERS = {
    "sudo": 0, "nohup": 0, "exec": 0, "env": 0, "nice": 0, "ionice": 0, "setsid": 0, "stdbuf": 0, "command": 0,
    "builtin": 0, "tini": 0, "dumb-init": 0, "catchsegv": 0, "xvfb-run": 0, "timeout": 1, "gosu": 1, "su-exec": 1,
    "chroot": 1, "watch": 0, "retry": 0, "eval": 0, "start": 0, "numactl": 0, "time": 0, "catatonit": 0,
}  # fmt: skip
_RUNNERS = {
    ("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("pdm", "run"), ("hatch", "run"), ("rye", "run"),
    ("conda", "run"), ("mamba", "run"), ("micromamba", "run"), ("pixi", "run"), ("bundle", "exec"), ("npm", "exec"),
}  # fmt: skip
# Packages that are run by their name instead of the program's.
_PACKAGED = {"@anthropic-ai/claude-code": "claude", "@openai/codex": "codex", "@google/gemini-cli": "gemini"}
# Launchers of a cluster's jobs and of parallel processes: what stands behind their options runs.
_LAUNCHERS = frozenset("srun mpirun mpiexec".split())
_LAUNCHER_VALUES = frozenset(
    "-N --nodes -n -np --ntasks -c --cpus-per-task --gres --gpus -t --time -A --account -J --job-name -o --output"
    " -p --partition -w --nodelist -x --hostfile --host -H -B --bind --mem --container-image --container-mounts"
    " --qos -q --constraint -C --chdir -D --mem-per-cpu --mem-per-gpu --gpus-per-node --gpus-per-task --ntasks-per-node"
    " --reservation --exclude --dependency --comment --container-name --container-workdir --environment --cpu-bind"
    " --gpu-bind --mpi -e --error -i --input --begin".split()
)
_RUNNER_VALUES = frozenset(
    "-n --name -p --prefix --python --with --extra --group --env-file --directory --project -u --user -g --cwd"
    " -e --no-capture-output -w --workdir -c --container --namespace --index".split()
)


class Invocation(NamedTuple):
    """One program call; `words[0]` is the program as written, `settings` what was assigned just for it."""

    words: tuple[Word, ...]
    settings: tuple[Setting, ...]
    line: int

    @property
    def program(self) -> str:
        """The program's name without folder."""
        return posixpath.basename(self.words[0].text)


_OF_WEIGHTS = re.compile(
    r"model|checkpoint|ckpt|lora|(?:^|_)(?:vae|unet|clip)(?:_|s?\Z)|controlnet|esrgan|upscale|weights|diffusion|encoder",
    re.I,
)
_OWN_DEFAULT = re.compile(r"\$\{(\w+):?[-=]([^${}]*)\}\Z")


# `models=$(echo "$models" | tr ',' ' ')`: the variable's own words, with blanks between them.
_FILTERED = re.compile(
    r"\$\(\s*(?:echo|printf\s+['\"]?%s(?:\\n)?['\"]?)\s+\"?\$\{?(?P<name>\w+)\}?\"?"
    r"\s*\|\s*tr\s+(?:-s\s+)?['\"](?P<between>[,;:|])['\"]\s+['\"](?: |\\n)['\"]\s*\)\Z"
)


class Script(NamedTuple):
    """What following a script gave."""

    invocations: tuple[Invocation, ...]
    assigned: tuple[Setting, ...]


def follow(text: str, line: int = 1, variables: Mapping[str, str] | None = None) -> Script:
    """Follow a shell text that begins on `line`; `variables` are set before it runs."""
    follower = _Follower(variables or {})
    follower.run(split_commands(text, line), 0)
    return Script(tuple(follower.invocations), tuple(follower.assigned))


def follow_argv(words: Sequence[Word], variables: Mapping[str, str] | None = None) -> Script:
    """Follow one argument vector, such as an image's command; `sh -c TEXT` is entered."""
    follower = _Follower(variables or {})
    follower.simple(tuple(words), 0)
    return Script(tuple(follower.invocations), tuple(follower.assigned))


_VARIABLE = re.compile(r"\$\{?([A-Za-z_]\w{0,80})")
MAX_REPEATED = 2_000


class _Follower:
    """Walks commands in written order; branches are all taken."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables: dict[str, tuple[Word, ...]] = {}
        self.first: dict[str, str] = dict(variables)
        self.loops: set[str] = set()  # variables of loops
        self.repeated = 0  # turns of loops that commands were read for
        self.invocations: list[Invocation] = []
        self.assigned: list[Setting] = []

    def run(self, commands: Sequence[Command], depth: int) -> None:
        for command in commands:
            if command.array:
                values = tuple(self._expand_all(command.words))
                self._set(command.array, values)
                if _OF_WEIGHTS.search(command.array) and any("://" in word.text for word in values):
                    # A list of weights that a function of another script downloads (ai-dock's provisioning).
                    self.invocations.append(Invocation((Word("wget", command.line), *values), (), command.line))
            else:
                self.simple(command.words, depth)

    def simple(self, words: tuple[Word, ...], depth: int) -> None:
        """One simple command, with its keywords, assignments and wrappers."""
        words = _without_keywords(words)
        if words and words[0].text == "for":
            self._loop(words)
            return
        turns = self._turns(words)
        for name, value in turns:
            self._bind(name, (value,))
            self._once(words, depth)
        if turns:
            self._bind(turns[0][0], tuple(value for _, value in turns))
        else:
            self._once(words, depth)

    def _turns(self, words: tuple[Word, ...]) -> list[tuple[str, Word]]:
        """What the variable of a loop stands for in a command, once for each turn: `hf download "$model"`."""
        for word in words if self.loops else ():
            for match in _VARIABLE.finditer(word.text):
                values = self.variables.get(match[1], ()) if match[1] in self.loops else ()
                if len(values) > 1 and self.repeated >= MAX_REPEATED:
                    leave_out(MAX_REPEATED, "turns of the loops of a script")
                    return []
                if len(values) > 1:
                    self.repeated += len(values)
                    return [(match[1], value) for value in values]
        return []

    def _once(self, words: tuple[Word, ...], depth: int) -> None:
        line = words[0].line if words else 0
        self._nested(words, depth)
        words, own = self._take_assignments(words)
        words = tuple(self._expand_all(words))
        words, more = self._peel(words)
        own += more
        if not words:
            self._remember(own)
        elif not self._enter_shell(words, depth):
            self.invocations.append(Invocation(words, tuple(own), line or words[0].line))

    def _nested(self, words: tuple[Word, ...], depth: int) -> None:
        """The commands whose output is a word, or a part of one: `path=$(hf download org/name)`."""
        for word in words if depth < MAX_DEPTH else ():
            inner = _expansion(word.text) if len(word.text) < _MAX_NESTED else ""
            if inner:
                self.run(split_commands(inner, word.line), depth + 1)

    def _loop(self, words: tuple[Word, ...]) -> None:
        """`for NAME in WORDS`: NAME stands for each of the words."""
        if len(words) > 3 and words[2].text == "in":
            self._set(words[1].text, tuple(part for word in words[3:] for part in self._listed(word)))
            self.loops.add(words[1].text)

    def _listed(self, word: Word) -> Iterator[Word]:
        """What a word gives a loop; the value of a variable is a word for each of its own."""
        for value in self._expand(word):
            apart = _LIST_USE.match(word.text) is not None and is_resolved(value.text)
            yield from (Word(part, value.line) for part in value.text.split()) if apart else (value,)

    def _set(self, name: str, values: tuple[Word, ...]) -> None:
        self.loops.discard(name)
        self._bind(name, values)

    def _bind(self, name: str, values: tuple[Word, ...]) -> None:
        self.variables[name] = tuple(within(values, MAX_VALUES, "values of one variable of a script"))
        if values:
            self.first[name] = values[0].text

    def _take_assignments(self, words: tuple[Word, ...]) -> tuple[tuple[Word, ...], list[Setting]]:
        settings: list[Setting] = []
        index = 0
        if words and words[0].text in _DECLARE and len(words) > 1:
            index = 1
            while index < len(words) and words[index].text.startswith("-") and words[0].text != "env":
                index += 1
        start = index
        while index < len(words) and (match := _ASSIGNMENT.match(words[index].text)):
            settings.append(self._setting(match[1], match[2], words[index].line))
            index += 1
        return (words, []) if index == start else (words[index:], settings)

    def _setting(self, name: str, value: str, line: int) -> Setting:
        default = _OWN_DEFAULT.match(value)
        if default is not None and default[1] == name and "$" in self.first.get(name, "$"):
            value = default[2]  # `MODEL=${MODEL:-gpt-4o}` behind `MODEL="$2"` of an option
        elif (filtered := _FILTERED.match(value)) is not None and filtered["name"] == name:
            value = self.first.get(name, value).replace(filtered["between"], " ")
            line = next((one.line for one in self.variables.get(name, ()) if one.line), line)
        return Setting(name, self._text(value), line)

    def _remember(self, settings: Sequence[Setting]) -> None:
        for setting in settings:
            self._set(setting.name, (Word(setting.value or "", setting.line),))
            self.assigned.append(setting)

    def _text(self, text: str) -> str:
        return interpolate(text, self.first, escape=False).replace(LITERAL_DOLLAR, "$").replace('"', "")

    def _expand_all(self, words: Sequence[Word]) -> Iterator[Word]:
        for word in words:
            yield from self._expand(word)

    def _expand(self, word: Word) -> Iterator[Word]:
        """The word with variables replaced; a variable that holds a list gives several words."""
        if "$" not in word.text and LITERAL_DOLLAR not in word.text:
            yield word
            return
        use = _LIST_USE.match(word.text)
        values = self.variables.get(use[1] or use[2]) if use else None
        if values:
            yield from (Word(value.text, value.line or word.line) for value in values)
            return
        yield Word(self._text(word.text), self._line_of_turn(word))

    def _line_of_turn(self, word: Word) -> int:
        """The line on which the list of a loop has what a word is made of: `https://huggingface.co/${model}`."""
        values = (self.variables.get(one[1], ()) for one in _VARIABLE.finditer(word.text) if one[1] in self.loops)
        return next((only[0].line for only in values if len(only) == 1 and only[0].line), word.line)

    def _peel(self, words: tuple[Word, ...]) -> tuple[tuple[Word, ...], list[Setting]]:
        """Leave out wrappers, a few layers deep; assignments between them (`env A=b cmd`) are kept."""
        settings: list[Setting] = []
        for _ in range(6):
            rest, more = self._take_assignments(_peel_one(words))
            settings += more
            if rest is words:
                break
            words = rest
        return words, settings

    def _enter_shell(self, words: tuple[Word, ...], depth: int) -> bool:
        """`sh -c TEXT`: the text is followed in place."""
        if posixpath.basename(words[0].text) not in _SHELLS or depth >= MAX_DEPTH:
            return False
        for index, word in enumerate(words[1:-1], 1):
            if re.fullmatch(r"-[a-z]*c", word.text):
                rest = words[index + 1 :]
                body = rest[1] if rest[0].text == "--" and len(rest) > 1 else rest[0]
                self.run(split_commands(body.text, body.line), depth + 1)
                return True
        return False


def _expansion(text: str) -> str:
    """The command in a word whose output it stands for, "" for none."""
    if "`" in text:
        match = _BACKQUOTED.match(text)
        return match[1] if match is not None else ""
    start, end = text.find("$("), text.rfind(")")
    return text[start + 2 : end] if 0 <= start < end and text[start + 2] != "(" else ""


def _without_keywords(words: tuple[Word, ...]) -> tuple[Word, ...]:
    index = 0
    while index < len(words) and words[index].text in _KEYWORDS:
        index += 1
    return words[index:]


def _peel_one(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words behind one wrapper; the very same tuple when there is none."""
    if len(words) < 2:
        return words
    program = posixpath.basename(words[0].text)
    if program in _WRAPPERS:
        return _behind(words[1:], plain=_WRAPPERS[program])
    if (program, words[1].text) in _RUNNERS:
        return _behind(words[2:], plain=0)
    if program in ("npx", "bunx"):
        rest = _behind(words[1:], plain=0)
        package = rest[0].text.rpartition("@")[0] or rest[0].text if rest else ""
        return (Word(_PACKAGED[package], rest[0].line), *rest[1:]) if package in _PACKAGED else words
    if program in ("docker", "podman", "nerdctl", "kubectl", "docker-compose", "oc"):
        return _behind_exec(words)
    if program in _LAUNCHERS:
        return _behind(words[1:], plain=0, values=_LAUNCHER_VALUES)
    if program in ("singularity", "apptainer") and words[1].text in ("exec", "run"):
        return _behind(words[2:], plain=1, values=_LAUNCHER_VALUES)
    if (program, words[1].text) == ("ray", "job"):
        return _behind_dashes(words)
    if program in ("cross-env", "dotenv", "doppler", "infisical", "op"):
        return _behind_dashes(words)
    return words


def _behind(words: tuple[Word, ...], plain: int, values: Set[str] = _RUNNER_VALUES) -> tuple[Word, ...]:
    """Skip the options of a wrapper, their values, and `plain` words of its own."""
    index = 0
    while index < len(words):
        text = words[index].text
        if text == "--":
            return words[index + 1 :]
        if text.startswith("-"):
            index += 2 if text in values else 1
        elif plain:
            plain -= 1
            index += 1
        else:
            break
    return words[index:]


def _behind_exec(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """`docker exec [options] NAME command`, `docker compose exec|run NAME command`, `kubectl exec NAME -- command`."""
    index = 2 if words[1].text == "compose" else 1
    verb = words[index].text if index < len(words) else ""
    compose = index == 2 or words[0].text.endswith("docker-compose")
    if verb == "exec" or (verb == "run" and compose):
        return _behind_dashes(words) if "--" in (word.text for word in words) else _behind(words[index + 1 :], plain=1)
    return words


def _behind_dashes(words: tuple[Word, ...]) -> tuple[Word, ...]:
    for index, word in enumerate(words):
        if word.text == "--":
            return words[index + 1 :]
    return words[1:] if words[0].text == "cross-env" else words
