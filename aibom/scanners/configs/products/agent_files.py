"""Reads the Markdown files by which coding agents are extended: sub-agents, slash commands, skills, prompt files.

Claude Code (docs.claude.com/en/docs/claude-code: sub-agents, slash-commands, skills, plugins), OpenCode
(opencode.ai/docs/agents), GitHub Copilot (`*.agent.md`, `*.chatmode.md`, `*.prompt.md`), Gemini CLI, Codex prompts.
Each is text below a YAML front matter; the front matter says what it is, with which model and tools it runs.
"""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterator, Mapping

from aibom.core import re
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Observation, Sighting, Subject, Use
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.names.values import known_model
from aibom.scanners.configs.products.agent_members import FAMILIES, model_of, servers_among, team_of
from aibom.scanners.configs.products.described_agents import described_agents
from aibom.scanners.configs.products.spoken_texts import HEAD, read_spoken
from aibom.scanners.configs.prompt_paths import is_instructions, is_prompt_file, may_speak
from aibom.scanners.configs.promptfiles import front_matter, read_prompt_file, speaks_to_a_model
from aibom.scanners.configs.sight import SKILL, Sight
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file
from aibom.scanners.configs.walk import Place, texts

_AGENT_MEMBERS = frozenset("name description tools model mode color temperature permission handoffs agents".split())
_RUNS = frozenset({"tools", "model", "mode"})
# What the front matter of sub-agents has, wherever their file stands (code.claude.com/docs/en/sub-agents).
_SUB_AGENT_MEMBERS = frozenset(
    "name description tools model color permissionMode skills mcpServers hooks memory version category author"
    " tags".split()
)
# What the front matter of a page on a site has.
_PAGE_MEMBERS = frozenset(
    "title layout date slug permalink sidebar sidebar_position sidebar_label weight tags draft aliases image".split()
)
_COMMAND_MEMBERS = frozenset("allowed-tools argument-hint model agent subtask disable-model-invocation".split())
_COMMAND_ONLY = frozenset("model description allowed-tools argument-hint name version category".split())
# Settings of a request, which stand above the text that it sends.
_REQUEST = frozenset("model temperature top_p max_tokens use_tools description name provider".split())
# Members of GitHub's agentic workflows (githubnext.github.io/gh-aw) that no other front matter has.
_WORKFLOW_MEMBERS = frozenset("safe-outputs engine tools network permissions mcp-servers".split())
MAX_HEAD = 64 * 1024
_ROW = re.compile(r"(?P<key>[A-Za-z][\w-]{0,40}):[ \t]*(?P<value>.*)\Z")
_NAMED_TEXT = re.compile(r"(?<![\w/.:-])((?:\.{1,2}/){0,3}(?:[\w-]{1,60}/){0,3}[\w-]{1,80}\.(?:md|txt))\b")
# How the description of a sub-agent tells its caller when to hand a task over.
_CALLED = re.compile(
    r"\b(?:use|invoke|call|deploy|delegate)\b[^.]{0,60}\b(?:sub-?)?agent\b|\bproactively\b", re.IGNORECASE
)
# How commands of coding agents speak: as the agent, to it, or of what it is given.
_AS_AGENT = re.compile(r"-(?:sub-?)?agent\Z")  # `design-review-agent.md` is the agent `design-review`
_SAID = re.compile(
    r"\$ARGUMENTS|\bI(?:'ll|\u2019ll| will)\b|\byou are an? \w+|\byour (?:task|role|job|goal) is\b"
    r"|\bAskUserQuestion\b|\bask the user\b|\b(?:TodoWrite|WebFetch|WebSearch) tool\b",
    re.IGNORECASE,
)
_BY_FOLDER = {
    "agents": "agent", "agent": "agent", "subagents": "agent", "chatmodes": "agent", "modes": "agent",
    "commands": "command", "command": "command", "workflows": "workflow", "output-styles": "command",
}  # fmt: skip
_COMMANDS = frozenset({"commands", "command"})
# What marks such commands until all files are read: whether the text alone says that it is one.
SAID, COMMAND = "command said to an agent", "command"
_SKILLS = ("skill.md", "power.md")
# Folders of agents that run the workflows in them when these are named.
_RUN_BY_NAME = frozenset(".windsurf .clinerules .agent .agents .cline .codeium .trae .kilocode".split())
_FRAMEWORKS = (
    (".claude", "claude-code"),
    (".github", "copilot"),
    (".opencode", "opencode"),
    (".gemini", "gemini-cli"),
    (".codex", "codex"),
    (".cursor", "cursor"),
    (".kiro", "kiro"),
    (".pi", "pi"),
    (".qwen", "qwen-code"),
)


