"""Reads what workflows hand to coding agents and models: the prompts of steps, and MCP servers in their settings.

`anthropics/claude-code-action` (prompt, mcp_config, claude_args), `google-github-actions/run-gemini-cli` (prompt,
settings), `openai/codex-action`, `actions/ai-inference` and their kin; see actions.json.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from aibom.catalog.actions import AiAction, action_of
from aibom.core.errors import LimitError, UnreadableError
from aibom.core.json import Json
from aibom.core.jsonc import parse_jsonc
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.rows import Rows
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.mcp import mcp_in
from aibom.scanners.configs.told.prompts import prompt_facts
from aibom.scanners.configs.walk import places

MAX_STEPS, MAX_TEXT = 2_000, 200_000
_MIN_PROMPT, _MIN_DEFAULT = 40, 20
_PROMPT = re.compile(r"(?:\w+[-_])?(?:prompt|instructions|system[-_]message)\Z")
_SETTINGS = frozenset({"settings", "mcp_config", "mcp-config", "claude_args", "config"})
# A setting that is one argument of a command line: `--mcp-config '{"mcpServers": ...}'`.
_ARGUMENT = re.compile(r"--(?:mcp-config|settings)[ =]+'(?P<json>\{.*?\})'(?:\s|\Z)", re.DOTALL)


def agent_steps(document: Lined, rows: Rows, path: str) -> Iterator[Sighting]:
    """The prompts, agents and MCP servers of all steps of published actions that are known to call a model."""
    sight, count = Sight(path), 0
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
        yield from _step(action, place.line("uses"), given, document, rows, sight)


def _defaults(document: Lined, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    """The prompts that an action or workflow takes by default: `inputs: {system-prompt: {default: You are ...}}`."""
    top = document.value
    inputs = top.get("inputs") if isinstance(top, Mapping) else None
    for key, body in inputs.items() if isinstance(inputs, Mapping) else ():
        text = body.get("default") if isinstance(body, Mapping) else None
        if isinstance(text, str) and _PROMPT.match(key.lower()) and len(text) >= _MIN_DEFAULT and " " in text:
            line = _begin(text, document.line_of(body, "default"), rows)
            yield sight.thing(sight.local(Kind.PROMPT, key), line, key, **prompt_facts(text, key))


def _step(
    action: AiAction, line: int, given: Mapping[str, Json], document: Lined, rows: Rows, sight: Sight
) -> Iterator[Sighting]:
    told = list(_told(given, document, rows, sight))
    yield from told
    if not action.agent:
        return
    agent = sight.agent(action.short_name, line, action.name)
    yield agent
    for one in told:
        if isinstance(one, Observation):
            kind = RelationKind.USES_PROMPT if one.subject.kind is Kind.PROMPT else RelationKind.HAS_TOOL
            yield sight.link(agent.subject, kind, one.subject, one.evidence.line or line)


def _told(given: Mapping[str, Json], document: Lined, rows: Rows, sight: Sight) -> Iterator[Sighting]:
    for key, value in given.items():
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            continue
        line = document.line_of(given, key)
        if _PROMPT.match(key.lower()) and len(value) >= _MIN_PROMPT and " " in value.strip() and "${{" not in value[:3]:
            yield sight.thing(sight.local(Kind.PROMPT, key), _begin(value, line, rows), key, **prompt_facts(value, key))
        elif key.lower() in _SETTINGS and "mcpServers" in value:
            yield from _servers(value, line, rows, sight)


def _begin(text: str, line: int, rows: Rows) -> int:
    """Where a text begins: a block of lines stands below its key."""
    first = text.strip().split("\n", 1)[0].strip()
    return rows.find(first, line) if "\n" in text and first else line


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
