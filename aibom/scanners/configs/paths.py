"""What a file may be by its path alone. Asked for every file of a tree: folders are judged once, then remembered."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from typing import NamedTuple

from aibom.catalog.path_words import path_words
from aibom.core import re
from aibom.core.samples import SAMPLE_ENDINGS, without_sample

_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_TOP_OF_DATA = 5  # a data folder counts for what stands at most this deep in it
_TOP_OF_PROMPTS = 4
_ENV_NAME = re.compile(
    r"(?:\.env(?:[._-][\w.-]+)?|[\w.-]+\.env(?:[._-](?:example|sample|template|dist|local|default|dev|prod))?"
    r"|env\.(?:example|sample|template|dist))\Z"
)
_NOT_ENV = (".ts", ".js", ".mjs", ".py", ".md", ".json", ".php", ".go", ".rs", ".sh", ".cs", ".java", ".html")
_EXAMPLE = re.compile(r"example|sample|template|dist|default")
_COPIED = (
    ".yaml",
    ".yml",
    ".toml",
    ".json",
    ".jsonc",
    ".ini",
    ".properties",
)  # settings that are handed out to be filled in
_SPRING = re.compile(r"(?:application|bootstrap|microprofile-config)(?:-[\w.-]+)?\.(?:properties|ya?ml)\Z")
_PROMPT_ENDING = re.compile(
    r"\.(?:prompt|prompty|poml|promptl|dprompt|mdprompt)(?:\.(?:md|txt|ya?ml|j2|jinja2?|hbs))?\Z"
)
_WHOLE_NAMES = frozenset({"skprompt.txt", "system.md", "system.txt"})
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
)
_TEXTS = (*_TEMPLATES, ".md", ".mdx", ".xml")
_PROMPT_NAME = re.compile(
    r"(?:(?:.*[._-])?(?:system|user|agent|assistant)?[._-]?prompts?(?:[._-]?template)?(?:[._-](?:default|base|main|en|v?[0-9]+))?|system[._-]message)\Z"
)
# Rules of coding agents, also those of one mode: `.roorules-architect`. They count at the top of a project.
_RULES = re.compile(r"\.(?:roo|cline|cursor|windsurf|kilocode)rules(?:-[\w.-]{1,40})?\Z")
# What coding agents read that work on the tree.
_AGENT_FILES = frozenset(
    "claude.md agents.md agent.md gemini.md .cursorrules .windsurfrules .clinerules .goosehints"
    " copilot-instructions.md".split()
)
_FOR_AGENTS = re.compile(r"(?:^|[/._-])(?:agents?|assistants?|bots?|personas?|crew)(?:[/._-]|$)", re.IGNORECASE)
_SKILL_DEPTH = 2  # a skill is a folder of its own: `skills/deploy/SKILL.md`
_AGENT_FOLDERS = frozenset(
    ".claude .cursor .agents .ai .codex .gemini .windsurf .continue .roo .kiro .vscode .opencode .pi .qwen .kilocode"
    " .amp .factory .junie .trae .augment .goose .vibe .crush .clinerules .github-copilot .amazonq .agent"
    " .cline".split()
)
_AGENT_PARTS = frozenset("agents agent subagents chatmodes modes commands command output-styles".split())
_SAID = frozenset("prompt system user message instruction instructions template".split())
_COMMANDS = frozenset({"commands", "command"})
# Folders below which subjects stand, whatever these are called: `agents/documentation/`, `commands/testing/`.
_COLLECTIONS = frozenset("agents subagents sub-agents commands chatmodes".split())
_KNOWLEDGE = frozenset("kb knowledge-base knowledge_base knowledgebase".split())
_HANDED_ON = ("agents", "prompts", "subagents")  # folders of a skill
_NAMED_FOR_AGENTS = frozenset({"skill.md", "power.md"})
_NAMED_AS_AGENTS = re.compile(r"[a-z][a-z0-9]{0,40}(?:-[a-z0-9]{1,40}){0,8}\.md\Z")  # `frontend-developer.md`
_GITHUB_FOLDER = re.compile(r"(?:^|/)\.github/(?:instructions|prompts|chatmodes|agents|skills)(?:/|\Z)")
# Folders of any agent's own: `.archon/workflows/`, `.acme/agents/`.
_OWN_FOLDER = re.compile(
    r"(?:^|/)\.(?!git|circleci|vscode|idea|husky|forgejo|gitea|buildkite|venv|cache|next|nuxt|terraform)[\w-]{2,40}"
    r"/(?:agents|prompts|workflows|commands|skills|modes|recipes)(?:/|\Z)"
)
# Projects of tests: `src/IntegrationTests/`, `Acme.Rag.Tests/`, `TestHelpers/`; no function named `TestCriteria`.
_TEST_PROJECT = re.compile(
    r"(?:[\w.-]*(?:[a-z.]Tests?|Test(?:Apps?|Assets|Base|Cases|Client|Common|Data|Doubles|Files|Fixtures?|Harness|Helpers?"
    r"|Host|Infrastructure|Kit|Mod|Projects?|Resources|Server|Shared|Suites?|Support|Util\w*)\w*|Mocks?)(?:\.[\w.]+)?)\Z"
)
# Interfaces that an agent is given, which often lie in a folder of schemas: `agent-openapi.json`.
_AGENT_API = re.compile(
    r"(?:agent|action[_-]?group|plugin|copilot|assistant)[\w.-]*[._-](?:openapi|api|swagger)(?:[._-]|\Z)"
)
# Lists of what is to be fetched: `links.txt`, `model_urls.txt`.
_LINKS = re.compile(r"(?:^|[._-])(?:links?|urls?|downloads?|weights|checkpoints|models)\.(?:txt|list)\Z")
_BY_NAME = {
    "MLproject": "mlproject",
    "MLmodel": "mlmodel",
    "langgraph.json": "langgraph",
    "host.json": "functions-host",
    "ai-plugin.json": "json",
    **dict.fromkeys(("pom.xml", "build.gradle", "build.gradle.kts"), "jvm-build"),
    "config.pbtxt": "triton",
    **dict.fromkeys(("terragrunt.hcl", "root.hcl"), "terraform"),
    "package.json": "package-json",
    "gemini-extension.json": "gemini-extension",
    "pyproject.toml": "pyproject",
    ".roomodes": "yaml",  # or JSON; modes of Roo Code and its kin
    ".kilocodemodes": "yaml",
}
_MODELFILE = re.compile(r"\Amodelfile(?:[._-][\w.-]{1,40})?\Z|[-_.]modelfile\Z|\A[a-z0-9_-]{1,60}modelfile\Z")
_OF_MODELFILES = re.compile(r"(?:^|/)(?:ollama[_-]?)?modelfiles?/[\w-]+\Z", re.IGNORECASE)  # `modelfiles/writer`
_OF_TOOLS = frozenset("tox.ini pytest.ini mypy.ini alembic.ini uwsgi.ini desktop.ini php.ini platformio.ini".split())
_NOTATIONS = {
    ".tfvars": "terraform",
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonc": "json", ".json5": "json", ".toml": "toml",
    ".af": "json",  # agents of Letta
    ".baml": "baml",
    ".ini": "ini",
    ".hook": "json",  # of Kiro
    ".rivet-project": "rivet", ".rivet-graph": "rivet",
    ".vf": "json",
    ".tf": "terraform", ".bicep": "bicep", ".bicepparam": "bicep", ".sql": "sql", ".properties": "properties",
}  # fmt: skip


class Folder(NamedTuple):
    """What a folder says of the files in it."""

    skipped: bool  # nothing in it is anybody's settings, prompt or data
    shown: bool  # tests and documentation
    no_settings: bool
    no_data: bool
    data: bool
    prompts: bool
    settings: bool
    for_agents: bool


@lru_cache(maxsize=16_384)
def folder_of(path: str) -> Folder:
    """The judgement of a folder, given by its path ("" at the top)."""
    original = path.split("/") if path else []
    parts = [part.lower() for part in original]
    names, kinds = frozenset(parts), path_words()
    has = {key: bool(words & names) for key, words in kinds.folders.items()}
    shown = has["tests"] or has["docs"] or any(_TEST_PROJECT.match(part) for part in original)
    for_agents = _GITHUB_FOLDER.search(path) is not None or _OWN_FOLDER.search(path) is not None
    aside = has["texts"] or has["generated"] or has["web"] or has["interfaces"]
    aside = aside or (has["seeds"] and not has["settings"])
    return Folder(
        skipped=has["never"],
        shown=shown,
        no_settings=has["never"]
        or shown
        or aside
        or (has["development"] and not for_agents)
        or (has["kept_by_programs"] and any(part.startswith(".") for part in parts)),
        no_data=has["never"] or shown or aside,
        data=not {"resources", "raw"} <= names  # files that are built into an app
        and _near(parts, _TOP_OF_DATA, kinds.folders["data"], kinds.folder_endings["data_endings"]),
        prompts=_near(parts, _TOP_OF_PROMPTS, kinds.folders["prompts"], kinds.folder_endings["prompts_endings"]),
        settings=has["settings"],
        for_agents=bool(_AGENT_FOLDERS & names),
    )


def _near(parts: list[str], depth: int, words: frozenset[str], endings: tuple[str, ...]) -> bool:
    return any(part in words or part.endswith(endings) for part in parts[-depth:])


def words_of_name(stem: str) -> list[str]:
    """The words of a file's name, in lower case: `declarativeAgent`, `app_settings`."""
    return _WORD.findall(_HUMP.sub(r"\1 \2", stem).lower())


