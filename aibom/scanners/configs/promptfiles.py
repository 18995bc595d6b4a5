"""Prompts that are files: `*.prompt`, `*.prompty`, texts in a `prompts` folder, agent instruction files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import RelationKind
from aibom.model.sighting import Observation, Sighting
from aibom.scanners.configs.models_in import models_in
from aibom.scanners.configs.prompts_in import prompt_facts, prompt_file
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.walk import places

MAX_BYTES = 1024 * 1024
_ENDINGS = re.compile(
    r"\.(?:prompt|prompty|poml|promptl|dprompt|mdprompt)(?:\.(?:md|txt|ya?ml|j2|jinja2?|hbs))?\Z", re.IGNORECASE
)
_TEXTS = re.compile(r"\.(?:md|mdx|txt|jinja2?|j2|hbs|mustache|tmpl|tpl|liquid|xml)\Z", re.IGNORECASE)
_FOLDER = re.compile(
    r"(?:^|/)(?:prompts?|prompt[-_]templates?|system[-_]prompts?|prompt[-_]library|[\w-]+[-_]prompts)(?:/[\w .-]+){0,3}\Z",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:(?:.*[._-])?(?:system|user|agent|assistant)?[._-]?prompts?(?:[._-]?template)?|system[._-]message)\Z",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\.(?:txt|jinja2?|j2|hbs|mustache|tmpl|tpl|liquid)\Z", re.IGNORECASE)
# skprompt.txt is Semantic Kernel's, the others are read by coding agents.
_INSTRUCTIONS = re.compile(
    r"(?:^|/)(?:CLAUDE\.md|AGENTS\.md|AGENT\.md|GEMINI\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.goosehints|copilot-instructions\.md"
    r"|\.cursor/rules/[^/]+\.mdc?|\.github/(?:instructions|prompts|chatmodes|agents)/[^/]+\.md|\.claude/(?:agents|commands)/(?:[^/]+/)*[^/]+\.md)\Z"
)
_HIDDEN = re.compile(r"(?:^|/)\.(?:github|claude|cursor|agents|ai|codex|gemini|windsurf|continue|roo|kiro|vscode)/(?:.*/)?[^/]+\.(?:md|mdc|txt|prompt\.md)\Z")
_NOT_PROMPT = re.compile(
    r"(?:readme|license|licence|changelog|contributing|security|code_of_conduct|requirements|index)(?:[._-].*)?\Z",
    re.IGNORECASE,
)
_OTHER_FOLDERS = re.compile(
    r"(?:^|/)(?:node_modules|docs?|documentation|tests?|__tests__|fixtures?|testdata|site-packages|vendor|third_party|blog)(?:/|\Z)",
    re.IGNORECASE,
)
_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?P<body>.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def is_instructions(path: str) -> bool:
    """Whether a file instructs coding agents that work on the tree."""
    return bool(_INSTRUCTIONS.search(path) or _HIDDEN.search(path))


def is_prompt_file(path: str) -> bool:
    """Whether a file is a prompt by its name or folder."""
    folder, name = posixpath.split(path)
    if _OTHER_FOLDERS.search(f"{folder}/") or _NOT_PROMPT.match(name):
        return False
    if _ENDINGS.search(name) or name == "skprompt.txt":
        return True
    stem = name.partition(".")[0]
    if not _TEXTS.search(name):
        return False
    return bool(_FOLDER.search(folder) or _NAME.match(stem) or (_TEMPLATE.search(name) and stem.startswith("prompt")))


def front_matter(data: bytes, path: str) -> tuple[Lined | None, str]:
    """The YAML between `---` at the top of a text, with lines of the file, and the text after it."""
    text = decode(data[:MAX_BYTES])
    match = _FRONT.match(text)
    if match is None:
        return None, text
    try:
        documents = parse_yaml_with_lines(b"\n" + match["body"].encode(), path, partial=True)
    except UnreadableError:
        return None, text[match.end() :]
    return (documents[0] if documents else None), text[match.end() :]


def read_prompt_file(data: bytes, path: str) -> Iterator[Sighting]:
    """The prompt, and the model that its front matter asks for."""
    front, body = front_matter(data, path)
    if not body.strip():
        return
    sight = Sight(path)
    subject = prompt_file(path)
    facts: dict[str, Json] = {**prompt_facts(body, path), "source": f"file:{path}"}
    if is_instructions(path):
        # They instruct those who work on the tree, not what the tree runs.
        facts |= {"role": "instructions", "usage": "mentioned"}
    if (
        front is not None
        and isinstance(front.value, Mapping)
        and isinstance(told := front.value.get("description"), str)
    ):
        facts["description"] = " ".join(told.split())[:200]
    yield Observation(subject=subject, evidence=sight.at(1, posixpath.basename(path)), facts=facts)
    for place in places(front) if front is not None else ():
        for sighting in models_in(place, sight):
            yield sighting
            if isinstance(sighting, Observation):
                yield sight.link(subject, RelationKind.USES_MODEL, sighting.subject, sighting.evidence.line or 1)


_TEMPLATE_KEYS = re.compile(
    r"prompt(?:_input|_no_input|_template)?\Z|response_split\Z|system(?:_prompt|_message)?\Z|(?:user|human)_prompt\Z|instruction(?:s|_template)?\Z|template\Z|few_shot\Z"
)


def is_prompt_template(document: Mapping[str, Json], path: str) -> bool:
    """Whether a JSON or YAML mapping is a prompt template: prompt texts and little else, and one has a place to fill in."""
    named = [key for key, value in document.items() if _TEMPLATE_KEYS.match(key) and isinstance(value, str)]
    if not any(key.startswith(("prompt", "system", "template", "instruction")) for key in named):
        return False
    filled = any("{" in str(document[key]) for key in named)
    in_folder = bool(_FOLDER.search(posixpath.dirname(path)))
    return (filled or in_folder) and len(document) <= 12 and (len(named) * 2 >= len(document) or in_folder)


def read_prompt_template(document: Mapping[str, Json], data: bytes, path: str) -> Iterator[Sighting]:
    """A template file as one prompt."""
    facts: dict[str, Json] = {**prompt_facts(decode(data), "template"), "source": f"file:{path}"}
    if isinstance(told := document.get("description"), str):
        facts["description"] = told[:200]
    yield Observation(subject=prompt_file(path), evidence=Sight(path).at(1, posixpath.basename(path)), facts=facts)
