"""What literals say in source code that is not parsed (see other_languages): models, services, prompts and tools.

Texts are found by their quotes, so that only what stands close before one says what it is: `systemInstruction:`,
`FunctionDeclaration(`, `model =`. A text may also tell itself, by its beginning.
"""

from __future__ import annotations

import hashlib
import posixpath
from bisect import bisect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from aibom.catalog.loader import Catalogue, load_catalogue
from aibom.catalog.prompt_words import prompt_words
from aibom.core import re
from aibom.core.dense import spoken_length, word_count
from aibom.core.json import Json
from aibom.core.left_out import leave_out, within
from aibom.core.text import decode
from aibom.model.kinds import Kind, RelationKind, Technique
from aibom.model.sighting import Evidence, Link, Observation, Sighting, Subject
from aibom.scanners.code.matching.model_names import api_model
from aibom.scanners.code.matching.services import provider_at, provider_service
from aibom.scanners.other_files import named_by_members, named_by_text

_TEXT = re.compile(
    r'"""(?P<a>.{1,20000}?)"""' r"|'''(?P<b>.{1,20000}?)'''" r"|~[Ss]\|(?P<c>[^|]{1,20000})\|"
    r'|"(?P<d>(?:[^"\\\n]|\\.){1,4000}+)"' r"|'(?P<e>(?:[^'\\\n]|\\.){2,4000}+)'"
    # A long stretch that no quote ends is passed over as a whole, so that none is read from each of its places.
    r'|"(?:[^"\\\n]|\\.){100,4000}+' r"|'(?:[^'\\\n]|\\.){100,4000}+",
    re.DOTALL,
)  # fmt: skip
_LINE = 4_000  # characters before a text in which its line begins
_BEFORE = 90  # characters before a text that say what it is
_MODEL_KEY = re.compile(
    r"\bGenerativeModel\(\s*(?:name|modelName):\s*\Z|\bmodel(?:_?name|_?id)?[\"']?\s*(?::|=>|=|\(|<-)\s*\.?(?:[A-Za-z]{1,40}\()?\Z",
    re.IGNORECASE,
)
_PROMPT_KEY = re.compile(
    r"(?P<name>\b\w*(?:[Pp]rompt|[Ss]ystem_?(?:[Tt]ext|[Mm]essage|[Ii]nstructions?))\w*|\binstructions)[\"']?"
    r"(?:\s*:\s*(?:String|string))?\s*(?:<-|[:=(])\s*(?:[A-Za-z_.]{1,40}\(\s*)*\Z"
    r"|(?:new_system!?|Content\.system|SystemMessage|from_template!?|system_message|fromTemplate)\(\s*\Z"
    # `Key<String>("systemPrompt", default: "...")`
    r"|\(\s*[\"']\w{0,30}[Pp]rompt[\"']\s*,\s*(?:default(?:Value)?:\s*)?\Z"
    r"|role[\"']?\s*[:=]\s*[.\"']*system[\"']?\s*,\s*[\"']?content[\"']?\s*[:=]\s*(?:\w{1,20}\(\s*)?\Z"
)
_TOOL_KEY = re.compile(
    r"\b(?:\w{0,30}Tool|\w{0,20}Function(?:Declaration|Definition|Spec|Tool|Schema)|Tool(?:Spec|Definition)"
    r"|Function\.new!?)\s*\(\s*(?:%?\{\s*)?(?:name\s*[:=]\s*)?\Z"
    r"|:\s*Tool\b[^{}]{0,40}\{\s*(?:public\s+)?(?:let|var)\s+name\s*(?::\s*String\s*)?=\s*\Z"
)
_TOOL = re.compile(r"[A-Za-z][\w.-]{1,63}")
# What declares a prompt in a block, `var systemPrompt: String { switch ... }`, and where it gives a text.
_DECLARED = re.compile(r"\b(?:var|func|let|def|fun|String)\s+(?P<name>\w{1,60})[^\n={]{0,120}\{")
_GIVES = re.compile(r"(?:\breturn|\bcase\s[^:\n\"]{1,80}:|->|=>)\s*\Z")
_SERVER_KEY = re.compile(r"(?<![\w.])(?:MCP\.)?Server\(\s*name:\s*\Z")  # of Swift's SDK
_OF_PROMPTS = re.compile(r"prompt|system_?instruction", re.IGNORECASE)
_SDK = re.compile(r"^\s*import\s+MCP\b", re.MULTILINE)
_ADDRESS = re.compile(r"(?P<address>https?://[A-Za-z0-9.-]{4,80}(?::\d{2,5})?)")
_PORT = re.compile(
    r"\b(?P<port>\w{0,30}port)\b[^\n]{0,40}?[=:,(]\s*\"?11434\b", re.IGNORECASE
)  # of Ollama, beside a host
_CLIENT = re.compile(
    r"\b(?:Chat|chat_)(?P<name>OpenAI|openai|Anthropic|anthropic|GoogleAI|google_gemini|OllamaAI|ollama|MistralAI|mistral"
    r"|Groq|groq|DeepSeek|deepseek|Perplexity|perplexity|VertexAI|aws_bedrock|azure_openai)\w{0,20}[.(]"
)
_CLIENT_OF = {"googleai": "google", "google_gemini": "google", "ollamaai": "ollama", "vertexai": "vertex"}
_ASIDE = re.compile(
    r"pric|cost|limit|token|window|context_?length|deprecat|regex|contains|hasprefix|starts|ends|==|!=|switch|replace|label|title"
    r"|description|encod|print|log\b|error",
    re.IGNORECASE,
)
_DEFAULT = re.compile(r"\bmodel\w{0,20}\s*:\s*\w{1,60}\s*=\s*\.(\w{1,60})", re.IGNORECASE)
_CASE = re.compile(r"\bcase\s+(\w{1,60})\s*=\s*\"([^\"\n]{2,80})\"")
_PLACES = re.compile(r"\\\(|#\{|\$\{?\w|\{\{|<%=")  # where a text is filled in
_COMMENTS = ("//", "#", "--", ";;", "*", "/*", "%%", ">")
_OFFERED = 12  # names that one file gives a program to choose from; more are a list of what there is
_BESIDE = 6  # the same where other models are told
_SYSTEM_LENGTH, _LENGTH, _WORDS = 15, 25, 5
_MAX_TEXTS = 4_000
_MAX_MEMBERS = 200  # of one file
_NEAR = 12  # lines between a model and what it is given
_CONFIDENCE, _STRAY = 0.6, 0.4