def read_agent_file(data: bytes, path: str) -> Iterator[Sighting]:
    """What the file adds to an agent; a file whose front matter does not say so is a prompt or nothing."""
    front, body = front_matter(data, path)
    front = _completed(front, data)
    top = front.value if front is not None else None
    members = top if isinstance(top, Mapping) else {}
    form = _form(path, members) or _by_members(posixpath.basename(path), members, data[:HEAD])
    if front is not None and isinstance(top, Mapping) and form:
        place = Place(top, (), front)
        yield from _agent(place, path) if form == "agent" else _text(place, body, path)
    elif not members and (found := list(described_agents(body, path))):
        yield from found
    elif (form == "command" or _is_plain_skill(path)) and body.strip():
        yield from _text(Place({}, (), Lined(value={})), body, path)
    elif is_instructions(path) or is_prompt_file(path):
        yield from read_prompt_file(data, path)
    else:
        spoken = list(read_spoken(data[:HEAD], path, lambda: data)) if may_speak(path) else []
        yield from spoken or _collected_command(body, path)


def _is_plain_skill(path: str) -> bool:
    """Whether a file is a skill by its name and place though no front matter says so: `skills/deploy/SKILL.md`."""
    parts = path.split("/")
    return parts[-1] == "SKILL.md" and parts[-3:-2] == ["skills"] and not folder_of("/".join(parts[:-2])).shown


def _collected_command(body: str, path: str) -> Iterator[Sighting]:
    """A slash command without front matter in a folder `commands`: used beside other parts of a kit, and at the top
    of a tree where such texts are what it is about (collect.with_rules); nothing else tells it from the manual of a
    program."""
    parts = path.lower().split("/")
    if folder_of(posixpath.dirname(path)).shown or not body.strip():
        return
    if not _COMMANDS.isdisjoint(parts[-3:-1]) and "readme" not in parts[-1]:
        facts: dict[str, Json] = {**prompt_facts(body, path), "source": f"file:{path}"}
        facts |= {"role": "instructions", "usage": "mentioned"}
        symbol = SAID if parts[0] in _COMMANDS and _SAID.search(body[:HEAD]) else COMMAND
        yield Observation(subject=prompt_file(path), evidence=Sight(path).at(1, symbol), facts=facts)


def _completed(front: Lined | None, data: bytes) -> Lined | None:
    """Descriptions of agents are often no YAML (colons, tags, dialogues): then each `key: value` row counts."""
    if front is not None and front.error is None and isinstance(front.value, Mapping):
        return front
    rows = decode(data[:MAX_HEAD]).splitlines()
    if not rows or rows[0].strip("\ufeff \t") != "---":
        return front
    table: dict[str, Json] = {}
    lines: dict[str | int, int] = {}
    for number, row in enumerate(rows[1:], 2):
        if len(row.rstrip()) >= 3 and not row.strip().strip("-"):
            return Lined(value=table, lines={id(table): lines})
        if (match := _ROW.match(row)) is not None:
            table[match["key"]] = match["value"].strip().strip("\"'[]").replace('"', "")
            lines[match["key"]] = number
    return front