def is_env_file(path: str) -> bool:
    """Whether a file of this name holds environment variables: `.env`, `.env.example`, `prod.env`."""
    folder, name = posixpath.split(path.lower())
    if posixpath.basename(folder) == ".streamlit":
        return "secrets" in name  # what Streamlit hands out like variables; the sample of it, mostly
    return "env" in name and bool(_ENV_NAME.match(name)) and not name.endswith(_NOT_ENV)


def is_example(path: str) -> bool:
    """Whether a file of this name only shows what may be set."""
    return bool(_EXAMPLE.search(posixpath.basename(path).lower()))


def is_spring(path: str) -> bool:
    """Whether a file of this name holds Spring's or Quarkus' settings."""
    return bool(_SPRING.match(posixpath.basename(path)))


def is_instructions(path: str) -> bool:
    """Whether a file instructs coding agents that work on the tree."""
    folder, name = posixpath.split(path)
    lower = name.lower()
    if lower in _AGENT_FILES or _RULES.match(lower):
        return True
    if is_part_of_skill(path):
        return False
    for_agents = folder_of(folder).for_agents or bool(_GITHUB_FOLDER.search(folder))
    return for_agents and lower.endswith((".md", ".mdc", ".txt"))


def is_kept_for_others(path: str) -> bool:
    """Whether rules of coding agents lie where no agent looks for them: a project that hands them out."""
    folder, name = posixpath.split(path.lower())
    return bool(folder) and _RULES.match(name) is not None