class _Text(NamedTuple):
    """A text, what stands before it, and where it is."""

    value: str
    before: str
    line: int
    start: str  # its line up to the text
    place: int


def _line_before(source: str, place: int) -> str:
    """What stands before a place on its line, of a long line the end."""
    first = max(0, place - _LINE)
    return source[max(first, source.rfind("\n", first, place) + 1) : place]


def told(path: str, data: bytes) -> Iterator[Sighting]:
    """The models, services, prompts and tools that the literals of one file tell."""
    source = decode(data)
    texts = list(_texts(path, source))
    models = list(_models(path, source, texts))
    yield from models
    yield from _of_files(path, source, texts)
    yield from _services(path, source)
    named = [one for one in models if isinstance(one, Observation) and one.subject.kind is Kind.MODEL]
    servers = list(_servers(path, source, texts))
    yield from servers
    prompts, blocks = 0, [(found.start(), found["name"]) for found in _DECLARED.finditer(source)]
    for one in texts:
        if _TOOL_KEY.search(one.before) and _TOOL.fullmatch(one.value):
            subject = Subject(kind=Kind.TOOL, name=one.value, scope=path)
            made = Observation(subject=subject, evidence=_at(path, one.line), facts=_used(tool_type="function"))
        elif (prompt := _prompt(path, one, prompts, blocks)) is not None:
            prompts, made = prompts + 1, prompt
        else:
            continue
        yield made
        yield from _given_to(named, made)
        if len(servers) == 1 and made.subject.kind is Kind.TOOL:
            server = servers[0].subject
            yield Link(source=server, kind=RelationKind.CONTAINS, target=made.subject, evidence=made.evidence)


