"""Prompts that are files: `*.prompt`, `*.prompty`, texts in a `prompts` folder, agent instruction files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping

from aibom.core import re
from aibom.core.errors import UnreadableError
from aibom.core.json import Json
from aibom.core.left_out import leave_out
from aibom.core.lined import Lined
from aibom.core.text import decode
from aibom.core.yaml import parse_yaml_with_lines
from aibom.model.kinds import Kind, RelationKind
from aibom.model.sighting import Link, Observation, Sighting, Subject
from aibom.scanners.configs.folders import folder_of
from aibom.scanners.configs.names.services import provider_service
from aibom.scanners.configs.prompt_paths import is_instructions, is_read_always
from aibom.scanners.configs.sight import Sight
from aibom.scanners.configs.told.models import models_in, named_model
from aibom.scanners.configs.told.owners import served_within
from aibom.scanners.configs.told.prompts import prompt_facts, prompt_file
from aibom.scanners.configs.told.services import services_in
from aibom.scanners.configs.told.tools import tools_in
from aibom.scanners.configs.walk import Place, places

_USES = {Kind.MODEL: RelationKind.USES_MODEL, Kind.TOOL: RelationKind.HAS_TOOL}
MAX_BYTES = 1024 * 1024
_OF_GITHUB = (".prompt.yml", ".prompt.yaml")
_RUNTIME = re.compile(r"<runtime\b(?P<attributes>[^<>]{0,400})>")
_ATTRIBUTE = re.compile(r"\b(provider|model)\s*=\s*[\"']([^\"'<>]{1,120})[\"']")
_TEMPLATE_KEYS = re.compile(
    r"prompt(?:_input|_no_input|_template)?\Z|response_split\Z|system(?:_prompt|_message)?\Z|(?:user|human)_prompt\Z|instruction(?:s|_template)?\Z|template\Z|few_shot\Z"
)
_SPEAKS = re.compile(rb"(?i)\b(?:you are|you're|act as|your (?:task|job|role|goal|mission) is|as an? (?:ai|expert))\b")
_HEADING = re.compile(r"#|---|===|<[^>]{1,60}>\Z|<!--|\[//\]|[\w /&-]{1,40}:?\Z")
_ADDRESSED = re.compile(
    r"(?:you are|you're) (?:an?|the|my|now|tasked|acting|playing|helping|[A-Z]\w+,|reviewing|evaluating|analy[sz]ing"
    r"|implementing|investigating) "
    r"|(?:i want you to )?act as (?:an?|the|if|my) |your (?:task|job|role|goal|mission) is (?:to )?"
    r"|as an? (?:ai|expert|experienced|professional|helpful) ",
    re.IGNORECASE,
)
_FILLED = re.compile(r"\{|\$[a-z]")  # a place for what is put in: `{question}`, `$input`
# Templates that mostly make pages, which a program that keeps prompts has for these as well.
_OF_PAGES = (".blade.php", ".erb")
_PAGE = re.compile(
    r"(?i)@extends\(|<x-[a-z]|<(?:html|body|div|form|table|section|nav|main|button|input|h1)\b|<%= (?:form|link)_"
)
# Kinds of prompts that LangChain saves.
_SAVED = ("prompt", "few_shot", "chat", "chat_prompt")
# Remarks may stand above it: `<!-- Kept in step with the handbook. -->`.
_FRONT = re.compile(
    r"\A(?P<above>\ufeff?\s*(?:<!--.{0,2000}?-->\s*){0,3})---[ \t]*\r?\n(?P<body>.*?\r?\n)---+[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)


def speaks_to_a_model(head: bytes) -> bool:
    """Whether the first sentence of a text, below its headings, tells a model what it is: `You are a patient tutor.`"""
    if not _SPEAKS.search(head):
        return False
    text = decode(head)
    match = _FRONT.match(text)
    rows = (text[match.end() :] if match is not None else text).splitlines()
    prose = (row.strip().strip('*_>"` ') for row in rows[:40])
    first = next((row for row in prose if row and not _HEADING.match(row)), "")
    return _ADDRESSED.match(first) is not None


def front_matter(data: bytes, path: str) -> tuple[Lined | None, str]:
    """The YAML between `---` at the top of a text, with lines of the file, and the text after it."""
    if len(data) > MAX_BYTES:
        leave_out(MAX_BYTES, "bytes of a text with front matter")
    text = decode(data[:MAX_BYTES])
    match = _FRONT.match(text)
    if match is None:
        return None, text
    try:
        above = b"\n" * (match["above"].count("\n") + 1)
        documents = parse_yaml_with_lines(above + match["body"].encode(), path, partial=True)
    except UnreadableError:
        return None, text[match.end() :]
    return (documents[0] if documents else None), text[match.end() :]


def read_prompt_file(data: bytes, path: str) -> Iterator[Sighting]:
    """The prompt, and the model that its front matter, or it as a whole, asks for."""
    front, body = front_matter(data, path)
    if front is None and path.lower().endswith((".yml", ".yaml")):
        front = _whole(data, path)
    if not body.strip() or (path.endswith(_OF_PAGES) and _PAGE.search(body)):
        return
    sight = Sight(path)
    subject = prompt_file(path)
    facts: dict[str, Json] = {**prompt_facts(body, path), "source": f"file:{path}"}
    if is_read_always(path):
        facts["role"] = "instructions"
    elif is_instructions(path) and not folder_of(posixpath.dirname(path)).prompts:
        # It is there for those who work on the tree, and no agent is given it unless somebody asks.
        facts |= {"role": "instructions", "usage": "mentioned"}
    if (
        front is not None
        and isinstance(front.value, Mapping)
        and isinstance(told := front.value.get("description"), str)
    ):
        facts["description"] = " ".join(told.split())[:200]
    yield Observation(subject=subject, evidence=sight.at(1, posixpath.basename(path)), facts=facts)
    if front is not None:
        asked = _asked_for(front, subject, sight)
        yield from _of_github(asked, sight) if _is_of_github(front, path) else asked
    if path.lower().endswith(".poml"):
        yield from _run_by(body, subject, sight)


def _is_of_github(front: Lined, path: str) -> bool:
    """Whether it is a prompt that GitHub runs on its own models: `model: openai/gpt-4o-mini` beside the messages."""
    top = front.value
    named = str(top.get("model")) if isinstance(top, Mapping) and "messages" in top else ""
    return "/" in named and path.lower().endswith(_OF_GITHUB)


def _of_github(asked: Iterable[Sighting], sight: Sight) -> Iterator[Sighting]:
    """What a prompt asks for, served by GitHub Models instead of whose model it is."""
    service = provider_service("github-models")
    for one in asked:
        if isinstance(one, Observation) and one.subject.kind is Kind.MODEL:
            yield from sight.served(one.subject, service, one.evidence.line or 1, "model")
        of_others = isinstance(one, Observation) and one.subject.kind is Kind.SERVICE
        if not of_others and not (isinstance(one, Link) and one.kind is RelationKind.SERVED_BY):
            yield one


def _run_by(text: str, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """The model of a POML file: `<runtime provider="openai" model="gpt-4.1"/>` (microsoft.github.io/poml)."""
    for match in _RUNTIME.finditer(text):
        given = dict(_ATTRIBUTE.findall(match["attributes"]))
        named = named_model(given.get("model", ""), given.get("provider", "")) if given.get("model") else None
        if named is not None and "{" not in given["model"]:
            line = text.count("\n", 0, match.start()) + 1
            yield sight.model(named, line, "runtime")
            yield sight.link(subject, RelationKind.USES_MODEL, named.subject, line)


def _whole(data: bytes, path: str) -> Lined | None:
    """A prompt that is kept as YAML with its model and messages (docs.github.com, "Storing prompts")."""
    try:
        documents = parse_yaml_with_lines(data[:MAX_BYTES], path, partial=True)
    except UnreadableError:
        return None
    return documents[0] if documents else None


def _asked_for(front: Lined, subject: Subject, sight: Sight) -> Iterator[Sighting]:
    """The models, their services and the tools that a front matter asks for, and that the prompt uses them."""
    found: list[tuple[Place, Sighting]] = []
    for place in places(front):
        found += [(place, one) for one in (*models_in(place, sight), *services_in(place, sight))]
        found += [(place, one) for one in _tools(place, sight)]
    for place, one in found:
        yield one
        if isinstance(one, Observation) and one.subject.kind in _USES:
            yield sight.link(subject, _USES[one.subject.kind], one.subject, one.evidence.line or place.document.line)
    yield from served_within(found, sight)


def _tools(place: Place, sight: Sight) -> Iterator[Observation]:
    """Tools of the front matter; those of MCP servers are named by the server."""
    if place.text("kind", "type") == "mcp" and (name := place.text("name")):
        yield sight.thing(Subject(kind=Kind.TOOL, name=name, origin="mcp"), place.line("name"), "tools")
        return
    for one in tools_in(place, True, sight):
        if not _is_server(place, one):
            yield one


def _is_server(place: Place, tool: Observation) -> bool:
    items = place.table.get("tools")
    return any(
        isinstance(item, Mapping)
        and "mcp" in (item.get("kind"), item.get("type"))
        and item.get("name") == tool.subject.name
        for item in (items if isinstance(items, list) else ())
    )


def is_prompt_template(document: Mapping[str, Json], path: str) -> bool:
    """Whether a mapping is a prompt template: prompt texts and little else, one of them with a place to fill in."""
    if document.get("_type") in _SAVED:
        return any(isinstance(document.get(key), str | list) for key in ("template", "messages", "suffix", "prefix"))
    named = [key for key, value in document.items() if _TEMPLATE_KEYS.match(key) and isinstance(value, str)]
    if not any(key.startswith(("prompt", "system", "template", "instruction")) for key in named):
        return False
    filled = any(_FILLED.search(str(document[key])) for key in named)
    in_folder = folder_of(posixpath.dirname(path)).prompts
    return (filled or in_folder) and len(document) <= 12 and (len(named) * 2 >= len(document) or in_folder)


def read_prompt_template(told_as: Lined, document: Mapping[str, Json], data: bytes, path: str) -> Iterator[Sighting]:
    """A template file as one prompt, with the models that it asks for."""
    facts: dict[str, Json] = {**prompt_facts(decode(data), "template"), "source": f"file:{path}"}
    if isinstance(told := document.get("description"), str):
        facts["description"] = told[:200]
    yield Observation(subject=prompt_file(path), evidence=Sight(path).at(1, posixpath.basename(path)), facts=facts)
    yield from _asked_for(told_as, prompt_file(path), Sight(path))