def is_for_agents(path: str) -> bool:
    """Whether the name of a file or of a folder around it says that agents are set up there."""
    return _FOR_AGENTS.search(path) is not None


def is_agent_file(path: str) -> bool:
    """Whether a Markdown file stands where coding agents look for sub-agents, commands, skills and prompts."""
    folder, name = posixpath.split(path.lower())
    if not name.endswith(".md") or folder_of(folder).skipped:
        return False
    if name in _NAMED_FOR_AGENTS or name.endswith((".agent.md", ".chatmode.md", ".prompt.md")):
        return True
    parts = folder.split("/")
    if "skills" in parts and not _COMMANDS.intersection(parts[: parts.index("skills")]):
        return False  # what a skill is accompanied by: references, examples, templates
    if name in _AGENT_FILES:
        return False
    return (
        bool(_AGENT_PARTS.intersection(parts[-3:]))
        or parts[-1] in ("workflows", "tools")
        or parts[-1].endswith("-cards")
        or _may_be_collected(path)
    )


def home_of(path: str) -> str:
    """The folder of a collection that an agent's file stands in, by which it is judged; else its own folder."""
    parts = posixpath.dirname(path).split("/")
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
    if is_part_of_skill(path):
        return _may_be_handed_on(path) and lower.endswith(_TEXTS) and stem.endswith(("-prompt", "_prompt"))
    if "readme" in stem or "readmes" in folder.lower().split("/"):
        return False
    if _PROMPT_ENDING.search(lower) or lower in _WHOLE_NAMES:
        return True
    if lower.endswith(".mdc"):  # Cursor's rules, kept for other projects; Nuxt writes pages so
        return not where.for_agents and "content" not in folder.lower().split("/")
    if "." not in lower:  # `prompts/<name>/system_message`
        return where.prompts and not _SAID.isdisjoint(words_of_name(lower))
    if not lower.endswith(_TEXTS):
        return False
    return where.prompts or bool(_PROMPT_NAME.match(stem)) or (lower.endswith(_TEMPLATES) and stem.startswith("prompt"))


def is_settings(path: str) -> bool:
    """Whether a YAML, TOML or JSON file of this name may be somebody's settings."""
    folder, name = posixpath.split(path)
    lower, kinds = name.lower(), path_words()
    return not (
        folder_of(folder).no_settings
        or lower in kinds.names["not_settings"]
        or lower.startswith(kinds.name_parts["not_settings_prefixes"])
        or lower.endswith(kinds.name_parts["not_settings_endings"])
        or (
            _AGENT_PARTS.isdisjoint(folder.lower().split("/")[-3:])  # whose files are named after what they do
            and _is_of_tests(words_of_name(posixpath.splitext(lower)[0]), kinds.names["test_words"])
        )
    )


def _is_of_tests(words: list[str], test_words: frozenset[str]) -> bool:
    """Whether a name begins or ends with a word of tests; in the middle it says what the settings are for."""
    return bool(words) and not test_words.isdisjoint((words[0], words[-1]))