def _servers(path: str, source: str, texts: list[_Text]) -> Iterator[Observation]:
    """The MCP servers that a file makes: `Server(name: "clerk", version: "1.0.0")` of Swift's SDK."""
    for one in texts if _SDK.search(source) else ():
        if _SERVER_KEY.search(one.before) and one.value.strip():
            subject = Subject(kind=Kind.TOOL, name=one.value, scope=path)
            facts = _used(tool_type="mcp-server", framework="mcp")
            yield Observation(subject=subject, evidence=_at(path, one.line), facts=facts)


def _of_files(path: str, source: str, texts: list[_Text]) -> Iterator[Sighting]:
    """Weights, models of the hub and tables by their names, and models by members; with whom serves these."""
    for one in texts:
        named = named_by_text(one.value, one.before, one.start)
        if named is not None:
            yield Observation(subject=named[0], evidence=_at(path, one.line), facts={**named[1], "usage": "used"})
    members = (one for one in named_by_members(path, source) if not _is_comment(source, one[0]))
    for place, (subject, facts) in within(list(members), _MAX_MEMBERS, "models named by members", path):
        yield from _served(subject, facts, _at(path, source.count("\n", 0, place) + 1))


def _is_comment(source: str, place: int) -> bool:
    return _line_before(source, place).lstrip().startswith(_COMMENTS)


def _served(subject: Subject, facts: Mapping[str, Json], evidence: Evidence) -> Iterator[Sighting]:
    """A model, the service behind it and that it is served by it."""
    yield Observation(subject=subject, evidence=evidence, facts={**facts, "usage": "used"})
    provider = load_catalogue().provider(subject.origin)
    if provider is not None and subject.kind is Kind.MODEL and evidence.confidence == _CONFIDENCE:
        service = provider_service(provider)
        yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": "used"})
        yield Link(source=subject, kind=RelationKind.SERVED_BY, target=service.subject, evidence=evidence)


def _texts(path: str, source: str) -> Iterator[_Text]:
    line, counted = 1, 0
    quoted = (found for found in _TEXT.finditer(source) if found.lastgroup)
    for number, found in enumerate(quoted):
        if number == _MAX_TEXTS:
            leave_out(_MAX_TEXTS, "texts", path)
            return
        place = found.start()
        line, counted = line + source.count("\n", counted, place), place
        start = _line_before(source, place)
        value = next(group for group in found.groups() if group is not None)
        if not start.lstrip().startswith(_COMMENTS):
            yield _Text(value, source[max(0, place - _BEFORE) : place], line, start, place)


def _models(path: str, source: str, texts: list[_Text]) -> Iterator[Sighting]:
    catalogue = load_catalogue()
    named = [one for one in texts if _form_of(catalogue, one.value)]
    stated = [one for one in named if _MODEL_KEY.search(one.before)]
    chosen = {found[1] for found in _DEFAULT.finditer(source)}
    defaults = {found[2] for found in _CASE.finditer(source) if found[1] in chosen} if chosen else set()
    stated += [one for one in named if one.value in defaults and one not in stated]
    for one in stated:
        yield from _model(catalogue, path, one, _CONFIDENCE)
    known = {one.value for one in stated} | ({found[2] for found in _CASE.finditer(source)} if stated else set())
    rest = [one for one in named if one.value not in known and _is_given(one)]
    if len({one.value for one in rest}) <= (_BESIDE if stated else _OFFERED):
        for one in rest:
            yield from _model(catalogue, path, one, _STRAY)


@cache
def _form_of(catalogue: Catalogue, text: str) -> bool:
    """Whether a text is written as an API's models are named."""
    if not 3 < len(text) < 80 or " " in text or not catalogue.may_be_model(text):
        return False
    form = catalogue.form(text)
    return form is not None and form.provider != "hf"


def _is_given(one: _Text) -> bool:
    sure = any(map(str.isdigit, one.value)) and one.value == one.value.lower()
    return sure and _ASIDE.search(one.start) is None


