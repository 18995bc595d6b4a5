"""Reads shell scripts, Makefiles and package.json scripts into workloads."""

from __future__ import annotations

from collections.abc import Mapping

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.jsonc import parse_jsonc
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import Technique
from aibom.model.sighting import Sighting
from aibom.scanners.configs.names.modelkeys import key_hint, words_of
from aibom.scanners.configs.names.services import service_of_variable
from aibom.scanners.configs.sight import Sight
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.commands.named_models import models_by_words
from aibom.scanners.deployments.commands.settings import masked
from aibom.scanners.deployments.commands.written_requests import request_sightings
from aibom.scanners.deployments.forms.containers import tables
from aibom.scanners.deployments.forms.heredocs import with_documents
from aibom.scanners.deployments.records import Deployment, Setting, Word, Workload

# A command that is kept in a variable: `read -r -d '' command <<EOF`. A module is run by what reads the variable.
_KEPT = re.compile(
    r"^[ \t]*read\b[^\n<]{0,200}<<-?[ \t]*(?P<quote>['\"]?)(?P<mark>\w{1,40})(?P=quote)[ \t]*\n"
    r"(?P<module>\w+(?:\.\w+)+[ \t])?(?P<rest>.*?)^[ \t]*(?P=mark)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_MAX_TASKS = 200
_IS_SHELL = re.compile(rb"#![^\n]{0,100}?(?:\b(?:ba|z|da|k|a)?sh\b|make\b|just\b)")
_RULE = re.compile(r"\t[-+@]*")
_MAKE_VARIABLE = re.compile(r"(?:export\s+)?([A-Za-z_]\w*)\s*(?:[?:]{0,2}=)\s*(.*)\Z")
_MAKE_USE = re.compile(r"\$\((\w+)\)")
_POWERSHELL = re.compile(r"^[ \t]*\$env:(\w+)[ \t]*=[ \t]*", re.MULTILINE)
_ASKS = "messages"
_HUBS = ("https://huggingface.co/", "hf://")
_PROCESS = re.compile(r"^\w+:[ \t]*", re.MULTILINE)
# `command=` of supervisord's programs; fish's `set -gx NAME value`; what an alias stands for.
_PROGRAM = re.compile(r"^command[ \t]*=[ \t]*", re.MULTILINE)
_ENVIRONMENT = re.compile(r"^environment[ \t]*=[ \t]*(?P<pairs>[^\n]*)", re.MULTILINE)
_FISH = re.compile(r"^([ \t]*)set[ \t]+(?:-{1,2}[\w-]+[ \t]+)+(\w+)[ \t]+", re.MULTILINE)
_ALIAS = re.compile(
    r"^(?P<indent>[ \t]*)alias[ \t]+(?:-\w[ \t]+)?[\w.-]+(?:=|[ \t]+)(?P<quote>[\"'])"
    r"(?P<command>[^\n]*?)(?P=quote)[ \t]*$",
    re.MULTILINE,
)
_BATCH = re.compile(r'^([ \t]*)set[ \t]+"?(\w+)=', re.MULTILINE | re.IGNORECASE)


def read_script(data: bytes, path: str) -> Deployment | None:
    """A script as one workload whose lines are its commands."""
    if b"\0" in data[:1000] or (data.startswith(b"#!") and not _IS_SHELL.match(data)):
        return None
    whole = _as_shell(decode(data), path.lower())
    text = masked(focus(whole))
    record = with_documents(_workload(path, (Word(text, 1),)) if text else None, whole, path)
    record = _with_told(record, models_by_words(whole, path))
    return _with_requests(record, masked(whole), path) if _ASKS in whole and "model" in whole else record


def _with_requests(record: Deployment | None, text: str, path: str) -> Deployment | None:
    """The record of a script with the requests to models that it writes by hand."""
    return _with_told(record, tuple(request_sightings(text, 1, Sight(path, Technique.MANIFEST))))


def _with_told(record: Deployment | None, told: tuple[Sighting, ...]) -> Deployment | None:
    return (record or Deployment("shell"))._replace(told=(*(record.told if record else ()), *told)) if told else record


def _as_shell(text: str, path: str) -> str:
    """PowerShell's and cmd's assignments and continuations in a shell's spelling; a Procfile without its names."""
    if path.endswith(".ps1"):
        return _POWERSHELL.sub(r"export \1=", text).replace("`\n", "\\\n")
    if path.endswith((".bat", ".cmd")):
        return _BATCH.sub(r"\1export \2=", text).replace("^\r\n", "\\\n").replace("^\n", "\\\n")
    name = path.rpartition("/")[2]
    if name.startswith("procfile"):
        return _PROCESS.sub("", text)
    if name.endswith((".conf", ".ini")):
        return _PROGRAM.sub("", _ENVIRONMENT.sub(_exported, text))
    if name.endswith(".fish"):
        text = _FISH.sub(r"\1export \2=", text)
    if "alias " in text:
        text = _ALIAS.sub(_aliased, text)
    return _KEPT.sub(_kept_command, text) if "<<" in text and "read " in text else text


def _exported(match: re.Match[str]) -> str:
    """supervisord's `environment=A="x",B="y"` as assignments of a shell."""
    return "export " + re.sub(r",[ \t]*(?=[A-Za-z_]\w*=)", " ", match["pairs"])


def _aliased(match: re.Match[str]) -> str:
    return f"{match['indent']}{match['command']}"


def _kept_command(match: re.Match[str]) -> str:
    if " --" not in match["rest"]:
        return match.group()
    return f"\n{'python -m ' if match['module'] else ''}{match['module'] or ''}{match['rest']}"


def _workload(path: str, scripts: tuple[Word, ...], settings: tuple[Setting, ...] = ()) -> Deployment:
    return Deployment("shell", workloads=(Workload(name=path, line=1, scripts=scripts, settings=settings),))


def read_makefile(data: bytes, path: str) -> Deployment | None:
    """The recipes of a Makefile, with its variables; line numbers stay."""
    text = masked(focus("\n".join(_make_row(row) for row in decode(data).splitlines())))
    return _workload(path, (Word(text, 1),)) if text else None


def _make_row(row: str) -> str:
    row = _MAKE_USE.sub(r"${\1}", row)
    if row.startswith("\t"):
        return _RULE.sub("", row, count=1).replace("$$", "$")
    if row.startswith(("#", " ")):
        return "" if row.startswith("#") else row
    match = _MAKE_VARIABLE.match(row)
    return f"{match[1]}='{match[2].strip()}'" if match and "'" not in match[2] else ""


def read_package(data: bytes, path: str) -> Deployment | None:
    """The `scripts` of a package.json."""
    if b'"scripts"' not in data or not focus(decode(data)):
        return None
    try:
        document = parse_jsonc(data, path)
    except UnreadableError:
        return None  # the manifest scanner reports it
    top = document.value
    scripts = top.get("scripts") if isinstance(top, Mapping) else None
    words = (
        tuple(
            Word(masked(line), document.line_of(scripts, name))
            for name, line in (scripts or {}).items()
            if isinstance(line, str)
        )
        if isinstance(scripts, Mapping)
        else ()
    )
    return _workload(path, words) if words else None


def read_tasks(data: bytes, path: str) -> Deployment | None:
    """The commands of an editor's tasks, each with its arguments."""
    if not focus(decode(data)):
        return None
    try:
        document = parse_jsonc(data, path)
    except UnreadableError:
        return None  # an editor's own affair
    tasks = document.value.get("tasks") if isinstance(document.value, Mapping) else None
    words = []
    for task in within(tasks, _MAX_TASKS, "tasks") if isinstance(tasks, list) else ():
        command = task.get("command") if isinstance(task, Mapping) else None
        args = task.get("args") if isinstance(task, Mapping) else None
        if isinstance(command, str):
            line = " ".join(
                (command, *(one for one in (args if isinstance(args, list) else ()) if isinstance(one, str)))
            )
            words.append(Word(masked(line), document.line_of(task, "command")))
    return _workload(path, tuple(words)) if words else None


def read_hooks(data: bytes, path: str) -> Deployment | None:
    """The commands that a coding agent runs by itself before and after what it does: `hooks: {Stop: [{hooks: [{command:
    "claude -p ..."}]}]}`."""
    if b'"hooks"' not in data or not focus(decode(data)):
        return None
    try:
        document = parse_jsonc(data, path)
    except UnreadableError:
        return None  # the scanner of configurations reports it
    hooks = document.value.get("hooks") if isinstance(document.value, Mapping) else None
    words = [
        Word(masked(command), document.line_of(table, "command"))
        for table, _ in within(list(tables(hooks)), _MAX_TASKS, "hooks")
        if isinstance(command := table.get("command"), str)
    ]
    return _workload(path, tuple(words)) if words else None


def telling(settings: tuple[Setting, ...]) -> tuple[Setting, ...]:
    """The assignments of a script that name a model or a service; the rest is its own affair."""
    return tuple(one for one in settings if key_hint(one.name) or service_of_variable(one.name) or _fetched(one))


def _fetched(one: Setting) -> bool:
    """Whether it says from where a model is fetched; which of several, a `case` decides."""
    words = words_of(one.name)
    return "model" in words and words[-1] in ("url", "uri") and (one.value or "").startswith(_HUBS)
