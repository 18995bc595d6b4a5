"""What a file may be to agents and models by its path alone: instructions, sub-agents, commands, skills, prompts."""

from __future__ import annotations

import posixpath

from aibom.catalog.path_words import path_words
from aibom.core import re
from aibom.scanners.configs.folders import GITHUB_FOLDER, folder_of, words_of_name

_PROMPT_ENDING = re.compile(
    r"\.(?:prompt|prompty|poml|promptl|dprompt|mdprompt)(?:\.(?:md|txt|ya?ml|j2|jinja2?|hbs))?\Z"
)
# How a model is to be spoken to, kept beside it or handed to its server: `chat_template.jinja`, `chatglm.chat.jinja`.
_CHAT_TEMPLATE = re.compile(
    r"(?:(?:.*[._-])?chat[._-]?template(?:[._-][\w.-]{1,80})?|[\w.-]{1,80}\.chat)\.(?:jinja2?|j2)\Z"
)
_OF_KERNEL = "skprompt.txt"
_WHOLE_NAMES = frozenset({"system.md", "system.txt"})
_TEMPLATES = (
    ".txt",
    ".jinja",
    ".jinja2",
    ".j2",
    ".hbs",
    ".mustache",
    ".tmpl",
    ".tpl",
    ".liquid",
    ".tera",
    ".st",
    ".njk",
    ".twig",
    ".ejs",
    ".eta",
    ".gotmpl",
    ".scriban",
    ".blade.php",
    ".erb",
)
_TEXTS = (*_TEMPLATES, ".md", ".mdx", ".xml")
_PROMPT_NAME = re.compile(
    r"(?:(?:.*[._-])?(?:system|user|agent|assistant)?[._-]?prompts?(?:[._-]?template)?(?:[._-](?:default|base|main|en|v?[0-9]+))?|system[._-]message)\Z"
)
# Rules of coding agents, also those of one mode: `.roorules-architect`. They count at the top of a project.
_RULES = re.compile(r"\.(?:roo|cline|cursor|windsurf|kilocode)rules(?:-[\w.-]{1,40})?\Z")
_FOR_AGENTS = re.compile(r"(?:^|[/._-])(?:agents?|assistants?|bots?|personas?|crew)(?:[/._-]|$)", re.IGNORECASE)
_SKILL_DEPTH = 2  # a skill is a folder of its own: `skills/deploy/SKILL.md`
AGENT_PARTS = frozenset("agents agent subagents chatmodes modes commands command output-styles".split())
_SAID = frozenset("prompt system user message instruction instructions template".split())
_COMMANDS = frozenset({"commands", "command"})
# Folders below which subjects stand, whatever these are called: `agents/documentation/`, `commands/testing/`.
_COLLECTIONS = frozenset("agents subagents sub-agents commands chatmodes".split())
# Folders in which each folder is an agent: `agents/researcher/` with its settings and what it is told.
_HOMES = frozenset("agents assistants bots personas subagents".split())
_OF_AGENT = frozenset(
    "settings config agent assistant bot persona manifest definition agent_config agent-config".split()
)
_BESIDE = frozenset(
    "instructions instruction system system_prompt system-prompt systemprompt system_message prompt persona".split()
)
_READ_ALWAYS = re.compile(
    r"(?:^|/)(?:\.[\w-]{2,40}/(?:rules(?:-[\w.-]{1,40})?|steering|instructions|microagents)|\.clinerules|\.junie)/"
)
_WIKI = re.compile(r"(?:^|/)\.[\w-]{2,40}/(?:repo)?wiki(?:/|\Z)")  # what an agent wrote about a tree: `.qoder/repowiki`
_HANDED_ON = ("agents", "prompts", "subagents")  # folders of a skill
_NAMED_FOR_AGENTS = frozenset({"skill.md", "power.md"})
_NAMED_AS_AGENTS = re.compile(r"[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,8}\.md\Z")  # `frontend-developer.md`


def _is_named_for_agents(path: str) -> bool:
    """Whether coding agents look under this name for what they are told of a tree; names that pages about products bear
    as well count at the top and in capitals: `WARP.md`, not `docs/providers/warp.md`."""
    folder, name = posixpath.split(path)
    lower, names = name.lower(), path_words().names
    plain = bool(folder) and not name.partition(".")[0].isupper()
    return lower in names["agent_files"] or (lower in names["agent_files_in_capitals"] and not plain)


def is_instructions(path: str) -> bool:
    """Whether a file instructs coding agents that work on the tree."""
    folder, name = posixpath.split(path)
    lower = name.lower()
    if _is_named_for_agents(path) or _RULES.match(lower):
        return True
    if is_part_of_skill(path) or _WIKI.search(folder):
        return False
    for_agents = folder_of(folder).for_agents or bool(GITHUB_FOLDER.search(folder))
    return for_agents and lower.endswith((".md", ".mdc", ".txt"))


def is_read_always(path: str) -> bool:
    """Whether coding agents that work on the tree are given a file without being asked: `AGENTS.md`, rules, steering.

    What stands in it speaks to a model with the rights of whoever works on the tree, as attackers know ("Rules File
    Backdoor", Pillar Security, March 2025).
    """
    folder, name = posixpath.split(path)
    lower = name.lower()
    if _is_named_for_agents(path) or _RULES.match(lower):
        return True
    return is_instructions(path) and bool(_READ_ALWAYS.search(f"{folder.lower()}/"))


def is_for_agents(path: str) -> bool:
    """Whether the name of a file or of a folder around it says that agents are set up there."""
    return _FOR_AGENTS.search(path) is not None