def is_json_settings(path: str) -> bool:
    """Whether a JSON file is named or kept as settings; other JSON is data."""
    folder, name = posixpath.split(path)
    stem, kinds = posixpath.splitext(name)[0], path_words()
    named = kinds.names["settings_words"].intersection(words_of_name(stem))
    return (
        bool(named)
        or name.endswith((".af", ".hook", ".vf", "ai-plugin.json"))
        or stem.lower().endswith(kinds.name_parts["settings_endings"])
        or folder_of(folder).settings
    )


def data_format(path: str) -> str:
    """The format of data that a name's ending tells, "" when it is none."""
    ending, kinds = posixpath.splitext(path)[1].lower(), path_words()
    return kinds.data_formats.get(ending) or kinds.other_formats.get(ending, "")


def is_data_candidate(path: str) -> bool:
    """Whether a file may be a data set, by its name and folder alone."""
    folder, name = posixpath.split(path)
    where = folder_of(folder)
    if where.no_data:
        return False
    if not data_format(name):
        return _is_knowledge(folder, name.lower())
    stem, names = posixpath.splitext(name)[0].lower(), path_words().names
    words = set(words_of_name(stem))
    named = bool(names["data_words"] & words) and not {"results", "result"} & words
    if not named and (stem in names["not_data"] or names["not_data_words"] & words):
        return False
    return named or where.data


def _is_knowledge(folder: str, name: str) -> bool:
    """Whether a text stands in a knowledge base: a folder beside the settings of an assistant."""
    known = not _KNOWLEDGE.isdisjoint(part.lower() for part in folder.split("/")[-2:])
    return known and name.endswith((".md", ".mdx")) and name.partition(".")[0] not in path_words().names["not_prompts"]


def form_of(path: str) -> str:
    """Who reads a file of this name; "" for nobody."""
    name = posixpath.basename(path)
    lower = name.lower()
    ending = posixpath.splitext(lower)[1]
    if ending in SAMPLE_ENDINGS and settings_name(path) != path:
        return form_of(settings_name(path))
    special = _special(path, name, lower, ending)
    if special:
        return special
    kind = _NOTATIONS.get(ending, "")
    if kind in ("yaml", "json", "toml", "ini") and is_settings(path) and lower not in _OF_TOOLS:
        return kind
    if kind in ("terraform", "sql", "bicep", "baml", "rivet") and not folder_of(posixpath.dirname(path)).skipped:
        return kind
    if ending == ".cfg" and name != "setup.cfg" and not folder_of(posixpath.dirname(path)).skipped:
        return "spacy"
    if kind == "properties" and is_spring(path):
        return kind
    if is_data_candidate(path):
        return "data"
    if kind == "yaml" and not folder_of(posixpath.dirname(path)).skipped:
        return "evaluation"
    return "spoken" if ending in (".md", ".txt") and may_speak(path) else ""


def may_speak(path: str) -> bool:
    """Whether a text may be said to a model, as far as its path tells; its first sentence decides."""
    folder, name = posixpath.split(path.lower())
    where, stem = folder_of(folder), name.partition(".")[0]
    if is_part_of_skill(path) and not _may_be_handed_on(path):
        return False
    return not (where.skipped or where.shown) and stem not in path_words().names["not_prompts"] and "readme" not in stem


def _special(path: str, name: str, lower: str, ending: str) -> str:
    if _MODELFILE.search(lower) or (not ending and _OF_MODELFILES.search(path)):
        return "modelfile"
    if is_env_file(path):
        return "env"
    if name == "dvc.yaml" or (ending == ".dvc" and name != ".dvc"):
        return "dvc"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if ending == ".md" and is_agent_file(path):
        return "agent-file"
    if is_instructions(path) or is_prompt_file(path):
        return "prompt"
    if name == "data" and "/botcomponents/" in f"/{path}":
        return "yaml"  # a component of an exported agent of Copilot Studio
    return _by_words(path, lower, ending)


def settings_name(path: str) -> str:
    """The name that settings are to be copied to: `config.yaml.sample` without its last ending."""
    copied = without_sample(path)
    return copied if copied.lower().endswith(_COPIED) else path


def is_agent_api(name: str) -> bool:
    """Whether a file's name says that it describes an interface that an agent is given."""
    return _AGENT_API.search(name.lower()) is not None


def _by_words(path: str, lower: str, ending: str) -> str:
    """The form that words of a name tell, wherever the file lies."""
    where = folder_of(posixpath.dirname(path))
    if ending in (".txt", ".list") and _LINKS.search(lower):
        return "" if where.skipped else "links"
    if ending in (".json", ".yaml", ".yml") and _AGENT_API.search(lower) and not (where.skipped or where.shown):
        return _NOTATIONS[ending]
    if lower.endswith(".parameters.json"):
        return "parameters"
    return "card" if lower in path_words().names["cards"] else ""