def _form(path: str, top: Mapping[str, Json]) -> str:
    """agent, command, skill or prompt; "" when the front matter is that of an ordinary page."""
    folder, name = posixpath.split(path.lower())
    parts = folder.split("/")
    if name in _SKILLS:
        return "skill" if {"name", "description"} <= set(top) else ""
    if name.endswith((".agent.md", ".chatmode.md")):
        return "agent"
    if name.endswith(".prompt.md"):
        return "prompt"
    form = _form_of_folder(parts)
    own = any(part.startswith(".") for part in parts) or parts[-3:-2] == ["plugins"]
    if folder.endswith("-cards") and ("name" in top or top.get("type") == "agent"):
        form = "agent"  # cards of fast-agent: agents, and those that others call as tools
    if form == "agent" and "modes" in parts and not _RUNS & set(top):
        form = "command"  # a way to behave, told to the agent that is already there
    if form == "agent":
        told = _AGENT_MEMBERS & set(top)
        return form if "description" in top and len(told) >= (2 if own or "name" in top else 3) else ""
    if "model" in top and top.keys() <= _COMMAND_ONLY and str(top["model"]).startswith(("claude", *FAMILIES)):
        return "command"  # in a collection of commands, whatever its folders are called
    if form == "workflow":
        return "agent" if "on" in top and _WORKFLOW_MEMBERS & set(top) else ""
    if form == "command":
        marked = bool((_COMMAND_MEMBERS - {"model"}) & set(top))
        plain = "description" in top and not _PAGE_MEMBERS & set(top)
        return form if (own and "readme" not in name) or marked or plain else ""
    return ""


def _form_of_folder(parts: list[str]) -> str:
    """What the nearest telling folder says; workflows of some agents are steps that are called by the file's name."""
    form = next((_BY_FOLDER[part] for part in reversed(parts) if part in _BY_FOLDER), "")
    return "command" if form == "workflow" and _RUN_BY_NAME.intersection(parts) else form


def _by_members(name: str, top: Mapping[str, Json], head: bytes) -> str:
    """What a file is by its front matter alone, wherever it lies."""
    if "allowed-tools" in top and top.keys() <= _COMMAND_ONLY:
        return "command"  # nothing else has such a front matter
    if top.keys() <= _REQUEST and any(known_model(text) for text in texts(top.get("model"))):
        return "command"  # a role of AIChat and its kin: what a model is told, and with which settings
    return "agent" if _is_collected(name, top, head) else ""


def _is_collected(name: str, top: Mapping[str, Json], head: bytes) -> bool:
    """Whether a file is a sub-agent of a collection, in folders by subject: it bears the agent's name, and tells when
    to call it and with what it runs, or who it is."""
    if not {"name", "description"} <= top.keys() <= _SUB_AGENT_MEMBERS:
        return False
    runs = bool({"tools", "model", "color"} & top.keys())
    called = _CALLED.search(str(top["description"])) is not None and speaks_to_a_model(head)
    return (runs or called) and _AS_AGENT.sub("", name.removesuffix(".md")) == _AS_AGENT.sub(
        "", str(top["name"]).lower()
    )


# Of files that describe agents; what stands before is the name, with its dots: `4.1-Beast.chatmode.md`.
_ENDINGS = re.compile(r"(?:\.(?:agent|chatmode|prompt|instructions))?\.(?:md|mdx|mdc|ya?ml|toml|json)\Z", re.IGNORECASE)


def _agent(place: Place, path: str) -> Iterator[Sighting]:
    sight = Sight(path)
    name = place.text("name") or _ENDINGS.sub("", posixpath.basename(path)) or posixpath.basename(path)
    subject = sight.local(Kind.AGENT, name)
    line = place.line("name") if "name" in place.table else 1
    tools = sorted(set(_tools(place.table.get("tools"))))
    facts: dict[str, Json] = {"source": f"file:{path}"}
    if framework := _framework(path):
        facts["framework"] = framework
    if told := place.text("description"):
        facts["description"] = " ".join(told.split())[:200]
    args: dict[str, Json] = {"tools": list[Json](tools)} if tools else {}
    use = Use(path=path, line=line, symbol=name, args=args)
    yield Observation(subject=subject, evidence=sight.at(line, name), facts=facts, uses=(use,))
    yield from _model(place, subject, sight)
    yield from _servers(place, tools, subject, sight)
    for skill in sorted(set(_tools(place.table.get("skills")))):
        named = Subject(kind=Kind.PROMPT, name=skill, origin=SKILL)
        yield sight.link(subject, RelationKind.USES_PROMPT, named, place.line("skills"))
    for other, key in team_of(place.table):
        yield sight.link(subject, RelationKind.CONTAINS, Subject(kind=Kind.AGENT, name=other), place.line(key))