def agent_of_folder(path: str) -> str:
    """The agent whose settings a file is by where it lies: `agents/researcher/config.yaml`; "" of any other file."""
    home, name, stem = _placed(path)
    return name if home in _HOMES and stem in _OF_AGENT | {name.lower()} else ""


def _is_told_beside(path: str) -> bool:
    """Whether a text is what the agent of its folder is told: `agents/researcher/instructions.md`."""
    home, _, stem = _placed(path)
    return home in _HOMES and stem in _BESIDE


def _placed(path: str) -> tuple[str, str, str]:
    """The two folders around a file, and its name without endings."""
    folder, name = posixpath.split(path)
    home, inner = posixpath.split(folder)
    return posixpath.basename(home).lower(), inner, name.partition(".")[0].lower()


def is_agent_file(path: str) -> bool:
    """Whether a Markdown file stands where coding agents look for sub-agents, commands, skills and prompts."""
    folder, name = posixpath.split(path.lower())
    if not name.endswith(".md") or folder_of(folder).skipped or _is_told_beside(path):
        return False
    if name in _NAMED_FOR_AGENTS or name.endswith((".agent.md", ".chatmode.md", ".prompt.md")):
        return True
    parts = folder.split("/")
    if "skills" in parts and not _COMMANDS.intersection(parts[: parts.index("skills")]):
        return False  # what a skill is accompanied by: references, examples, templates
    if _is_named_for_agents(path):
        return False
    return (
        bool(AGENT_PARTS.intersection(parts[-3:]))
        or parts[-1] in ("workflows", "tools")
        or parts[-1].endswith("-cards")
        or _may_be_collected(path)
    )


def home_of(path: str) -> str:
    """The folder of a collection that an agent's file stands in, by which it is judged; else its own folder."""
    parts = posixpath.dirname(path).split("/")
    if posixpath.basename(path) == "SKILL.md" and parts[-2:-1] == ["skills"]:
        return "/".join(parts[:-1])  # a skill about tests or documentation: `skills/docs/SKILL.md`
    last = next((index for index in reversed(range(len(parts))) if parts[index].lower() in _COLLECTIONS), None)
    return "/".join(parts if last is None else parts[: last + 1])


def _may_be_collected(path: str) -> bool:
    """Whether a file may be one of a collection of sub-agents in folders by subject; its front matter decides."""
    name = posixpath.basename(path)
    words = path_words().names
    named = _NAMED_AS_AGENTS.match(name) is not None
    return named and name not in words["cards"] and name.removesuffix(".md") not in words["not_prompts"]


def is_part_of_skill(path: str) -> bool:
    """Whether a file accompanies a skill, which reads it when it needs to: `skills/deploy/references/regions.md`."""
    parts = path.lower().split("/")
    below = len(parts) - parts.index("skills") - 1 if "skills" in parts[:-1] else 0
    return below >= _SKILL_DEPTH and parts[-1] != "skill.md"


def _may_be_handed_on(path: str) -> bool:
    """Whether a file beside a skill may be what the skill tells sub-agents: `skills/review/reviewer.md`."""
    parts = posixpath.dirname(path).lower().split("/")
    return parts[-1] in _HANDED_ON or parts[-_SKILL_DEPTH:-1] == ["skills"]


def is_prompt_file(path: str) -> bool:
    """Whether a file is a prompt by its name or folder."""
    folder, name = posixpath.split(path)
    lower = name.lower()
    stem = lower.partition(".")[0]
    where = folder_of(folder)
    if where.skipped or where.shown or stem in path_words().names["not_prompts"]:
        return False
    if lower == _OF_KERNEL:  # whose skills are no coding agent's: `skills/FunSkill/Joke/skprompt.txt`
        return True
    if is_part_of_skill(path):
        of_skill = folder.lower().split("/")[-_SKILL_DEPTH - 1 : -_SKILL_DEPTH] == ["skills"]  # `skills/review/agents/`
        told = (of_skill and posixpath.basename(folder).lower() in _HANDED_ON) or stem.endswith(("-prompt", "_prompt"))
        return told and _may_be_handed_on(path) and lower.endswith(_TEXTS)
    if "readme" in stem or "readmes" in folder.lower().split("/"):
        return False
    if _PROMPT_ENDING.search(lower) or _CHAT_TEMPLATE.match(lower) or lower in _WHOLE_NAMES:
        return True
    if lower.endswith(".mdc"):  # Cursor's rules, kept for other projects; Nuxt writes pages so
        return not where.for_agents and "content" not in folder.lower().split("/")
    if "." not in lower:  # `prompts/<name>/system_message`; whole names stand right in the folder: `prompts/clarify`
        right_in = folder_of(posixpath.basename(folder)).prompts
        return where.prompts and (right_in or not _SAID.isdisjoint(words_of_name(lower)))
    if not lower.endswith(_TEXTS):
        return False
    named = where.prompts or bool(_PROMPT_NAME.match(stem)) or _is_told_beside(path)
    return named or (lower.endswith(_TEMPLATES) and stem.startswith("prompt"))


def may_speak(path: str) -> bool:
    """Whether a text may be said to a model, as far as its path tells; its first sentence decides."""
    folder, name = posixpath.split(path.lower())
    where, stem = folder_of(folder), name.partition(".")[0]
    if is_part_of_skill(path) and not _may_be_handed_on(path):
        return False
    return not (where.skipped or where.shown) and stem not in path_words().names["not_prompts"] and "readme" not in stem