def _model(catalogue: Catalogue, path: str, one: _Text, confidence: float) -> Iterator[Sighting]:
    form = catalogue.form(one.value)
    subject, facts = api_model(catalogue, one.value, catalogue.provider(form.provider) if form else None, "")
    yield from _served(subject, facts, _at(path, one.line, confidence))


def _services(path: str, source: str) -> Iterator[Sighting]:
    """Services by their addresses, and by the names of their clients (`ChatAnthropic.new!`, `chat_openai(`)."""
    catalogue, line, counted = load_catalogue(), 1, 0
    forms = (_ADDRESS, _CLIENT, _PORT) if "11434" in source else (_ADDRESS, _CLIENT)
    named = sorted((one for form in forms for one in form.finditer(source)), key=lambda one: one.start())
    for found in within(named, _MAX_TEXTS, "addresses and clients", path):
        line, counted = line + source.count("\n", counted, found.start()), found.start()
        if _is_comment(source, found.start()):
            continue
        told = found.groupdict()
        address, word = told.get("address") or "", (told.get("name") or ("ollama" if "port" in told else "")).lower()
        provider = (
            provider_at(catalogue, address) if address else catalogue.provider_of_name(_CLIENT_OF.get(word, word))
        )
        if provider is not None:
            service = provider_service(provider, address) if address else provider_service(provider)
            evidence = _at(path, line)
            yield Observation(subject=service.subject, evidence=evidence, facts={**service.facts, "usage": "used"})


def _given_to(models: list[Observation], made: Observation) -> Iterator[Link]:
    """A prompt or tool belongs to the model that is named shortly before it, in the same call as a rule."""
    line = made.evidence.line or 0
    before = [one for one in models if 0 <= line - (one.evidence.line or 0) <= _NEAR]
    if before:
        kind = RelationKind.HAS_TOOL if made.subject.kind is Kind.TOOL else RelationKind.USES_PROMPT
        yield Link(source=before[-1].subject, kind=kind, target=made.subject, evidence=made.evidence)


def _prompt(path: str, one: _Text, known: int, blocks: list[tuple[int, str]]) -> Observation | None:
    """The prompt that a text is by what it is given to, or by how it begins; `known` are those of the file already,
    `blocks` what it declares with a block, by place."""
    value = one.value.strip()
    key = _PROMPT_KEY.search(one.before)
    block = _block_of(one, blocks) if key is None else ""
    words, length = word_count(value), spoken_length(value)
    given = (key is not None or bool(block)) and words > 1 and length >= _SYSTEM_LENGTH
    begun = words >= _WORDS and length >= _LENGTH and prompt_words().beginning.match(value[:200]) is not None
    if not (given or begun):
        return None
    name = key["name"] if key is not None and key["name"] and "rompt" in key["name"] else _counted(block, known)
    stem = posixpath.basename(path).partition(".")[0]
    plain = f"{stem} prompt {known + 1}" if known else f"{stem} prompt"
    subject = Subject(kind=Kind.PROMPT, name=name or plain, scope=path)
    facts = _used(role="system" if begun or "system" in one.before.lower() else "template", length=len(value))
    if _PLACES.search(value) is None:
        facts["hashes"] = ["SHA-256:" + hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()]
    return Observation(subject=subject, evidence=_at(path, one.line), facts=facts)


def _counted(block: str, known: int) -> str:
    return f"{block} {known + 1}" if block and known else block


def _block_of(one: _Text, blocks: list[tuple[int, str]]) -> str:
    """The name of a block for prompts that gives a text: `case .formal: return "You rewrite ..."`."""
    place = bisect(blocks, (one.place, ""))
    name = blocks[place - 1][1] if place else ""
    return name if _GIVES.search(one.before) and _OF_PROMPTS.search(name) else ""


def _used(**facts: Json) -> dict[str, Json]:
    return {**facts, "usage": "used"}


def _at(path: str, line: int, confidence: float = _CONFIDENCE) -> Evidence:
    return Evidence(path=path, line=line, technique=Technique.SOURCE, confidence=confidence)
