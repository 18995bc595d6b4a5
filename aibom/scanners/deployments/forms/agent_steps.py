"""Reads what workflows hand to coding agents and models: the prompts of steps, and MCP servers in their settings.

`anthropics/claude-code-action` (prompt, mcp_config, claude_args), `google-github-actions/run-gemini-cli` (prompt,
settings), `openai/codex-action`, `actions/ai-inference` and their kin; see actions.json.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping

from aibom.catalog.actions import AiAction, action_of
from aibom.core import re
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject
from aibom.scanners.configs.names.naming import Named
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.mcp import mcp_in
from aibom.scanners.configs.told.models import models_in, named_model
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file
from aibom.scanners.configs.walk import places

MAX_STEPS, MAX_TEXT = 2_000, 200_000
_MIN_PROMPT, _MIN_DEFAULT = 40, 20
_PROMPT = re.compile(r"(?:\w+[-_])?(?:prompt|instructions|system[-_]message)\Z")
_PROMPT_FILE = re.compile(r"(?:\w+[-_])?prompt[-_](?:file|path)\Z")
_SETTINGS = frozenset({"settings", "mcp_config", "mcp-config", "claude_args", "config"})
_USES = {
    Kind.MODEL: RelationKind.USES_MODEL,
    Kind.PROMPT: RelationKind.USES_PROMPT,
    Kind.TOOL: RelationKind.HAS_TOOL,
}
_ALLOWED = re.compile(r"allowed[-_]?tools\Z")
_MCP_TOOL = re.compile(r"\bmcp__(?P<server>[A-Za-z0-9-]+(?:_[A-Za-z0-9-]+)*)(?:__|(?=[\s\"',]))")
# A setting that is one argument of a command line: `--mcp-config '{"mcpServers": ...}'`.
_ARGUMENT = re.compile(r"--(?:mcp-config|settings)[ =]+'(?P<json>\{.*?\})'(?:\s|\Z)", re.DOTALL)


def agent_steps(document: Lined, rows: Rows, path: str) -> Iterator[Sighting]:
    """The prompts, agents and MCP servers of all steps of published actions that are known to call a model."""
    sight, count, named = Sight(path), 0, Counter[str]()
    yield from _defaults(document, rows, sight)
    for place in places(document):
        uses, given = place.table.get("uses"), place.table.get("with")
        action = action_of(uses.partition("@")[0]) if isinstance(uses, str) else None
        if action is None or not isinstance(given, Mapping):
            continue
        if count >= MAX_STEPS:
            leave_out(MAX_STEPS, "steps that run agents")
            return
        count += 1
        step = _Step(action, given, document, rows, sight, named)
        yield from step.sightings(place.line("uses"))


def model_of_step(text: str, provider: str) -> Named | None:
    """The model that an input of an action names, who serves it being known but where the name says otherwise."""
    return named_model(text, "" if "/" in text else provider)


def _defaults(document: Lined, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    """The prompts that an action or workflow takes by default: `inputs: {system-prompt: {default: You are ...}}`."""
    top = document.value
    inputs = top.get("inputs") if isinstance(top, Mapping) else None
    for key, body in inputs.items() if isinstance(inputs, Mapping) else ():
        text = body.get("default") if isinstance(body, Mapping) else None
        if isinstance(text, str) and _PROMPT.match(key.lower()) and len(text) >= _MIN_DEFAULT and " " in text:
            line = _begin(text, document.line_of(body, "default"), rows)
            yield sight.thing(sight.local(Kind.PROMPT, key), line, key, **prompt_facts(text, key))


class _Step:
    """One step that runs an agent or asks a model; `named` counts the prompts of the file by their keys."""

    def __init__(
        self,
        action: AiAction,
        given: Mapping[str, Json],
        document: Lined,
        rows: Rows,
        sight: Sight,
        named: Counter[str],
    ) -> None:
        self.action, self.given, self.document = action, given, document
        self.rows, self.sight, self.named = rows, sight, named

    def sightings(self, line: int) -> Iterator[Sighting]:
        told = list(self._told())
        yield from told
        asked = self._asked(line)
        user = asked.subject if isinstance(asked, Observation) else asked
        if isinstance(asked, Observation):
            yield asked
        for one in told if user is not None else ():
            if isinstance(one, Observation) and one.subject.kind in _USES:
                yield self.sight.link(user, _USES[one.subject.kind], one.subject, one.evidence.line or line)
        for key, value in self.given.items():
            if user is not None and isinstance(value, str) and _PROMPT_FILE.match(key.lower()) and "$" not in value:
                target = prompt_file(posixpath.normpath(value.strip()))
                yield self.sight.link(user, RelationKind.USES_PROMPT, target, self.document.line_of(self.given, key))

    def _asked(self, line: int) -> Observation | Subject | None:
        """The agent that a step runs, or the model that it asks."""
        if self.action.agent:
            return self.sight.agent(self.action.short_name, line, self.action.name)
        model = self.given.get("model")
        named = model_of_step(model, self.action.provider) if isinstance(model, str) and "${{" not in model else None
        return named.subject if named is not None else None

    def _told(self) -> Iterator[Sighting]:
        for key, value in self.given.items():
            if not isinstance(value, str) or len(value) > MAX_TEXT:
                continue
            line, lower = self.document.line_of(self.given, key), key.lower()
            if _PROMPT.match(lower) and len(value) >= _MIN_PROMPT and " " in value.strip() and "${{" not in value[:3]:
                subject = self.sight.local(Kind.PROMPT, self._name(key))
                yield self.sight.thing(subject, _begin(value, line, self.rows), key, **prompt_facts(value, key))
            if "mcp__" in value and (lower in _SETTINGS or _ALLOWED.match(lower)):
                yield from _permitted(value, line, self.rows, self.sight)
            if lower in _SETTINGS and ("mcpServers" in value or '"model"' in value):
                yield from _servers(value, line, self.rows, self.sight)

    def _name(self, key: str) -> str:
        """What a prompt is called: by its key, and where several of a file have the same, by its action as well."""
        self.named[key] += 1
        name = key if self.named[key] == 1 else f"{self.action.short_name} {key}"
        self.named[name] += name != key
        return name if self.named[name] == 1 or name == key else f"{name} {self.named[name]}"


def _begin(text: str, line: int, rows: Rows) -> int:
    """Where a text begins: a block of lines stands below its key."""
    first = text.strip().split("\n", 1)[0].strip()
    return rows.find(first, line) if "\n" in text and first else line


def _permitted(text: str, line: int, rows: Rows, sight: Sight) -> Iterator[Observation]:
    """MCP servers whose tools a step may call: `--allowed-tools "mcp__github__create_comment"`."""
    for name in dict.fromkeys(match["server"] for match in _MCP_TOOL.finditer(text)):
        at = rows.find(f"mcp__{name}", line)
        yield sight.thing(Subject(kind=Kind.TOOL, name=name, origin="mcp"), at, "allowed tools", tool_type="mcp-server")


def _servers(text: str, line: int, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    match = _ARGUMENT.search(text)
    written = match["json"] if match is not None else text
    begin = _begin(text, line, rows) + (text[: match.start("json")].count("\n") if match is not None else 0)
    try:
        settings = parse_jsonc(b"\n" * (begin - 1) + written.encode("utf-8", "replace"), sight.path)
    except (UnreadableError, LimitError):
        return  # an expression makes a part of it
    for place in places(settings):
        yield from mcp_in(place, sight)
        yield from models_in(place, sight)
