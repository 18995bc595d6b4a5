"""Reads the commands that a skill or a slash command has its agent run: `gemini -m gemini-2.5-pro -p "..."`.

What stands in code of the shell (fenced blocks, code within a line) is run when the text is followed. Only models are
told, and that the text uses them: all else in such a text may be an example.
"""

from __future__ import annotations

from collections.abc import Iterator

from aibom.catalog.commands import commands
from aibom.core import re
from aibom.core.left_out import within
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.prompts import prompt_file
from aibom.scanners.deployments.commands.argv import Invocation, follow
from aibom.scanners.deployments.commands.focus import focus
from aibom.scanners.deployments.records import Deployment
from aibom.scanners.deployments.told.calls import call_sightings

_FENCE = re.compile(r"[ \t]*(?:```|~~~)[ \t]*(?P<language>[\w+-]*)")
_SHELLS = frozenset(("", "bash", "sh", "shell", "zsh", "console", "terminal", "bash-session"))
_INLINE = re.compile(r"`(?P<code>[^`\n]{5,500})`")
_PROMPT_SIGN = re.compile(r"^[ \t]*(?:\$|>|%)[ \t]+")
_PLACEHOLDER = re.compile(r"[<>{}$\[\]]|\.\.\.|\b(?:your|model[-_]?name|MODEL)\b", re.IGNORECASE)
_FOLDERS = frozenset("commands command agents agent subagents prompts".split())
_MAX_CALLS, _MAX_HEAD = 200, 4_000


def read_agent_text(data: bytes, path: str) -> Deployment | None:
    """The models of the commands in a text that an agent follows; None when none is named."""
    parts = path.lower().split("/")
    if parts[-1] != "skill.md" and _FOLDERS.isdisjoint(parts) and b"\nallowed-tools:" not in data[:_MAX_HEAD]:
        return None
    script = focus(_commands_of(decode(data)))
    if not script:
        return None
    calls = within(list(follow(script).invocations), _MAX_CALLS, "commands of one text")
    told = tuple(one for call in calls for one in _told(call, Sight(path)))
    return Deployment("shell", told=told) if told else None


def _commands_of(text: str) -> str:
    """The text with its commands alone, each on its line."""
    rows: list[str] = []
    language: str | None = None  # of the fenced block that is open
    for row in text.splitlines():
        fence = _FENCE.match(row)
        if fence is not None:
            language = None if language is not None else fence["language"].lower()
            rows.append("")
        elif language is not None:
            rows.append(_PROMPT_SIGN.sub("", row) if language in _SHELLS else "")
        else:
            rows.append("; ".join(match["code"] for match in _INLINE.finditer(row)))
    return "\n".join(rows)


def _told(call: Invocation, sight: Sight) -> Iterator[Sighting]:
    found = commands().find([call.program, *(word.text for word in call.words[1:])], "")
    if found is None or found[0].kind != "model":
        return
    sightings = list(call_sightings(call, sight))
    models = [one for one in sightings if isinstance(one, Observation) and _is_named(one)]
    for one in sightings if models else ():
        if isinstance(one, Link) or (isinstance(one, Observation) and one.subject.kind is Kind.SERVICE):
            yield one
    for model in models:
        yield model
        line = model.evidence.line or call.line
        yield sight.link(prompt_file(sight.path), RelationKind.USES_MODEL, model.subject, line)


def _is_named(one: Observation) -> bool:
    return one.subject.kind is Kind.MODEL and _PLACEHOLDER.search(one.subject.name) is None