def _of_copilot(path: str) -> bool:
    """Whether a file is of the kind that Copilot reads, wherever a collection keeps it."""
    return path.endswith((".agent.md", ".chatmode.md", ".prompt.md")) or _framework(path) == "copilot"


def _framework(path: str) -> str:
    parts = path.lower().split("/")
    return next((framework for folder, framework in _FRAMEWORKS if folder in parts), "")


def _model(place: Place, user: Subject, sight: Sight) -> Iterator[Sighting]:
    engine = place.table.get("engine")
    if isinstance(engine, Mapping) and isinstance(engine.get("model"), str):
        yield from _model(Place(engine, ("engine",), place.document), user, sight)
    for written in list(texts(place.table.get("model")))[:4]:
        named = model_of(written)
        if named is not None:
            line = place.line("model")
            yield sight.model(named, line, "model")
            yield sight.link(user, RelationKind.USES_MODEL, named.subject, line)


def _tools(value: Json) -> Iterator[str]:
    """A list, a text with commas, or a mapping of switches (OpenCode)."""
    if isinstance(value, Mapping):
        yield from (name for name, on in value.items() if on is True or on == "true")
        return
    for text in texts(value):
        yield from (part.strip() for part in text.split(",") if 0 < len(part.strip()) <= 120)


def _servers(place: Place, tools: list[str], subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """MCP servers whose tools the agent may call, and those that it brings along."""
    names = dict.fromkeys(servers_among(tools, _of_copilot(sight.path)), "tools")
    for key in ("mcp-servers", "mcpServers", "mcp_servers"):
        servers = place.table.get(key)
        names |= dict.fromkeys(servers if isinstance(servers, Mapping) else texts(servers), key)
    for name, key in sorted(names.items()):
        target = Subject(kind=Kind.TOOL, name=name, origin="mcp")
        yield sight.link(subject, RelationKind.HAS_TOOL, target, place.line(key))


def _text(place: Place, body: str, path: str) -> Iterator[Sighting]:
    """A command, skill or prompt: its text is a prompt in a file."""
    if not body.strip():
        return
    sight, subject = Sight(path), prompt_file(path)
    facts: dict[str, Json] = {**prompt_facts(body, path), "source": f"file:{path}"}
    if posixpath.basename(path).lower() in _SKILLS:
        facts["role"] = SKILL
    if told := place.text("description"):
        facts["description"] = " ".join(told.split())[:200]
    yield Observation(subject=subject, evidence=sight.at(1, posixpath.basename(path)), facts=facts)
    if isinstance(place.table.get("model"), str):
        yield from _model(place, subject, sight)
    yield from _allowed(place, subject, sight)
    yield from _handed_on(body, subject, sight)
    if performer := place.text("agent"):
        named = Subject(kind=Kind.AGENT, name=performer)
        yield sight.link(named, RelationKind.USES_PROMPT, subject, place.line("agent"))


def _handed_on(body: str, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """The prompts in files that a skill or command names, which it tells others: `Use ./reviewer-prompt.md`."""
    folder = posixpath.dirname(sight.path)
    for name in dict.fromkeys(_NAMED_TEXT.findall(body[:MAX_HEAD])):
        path = posixpath.normpath(posixpath.join(folder, name))
        if path != sight.path and not path.startswith("."):
            link = sight.link(subject, RelationKind.USES_PROMPT, prompt_file(path), 1)
            yield dataclasses.replace(link, tentative=True)


def _allowed(place: Place, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """MCP servers whose tools a command may call: `allowed-tools: Read, mcp__jira__*`, `tools: [jira/*]`."""
    for key in ("allowed-tools", "allowed_tools", "tools"):
        for name in sorted(set(servers_among(_tools(place.table.get(key)), _of_copilot(sight.path)))):
            target = Subject(kind=Kind.TOOL, name=name, origin="mcp")
            yield sight.link(subject, RelationKind.HAS_TOOL, target, place.line(key))
