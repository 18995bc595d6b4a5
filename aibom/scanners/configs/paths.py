"""What a file may be by its path alone: settings, data, and who reads it."""

from __future__ import annotations

import posixpath

from aibom.catalog.path_words import path_words
from aibom.core import re
from aibom.core.samples import without_sample
from aibom.scanners.configs.folders import folder_of, words_of_name
from aibom.scanners.configs.prompt_paths import AGENT_PARTS, is_agent_file, is_instructions, is_prompt_file, may_speak

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
    ".tfvars",
)  # settings that are handed out to be filled in
_SPRING = re.compile(r"(?:application|bootstrap|microprofile-config)(?:-[\w.-]+)?\.(?:properties|ya?ml)\Z")
_KNOWLEDGE = frozenset("kb knowledge-base knowledge_base knowledgebase".split())
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
    **dict.fromkeys(
        ("pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"), "jvm-build"
    ),
    "config.pbtxt": "triton",
    **dict.fromkeys(("terragrunt.hcl", "root.hcl"), "terraform"),
    "package.json": "package-json",
    "gemini-extension.json": "gemini-extension",
    "pyproject.toml": "pyproject",
    ".roomodes": "yaml",  # or JSON; modes of Roo Code and its kin
    ".kilocodemodes": "yaml",
}
_MODELFILE = re.compile(r"\Amodelfile(?:[._-][\w.-]{1,40})?\Z|[-_.]modelfile\Z|\A[a-z0-9_-]{1,60}modelfile\Z")
_AGENTFORCE = re.compile(r"\.genai(?:function|plugin|planner(?:bundle)?|prompttemplate)-meta\.xml\Z")
_OF_MODELFILES = re.compile(r"(?:^|/)(?:ollama[_-]?)?modelfiles?/[\w-]+\Z", re.IGNORECASE)  # `modelfiles/writer`
_OF_TOOLS = frozenset("tox.ini pytest.ini mypy.ini alembic.ini uwsgi.ini desktop.ini php.ini platformio.ini".split())
_NOTATIONS = {
    ".tfvars": "terraform",
    ".yaml": "yaml", ".yml": "yaml", ".json": "json", ".jsonc": "json", ".json5": "json", ".toml": "toml",
    ".af": "json",  # agents of Letta
    ".baml": "baml",
    ".ini": "ini",
    ".hook": "json",  # of Kiro
    ".kcpps": "json",  # of KoboldCpp
    ".rivet-project": "rivet", ".rivet-graph": "rivet",
    ".vf": "json",
    ".tf": "terraform", ".bicep": "bicep", ".bicepparam": "bicep", ".sql": "sql", ".properties": "properties",
}  # fmt: skip


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
            AGENT_PARTS.isdisjoint(folder.lower().split("/")[-3:])  # whose files are named after what they do
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
        or name.endswith((".af", ".hook", ".kcpps", ".vf", "ai-plugin.json", ".asl.json"))
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


def knowledge_base_of(folder: str) -> str | None:
    """The knowledge base that a folder is or lies in; None for all others."""
    parts = folder.split("/")
    at = next((index for index, part in enumerate(parts) if part.lower() in _KNOWLEDGE), None)
    return None if at is None else "/".join(parts[: at + 1])


def _is_knowledge(folder: str, name: str) -> bool:
    """Whether a text stands in a knowledge base: a folder beside the settings of an assistant."""
    return (
        knowledge_base_of(folder) is not None
        and name.endswith((".md", ".mdx"))
        and name.partition(".")[0] not in path_words().names["not_prompts"]
    )


def form_of(path: str) -> str:
    """Who reads a file of this name; "" for nobody."""
    name = posixpath.basename(path)
    lower = name.lower()
    ending = posixpath.splitext(lower)[1]
    if settings_name(path) != path:
        return form_of(settings_name(path))
    special = _special(path, name, lower, ending)
    if special:
        return special
    kind = _NOTATIONS.get(ending, "")
    if kind in ("yaml", "json", "toml", "ini") and is_settings(path) and lower not in _OF_TOOLS:
        return kind
    if kind in ("terraform", "sql", "bicep", "baml", "rivet") and not folder_of(posixpath.dirname(path)).skipped:
        return kind
    if ending == ".sh" and not folder_of(posixpath.dirname(path)).skipped:
        return "agent-script"
    if ending == ".cfg" and name != "setup.cfg" and not folder_of(posixpath.dirname(path)).skipped:
        return "spacy"
    if kind == "properties" and is_spring(path):
        return kind
    if is_data_candidate(path):
        return "data"
    if kind == "yaml" and not folder_of(posixpath.dirname(path)).skipped:
        return "evaluation"
    return "spoken" if ending in (".md", ".txt") and may_speak(path) else ""


def _special(path: str, name: str, lower: str, ending: str) -> str:
    if _MODELFILE.search(lower) or (not ending and _OF_MODELFILES.search(path)):
        return "modelfile"
    if is_env_file(path):
        return "env"
    if name == "dvc.yaml" or (ending == ".dvc" and name != ".dvc"):
        return "dvc"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if ending == ".xml" and _AGENTFORCE.search(lower):
        return "agentforce"
    if lower.startswith("oai_config_list"):
        return "json"  # the clients of AutoGen
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
